"""One connection to one SQLite database through the ADBC driver, with its errors in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, Self

import adbc_driver_manager
import adbc_driver_sqlite.dbapi
import pyarrow as pa

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import CrmBackupError, RestoreRefused, SourceBusy, SourceMissing, SourceUnreadable
from crmbackup_gui.sources.sql.sqlite.one_library import driver_closed, driver_opens

BUSY_TIMEOUT = 5.0
"""Seconds to wait for somebody else's lock."""

_GUESS_ROWS = 65_536
"""The driver guesses the types of a result from its first batch, so small results travel in one."""

_AROUND_WORDS = re.compile(
    r"^[A-Z_]+: (?:\[SQLite\] )?(?:failed to \w+ (?:query|statement): )?(.*?)(?:\nquery: .*)?$",
    re.DOTALL | re.IGNORECASE,
)
_LOCKED = re.compile(r"database (?:table |schema )?is locked")
_DAMAGED = re.compile(r"file is not a database|malformed|unsupported file format|disk I/O error")
_UNRECOVERED = re.compile(r"unable to open database file|attempt to write a readonly database")
_ROW_REFUSED = re.compile(r"constraint failed|^datatype mismatch|^cannot store |^string or blob too big")


class Access(Enum):
    """What a connection may do. The value is its part of SQLite's URI."""

    READ = "mode=ro"
    FROZEN = "mode=ro&immutable=1"
    """Nobody else writes the file: no locks, no journal, no companion files."""
    WRITE = "mode=rw"


class Unrecovered(SourceUnreadable):
    """Only somebody who may write beside the database can open it: its journal or its WAL index is needed."""


class RowRefused(Exception):
    """A record breaks a rule of its table. Carries SQLite's words; never leaves this package."""


class Connection:
    """A database file that exists. One thread at a time; closing it undoes what was not committed.

    `location` is how messages name the database. Errors are SourceBusy, SourceUnreadable and, on a connection that
    writes, RestoreRefused; `run_batch` also raises RowRefused.
    """

    def __init__(self, path: Path, access: Access, location: str, busy_timeout: float = BUSY_TIMEOUT) -> None:
        self.location = location
        self._access = access
        if not database_exists(path, location):
            raise SourceMissing(location)
        self._identity = driver_opens(path)
        try:
            self._connection = self._open(path)
        except BaseException:
            driver_closed(self._identity)
            raise
        self._closed = False
        try:
            self.run(f"PRAGMA busy_timeout={int(busy_timeout * 1000)}")
            # A hostile schema gets no say in what reading it does.
            self.run("PRAGMA trusted_schema=OFF")
            self.run("PRAGMA cell_size_check=ON")
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close everything that is still open on it. May be called again."""
        if not self._closed:
            self._closed = True
            self._connection.close()
            driver_closed(self._identity)

    def rows(self, sql: str, parameters: Sequence[object] | pa.RecordBatch = ()) -> list[tuple[Any, ...]]:
        """All rows of a small result. A batch of parameters gives the rows for each of its rows, one after another."""
        with self._translated(), closing(self._cursor(_GUESS_ROWS)) as cursor:
            cursor.execute(sql, parameters if isinstance(parameters, pa.RecordBatch) else parameters or None)
            return cursor.fetchall()

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401 - what a cell holds
        """The first cell of the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """A statement without a result, once."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.executemany(sql, [tuple(parameters)] if parameters else None)

    def run_batch(self, sql: str, parameters: pa.RecordBatch) -> None:
        """A statement once for each row. After an error the rows before the failing one stay applied."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.executemany(sql, parameters)

    def stream(self, sql: str, batch_rows: int) -> Iterator[pa.RecordBatch]:
        """A result of any size. Types come from the values of the first batch. Closing the iterator ends the query."""
        with self._translated(), closing(self._cursor(batch_rows)) as cursor:
            cursor.execute(sql)
            with cursor.fetch_record_batch() as reader:
                yield from reader

    def _open(self, path: Path) -> adbc_driver_sqlite.dbapi.Connection:
        try:
            return adbc_driver_sqlite.dbapi.connect(f"{path.absolute().as_uri()}?{self._access.value}", autocommit=True)
        except adbc_driver_manager.Error as error:
            raise SourceUnreadable(self.location, "it cannot be opened") from error

    def _cursor(self, batch_rows: int) -> adbc_driver_sqlite.dbapi.Cursor:
        cursor = self._connection.cursor()
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(batch_rows)})
        return cursor

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            raise SourceUnreadable(self.location, "its schema holds text that is not valid") from error
        except (adbc_driver_manager.Error, OSError) as error:
            # Arrow hands on as OSError what the driver meets in the middle of a result.
            words = _AROUND_WORDS.sub(r"\1", str(error))
            if _ROW_REFUSED.search(words):
                raise RowRefused(words) from error
            raise self._leaf(words) from error

    def _leaf(self, words: str) -> CrmBackupError:
        if _LOCKED.search(words):
            return SourceBusy(self.location)
        if _DAMAGED.search(words):
            return SourceUnreadable(self.location, words)
        if self._access is Access.WRITE:
            action = Action.CHECK_PLACE if "readonly" in words or "is full" in words else None
            return RestoreRefused(f"SQLite says of '{self.location}': {words}.", action=action)
        unreadable = Unrecovered if _UNRECOVERED.search(words) else SourceUnreadable
        return unreadable(self.location, words)


def database_exists(path: Path, location: str) -> bool:
    """Whether there is a file. Raises SourceUnreadable where nobody lets us look."""
    try:
        return path.is_file()
    except OSError as error:
        raise SourceUnreadable(location, error.strerror or str(error)) from error


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever it holds."""
    return '"' + name.replace('"', '""') + '"'
