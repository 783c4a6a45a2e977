"""A check finds every damage, says whom it harms, and accuses nobody else."""

import os

import msgspec
import pytest

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.outcome import CancelToken, Progress
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository import packs
from crmbackup_gui.repository import repository as repository_module
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.manifest import CheckResult, LogEntry, RestoreRun
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.packs import EntryKind, PackWriter, pack_name
from crmbackup_gui.repository.sealing import seal
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    OTHER_CRM,
    Heads,
    Layer,
    contacts,
    draft_of,
    listed,
    new_store,
    open_repository,
    read,
    take,
)


@pytest.fixture(autouse=True)
def small_packs(monkeypatch):
    """A pack for every entry, so that each harms only those who need that entry."""
    monkeypatch.setattr(packs, "PACK_BYTES", 1)


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def repository(store):
    return open_repository(store)


def take_history(repository):
    """Points of every kind: chains, entities that come and go, contents that several points share, two CRMs."""
    shared = b"shared" * 20
    full = take(repository, contacts(1, 2, photos={(1,): shared}), Layer(LINK, {(1, "a"): "old"}))
    second = take(repository, contacts(2, name="new", photos={(2,): b"own"}), Layer(LINK, records=1), parent=full)
    third = take(repository, Layer(CONTACT, records=2), Layer(LINK, {(2, "b"): "anew"}, anew=True), parent=second)
    take(repository, contacts(3, deleted=((1,),)), parent=full, strategy=Strategy.DIFFERENTIAL)
    take(repository, contacts(2, name="saved"), kind=PointKind.SAFETY, strategy=Strategy.INCREMENTAL)
    take(repository, contacts(9, photos={(9,): shared}), parent=third, same_catalog=catalog_of(repository, third))
    take(repository, contacts(1, photos={(1,): shared}), crm=OTHER_CRM)


def catalog_of(repository, point):
    return repository.manifest(point.crm, point.sequence).catalog


def keep_notes(repository):
    repository.record_check(CRM, CheckResult(checked_at="", intact=(1,), damaged=()))
    repository.record_restore(CRM, RestoreRun(sequence=1, finished_at="", bytes_read=1, records=1, seconds=1.0))


def points_of(repository):
    return [(crm, sequence) for crm in repository.crm_ids() for sequence in repository.sequences(crm)]


def pairs(by_crm):
    return {(crm, sequence) for crm, sequences in by_crm.items() for sequence in sequences}


def flip_first(content):
    return bytes([content[0] ^ 1]) + content[1:]


def flip_last(content):
    return content[:-1] + bytes([content[-1] ^ 1])


def flip_middle(content):
    half = len(content) // 2
    return content[:half] + bytes([content[half] ^ 1]) + content[half + 1 :]


def cut_off(content):
    return content[:-1]


def empty(_):
    return b""


def deleted(_):
    return None


DAMAGES = [flip_first, flip_middle, flip_last, cut_off, empty, deleted]


def damage(store, name, how):
    content = how(store.get(name))
    if content is None:
        store.delete([name])
    else:
        store.put(name, content)


def test_a_sound_repository_is_said_to_be_sound(repository, store):
    take_history(repository)
    keep_notes(repository)
    report = check(repository)
    assert report.sound
    assert report.points_checked == 7
    assert pairs(report.intact) == set(points_of(repository))
    assert report.harmed == {}
    assert report.objects_checked == len(listed(store))


def test_an_empty_repository_is_sound(repository):
    report = check(repository)
    assert (report.sound, report.points_checked, report.objects_checked) == (True, 0, 0)


@pytest.mark.parametrize("how", [flip_middle, empty])
@pytest.mark.parametrize("kind", ["checks", "log", "restores", "summaries"])
def test_a_damaged_note_is_named_and_harms_no_point(repository, store, monkeypatch, how, kind):
    monkeypatch.setattr(repository_module, "SUMMARY_EVERY", 3)
    take_history(repository)
    keep_notes(repository)
    repository._note("log", CRM, LogEntry(sequence=99, old=b"o", new=None, reason="pruned"))
    (name,) = listed(store, kind)[:1]
    damage(store, name, how)
    report = check(open_repository(store))
    assert [(damaged.name, damaged.points) for damaged in report.damaged] == [(name, ())]
    assert report.harmed == {}


