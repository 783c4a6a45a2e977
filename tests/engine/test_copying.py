"""Copies: what is sent, in which order, and what of the original reaches them."""

from contextlib import suppress
from random import Random

import pytest

from crmbackup_gui.engine.consolidate import rebase
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.errors import OtherRepository, StoreFailed
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.holds import hold
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.manifest import HoldKind
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from tests.repository.faulty_store import FaultyStore, Killed, faults
from tests.repository.points_by_hand import (
    CRM,
    ID,
    MASTER,
    contacts,
    identified,
    listed,
    photos,
    read,
    take,
    with_passphrase,
)

DAY = 24 * 3600.0


@pytest.fixture
def store():
    """A place with a repository that a passphrase opens."""
    return with_passphrase(FaultyStore())


@pytest.fixture
def repository(store):
    return identified(store)


def three_points(repository):
    first = take(repository, contacts(1, 2, 3, photos={(1,): Random(1).randbytes(70_000)}))
    second = take(repository, contacts(4, records=4), parent=first)
    third = take(repository, contacts(5, name="later", records=5), parent=second)
    return first, second, third


def same_points(one, other):
    assert one.sequences(CRM) == other.sequences(CRM)
    for sequence in one.sequences(CRM):
        point = one.manifest(CRM, sequence).point
        assert read(one, point) == read(other, point)
        assert photos(one, point) == photos(other, point)


def test_a_copy_opens_with_the_same_key_holds_the_same_points_and_is_sound(repository):
    three_points(repository)
    place = FaultyStore()
    report = copy_repository(repository, place)
    assert report.outcome is Outcome.OK
    assert (report.points, report.points_sent) == (3, 3)
    assert keys.unlock(place, ID, keys.Passphrase("passphrase")) == MASTER
    same_points(repository, identified(place))
    assert check(identified(place)).sound


def test_a_second_copying_sends_nothing_and_a_new_point_alone_is_sent(repository):
    _, _, third = three_points(repository)
    place = FaultyStore()
    whole = copy_repository(repository, place)
    assert copy_repository(repository, place).objects_sent == 0
    take(repository, contacts(6, records=6), parent=third)
    report = copy_repository(repository, place)
    assert report.points_sent == 1
    assert 0 < report.bytes_sent < whole.bytes_sent / 5
    same_points(repository, identified(place))


def test_the_repository_says_how_old_each_copy_is(repository):
    three_points(repository)
    place = FaultyStore()
    report = copy_repository(repository, place)
    copy_repository(repository, place)
    (note,) = repository.copies()
    assert (note.location, note.heads) == (place.location, {CRM: 3})
    assert note.copied_at > report.copied_at


def test_a_copy_that_is_cut_short_anywhere_is_sound_and_goes_on(repository):
    three_points(repository)
    whole = FaultyStore()
    copy_repository(repository, whole)
    for fault in faults(whole.done):
        place = FaultyStore(fault=fault)
        with suppress(Killed, StoreFailed):  # only the note for people may fail and nothing else
            copy_repository(repository, place)
        place.fault = None
        if "repository" in place.objects:
            assert check(identified(place)).sound
            assert keys.unlock(place, ID, keys.Passphrase("passphrase")) == MASTER
        copy_repository(repository, place)
        same_points(repository, identified(place))
        assert check(identified(place)).sound


def test_what_was_deleted_reaches_the_copy_and_its_packs_go_there_too(repository, store):
    first = take(repository, contacts(1, 2))
    second = take(repository, contacts(3))
    place = FaultyStore()
    copy_repository(repository, place)
    drop(repository, CRM, [first.sequence], "no rule keeps it")
    for _ in range(2):
        sweep(repository, "no rule keeps it")
        store.now += SWEEP_AFTER + 1
    sweep(repository, "no rule keeps it")
    assert repository.sequences(CRM) == [second.sequence]
    place.now = store.now
    report = copy_repository(repository, place)
    assert report.points_removed == 1
    place.now += SWEEP_AFTER + 1
    copy_repository(repository, place)
    assert listed(place, "packs") == listed(store, "packs")
    assert check(identified(place)).sound


def test_what_is_gone_without_a_word_stays_in_the_copy(repository, store):
    three_points(repository)
    place = FaultyStore()
    copy_repository(repository, place)
    for name in listed(store, "points"):
        store.delete([name])
    report = copy_repository(repository, place)
    assert report.outcome is Outcome.WARNINGS
    assert (report.points, report.points_removed) == (3, 0)
    assert check(identified(place)).sound


def test_a_point_that_is_held_in_the_copy_alone_stays_there(repository):
    first = take(repository, contacts(1, 2))
    take(repository, contacts(3))
    place = FaultyStore()
    copy_repository(repository, place)
    hold(identified(place), CRM, HoldKind.LEGAL, sequence=first.sequence)
    repository.delete_point(CRM, first.sequence, "no rule keeps it")
    assert copy_repository(repository, place).points == 2


