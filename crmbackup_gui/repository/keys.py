"""Who can open a repository: its random master key, and the slots that wrap it.

A slot is the object `keys/<slot id>` (16 hex digits, random), in canonical JSON (plain_json.py):

    terms     repository, id, kind, label, created, salt (32 random bytes), costs (of a passphrase, else null)
    nonce     12 random bytes
    wrapped   the master key under AES-256-GCM; data authenticated beside it: the canonical JSON of `terms`, so that no
              slot can be altered or moved to another repository
    checksum  SHA-256 of the canonical JSON of terms, nonce and wrapped; tells a damaged slot from a wrong key

The key that wraps comes from the secret and the salt. For a passphrase, as UTF-8 in Unicode's form NFC, by Argon2id
(RFC 9106) of 32 bytes with the costs of the slot; for the other kinds, whose secrets are random, by HKDF-SHA-256 with
the info "crmbackup slot " and the kind.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import partial
from itertools import islice
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import (
    InvalidRequest,
    LastKey,
    NoSuchKey,
    NothingFound,
    ObjectDamaged,
    ObjectMissing,
    WrongKey,
)
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.plain_json import (
    Bytes12,
    Bytes32,
    Bytes48,
    Hex16,
    Hex32,
    Time,
    canonical,
    decode,
    now,
    read_bounded,
)
from crmbackup_gui.repository.recovery_code import SECRET_BYTES, format_code, is_code_shaped, parse_code
from crmbackup_gui.repository.removed_keys import is_removed, note_removed_key, take_back_note
from crmbackup_gui.repository.sealing import KEY_BYTES, subkey, unseal

MAX_SLOTS = 32
MAX_LABEL = 200
"""Characters in the label of a slot."""

_SLOTS = "keys"


class SlotKind(Enum):
    """What kind of secret opens a slot."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    RECOVERY_CODE = "recovery-code"
    DEVICE = "device"
    """A secret that the keyring of one machine holds, so that its backups run unattended."""

    @property
    def words(self) -> str:
        """What to call the secret in a message."""
        return {"recovery-code": "recovery code", "device": "key stored on this machine"}.get(self.value, self.value)


class Argon2Costs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What trying one passphrase costs: KiB of memory, and rounds and lanes as Argon2 counts them.

    The bounds keep a stranger's slot from exhausting this machine.
    """

    memory_kib: Annotated[int, msgspec.Meta(ge=128, le=1 << 20)] = 64 << 10
    iterations: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=16)] = 4


DEFAULT_COSTS = Argon2Costs()


@dataclass(frozen=True)
class Passphrase:
    """A passphrase as it was typed."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class RecoveryCode:
    """A recovery code as it was typed."""

    text: str = field(repr=False)


@dataclass(frozen=True)
class DeviceSecret:
    """What the keyring of a machine holds, and the id of the slot that it opens."""

    secret: bytes = field(repr=False)
    slot_id: str


Secret = Passphrase | RecoveryCode | DeviceSecret


@dataclass(frozen=True)
class Slot:
    """One way to open the repository. `created` is aware UTC."""

    id: str
    kind: SlotKind
    created: datetime
    label: str
    weak: bool = False
    """A passphrase that costs less to try than one that is added today."""


def new_master() -> bytes:
    """A random master key."""
    return secrets.token_bytes(KEY_BYTES)


def secret_from_text(text: str) -> Passphrase | RecoveryCode:
    """What somebody typed or put into a file: a recovery code if it is one with a right check, else a passphrase."""
    try:
        parse_code(text)
    except InvalidRequest:
        return Passphrase(text)
    return RecoveryCode(text)


def add_passphrase(
    store: ObjectStore,
    repository_id: str,
    master: bytes,
    passphrase: str,
    label: str = "",
    *,
    costs: Argon2Costs | None = None,
) -> Slot:
    """Let a passphrase open the repository, at `DEFAULT_COSTS` unless others are given.

    Raises InvalidRequest if it is empty or looks like a recovery code.
    """
    secret = _passphrase_bytes(passphrase)
    if is_code_shaped(passphrase):
        raise InvalidRequest("A passphrase must not look like a recovery code.")
    return _add(store, _new_terms(repository_id, SlotKind.PASSPHRASE, label, costs or DEFAULT_COSTS), secret, master)


