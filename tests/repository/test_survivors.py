"""What is left of a damaged point is exactly what it held, what is missing lies in gaps, and older is told from new."""

import pytest

from crmbackup_gui.engine.erase import erase
from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.repository import packs
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import pack_name
from crmbackup_gui.repository.survivors import open_survivors
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import CONTACT, CRM, LINK, Layer, contacts, names_of, open_repository, take


@pytest.fixture(autouse=True)
def small_packs(monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)


def take_history(repository):
    photos = {(1,): b"one" * 9, (3,): b"three" * 9}
    first = take(repository, contacts(1, 2, 3, 4, photos=photos), link("old"))
    changed = contacts(2, 5, name="second", deleted=((4,),), records=4)
    second = take(repository, changed, Layer(LINK, records=2), parent=first)
    changed = contacts(5, 6, name="third", photos={(6,): b"six" * 9}, records=5)
    third = take(repository, changed, link("new"), parent=second)
    changed = contacts(1, name="differs", records=4)
    take(repository, changed, Layer(LINK, records=2), parent=first, strategy=Strategy.DIFFERENTIAL)
    take(repository, contacts(9, name="saved"), kind=PointKind.SAFETY, strategy=Strategy.INCREMENTAL)
    take(repository, contacts(1, 2, 3, 7, name="full", photos={(7,): b"seven" * 9}), link("full"))
    return third


def link(name):
    return Layer(LINK, {(1, "a"): f"{name} a", (2, "b"): f"{name} b"}, anew=True)


@pytest.fixture
def store():
    made = FaultyStore()
    take_history(open_repository(made))
    return made


def truth(store):
    repository = open_repository(store)
    found = {}
    for sequence in repository.sequences(CRM):
        view = repository.view(CRM, sequence)
        found[sequence] = {e.name: values(view, e) for e in view.entities()}
    return found


def values(view, entity):
    """Names and large values by key."""
    return {key: (name, photo_of(view, entity, key)) for key, name in names_of(entity, view.read(entity.name)).items()}


def photo_of(view, entity, key):
    for run in view.read(entity.name):
        for row in run.batch.to_pylist():
            if tuple(row[name] for name in entity.key) == key and row["crmbackup:blobs"] is not None:
                (value,) = decode_outside(row["crmbackup:blobs"], "a record")
                return b"".join(view.value(value))
    return None


def in_gap(gaps, entity, key):
    at = KeyOrder(entity).key_of(key)
    return any((g.first is None or g.first <= at) and (g.last is None or at <= g.last) for g in gaps)


def damaged(content):
    return content[:50] + bytes([content[50] ^ 1]) + content[51:]


@pytest.mark.parametrize("how", ["damaged", "gone"])
@pytest.mark.parametrize("together", [1, 2])
def test_whatever_is_damaged_what_is_left_is_exact_and_all_else_lies_in_gaps(store, how, together):
    whole = truth(store)
    names = [name for name in store.objects if name.startswith(("packs/", "points/"))]
    opened = older_found = 0
    for number, name in enumerate(names[::3] if how == "damaged" or together == 2 else names):
        broken = store.copy()
        for victim in {name, names[number * 7 % len(names)]} if together == 2 else {name}:
            content, modified = broken.objects.pop(victim)
            if how == "damaged":
                broken.objects[victim] = (damaged(content), modified)
        for sequence, entities in whole.items():
            try:
                view = open_survivors(open_repository(broken), CRM, sequence)
                old = open_survivors(open_repository(broken), CRM, sequence, older=True)
            except DamagedRepository:
                continue
            opened += 1
            for entity in view.entities():
                before, gaps = entities[entity.name], view.gaps(entity.name)
                left = values(view, entity)
                assert {key: before[key] for key in left} == left
                assert all(in_gap(gaps, entity, key) for key in before.keys() - left.keys())
                more = values(old, entity)
                assert {key: more[key] for key in left} == left
                known = [s for s in whole if s < sequence and entity.name in whole[s]]
                for key in more.keys() - left.keys():
                    older_found += 1
                    assert in_gap(gaps, entity, key)
                    assert any(whole[s][entity.name].get(key) == more[key] for s in known)
                assert view.count(entity.name) == len(left)
                assert view.count(entity.name, len(view.sources(entity.name))) == len(more)
    assert opened
    assert older_found


def test_nothing_is_missing_of_a_sound_point(store):
    for sequence, entities in truth(store).items():
        view = open_survivors(open_repository(store), CRM, sequence)
        for entity in view.entities():
            assert (view.gaps(entity.name), view.sources(entity.name)) == ((), ())
            assert values(view, entity) == entities[entity.name]


def test_a_record_whose_newest_version_is_damaged_comes_back_older_only_when_asked_for(store):
    repository = open_repository(store)
    (segment,) = repository.manifest(CRM, 3).state("contact").upserts
    del store.objects[pack_name(segment.place.pack)]
    view = open_survivors(repository, CRM, 3)
    assert names_of(CONTACT, view.read("contact")) == {(1,): "name 1", (2,): "second 2", (3,): "name 3"}
    (gap,) = view.gaps("contact")
    assert (gap.object, gap.first, gap.last, gap.stored, gap.deleted) == (pack_name(segment.place.pack), 5, 6, 2, 0)
    older = open_survivors(repository, CRM, 3, older=True)
    assert names_of(CONTACT, older.read("contact"))[5,] == "second 5"
    assert [point.sequence for point in older.sources("contact")] == [2]


def test_a_full_whose_segment_is_gone_is_filled_from_the_points_before_it(store):
    repository = open_repository(store)
    (segment,) = repository.manifest(CRM, 6).state("contact").upserts
    del store.objects[pack_name(segment.place.pack)]
    assert names_of(CONTACT, open_survivors(repository, CRM, 6).read("contact")) == {}
    older = open_survivors(repository, CRM, 6, older=True)
    assert names_of(CONTACT, older.read("contact")) == {
        (1,): "differs 1",
        (2,): "name 2",
        (3,): "name 3",
        (4,): "name 4",
    }


def test_what_was_erased_does_not_come_back_as_an_older_version_either(store):
    repository = open_repository(store)
    erase(repository, CRM, {"contact": ("2",)})
    (segment,) = repository.manifest(CRM, 6).state("contact").upserts
    del store.objects[pack_name(segment.place.pack)]
    for sequence in (3, 6):
        for older in (False, True):
            view = open_survivors(open_repository(store), CRM, sequence, older=older)
            assert (2,) not in names_of(CONTACT, view.read("contact"))
    assert (1,) in names_of(CONTACT, view.read("contact"))


def test_a_missing_link_of_the_chain_leaves_what_was_written_after_it(store):
    repository = open_repository(store)
    del store.objects[point_name(CRM, 2)]
    view = open_survivors(repository, CRM, 3)
    assert names_of(CONTACT, view.read("contact")) == {(5,): "third 5", (6,): "third 6"}
    assert names_of(LINK, view.read("link")) == {(1, "a"): "new a", (2, "b"): "new b"}
    (gap,) = view.gaps("contact")
    assert gap.whole


def test_a_record_whose_large_value_is_gone_is_the_only_one_that_is_missing(store):
    repository = open_repository(store)
    places = dict(repository.blob_places(repository.manifest(CRM, 6)))
    (place,) = places.values()
    del store.objects[pack_name(place.pack)]
    view = open_survivors(repository, CRM, 6)
    assert list(names_of(CONTACT, view.read("contact"))) == [(1,), (2,), (3,)]
    assert [(gap.first, gap.last) for gap in view.gaps("contact")] == [(7, 7)]
