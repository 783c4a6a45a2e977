"""Points that were taken after a restore, whose records stand under other ids than before."""

from copy import deepcopy

import pytest

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.sources.hosted.ledger import Ledger, ledger_path
from tests.sources.hosted.office import counts, ids


def lost_for_good(office, name, key):
    office.delete(name, key)
    office.empty_bin()


@pytest.fixture
def later(office, restore):
    """Everything is backed up once more after two records came back under other ids."""
    lost_for_good(office, "company", ids(office, "company")[0])
    lost_for_good(office, "contact", ids(office, "contact")[1])
    assert counts(restore())["created"] == 2
    office.tick(hours=1)
    source = restore.source
    point = run_backup(source, restore.repository).point

    def again(**asked):
        office.tick(hours=1)
        view = restore.repository.view(point.crm, point.sequence)
        return run_restore(restore.repository, view, source, RestoreRequest(**asked))

    return again


def test_what_came_back_under_another_id_is_not_created_once_more_from_a_later_point(office, later):
    before = deepcopy(office.rows)
    report = later()
    assert {what: n for what, n in counts(report).items() if n} == {"unchanged": report.total("verified")}
    assert deepcopy(office.rows) == before


def test_the_first_point_still_knows_it_by_the_id_that_it_had(office, restore, later):
    before = deepcopy(office.rows)
    later()
    assert restore().total("created") == 0
    assert deepcopy(office.rows) == before


def test_what_is_lost_twice_is_known_by_all_the_ids_that_it_had(office, restore, later):
    newest = ids(office, "contact")[-1]
    lost_for_good(office, "contact", newest)
    assert later().total("created") == 1
    before = deepcopy(office.rows)
    assert later().total("created") == 0
    assert restore().total("created") == 0
    assert later().total("created") == 0
    assert deepcopy(office.rows) == before


def test_what_was_set_aside_is_still_known_when_everything_is_kept_anew(tmp_path):
    path = ledger_path("office", "1", tmp_path)
    ledger = Ledger("office://1", path, lasting=True)
    ledger.learn("contact", [("a", "x"), ("b", "y")])
    ledger.set_aside("contact", ["a"])
    assert ledger.ids("contact").new("a") == "a"
    ledger.learn("contact", [("x", "z")])
    assert ledger.ids("contact").new("x") == "z"
    assert ledger.ids("contact").new("a") == "a"
    ledger.kept("place", "1", whole=True)
    ledger.close()
    again = Ledger("office://1", path, lasting=False)
    assert [again.ids("contact").new(each) for each in "abx"] == ["z", "y", "z"]


def test_undoing_a_restore_of_a_later_point_leaves_everything_as_it_was_before(office, restore, later):
    newest = ids(office, "contact")[-1]
    office.change("contact", newest, mail="changed@example.com")
    office.change("company", ids(office, "company")[-1], name="Changed")
    before = deepcopy(office.rows)
    report = later()
    assert report.total("updated") == 2
    undone = restore.undo(report)
    assert (undone.total("updated"), undone.total("failed"), undone.total("created")) == (2, 0, 0)
    told = {name: {key: {**row, "modified": None} for key, row in rows.items()} for name, rows in office.rows.items()}
    assert told == {n: {k: {**row, "modified": None} for k, row in rows.items()} for n, rows in before.items()}