def change_passphrase(store: ObjectStore, repository_id: str, master: bytes, passphrase: str, replaced: Slot) -> Slot:
    """Let a passphrase open the repository in place of another, under the same label.

    The other goes when the new one is there and was seen to open: at no moment is there neither. Nothing but the slot
    is written anew, and that copies are to remove the other one. Raises as `add_passphrase`.
    """
    slot = add_passphrase(store, repository_id, master, passphrase, replaced.label)
    stored = _read_slot(store, _slot_name(slot.id), repository_id)
    if _master_in(stored, _passphrase_bytes(passphrase)) != master:
        raise ObjectDamaged(_slot_name(slot.id), "it does not hold the key that was put into it")
    _remove(store, repository_id, replaced.id, master)
    return slot


def add_recovery_code(store: ObjectStore, repository_id: str, master: bytes, label: str = "") -> tuple[Slot, str]:
    """Let a new recovery code open the repository. The code is nowhere else: show it once."""
    secret = secrets.token_bytes(SECRET_BYTES)
    slot = _add(store, _new_terms(repository_id, SlotKind.RECOVERY_CODE, label, None), secret, master)
    return slot, format_code(secret)


def add_device_secret(store: ObjectStore, repository_id: str, master: bytes, label: str = "") -> tuple[Slot, bytes]:
    """Let a new random secret of 32 bytes open the repository; `DeviceSecret` wants it back with the slot's id."""
    secret = secrets.token_bytes(KEY_BYTES)
    slot = _add(store, _new_terms(repository_id, SlotKind.DEVICE, label, None), secret, master)
    return slot, secret


def unlock(store: ObjectStore, repository_id: str, secret: Secret) -> bytes:
    """The master key. Raises as `open_slot`."""
    return open_slot(store, repository_id, secret)[0]


def open_slot(store: ObjectStore, repository_id: str, secret: Secret) -> tuple[bytes, Slot]:
    """The master key, and the slot that it was in. Tries the slots of the secret's own kind, and no others.

    Raises WrongKey when the secret opens none, and NoSuchKey when there is none of its kind; ObjectDamaged when it
    could not be tried, because every slot that it may belong to is damaged; InvalidRequest for an empty passphrase or a
    recovery code with a typing error.
    """
    kind, secret_bytes = _kind_and_bytes(secret)
    damaged: ObjectDamaged | None = None
    tried = False
    for name in _slot_names(store):
        if isinstance(secret, DeviceSecret) and name != _slot_name(secret.slot_id):
            continue
        try:
            stored = _read_slot(store, name, repository_id)
        except ObjectMissing:
            continue
        except ObjectDamaged as error:
            damaged = error
            continue
        if stored.terms.kind is not kind:
            continue
        tried = True
        with suppress(InvalidTag):
            return _master_in(stored, secret_bytes), _slot(stored)
    if tried:
        raise WrongKey(kind.words)
    raise NoSuchKey(kind.words) if damaged is None else damaged


def list_slots(store: ObjectStore, repository_id: str) -> list[Slot]:
    """All slots, oldest first. Raises ObjectDamaged if one is damaged; its name tells which to remove."""
    slots = [_slot(_read_slot(store, name, repository_id)) for name in _slot_names(store)]
    return sorted(slots, key=lambda slot: (slot.created, slot.id))


def repository_in_slots(store: ObjectStore) -> str | None:
    """The id of the repository that a slot says it belongs to, or None when no slot is left that can be read."""
    for name in _slot_names(store):
        try:
            repository_id = decode(name, read_bounded(store, name), _StoredSlot).terms.repository
            _read_slot(store, name, repository_id)
        except (ObjectDamaged, ObjectMissing):
            continue
        return repository_id
    return None