@pytest.mark.parametrize("how", DAMAGES)
def test_every_kind_of_damage_is_found(repository, store, how):
    point = take(repository, contacts(1))
    (segment,) = repository.manifest(CRM, 1).state("contact").upserts
    damage(store, pack_name(segment.place.pack), how)
    (damaged,) = check(open_repository(store)).damaged
    assert (damaged.name, damaged.points) == (pack_name(segment.place.pack), (point.id,))
    assert damaged.entities == ("contact",)


@pytest.mark.parametrize("requests_at_once", [1, 32])
@pytest.mark.parametrize("how", DAMAGES)
def test_every_kind_of_damage_to_a_large_object_is_found_nearby_and_far_away(repository, store, how, requests_at_once):
    point = take(repository, contacts(1, photos={(1,): os.urandom(3 << 20)}))
    store.requests_at_once = requests_at_once
    assert check(open_repository(store)).sound
    large = max(store.list("packs"), key=lambda info: info.size).name
    damage(store, large, how)
    (damaged,) = check(open_repository(store)).damaged
    assert (damaged.name, damaged.points, damaged.entities) == (large, (point.id,), ("contact",))


def test_two_damages_are_told_apart(repository, store):
    take_history(repository)
    (link,) = repository.manifest(CRM, 3).state("link").upserts
    (contact,) = repository.manifest(OTHER_CRM, 1).state("contact").upserts
    names = sorted(pack_name(segment.place.pack) for segment in (link, contact))
    for name in names:
        damage(store, name, flip_middle)
    report = check(open_repository(store))
    assert [damaged.name for damaged in report.damaged] == names
    by_name = {damaged.name: damaged for damaged in report.damaged}
    assert by_name[pack_name(link.place.pack)].entities == ("link",)
    assert by_name[pack_name(contact.place.pack)].points == (repository.point_id(OTHER_CRM, 1),)


def test_a_missing_object_is_said_to_be_gone(repository, store):
    take(repository, contacts(1))
    store.delete([pack_name(catalog_of(repository, repository.timeline(CRM).points[0]).pack)])
    (damaged,) = check(open_repository(store)).damaged
    assert damaged.problem == "it is gone"
    assert damaged.entities == ("contact",)


# Objects that authenticate and are wrong all the same


def replace_manifest(repository, crm, sequence, **fields):
    name = point_name(crm, sequence)
    manifest = msgspec.structs.replace(repository.manifest(crm, sequence), **fields)
    repository.store.put(name, seal(repository._key, name, stored.encode(manifest)))


def replace_pack(repository, pack, *entries):
    """Seal other entries under the pack's name, as a faulty program could."""
    contents = []

    def keep(_, buffers):
        contents.append(b"".join(bytes(memoryview(buffer)) for buffer in buffers))
        return 0

    with pytest.MonkeyPatch.context() as patch, PackWriter(CRM, "run", keep) as writer:
        patch.setattr(packs, "PACK_BYTES", 1 << 20)
        for kind, data, subject in entries:
            writer.add(kind, data, subject=subject)
        writer.flush()
    name = pack_name(pack)
    repository.store.put(name, seal(repository._key, name, contents[0]))


def test_a_segment_with_another_number_of_records_is_damage(repository):
    take(repository, contacts(1, 2))
    (state,) = repository.manifest(CRM, 1).entities
    (segment,) = state.upserts
    wrong = msgspec.structs.replace(state, upserts=(msgspec.structs.replace(segment, rows=3),))
    replace_manifest(repository, CRM, 1, entities=(wrong,))
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.entities) == (pack_name(segment.place.pack), ("contact",))


def test_only_the_segment_that_is_no_segment_is_named(repository):
    first = take(repository, contacts(1, 2))
    take(repository, contacts(3, deleted=((1,),)), parent=first)
    state = repository.manifest(CRM, 2).state("contact")
    place = state.upserts[0].place
    replace_pack(repository, place.pack, (EntryKind.UPSERTS, bytes(place.length), b"contact"))
    (damaged,) = check(repository).damaged
    assert damaged.name == pack_name(place.pack)
    assert damaged.points == (repository.point_id(CRM, 2),)


def test_a_catalog_that_cannot_be_decoded_harms_all_entities_of_its_point(repository):
    take(repository, contacts(1), Layer(LINK, {(1, "a"): "link"}))
    place = repository.manifest(CRM, 1).catalog
    replace_pack(repository, place.pack, (EntryKind.CATALOG, bytes(place.length), b""))
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.entities) == (pack_name(place.pack), ("contact", "link"))


