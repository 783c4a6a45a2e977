"""Canonical key order: one total order of the records of an entity, the same on every machine.

Every key has canonical bytes (FORMAT.md, "Key order"), and keys are ordered by comparing those bytes as memory.
While batches are compared and merged, a key of a single integer field travels as int64 and every other key as its
canonical bytes; both compare alike, and kernels are several times faster on integers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType

_NULL, _NUMBER, _TEXT, _BYTES = b"\x05", b"\x10", b"\x20", b"\x30"
_SIGN = np.uint64(1 << 63)
_INTEGER_BYTES = 8
_INTEGERS = {ValueType.BOOL, ValueType.INT16, ValueType.INT32, ValueType.INT64}
_TEMPORAL = {ValueType.DATE, ValueType.TIME, ValueType.TIMESTAMP, ValueType.TIMESTAMP_TZ}
_REALS = {ValueType.FLOAT32, ValueType.FLOAT64}


class KeyOrder:
    """The key order of one entity. Immutable; any thread may use it."""

    def __init__(self, entity: Entity) -> None:
        self.positions = tuple(entity.index(name) for name in entity.key)
        self._fields = entity.key_fields
        self.integer = len(self._fields) == 1 and self._fields[0].type in _INTEGERS

    @property
    def no_keys(self) -> pa.Array:
        """Comparable keys of no records."""
        return pa.array([], pa.int64() if self.integer else pa.binary())

    def keys(self, columns: Sequence[pa.Array]) -> pa.Array:
        """Comparable keys of the rows whose key columns are given, in key order: int64 or binary, without nulls."""
        if self.integer:
            return columns[0].cast(pa.int64())
        if len(columns) == 1 and self._fields[0].type is ValueType.TEXT:
            return _folded(columns[0], self._fields[0].collation)
        if len(columns) == 1 and self._fields[0].type is ValueType.BYTES:
            return columns[0].cast(pa.binary())
        parts = [_component(column, field) for column, field in zip(columns, self._fields, strict=True)]
        return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, pa.scalar(b"", pa.binary()))

    def keys_of(self, batch: pa.RecordBatch) -> pa.Array:
        """Comparable keys of a batch that has all fields of the entity."""
        return self.keys([batch.column(position) for position in self.positions])

    def to_bytes(self, key: object) -> bytes:
        """Canonical bytes of one comparable key (an int or bytes)."""
        if isinstance(key, int):
            return ((key + (1 << 63)) & ((1 << 64) - 1)).to_bytes(_INTEGER_BYTES, "big")
        assert isinstance(key, bytes)
        return key

    def from_bytes(self, key: bytes) -> int | bytes:
        """The comparable key of canonical bytes. Raises ValueError when they are no key."""
        if not self.integer:
            return key
        if len(key) != _INTEGER_BYTES:
            raise ValueError(f"no key of an integer has {len(key)} bytes")
        return int.from_bytes(key, "big") - (1 << 63)

    def key_of(self, values: Sequence[object]) -> int | bytes:
        """The comparable key of one record, from Python values in key order."""
        columns = [
            pa.array([_python_any(value)] if field.type is ValueType.ANY else [value], arrow_type(field.type))
            for field, value in zip(self._fields, values, strict=True)
        ]
        key = self.keys(columns)[0].as_py()
        assert isinstance(key, int | bytes)
        return key


def increasing(keys: pa.Array) -> bool:
    """Whether each key is greater than the one before it."""
    if len(keys) < 2:
        return True
    return bool(pc.all(pc.greater(keys[1:], keys[:-1])).as_py())


def rows_up_to(keys: pa.Array, cut: int | bytes) -> int:
    """How many of the increasing keys are at most `cut`."""
    if pa.types.is_integer(keys.type):
        return int(np.searchsorted(keys.to_numpy(zero_copy_only=True), cut, side="right"))
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) // 2
        if keys[middle].as_py() <= cut:
            low = middle + 1
        else:
            high = middle
    return low


def _python_any(value: object) -> dict[str, object]:
    """A Python value as the struct of `model.arrow.ANY`."""
    if isinstance(value, bool | int):
        return {"integer": int(value)}
    if isinstance(value, float):
        return {"real": value}
    if isinstance(value, str):
        return {"text": value.encode("utf-8", "surrogateescape")}
    return {} if value is None else {"bytes": value}


def _component(column: pa.Array, field: Field) -> pa.Array:
    """Canonical bytes of one field of a key: a tag, then bytes that sort, none being the beginning of another."""
    if field.type is ValueType.ANY:
        integer, real, text, blob = column.flatten()
        numbers = pc.if_else(pc.is_valid(integer), _mixed_number(_floats(integer), integer), _mixed_number(real, None))
        return pc.coalesce(
            _tagged(_NUMBER, numbers),
            _tagged(_TEXT, _terminated(_folded(text, field.collation))),
            _tagged(_BYTES, _terminated(blob)),
            pa.scalar(_NULL, pa.binary()),
        )
    if field.type in _INTEGERS | _TEMPORAL:
        part = _tagged(_NUMBER, _big_endian(_biased(_as_int64(column)), column))
    elif field.type in _REALS:
        part = _tagged(_NUMBER, _big_endian(_ordered_bits(column.cast(pa.float64())), column))
    elif field.type is ValueType.TEXT:
        part = _tagged(_TEXT, _terminated(_folded(column, field.collation)))
    else:
        part = _tagged(_BYTES, _terminated(column))
    return pc.fill_null(part, pa.scalar(_NULL, pa.binary())) if column.null_count else part


def _tagged(tag: bytes, part: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(tag, pa.binary()), part, pa.scalar(b"", pa.binary()))


def _terminated(column: pa.Array) -> pa.Array:
    """0x00 becomes 0x00 0xFF, and 0x00 0x00 ends the value, so that a shorter value sorts first."""
    escaped = pc.replace_substring(column.cast(pa.binary()), pattern=b"\x00", replacement=b"\x00\xff")
    return pc.binary_join_element_wise(escaped, pa.scalar(b"\x00\x00", pa.binary()), pa.scalar(b"", pa.binary()))


def _folded(column: pa.Array, collation: Collation) -> pa.Array:
    if collation is Collation.BINARY:
        return column.cast(pa.binary())
    text = column.cast(pa.binary()).view(pa.string())
    folded = pc.ascii_lower(text) if collation is Collation.NOCASE else pc.ascii_rtrim(text, characters=" ")
    return folded.view(pa.binary())


def _as_int64(column: pa.Array) -> pa.Array:
    if pa.types.is_date32(column.type):
        column = column.cast(pa.int32())
    return column.cast(pa.int64())


def _floats(integers: pa.Array) -> pa.Array:
    return pa.array(np.asarray(integers.fill_null(0)).astype(np.float64), mask=np.asarray(integers.is_null()))


def _biased(column: pa.Array) -> np.ndarray:
    return np.asarray(column.fill_null(0)).view(np.uint64) ^ _SIGN


def _ordered_bits(column: pa.Array) -> np.ndarray:
    values = np.asarray(column.fill_null(0.0)) + 0.0  # adding zero turns -0.0 into 0.0, which is the same key
    bits = values.view(np.uint64)
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _big_endian(words: np.ndarray, like: pa.Array) -> pa.Array:
    fixed = pa.Array.from_buffers(pa.binary(8), len(words), [None, pa.py_buffer(words.astype(">u8").tobytes())])
    part = fixed.cast(pa.binary())
    return pc.if_else(pc.is_valid(like), part, pa.scalar(None, pa.binary())) if like.null_count else part


def _mixed_number(real: pa.Array, integer: pa.Array | None) -> pa.Array:
    """Integers and reals in one order.

    The nearest double comes first, then the exact integer, then one byte that puts a real of 2^63 and above behind the
    integers that round to it.
    """
    values = np.asarray(real.fill_null(0.0))
    above = values >= 2.0**63
    if integer is None:
        inside = np.where((values >= -(2.0**63)) & ~above, values, 0.0)
        exact = np.where(above, np.int64(2**63 - 1), np.where(values < -(2.0**63), np.int64(-(2**63)), 0))
        exact = np.where((values >= -(2.0**63)) & ~above, np.floor(inside).astype(np.int64), exact)
    else:
        above = np.zeros(len(values), dtype=bool)
        exact = np.asarray(integer.fill_null(0))
    tail = pa.array(np.where(above, 1, 0).astype(np.uint8)).view(pa.binary(1)).cast(pa.binary())
    return pc.binary_join_element_wise(
        _big_endian(_ordered_bits(real), real),
        _big_endian(exact.astype(np.int64).view(np.uint64) ^ _SIGN, real),
        tail,
        pa.scalar(b"", pa.binary()),
    )
