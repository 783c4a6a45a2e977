"""Statements of a schema: run, undone, and kept exact to the character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted

_BEGINNINGS = {
    ObjectKind.TABLE: re.compile(r"CREATE\s+TABLE\s", re.IGNORECASE),
    ObjectKind.VIRTUAL_TABLE: re.compile(r"CREATE\s+VIRTUAL\s+TABLE\s", re.IGNORECASE),
    ObjectKind.INDEX: re.compile(r"CREATE\s+(UNIQUE\s+)?INDEX\s", re.IGNORECASE),
    ObjectKind.VIEW: re.compile(r"CREATE\s+VIEW\s", re.IGNORECASE),
    ObjectKind.TRIGGER: re.compile(r"CREATE\s+TRIGGER\s", re.IGNORECASE),
}


def create_object(connection: Connection, wanted: SchemaObject) -> None:
    """Create it. Raises RestoreRefused when SQLite does not take the definition, or it defines something else."""
    if not _BEGINNINGS[wanted.kind].match(wanted.definition) or wanted.name.lower().startswith("sqlite_"):
        raise RestoreRefused(f"The recovery point's definition of '{wanted.name}' is no {wanted.kind.value}.")
    if wanted.kind is ObjectKind.VIRTUAL_TABLE:
        # Without running its module, which this program may lack: its shadow tables are restored as they were.
        with _writable_schema(connection):
            connection.run(
                "INSERT INTO main.sqlite_schema (type, name, tbl_name, rootpage, sql) VALUES ('table', ?1, ?1, 0, ?2)",
                (wanted.name, wanted.definition),
            )
    else:
        connection.run(wanted.definition)
    if not object_exists(connection, wanted):
        raise RestoreRefused(f"The recovery point's definition of '{wanted.name}' makes something else.")


def drop_object(connection: Connection, unwanted: SchemaObject) -> None:
    """Drop it; of a virtual table only itself, not its shadow tables. Nothing happens when it is gone already."""
    if not object_exists(connection, unwanted):
        return
    if unwanted.kind is ObjectKind.VIRTUAL_TABLE:
        with _writable_schema(connection):
            connection.run("DELETE FROM main.sqlite_schema WHERE type = 'table' AND name = ?1", (unwanted.name,))
    else:
        connection.run(f"DROP {unwanted.kind.name} main.{quoted(unwanted.name)}")


def object_exists(connection: Connection, wanted: SchemaObject) -> bool:
    """Whether there is an object of its kind and name, with whatever definition."""
    kind = "table" if wanted.kind is ObjectKind.VIRTUAL_TABLE else wanted.kind.value
    sql = "SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = ?1 AND name = ?2)"
    return bool(connection.value(sql, (kind, wanted.name)))


@contextmanager
def _writable_schema(connection: Connection) -> Iterator[None]:
    """As the `.dump` command of SQLite's shell does it. Every connection reads the schema anew afterwards."""
    connection.run("PRAGMA writable_schema=ON")
    yield
    version = connection.value("PRAGMA main.schema_version")
    connection.run(f"PRAGMA main.schema_version={(version + 1) % 2**31}")
    connection.run("PRAGMA writable_schema=RESET")