def test_a_catalog_without_an_entity_of_its_point_is_damage(repository):
    with repository.new_point(CRM) as writer:
        states = [
            writer.layer(entity).finish(records=0, anew=True, added=0, changed=0, deleted=0)
            for entity in (CONTACT, LINK)
        ]
        writer.commit(draft_of(), Catalog(entities=(CONTACT,)), states)
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.entities) == (point_name(CRM, 1), ("link",))


def test_a_chain_that_never_holds_the_whole_of_an_entity_is_damage(repository):
    first = take(repository, contacts(1))
    (state,) = repository.manifest(CRM, 1).entities
    replace_manifest(repository, CRM, 1, entities=(msgspec.structs.replace(state, anew=False),))
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.points, damaged.entities) == (point_name(CRM, 1), (first.id,), ("contact",))


def test_a_chain_that_does_not_hold_an_entity_is_damage(repository):
    first = take(repository, contacts(1))
    second = take(repository, Layer(LINK, {(1, "a"): "link"}), parent=first)
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.points, damaged.entities) == (point_name(CRM, 2), (second.id,), ("link",))


def test_a_blob_that_is_not_what_its_name_says_is_damage(repository):
    take(repository, contacts(1, photos={(1,): b"photo"}))
    ((name, place),) = repository.blob_places(repository.manifest(CRM, 1))
    replace_pack(repository, place.pack, (EntryKind.BLOB, b"\0other", name))
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.entities) == (pack_name(place.pack), ("contact",))


def test_a_blob_that_is_in_no_index_is_damage(repository):
    take(repository, contacts(1, photos={(1,): b"photo"}), Layer(LINK, {(1, "a"): "link"}))
    replace_manifest(repository, CRM, 1, blobs=())
    (damaged,) = check(repository).damaged
    assert (damaged.name, damaged.entities) == (point_name(CRM, 1), ("contact",))


def test_an_object_that_is_no_pack_is_damage(repository):
    take(repository, contacts(1))
    (segment,) = repository.manifest(CRM, 1).state("contact").upserts
    name = pack_name(segment.place.pack)
    repository.store.put(name, seal(repository._key, name, b"no pack"))
    assert [damaged.name for damaged in check(repository).damaged] == [name]


# Some points only


def test_points_that_are_named_are_checked_with_their_chains_and_nothing_else(repository, store):
    take_history(repository)
    points = repository.timeline(CRM).points
    (other,) = repository.manifest(OTHER_CRM, 1).state("contact").upserts
    damage(store, pack_name(other.place.pack), flip_middle)
    damage(store, point_name(CRM, 5), flip_middle)
    report = check(open_repository(store), [points[1]])
    assert report.sound
    assert (report.points_checked, report.intact) == (1, {CRM: (2,)})
    assert report.objects_checked < len(listed(store))


def test_a_blob_of_the_base_is_needed_by_a_point_that_is_checked_alone(repository, store):
    first = take(repository, contacts(1, photos={(1,): b"photo"}))
    second = take(repository, contacts(2), parent=first)
    ((_, place),) = repository.blob_places(repository.manifest(CRM, 1))
    store.delete([pack_name(place.pack)])
    report = check(open_repository(store), [second])
    assert report.harmed == {CRM: (2,)}
    assert [damaged.points for damaged in report.damaged] == [(second.id,)]


def test_the_catalog_of_the_base_is_not_needed_by_a_point_that_is_checked_alone(repository, store):
    first = take(repository, contacts(1))
    second = take(repository, contacts(2), parent=first)
    store.delete([pack_name(catalog_of(repository, first).pack)])
    report = check(open_repository(store), [second])
    assert report.sound
    assert list(read(open_repository(store), second)) == [(1,), (2,)]


# History


def three_points(repository):
    return [take(repository, contacts(number)) for number in range(3)]


def digests(repository):
    return {sequence: repository.manifest_digest(CRM, sequence) for sequence in repository.sequences(CRM)}


def note(repository, sequence, old, new=None):
    repository._note("log", CRM, LogEntry(sequence=sequence, old=old, new=new, reason="test"))


