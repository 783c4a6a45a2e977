"""Fetching entries of packs."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Protocol

from crmbackup_gui.errors import ObjectDamaged
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.packs import Placed, pack_name
from crmbackup_gui.repository.sealing import SealedReader, unseal

SMALL_BYTES = 1 << 20
"""A pack up to this size is fetched as a whole: one request instead of three, and mostly all of it is wanted."""

_KEPT_BYTES = 16 << 20
_KEPT_READERS = 64


class PackReader:
    """Reads entries of packs, and remembers small packs and the headers of large ones. Any thread may use it."""

    def __init__(self, store: ObjectStore, key: bytes) -> None:
        self._store, self._key = store, key
        self._lock = threading.Lock()
        self._opened: OrderedDict[bytes, _Opened] = OrderedDict()
        self._kept = 0

    def read(self, placed: Placed) -> bytes:
        """The content of an entry. Raises ObjectMissing, ObjectDamaged."""
        if placed.offset < 0 or placed.length < 0:
            raise ObjectDamaged(pack_name(placed.pack), "an entry is said to lie outside of it")
        with self._lock:
            opened = self._opened.get(placed.pack)
        if opened is None:
            opened = self._open(pack_name(placed.pack))
        if opened.sound:
            with self._lock:
                self._keep(placed.pack, opened)
        return opened.read(placed.offset, placed.length)

    def forget(self) -> None:
        """Fetch every pack anew from now on."""
        with self._lock:
            self._opened.clear()
            self._kept = 0

    def _keep(self, pack: bytes, opened: _Opened) -> None:
        replaced = self._opened.pop(pack, None)
        self._kept += opened.kept_bytes - (replaced.kept_bytes if replaced else 0)
        self._opened[pack] = opened
        while len(self._opened) > _KEPT_READERS or self._kept > _KEPT_BYTES:
            _, oldest = self._opened.popitem(last=False)
            self._kept -= oldest.kept_bytes

    def _open(self, name: str) -> _Opened:
        beginning = self._store.get_range(name, 0, SMALL_BYTES + 1)
        if len(beginning) <= SMALL_BYTES:
            try:
                return _Whole(name, unseal(self._key, name, beginning))
            except ObjectDamaged:
                # One frame of it may be damaged, and what is wanted lie in the others.
                part = SealedReader(self._key, name, lambda at, length: beginning[at : at + length], len(beginning))
                return _Parts(name, part, sound=False)
        size = self._store.size(name)
        return _Parts(
            name, SealedReader(self._key, name, lambda start, length: self._store.get_range(name, start, length), size)
        )


class _Opened(Protocol):
    kept_bytes: int
    sound: bool

    def read(self, start: int, length: int) -> bytes: ...


class _Whole:
    """A small pack, kept in memory."""

    sound = True

    def __init__(self, name: str, content: bytes) -> None:
        self._name, self._content = name, content
        self.kept_bytes = len(content)

    def read(self, start: int, length: int) -> bytes:
        return _complete(self._name, self._content[start : start + length], length)


class _Parts:
    """A large pack, of which only the frames that are needed are fetched, or a damaged one."""

    kept_bytes = 0

    def __init__(self, name: str, reader: SealedReader, *, sound: bool = True) -> None:
        """One that is not `sound` is fetched anew each time: it may have been a fault on the way."""
        self._name, self._reader = name, reader
        self.sound = sound

    def read(self, start: int, length: int) -> bytes:
        return _complete(self._name, self._reader.read(start, length), length)


def _complete(name: str, part: bytes, length: int) -> bytes:
    if len(part) != length:
        raise ObjectDamaged(name, "it ends before an entry that it is said to hold")
    return part
