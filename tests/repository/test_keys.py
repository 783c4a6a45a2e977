"""Who can open a repository, and who cannot."""

import base64
import hashlib
import unicodedata

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import InvalidRequest, LastKey, NoSuchKey, NothingFound, ObjectDamaged, WrongKey
from crmbackup_gui.repository.keys import (
    MAX_SLOTS,
    Argon2Costs,
    DeviceSecret,
    Passphrase,
    RecoveryCode,
    SlotKind,
    add_device_secret,
    add_passphrase,
    add_recovery_code,
    list_slots,
    new_master,
    remove_slot,
    secret_from_text,
    unlock,
)
from crmbackup_gui.repository.recovery_code import format_code, parse_code
from crmbackup_gui.repository.stores.opening import open_store

ID = "0123456789abcdef" * 2
MASTER = bytes(range(32))
CHEAP = Argon2Costs(memory_kib=128, iterations=1, lanes=1)


@pytest.fixture
def store():
    return open_store("memory:")


def with_passphrase(store, text="correct horse", label=""):
    return add_passphrase(store, ID, MASTER, text, label, costs=CHEAP)


def read(store, slot):
    return msgspec.json.decode(store.get(f"keys/{slot.id}"))


def canonical(value):
    return msgspec.json.encode(value, order="sorted")


def rewrite(store, slot, change, *, name=None):
    """Change a slot as somebody would who knows the format but no key."""
    stored = read(store, slot)
    change(stored)
    stored.pop("checksum", None)
    stored["checksum"] = base64.b64encode(hashlib.sha256(canonical(stored)).digest()).decode()
    store.put(name or f"keys/{slot.id}", canonical(stored))


# Opening


def test_a_passphrase_opens_the_repository(store):
    with_passphrase(store)
    assert unlock(store, ID, Passphrase("correct horse")) == MASTER


def test_the_usual_costs_are_64_mib_three_rounds_and_four_lanes(store):
    slot = add_passphrase(store, ID, MASTER, "correct horse")
    assert read(store, slot)["terms"]["costs"] == {"memory_kib": 65_536, "iterations": 3, "lanes": 4}
    assert unlock(store, ID, Passphrase("correct horse")) == MASTER


def test_a_recovery_code_opens_the_repository_however_it_is_typed(store):
    _, code = add_recovery_code(store, ID, MASTER)
    assert unlock(store, ID, RecoveryCode(code)) == MASTER
    assert unlock(store, ID, RecoveryCode(code.lower().replace("-", " "))) == MASTER


def test_a_device_secret_opens_the_repository(store):
    slot, secret = add_device_secret(store, ID, MASTER)
    assert len(secret) == 32
    assert unlock(store, ID, DeviceSecret(secret, slot.id)) == MASTER


def test_every_one_of_several_passphrases_opens_the_repository(store):
    for passphrase in ("one", "two", "three"):
        with_passphrase(store, passphrase)
    assert [unlock(store, ID, Passphrase(p)) for p in ("one", "two", "three")] == [MASTER] * 3


def test_a_passphrase_is_the_same_however_its_accents_are_typed(store):
    with_passphrase(store, unicodedata.normalize("NFD", "Schlüssel é"))
    assert unlock(store, ID, Passphrase(unicodedata.normalize("NFC", "Schlüssel é"))) == MASTER


@given(st.text(min_size=1, max_size=40))
def test_any_text_that_is_a_passphrase_opens_again(text):
    store = open_store("memory:")
    try:
        with_passphrase(store, text)
    except InvalidRequest:
        return
    assert unlock(store, ID, secret_from_text(text)) == MASTER


# Staying closed


@pytest.mark.parametrize("wrong", ["correct horsf", "Correct horse", "correct horse ", "x"])
def test_a_wrong_passphrase_is_refused(store, wrong):
    with_passphrase(store)
    with pytest.raises(WrongKey, match="The passphrase does not open") as raised:
        unlock(store, ID, Passphrase(wrong))
    assert wrong not in str(raised.value) or wrong == "x"


def test_a_wrong_recovery_code_is_refused(store):
    add_recovery_code(store, ID, MASTER)
    with pytest.raises(WrongKey, match="The recovery code does not open"):
        unlock(store, ID, RecoveryCode(format_code(bytes(20))))


def test_a_recovery_code_with_a_typing_error_is_said_to_have_one(store):
    _, code = add_recovery_code(store, ID, MASTER)
    with pytest.raises(InvalidRequest, match="typing error"):
        unlock(store, ID, RecoveryCode(code[:-1] + ("0" if code[-1] != "0" else "1")))