def test_a_point_that_vanished_is_noticed_by_the_one_after_it(repository, store):
    three_points(repository)
    store.delete([point_name(CRM, 2)])
    report = check(repository)
    assert [(item.name, item.points) for item in report.damaged] == [
        (point_name(CRM, 2), (repository.point_id(CRM, 2),))
    ]
    (sentence,) = report.history
    assert "before number 3" in sentence
    assert "'Sales'" in sentence
    assert not report.sound


def test_a_point_that_was_exchanged_is_noticed_by_the_one_after_it(repository):
    three_points(repository)
    replace_manifest(repository, CRM, 2, run="another")
    (sentence,) = check(repository).history
    assert "before number 3" in sentence


@pytest.mark.parametrize("sequences", [(1,), (2,), (1, 2)])
def test_points_that_the_log_says_were_pruned_are_no_damage(repository, store, sequences):
    three_points(repository)
    old = digests(repository)
    for sequence in sequences:
        note(repository, sequence, old[sequence])
        store.delete([point_name(CRM, sequence)])
    assert check(repository).sound


def test_a_point_that_the_log_says_was_rewritten_is_no_damage(repository):
    three_points(repository)
    for run in ("erased", "erased again"):
        old = digests(repository)[2]
        replace_manifest(repository, CRM, 2, run=run)
        note(repository, 2, old, digests(repository)[2])
    assert check(repository).sound


def test_a_point_that_was_rewritten_and_then_pruned_is_no_damage(repository, store):
    three_points(repository)
    old = digests(repository)[2]
    replace_manifest(repository, CRM, 2, run="erased")
    note(repository, 2, old, digests(repository)[2])
    note(repository, 2, digests(repository)[2])
    store.delete([point_name(CRM, 2)])
    assert check(repository).sound


def test_a_log_of_something_else_explains_nothing(repository, store):
    three_points(repository)
    old = digests(repository)
    note(repository, 1, old[2])
    note(repository, 2, old[1])
    store.delete([point_name(CRM, 2)])
    assert len(check(repository).history) == 1


def test_a_point_that_the_log_says_was_pruned_and_that_was_exchanged_instead_is_noticed(repository):
    three_points(repository)
    note(repository, 2, digests(repository)[2])
    replace_manifest(repository, CRM, 2, run="another")
    assert len(check(repository).history) == 1


def test_a_point_that_vanished_beside_a_pruned_one_is_noticed(repository, store):
    three_points(repository)
    note(repository, 2, digests(repository)[2])
    store.delete([point_name(CRM, 1), point_name(CRM, 2)])
    (sentence,) = check(repository).history
    assert "number 1 is gone" in sentence


def test_a_damaged_manifest_is_damage_and_no_broken_history(repository, store):
    three_points(repository)
    damage(store, point_name(CRM, 2), flip_middle)
    report = check(repository)
    assert [damaged.name for damaged in report.damaged] == [point_name(CRM, 2)]
    assert report.history == ()


def test_newest_points_that_vanished_are_noticed_by_a_machine_that_saw_them(store):
    repository = open_repository(store, Heads())
    three_points(repository)
    store.delete([point_name(CRM, 2), point_name(CRM, 3)])
    (sentence,) = check(repository).history
    assert "number 3" in sentence
    assert "number 1" in sentence
    assert check(open_repository(store)).history == ()


def test_points_lost_for_good_are_noticed_by_every_machine_once_another_was_taken(store):
    repository = open_repository(store, Heads())
    three_points(repository)
    store.delete([point_name(CRM, 2), point_name(CRM, 3)])
    take(repository, contacts(4))
    sentences = check(open_repository(store)).history
    assert ["number 2" in sentence or "number 4" in sentence for sentence in sentences] == [True, True]


def test_history_is_no_part_of_a_check_of_some_points(repository, store):
    points = three_points(repository)
    store.delete([point_name(CRM, 1)])
    assert check(repository, points[1:]).history == ()


# The job itself


def test_a_check_tells_how_far_it_is(repository):
    take(repository, contacts(1))
    seen = []
    check(repository, progress=seen.append)
    assert seen == [Progress("verify", "", number, len(seen)) for number in range(len(seen))]
    assert len(seen) == len(listed(repository.store, "packs"))


def test_a_check_stops_when_it_is_cancelled(repository):
    take(repository, contacts(1))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        check(repository, cancel=token)


def test_a_check_changes_nothing(repository, store):
    take_history(repository)
    before = {name: store.get(name) for name in listed(store)}
    check(repository)
    assert {name: store.get(name) for name in listed(store)} == before
