"""Values in the binary forms that COPY takes, where these can be made of whole columns.

What a type takes is told by its receive function (postgresql.org/docs/current/sql-createtype.html): the source of each
form below is the function of that name in PostgreSQL. Whatever has no entry here goes through a staging table as text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.catalog import Codec, Field, ValueType

_TEXTS = frozenset({"textrecv", "varcharrecv", "bpcharrecv", "namerecv", "enum_recv", "json_recv"})
"""They read text as it is, in the client's encoding."""

_AS_THEY_ARE = {
    ValueType.BOOL: frozenset({"boolrecv"}),
    ValueType.INT16: frozenset({"int2recv"}),
    ValueType.INT32: frozenset({"int4recv"}),
    ValueType.INT64: frozenset({"int8recv"}),
    ValueType.FLOAT32: frozenset({"float4recv"}),
    ValueType.FLOAT64: frozenset({"float8recv"}),
    ValueType.TEXT: _TEXTS,
    ValueType.BYTES: frozenset({"bytearecv"}),
    ValueType.DATE: frozenset({"date_recv"}),
    ValueType.TIME: frozenset({"time_recv"}),
    ValueType.TIMESTAMP: frozenset({"timestamp_recv"}),
    ValueType.TIMESTAMP_TZ: frozenset({"timestamptz_recv"}),
}

_MAX_DIGITS = 38
"""Of Arrow's `decimal128`."""

_UUID_LETTERS = 36
_DASHES = (8, 13, 18, 23)
_DIGITS = [place for place in range(_UUID_LETTERS) if place not in _DASHES]
_NO_DIGIT = 255
_VALUES = np.full(256, _NO_DIGIT, np.uint8)
_VALUES[np.frombuffer(b"0123456789abcdef", np.uint8)] = np.arange(16, dtype=np.uint8)


@dataclass(frozen=True)
class Receiver:
    """What takes a value in binary form: a receive function, and the type modifier of the column (-1 for none).

    A function outside `pg_catalog` is named with its schema. Of a domain it is the function of what lies beneath.
    """

    function: str
    modifier: int = -1


def wire_column(column: pa.Array, field: Field, receiver: Receiver) -> pa.Array | None:
    """The values of a field as the receiver takes them, or None where they have to go another way."""
    if receiver.function in _AS_THEY_ARE.get(field.type, ()):
        return column
    if field.codec is not Codec.TEXT or field.type is not ValueType.TEXT:
        return None
    if receiver.function == "uuid_recv":
        return _uuids(column)
    if receiver.function == "numeric_recv":
        return _decimals(column, receiver.modifier)
    if receiver.function == "jsonb_recv":
        # One byte with the version of the form, then the text.
        return pc.binary_join_element_wise(b"\x01", column.cast(pa.binary()), b"")
    return None


def _decimals(column: pa.Array, modifier: int) -> pa.Array | None:
    """Where the column declares how many digits follow the point; elsewhere each value has a number of its own."""
    if modifier < 0:
        return None
    # postgresql.org/docs/current/datatype-numeric.html; the form of the modifier is make_numeric_typmod's.
    precision = (modifier - 4) >> 16
    scale = (((modifier - 4) & 0x7FF) ^ 1024) - 1024
    if not 0 <= scale <= precision <= _MAX_DIGITS:
        return None
    try:
        return column.cast(pa.decimal128(precision, scale))
    except pa.ArrowInvalid:
        return None  # NaN, an infinity, or more digits than the column takes


def _uuids(column: pa.Array) -> pa.Array | None:
    present = column.drop_null()
    if not len(present):
        return pa.nulls(len(column), pa.binary(16))
    if set(pc.unique(pc.binary_length(present)).to_pylist()) != {_UUID_LETTERS}:
        return None
    _, offsets, data = present.buffers()
    start = int(np.frombuffer(offsets, np.int32)[present.offset])
    letters = np.frombuffer(data, np.uint8)[start : start + len(present) * _UUID_LETTERS].reshape(-1, _UUID_LETTERS)
    digits = _VALUES[letters[:, _DIGITS]]
    if (digits == _NO_DIGIT).any() or (letters[:, _DASHES] != ord("-")).any():
        return None
    octets = np.ascontiguousarray(digits[:, 0::2] << 4 | digits[:, 1::2])
    values = pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), len(present), [None, pa.py_buffer(octets)])
    if not column.null_count:
        return values
    valid = np.asarray(column.is_valid())
    return values.take(pa.array(np.cumsum(valid) - 1, mask=~valid))
