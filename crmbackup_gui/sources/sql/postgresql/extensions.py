"""Tables that extensions bring, and into which users may enter something of their own.

Making the extension in another database brings the tables, but not what was entered
(postgresql.org/docs/current/extend-extensions.html, "Extension Configuration Tables").
"""

from __future__ import annotations

from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import qualified
from crmbackup_gui.sources.sql.postgresql.schema import entity_name

_FOR_USERS = """
SELECT n.nspname::text, c.relname::text, coalesce(x.condition, '')
FROM pg_catalog.pg_extension e CROSS JOIN LATERAL unnest(e.extconfig, e.extcondition) AS x(oid, condition)
    JOIN pg_catalog.pg_class c ON c.oid = x.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""
"""With the condition, beginning with WHERE, by which the extension tells users' records from its own."""


def read_filled_extensions(connection: Connection) -> list[str]:
    """The names of those tables that hold something of users."""
    return [
        entity_name(schema, name)
        for schema, name, condition in connection.rows(_FOR_USERS)
        if connection.value(f"SELECT EXISTS (SELECT 1 FROM {qualified(schema, name)} {condition})")
    ]
