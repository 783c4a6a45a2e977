"""What one computer restored into an account of a service, another one knows, by what the repository keeps of it."""

import re
from contextlib import contextmanager

import pytest

from crmbackup_gui.engine import keeping_ids
from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.sealed_notes import SealedNotes
from crmbackup_gui.sources.hosted import ledger_lines
from crmbackup_gui.sources.hosted.writing import Writer
from tests.engine.setting import new_repository
from tests.repository.faulty_store import FaultyStore
from tests.repository.points_by_hand import MASTER
from tests.sources.hosted.office import Office, source_of


class Two:
    """Two computers, with one repository and one account. What was backed up is gone for good."""

    def __init__(self, folder):
        self.folder, self.office = folder, Office()
        top = self.office.add("company", name="Top")
        self.office.add("company", name="Below", parent=top)
        for number in range(4):
            self.office.add("contact", name=f"Contact {number}", company=top)
        self.office.tick(hours=1)
        self.repository = new_repository(master=MASTER)
        self.point = run_backup(self.source("one"), self.repository).point
        self.lose_all()

    def lose_all(self):
        for name in ("contact", "company"):
            for key in list(self.office.rows[name]):
                self.office.delete(name, key)
        self.office.empty_bin()

    def source(self, computer):
        return source_of(self.office, self.folder / computer)

    def restore(self, computer, repository=None, **asked):
        self.office.tick(hours=1)
        repository = repository or self.repository
        view = repository.view(self.point.crm, self.point.sequence)
        return run_restore(repository, view, self.source(computer), RestoreRequest(**asked))

    @contextmanager
    def dying(self):
        """A restore dies before it writes what records point to."""

        def die(_):
            raise KeyboardInterrupt

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Writer, "finish", die)
            with pytest.raises(KeyboardInterrupt):
                yield

    def kept(self):
        return [info.name for info in self.repository.store.list("ids")]

    def parents(self):
        names = {key: row["name"] for key, row in self.office.rows["company"].items()}
        return {row["name"]: names.get(row["parent"]) for row in self.office.rows["company"].values()}

    def count(self):
        return {name: len(self.office.rows[name]) for name in ("company", "contact")}


ALL = {"company": 2, "contact": 4}


@pytest.fixture
def two(tmp_path):
    return Two(tmp_path)


def test_what_one_computer_restored_is_not_created_once_more_by_another(two):
    assert two.restore("one").total("created") == 6
    rehearsed = two.restore("other", dry_run=True)
    report = two.restore("other")
    assert [r.total("created") for r in (rehearsed, report)] == [0, 0]
    assert [r.total("unchanged") for r in (rehearsed, report)] == [6, 6]
    assert two.count() == ALL


def test_what_a_computer_created_before_it_died_is_known_to_another_and_its_debts_are_paid(two):
    with two.dying():
        two.restore("one")
    assert two.parents() == {"Top": None, "Below": None}
    report = two.restore("other", mode=RestoreMode.MISSING)
    assert (report.total("created"), two.count()) == (0, ALL)
    assert two.parents() == {"Top": None, "Below": "Top"}


def test_a_debt_that_another_computer_paid_is_not_paid_again_over_what_was_written_since(two):
    with two.dying():
        two.restore("one")
    two.restore("other", mode=RestoreMode.MISSING)
    [below] = [key for key, row in two.office.rows["company"].items() if row["name"] == "Below"]
    two.office.change("company", below, parent=None)
    two.restore("one", mode=RestoreMode.MISSING)
    assert two.parents() == {"Top": None, "Below": None}


def test_each_computer_goes_on_from_what_the_other_did(two):
    for _ in range(2):
        for computer in ("one", "other"):
            assert two.restore(computer).total("created") == 6
            assert two.restore("one").total("created") == two.restore("other").total("created") == 0
            two.lose_all()


def test_everything_is_kept_in_the_place_of_what_was_kept_before(two, monkeypatch):
    monkeypatch.setattr(keeping_ids, "_SECONDS", 0.0)
    seen = []
    save = SealedNotes.record_ids
    monkeypatch.setattr(SealedNotes, "record_ids", lambda *a: seen.append(len(two.kept())) or save(*a))
    two.restore("one")
    assert max(seen) > 2
    assert len(two.kept()) == 1
    two.restore("other")
    assert len(two.kept()) == 1
    assert check(two.repository).sound


def test_a_large_ledger_is_kept_in_parts_and_none_counts_before_the_last_is_there(two, monkeypatch):
    monkeypatch.setattr(ledger_lines, "PART_BYTES", 40)
    monkeypatch.setattr(ledger_lines, "_AT_ONCE", 2)
    two.restore("one")
    assert len(two.kept()) >= 3
    assert two.restore("other").total("created") == 0
    assert two.restore("third").total("created") == 0


def test_what_cannot_be_kept_is_told_and_kept_by_the_next_restore(two):
    with pytest.MonkeyPatch.context() as patch:

        def away(*_):
            raise StoreFailed("memory:", "it is away")

        patch.setattr(SealedNotes, "record_ids", away)
        report = two.restore("one")
    assert report.outcome is Outcome.WARNINGS
    assert any("only this computer knows it" in warning for warning in report.warnings)
    assert two.restore("one").total("created") == 0
    assert two.restore("other").total("created") == 0


def test_a_damaged_note_is_told_and_what_this_computer_knows_counts(two):
    two.restore("one")
    [name] = two.kept()
    two.repository.store.put(name, b"CRMB" + bytes(60))
    report = two.restore("one")
    assert report.total("created") == 0
    assert any("cannot be read, so some may be created again" in warning for warning in report.warnings)
    assert not check(two.repository).sound


def test_a_copy_of_the_repository_knows_it_too(two):
    two.restore("one")
    write_config(two.repository.store, two.repository.id, MASTER)
    there = FaultyStore()
    copy_repository(two.repository, there)
    report = two.restore("other", two.repository.elsewhere(there))
    assert (report.total("created"), report.total("unchanged")) == (0, 6)


def test_names_tell_nothing_of_the_account_and_contents_nothing_of_customers(two):
    two.restore("one")
    [name] = two.kept()
    assert re.fullmatch(r"ids/[0-9a-f]{32}/[0-9]{19}[0-9a-f]{8}", name)
    parts, _ = two.repository.ids(b"office\noffice-1")
    told = b"".join(parts.values())
    assert b"company" in told
    assert b"Contact 1" not in told
