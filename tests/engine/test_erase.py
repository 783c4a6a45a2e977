"""Erasing: hidden at once from every reader, then gone from every object, and everything else as it was."""

import json
from random import Random

import pytest

from crmbackup_gui.engine.consolidate import consolidate, rebase
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.errors import CommitRefused, EntityNotFound, EraseRefused, RecordNotFound
from crmbackup_gui.model.catalog import Entity, Reference
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind
from crmbackup_gui.repository import rewriting
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.holds import hold
from crmbackup_gui.repository.manifest import HoldKind
from crmbackup_gui.repository.prune import SWEEP_AFTER, sweep
from tests.engine.unsealing import contents
from tests.repository.faulty_store import Fault, FaultyStore, Killed
from tests.repository.points_by_hand import (
    CONTACT,
    CRM,
    LINK,
    OTHER_CRM,
    Layer,
    contacts,
    identified,
    listed,
    photos,
    read,
    take,
    with_passphrase,
)
from tests.repository.stranger import Repository as Stranger

PHOTO = Random(7).randbytes(90_000)
OTHER_PHOTO = Random(8).randbytes(90_000)


@pytest.fixture
def store():
    return with_passphrase(FaultyStore())


@pytest.fixture
def repository(store):
    return identified(store)


def link(*numbers, records=None):
    return Layer(LINK, {(number, "phone"): f"link {number}" for number in numbers}, records=records)


def history(repository):
    """A full, an incremental that changes the record and one that does not, one that deletes it, a safety point."""
    first = take(repository, contacts(1, 2, 3, photos={(1,): OTHER_PHOTO, (2,): PHOTO}), link(2))
    changed = contacts(2, 4, name="changed", records=4, photos={(2,): PHOTO})
    second = take(repository, changed, link(7, records=2), parent=first)
    third = take(repository, contacts(5, records=5), link(8, records=3), parent=second)
    fourth = take(repository, Layer(CONTACT, deleted=((2,),), records=4), link(9, records=4), parent=third)
    safety = take(repository, contacts(2, name="replaced"), kind=PointKind.SAFETY)
    return first, second, third, fourth, safety


def all_records(repository):
    return {
        (crm, sequence, name): read(repository, point, entity)
        for crm in repository.crm_ids()
        for sequence in repository.sequences(crm)
        for point in [repository.manifest(crm, sequence).point]
        for entity in (CONTACT, LINK)
        for name in [entity.name]
        if repository.manifest(crm, sequence).state(name) is not None
    }


def without(records, *contacts_erased):
    gone = {(number,) for number in contacts_erased}
    return {
        which: {key: value for key, value in found.items() if which[2] != "contact" or key not in gone}
        for which, found in records.items()
    }


def as_a_stranger_sees_it(store, folder):
    """What the reader of FORMAT.md finds, in the same form."""
    for name, (data, _) in store.objects.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    stranger = Stranger(folder, "passphrase", {"passphrase": "passphrase"})
    found = {}
    for crm, sequence in stranger.points():
        for entity in stranger.entities(crm, sequence):
            names = [field["name"] for field in entity["fields"]]
            rows = [dict(zip(names, row, strict=True)) for row in stranger.records(crm, sequence, entity["name"])]
            found[crm, sequence, entity["name"]] = {tuple(r[k] for k in entity["key"]): r["name"] for r in rows}
        assert not stranger.unexplained(crm)
    return found


def holding(repository, *values):
    """Objects of which some entry, decompressed, has one of the values."""
    return [name for name, content in contents(repository) if any(value in content for value in values)]


VALUES = (b"name 2", b"changed 2", b"replaced 2", PHOTO[1000:1100])


def test_an_erased_record_is_hidden_from_every_reader_before_anything_is_rewritten(
    repository, store, tmp_path, monkeypatch
):
    history(repository)
    before = all_records(repository)
    monkeypatch.setattr("crmbackup_gui.engine.erase.rewrite", lambda *_, **__: rewriting.Rewritten())
    erase(repository, CRM, {"contact": ("2",)})
    assert all_records(repository) == without(before, 2)
    assert as_a_stranger_sees_it(store, tmp_path / "seen") == without(before, 2)
    assert holding(repository, *VALUES)
    assert check(repository).sound


def test_an_erased_record_is_in_no_object_any_more_and_everything_else_is_as_it_was(repository, store, tmp_path):
    history(repository)
    other = take(repository, contacts(2, name="other", photos={(2,): OTHER_PHOTO}), crm=OTHER_CRM)
    before = all_records(repository)
    assert holding(repository, *VALUES)
    report = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    assert (report.outcome, report.erased, report.delays) == (Outcome.OK, {"contact": 1}, ())
    wanted = without({which: found for which, found in before.items() if which[0] == CRM}, 2)
    wanted |= {which: found for which, found in before.items() if which[0] == OTHER_CRM}
    assert all_records(repository) == wanted
    assert as_a_stranger_sees_it(store, tmp_path / "seen") == wanted
    assert holding(repository, *VALUES) == []
    assert photos(repository, repository.manifest(CRM, 1).point) == {(1,): OTHER_PHOTO}
    assert photos(repository, other) == {(2,): OTHER_PHOTO}
    assert check(repository).sound


