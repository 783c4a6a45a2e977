"""Back up an organisation, ruin it, restore it, and prove that it is as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.zoho.organisation import clock_of_today, fill, natural, source_of


@pytest.fixture
def zoho():
    with FakeZoho(clock_of_today()) as zoho:
        yield zoho


@pytest.fixture
def firm(zoho):
    return fill(zoho)


@pytest.fixture
def source(zoho, firm, tmp_path):
    assert firm
    zoho.clock.advance(hours=1)
    return source_of(zoho, tmp_path)


def restore(repository, source, point=1, mode=RestoreMode.MERGE, **options):
    view = repository.view(only_crm(repository), point)
    return run_restore(repository, view, source, RestoreRequest(mode=mode, clears=True, **options))


def refusals(report):
    """What Zoho did not take, in its words."""
    return [(entity.name, key, why) for entity in report.entities for key, why in entity.refused if why]


def ruin(zoho, firm):
    """What a bad afternoon does: changes, deletions, rows and files that are gone, some of it for good."""
    org = zoho.org
    zoho.clock.advance(hours=1)
    for contact in firm["contacts"][:3]:
        org.edit(contact, Last_Name="?", Languages=["English"])
    org.delete(firm["contacts"][5])
    org.delete(firm["quotes"][0])
    org.delete(firm["accounts"][3])
    org.erase("Accounts", firm["accounts"][3].id)
    org.delete(org.rows_of(firm["quotes"][1])[0])
    org.touch(firm["quotes"][1])
    for link in list(org.records["Projects_X_Contacts"].values())[:1]:
        org.delete(link)
    org.files.pop(next(iter(org.files)))
    zoho.clock.advance(minutes=5)


def test_an_incremental_of_what_did_not_change_is_empty(zoho, source):
    repository = new_repository()
    back_up(source, repository)
    zoho.clock.advance(hours=1)
    point = back_up(source, repository, Strategy.INCREMENTAL)
    assert (point.records_added, point.records_changed, point.records_deleted) == (0, 0, 0)
    assert [warning for warning in point.warnings if "clock" not in warning] == []


def test_an_increment_holds_what_changed(zoho, source, firm):
    repository = new_repository()
    back_up(source, repository)
    zoho.clock.advance(hours=1)
    zoho.org.edit(firm["contacts"][3], Last_Name="Other")
    zoho.org.add("Leads", Last_Name="Newer", Company="C")
    zoho.org.delete(firm["contacts"][9])
    zoho.clock.advance(minutes=1)
    point = back_up(source, repository, Strategy.INCREMENTAL)
    assert (point.records_added, point.records_changed, point.records_deleted) == (1, 1, 1)


def test_what_was_ruined_is_as_it_was(zoho, source, firm):
    repository = new_repository()
    before = natural(zoho)
    back_up(source, repository)
    ruin(zoho, firm)
    assert natural(zoho) != before
    report = restore(repository, source)
    assert refusals(report) == []
    assert natural(zoho) == before
    again = restore(repository, source)
    assert (again.total("created"), again.total("updated"), refusals(again)) == (0, 0, [])
    assert natural(zoho) == before


def test_every_increment_restores_to_its_own_moment(zoho, source, firm):
    repository = new_repository()
    states = []
    for at in range(3):
        states.append(natural(zoho))
        back_up(source, repository, Strategy.INCREMENTAL if at else Strategy.FULL)
        zoho.clock.advance(hours=1)
        zoho.org.edit(firm["accounts"][at], Phone=f"+49 30 {at}")
        zoho.org.delete(firm["contacts"][6 + at])
        zoho.org.add("Contacts", Last_Name=f"New {at}", Email=f"new{at}@example.com")
        zoho.clock.advance(minutes=5)
    for point in (3, 2, 1):
        restore(repository, source, point, RestoreMode.EXACT)
        assert natural(zoho) == states[point - 1]


def test_records_that_need_one_another_come_back_though_a_lookup_leads_into_several_modules(zoho, firm, tmp_path):
    spec = zoho.org.modules["Tasks"]
    wider = tuple(replace(one, any_of=(*one.any_of, "Tasks")) if one.any_of else one for one in spec.fields)
    zoho.org.modules["Tasks"] = replace(spec, fields=wider)
    first = next(iter(zoho.org.records["Tasks"].values()))
    second = zoho.org.add("Tasks", Subject="Write to them", What_Id=first.id)
    zoho.org.write(first, {"What_Id": second.id})
    zoho.clock.advance(hours=1)
    source, repository, before = source_of(zoho, tmp_path), new_repository(), natural(zoho)
    back_up(source, repository)
    for task in (first, second):
        zoho.org.delete(task)
        zoho.org.erase("Tasks", task.id)
    assert firm
    assert refusals(restore(repository, source)) == []
    assert natural(zoho) == before
