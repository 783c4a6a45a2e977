"""Two accounts of a service use the same ids for different records, and a stranger's repository says what it likes."""

import pytest

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.errors import OtherAccount
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.setting import new_repository
from tests.sources.hosted.office import Office, source_of


class Kept:
    """An account, its repository and a point of it."""

    def __init__(self, folder, account, *contacts):
        self.office = Office(account)
        self.company = self.office.add("company", name=f"Company of {account}")
        self.contacts = [self.office.add("contact", name=name, company=self.company) for name in contacts]
        self.office.tick(hours=1)
        self.repository = new_repository()
        self.point = run_backup(source_of(self.office, folder), self.repository).point

    def restore(self, office, folder, **asked):
        office.tick(hours=1)
        view = self.repository.view(self.point.crm, self.point.sequence)
        return run_restore(self.repository, view, source_of(office, folder), RestoreRequest(**asked))

    def names(self, name="contact"):
        return sorted(row["name"] for row in self.office.rows[name].values())


def test_what_was_restored_from_another_account_stands_for_no_record_of_this_one(tmp_path):
    ours, theirs = Kept(tmp_path, "office-1", "Ada", "Bob"), Kept(tmp_path, "office-2", "Eve", "Flo")
    assert ours.contacts == theirs.contacts
    assert theirs.restore(ours.office, tmp_path).total("created") == 3
    ours.office.change("contact", ours.contacts[0], name="Ruined")

    report = ours.restore(ours.office, tmp_path)

    assert (report.total("created"), report.total("updated")) == (0, 1)
    assert ours.names() == ["Ada", "Bob", "Eve", "Flo"]
    assert ours.office.rows["contact"][ours.contacts[0]]["name"] == "Ada"
    again = theirs.restore(ours.office, tmp_path)
    assert (again.total("created"), again.total("unchanged")) == (0, 3)


def test_no_other_account_is_backed_up_into_the_timeline_of_one(tmp_path):
    ours, theirs = Kept(tmp_path, "office-1", "Ada"), Kept(tmp_path, "office-2", "Eve")
    with pytest.raises(OtherAccount) as raised:
        run_backup(source_of(theirs.office, tmp_path), ours.repository, BackupRequest(crm=ours.point.crm))
    assert raised.value.account == "office-2"
    assert [each.id for each in ours.repository.timeline(ours.point.crm).points] == [ours.point.id]


def test_a_ledger_that_came_with_a_repository_writes_nothing_but_what_records_point_to(tmp_path):
    ours = Kept(tmp_path, "office-1", "Ada")
    [ada] = ours.contacts
    debt = f'{{"entity": "contact", "owed": [{{"key": ["{ada}"], "values": {{"name": "Pwned", "mail": "x@y.z"}}}}]}}'
    ours.repository.record_ids(b"office\noffice-1", [debt.encode()])

    ours.restore(ours.office, tmp_path, mode=RestoreMode.MISSING)

    assert (ours.names(), ours.office.rows["contact"][ada]["mail"]) == (["Ada"], None)
