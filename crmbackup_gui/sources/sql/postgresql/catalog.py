"""Everything about a database but its records: entities, schema objects, counters and settings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.sql.postgresql.archive import Entry
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.objects import read_objects
from crmbackup_gui.sources.sql.postgresql.quoting import qualified
from crmbackup_gui.sources.sql.postgresql.schema import USERS_OWN, Structure, entity_name
from crmbackup_gui.sources.sql.profiles import with_profile

_SEQUENCES = f"""
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'S' AND {USERS_OWN} ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""
_AT_ONCE = 200
"""Sequences that one query asks for: each is a table of its own."""

_DATABASE = """
SELECT pg_catalog.to_jsonb(d)::text, pg_catalog.pg_encoding_to_char(d.encoding)::text
FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()
"""
_SETTINGS = """
SELECT unnest(s.setconfig) FROM pg_catalog.pg_db_role_setting s JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
WHERE d.datname = pg_catalog.current_database() AND s.setrole = 0
"""

SETTING = "setting:"
"""Before the name of a setting that the database has for everybody (ALTER DATABASE ... SET)."""


class _Database(msgspec.Struct):
    """A row of pg_database; older servers lack the later columns."""

    datcollate: str
    datctype: str
    datlocprovider: str = "c"
    daticulocale: str | None = None
    datlocale: str | None = None


def read_catalog(connection: Connection, structure: Structure, entries: Sequence[Entry]) -> Catalog:
    """The whole catalog; `entries` are what pg_dump found (pg_dump.py)."""
    counters = _counters(connection)
    catalog = Catalog(
        entities=structure.catalog.entities,
        objects=read_objects(connection, structure, entries),
        sequences={name: value for name, (value, _) in counters.items()},
        unused=tuple(name for name, (_, used) in counters.items() if not used),
        properties=_properties(connection, structure.version),
    )
    return with_profile(catalog)


def _counters(connection: Connection) -> dict[str, tuple[int, bool]]:
    """For each sequence its value, and whether that was handed out. They show what is now: no snapshot holds them."""
    names = connection.rows(_SEQUENCES)
    found: dict[str, tuple[int, bool]] = {}
    for first in range(0, len(names), _AT_ONCE):
        part = names[first : first + _AT_ONCE]
        selects = [
            f"SELECT {number}, last_value, is_called FROM {qualified(schema, name)}"
            for number, (schema, name) in enumerate(part)
        ]
        for number, value, used in sorted(connection.rows(" UNION ALL ".join(selects))):
            found[entity_name(*part[number])] = (value, used)
    return found


def _properties(connection: Connection, version: int) -> dict[str, str]:
    """What a new database must be made with, or be given."""
    ((row, encoding),) = connection.rows(_DATABASE)
    database = msgspec.json.decode(row, type=_Database)
    properties = {
        "server_version": str(version),
        "encoding": encoding,
        "collation": database.datcollate,
        "ctype": database.datctype,
        "locale_provider": {"i": "icu", "b": "builtin"}.get(database.datlocprovider, "libc"),
    }
    locale = database.datlocale or database.daticulocale
    if locale:
        properties["locale"] = locale
    settings = (text.partition("=") for (text,) in connection.rows(_SETTINGS))
    return properties | {f"{SETTING}{name}": value for name, _, value in settings}
