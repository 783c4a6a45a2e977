"""A passphrase is changed, or made costlier to guess, and nobody is locked out at any moment."""

from types import SimpleNamespace

import pytest

from crmbackup_gui.errors import InvalidRequest, LastKey, StoreFailed, WrongKey
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.identity import read_config, write_config
from crmbackup_gui.repository.keys import Argon2Costs, Passphrase, RecoveryCode
from crmbackup_gui.repository.removed_keys import is_removed
from crmbackup_gui.services import own_keys
from crmbackup_gui.services.opening import strengthen, unlock_with
from tests.repository.faulty_store import FaultyStore, Killed, faults
from tests.repository.points_by_hand import open_repository

ID = "0123456789abcdef" * 2
MASTER = bytes(range(32))
CHEAP = Argon2Costs(memory_kib=128, iterations=1, lanes=1)
CHEAPER_THAN_TODAY = Argon2Costs(memory_kib=256, iterations=2, lanes=1)


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", CHEAP)


@pytest.fixture
def store():
    store = FaultyStore()
    keys.add_passphrase(store, ID, MASTER, "old", "office")
    write_config(store, ID, MASTER)
    store.done.clear()
    return store


def opens(store, passphrase):
    try:
        return keys.unlock(store, ID, Passphrase(passphrase)) == MASTER
    except WrongKey:
        return False


def test_a_changed_passphrase_opens_under_the_same_label_and_the_old_one_no_longer(store):
    _, old = keys.open_slot(store, ID, Passphrase("old"))
    new = keys.change_passphrase(store, ID, MASTER, "new", old)
    assert (opens(store, "old"), opens(store, "new")) == (False, True)
    assert [(slot.id, slot.label) for slot in keys.list_slots(store, ID)] == [(new.id, "office")]


def test_changing_a_passphrase_writes_and_removes_slots_and_that_one_is_gone_and_nothing_else(store):
    _, old = keys.open_slot(store, ID, Passphrase("old"))
    store.done.clear()
    keys.change_passphrase(store, ID, MASTER, "new", old)
    written = [(operation, name.split("/")[0]) for operation, name in store.done if operation in ("put", "delete")]
    assert written == [("put", "keys"), ("put", "log"), ("delete", "keys")]


def test_wherever_a_change_is_cut_short_one_of_the_two_opens(store):
    _, old = keys.open_slot(store, ID, Passphrase("old"))
    whole = store.copy()
    keys.change_passphrase(whole, ID, MASTER, "new", old)
    for fault in faults(whole.done):
        cut = store.copy(fault)
        with pytest.raises((Killed, StoreFailed)):
            keys.change_passphrase(cut, ID, MASTER, "new", old)
        left = cut.copy()
        assert opens(left, "old") or opens(left, "new"), fault


@pytest.mark.parametrize("change", [True, False], ids=["change", "remove"])
def test_wherever_it_is_cut_short_no_key_is_gone_without_the_word_that_removes_it_from_copies_too(store, change):
    _, old = keys.open_slot(store, ID, Passphrase("old"))
    keys.add_passphrase(store, ID, MASTER, "another")

    def remove(place):
        if change:
            keys.change_passphrase(place, ID, MASTER, "new", old)
        else:
            keys.remove_slot(place, ID, old.id, MASTER)

    whole = store.copy()
    remove(whole)
    assert f"keys/{old.id}" not in whole.objects
    for fault in faults(whole.done):
        cut = store.copy(fault)
        with pytest.raises((Killed, StoreFailed)):
            remove(cut)
        explained = is_removed(open_repository(cut.copy(), master=MASTER).read_object, old.id)
        assert explained or f"keys/{old.id}" in cut.objects, fault


def test_keys_that_the_window_changes_or_removes_are_to_be_removed_from_copies_too(store):
    unlocked = unlock_with(store, read_config(store), Passphrase("old"))
    program = SimpleNamespace(unlocked=lambda _: unlocked)
    own_keys.add_passphrase(program, "here", "another")
    another = keys.open_slot(store, ID, Passphrase("another"))[1].id
    own_keys.change_passphrase(program, "here", unlocked.slot.id, "new")
    own_keys.remove_key(program, "here", another)
    read = open_repository(store, master=MASTER).read_object
    assert is_removed(read, unlocked.slot.id)
    assert is_removed(read, another)


def test_an_unusable_new_passphrase_changes_nothing(store):
    _, old = keys.open_slot(store, ID, Passphrase("old"))
    for unusable in ("", "   ", "CRMB-00000-00000-00000-00000-00000-00000-00000"):
        with pytest.raises(InvalidRequest):
            keys.change_passphrase(store, ID, MASTER, unusable, old)
    assert [slot.id for slot in keys.list_slots(store, ID)] == [old.id]


def test_a_store_that_gives_back_something_else_keeps_the_old_passphrase(store):
    class Forgetful(FaultyStore):
        def put(self, name, data, *, create=False):
            super().put(name, bytes(data).replace(b"office", b"Office"), create=create)

    _, old = keys.open_slot(store, ID, Passphrase("old"))
    forgetful = Forgetful(store.objects)
    with pytest.raises(Exception, match="damaged"):
        keys.change_passphrase(forgetful, ID, MASTER, "new", old)
    assert f"keys/{old.id}" in forgetful.objects


def test_a_passphrase_of_lower_costs_than_todays_is_told_and_made_costlier_when_it_is_used(store, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", CHEAPER_THAN_TODAY)
    secret = Passphrase("old")
    unlocked = unlock_with(store, read_config(store), secret)
    assert unlocked.slot.weak
    stronger = strengthen(unlocked, secret)
    assert [(slot.id, slot.weak, slot.label) for slot in keys.list_slots(store, ID)] == [
        (stronger.slot.id, False, "office")
    ]
    assert opens(store, "old")
    assert strengthen(stronger, secret) is stronger


@pytest.mark.parametrize("costs", [Argon2Costs(256, 2, 1), Argon2Costs(256, 3, 1), Argon2Costs(512, 1, 4)])
def test_a_passphrase_of_todays_costs_or_higher_ones_stays(store, monkeypatch, costs):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", CHEAPER_THAN_TODAY)
    keys.add_passphrase(store, ID, MASTER, "strong", costs=costs)
    assert not keys.open_slot(store, ID, Passphrase("strong"))[1].weak


def test_a_repository_that_cannot_be_written_is_opened_all_the_same(store, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", CHEAPER_THAN_TODAY)
    unlocked = unlock_with(store, read_config(store), Passphrase("old"))

    def refused(*_, **__):
        raise StoreFailed("memory:", "it is read-only")

    monkeypatch.setattr(store, "put", refused)
    assert strengthen(unlocked, Passphrase("old")) is unlocked


def test_a_recovery_code_has_no_costs_and_is_never_weak(store, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", CHEAPER_THAN_TODAY)
    _, code = keys.add_recovery_code(store, ID, MASTER)
    unlocked = unlock_with(store, read_config(store), RecoveryCode(code))
    assert strengthen(unlocked, RecoveryCode(code)) is unlocked


def test_after_a_change_the_passphrase_is_still_the_last_way_in(store):
    _, old = keys.open_slot(store, ID, Passphrase("old"))
    new = keys.change_passphrase(store, ID, MASTER, "new", old)
    with pytest.raises(LastKey):
        keys.remove_slot(store, ID, new.id)
