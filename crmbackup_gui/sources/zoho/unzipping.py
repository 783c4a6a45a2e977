"""The one file in a ZIP that comes over the network, read as it comes.

Python's zipfile wants to jump to the end of the archive first, so the archive would have to lie somewhere in the clear.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

_HEADER = struct.Struct("<4sHHHHHIIIHH")
_MAGIC = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZE_FOLLOWS = 1, 8


class _Header(NamedTuple):
    magic: bytes
    version: int
    flags: int
    method: int
    time: int
    date: int
    checksum: int
    packed: int
    plain: int
    name: int
    extra: int


class BadArchive(Exception):
    """What came is no ZIP with one file, or breaks off."""


class FirstFile(io.RawIOBase):
    """The first file of an archive, as a stream. `pieces` are the bytes of the archive in any sizes.

    Reading to the end checks the file's checksum where the archive says it beforehand; raises BadArchive.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._raw, self._plain = pieces, b"", b""
        self._sum = 0
        self._over = False
        header = _Header(*_HEADER.unpack(self._take(_HEADER.size)))
        if header.magic != _MAGIC:
            raise BadArchive("it is no ZIP")
        self._take(header.name + header.extra)
        if header.flags & _ENCRYPTED or header.method not in (_STORED, _DEFLATED):
            raise BadArchive("it is packed in an unknown way")
        sizes_follow = bool(header.flags & _SIZE_FOLLOWS)
        if sizes_follow and header.method == _STORED:
            raise BadArchive("it does not say how long it is")
        self._expected = None if sizes_follow else header.checksum
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if header.method == _DEFLATED else None
        self._left = header.packed

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """As any raw stream."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._plain and not self._over:
            self._more()
        size = min(len(view), len(self._plain))
        view[:size] = self._plain[:size]
        self._plain = self._plain[size:]
        return size

    def _take(self, size: int) -> bytes:
        while len(self._raw) < size:
            self._raw += self._next()
        taken, self._raw = self._raw[:size], self._raw[size:]
        return taken

    def _next(self) -> bytes:
        piece = next(self._pieces, None)
        if piece is None:
            raise BadArchive("it breaks off")
        return piece

    def _more(self) -> None:
        raw = self._raw or self._next()
        self._raw = b""
        if self._inflate is None:
            self._plain = raw[: self._left]
            self._left -= len(self._plain)
            self._over = self._left == 0
        else:
            try:
                self._plain = self._inflate.decompress(raw, 1 << 20)
            except zlib.error as error:
                raise BadArchive(f"it is damaged ({error})") from error
            self._raw = self._inflate.unconsumed_tail
            self._over = self._inflate.eof
        self._sum = zlib.crc32(self._plain, self._sum)
        if self._over and self._expected is not None and self._sum != self._expected:
            raise BadArchive("its checksum is wrong")
