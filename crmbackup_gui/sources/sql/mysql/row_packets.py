"""Rows in the packets of a result.

A result is a packet for each row: a header (length in three bytes, a sequence number) and the row. A packet that begins
with 0xFE and is short ends the result, one that begins with 0xFF is an error. A row of 16 MiB or more is split over
several (mariadb.com/kb/en/0-packet, dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_HEADER = 4
_LONGEST_PACKET = 0xFFFFFF
_ROOM = 9 << 20
"""Bytes that are enough for nearly every table (receiving.py, `BLOCK`)."""
_LARGEST_BLOCK = (1 << 31) - 1
"""Arrow's offsets have 32 bits. Only a table without a key can have rows that large (reading.py)."""
_END, _ERROR = 0xFE, 0xFF

_length_of = struct.Struct("<I").unpack_from


class MalformedPacket(Exception):
    """What came is no result."""


@dataclass(frozen=True)
class Rows:
    """Some rows: the bytes that hold them, and where each begins and ends."""

    data: bytearray
    starts: Positions
    ends: Positions

    def slices(self, most: int) -> Iterator[Rows]:
        """The same rows, at most so many at a time."""
        for first in range(0, len(self.starts), most):
            yield Rows(self.data, self.starts[first : first + most], self.ends[first : first + most])


class RowScanner:
    """Finds the rows in blocks as they come. The rows that it gives hold until the next block."""

    def __init__(self) -> None:
        self._data = bytearray(_ROOM)
        """Memory that is used again and again: new one would cost as much as all that is done with it."""
        self._size = 0
        """How much of it came."""
        self._needed = 0
        """How much of it there must be before there is anything new to find."""
        self._scanned = 0
        self._given = 0
        """How much of it was in the rows that were taken last, and can go."""
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
        self._make_room(len(block))
        self._data[self._size : self._size + len(block)] = block
        self._size += len(block)
        if self._size >= self._needed:
            self._scan()
        if self._needed > _LARGEST_BLOCK:
            raise MalformedPacket

    def take(self) -> Rows:
        """The rows found since the last time."""
        starts = np.array(self._starts, np.int64)
        ends = np.append(starts[1:] - _HEADER, self._scanned) if len(starts) else starts
        self._given = self._scanned
        self._starts = []
        return Rows(self._data, starts, ends)

    def _make_room(self, more: int) -> None:
        given, self._given = self._given, 0
        rest = memoryview(self._data)[given : self._size]
        size = len(rest) + more
        if size > len(self._data):
            # A row says how large its next packet is, and not how many there are.
            wanted = max(size, min(self._needed - given, _LARGEST_BLOCK), len(self._data) * 5 // 4)
            room = bytearray(wanted + _ROOM)
            room[: len(rest)] = rest
            self._data = room
        elif given:
            memoryview(self._data)[: len(rest)] = bytes(rest) if len(rest) > given else rest
        self._size -= given
        self._scanned -= given
        self._needed -= given

    def _scan(self) -> None:
        """Only this goes row by row: where a row begins is known when the one before it is."""
        data, position, starts = self._data, self._scanned, self._starts
        known, needed = len(starts), 0
        add, length_of, longest = starts.append, _length_of, _LONGEST_PACKET
        last_header = self._size - _HEADER
        while position <= last_header:
            length = length_of(data, position)[0] & longest
            position += _HEADER
            add(position)
            position += length
            if length == longest:
                position, needed = self._join(starts[-1])
                last_header = self._size - _HEADER
                if needed:
                    break
        if needed or position > self._size:
            # The last one is there in part.
            needed = needed or position
            position = starts.pop() - _HEADER
        self._scanned = position
        self._needed = max(needed, position + _HEADER)
        if len(starts) > known:
            self._look_for_end(starts[-1])

    def _join(self, start: int) -> tuple[int, int]:
        """Put the parts of the row that begins at `start` together; where it ends, and 0.

        While parts are missing: anything, and the size that the data must have at least.
        """
        view = memoryview(self._data)
        ends = [start + _LONGEST_PACKET]
        length = _LONGEST_PACKET
        while length == _LONGEST_PACKET:
            if ends[-1] + _HEADER > self._size:
                return 0, ends[-1] + _HEADER
            length = _length_of(view, ends[-1])[0] & _LONGEST_PACKET
            ends.append(ends[-1] + _HEADER + length)
            if ends[-1] > self._size:
                return 0, ends[-1]
        end = ends[0]
        for before, after in pairwise(ends):
            part = bytes(view[before + _HEADER : after])
            view[end : end + len(part)] = part
            end += len(part)
        behind = bytes(view[ends[-1] : self._size])
        view[end : end + len(behind)] = behind
        self._size = end + len(behind)
        return end, 0

    def _look_for_end(self, last: int) -> None:
        """Whether the packet that begins at `last`, behind which nothing has come yet, ends the result.

        A cell can begin as such a packet does, but is then longer than any.
        """
        size = self._scanned - last
        if size and self._data[last] >= _END and size < _LONGEST_PACKET:
            self.ended = True
            self.error = bytes(self._data[last : self._scanned]) if self._data[last] == _ERROR else None
            self._starts.pop()
            self._scanned = last - _HEADER
