"""What can be saved of a damaged point is told in figures that hold, and that never add up to more than there was."""

from itertools import combinations

import pytest

from crmbackup_gui.engine.chance import recovery_chance
from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.repository import packs
from crmbackup_gui.repository.survivors import open_survivors
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import CRM, contacts, names_of, open_repository, take
from tests.repository.test_survivors import damaged, take_history, truth


@pytest.fixture(autouse=True)
def small_packs(monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 1)


def of(chance, name):
    return next(entity for entity in chance.entities if entity.name == name)


@pytest.mark.parametrize("together", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_whatever_is_damaged_as_many_come_back_as_was_told_and_the_figures_add_up(together):
    store = FaultyStore()
    take_history(open_repository(store))
    whole = truth(store)
    harmed = 0
    stored = [name for name in store.objects if name.startswith(("packs/", "points/"))]
    for names in list(combinations(stored, together))[:: 1 if together == 1 else 11]:
        cut = store.copy()
        for name in names:
            cut.objects[name] = (damaged(cut.objects[name][0]), 0.0)
        for sequence, expected in whole.items():
            try:
                intact = open_survivors(open_repository(cut), CRM, sequence)
                older = open_survivors(open_repository(cut), CRM, sequence, older=True)
            except DamagedRepository:
                continue
            chance = recovery_chance(intact)
            harmed += not chance.whole
            for entity in intact.entities():
                told, there = of(chance, entity.name), expected[entity.name].keys()
                same = names_of(entity, intact.read(entity.name)).keys()
                back = names_of(entity, older.read(entity.name)).keys()
                assert (told.records, told.as_they_were) == (len(there), len(same))
                assert told.older_at_least <= len((back & there) - same) <= told.older_at_most
                assert told.lost_at_least <= len(there - back) <= told.lost
                assert len(back - there) <= told.extra
                assert told.as_they_were + told.older_at_least + told.lost == told.records
                assert told.as_they_were + told.older_at_most + told.lost_at_least == told.records
    assert harmed


def test_where_only_records_are_damaged_and_no_keys_of_deleted_ones_the_figures_are_exact():
    store = FaultyStore()
    repository = open_repository(store)
    first = take(repository, contacts(1, 2, 3, 4))
    second = take(repository, contacts(2, 3, 9, name="new", records=5), parent=first)
    (segment,) = repository.manifest(CRM, second.sequence).state("contact").upserts
    pack = next(name for name in store.objects if segment.place.pack.hex() in name)
    store.objects[pack] = (damaged(store.objects[pack][0]), 0.0)
    told = of(recovery_chance(open_survivors(open_repository(store), CRM, second.sequence)), "contact")
    assert (told.as_they_were, told.older_at_least, told.older_at_most) == (1, 3, 3)
    assert (told.lost_at_least, told.lost, told.extra) == (1, 1, 0)


def test_of_a_point_whose_damaged_keys_were_of_deleted_records_ranges_are_told():
    store = FaultyStore()
    repository = open_repository(store)
    first = take(repository, contacts(1, 2, 3, 4))
    second = take(repository, contacts(deleted=((2,), (3,)), records=2), parent=first)
    (segment,) = repository.manifest(CRM, second.sequence).state("contact").tombstones
    pack = next(name for name in store.objects if segment.place.pack.hex() in name)
    store.objects[pack] = (damaged(store.objects[pack][0]), 0.0)
    told = of(recovery_chance(open_survivors(open_repository(store), CRM, second.sequence)), "contact")
    assert (told.records, told.as_they_were, told.in_older_version) == (2, 2, 2)
    assert (told.older_at_most, told.lost, told.extra) == (0, 0, 2)
