"""Hosted targets are written: every record of a restore ends as something that somebody can tell."""

import pytest

from crmbackup_gui.engine import record_counts
from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore, run_undo
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.model.catalog import Field
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.sources.base import LateRefusal, Operation
from crmbackup_gui.sources.hosted.service import Order
from crmbackup_gui.sources.hosted.writing import Writer
from tests.engine.setting import new_repository, only_crm
from tests.sources.hosted.office import TEXT, Office, OfficeService, counts, ids, module, source_of, to


def test_what_is_in_the_recycle_bin_comes_back_under_its_id(office, restore):
    before = ids(office, "contact")
    office.delete("contact", before[0])
    report = restore()
    assert sorted(ids(office, "contact")) == sorted(before)
    assert counts(report) == {"created": 0, "updated": 0, "undeleted": 1, "unchanged": 6, "skipped": 0, "failed": 0}
    assert any("computes fields by itself" in warning for warning in report.warnings)


def test_what_is_gone_for_good_gets_a_new_id_once_and_a_second_restore_knows_it(office, restore):
    office.delete("contact", ids(office, "contact")[0])
    office.empty_bin()
    assert counts(restore())["created"] == 1
    there = ids(office, "contact")
    assert counts(restore())["unchanged"] == 7
    assert ids(office, "contact") == there


def test_a_refused_record_has_failed_with_the_words_of_the_service_and_all_others_are_written(office, restore):
    first, second, *_ = ids(office, "contact")
    office.delete("contact", first)
    office.delete("contact", second)
    office.empty_bin()
    office.refuses = lambda *asked: "a rule says no" if asked[2].get("name") == "Contact 0" else None
    report = restore()
    assert counts(report) == {"created": 1, "updated": 0, "undeleted": 0, "unchanged": 5, "skipped": 0, "failed": 1}
    assert [e.refused for e in report.entities if e.refused] == [[(first, "a rule says no")]]
    assert report.outcome is Outcome.WARNINGS


def test_a_create_whose_answer_was_lost_is_found_and_not_made_twice(office, restore):
    office.delete("contact", ids(office, "contact")[0])
    office.empty_bin()
    lost = iter(["after"])
    office.loses = lambda *_: next(lost, None)
    assert counts(restore())["created"] == 1
    assert len(ids(office, "contact")) == 4


def test_records_that_point_to_each_other_are_made_first_and_joined_then(office, restore):
    for name in ("contact", "company"):
        for key in ids(office, name):
            office.delete(name, key)
    office.empty_bin()
    report = restore()
    assert counts(report)["created"] == 6
    top, below = ids(office, "company")
    names = {row["name"]: key for key, row in office.rows["company"].items()}
    assert office.rows["company"][names["Below"]]["parent"] == names["Top"]
    assert {row["company"] for row in office.rows["contact"].values()} == {names["Top"]}
    assert {top, below} == set(names.values())


def test_what_is_empty_in_the_point_leaves_alone_what_stands_there_now(office, restore):
    first, second, *_ = ids(office, "contact")
    office.change("contact", first, level="high")
    office.change("contact", second, level="low", name="Ruined")
    report = restore()
    assert counts(report)["updated"] == 1
    assert [office.rows["contact"][key]["level"] for key in (first, second)] == ["high", "low"]
    assert office.rows["contact"][second]["name"] == "Contact 1"
    assert counts(restore()) == {"created": 0, "updated": 0, "undeleted": 0, "unchanged": 7, "skipped": 0, "failed": 0}


def test_what_comes_back_from_the_recycle_bin_keeps_values_that_the_point_does_not_have(office, restore):
    first = ids(office, "contact")[0]
    office.change("contact", first, level="high", name="Ruined")
    office.delete("contact", first)
    assert counts(restore())["undeleted"] == 1
    assert (office.rows["contact"][first]["level"], office.rows["contact"][first]["name"]) == ("high", "Contact 0")


def test_fields_are_emptied_where_the_user_asks_for_it(office, restore):
    first = ids(office, "contact")[0]
    office.change("contact", first, level="high")
    assert counts(restore(dry_run=True, clears=True))["updated"] == 1
    assert counts(restore(clears=True))["updated"] == 1
    assert office.rows["contact"][first]["level"] is None


def test_undo_empties_again_what_a_restore_filled(office, restore):
    first = ids(office, "contact")[0]
    office.change("contact", first, mail=None)
    report = restore()
    assert office.rows["contact"][first]["mail"] == "c0@example.com"
    undo = restore.undo(report)
    assert (counts(undo)["updated"], office.rows["contact"][first]["mail"]) == (1, None)


