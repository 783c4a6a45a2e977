"""Packs: the objects that hold segments, blobs and catalogs, many in one (FORMAT.md, "Packs").

A pack's content is its entries one after another, then a table of what they are, so that a pack can be understood
without the manifest that refers to it.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import IntEnum
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from crmbackup_gui.errors import ObjectDamaged

if TYPE_CHECKING:
    import pyarrow as pa

PACK_BYTES = 16 << 20
"""A pack is closed when its content reaches this."""

PACK_LIMIT = 64 << 20
"""No content of a pack is larger, unless a single entry is."""

PACK_ID_BYTES = 16
_MAGIC = b"CRMBPACK"
_FOOTER_BYTES = 4 + len(_MAGIC)
_TABLE_BYTES = 64
"""At least what an entry takes in the table beside its subject."""


class EntryKind(IntEnum):
    """What an entry of a pack is."""

    UPSERTS = 1
    TOMBSTONES = 2
    CATALOG = 3
    BLOB = 4
    BLOB_INDEX = 5
    DRAFT = 6
    """The manifest before it has its number: what the packs of a run meant to become, for salvage."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """One entry of a pack: what it is, where it lies in the content, and what it belongs to.

    `kind` is an EntryKind, or a number that a later program gave a meaning. `subject` is the entity's name for
    segments, the blob's name for blobs, and empty otherwise. `number` counts the entries of one kind and subject within
    a backup run.
    """

    kind: int
    offset: int
    length: int
    subject: bytes = b""
    number: int = 0
    rows: int = 0


class PackTable(msgspec.Struct, frozen=True, array_like=True):
    """What a pack says of itself: the CRM and the backup run that wrote it, and its entries."""

    crm: str
    run: str
    entries: tuple[Entry, ...]


_TABLES = msgspec.msgpack.Decoder(PackTable)
"""Made before any thread is started, as manifest.py says of its own."""


class Placed(msgspec.Struct, frozen=True, array_like=True):
    """Where an entry came to lie."""

    pack: bytes
    offset: int
    length: int


def pack_name(pack: bytes) -> str:
    """The object name of a pack: spread over 256 folders."""
    text = pack.hex()
    return f"packs/{text[:2]}/{text}"


def pack_of(name: str) -> bytes | None:
    """The pack that an object of that name is; None for whatever else lies there, which is not ours."""
    parts = re.fullmatch(r"packs/([0-9a-f]{2})/(\1[0-9a-f]{30})", name)
    return None if parts is None else bytes.fromhex(parts[2])


def read_table(name: str, content: bytes) -> PackTable:
    """The table of a pack from its whole content. Raises ObjectDamaged."""
    return find_table(name, len(content), lambda start, length: content[start : start + length])


def find_table(name: str, size: int, read: Callable[[int, int], bytes]) -> PackTable:
    """The table of a pack whose content has that size; `read(start, length)` gives a part. Raises ObjectDamaged."""
    end = max(0, size - _FOOTER_BYTES)
    footer = read(end, size - end)
    length = int.from_bytes(footer[: -len(_MAGIC)], "little")
    if not footer.endswith(_MAGIC) or len(footer) < _FOOTER_BYTES or length > end:
        raise ObjectDamaged(name, "it does not end like a pack")
    try:
        table = _TABLES.decode(read(end - length, length))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ObjectDamaged(name, "its table cannot be read") from error
    if any(e.offset < 0 or e.length < 0 or e.offset + e.length > end - length for e in table.entries):
        raise ObjectDamaged(name, "its table names entries that it does not hold")
    return table


class PackWriter:
    """Collects entries into packs and stores each full pack on a thread of its own, one behind the other.

    `store` is called with the pack's id and its content as a list of buffers. `add` may be called from any thread.
    Leave the context normally to keep the packs (`flush` waits for them); an error abandons what is not stored yet.
    """

    def __init__(self, crm: str, run: str, store: Callable[[bytes, list[bytes | pa.Buffer]], int]) -> None:
        self._crm, self._run, self._store = crm, run, store
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pack-writer")
        self._waiting: Future[int] | None = None
        self._numbers: dict[tuple[EntryKind, bytes], int] = {}
        self.packs: list[bytes] = []
        self.bytes_stored = 0
        self._begin()

    def add(self, kind: EntryKind, data: bytes | pa.Buffer, *, subject: bytes = b"", rows: int = 0) -> Placed:
        """Append an entry; it is safe once `flush` has returned."""
        with self._lock:
            weight = len(data) + len(subject) + _TABLE_BYTES
            if self._entries and self._weight + weight > PACK_LIMIT:
                self._close()
            number = self._numbers.get((kind, subject), 0)
            self._numbers[kind, subject] = number + 1
            placed = Placed(self._pack, self._size, len(data))
            self._entries.append(Entry(kind, self._size, len(data), subject, number, rows))
            self._buffers.append(data)
            self._size += len(data)
            self._weight += weight
            if self._weight >= PACK_BYTES:
                self._close()
            return placed

    @property
    def ids(self) -> tuple[bytes, ...]:
        """Ids of the packs of this run, the open one included."""
        return (*self.packs, self._pack) if self._entries else tuple(self.packs)

    def flush(self) -> None:
        """Close the open pack and wait until everything is stored. Raises what storing raised."""
        with self._lock:
            if self._entries:
                self._close()
            self._wait()

    def _begin(self) -> None:
        self._pack = secrets.token_bytes(PACK_ID_BYTES)
        self._entries: list[Entry] = []
        self._buffers: list[bytes | pa.Buffer] = []
        self._size = 0
        self._weight = 0

    def _close(self) -> None:
        table = msgspec.msgpack.encode(PackTable(self._crm, self._run, tuple(self._entries)))
        footer = table + len(table).to_bytes(4, "little") + _MAGIC
        self._wait()
        self.packs.append(self._pack)
        self._waiting = self._thread.submit(self._store, self._pack, [*self._buffers, footer])
        self._begin()

    def _wait(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.bytes_stored += waiting.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)