def test_a_wrong_or_removed_device_secret_is_refused(store):
    with_passphrase(store)
    slot, secret = add_device_secret(store, ID, MASTER)
    other, _ = add_device_secret(store, ID, MASTER)
    for wrong in (DeviceSecret(bytes(32), slot.id), DeviceSecret(secret, other.id)):
        with pytest.raises(WrongKey, match="key stored on this machine"):
            unlock(store, ID, wrong)
    remove_slot(store, ID, slot.id)
    for gone in (slot.id, "0" * 16):
        with pytest.raises(NoSuchKey, match="key stored on this machine"):
            unlock(store, ID, DeviceSecret(secret, gone))


def test_a_secret_never_opens_a_slot_of_another_kind(store):
    _, code = add_recovery_code(store, ID, MASTER)
    slot, secret = add_device_secret(store, ID, MASTER)
    for text in (code, secret.hex()):
        with pytest.raises(NoSuchKey, match="passphrase"):
            unlock(store, ID, Passphrase(text))
    with pytest.raises(WrongKey):
        unlock(store, ID, DeviceSecret(parse_code(code), slot.id))


def test_a_recovery_code_costs_no_passphrase_slot_its_time(store, monkeypatch):
    with_passphrase(store)
    _, code = add_recovery_code(store, ID, MASTER)
    monkeypatch.setattr("crmbackup_gui.repository.keys.Argon2id", lambda **_: pytest.fail("tried"))
    assert unlock(store, ID, RecoveryCode(code)) == MASTER
    with pytest.raises(WrongKey):
        unlock(store, ID, RecoveryCode(format_code(bytes(20))))


@pytest.mark.parametrize("empty", ["", " ", "\n\t"])
def test_an_empty_passphrase_is_refused(store, empty):
    with pytest.raises(InvalidRequest, match="empty"):
        with_passphrase(store, empty)
    with pytest.raises(InvalidRequest, match="empty"):
        unlock(store, ID, Passphrase(empty))
    assert list(store.list()) == []


def test_a_passphrase_that_is_no_unicode_is_refused(store):
    with pytest.raises(InvalidRequest, match="Unicode"):
        with_passphrase(store, "a\udc80b")


def test_a_passphrase_must_not_look_like_a_recovery_code(store):
    code = format_code(bytes(range(20)))
    for lookalike in (code, code[:-1] + "Z"):
        with pytest.raises(InvalidRequest, match="look like a recovery code"):
            with_passphrase(store, lookalike)


def test_a_text_with_a_right_check_is_a_recovery_code_and_any_other_a_passphrase():
    code = format_code(bytes(range(20)))
    assert secret_from_text(code.lower()) == RecoveryCode(code.lower())
    assert secret_from_text(code[:-1]) == Passphrase(code[:-1])
    assert secret_from_text("correct horse") == Passphrase("correct horse")
    assert secret_from_text("") == Passphrase("")


def test_no_secret_shows_in_a_representation():
    shown = f"{Passphrase('hunter2')} {RecoveryCode('hunter2')} {DeviceSecret(b'hunter2', 'ab')}"
    assert "hunter2" not in shown


def test_master_keys_are_random_and_of_32_bytes():
    assert len(new_master()) == 32
    assert new_master() != new_master()


def test_a_master_key_of_another_length_is_never_wrapped(store):
    with pytest.raises(ValueError, match="32 bytes"):
        add_recovery_code(store, ID, MASTER[:16])


# The bytes


def test_a_passphrase_slot_opens_with_the_documented_bytes(store):
    stored = read(store, with_passphrase(store, "é"))
    terms = stored["terms"]
    derived = Argon2id(
        salt=base64.b64decode(terms["salt"]),
        length=32,
        iterations=terms["costs"]["iterations"],
        lanes=terms["costs"]["lanes"],
        memory_cost=terms["costs"]["memory_kib"],
    ).derive(b"\xc3\xa9")
    nonce, wrapped = (base64.b64decode(stored[field]) for field in ("nonce", "wrapped"))
    assert AESGCM(derived).decrypt(nonce, wrapped, canonical(terms)) == MASTER


def test_a_recovery_slot_opens_with_the_documented_bytes(store):
    slot, code = add_recovery_code(store, ID, MASTER)
    stored = read(store, slot)
    salt, nonce, wrapped = map(base64.b64decode, (stored["terms"]["salt"], stored["nonce"], stored["wrapped"]))
    derived = HKDF(SHA256(), 32, salt, b"crmbackup slot recovery-code").derive(parse_code(code))
    assert AESGCM(derived).decrypt(nonce, wrapped, canonical(stored["terms"])) == MASTER


