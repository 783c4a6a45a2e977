"""Sealing: what makes an object unreadable to strangers, and every change to it visible.

A sealed object is a header of 40 bytes and frames:

    header    offset  bytes
    magic          0      4   "CRMB"
    version        4      1   1
    zero           5      3
    salt           8     32   random, drawn for every write

The plaintext is cut into pieces of 131,072 bytes; the last piece may be shorter, and is there, empty, when the whole
plaintext is empty. A frame is its piece under AES-256-GCM (NIST SP 800-38D), with the tag of 16 bytes behind it:

    key    32 bytes of HKDF-SHA-256 (RFC 5869) of the sub-key, with the header's salt
           and the info "crmbackup object " followed by the object's name, in UTF-8
    nonce  the frame's number from 0 on as 8 bytes, big-endian · 3 zero bytes · 1 for the last frame, else 0
    data   authenticated beside the piece: the header

A key seals one write of one object, so that no nonce is ever used twice with it. A frame that is changed, moved, left
out or added does not open, nor does an object cut off or lengthened, or one that is read under another name.

A sub-key is 32 bytes of HKDF-SHA-256 of the master key, without salt, with the info "crmbackup " and its purpose.
"""

from __future__ import annotations

import io
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crmbackup_gui.errors import ObjectDamaged

if TYPE_CHECKING:
    from typing_extensions import Buffer

KEY_BYTES = 32
FRAME = 131_072
"""Bytes of plaintext in every frame but the last."""

_MAGIC = b"CRMB\x01\0\0\0"
_SALT = 32
_HEADER = len(_MAGIC) + _SALT
_TAG = 16
_SEALED_FRAME = FRAME + _TAG
_FRAMES_AT_ONCE = 16
_CHANGED = "it is not what was written, or it was sealed with another key"


def subkey(master: bytes, purpose: str) -> bytes:
    """The key of 32 bytes for one purpose; from it neither the master nor another purpose's key can be told."""
    return _derive(master, None, f"crmbackup {purpose}")


def seal(key: bytes, name: str, plaintext: Buffer | Sequence[Buffer]) -> bytes:
    """Seal a buffer, or several as if they were one, as the object of that name.

    `key` is a sub-key of 32 bytes. Takes as much memory as the result. Any thread may call it.
    """
    parts: Sequence[Buffer] = plaintext if isinstance(plaintext, list | tuple) else [cast("Buffer", plaintext)]
    views = [memoryview(part).cast("B") for part in parts]
    total = sum(view.nbytes for view in views)
    last = _frame_count(total) - 1
    header = _MAGIC + secrets.token_bytes(_SALT)
    cipher = _cipher(key, name, header)
    # A BytesIO hands its buffer over as bytes without a copy, which for a pack takes as long as sealing it.
    sealed = io.BytesIO(bytes(sealed_size(total)))
    with sealed.getbuffer() as out:
        out[:_HEADER] = header
        at = _HEADER
        for number, piece in enumerate(_pieces(views)):
            end = at + len(piece) + _TAG
            cipher.encrypt_into(_nonce(number, last), piece, header, out[at:end])
            at = end
    return sealed.getvalue()


def unseal(key: bytes, name: str, sealed: Buffer) -> bytes:
    """The plaintext of a sealed object, all of it checked. Raises ObjectDamaged."""
    view = memoryview(sealed).cast("B")
    size = _plain_size(name, view.nbytes)
    return _Frames.of(key, name, bytes(view[:_HEADER]), size).open(view[_HEADER:], 0)


class SealedReader:
    """Random access to one sealed object; only the frames that hold what is asked for are fetched and checked.

    `read_range(start, length)` gives bytes of the sealed object, `sealed_size` is the size of all of it. Neither is
    trusted. Any thread may read, also at the same time, if `read_range` allows that.
    """

    def __init__(
        self, key: bytes, name: str, read_range: Callable[[int, int], bytes | memoryview], sealed_size: int
    ) -> None:
        self.size = _plain_size(name, sealed_size)
        """Bytes of plaintext."""
        self._key = key
        self._name = name
        self._read_range = read_range
        self._lock = threading.Lock()
        self._frames: _Frames | None = None

    def read(self, start: int, length: int) -> bytes:
        """What slicing the plaintext `[start:start + length]` would give, by one request (the first: two).

        Raises ObjectDamaged, and what `read_range` raises.
        """
        if start < 0 or length < 0:
            raise ValueError(f"no range of bytes: start {start}, length {length}")
        stop = min(start + length, self.size)
        if start >= stop:
            return b""
        first, final = start // FRAME, (stop - 1) // FRAME
        begin = _HEADER + first * _SEALED_FRAME
        end = min(_HEADER + (final + 1) * _SEALED_FRAME, sealed_size(self.size))
        frames = self._opened()
        plain = frames.open(memoryview(self._fetch(begin, end - begin)), first)
        return plain[start - first * FRAME : stop - first * FRAME]

    def authenticate(self) -> None:
        """Open every frame, a few at a time, and keep none. Raises as `read`."""
        frames, end = self._opened(), sealed_size(self.size)
        for number in range(0, frames.last + 1, _FRAMES_AT_ONCE):
            begin = _HEADER + number * _SEALED_FRAME
            fetched = self._fetch(begin, min(_FRAMES_AT_ONCE * _SEALED_FRAME, end - begin))
            frames.check(memoryview(fetched), number)

    def _opened(self) -> _Frames:
        with self._lock:
            if self._frames is None:
                self._frames = _Frames.of(self._key, self._name, bytes(self._fetch(0, _HEADER)), self.size)
            return self._frames

    def _fetch(self, start: int, length: int) -> bytes | memoryview:
        fetched = self._read_range(start, length)
        if len(fetched) != length:
            raise ObjectDamaged(self._name, "it is shorter than it was")
        return fetched


