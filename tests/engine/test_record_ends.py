"""What became of each record of a restore into a CRM without transaction is told one by one."""

import pyarrow as pa
import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.record_ends import LEFT_ALONE, RecordEnd, change_end, note_ends
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.sources.base import Refusal
from tests.engine.setting import new_repository, only_crm
from tests.fakes.salesforce.service import FakeSalesforce
from tests.sources.salesforce.orgs import fill, new_fake, source_of

PEOPLE = Entity(
    name="people",
    fields=(Field(name="id", type=ValueType.TEXT, native="id"), Field(name="name", type=ValueType.TEXT, native="t")),
    key=("id",),
)


def batch(count):
    rows = range(count)
    return pa.RecordBatch.from_pydict({"id": [f"{n:05d}" for n in rows], "name": [f"Person {n}" for n in rows]})


def test_each_record_has_its_name_and_the_words_of_who_refused_it():
    ends = []
    note_ends(ends, PEOPLE, batch(3), "created", [Refusal(1, "no e-mail"), Refusal(2, "", RecordOutcome.UNDELETED)])
    assert ends == [
        RecordEnd("00000", "Person 0", "created"),
        RecordEnd("00001", "Person 1", "failed", "no e-mail"),
        RecordEnd("00002", "Person 2", "undeleted"),
    ]


def test_of_very_many_the_first_are_told_and_all_that_were_refused():
    ends = []
    note_ends(ends, PEOPLE, batch(5_000), "created", [Refusal(4_999, "no e-mail")])
    assert len(ends) == 1_001
    assert ends[-1] == RecordEnd("04999", "Person 4999", "failed", "no e-mail")


def test_refusals_are_not_told_without_an_end():
    ends = []
    note_ends(ends, PEOPLE, batch(20_000), "skipped", reason=LEFT_ALONE)
    assert len(ends) == 10_000


def test_what_turned_out_otherwise_is_told_as_it_turned_out():
    ends = [RecordEnd("1", "Ada", "created"), RecordEnd("2", "Bob", "created")]
    change_end(ends, "2", "failed", "it is not there")
    change_end(ends, "3", "failed", "it is not there")
    assert [(end.key, end.title, end.what) for end in ends] == [
        ("1", "Ada", "created"),
        ("2", "Bob", "failed"),
        ("3", "3", "failed"),
    ]


@pytest.fixture
def fake():
    fake: FakeSalesforce = new_fake()
    with fake:
        yield fake


@pytest.fixture
def restored(fake, tmp_path):
    """Restores in a mode what somebody has ruined after a backup."""
    accounts, people = fill(fake)
    source, repository = source_of(fake, tmp_path), new_repository()
    run_backup(source, repository, BackupRequest(Strategy.FULL))

    def restore(mode, *, dry_run=False):
        view = repository.view(only_crm(repository), 1)
        return run_restore(repository, view, source, RestoreRequest(mode=mode, dry_run=dry_run))

    fake.clock.advance(hours=1)
    fake.org.update("Contact", people[1], {"LastName": "?"})
    fake.org.update("Account", accounts[3], {"Notes__c": "?"})
    fake.org.validation["Account"].append(("This account is closed", lambda row: row["Name"].startswith("Account 3")))
    fake.org.delete(people[8])
    fake.clock.advance(minutes=20)
    return restore


def ends_of(report):
    return {(entity.name, end.title): (end.what, end.reason) for entity in report.entities for end in entity.records}


def test_a_restore_into_a_service_tells_every_record_that_is_not_the_same_already(restored):
    report = restored(RestoreMode.MERGE)
    ends = ends_of(report)
    assert ends["Contact", "Person 1"] == ("updated", "")
    assert ends["Contact", "Person 8"] == ("undeleted", "")
    what, words = ends["Account", "Account 3 æøå 中文"]
    assert what == "failed"
    assert "This account is closed" in words
    for entity in report.entities:
        told = [end.what for end in entity.records]
        for what in ("created", "updated", "undeleted", "skipped", "failed"):
            assert told.count(what) == getattr(entity, what), (entity.name, what)


def test_a_rehearsal_tells_the_same_before(restored):
    foreseen = ends_of(restored(RestoreMode.MERGE, dry_run=True))
    assert foreseen["Contact", "Person 1"] == ("updated", "")
    assert foreseen["Contact", "Person 8"] == ("undeleted", "")


def test_what_a_milder_restore_leaves_alone_says_why(restored):
    assert ends_of(restored(RestoreMode.MISSING))["Contact", "Person 1"] == ("skipped", LEFT_ALONE)