def test_what_the_service_changes_by_itself_is_told_with_its_fields_and_everything_else_is_kept(office, restore):
    first, second, *_ = ids(office, "contact")
    office.delete("contact", first)
    office.change("contact", second, name="Ruined")

    def automation(name, row):
        if name == "contact" and row["name"] == "Contact 0":
            row.update(mail="other@example.com", level="low", visits=7)

    office.changes_itself = automation
    report = restore()
    assert report.outcome is Outcome.WARNINGS
    assert [e.refused for e in report.entities if e.refused] == [
        [(first, "the service shows other values than the recovery point has, and keeps them: mail")]
    ]
    assert counts(report) == {"created": 0, "updated": 1, "undeleted": 0, "unchanged": 5, "skipped": 0, "failed": 1}
    assert (report.total("differing"), report.total("verified")) == (1, 6)
    assert office.rows["contact"][second]["name"] == "Contact 1"


def test_a_created_record_that_the_service_takes_away_again_has_failed(office, restore):
    first = ids(office, "contact")[0]
    office.delete("contact", first)
    office.empty_bin()
    finish = Writer.finish

    def vanish(writer):
        late = finish(writer)
        office.delete("contact", ids(office, "contact")[-1])
        return late

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "finish", vanish)
        report = restore()
    assert [e.refused for e in report.entities if e.refused] == [[(first, "the service took it, but does not show it")]]
    assert (counts(report)["created"], counts(report)["failed"]) == (0, 1)
    assert report.outcome is Outcome.WARNINGS


@pytest.mark.parametrize("mode", RestoreMode)
def test_values_that_the_service_replaces_in_created_records_are_found_in_every_mode(office, restore, mode):
    office.delete("contact", ids(office, "contact")[0])
    office.empty_bin()
    office.changes_itself = lambda name, row: row.update(name="Other") if name == "contact" else None
    report = restore(mode=mode)
    assert (report.total("differing"), report.total("failed"), report.total("verified")) == (1, 1, 6)


def all_ends(report):
    return sum(counts(report).values())


@pytest.mark.parametrize(("times", "created", "failed"), [(1, 2, 0), (3, 1, 1)])
def test_a_record_that_an_answer_leaves_out_is_looked_for_and_has_an_end(office, restore, times, created, failed):
    for key in ids(office, "contact")[:2]:
        office.delete("contact", key)
    office.empty_bin()
    left = iter(range(times))
    write = OfficeService.write

    def shortened(service, module, order, rows):
        if order is Order.CREATE and next(left, None) is not None:
            yield from write(service, module, order, rows[:-1])
            return
        yield from write(service, module, order, rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OfficeService, "write", shortened)
        report = restore()
    assert (counts(report)["created"], counts(report)["failed"], all_ends(report)) == (created, failed, 7)
    assert len(ids(office, "contact")) == 2 + created


def test_an_update_that_an_answer_leaves_out_is_sent_again(office, restore):
    for number, key in enumerate(ids(office, "contact")[:2]):
        office.change("contact", key, name=f"Ruined {number}")
    left = iter(range(1))
    write = OfficeService.write

    def shortened(service, module, order, rows):
        yield from write(service, module, order, rows[:-1] if next(left, None) is not None else rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OfficeService, "write", shortened)
        report = restore()
    assert (report.total("updated"), report.total("failed"), all_ends(report)) == (2, 0, 7)


def test_a_record_with_two_ends_makes_the_outcome_of_a_restore_a_warning(office, restore):
    office.delete("contact", ids(office, "contact")[0])
    apply = Writer.apply

    def twice(*given):
        return [note for note in apply(*given) for _ in range(2)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "apply", twice)
        report = restore()
    assert all_ends(report) == 8
    assert report.outcome is Outcome.WARNINGS
    assert "What became of 1 records of 'contact' is not known." in report.warnings


@pytest.mark.parametrize("dry", [True, False])
def test_a_record_that_is_lost_on_its_way_makes_the_outcome_of_a_restore_a_warning(office, restore, dry):
    for key in ids(office, "contact")[:2]:
        office.delete("contact", key)
    office.empty_bin()
    read = Spill.read

    def losing(spill):
        return (batch.slice(1) for batch in read(spill))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Spill, "read", losing)
        report = restore(dry_run=dry)
    assert report.outcome is Outcome.WARNINGS
    assert "What became of 1 records of 'contact' is not known." in report.warnings


