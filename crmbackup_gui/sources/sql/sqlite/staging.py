"""Where values and records wait, in SQLite's temporary database, while a batch is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.sources.base import LargeValue
from crmbackup_gui.sources.sql.sqlite.connection import Connection, RowRefused

LARGE_VALUES = 'temp."crmbackup:large values"'
"""Columns `row`, `field` (positions in the records handed over) and `value`."""

KEPT_RECORDS = 'temp."crmbackup:kept records"'
"""Column `row` and one for each field that is kept, c0, c1, ..."""


@contextmanager
def staged_values(
    connection: Connection, entity: Entity, values: Sequence[LargeValue], *, wide_text: bool
) -> Iterator[None]:
    """`LARGE_VALUES` holds the values while the context lasts. One of them at a time is in memory."""
    if not values:
        yield
        return
    connection.run(f"DROP TABLE IF EXISTS {LARGE_VALUES}")
    connection.run(f"CREATE TABLE {LARGE_VALUES} (row INTEGER, field INTEGER, value, PRIMARY KEY (row, field))")
    for value in values:
        data = b"".join(value.read())
        transcoded = value.is_text and wide_text and entity.fields[value.field].type is ValueType.TEXT
        content = data.decode() if transcoded else data
        expression = "CAST(?3 AS TEXT)" if value.is_text and not transcoded else "?3"
        connection.run(f"INSERT INTO {LARGE_VALUES} VALUES (?1, ?2, {expression})", (value.row, value.field, content))
    yield
    connection.run(f"DROP TABLE {LARGE_VALUES}")


@contextmanager
def kept_records(connection: Connection, names: Sequence[str]) -> Iterator[None]:
    """`KEPT_RECORDS` is there, empty, with a column for each of the names; without names nothing is."""
    if not names:
        yield
        return
    columns = ", ".join(f"c{number}" for number in range(len(names)))
    connection.run(f"DROP TABLE IF EXISTS {KEPT_RECORDS}")
    connection.run(f"CREATE TABLE {KEPT_RECORDS} (row INTEGER PRIMARY KEY, {columns})")
    yield
    connection.run(f"DROP TABLE {KEPT_RECORDS}")


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is done inside is undone when it raises RowRefused. After any other error the transaction is lost anyway."""
    connection.run("SAVEPOINT crmbackup")
    try:
        yield
    except RowRefused:
        connection.run("ROLLBACK TO crmbackup")
        connection.run("RELEASE crmbackup")
        raise
    connection.run("RELEASE crmbackup")
