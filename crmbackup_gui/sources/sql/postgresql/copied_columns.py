"""Rows in the binary form of COPY, made into columns without a loop over values.

The form is that of postgresql.org/docs/current/sql-copy.html, "Binary Format": each row is a count of fields and, for
each of them, a length (-1 for null) and a value as the send function of its type writes it. All rows are gone through
at a time, a field after the other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.catalog import ValueType

_WIDTHS = {
    ValueType.BOOL: 1,
    ValueType.INT16: 2,
    ValueType.INT32: 4,
    ValueType.INT64: 8,
    ValueType.FLOAT32: 4,
    ValueType.FLOAT64: 8,
    ValueType.DATE: 4,
    ValueType.TIME: 8,
    ValueType.TIMESTAMP: 8,
    ValueType.TIMESTAMP_TZ: 8,
}
"""Bytes of a value. What has no entry is of any length."""

_DAYS = 10_957
_OFFSETS = {
    ValueType.DATE: _DAYS,
    ValueType.TIMESTAMP: _DAYS * 86_400_000_000,
    ValueType.TIMESTAMP_TZ: _DAYS * 86_400_000_000,
}
"""PostgreSQL counts from the year 2000 on. Infinity is the largest number, and wraps round (settled_types.py)."""

_LENGTH = 4


class NotCopyForm(Exception):
    """The bytes are not rows of the columns that were asked for. Never leaves this package."""


def copied_columns(
    content: bytearray, starts: np.ndarray, ends: np.ndarray, kinds: Sequence[ValueType]
) -> list[pa.Array]:
    """The columns of rows that lie in `content` from each start up to its end (int64), in Arrow's types of `kinds`.

    Nothing of `content` is referred to afterwards. Of text nobody looks whether it is UTF-8. Raises NotCopyForm.
    """
    rows = _Rows(content, starts, ends)
    rows.expect_fields(len(kinds))
    columns = [rows.fixed(kind) if kind in _WIDTHS else rows.varying(kind) for kind in kinds]
    rows.expect_end()
    return columns


class _Rows:
    """Rows, each with the place of the field that comes next. No place outside its row is ever looked at."""

    def __init__(self, content: bytearray, starts: np.ndarray, ends: np.ndarray) -> None:
        self._content, self._next, self._ends = content, starts, ends
        # The same bytes as numbers that begin at every place.
        self._numbers = {
            width: np.ndarray((max(0, len(content) - width + 1),), f"<i{width}", content, strides=(1,))
            for width in (1, 2, 4, 8)
        }
        self._every_other = pa.array(np.arange(0, 2 * len(starts), 2, dtype=np.int32))

    def expect_fields(self, count: int) -> None:
        fields = self._take(2)
        if (fields != count).any():
            raise NotCopyForm(f"a row has not {count} fields")

    def expect_end(self) -> None:
        if (self._next != self._ends).any():
            raise NotCopyForm("a row is longer than its fields")

    def fixed(self, kind: ValueType) -> pa.Array:
        """The next field, where values have one length."""
        width = _WIDTHS[kind]
        null, lengths = self._lengths()
        if (lengths != width if null is None else (lengths != width) & ~null).any():
            raise NotCopyForm(f"a value of {width} bytes has another length")
        if null is None:
            values = self._take(width)
        else:
            values = np.zeros(len(null), f"i{width}")
            before = self._next
            self._advance(lengths)
            values[~null] = self._at(width, before[~null])
        if kind in _OFFSETS:
            values += values.dtype.type(_OFFSETS[kind])
        held = np.packbits(values != 0, bitorder="little") if kind is ValueType.BOOL else values
        return pa.Array.from_buffers(arrow_type(kind), len(values), [_valid(null), pa.py_buffer(held)])

    def varying(self, kind: ValueType) -> pa.Array:
        """The next field, where values are bytes of any number."""
        null, lengths = self._lengths()
        count = len(lengths)
        # Between the values of this field lies what is not: taken apart, every other piece is a value.
        offsets = np.empty(2 * count, np.int32)
        offsets[0::2] = self._next
        self._advance(lengths)
        offsets[1::2] = self._next
        pieces = pa.Array.from_buffers(
            pa.binary(), 2 * count - 1, [None, pa.py_buffer(offsets), pa.py_buffer(self._content)]
        )
        _, places, values = pieces.take(self._every_other).buffers()
        return pa.Array.from_buffers(arrow_type(kind), count, [_valid(null), places, values])

    def _lengths(self) -> tuple[np.ndarray | None, np.ndarray]:
        """Which values are null, None for none; and the lengths, 0 for null."""
        lengths = self._take(_LENGTH)
        if not len(lengths) or lengths.min() >= 0:
            return None, lengths
        null = lengths < 0
        if (lengths < -1).any():
            raise NotCopyForm("a value has a length below nothing")
        return null, np.where(null, 0, lengths)

    def _take(self, width: int) -> np.ndarray:
        """The number of so many bytes that comes next in each row."""
        before = self._next
        self._advance(width)
        return self._at(width, before)

    def _at(self, width: int, places: np.ndarray) -> np.ndarray:
        return self._numbers[width][places].byteswap()

    def _advance(self, lengths: np.ndarray | int) -> None:
        self._next = self._next + lengths
        if (self._next > self._ends).any():
            raise NotCopyForm("a row is shorter than its fields")


def _valid(null: np.ndarray | None) -> pa.Buffer | None:
    return None if null is None else pa.py_buffer(np.packbits(~null, bitorder="little"))