def test_a_reference_refused_at_the_end_fails_a_record_that_came_out_of_the_recycle_bin(office, restore):
    below = ids(office, "company")[1]
    office.delete("company", below)
    finish = Writer.finish

    def refusing(writer):
        return [*finish(writer), LateRefusal("company", (below,), Operation.CREATE, "no such parent")]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "finish", refusing)
        report = restore()
    assert counts(report) == {"created": 0, "updated": 0, "undeleted": 0, "unchanged": 6, "skipped": 0, "failed": 1}


def test_a_deletion_that_the_service_refuses_has_failed_and_all_others_are_done(office, restore):
    tied, free = (office.add("contact", name=f"Extra {n}", mail=f"x{n}@example.com") for n in range(2))
    first = ids(office, "contact")[0]
    office.change("contact", first, name="Ruined")
    office.refuses = lambda *asked: "it has orders" if asked[1] is Order.DELETE and asked[2]["id"] == tied else None
    report = restore(mode=RestoreMode.EXACT)
    assert (tied in office.rows["contact"], free in office.rows["contact"]) == (True, False)
    assert office.rows["contact"][first]["name"] == "Contact 0"
    assert [e.refused for e in report.entities if e.refused] == [[(tied, "it has orders")]]
    assert (report.total("deleted"), report.total("failed"), report.total("updated")) == (1, 1, 1)
    assert report.outcome is Outcome.WARNINGS
    assert not [warning for warning in report.warnings if "not known" in warning]


def test_a_service_that_refuses_nearly_everything_is_asked_to_the_end_and_the_first_of_it_is_listed(office, restore):
    for key in ids(office, "contact"):
        office.delete("contact", key)
    office.empty_bin()
    office.refuses = lambda *asked: "a rule says no" if asked[0] == "contact" else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_counts, "_REFUSALS", 2)
        report = restore()
    assert (report.total("failed"), [len(e.refused) for e in report.entities if e.refused]) == (4, [2])


def made_anew_by_hand(office, mail="c0@example.com"):
    """Somebody missed the first contact and made it anew before it was restored; the old id and the new one."""
    first = ids(office, "contact")[0]
    office.delete("contact", first)
    office.empty_bin()
    return first, office.add("contact", name="Made by hand", mail=mail, level="high", visits=5)


def values_of(office, key):
    row = office.rows["contact"][key]
    return {name: row[name] for name in ("name", "mail", "level", "visits", "company")}


@pytest.mark.parametrize("dry", [True, False])
def test_a_record_that_somebody_made_anew_counts_as_updated_and_not_as_created(office, restore, dry):
    made_anew_by_hand(office)
    report = restore(dry_run=dry)
    assert counts(report) == {"created": 0, "updated": 1, "undeleted": 0, "unchanged": 6, "skipped": 0, "failed": 0}


def test_undo_gives_a_record_that_the_restore_took_over_back_the_values_that_it_had(office, restore):
    _, own = made_anew_by_hand(office)
    before = values_of(office, own)
    report = restore()
    assert values_of(office, own)["name"] == "Contact 0"
    undo = restore.undo(report)
    assert values_of(office, own) == before
    assert (undo.total("updated"), undo.total("deleted"), undo.total("failed")) == (1, 0, 0)


def test_a_record_that_is_in_the_recycle_bin_comes_back_rather_than_another_one_being_taken_for_it(office, restore):
    first = ids(office, "contact")[0]
    office.delete("contact", first)
    other = office.add("contact", name="Made by hand", mail="c0@example.com")
    report = restore()
    assert first in office.rows["contact"]
    assert values_of(office, other)["name"] == "Made by hand"
    assert (report.total("undeleted"), report.total("updated")) == (0, 0)


def test_a_counterpart_that_shows_only_during_the_restore_is_left_as_it_is_until_the_next_one(office, restore):
    first, own = made_anew_by_hand(office)
    before = values_of(office, own)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OfficeService, "find", lambda *_: iter(()))
        report = restore()
    assert [e.refused for e in report.entities if e.refused] == [
        [(first, "it is there under another id, which showed only during the restore: restore it once more")]
    ]
    assert values_of(office, own) == before
    undo = restore.undo(report)
    assert values_of(office, own) == before
    assert (undo.total("deleted"), undo.total("skipped"), undo.total("failed")) == (0, 1, 0)
    assert not [warning for warning in undo.warnings if "not known" in warning]
    assert counts(restore())["updated"] == 1
    assert values_of(office, own)["name"] == "Contact 0"


