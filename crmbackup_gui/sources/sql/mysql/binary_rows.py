"""From the rows of a result to their cells, column by column, without a loop over values.

Rows come in the binary protocol, that of prepared statements: numbers and moments as they are, so that the server
spends half as much on them as on their text. A row is a byte 0, a bitmap of the cells that are NULL, and the others one
behind the other: numbers in their width, moments behind a byte with their length, all else behind a "length-encoded
integer" (mariadb.com/kb/en/resultset-row, dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html).

Cells of one column are found for all rows at once, from where the cells before them end. Arrow takes the bytes of text
from the received block itself: offsets that alternate between where a cell begins and where it ends make an array of
cells and of what lies between them, of which every second item is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from asyncmy.constants import FIELD_TYPE

from crmbackup_gui.sources.sql.mysql.row_packets import MalformedPacket, Positions, Rows

Raw = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

_MOMENT_SIZES = (0, 4, 7, 11)
_WIDTHS = ((0xFC, 2), (0xFD, 3), (0xFE, 8))
"""Tags of lengths above 250, and how many bytes they have."""
_NO_LENGTH = 0xFB


class Shape(Enum):
    """What the cells of a column look like."""

    INTEGER = "integer"
    REAL = "real"
    MOMENT = "moment"
    BYTES = "bytes"


_NUMBERS = {
    FIELD_TYPE.TINY: (Shape.INTEGER, 1),
    FIELD_TYPE.SHORT: (Shape.INTEGER, 2),
    FIELD_TYPE.YEAR: (Shape.INTEGER, 2),
    FIELD_TYPE.LONG: (Shape.INTEGER, 4),
    FIELD_TYPE.INT24: (Shape.INTEGER, 4),
    FIELD_TYPE.LONGLONG: (Shape.INTEGER, 8),
    FIELD_TYPE.FLOAT: (Shape.REAL, 4),
    FIELD_TYPE.DOUBLE: (Shape.REAL, 8),
}
_MOMENTS = frozenset({FIELD_TYPE.DATE, FIELD_TYPE.NEWDATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP})


@dataclass(frozen=True)
class WireType:
    """How the server sends the cells of a column."""

    shape: Shape
    width: int = 0
    unsigned: bool = False


def wire_type(code: int, *, unsigned: bool) -> WireType:
    """From the type that the result announces for a column. Raises MalformedPacket for one that nobody asks for."""
    if code in _NUMBERS:
        shape, width = _NUMBERS[code]
        return WireType(shape, width, unsigned or code == FIELD_TYPE.YEAR)
    if code in _MOMENTS:
        return WireType(Shape.MOMENT)
    if code == FIELD_TYPE.TIME:
        raise MalformedPacket
    return WireType(Shape.BYTES)


@dataclass(frozen=True)
class Cells:
    """The cells of one column in some rows: where each begins in `data`, how long it is, and which are NULL.

    They hold as long as the rows do; what is made of them is a copy, except where it says so.
    """

    data: bytearray
    wire: WireType
    starts: Positions
    lengths: Positions | None
    """None where all have the type's width."""
    nulls: Mask | None

    def longer_than(self, size: int) -> Mask | None:
        """Which are longer than so many bytes; None for none."""
        if self.wire.shape is not Shape.BYTES or self.lengths is None:
            return None
        longer = self.lengths > size
        return longer if longer.any() else None

    def numbers(self) -> npt.NDArray[np.generic]:
        """Numbers of an integer or real column; anything where NULL is."""
        kind = "f" if self.wire.shape is Shape.REAL else "u" if self.wire.unsigned else "i"
        return self._fixed(f"<{kind}{self.wire.width}", self.starts)

    def part(self, offset: int, kind: str) -> npt.NDArray[np.generic]:
        """A number of this NumPy type so many bytes into each cell; anything where NULL is."""
        return self._fixed(kind, self.starts + offset)

    def bytes(self, left_out: Mask | None = None) -> pa.BinaryArray:
        """The bytes of a column of bytes. NULL, and null where `left_out` says so."""
        assert self.lengths is not None
        count = len(self.starts)
        nulls = self.nulls if left_out is None else left_out if self.nulls is None else self.nulls | left_out
        ends = self.starts + self.lengths
        if left_out is not None:
            ends = np.where(left_out, self.starts, ends)
        around = np.empty(2 * count + 1, np.int32)
        around[0:-1:2] = self.starts
        around[1::2] = ends
        around[-1] = around[-2] if count else 0
        cells_and_gaps = pa.Array.from_buffers(
            pa.binary(), 2 * count, [None, pa.py_buffer(around), pa.py_buffer(self.data)]
        )
        cells = cells_and_gaps.take(pa.array(np.arange(0, 2 * count, 2)))
        if nulls is None:
            return cells
        valid = pa.py_buffer(np.packbits(~nulls, bitorder="little"))
        return pa.Array.from_buffers(pa.binary(), count, [valid, *cells.buffers()[1:]])

    def only(self, row: int) -> pa.BinaryArray:
        """An array of one cell of a column of bytes, not copied."""
        start, end = self._ends_of(row)
        around = pa.py_buffer(np.array([start, end], np.int32))
        return pa.Array.from_buffers(pa.binary(), 1, [None, around, pa.py_buffer(self.data)])

    def one(self, row: int) -> memoryview:
        """The bytes of one cell of a column of bytes, not copied."""
        start, end = self._ends_of(row)
        return memoryview(self.data)[start:end]

    def _ends_of(self, row: int) -> tuple[int, int]:
        assert self.lengths is not None
        start = int(self.starts[row])
        return start, start + int(self.lengths[row])

    def _fixed(self, kind: str, starts: Positions) -> npt.NDArray[np.generic]:
        width = np.dtype(kind).itemsize
        count = max(0, len(self.data) - width + 1)
        everywhere: npt.NDArray[np.generic] = np.ndarray((count,), kind, self.data, 0, (1,))
        # Not `take`, which would first copy what overlaps.
        return everywhere[np.minimum(starts, count - 1)] if count else np.zeros(len(starts), kind)


