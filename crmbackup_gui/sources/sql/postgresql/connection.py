"""One connection to one PostgreSQL database through the ADBC driver, with its errors in our words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import Enum
from typing import Any, Self

import adbc_driver_manager
import adbc_driver_postgresql.dbapi
import pyarrow as pa

from crmbackup_gui.errors import RestoreRefused, SourceIncomplete, SourceUnreadable
from crmbackup_gui.sources.sql.postgresql.login import Login
from crmbackup_gui.sources.sql.postgresql.quoting import literal
from crmbackup_gui.sources.sql.postgresql.server_words import (
    RowRefused,
    connecting_failed,
    leaf_for,
    words_of,
)

LOCK_TIMEOUT = 30.0
"""Seconds to wait for a table that another program keeps locked."""

_SETTINGS = {
    # Nothing but what the server brings is found without its schema, so that nobody slips something else in.
    "search_path": "''",
    # Text forms of values are the same whoever asks, and the same when they are read back.
    "datestyle": "'ISO, YMD'",
    "intervalstyle": "'postgres'",
    "timezone": "'UTC'",
    "extra_float_digits": "3",
    "bytea_output": "'hex'",
    "lc_monetary": "'C'",
    "xmloption": "'content'",
    "array_nulls": "on",
    "standard_conforming_strings": "on",
    "quote_all_identifiers": "off",
    # A policy that would hide rows is an error instead.
    "row_security": "off",
    # Tables are read from their beginning, which is the order in which records were mostly made.
    "synchronize_seqscans": "off",
    "jit": "off",
    # A backup may pause while something else is at work, and it may read for long.
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}

_MARK = "crmbackup_stream"
_WITH_TRANSACTION_TIMEOUT = 17


class Access(Enum):
    """What a transaction may do. The value is how SQL begins it."""

    READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"


class Connection:
    """A database that exists. One thread at a time; closing it undoes what was not committed.

    Outside a transaction each statement stands alone. `begin` sets all that the form of values depends on, for the
    transaction only, so that it also works through a pooler.

    Errors are SourceUnreachable, LoginRefused, SourceMissing, SourceBusy, SourceIncomplete, SourceUnreadable and, in a
    transaction that writes, RestoreRefused and RowRefused. After an error the transaction can only be rolled back, to
    a savepoint or as a whole.
    """

    def __init__(self, login: Login, *, database: str | None = None) -> None:
        self.location = login.url
        self._access: Access | None = None
        self._marked = False
        self._sort: str | None = None
        try:
            self._connection = adbc_driver_postgresql.dbapi.connect(
                login.conninfo_with_password(database), autocommit=True
            )
        except adbc_driver_manager.Error as error:
            raise connecting_failed(self.location, error) from None  # the driver's words hold the connection string
        self._closed = False
        self._version = int(self._connection.adbc_get_info()["vendor_version"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the server. May be called again."""
        if not self._closed:
            self._closed = True
            self._connection.close()

    @property
    def major_version(self) -> int:
        """The server's."""
        return self._version // 10_000

    # Transactions

    def begin(self, access: Access, *, snapshot: str | None = None) -> None:
        """Begin a transaction. `snapshot` is an exported one, whose moment it then shows.

        Nothing is looked at yet: the moment of a transaction that reads is that of its first query, and locks may be
        taken before it.
        """
        self._access, self._marked, self._sort = access, False, None
        statements = beginning(access, self._version // 10_000, LOCK_TIMEOUT, snapshot)
        self.run_script("; ".join(statements))

    def commit(self) -> None:
        """Make it permanent."""
        self.run_script("COMMIT")
        self._access = None

    def rollback(self) -> None:
        """Undo the transaction."""
        self.run_script("ROLLBACK")
        self._access = None

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is refused inside is undone, and the transaction goes on."""
        self.run_script("SAVEPOINT crmbackup")
        try:
            yield
        except (RowRefused, RestoreRefused, SourceIncomplete, SourceUnreadable):
            self.run_script("ROLLBACK TO SAVEPOINT crmbackup; RELEASE SAVEPOINT crmbackup")
            raise
        self.run_script("RELEASE SAVEPOINT crmbackup")

    # Statements

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a small result. Values are those of Arrow: `oid`, `name` and the like are cast to `text`."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.execute(sql, tuple(parameters) or None)
            table = cursor.fetch_arrow_table()
        # By columns, which is several times as fast as the cursor's own way.
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401 - what a cell holds
        """The first cell of the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    def batch(self, sql: str) -> pa.RecordBatch:
        """All rows of a small result as Arrow has them."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.execute(sql)
            table = cursor.fetch_arrow_table()
        columns = [column.combine_chunks() for column in table.columns]
        return pa.RecordBatch.from_arrays(columns, schema=table.schema)

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """A statement without a result, once."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.executemany(sql, [tuple(parameters)] if parameters else None)

    def run_script(self, sql: str) -> None:
        """Statements without results and without parameters, one after another."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.executescript(sql)

    def ingest(self, schema: str, table: str, data: pa.RecordBatch | pa.RecordBatchReader) -> None:
        """Append records, whose columns bear the names of the table's, in the binary form of each (wire.py)."""
        with self._translated(), closing(self._connection.cursor()) as cursor:
            cursor.adbc_ingest(table, data, mode="append", db_schema_name=schema)

    def stream(self, sql: str, batch_bytes: int, *, by_index: bool = False) -> Iterator[pa.RecordBatch]:
        """A result of any size, in batches of about `batch_bytes`; in a transaction.

        Until the iterator ends or is closed, nothing else can be done with the connection. Closing it stops the server.
        `by_index` says that an index brings the order that the query wants.
        """
        self._mark(sorting(by_index=by_index))
        complete = False
        try:
            with self._translated(), closing(self._connection.cursor()) as cursor:
                cursor.adbc_statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(batch_bytes)})
                cursor.execute(sql)
                with cursor.fetch_record_batch() as reader:
                    try:
                        yield from reader
                    except BaseException:
                        cursor.adbc_cancel()  # closing alone would wait for all that is still to come
                        raise
            complete = True
        finally:
            if not self._closed:
                self._unmark(undo=not complete)

    def _mark(self, sort: str) -> None:
        """Make sure that there is a savepoint. One is enough for all that a transaction which only reads does."""
        statements = [] if self._marked else [f"SAVEPOINT {_MARK}"]
        if self._sort != sort:
            statements.append(sort)
        if statements:
            self.run_script("; ".join(statements))
        self._marked, self._sort = self._access is Access.READ, sort

    def _unmark(self, *, undo: bool) -> None:
        statements = [f"ROLLBACK TO SAVEPOINT {_MARK}"] if undo else []
        if not self._marked:
            statements.append(f"RELEASE SAVEPOINT {_MARK}")
        if undo:
            self._sort = None
        if statements:
            self.run_script("; ".join(statements))

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (adbc_driver_manager.Error, OSError) as error:
            # Arrow hands on as OSError what the driver meets in the middle of a result.
            words = words_of(error)
            writes = self._access is Access.WRITE
            raise leaf_for(words, self.location, lost=not words.code and self._is_lost(), writes=writes) from error

    def _is_lost(self) -> bool:
        """Asked only where the server gave no code: in the middle of a result the driver hands on none."""
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("SELECT 1")
        except adbc_driver_manager.Error as error:
            # One in a transaction that failed is refused, with a code.
            return not words_of(error).code
        return False


def beginning(access: Access, major_version: int, lock_seconds: float, snapshot: str | None = None) -> list[str]:
    """The statements of `Connection.begin`."""
    settings = _SETTINGS | {"lock_timeout": str(int(lock_seconds * 1000))}
    if major_version >= _WITH_TRANSACTION_TIMEOUT:
        settings["transaction_timeout"] = "0"
    shown = [] if snapshot is None else [f"SET TRANSACTION SNAPSHOT {literal(snapshot)}"]
    return [access.value, *shown, *(f"SET LOCAL {name} = {value}" for name, value in settings.items())]


def sorting(*, by_index: bool) -> str:
    """The statement that keeps the server from sorting what an index brings in order."""
    return f"SET LOCAL enable_sort = {'off' if by_index else 'on'}"
