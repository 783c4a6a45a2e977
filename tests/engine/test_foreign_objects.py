"""Objects that others put among those of a repository are ignored, as FORMAT.md says: nobody reads or deletes them."""

from datetime import UTC, datetime

import pytest

from crmbackup_gui.engine.consolidate import rebase
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.engine.retention import apply_retention, plan_retention
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.repository import rewriting
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.names import point_name, point_of
from crmbackup_gui.repository.packs import pack_name, pack_of
from crmbackup_gui.repository.prune import SWEEP_AFTER, sweep
from crmbackup_gui.repository.salvage import salvage
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import CRM, ID, MASTER, contacts, identified, read, take, with_passphrase

DIGITS = "0123456789abcdef" * 2
NOW = datetime(2030, 1, 1, tzinfo=UTC)
NOTE = b"a note of somebody"
NAMES = (
    "packs/readme",
    "packs/01/readme",
    "packs/0123",
    f"packs/02/{DIGITS}",  # another pack's folder
    f"packs/{DIGITS}",
    f"packs/01/{DIGITS}/{DIGITS}",
    f"packs/01/{DIGITS}ff",
    "marks/readme",
    f"marks/01/{DIGITS}",
    "points/readme",
    f"points/{CRM}/17",
    f"points/{CRM}/notanumber",
    "claims/readme",
    f"claims/{CRM}/readme",
    f"claims/{CRM}/{DIGITS}",
    f"claims/{CRM}/{DIGITS}000/copy",
    f"erasures/{CRM}/readme",
    f"holds/{CRM}/readme",
    f"log/{CRM}/readme",
    "log/keys/readme",
    f"exports/{CRM}/readme",
    f"checks/{CRM}/readme",
    f"summaries/{CRM}/readme",
    "copies/readme",
    "keys/readme",
    "desktop",
)


@pytest.fixture
def store():
    return with_passphrase(FaultyStore())


@pytest.fixture
def repository(store):
    opened = identified(store)
    first = take(opened, contacts(1, 2, 3))
    take(opened, contacts(4, records=4), parent=first)
    take(opened, contacts(1, 2))
    for name in NAMES:
        store.put(name, NOTE)
    return opened


def foreign(store):
    return {name for name, (content, _) in store.objects.items() if content == NOTE}


def test_a_name_is_that_of_a_pack_or_of_a_point_or_of_neither():
    pack, point = bytes.fromhex(DIGITS), (CRM, 17)
    assert pack_of(pack_name(pack)) == pack
    assert point_of(point_name(*point)) == point
    assert {name for name in (*NAMES, point_name(*point), "") if pack_of(name) is not None} == set()
    assert {name for name in (*NAMES, pack_name(pack), "") if point_of(name) is not None} == set()


@pytest.mark.parametrize("at_once", [True, False])
def test_records_are_erased_beside_them_also_again_and_after_a_stop(repository, store, monkeypatch, at_once):
    with monkeypatch.context() as stopped:
        stopped.setattr("crmbackup_gui.engine.erase.rewrite", lambda *_, **__: rewriting.Rewritten())
        erase(repository, CRM, {"contact": ("1",)})
    assert erase(repository, CRM, {"contact": ("2",)}, at_once=at_once).erased == {"contact": 1}
    again = erase(repository, CRM, {"contact": ("2",)}, at_once=at_once)
    assert {pack for pack in again.rewritten.packs if pack_name(bytes.fromhex(pack)) in NAMES} == set()
    assert read(repository, repository.manifest(CRM, 1).point) == {(3,): "name 3"}
    assert foreign(store) == set(NAMES)


def test_retention_deletes_and_marks_none_of_them(repository, store):
    store.now += 48 * 3600
    plan = plan_retention(repository, CRM, RetentionPolicy(last=1, other_kinds=0), NOW, UTC)
    assert apply_retention(repository, CRM, plan).outcome is Outcome.OK
    store.now += SWEEP_AFTER + 1
    assert sweep(repository, "nothing needs it").packs
    store.now += SWEEP_AFTER + 1
    sweep(repository, "nothing needs it")
    assert repository.sequences(CRM) == [3]
    assert foreign(store) == set(NAMES)


@pytest.mark.usefixtures("repository")
def test_a_salvage_brings_none_of_them_over_and_misses_none(store):
    there = FaultyStore(now=store.now)
    answer = salvage(store, ID, MASTER, there)
    assert [point.intact for point in answer.points] == [True, True, True]
    assert answer.lost_objects == ()
    assert foreign(there) == set()


@pytest.mark.usefixtures("store")
def test_a_check_finds_no_damage_in_them(repository):
    report = check(repository)
    assert report.sound, report


def test_a_copy_is_made_without_them_and_deletes_none_of_those_in_its_own_place(repository, store):
    there = FaultyStore(now=store.now)
    assert copy_repository(repository, there).warnings == ()
    assert foreign(there) == set()
    for name in NAMES:
        there.put(name, NOTE)
    take(repository, contacts(7))
    there.now += 2 * SWEEP_AFTER
    assert copy_repository(repository, there).warnings == ()
    assert foreign(there) == set(NAMES)


def test_a_claim_that_has_done_its_work_goes_and_nothing_else_under_its_folder(repository, store):
    rebase(repository, CRM, 2, None, "a test wants it")
    (claim,) = listed(store, "claims") - set(NAMES)
    store.now += SWEEP_AFTER + 1
    sweep(repository, "nothing needs it")
    assert claim not in store.objects
    assert foreign(store) == set(NAMES)


def listed(store, folder):
    return {info.name for info in store.list(folder)}