def test_what_was_taken_over_is_remembered_as_such_when_the_restore_has_ended(office, restore, tmp_path):
    first, own = made_anew_by_hand(office)
    restore()
    with source_of(office, tmp_path).target() as target:
        ledger = target._ledger
        assert ledger.adopted("contact", first)
        assert dict(ledger.ids("contact").items()) == {first: own}


@pytest.mark.parametrize("mode", [RestoreMode.MERGE, RestoreMode.MISSING])
def test_a_record_that_the_point_has_itself_is_never_taken_for_another_one(office, restore, mode):
    first, second, *others = ids(office, "contact")
    office.delete("contact", second)
    office.empty_bin()
    office.change("contact", first, mail="c1@example.com")
    office.refuses = lambda *asked: "locked" if asked[1] is Order.UPDATE and asked[2]["id"] == first else None
    report = restore(mode=mode)
    assert ids(office, "contact") == [first, *others]
    assert office.rows["contact"][first]["name"] == "Contact 0"
    refused = [each for entity in report.entities for each in entity.refused]
    assert (second, "c1@example.com is taken") in refused


@pytest.mark.parametrize("name", ["company", "contact"])
def test_a_record_whose_way_out_of_the_recycle_bin_was_not_answered_is_there_once(office, restore, name):
    before = ids(office, name)
    office.delete(name, before[-1])
    lost = iter(["after"])
    office.loses = lambda *asked: next(lost, None) if asked[1] is Order.UNDELETE else None
    report = restore()
    assert sorted(ids(office, name)) == sorted(before)
    assert counts(report) == {"created": 0, "updated": 0, "undeleted": 1, "unchanged": 6, "skipped": 0, "failed": 0}


def test_a_record_that_may_still_come_out_of_the_recycle_bin_is_not_created_beside_it(office, restore):
    first, *others = ids(office, "contact")
    office.delete("contact", first)
    office.loses = lambda *asked: "before" if asked[1] is Order.UNDELETE else None
    report = restore()
    assert ids(office, "contact") == others
    assert [e.refused for e in report.entities if e.refused] == [
        [(first, "the service did not say whether it was done")]
    ]
    assert (report.total("created"), report.total("failed"), all_ends(report)) == (0, 1, 7)


def restored_elsewhere(office, other, tmp_path):
    """A report of what went from one account into another one."""
    source, repository = source_of(office, tmp_path), new_repository()
    point = run_backup(source, repository).point
    other.tick(days=1)
    view = repository.view(point.crm, point.sequence)
    return run_restore(repository, view, source_of(other, tmp_path), RestoreRequest())


def test_ids_of_one_account_never_reach_another_one_where_they_are_others_records(tmp_path):
    task = module(
        "task",
        Field(name="name", type=TEXT, required=True),
        Field(name="root", type=TEXT, required=True),
        references=(to("task", "root"),),
    )
    office, other = (Office(account, prefix="", modules=(task,)) for account in ("office-1", "office-2"))
    root = office.add("task", name="Root")
    office.change("task", root, root=root)
    leaf = office.add("task", name="Leaf", root=root)
    office.tick(hours=1)
    stranger = other.add("task", name="Of somebody else")
    assert stranger == root
    report = restored_elsewhere(office, other, tmp_path)
    assert list(other.rows["task"]) == [stranger]
    reason = "what it belongs to is not there"
    assert [e.refused for e in report.entities] == [[(root, reason), (leaf, reason)]]


def test_a_link_to_a_record_that_the_other_account_refused_has_failed_like_that_one(tmp_path):
    office, other = Office(), Office("office-2", prefix="z")
    company, contact = office.add("company", name="Top"), office.add("contact", name="P", mail="p@example.com")
    office.put("membership", company, contact, "boss")
    office.tick(hours=1)
    other.refuses = lambda *asked: "a rule says no" if asked[0] == "contact" else None
    report = restored_elsewhere(office, other, tmp_path)
    refused = [reason for entity in report.entities for _, reason in entity.refused]
    assert refused == ["a rule says no", "what it belongs to is not there"]
    assert (report.total("created"), other.rows["membership"]) == (1, {})


@pytest.fixture
def interrupted(office, restore):
    """A restore of everything that was killed before it wrote what records point to."""
    for name in ("contact", "company"):
        for key in ids(office, name):
            office.delete(name, key)
    office.empty_bin()

    def die(_):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Writer, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            restore(mode=RestoreMode.MISSING)
    return restore


