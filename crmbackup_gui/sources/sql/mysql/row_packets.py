"""Rows in the packets of a result.

A result is a packet for each row: a header (length in three bytes, a sequence number) and the row. A packet that begins
with 0xFE and is short ends the result, one that begins with 0xFF is an error. A row of 16 MiB or more is split over
several (mariadb.com/kb/en/0-packet, dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_HEADER = 4
_LONGEST_PACKET = 0xFFFFFF
_LARGEST_BLOCK = (1 << 31) - 1
"""Arrow's offsets have 32 bits. Only a table without a key can have rows that large (reading.py)."""
_END, _ERROR = 0xFE, 0xFF

_length_of = struct.Struct("<I").unpack_from


class MalformedPacket(Exception):
    """What came is no result."""


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
        known, needed = len(starts), 0
        add, length_of, longest = starts.append, _length_of, _LONGEST_PACKET
        last_header = len(data) - _HEADER
        while position <= last_header:
            length = length_of(data, position)[0] & longest
            position += _HEADER
            add(position)
            position += length
            if length == longest:
                data, position, needed = _joined(data, starts[-1] - _HEADER)
                last_header = len(data) - _HEADER
                if needed:
                    break
        if needed or position > len(data):
            # The last one is there in part.
            needed = needed or position
            position = starts.pop() - _HEADER
        self._data, self._scanned = data, position
        self._needed = max(needed, position + _HEADER)
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
