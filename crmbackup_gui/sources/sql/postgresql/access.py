"""What a role does not see, found before anything is read: the server hides it without a word, or only half-way."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.errors import SourceIncomplete
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.schema import USERS_OWN, entity_name

_HIDDEN_ROWS = f"""
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relrowsecurity AND {USERS_OWN}
    AND pg_catalog.row_security_active(c.oid)
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""
_FORBIDDEN = f"""
SELECT n.nspname::text, c.relname::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'S') AND {USERS_OWN}
    AND NOT (pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND CASE c.relkind
        WHEN 'S' THEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT')
        ELSE pg_catalog.has_table_privilege(c.oid, 'SELECT') END)
ORDER BY c.relkind = 'S', n.nspname COLLATE "C", c.relname COLLATE "C"
"""
"""Also partitions, although their records are read through the whole table: pg_dump looks at each by itself."""

_FORBIDDEN_OBJECTS = """
SELECT count(*) FROM pg_catalog.pg_largeobject_metadata m
WHERE NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
    AND NOT pg_catalog.pg_has_role(m.lomowner, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.aclexplode(m.lomacl) a WHERE a.privilege_type = 'SELECT'
        AND (a.grantee = 0 OR pg_catalog.pg_has_role(a.grantee, 'USAGE')))
"""


def check_access(connection: Connection) -> None:
    """Raise SourceIncomplete unless the role sees every record, every counter and every large object."""
    hidden = _names(connection, _HIDDEN_ROWS)
    if hidden:
        reason = "row-level security hides records from it"
        raise SourceIncomplete(connection.location, hidden, reason)
    forbidden = _names(connection, _FORBIDDEN)
    if forbidden:
        raise SourceIncomplete(connection.location, forbidden, "it may not read them")
    objects = connection.value(_FORBIDDEN_OBJECTS)
    if objects:
        raise SourceIncomplete(connection.location, [f"{objects} large objects"], "it may not read them")


def _names(connection: Connection, sql: str) -> Sequence[str]:
    return [entity_name(schema, name) for schema, name in connection.rows(sql)]
