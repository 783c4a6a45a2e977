"""The keys that open a repository, as the people who hold them see to them."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from crmbackup_gui.errors import KeyringTrouble, KeyringUnavailable, NoSuchKey
from crmbackup_gui.repository import keys
from crmbackup_gui.services.keyring_secrets import NoKeyring, forget_secret, stored_secret
from crmbackup_gui.services.opening import Unlocked
from crmbackup_gui.services.program import Program

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Keys:
    """All keys of a repository, oldest first, the one that this computer keeps, and what is wrong with its keyring."""

    slots: tuple[keys.Slot, ...]
    here: str | None = None
    trouble: KeyringTrouble | None = None


@dataclass(frozen=True)
class MadeCode:
    """A recovery code of the repository with that id, which nobody can read again."""

    repository_id: str
    code: str = field(repr=False)


def read_keys(program: Program, location: str) -> Keys:
    """Raises as `unlock`, and ObjectDamaged when a key is damaged."""
    unlocked = program.unlocked(location)
    slots = tuple(keys.list_slots(unlocked.store, unlocked.id))
    try:
        stored = stored_secret(unlocked.id)
    except NoKeyring:
        return Keys(slots, trouble=KeyringTrouble.MISSING)
    except KeyringUnavailable as error:
        return Keys(slots, trouble=error.trouble)
    there = stored is not None and any(slot.id == stored.slot_id for slot in slots)
    return Keys(slots, stored.slot_id if stored is not None and there else None)


def add_passphrase(program: Program, location: str, passphrase: str, label: str = "") -> None:
    """Let one more passphrase open the repository. Raises as `unlock`, InvalidRequest and StoreFailed."""
    unlocked = program.unlocked(location)
    keys.add_passphrase(unlocked.store, unlocked.id, unlocked.master, passphrase, label)


def change_passphrase(program: Program, location: str, slot_id: str, passphrase: str) -> None:
    """Put a new passphrase in the place of that one. Raises as `add_passphrase`, and NoSuchKey when it is gone."""
    unlocked = program.unlocked(location)
    old = _passphrase(unlocked, slot_id)
    keys.change_passphrase(unlocked.store, unlocked.id, unlocked.master, passphrase, old)


def add_recovery_code(program: Program, location: str) -> MadeCode:
    """One more recovery code. Raises as `add_passphrase`."""
    unlocked = program.unlocked(location)
    return MadeCode(unlocked.id, keys.add_recovery_code(unlocked.store, unlocked.id, unlocked.master)[1])


def remove_key(program: Program, location: str, slot_id: str) -> None:
    """Raises as `unlock`, NothingFound when it is gone, and LastKey when nobody could open the repository any more."""
    unlocked = program.unlocked(location)
    removed = keys.remove_slot(unlocked.store, unlocked.id, slot_id, unlocked.master)
    try:
        forget_secret(unlocked.id, removed)
    except (NoKeyring, KeyringUnavailable):
        _LOG.info("the keyring cannot be asked whether it holds the removed key")


def _passphrase(unlocked: Unlocked, slot_id: str) -> keys.Slot:
    for slot in keys.list_slots(unlocked.store, unlocked.id):
        if slot.id == slot_id and slot.kind is keys.SlotKind.PASSPHRASE:
            return slot
    raise NoSuchKey(keys.SlotKind.PASSPHRASE.words)