def test_counts_of_points_are_those_of_the_records_that_are_left(repository):
    history(repository)
    erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    for sequence in (1, 2, 3, 4):
        view = repository.view(CRM, sequence)
        state = view.manifest.state("contact")
        assert state.records == sum(len(run) for run in view.read("contact"))
        assert view.point.records == sum(s.records for s in view.manifest.entities)


def test_old_packs_wait_three_days_for_other_programs_and_go_with_the_next_prune(repository, store):
    history(repository)
    report = erase(repository, CRM, {"contact": ("2",)})
    assert report.outcome is Outcome.WARNINGS
    (delay,) = report.delays
    assert delay.until is not None
    assert holding(repository, *VALUES)
    sweep(repository, "nothing needs it")
    assert holding(repository, *VALUES)
    store.now += SWEEP_AFTER + 1
    sweep(repository, "nothing needs it")
    assert holding(repository, *VALUES) == []
    assert check(repository).sound


def test_a_legal_hold_on_the_entity_or_on_a_point_that_has_the_record_refuses(repository, store):
    history(repository)
    hold(repository, CRM, HoldKind.PIN, sequence=1)
    hold(repository, CRM, HoldKind.LEGAL, sequence=1)
    before = dict(store.objects)
    with pytest.raises(EraseRefused):
        erase(repository, CRM, {"contact": ("2",)})
    hold(repository, CRM, HoldKind.LEGAL, entity="link")
    with pytest.raises(EraseRefused):
        erase(repository, CRM, {"link": (json.dumps([2, "phone"]),)})
    assert {name: value for name, value in store.objects.items() if name in before} == before
    assert listed(store, "erasures") == []


def test_what_was_held_at_the_last_moment_stays_although_another_program_has_begun_to_erase_it(repository, monkeypatch):
    """A prune goes on with every erasure that is noted, also with one that is taken back a moment later."""
    history(repository)
    before = all_records(repository)
    noting, proving, held = type(repository).record_erasure, rewriting._Rewriting._prove, []

    def note_and_be_seen(self, crm, erasure):
        name = noting(self, crm, erasure)
        other = identified(repository.store)

        def take_back(rewrites, *manifests):
            proving(rewrites, *manifests)
            if not held:
                hold(repository, CRM, HoldKind.LEGAL, sequence=1)
                held.append(name)
                repository.take_back_erasures(CRM, [name])

        monkeypatch.setattr(rewriting._Rewriting, "_prove", take_back)
        assert rewriting.rewrite(other).points == 0
        return name

    monkeypatch.setattr(type(repository), "record_erasure", note_and_be_seen)
    with pytest.raises(EraseRefused):
        erase(repository, CRM, {"contact": ("2",)})
    assert held
    assert all_records(repository) == before
    assert check(repository).sound


def test_a_record_that_no_point_has_is_not_found_and_nothing_is_noted(repository, store):
    history(repository)
    with pytest.raises(RecordNotFound):
        erase(repository, CRM, {"contact": ("77",)})
    assert listed(store, "erasures") == []


@pytest.mark.parametrize("beside", ["1", "2"])
def test_when_one_of_several_records_was_never_there_it_is_named_and_none_is_erased(repository, store, beside):
    history(repository)
    erase(repository, CRM, {"contact": ("2",)})
    before = dict(store.objects)
    with pytest.raises(RecordNotFound) as caught:
        erase(repository, CRM, {"link": (json.dumps([2, "phone"]),), "contact": (beside, "98")})
    assert (caught.value.entity, caught.value.key) == ("contact", "98")
    with pytest.raises(EntityNotFound, match="kontakt"):
        erase(repository, CRM, {"contact": (beside,), "kontakt": ("1",)})
    assert store.objects == before


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ({"contact": ("1", "98", "99")}, "2 of the records are in no recovery point: contact=98, contact=99."),
        (
            {"contact": ("98",), "kontakt": ("1",)},
            "2 of the records are in no recovery point: contact=98, kontakt=1.",
        ),
        ({"contact": ("98", "1")}, "The recovery point has no record contact=98."),
    ],
)
def test_all_records_that_were_never_there_are_named_at_once(repository, records, said):
    history(repository)
    with pytest.raises(RecordNotFound) as caught:
        erase(repository, CRM, records)
    assert caught.value.user_message == said


def test_of_very_many_records_that_were_never_there_so_many_are_named_and_all_counted(repository):
    history(repository)
    with pytest.raises(RecordNotFound) as caught:
        erase(repository, CRM, {"contact": tuple(map(str, range(1_000, 1_050)))})
    assert caught.value.count == 50
    assert caught.value.named == (*(f"contact={n}" for n in range(1_000, 1_020)), "…")


def test_an_entity_that_is_not_there_is_named_with_what_is_close_to_it_however_many_records_were_wanted(repository):
    history(repository)
    with pytest.raises(EntityNotFound, match="kontakt"):
        erase(repository, CRM, {"kontakt": ("1", "2")})