def damaged_slots(store: ObjectStore, repository_id: str) -> dict[str, str]:
    """Object names of the slots that are not what was written, and what is wrong with each."""
    found: dict[str, str] = {}
    for name in _slot_names(store):
        try:
            _read_slot(store, name, repository_id)
        except ObjectDamaged as error:
            found[name] = error.problem
        except ObjectMissing:
            continue  # it was removed just now
    return found


def remove_slot(store: ObjectStore, repository_id: str, prefix: str, master: bytes | None = None) -> str:
    """Remove the only slot whose id begins so, damaged or not; its id. With the master key, copies will remove it too.

    Raises NothingFound when there is none or more than one, and LastKey when no undamaged passphrase or recovery code
    would remain: secrets in keyrings die with their machines.
    """
    matching = [name for name in _slot_names(store) if prefix and name.startswith(_slot_name(prefix.lower()))]
    if len(matching) != 1:
        problem = "is the beginning of several keys" if matching else "is no key of this repository"
        raise NothingFound(f"'{prefix}' {problem}.", action=Action.CORRECT_REQUEST)
    slot_id = matching[0].rpartition("/")[2]
    _check_another(store, repository_id, slot_id, master)
    _remove(store, repository_id, slot_id, master)
    return slot_id


def _remove(store: ObjectStore, repository_id: str, slot_id: str, master: bytes | None) -> None:
    """The note first: stopped in between, copies would keep for ever what nobody is to open them with any more.

    With the note there, whoever removes another key at the same time sees that this one does not remain, or is seen.
    Raises LastKey when none would remain.
    """
    if master is not None:
        note_removed_key(store, master, slot_id)
        try:
            _check_another(store, repository_id, slot_id, master)
        except LastKey:
            take_back_note(store, slot_id)
            raise
    store.delete([_slot_name(slot_id)])


def _check_another(store: ObjectStore, repository_id: str, slot_id: str, master: bytes | None) -> None:
    """Raise LastKey unless somebody holds another key, which nobody is removing just now."""

    def remains(name: str) -> bool:
        going = master is not None and is_removed(partial(_unsealed, store, master), name.rpartition("/")[2])
        return not going and _held_by_person(store, name, repository_id)

    others = [name for name in _slot_names(store) if name != _slot_name(slot_id)]
    if not any([remains(name) for name in others]):  # noqa: C419 - all are asked, so that each run asks for the same
        raise LastKey(slot_id)


def _unsealed(store: ObjectStore, master: bytes, name: str) -> bytes:
    return unseal(subkey(master, "objects"), name, store.get(name))


class _Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    repository: Hex32
    id: Hex16
    kind: SlotKind
    label: Annotated[str, msgspec.Meta(max_length=MAX_LABEL)]
    created: Time
    salt: Bytes32
    costs: Argon2Costs | None


class _StoredSlot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    terms: _Terms
    nonce: Bytes12
    wrapped: Bytes48
    checksum: Bytes32


def _new_terms(repository_id: str, kind: SlotKind, label: str, costs: Argon2Costs | None) -> _Terms:
    if len(label) > MAX_LABEL or not label.isprintable():
        raise InvalidRequest(f"The label of a key has at most {MAX_LABEL} printable characters.")
    return _Terms(
        repository=repository_id,
        id=secrets.token_hex(8),
        kind=kind,
        label=label,
        created=now(),
        salt=secrets.token_bytes(32),
        costs=costs,
    )


def _add(store: ObjectStore, terms: _Terms, secret: bytes, master: bytes) -> Slot:
    if len(_slot_names(store)) >= MAX_SLOTS:
        raise InvalidRequest(f"A repository has at most {MAX_SLOTS} keys; remove one first.")
    if len(master) != KEY_BYTES:
        raise ValueError(f"a master key has {KEY_BYTES} bytes, not {len(master)}")
    nonce = secrets.token_bytes(12)
    wrapped = AESGCM(_wrapping_key(terms, secret)).encrypt(nonce, master, canonical(terms))
    stored = _StoredSlot(terms=terms, nonce=nonce, wrapped=wrapped, checksum=_checksum(terms, nonce, wrapped))
    store.put(_slot_name(terms.id), canonical(stored), create=True)
    return _slot(stored)


