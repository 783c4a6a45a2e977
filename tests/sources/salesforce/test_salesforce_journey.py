"""Back up an org, ruin it, restore it, and prove that it is as it was."""

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.fakes.serving import Response, Trouble, on_path
from tests.sources.salesforce.orgs import fill, natural, source_of


def restore(repository, source, point=1, mode=RestoreMode.MERGE, **options):
    view = repository.view(only_crm(repository), point)
    return run_restore(repository, view, source, RestoreRequest(mode=mode, clears=True, **options))


def ruin(fake, accounts, people):
    """What a bad afternoon does: changes, and deletions that take others along or empty lookups."""
    org = fake.org
    fake.clock.advance(hours=1)
    for at, person in enumerate(people[:3]):
        org.update("Contact", person, {"LastName": f"? {at}", "Email": None})
    org.update("Account", accounts[2], {"Rating": "Hot", "Credit_Limit__c": "1"})
    org.delete(accounts[0])
    org.delete(people[7])
    fake.clock.advance(minutes=20)


@pytest.mark.parametrize("bin_emptied", [False, True])
def test_what_was_ruined_is_as_it_was(fake, source, firm, bin_emptied):
    repository = new_repository()
    before = natural(fake)
    back_up(source, repository)
    ruin(fake, *firm)
    if bin_emptied:
        fake.org.empty_recycle_bin()
    assert natural(fake) != before
    report = restore(repository, source)
    assert report.total("failed") == 0
    after = natural(fake)
    after["Account", "Account 2 æøå 中文"].pop("Rating", None)  # null does not overwrite unless asked
    assert after == before
    again = restore(repository, source)
    assert (again.total("created"), again.total("failed")) == (0, 0)


def test_what_is_in_the_recycle_bin_keeps_its_ids(fake, source, firm):
    repository = new_repository()
    back_up(source, repository)
    ruin(fake, *firm)
    restore(repository, source)
    assert not fake.org.rows["Account"][firm[0][0]]["IsDeleted"]
    assert not fake.org.rows["Contact"][firm[1][7]]["IsDeleted"]


def test_a_record_whose_way_out_of_the_recycle_bin_was_not_answered_is_not_made_a_second_time(fake, source, firm):
    repository = new_repository()
    back_up(source, repository)
    before = natural(fake)
    fake.clock.advance(hours=1)
    fake.org.delete(firm[1][7])
    fake.clock.advance(minutes=20)
    fake.faults.plan(Trouble.ANSWER_LOST, lambda request: b"u:undelete" in request.body)
    report = restore(repository, source)
    assert natural(fake) == before
    assert (report.total("undeleted"), report.total("created"), report.total("failed")) == (1, 0, 0)


def test_every_increment_restores_to_its_own_moment(fake, source, firm):
    repository, states = new_repository(), []
    for at in range(3):
        states.append(natural(fake))
        back_up(source, repository, Strategy.INCREMENTAL if at else Strategy.FULL)
        fake.clock.advance(hours=1)
        fake.org.update("Account", firm[0][at + 1], {"Phone": f"+47 {at}"})
        fake.org.delete(firm[1][at + 8])
        fake.org.seed("Contact", LastName=f"New {at}", AccountId=firm[0][1])
        fake.clock.advance(minutes=20)
    for point in (3, 2, 1):
        report = restore(repository, source, point, RestoreMode.EXACT)
        assert report.total("failed") == 0
        assert natural(fake) == states[point - 1]


def test_an_increment_sees_lookups_that_a_deletion_emptied_without_a_trace(fake, source, firm):
    repository = new_repository()
    back_up(source, repository)
    fake.clock.advance(hours=1)
    fake.org.delete(firm[1][0])  # everybody reports to this one
    fake.clock.advance(minutes=20)
    now = natural(fake)
    point = back_up(source, repository, Strategy.INCREMENTAL)
    assert point.records_deleted == 1
    assert point.records_changed >= len(firm[1]) - 1
    fake.org.undelete(firm[1][0])
    restore(repository, source, 2, RestoreMode.EXACT)
    assert natural(fake) == now


def test_an_incremental_of_what_did_not_change_is_empty(source):
    repository = new_repository()
    back_up(source, repository)
    point = back_up(source, repository, Strategy.INCREMENTAL)
    assert (point.records_added, point.records_changed, point.records_deleted) == (0, 0, 0)


def test_what_a_rule_of_the_org_refuses_is_told_in_its_words(fake, source, firm):
    repository = new_repository()
    back_up(source, repository)
    fake.org.update("Contact", firm[1][3], {"LastName": "?"})
    fake.org.validation["Contact"].append(("People need a birthday", lambda row: row["Birthdate"] is None))
    report = restore(repository, source)
    assert report.total("failed") == 1
    assert "People need a birthday" in repr(report)


def test_a_file_in_the_recycle_bin_comes_back_with_its_links(fake, source, firm):
    content = {"Title": "Plan", "PathOnClient": "plan.txt", "VersionData": "aGVsbG8="}
    key = fake.org.create("ContentVersion", {**content, "FirstPublishLocationId": firm[0][0]})
    repository = new_repository()
    back_up(source, repository)
    fake.org.delete(fake.org.rows["ContentVersion"][key]["ContentDocumentId"])
    report = restore(repository, source)
    assert report.total("failed") == 0
    assert not fake.org.rows["ContentVersion"][key]["IsDeleted"]
    assert firm[0][0] in [row["LinkedEntityId"] for row in fake.org.records("ContentDocumentLink")]


FAULTS = [
    Response(500, b'[{"errorCode":"UNKNOWN_EXCEPTION","message":"oops"}]', {"Content-Type": "application/json"}),
    Response(503, b'[{"errorCode":"SERVER_UNAVAILABLE","message":"busy"}]', {"Content-Type": "application/json"}),
    Response(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"}),
    Response(401, b'[{"errorCode":"INVALID_SESSION_ID","message":"expired"}]', {"Content-Type": "application/json"}),
    Response(
        403,
        b'[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests Limit exceeded."}]',
        {"Content-Type": "application/json"},
    ),
    Trouble.NOT_RECEIVED,
    Trouble.ANSWER_LOST,
    Trouble.ANSWER_CUT,
]


@pytest.mark.parametrize("seed", range(5))
def test_a_restore_through_a_storm_is_exact_and_makes_nothing_twice(fake, tmp_path, seed):
    accounts, people = fill(fake)
    source = source_of(fake, tmp_path)
    repository = new_repository()
    before = natural(fake)
    data = on_path("^/services/data/")
    fake.faults.at_random(seed, 0.2, FAULTS, data, most_in_a_row=1)
    back_up(source, repository)
    ruin(fake, accounts, people)
    if seed % 2:
        fake.org.empty_recycle_bin()
    report = restore(repository, source, mode=RestoreMode.EXACT)
    assert fake.faults.count > 0
    assert report.total("failed") == 0
    assert natural(fake) == before
