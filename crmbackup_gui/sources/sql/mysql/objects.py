"""The statements that make everything in a database, as `SHOW CREATE ...` prints them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crmbackup_gui.errors import SourceIncomplete, SourceUnreadable
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.definitions import Definition
from crmbackup_gui.sources.sql.mysql.names import is_database, quoted

TABLE_KINDS = ("BASE TABLE", "SYSTEM VERSIONED")
ROUTINE_TYPES = ("FUNCTION", "PROCEDURE", "PACKAGE BODY", "PACKAGE")

_OPTIONS = re.compile(
    r"(\n\)(?: /\*!\d+ TABLESPACE `(?:[^`]|``)*` \*/)? ENGINE=\w+) AUTO_INCREMENT=\d+(?!.*\n\) )", re.DOTALL
)
"""Where the counter stands: behind the last line of columns and keys. Within these, line breaks are escaped."""
_SETTINGS = {
    "sql_mode": "sql_mode",
    "time_zone": "time_zone",
    "character_set_client": "character_set_client",
    "collation_connection": "collation_connection",
    "Database Collation": "collation_database",
}
"""Columns of `SHOW CREATE ...`, and the settings of a session that they are."""
_ROUTINES = f"""SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES
    WHERE {is_database("ROUTINE_SCHEMA")} ORDER BY ROUTINE_TYPE, ROUTINE_NAME"""
_TRIGGERS = f"""SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS
    WHERE {is_database("TRIGGER_SCHEMA")}
    ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER"""
_EVENTS = f"""SELECT EVENT_NAME FROM information_schema.EVENTS
    WHERE {is_database("EVENT_SCHEMA")} ORDER BY EVENT_NAME"""


@dataclass(frozen=True)
class Made:
    """How everything is made.

    `objects` stand in an order in which an empty database takes them: sequences, tables, routines, views on top of
    what they read, then triggers and events. Foreign keys must go unchecked meanwhile: tables stand by name.
    `counters` are the next values of sequences (MariaDB).
    """

    objects: tuple[SchemaObject, ...]
    counters: dict[str, int]


def read_objects(connection: Connection, database: str, kinds: Mapping[str, str], entities: Collection[str]) -> Made:
    """Everything in the database. `kinds` are its tables by name, with TABLE_TYPE of the information schema.

    `entities` are those of them whose records are read. Raises SourceIncomplete for what the account may not see.
    """
    sequences = [name for name, kind in kinds.items() if kind == "SEQUENCE"]
    tables = [name for name, kind in kinds.items() if kind in TABLE_KINDS]
    views = [name for name, kind in kinds.items() if kind == "VIEW"]
    objects = [
        *(_made(ObjectKind.SEQUENCE, name, _shown(connection, "SEQUENCE", name)) for name in sequences),
        *(
            SchemaObject(
                kind=ObjectKind.TABLE,
                name=name,
                entity=name if name in entities else "",
                definition=create_table(connection, database, name),
            )
            for name in tables
        ),
        *_routines(connection, database),
        *_bottom_up([_made(ObjectKind.VIEW, name, _shown(connection, "VIEW", name)) for name in views]),
        *_triggers(connection, database),
        *_events(connection, database),
    ]
    counters = {name: int(connection.value(f"SELECT next_not_cached_value FROM {quoted(name)}")) for name in sequences}
    return Made(tuple(objects), counters)


def create_table(connection: Connection, database: str, name: str) -> str:
    """The statement that makes the table as it is now, without its counter and without the name of the database."""
    shown = _shown(connection, "TABLE", name).statement
    # Defaults name the sequence that they take from with its database, which a copy must not have.
    shown = shown.replace(f"val({quoted(database)}.", "val(")
    return _OPTIONS.sub(r"\1", shown, count=1)


def routine_name(kind: str, name: str) -> str:
    """What a routine is called in a catalog: a function and a procedure may have the same name."""
    return f"{kind.lower()} {name}"


def split_routine_name(called: str) -> tuple[str, str]:
    """The type (of `ROUTINE_TYPES`) and the name of a routine. Raises ValueError when it is none."""
    for kind in ROUTINE_TYPES:
        if called.startswith(f"{kind.lower()} "):
            return kind, called[len(kind) + 1 :]
    raise ValueError(called)


def _routines(connection: Connection, database: str) -> Iterator[SchemaObject]:
    for kind, name in connection.rows(_ROUTINES, (database, database)):
        yield _made(ObjectKind.ROUTINE, routine_name(kind, name), _shown(connection, kind, name))


def _triggers(connection: Connection, database: str) -> Iterator[SchemaObject]:
    for name, table in connection.rows(_TRIGGERS, (database, database)):
        yield _made(ObjectKind.TRIGGER, name, _shown(connection, "TRIGGER", name), entity=table, after=True)


def _events(connection: Connection, database: str) -> Iterator[SchemaObject]:
    for (name,) in connection.rows(_EVENTS, (database, database)):
        yield _made(ObjectKind.EVENT, name, _shown(connection, "EVENT", name), after=True)


def _made(
    kind: ObjectKind, name: str, definition: Definition, *, entity: str = "", after: bool = False
) -> SchemaObject:
    return SchemaObject(kind=kind, name=name, entity=entity, definition=definition.script, after=after)


def _shown(connection: Connection, kind: str, name: str) -> Definition:
    hidden = SourceIncomplete(connection.location, [name], "it may not see how they are made")
    try:
        shown = connection.record(f"SHOW CREATE {kind} {quoted(name)}")
    except SourceIncomplete as error:
        raise hidden from error
    except SourceUnreadable as error:
        raise SourceUnreadable(connection.location, f"it cannot say how '{name}' is made: {error.problem}") from error
    statement = next(
        value for column, value in shown.items() if column.startswith("Create ") or column == "SQL Original Statement"
    )
    if statement is None:
        raise hidden
    return Definition(statement, {ours: shown[theirs] for theirs, ours in _SETTINGS.items() if theirs in shown})


def _bottom_up(views: Sequence[SchemaObject]) -> Iterator[SchemaObject]:
    """Views after those that they read: `SHOW CREATE VIEW` puts every name in backquotes.

    A name may stand there without being read, so what looks like a circle is cut somewhere.
    """
    pending = {view.name: view for view in views}
    while pending:
        ready = [
            name
            for name, view in pending.items()
            if not any(quoted(other) in view.definition for other in pending if other != name)
        ]
        for name in ready or list(pending)[:1]:
            yield pending.pop(name)
