"""What an object holds of which every byte was authenticated, without holding all of it in the clear."""

from __future__ import annotations

import io
from collections.abc import Callable

from crmbackup_gui.repository.sealing import FRAME, SealedReader, sealed_size, unseal

_WINDOW = 4 * FRAME

SMALL_BYTES = sealed_size(_WINDOW)
"""A sealed object up to this size is kept in the clear."""

ReadRange = Callable[[int, int], bytes | memoryview]


class Contents:
    """The content of a sealed object, authenticated as a whole when this is made. One thread at a time.

    A small one is kept as it is. Of a large one the frames are opened again that hold what is asked for, which costs
    less than memory for all of them. Raises ObjectDamaged when a byte is not what was written.
    """

    def __init__(self, key: bytes, name: str, read_range: ReadRange, sealed_size: int) -> None:
        """`read_range(start, length)` gives bytes of the sealed object, and may be asked for the same ones again."""
        self._reader = SealedReader(key, name, read_range, sealed_size)
        self.size = self._reader.size
        self._window = 0, b""
        if self.size > _WINDOW:
            self._reader.authenticate()
        else:
            self._window = 0, unseal(key, name, read_range(0, sealed_size))

    def read(self, start: int, length: int) -> bytes:
        """What slicing `[start:start + length]` would give; neither may be negative."""
        begin, window = self._window
        stop = min(start + length, self.size)
        if start < stop and not begin <= start < stop <= begin + len(window):
            first = start // FRAME * FRAME
            frames = -(-(stop - first) // FRAME)
            if frames * FRAME > _WINDOW:
                return self._reader.read(start, length)
            self._window = begin, window = first, self._reader.read(first, frames * FRAME)
        return window[start - begin : stop - begin] if start < stop else b""


class Part:
    """A part of something that is read by position: what lies behind its end is not there. One thread at a time."""

    def __init__(self, read: Callable[[int, int], bytes], start: int, size: int) -> None:
        self._read, self._start = read, start
        self.size = size

    def read(self, start: int, length: int) -> bytes:
        """What slicing `[start:start + length]` would give; neither may be negative."""
        return self._read(self._start + start, max(0, min(length, self.size - start)))

    def whole(self) -> bytes:
        """All of it."""
        return self.read(0, self.size)


class PartFile(io.RawIOBase):
    """A part as a file for reading."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part, self._at = part, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._part.size}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        read = self._part.read(self._at, size if size >= 0 else self._part.size - self._at)
        self._at += len(read)
        return read
