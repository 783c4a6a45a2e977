"""Large objects: contents without a table, which columns of type `oid` name.

They are an entity of their own where a database has any (postgresql.org/docs/current/largeobjects.html).
"""

from __future__ import annotations

from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.sources.sql.postgresql.connection import Connection

LARGE_OBJECTS = Entity(
    name="pg_catalog.pg_largeobject",
    fields=(
        Field(name="oid", type=ValueType.INT64, native="oid", nullable=False),
        Field(name="content", type=ValueType.BYTES, native="bytea", nullable=False),
        Field(name="comment", type=ValueType.TEXT, native="text"),
        # Roles belong to the server, not to the database: another one may lack them.
        Field(name="owner", type=ValueType.TEXT, native="name", nullable=False, fingerprint=True),
        Field(name="rights", type=ValueType.TEXT, native="aclitem[]", fingerprint=True),
    ),
    key=("oid",),
    label="Large objects",
)


def has_large_objects(connection: Connection) -> bool:
    """Whether the database has any."""
    return bool(connection.value("SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_largeobject_metadata)"))