def parents(office):
    names = {key: row["name"] for key, row in office.rows["company"].items()}
    return {row["name"]: names.get(row["parent"]) for row in office.rows["company"].values()}


@pytest.mark.parametrize("mode", RestoreMode)
def test_references_that_an_interrupted_restore_still_owed_are_written_by_the_next_one(office, interrupted, mode):
    assert parents(office) == {"Top": None, "Below": None}
    report = interrupted(mode=mode)
    assert parents(office) == {"Top": None, "Below": "Top"}
    assert (report.total("created"), report.total("failed"), all_ends(report)) == (0, 0, 7)


def test_a_reference_that_was_owed_and_is_refused_is_told(office, interrupted):
    office.refuses = lambda *asked: "locked" if asked[0] == "company" else None
    report = interrupted(mode=RestoreMode.MISSING)
    assert "1 records of 'company' lack what an interrupted restore was still to write: locked." in report.warnings
    assert report.outcome is Outcome.WARNINGS


def test_what_was_owed_to_a_record_that_is_deleted_is_owed_no_more(office, interrupted, tmp_path):
    repository, source = interrupted.repository, source_of(office, tmp_path)
    run_undo(repository, repository.view(only_crm(repository), 2), source)
    assert ids(office, "company") == []
    with source.target() as target:
        assert target._ledger.owed() == {}


def test_what_points_to_a_record_that_was_restored_and_is_gone_again_waits_for_it_to_come(office, restore):
    for _ in range(2):
        for name in ("contact", "company"):
            for key in ids(office, name):
                office.delete(name, key)
        office.empty_bin()
        report = restore()
        assert (report.total("created"), report.total("failed")) == (6, 0)
        assert parents(office) == {"Top": None, "Below": "Top"}


def test_an_older_record_that_means_the_same_is_not_what_an_unanswered_creation_made(office, restore, tmp_path):
    first, own = made_anew_by_hand(office)
    office.tick(hours=1)
    with source_of(office, tmp_path).target() as target:
        target._ledger.intend("contact", [first], office.now)
    report = restore()
    assert [e.refused[0][0] for e in report.entities if e.refused] == [first]
    assert values_of(office, own)["name"] == "Made by hand"
    with source_of(office, tmp_path).target() as target:
        assert target._ledger.adopted("contact", first)


def says_interrupted(office, folder):
    with source_of(office, folder).snapshot() as snapshot:
        return any("was interrupted" in warning for warning in snapshot.warnings)


def test_a_restore_that_was_interrupted_is_told_until_one_makes_good_what_it_left(office, interrupted, tmp_path):
    assert says_interrupted(office, tmp_path)
    interrupted(scope=RecoveryScope(entities=("user",)))
    assert says_interrupted(office, tmp_path)
    interrupted(scope=RecoveryScope(entities=("company",)))
    assert says_interrupted(office, tmp_path)
    interrupted()
    assert not says_interrupted(office, tmp_path)


def test_the_same_restore_run_again_makes_good_what_it_left_however_little_it_restores(office, interrupted, tmp_path):
    interrupted(mode=RestoreMode.MISSING)
    assert not says_interrupted(office, tmp_path)


def test_undo_makes_good_what_the_interrupted_restore_left(office, interrupted, tmp_path):
    repository = interrupted.repository
    run_undo(repository, repository.view(only_crm(repository), 2), source_of(office, tmp_path))
    assert not says_interrupted(office, tmp_path)


def test_of_an_entity_only_the_chosen_records_are_asked_for(office, restore):
    first, second, *_ = ids(office, "contact")
    for key in (first, second):
        office.change("contact", key, name="Ruined")
    office.calls.clear()
    report = restore(scope=RecoveryScope(records={"contact": (first,)}))
    assert [office.rows["contact"][key]["name"] for key in (first, second)] == ["Contact 0", "Ruined"]
    assert ("read", "contact") not in office.calls
    assert counts(report) == {"created": 0, "updated": 1, "undeleted": 0, "unchanged": 0, "skipped": 0, "failed": 0}


def test_a_chosen_record_that_got_another_id_is_asked_for_under_that_one(office, restore):
    first = ids(office, "contact")[0]
    office.delete("contact", first)
    office.empty_bin()
    restore()
    new = ids(office, "contact")[-1]
    office.change("contact", new, name="Ruined")
    report = restore(scope=RecoveryScope(records={"contact": (first,)}))
    assert (office.rows["contact"][new]["name"], len(ids(office, "contact"))) == ("Contact 0", 4)
    assert (report.total("updated"), report.total("created")) == (1, 0)