def test_the_same_passphrase_is_never_wrapped_the_same(store):
    first, second = read(store, with_passphrase(store)), read(store, with_passphrase(store))
    assert first["terms"]["salt"] != second["terms"]["salt"]
    assert first["wrapped"] != second["wrapped"]


# Slots that strangers and accidents change


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "mine"},
        {"created": "2001-01-01T00:00:00Z"},
        {"costs": {"memory_kib": 129, "iterations": 1, "lanes": 1}},
    ],
    ids=["label", "created", "costs"],
)
def test_terms_that_a_stranger_changes_no_longer_open(store, changes):
    slot = with_passphrase(store)
    rewrite(store, slot, lambda stored: stored["terms"].update(changes))
    with pytest.raises(WrongKey):
        unlock(store, ID, Passphrase("correct horse"))


def test_a_slot_copied_to_another_name_is_damage(store):
    slot = with_passphrase(store)
    store.put("keys/" + "f" * 16, store.get(f"keys/{slot.id}"))
    store.delete([f"keys/{slot.id}"])
    with pytest.raises(ObjectDamaged, match="another place"):
        unlock(store, ID, Passphrase("correct horse"))


def test_a_slot_renamed_within_does_not_open(store):
    slot = with_passphrase(store)
    rewrite(store, slot, lambda stored: stored["terms"].update(id="f" * 16), name="keys/" + "f" * 16)
    store.delete([f"keys/{slot.id}"])
    with pytest.raises(WrongKey):
        unlock(store, ID, Passphrase("correct horse"))


def test_a_slot_of_another_repository_is_damage_and_does_not_open_even_if_rewritten(store):
    slot = with_passphrase(store)
    with pytest.raises(ObjectDamaged, match="another place"):
        unlock(store, "f" * 32, Passphrase("correct horse"))
    rewrite(store, slot, lambda stored: stored["terms"].update(repository="f" * 32))
    with pytest.raises(WrongKey):
        unlock(store, "f" * 32, Passphrase("correct horse"))


def test_no_flipped_bit_of_a_slot_opens_or_counts_as_a_wrong_passphrase(store):
    slot = with_passphrase(store)
    content = store.get(f"keys/{slot.id}")
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        store.put(f"keys/{slot.id}", changed)
        with pytest.raises(ObjectDamaged):
            unlock(store, ID, Passphrase("correct horse"))


def test_a_damaged_slot_does_not_keep_the_others_closed(store):
    broken = with_passphrase(store, "one")
    with_passphrase(store, "two")
    store.put(f"keys/{broken.id}", b"{}")
    assert unlock(store, ID, Passphrase("two")) == MASTER
    with pytest.raises(WrongKey):
        unlock(store, ID, Passphrase("one"))


@pytest.mark.parametrize(
    "costs",
    [
        {"memory_kib": (1 << 20) + 1, "iterations": 1, "lanes": 1},
        {"memory_kib": 128, "iterations": 21, "lanes": 1},
        {"memory_kib": 256, "iterations": 1, "lanes": 17},
        {"memory_kib": 0, "iterations": 0, "lanes": 0},
        {"memory_kib": 1e30, "iterations": 1, "lanes": 1},
        None,
    ],
)
def test_costs_beyond_the_bounds_are_damage_and_are_never_tried(store, monkeypatch, costs):
    slot = with_passphrase(store)
    rewrite(store, slot, lambda stored: stored["terms"].update(costs=costs))
    monkeypatch.setattr("crmbackup_gui.repository.keys.Argon2id", lambda **_: pytest.fail("tried"))
    with pytest.raises(ObjectDamaged):
        unlock(store, ID, Passphrase("correct horse"))


@pytest.mark.parametrize(
    "change",
    [
        lambda stored: stored["terms"].update(label="\x1b[2J"),
        lambda stored: stored["terms"].update(label="x" * 201),
        lambda stored: stored["terms"].update(created="2001-01-01T00:00:00+10:00"),
        lambda stored: stored["terms"].update(created="2001-01-01T00:00:00"),
        lambda stored: stored["terms"].update(kind="master"),
        lambda stored: stored["terms"].update(kind="device"),
        lambda stored: stored["terms"].update(salt="AAAA"),
        lambda stored: stored["terms"].update(more=1),
        lambda stored: stored.update(wrapped="AAAA"),
        lambda stored: stored.update(nonce="not base64!"),
        lambda stored: stored.pop("nonce"),
    ],
)
def test_a_slot_of_another_shape_is_damage(store, change):
    slot = with_passphrase(store)
    rewrite(store, slot, change)
    with pytest.raises(ObjectDamaged):
        list_slots(store, ID)


