"""Objects as files of a folder."""

from __future__ import annotations

import os
import secrets
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from crmbackup_gui.errors import ObjectMissing, StoreFailed
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.durable import make_folder, name_new, plain_words, sync_folder, write_new
from crmbackup_gui.repository.objects import (
    AlreadyThere,
    ObjectInfo,
    Obstacle,
    by_name,
    check_name,
    check_prefix,
    check_range,
    is_name,
)

if TYPE_CHECKING:
    from typing_extensions import Buffer

    from crmbackup_gui.repository.stores.rate import RateLimit

_NAME_SURROGATE = 0x2000_0000
"""Bit of a Windows reparse tag that means "leads elsewhere"; tags without it mark files that a cloud client fetches
(https://learn.microsoft.com/windows/win32/fileio/reparse-point-tags)."""


class FolderObjects:
    """Objects as files of a folder, on a local drive or a network share.

    Bare system calls instead of obstore's LocalStore, which never fsyncs, fails a whole listing over one foreign file
    name, follows links out of the folder when it deletes, and does not say whether a drive is full.

    A put writes `.tmp/<random>.part` and gives it its name when all of it is on the drive (durable.py says how).
    No name leads through a link below the folder, and files that do not bear the name of an object are not seen.
    """

    requests_at_once = 1
    """A small file is there in less time than a thread takes to hand it over: two threads need half as long again."""

    HIDDEN = ".tmp"
    ABANDONED_AFTER = 24 * 3600
    """Seconds after which nobody is still writing a temporary."""

    def __init__(self, path: Path, rate: RateLimit | None = None, cancel: CancelToken | None = None) -> None:
        self.location = os.path.normpath(path.absolute())
        self._root = Path(os.path.realpath(path))
        self._rate, self._cancel = rate, cancel or CancelToken()
        self._seen = os.path.isdir(self._root)
        self._durable: set[Path] = set()

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        path = self._path(name)
        hidden = self._inside(self.HIDDEN)
        self._check_present()
        if create and os.path.lexists(path):
            raise AlreadyThere(name)
        if self._rate is not None:
            self._rate.wait(memoryview(data).nbytes, self._cancel)
        with self._failures():
            self._make_durable(hidden)
            self._make_durable(path.parent)
            temporary = hidden / f"{secrets.token_hex(16)}.part"
            try:
                write_new(temporary, data)
                if create:
                    name_new(temporary, path, hidden / "lock")
                else:
                    temporary.replace(path)
                sync_folder(path.parent)
            except FileExistsError as error:
                raise AlreadyThere(name) from error
            finally:
                temporary.unlink(missing_ok=True)
        self._seen = True

    def get(self, name: str) -> bytes:
        with self._opened(name) as file:
            return file.read()

    def get_range(self, name: str, start: int, length: int) -> bytes:
        check_range(start, length)
        with self._opened(name) as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(min(start, size))
            return file.read(min(length, size))

    def size(self, name: str) -> int:
        with self._opened(name) as file:
            return os.fstat(file.fileno()).st_size

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        folder = check_prefix(prefix)
        self._check_present()
        with self._failures():
            return iter(sorted(_walk(self._inside(folder), folder), key=by_name))

    def delete(self, names: Iterable[str]) -> None:
        changed: set[Path] = set()
        for path in [self._path(name) for name in names]:
            self._check_present()
            with self._failures(), suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
                changed.add(path.parent)
        # Without power a manifest must not come back whose packs, which were deleted after it, do not.
        with self._failures():
            for folder in changed:
                sync_folder(folder)

    def obstacles(self, names: Iterable[str]) -> tuple[Obstacle, ...]:
        for name in names:
            check_name(name)
        return ()

    def sweep_temporaries(self) -> int:
        """Remove what crashed writers left behind more than 24 hours ago; how many files that was."""
        oldest = time.time() - self.ABANDONED_AFTER
        swept = 0
        with self._failures():
            for path in self._inside(self.HIDDEN).glob("*.part"):
                # Another program may sweep, or finish its put, at the same time.
                with suppress(FileNotFoundError):
                    if path.lstat().st_mtime < oldest:
                        path.unlink()
                        swept += 1
        return swept

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        path = self._path(name)
        with self._failures():
            try:
                with open(path, "rb", opener=_open_plainly) as file:
                    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                        raise ObjectMissing(name)
                    yield file
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                self._check_present()
                raise ObjectMissing(name) from error

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreFailed(self.location, plain_words(error)) from error

    def _path(self, name: str) -> Path:
        folder, _, last = check_name(name).rpartition("/")
        return self._inside(folder) / last

    def _inside(self, folder: str) -> Path:
        path = self._root / folder
        below = path
        while below != self._root:
            if _is_link(below):
                raise StoreFailed(self.location, f"'{folder}' in it is a link to another place")
            below = below.parent
        return path

    def _check_present(self) -> None:
        """A folder that was there and is gone is an unplugged drive, not an empty repository."""
        if self._seen and not os.path.isdir(self._root):
            raise StoreFailed(self.location, "the folder is no longer there")

    def _make_durable(self, folder: Path) -> None:
        if folder not in self._durable or not folder.is_dir():
            make_folder(folder, self._root)
            self._durable.add(folder)


def _walk(folder: Path, name: str) -> Iterator[ObjectInfo]:
    try:
        with os.scandir(folder) as scanned:
            entries = list(scanned)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        inner = f"{name}/{entry.name}" if name else entry.name
        if not is_name(inner):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), inner)
        elif entry.is_file(follow_symlinks=False):
            with suppress(FileNotFoundError):
                known = entry.stat(follow_symlinks=False)
                yield ObjectInfo(inner, known.st_size, known.st_mtime)


def _open_plainly(path: str, flags: int) -> int:
    """Open without following a link, and without waiting for the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _is_link(path: Path) -> bool:
    """Whether a name leads elsewhere: a symbolic link, or on Windows a junction. A name that is not there does not."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return stat.S_ISLNK(found.st_mode) or bool(getattr(found, "st_reparse_tag", 0) & _NAME_SURROGATE)
