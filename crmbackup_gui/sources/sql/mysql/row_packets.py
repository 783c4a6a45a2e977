"""From packets of the text protocol to columns, without a loop over values.

A result is a packet for each row: a header (length in three bytes, a sequence number) and, for each cell, its length
as a "length-encoded integer" and its bytes; 0xFB alone is NULL. A packet that begins with 0xFE and is short ends the
result, one that begins with 0xFF is an error. A row of 16 MiB or more is split (mariadb.com/kb/en/result-set-packets,
dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html).

Cells of one column are found for all rows at once, from where the cells before them end. Arrow takes the bytes from
the received block itself: offsets that alternate between where a cell begins and where it ends make an array of cells
and of what lies between them, of which every second item is taken.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Raw = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_HEADER = 4
_LONGEST_PACKET = 0xFFFFFF
_LARGEST_BLOCK = (1 << 31) - 1
"""Arrow's offsets have 32 bits. Only a table without a key can have rows that large (reading.py)."""
_NULL = 0xFB
_WIDTHS = ((0xFC, 2), (0xFD, 3), (0xFE, 8))
"""Tags of lengths above 250, and how many bytes they have."""
_END, _ERROR = 0xFE, 0xFF

_length_of = struct.Struct("<I").unpack_from


class MalformedPacket(Exception):
    """What came is no result of the text protocol."""


@dataclass(frozen=True)
class Cells:
    """The cells of one column in some rows: where each begins in `data`, how long it is, and which are NULL."""

    data: bytes
    starts: Positions
    lengths: Positions
    nulls: Mask | None

    def array(self, left_out: Mask | None = None) -> pa.BinaryArray:
        """Their bytes. NULL, and null where `left_out` says so."""
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
        """An array of one cell, not copied."""
        start = int(self.starts[row])
        around = np.array([start, start + int(self.lengths[row])], np.int32)
        return pa.Array.from_buffers(pa.binary(), 1, [None, pa.py_buffer(around), pa.py_buffer(self.data)])

    def one(self, row: int) -> memoryview:
        """The bytes of one cell, not copied."""
        start = int(self.starts[row])
        return memoryview(self.data)[start : start + int(self.lengths[row])]


@dataclass(frozen=True)
class Rows:
    """Some rows: the bytes that hold them, and where each begins and ends."""

    data: bytes
    starts: Positions
    ends: Positions

    def slices(self, most: int) -> Iterator[Rows]:
        """The same rows, at most so many at a time."""
        for first in range(0, len(self.starts), most):
            yield Rows(self.data, self.starts[first : first + most], self.ends[first : first + most])

    def cells(self, columns: int) -> list[Cells]:
        """The cells of each column. Raises MalformedPacket when the rows have more or fewer."""
        found = []
        raw = np.frombuffer(self.data, np.uint8)
        position = self.starts.copy()
        try:
            for _ in range(columns):
                tags = raw[position]
                position += 1
                lengths, nulls = _lengths(raw, tags, position)
                found.append(Cells(self.data, position.copy(), lengths, nulls))
                position += lengths
                if (lengths < 0).any() or (position > self.ends).any():
                    raise MalformedPacket
        except IndexError:
            raise MalformedPacket from None
        if not np.array_equal(position, self.ends):
            raise MalformedPacket
        return found


class RowScanner:
    """Finds the rows in blocks as they come."""

    def __init__(self) -> None:
        self._data = b""
        self._behind: list[bytes] = []
        """Blocks behind `_data` that do not complete its last row yet."""
        self._size = self._needed = 0
        self._scanned = 0
        self._starts: list[int] = []
        self.ended = False
        """The result is complete."""
        self.error: bytes | None = None
        """The packet with which the server broke it off."""

    @property
    def pending(self) -> int:
        """Bytes of rows that were found and not taken."""
        return self._scanned if self._starts else 0

    def add(self, block: bytes | memoryview) -> None:
        """Go on with another block, which is copied. Raises MalformedPacket for what is no result."""
        self._size += len(block)
        if self._size < self._needed:
            self._behind.append(bytes(block))
        else:
            self._data = b"".join([self._data, *self._behind, block])
            self._behind.clear()
            self._scan()
            self._size = len(self._data)
            if max(self._size, self._needed) > _LARGEST_BLOCK:
                raise MalformedPacket

    def take(self) -> Rows:
        """The rows found since the last time."""
        starts = np.array(self._starts, np.int64)
        ends = np.append(starts[1:] - _HEADER, self._scanned) if len(starts) else starts
        rows = Rows(self._data, starts, ends)
        self._data = self._data[self._scanned :]
        self._size -= self._scanned
        self._needed -= self._scanned
        self._scanned, self._starts = 0, []
        return rows

    def _scan(self) -> None:
        """Only this goes row by row: where a row begins is known when the one before it is."""
        data, position, starts = self._data, self._scanned, self._starts
        add, length_of, header, longest = starts.append, _length_of, _HEADER, _LONGEST_PACKET
        known = len(starts)
        last_header = len(data) - header
        needed = 0
        while position <= last_header:
            length = length_of(data, position)[0] & longest
            add(position + header)
            if length == longest:
                data, end, needed = _joined(data, position)
                last_header = len(data) - header
                if needed:
                    break
                position = end
            else:
                position += header + length
        if needed or position > len(data):
            # The last one is there in part.
            needed = needed or position
            position = starts.pop() - header
        self._data, self._scanned = data, position
        self._needed = max(needed, position + header)
        if len(starts) > known:
            self._look_for_end(starts[-1])

    def _look_for_end(self, last: int) -> None:
        """Whether the packet that begins at `last`, behind which nothing has come yet, ends the result.

        A cell can begin as such a packet does, but is then longer than any.
        """
        packet = self._data[last : min(self._scanned, last + _LONGEST_PACKET)]
        if packet and packet[0] >= _END and len(packet) < _LONGEST_PACKET:
            self.ended = True
            self.error = packet if packet[0] == _ERROR else None
            self._starts.pop()
            self._scanned = last - _HEADER


def _lengths(raw: Raw, tags: Raw, position: Positions) -> tuple[Positions, Mask | None]:
    """Lengths of the cells, and which are NULL; `position` moves to where their bytes begin."""
    lengths = tags.astype(np.int64)
    if not len(tags) or tags.max() < _NULL:
        return lengths, None
    for tag, width in _WIDTHS:
        long = np.flatnonzero(tags == tag)
        if len(long):
            at = position[long]
            lengths[long] = sum(raw[at + i].astype(np.int64) << (8 * i) for i in range(width))
            position[long] += width
    nulls = tags == _NULL
    lengths[nulls] = 0
    return lengths, nulls if nulls.any() else None


def _joined(data: bytes, position: int) -> tuple[bytes, int, int]:
    """The data with the parts of a split row put together, where that row ends, and 0.

    While parts are missing: the data as it is, anything, and the size that it must have at least.
    """
    parts, at = [], position
    while True:
        end = at + _HEADER
        if end > len(data):
            return data, 0, end
        length = _length_of(data, at)[0] & _LONGEST_PACKET
        end += length
        if end > len(data):
            return data, 0, end
        parts.append(memoryview(data)[at + _HEADER : end])
        at = end
        if length < _LONGEST_PACKET:
            together = b"".join([memoryview(data)[: position + _HEADER], *parts])
            return b"".join([together, memoryview(data)[at:]]), len(together), 0
