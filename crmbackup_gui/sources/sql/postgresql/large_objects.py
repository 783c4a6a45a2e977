"""The large objects of a database as records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.base import LargeValue, Records, RecordStream
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.large_object_entity import LARGE_OBJECTS
from crmbackup_gui.sources.sql.postgresql.large_values import APART, cut_off

_COLUMNS = """m.oid::bigint, {content}, pg_catalog.obj_description(m.oid, 'pg_largeobject'),
    pg_catalog.pg_get_userbyid(m.lomowner)::text, m.lomacl::text"""
_IS_APART = f"pg_catalog.octet_length(pg_catalog.lo_get(m.oid, {APART}, 1)) > 0"
_BATCH_BYTES = 4 << 20
_PIECE = 8 << 20


def read_large_objects(connection: Connection) -> RecordStream:
    """All of them; those that are too long to travel whole come last."""
    apart = [oid for (oid,) in connection.rows(_select("m.oid::bigint", _IS_APART))]
    return RecordStream(LARGE_OBJECTS, _records(connection, apart), in_key_order=not apart)


def large_object_keys(connection: Connection) -> RecordStream:
    """The object ids of all of them."""
    keys = Entity(name=LARGE_OBJECTS.name, fields=LARGE_OBJECTS.key_fields, key=LARGE_OBJECTS.key)
    schema = arrow_schema(keys)
    batches = connection.stream(_select("m.oid::bigint", "true"), _BATCH_BYTES)
    records = (Records(pa.RecordBatch.from_arrays(batch.columns, schema=schema)) for batch in batches)
    return RecordStream(keys, records, in_key_order=True)


def _records(connection: Connection, apart: list[int]) -> Iterator[Records]:
    schema = arrow_schema(LARGE_OBJECTS)
    whole = _COLUMNS.format(content=f"pg_catalog.lo_get(m.oid, 0, {APART})")
    for batch in connection.stream(_select(whole, f"NOT {_IS_APART}"), _BATCH_BYTES):
        columns, large = cut_off(LARGE_OBJECTS, batch.columns)
        yield Records(pa.RecordBatch.from_arrays(columns, schema=schema), tuple(large))
    for oid in apart:
        batch = connection.batch(_select(_COLUMNS.format(content="NULL::bytea"), f"m.oid = {oid}"))
        content = LargeValue(0, 1, is_text=False, read=partial(_pieces, connection, oid))
        yield Records(pa.RecordBatch.from_arrays(batch.columns, schema=schema), (content,))


def _pieces(connection: Connection, oid: int) -> Iterator[bytes]:
    offset, length = 0, _PIECE
    while length == _PIECE:
        piece: bytes = connection.value(f"SELECT pg_catalog.lo_get({oid}::oid, {offset}, {_PIECE})")
        offset, length = offset + len(piece), len(piece)
        yield piece


def _select(columns: str, condition: str) -> str:
    return f"SELECT {columns} FROM pg_catalog.pg_largeobject_metadata m WHERE {condition} ORDER BY m.oid"