def test_records_of_which_some_were_erased_before_and_others_are_in_old_points_only_are_erased_together(repository):
    history(repository)
    take(repository, contacts(6))
    erase(repository, CRM, {"contact": ("2",)})
    report = erase(repository, CRM, {"contact": ("1", "2"), "link": (json.dumps([2, "phone"]),)}, at_once=True)
    assert report.erased == {"contact": 1, "link": 1}
    assert check(repository).sound


def test_an_erasure_that_was_stopped_once_its_note_was_there_is_finished_by_the_same_one_again(repository, monkeypatch):
    history(repository)
    with monkeypatch.context() as stopped:
        stopped.setattr("crmbackup_gui.engine.erase.rewrite", lambda *_, **__: rewriting.Rewritten())
        erase(repository, CRM, {"contact": ("2",)})
    report = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    assert report.erased == {}
    assert not holding(repository, *VALUES)


def test_an_erasure_that_was_stopped_before_old_packs_went_deletes_or_names_them_when_it_is_repeated(repository, store):
    history(repository)
    erase(repository, CRM, {"contact": ("2",)})
    repository.unmark(repository.marks())  # as if it had been stopped just before
    assert [delay.location for delay in erase(repository, CRM, {"contact": ("2",)}).delays] == [store.location]
    again = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    assert again.rewritten.packs_deleted
    assert not again.delays
    assert not holding(repository, *VALUES)


ACCOUNT = Entity(name="account", fields=CONTACT.fields, key=("id",))
DEAL = Entity(
    name="deal",
    fields=CONTACT.fields,
    key=("id",),
    references=(Reference(fields=("name",), target="account", target_fields=("name",)),),
)
ITEM = Entity(
    name="item",
    fields=CONTACT.fields,
    key=("id",),
    references=(Reference(fields=("name",), target="deal", target_fields=("name",)),),
)


def test_wherever_it_is_stopped_the_same_erasure_again_finds_the_children_too(repository, store):
    names = {(1,): "Ann"}
    take(repository, Layer(ACCOUNT, names), Layer(DEAL, names), Layer(ITEM, names))
    whole = store.copy()
    wanted = {"account": ("1",)}
    erase(identified(whole), CRM, wanted, with_children=True)
    noted = [number for number, (what, name) in enumerate(whole.done) if what == "put" and name.startswith("erasures")]
    assert len(noted) == 3
    for number in noted:
        cut = store.copy(Fault(number))
        with pytest.raises(Killed):
            erase(identified(cut), CRM, wanted, with_children=True)
        left = identified(cut.copy())
        erase(left, CRM, wanted, with_children=True)
        point = left.manifest(CRM, 1).point
        assert [read(left, point, entity) for entity in (ACCOUNT, DEAL, ITEM)] == [{}, {}, {}]


def test_a_backup_that_runs_while_records_are_erased_is_not_committed(repository):
    first, *_ = history(repository)
    with repository.new_point(CRM) as writer:
        erase(repository, CRM, {"contact": ("2",)})
        state = writer.layer(CONTACT).finish(records=0, anew=True, added=0, changed=0, deleted=0)
        view = repository.view(CRM, first.sequence)
        with pytest.raises(CommitRefused):
            writer.commit(view.point, view.catalog, [state])


def test_new_data_of_the_same_key_is_shown_and_the_old_is_not(repository):
    first = take(repository, contacts(1, 2))
    erase(repository, CRM, {"contact": ("2",)})
    again = take(repository, contacts(2, name="again", records=2), parent=first)
    assert read(repository, repository.manifest(CRM, 1).point) == {(1,): "name 1"}
    assert read(repository, again) == {(1,): "name 1", (2,): "again 2"}


def test_an_erased_record_stays_away_from_points_that_are_stored_anew_or_consolidated(repository, monkeypatch):
    first = take(repository, contacts(1, 2))
    take(repository, contacts(3, records=3), parent=first)
    with monkeypatch.context() as stopped:
        stopped.setattr("crmbackup_gui.engine.erase.rewrite", lambda *_, **__: rewriting.Rewritten())
        erase(repository, CRM, {"contact": ("2",)})
    with pytest.raises(CommitRefused):
        rebase(repository, CRM, 2, None, "points that it needed are no longer kept")
    made = consolidate(repository, CRM).point
    assert read(repository, made) == {(1,): "name 1", (3,): "name 3"}
    rewriting.rewrite(repository, at_once=True)
    anew = rebase(repository, CRM, 2, None, "points that it needed are no longer kept")
    assert read(repository, anew) == {(1,): "name 1", (3,): "name 3"}
    assert check(repository).sound


def test_a_copy_hides_the_record_and_loses_it_when_it_is_brought_up_to_date(repository):
    history(repository)
    place = FaultyStore()
    copy_repository(repository, place)
    report = erase(repository, CRM, {"contact": ("2",)}, at_once=True)
    assert [delay.location for delay in report.delays] == [place.location]
    assert report.outcome is Outcome.WARNINGS
    copy_repository(repository, place)
    assert all_records(identified(place)) == all_records(repository)
    place.now += SWEEP_AFTER + 1
    copy_repository(repository, place)
    assert holding(identified(place), *VALUES) == []
    assert check(identified(place)).sound