@dataclass(frozen=True)
class Block:
    """Some rows of a result, and how the server sends its columns."""

    rows: Rows
    wires: tuple[WireType, ...]

    def cells(self, most: int) -> Iterator[list[Cells]]:
        """The cells of each column, of at most so many rows at a time. Raises MalformedPacket when they are others."""
        for rows in self.rows.slices(most):
            try:
                yield _Walk(rows, len(self.wires)).columns(self.wires)
            except IndexError:
                raise MalformedPacket from None


class _Walk:
    """Goes through some rows from column to column."""

    def __init__(self, rows: Rows, columns: int) -> None:
        self._rows = rows
        self._raw = np.frombuffer(rows.data, np.uint8)
        self._position = rows.starts + 1 + (columns + 9) // 8
        self._bitmap: tuple[int, Raw] = (-1, self._raw[:0])

    def columns(self, wires: Sequence[WireType]) -> list[Cells]:
        if self._raw.take(self._rows.starts).any():
            raise MalformedPacket
        found = []
        for number, wire in enumerate(wires):
            nulls = self._nulls(number)
            if wire.shape is Shape.MOMENT:
                lengths: Positions | None = self._moment_lengths(nulls)
            elif wire.shape is Shape.BYTES:
                lengths = self._lengths(nulls)
            else:
                lengths = None
            found.append(Cells(self._rows.data, wire, self._position.copy(), lengths, nulls))
            if lengths is not None:
                self._position += lengths
            else:
                self._position += wire.width if nulls is None else wire.width * ~nulls
            if (self._position > self._rows.ends).any():
                raise MalformedPacket
        if not np.array_equal(self._position, self._rows.ends):
            raise MalformedPacket
        return found

    def _nulls(self, number: int) -> Mask | None:
        byte, bit = divmod(number + 2, 8)
        if self._bitmap[0] != byte:
            self._bitmap = (byte, self._raw.take(self._rows.starts + 1 + byte))
        nulls = (self._bitmap[1] & (1 << bit)).astype(np.bool_)
        return nulls if nulls.any() else None

    def _tags(self, nulls: Mask | None) -> Raw:
        """The bytes at the position, 0 where NULL is; the position moves behind them."""
        if nulls is None:
            tags = self._raw.take(self._position)
            self._position += 1
            return tags
        tags = self._raw.take(np.minimum(self._position, len(self._raw) - 1))
        tags[nulls] = 0
        self._position += ~nulls
        return tags

    def _moment_lengths(self, nulls: Mask | None) -> Positions:
        tags = self._tags(nulls)
        if not np.isin(tags, _MOMENT_SIZES).all():
            raise MalformedPacket
        return tags.astype(np.int64)

    def _lengths(self, nulls: Mask | None) -> Positions:
        tags = self._tags(nulls)
        lengths = tags.astype(np.int64)
        if not len(tags) or tags.max() < _NO_LENGTH:
            return lengths
        for tag, width in _WIDTHS:
            long = np.flatnonzero(tags == tag)
            if len(long):
                at = self._position[long]
                lengths[long] = sum(self._raw.take(at + i).astype(np.int64) << (8 * i) for i in range(width))
                self._position[long] += width
        if (lengths < 0).any() or (tags == _NO_LENGTH).any() or tags.max() == 0xFF:
            raise MalformedPacket
        return lengths
