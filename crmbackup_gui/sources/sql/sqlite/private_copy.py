"""Private copies of a database: of one moment, in a folder that only its owner can enter."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from crmbackup_gui.errors import SourceBusy, SourceChanged, SourceUnreadable
from crmbackup_gui.sources.sql.sqlite.one_library import without_driver

_SPARE = 64 << 20
"""Bytes that stay free beside a copy."""

_COMPANIONS = ("-wal", "-journal")
"""What may hold a part of the database beside its file. The WAL index (`-shm`) is made anew."""


class _Locked(Exception):
    """Ends a copy that waited for a lock long enough."""


def private_folder() -> tempfile.TemporaryDirectory[str]:
    """A new folder, mode 0700, that is removed on leaving its context."""
    return tempfile.TemporaryDirectory(prefix="crmbackup-", ignore_cleanup_errors=os.name == "nt")


def has_room(path: Path, folder: Path) -> bool:
    """Whether a copy of the database fits into the folder."""
    needed = path.stat().st_size + sum(_size(companion) for companion in companions(path))
    return shutil.disk_usage(folder).free >= needed + _SPARE


def companions(path: Path) -> list[Path]:
    """The companion files that hold something, not only exist."""
    candidates = [path.with_name(path.name + suffix) for suffix in _COMPANIONS]
    return [candidate for candidate in candidates if _size(candidate)]


def state_of(path: Path) -> list[tuple[Path, int, int]]:
    """Changes whenever somebody writes the database."""
    return [(file, file.stat().st_size, file.stat().st_mtime_ns) for file in (path, *companions(path))]


def journal_mode_of(copy: Path) -> str:
    """`wal` or `delete`, from the header (sqlite.org/fileformat2.html, 1.3.3) of a file that nobody has open."""
    with copy.open("rb") as file:
        header = file.read(100)
    return "wal" if header[18:19] == b"\2" else "delete"


def copy_database(path: Path, copy: Path, location: str, busy_timeout: float) -> None:
    """Copy as of one moment with SQLite's online backup, or file by file where only a writer could open the original.

    The copy needs no companion files.

    Raises SourceBusy when the lock is not given within `busy_timeout` seconds, or the driver has the file open.
    """
    with without_driver(path) as free:
        if not free:
            raise SourceBusy(location)
        try:
            _back_up(path, copy, busy_timeout)
        except _Locked:
            raise SourceBusy(location) from None
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise SourceBusy(location) from error
            _copy_files(path, copy, location)
            _recover(copy, location)
        except sqlite3.DatabaseError as error:
            raise SourceUnreadable(location, str(error)) from error


def _back_up(path: Path, copy: Path, busy_timeout: float) -> None:
    """sqlite.org/backup.html in a single step, so that no writer gets between two of them."""

    def give_up_when_locked(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _Locked

    uri = f"{path.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=busy_timeout)) as source, closing(sqlite3.connect(copy)) as to:
        to.execute("PRAGMA synchronous=OFF")
        source.backup(to, progress=give_up_when_locked)


def _copy_files(path: Path, copy: Path, location: str) -> None:
    """The database and its companions as they lie there; whoever opens the copy recovers it.

    This happens after a crash, or where nothing can be written: nobody is writing then, and that is checked.
    """
    try:
        before = state_of(path)
        shutil.copyfile(path, copy)
        for companion in companions(path):
            shutil.copyfile(companion, copy.with_name(copy.name + companion.name.removeprefix(path.name)))
        after = state_of(path)
    except OSError as error:
        raise SourceUnreadable(location, error.strerror or str(error)) from error
    if before != after:
        raise SourceChanged(location)


def _recover(copy: Path, location: str) -> None:
    """Bring the companions' content into the copy itself."""
    try:
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.Error as error:
        raise SourceUnreadable(location, str(error)) from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
