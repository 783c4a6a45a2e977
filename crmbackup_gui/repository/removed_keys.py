"""Which key slots were removed on purpose, so that copies of the repository remove them too (FORMAT.md, "Copies")."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.repository.manifest import Mark, decode, encode
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore
from crmbackup_gui.repository.sealing import seal, subkey


def note_removed_key(store: ObjectStore, master: bytes, slot_id: str) -> None:
    """Explain that a slot is gone. Raises StoreFailed."""
    name = removed_key_name(slot_id)
    with suppress(AlreadyThere):
        store.put(name, seal(subkey(master, "objects"), name, encode(Mark(reason="this key was removed"))), create=True)


def take_back_note(store: ObjectStore, slot_id: str) -> None:
    """Say no longer that a slot is gone, for it stays. Raises StoreFailed."""
    store.delete([removed_key_name(slot_id)])


def is_removed(read: Callable[[str], bytes], slot_id: str) -> bool:
    """Whether an authentic note says that the slot was removed; `read` gives the content of a sealed object."""
    name = removed_key_name(slot_id)
    try:
        decode(name, read(name), Mark)
    except DamagedRepository:
        return False
    return True


def removed_key_name(slot_id: str) -> str:
    """The object name of the note."""
    return f"log/keys/{slot_id}"
