"""What belongs to a database and is not brought back, because another server may not have what it needs."""

from __future__ import annotations

from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.schema import USERS_OWN, entity_name

_SUBSCRIPTIONS = """
SELECT s.subname::text FROM pg_catalog.pg_subscription s
WHERE s.subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
ORDER BY s.subname COLLATE "C"
"""
"""They hold passwords of other servers, and would begin to copy as soon as they are made."""

_STORED_APART = f"""
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
WHERE c.relkind IN ('r', 'p', 'm') AND (c.reltablespace <> 0 OR a.amname <> 'heap') AND {USERS_OWN}
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""
"""In a tablespace of their own, or by another access method than PostgreSQL's own."""


def unkept_warnings(connection: Connection) -> list[str]:
    """A sentence for each kind of them that there is."""
    warnings = []
    subscriptions = [name for (name,) in connection.rows(_SUBSCRIPTIONS)]
    if subscriptions:
        warnings.append(f"What this database receives from others is not set up again: {_listed(subscriptions)}.")
    apart = [entity_name(schema, name) for schema, name in connection.rows(_STORED_APART)]
    if apart:
        warnings.append(
            f"A new database keeps these tables in its usual place, not one of their own: {_listed(apart)}."
        )
    return warnings


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
