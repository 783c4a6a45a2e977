"""The Arrow shape of an entity's records.

A batch has one column for each field, in the order of `Entity.fields`, under the field's name. Code addresses
columns by position, since names may hold anything. A field of type `any` is a struct of four children of which
at most one is set; a row in which none is set holds NULL (the struct itself is never null).
"""

from __future__ import annotations

import pyarrow as pa

from crmbackup_gui.model.catalog import Entity, ValueType

ANY = pa.struct(
    [
        pa.field("integer", pa.int64()),
        pa.field("real", pa.float64()),
        pa.field("text", pa.binary()),
        pa.field("bytes", pa.binary()),
    ]
)
"""Arrow type of `ValueType.ANY`. Text travels as the bytes the source keeps, valid in its encoding or not."""

_TYPES: dict[ValueType, pa.DataType] = {
    ValueType.BOOL: pa.bool_(),
    ValueType.INT16: pa.int16(),
    ValueType.INT32: pa.int32(),
    ValueType.INT64: pa.int64(),
    ValueType.FLOAT32: pa.float32(),
    ValueType.FLOAT64: pa.float64(),
    ValueType.TEXT: pa.string(),
    ValueType.BYTES: pa.binary(),
    ValueType.DATE: pa.date32(),
    ValueType.TIME: pa.time64("us"),
    ValueType.TIMESTAMP: pa.timestamp("us"),
    ValueType.TIMESTAMP_TZ: pa.timestamp("us", "UTC"),
    ValueType.ANY: ANY,
    ValueType.CONTENT: pa.binary(),
}


def arrow_type(kind: ValueType) -> pa.DataType:
    """The Arrow type in which values of that kind travel and are stored."""
    return _TYPES[kind]


def arrow_schema(entity: Entity) -> pa.Schema:
    """One column for each field of the entity, in its order."""
    return pa.schema([pa.field(field.name, arrow_type(field.type)) for field in entity.fields])