def _master_in(stored: _StoredSlot, secret: bytes) -> bytes:
    """Raises InvalidTag for another secret."""
    key = _wrapping_key(stored.terms, secret)
    return AESGCM(key).decrypt(stored.nonce, stored.wrapped, canonical(stored.terms))


def _kind_and_bytes(secret: Secret) -> tuple[SlotKind, bytes]:
    match secret:
        case Passphrase(text):
            return SlotKind.PASSPHRASE, _passphrase_bytes(text)
        case RecoveryCode(text):
            return SlotKind.RECOVERY_CODE, parse_code(text)
        case DeviceSecret(device_bytes):
            return SlotKind.DEVICE, device_bytes


def _passphrase_bytes(passphrase: str) -> bytes:
    if not passphrase.strip():
        raise InvalidRequest("The passphrase is empty.")
    try:
        return unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError as error:
        raise InvalidRequest("The passphrase is not valid Unicode text.") from error


def _wrapping_key(terms: _Terms, secret: bytes) -> bytes:
    if terms.costs is None:
        return HKDF(SHA256(), KEY_BYTES, terms.salt, f"crmbackup slot {terms.kind.value}".encode()).derive(secret)
    return Argon2id(
        salt=terms.salt,
        length=KEY_BYTES,
        iterations=terms.costs.iterations,
        lanes=terms.costs.lanes,
        memory_cost=terms.costs.memory_kib,
    ).derive(secret)


def _slot_names(store: ObjectStore) -> list[str]:
    """At most 32, however many a stranger put there."""
    names = (info.name for info in store.list(_SLOTS))
    return list(islice((name for name in names if re.fullmatch(f"{_SLOTS}/[0-9a-f]{{16}}", name)), MAX_SLOTS))


def _read_slot(store: ObjectStore, name: str, repository_id: str) -> _StoredSlot:
    content = read_bounded(store, name)
    stored = decode(name, content, _StoredSlot)
    terms = stored.terms
    if content != canonical(stored):
        raise ObjectDamaged(name, "it is not in the form in which it was written")
    if not hmac.compare_digest(stored.checksum, _checksum(terms, stored.nonce, stored.wrapped)):
        raise ObjectDamaged(name, "its checksum does not match")
    if name != _slot_name(terms.id) or terms.repository != repository_id:
        raise ObjectDamaged(name, "it belongs to another place")
    if (terms.costs is None) is (terms.kind is SlotKind.PASSPHRASE):
        raise ObjectDamaged(name, "it contradicts itself")
    if terms.created.utcoffset() or not terms.label.isprintable():
        raise ObjectDamaged(name, "this program would not have written it so")
    return stored


def _held_by_person(store: ObjectStore, name: str, repository_id: str) -> bool:
    try:
        return _read_slot(store, name, repository_id).terms.kind is not SlotKind.DEVICE
    except (ObjectDamaged, ObjectMissing):
        return False


def _checksum(terms: _Terms, nonce: bytes, wrapped: bytes) -> bytes:
    return hashlib.sha256(canonical({"terms": terms, "nonce": nonce, "wrapped": wrapped})).digest()


def _slot(stored: _StoredSlot) -> Slot:
    terms = stored.terms
    return Slot(terms.id, terms.kind, terms.created, terms.label, terms.costs is not None and _weaker(terms.costs))


def _weaker(costs: Argon2Costs) -> bool:
    """Than today's: it takes less memory, or less memory for less time."""
    today = DEFAULT_COSTS
    work = costs.memory_kib * costs.iterations
    return costs.memory_kib < today.memory_kib or work < today.memory_kib * today.iterations


def _slot_name(slot_id: str) -> str:
    return f"{_SLOTS}/{slot_id}"