def sealed_size(plain_size: int) -> int:
    """The bytes that sealing so many bytes takes."""
    return _HEADER + plain_size + _frame_count(plain_size) * _TAG


def plain_size(sealed_size: int) -> int:
    """The bytes of plaintext in a sealed object of that size. Raises ValueError if none has that size."""
    full, rest = divmod(sealed_size - _HEADER, _SEALED_FRAME)
    if full < 0 or 0 < rest < _TAG or (rest == 0 and full == 0) or (rest == _TAG and full > 0):
        raise ValueError(f"no sealed object has {sealed_size} bytes")
    return full * FRAME + max(0, rest - _TAG)


def _plain_size(name: str, sealed_bytes: int) -> int:
    try:
        return plain_size(sealed_bytes)
    except ValueError as error:
        raise ObjectDamaged(name, "it was cut off or lengthened") from error


@dataclass(frozen=True)
class _Frames:
    """What opens the frames of one sealed object. `last` is the number of its last frame."""

    name: str
    header: bytes
    cipher: AESGCM
    last: int

    @classmethod
    def of(cls, key: bytes, name: str, header: bytes, plain_bytes: int) -> _Frames:
        if header[:4] != _MAGIC[:4]:
            raise ObjectDamaged(name, "it does not begin like a sealed object")
        if header[: len(_MAGIC)] != _MAGIC:
            raise ObjectDamaged(name, f"it is sealed in an unknown way, {header[4]}")
        return cls(name, header, _cipher(key, name, header), _frame_count(plain_bytes) - 1)

    def open(self, sealed: memoryview, first: int) -> bytes:
        """The plaintext of whole frames that follow each other, the first of them having the number `first`."""
        count = -(-len(sealed) // _SEALED_FRAME)
        plain = io.BytesIO(bytes(len(sealed) - count * _TAG))
        with plain.getbuffer() as out:
            for index, frame in enumerate(_frames_in(sealed)):
                begin = index * FRAME
                # No piece has a name: while one is held, the buffer is not handed over but copied.
                self._decrypt(first + index, frame, out[begin : begin + len(frame) - _TAG])
        return plain.getvalue()

    def check(self, sealed: memoryview, first: int) -> None:
        """As `open`, but all into the same memory, one over the other: new memory costs more than opening."""
        scratch = memoryview(bytearray(FRAME))
        for index, frame in enumerate(_frames_in(sealed)):
            self._decrypt(first + index, frame, scratch[: len(frame) - _TAG])

    def _decrypt(self, number: int, frame: memoryview, into: memoryview) -> None:
        try:
            self.cipher.decrypt_into(_nonce(number, self.last), frame, self.header, into)
        except InvalidTag as error:
            raise ObjectDamaged(self.name, _CHANGED) from error


def _frames_in(sealed: memoryview) -> Iterator[memoryview]:
    for begin in range(0, len(sealed), _SEALED_FRAME):
        yield sealed[begin : begin + _SEALED_FRAME]


def _pieces(views: Sequence[memoryview]) -> Iterator[memoryview]:
    """Cut the buffers, as if they were one, into the pieces of frames. Copies only what straddles two buffers."""
    gathered = bytearray()
    yielded = False
    for view in views:
        start = 0
        if gathered:
            start = FRAME - len(gathered)
            gathered += view[:start]
            if len(gathered) < FRAME:
                continue
            yield memoryview(gathered)
            gathered, yielded = bytearray(), True
        whole = start + (len(view) - start) // FRAME * FRAME
        for at in range(start, whole, FRAME):
            yield view[at : at + FRAME]
            yielded = True
        gathered += view[whole:]
    if gathered or not yielded:
        yield memoryview(gathered)


def _frame_count(plain_bytes: int) -> int:
    return max(1, -(-plain_bytes // FRAME))


def _nonce(number: int, last: int) -> bytes:
    return number.to_bytes(8, "big") + (b"\0\0\0\1" if number == last else b"\0\0\0\0")


def _cipher(key: bytes, name: str, header: bytes) -> AESGCM:
    return AESGCM(_derive(key, header[-_SALT:], f"crmbackup object {name}"))


def _derive(key: bytes, salt: bytes | None, info: str) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
    return HKDF(SHA256(), KEY_BYTES, salt, info.encode()).derive(key)