def test_damage_of_the_original_does_not_reach_what_the_copy_has(repository, store):
    three_points(repository)
    place = FaultyStore()
    copy_repository(repository, place)
    for name in (*listed(store, "packs"), *listed(store, "points")):
        data, modified = store.objects[name]
        store.objects[name] = (data[:-1] + bytes([data[-1] ^ 1]), modified)
    copy_repository(repository, place)
    assert check(identified(place)).sound


def test_a_pack_that_is_damaged_here_is_named_and_the_rest_is_copied(repository, store):
    three_points(repository)
    data, modified = store.objects[listed(store, "packs")[0]]
    store.objects[listed(store, "packs")[0]] = (data[:-1] + bytes([data[-1] ^ 1]), modified)
    place = FaultyStore()
    report = copy_repository(repository, place)
    assert report.outcome is Outcome.WARNINGS
    assert report.points == 3
    assert set(listed(store, "packs")) - set(listed(place, "packs")) == {listed(store, "packs")[0]}


def test_a_point_that_was_stored_anew_replaces_the_one_in_the_copy(repository):
    three_points(repository)
    place = FaultyStore()
    copy_repository(repository, place)
    rebase(repository, CRM, 3, None, "points that it needed are no longer kept")
    assert copy_repository(repository, place).points_sent == 1
    assert identified(place).manifest_digest(CRM, 3) == repository.manifest_digest(CRM, 3)
    same_points(repository, identified(place))
    assert check(identified(place)).sound


def test_a_manifest_that_was_put_back_does_not_replace_the_newer_one_in_the_copy(repository, store):
    three_points(repository)
    place = FaultyStore()
    before = dict(store.objects)
    rebase(repository, CRM, 3, None, "points that it needed are no longer kept")
    copy_repository(repository, place)
    newer = identified(place).manifest_digest(CRM, 3)
    name = f"points/{CRM}/{3:010d}"
    store.objects[name] = before[name]
    assert copy_repository(repository, place).outcome is Outcome.WARNINGS
    assert identified(place).manifest_digest(CRM, 3) == newer


def test_a_copy_that_took_points_of_its_own_keeps_them(repository):
    _, _, third = three_points(repository)
    place = FaultyStore()
    copy_repository(repository, place)
    own = take(identified(place), contacts(7, records=6), parent=third)
    take(repository, contacts(8, records=6), parent=third)
    report = copy_repository(repository, place)
    assert report.outcome is Outcome.WARNINGS
    assert (7,) in read(identified(place), own)


def test_a_key_that_was_removed_is_removed_in_the_copy_and_one_that_is_lost_is_not(repository, store):
    slot, _ = keys.add_recovery_code(store, ID, MASTER)
    lost, _ = keys.add_recovery_code(store, ID, MASTER)
    place = FaultyStore()
    copy_repository(repository, place)
    keys.remove_slot(store, ID, slot.id, MASTER)
    store.delete([f"keys/{lost.id}"])
    report = copy_repository(repository, place)
    assert f"keys/{slot.id}" not in place.objects
    assert f"keys/{lost.id}" in place.objects
    assert lost.id in report.warnings[0]
    assert check(identified(place)).sound


def test_a_place_that_holds_something_else_is_left_alone(repository):
    for name in ("repository", "other"):
        place = FaultyStore()
        if name == "repository":
            write_config(place, "f" * 32, MASTER)
        else:
            place.put(name, b"mine")
        before = dict(place.objects)
        with pytest.raises(OtherRepository):
            copy_repository(repository, place)
        assert place.objects == before


def test_a_repository_that_another_program_makes_in_the_place_at_that_moment_stays_as_it_is(repository):
    class Overtaken(FaultyStore):
        def put(self, name, data, *, create=False):
            if name == "repository" and create and not listed(self, "repository"):
                keys.add_passphrase(self, "b" * 32, b"m" * 32, "other", costs=keys.Argon2Costs(128, 1, 1))
                super().put(name, b"of another repository", create=True)
                made.update(self.objects)
            super().put(name, data, create=create)

    three_points(repository)
    made = {}
    place = Overtaken()
    with pytest.raises(OtherRepository):
        copy_repository(repository, place)
    ours = set(listed(repository.store, "keys"))
    assert place.objects == {name: content for name, content in made.items() if name not in ours}
    assert len(place.objects) == 2


def test_a_pack_of_a_copying_that_was_given_up_long_ago_is_used_when_it_is_marked(repository):
    three_points(repository)
    whole = FaultyStore()
    copy_repository(repository, whole)
    packs = {name: whole.objects[name] for name in listed(whole, "packs")}
    place = FaultyStore({name: value for name, value in whole.objects.items() if not name.startswith("points/")})
    place.now += 2 * DAY
    sweep(identified(place), "nothing needs it")
    assert len(listed(place, "marks")) == len(packs)
    place.now += DAY
    copy_repository(repository, place)
    assert listed(place, "marks") == []
    place.now += SWEEP_AFTER
    sweep(identified(place), "nothing needs it")
    same_points(repository, identified(place))