def test_a_slot_without_end_is_not_read_to_its_end(store):
    store.put("keys/" + "0" * 16, b" " * 1_000_000)
    with pytest.raises(ObjectDamaged, match="too large"):
        list_slots(store, ID)


# Listing, adding and removing


def test_slots_are_listed_with_what_they_are_and_nothing_else(store):
    passphrase = with_passphrase(store, label="Ana's passphrase, é")
    code, _ = add_recovery_code(store, ID, MASTER, "in the safe")
    device, _ = add_device_secret(store, ID, MASTER)
    listed = {slot.id: slot for slot in list_slots(store, ID)}
    assert listed == {slot.id: slot for slot in (passphrase, code, device)}
    assert [listed[slot.id].kind for slot in (passphrase, code, device)] == list(SlotKind)
    assert listed[passphrase.id].label == "Ana's passphrase, é"
    assert listed[passphrase.id].created.utcoffset().total_seconds() == 0


def test_other_objects_beside_the_slots_are_not_slots(store):
    store.put("keys/readme", b"x")
    store.put("keys/ab/" + "0" * 16, b"x")
    assert list_slots(store, ID) == []


@pytest.mark.parametrize("label", ["a\nb", "\x1b[2J", "x" * 201])
def test_a_label_that_would_spoil_a_listing_is_refused(store, label):
    with pytest.raises(InvalidRequest, match="label"):
        with_passphrase(store, label=label)


def test_there_are_at_most_32_slots(store):
    for _ in range(MAX_SLOTS):
        add_device_secret(store, ID, MASTER)
    with pytest.raises(InvalidRequest, match="at most 32"):
        add_device_secret(store, ID, MASTER)


def test_of_more_slots_than_there_may_be_only_32_are_tried(store, monkeypatch):
    slot = with_passphrase(store)
    for number in range(50):
        copy = f"{number:016x}"
        rewrite(store, slot, lambda stored, copy=copy: stored["terms"].update(id=copy), name=f"keys/{copy}")
    tried = []
    monkeypatch.setattr(
        "crmbackup_gui.repository.keys.Argon2id", lambda **costs: tried.append(costs) or Argon2id(**costs)
    )
    with pytest.raises(WrongKey):
        unlock(store, ID, Passphrase("wrong"))
    assert len(tried) == MAX_SLOTS


def test_a_removed_slot_no_longer_opens(store):
    slot = with_passphrase(store, "one")
    with_passphrase(store, "two")
    assert remove_slot(store, ID, slot.id) == slot.id
    with pytest.raises(WrongKey):
        unlock(store, ID, Passphrase("one"))
    assert unlock(store, ID, Passphrase("two")) == MASTER


def test_a_slot_can_be_named_by_the_beginning_of_its_id(store):
    slot = with_passphrase(store, "one")
    with_passphrase(store, "two")
    rewrite(store, slot, lambda stored: stored["terms"].update(id="f" * 15 + "0"), name="keys/" + "f" * 15 + "0")
    assert remove_slot(store, ID, "FFFFFFFFFFFFFFF0") == "f" * 15 + "0"


@pytest.mark.parametrize("prefix", ["", "0", "x", "../repository"])
def test_a_beginning_that_names_no_single_slot_removes_none(store, prefix):
    slot = with_passphrase(store, "one")
    for number in range(2):
        copy = f"0{number:015x}"
        rewrite(store, slot, lambda stored, copy=copy: stored["terms"].update(id=copy), name=f"keys/{copy}")
    before = list(store.list())
    with pytest.raises(NothingFound):
        remove_slot(store, ID, prefix)
    assert list(store.list()) == before


@pytest.mark.parametrize("kind", ["passphrase", "recovery code"])
def test_the_last_key_that_a_person_holds_cannot_be_removed(store, kind):
    slot = with_passphrase(store) if kind == "passphrase" else add_recovery_code(store, ID, MASTER)[0]
    add_device_secret(store, ID, MASTER)
    with pytest.raises(LastKey):
        remove_slot(store, ID, slot.id)
    assert slot in list_slots(store, ID)


def test_a_damaged_key_does_not_count_as_one_that_remains_but_can_be_removed(store):
    slot, broken = with_passphrase(store, "one"), with_passphrase(store, "two")
    store.put(f"keys/{broken.id}", b"{}")
    with pytest.raises(LastKey):
        remove_slot(store, ID, slot.id)
    remove_slot(store, ID, broken.id)
    assert list_slots(store, ID) == [slot]


def test_a_device_key_can_be_removed_while_a_person_holds_one(store):
    with_passphrase(store)
    slot, _ = add_device_secret(store, ID, MASTER)
    remove_slot(store, ID, slot.id)
    assert slot not in list_slots(store, ID)
