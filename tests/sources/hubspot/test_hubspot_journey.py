"""Back up a HubSpot account, ruin it, restore it, and prove that it is as it was."""

import pytest

from crmbackup_gui.engine.restore import RestoreRequest, run_restore
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.setting import back_up, new_repository, only_crm
from tests.sources.hubspot.accounts import fill, natural, source_of


@pytest.fixture
def firm(hubspot):
    return fill(hubspot)


@pytest.fixture
def source(hubspot, firm, tmp_path):
    assert firm
    return source_of(hubspot, tmp_path)


def restore(repository, source, point=1, mode=RestoreMode.MERGE, **options):
    view = repository.view(only_crm(repository), point)
    return run_restore(repository, view, source, RestoreRequest(mode=mode, clears=True, **options))


def ruin(hubspot, companies, people):
    """What a bad afternoon does: changes, deletions, lost links."""
    account, kinds = hubspot.account, hubspot.account.kinds
    hubspot.clock.advance(hours=1)
    for person in people[:3]:
        account.update(
            kinds["contacts"], kinds["contacts"].records[person], {"lastname": "?", "lifecyclestage": "customer"}
        )
    for person in people[6:9]:
        account.archive(kinds["contacts"], person)
    account.archive(kinds["companies"], companies[1])
    for name in ("notes", "deals", "2-1000"):
        account.archive(kinds[name], next(iter(kinds[name].records)))
    account.links.remove(kinds["contacts"], people[5], kinds["companies"], companies[5])
    hubspot.clock.advance(minutes=5)


def test_what_was_ruined_is_as_it_was(hubspot, source, firm):
    repository = new_repository()
    before = natural(hubspot)
    back_up(source, repository)
    ruin(hubspot, *firm)
    assert natural(hubspot) != before
    report = restore(repository, source)
    assert report.total("failed") == 0
    assert natural(hubspot) == before
    again = restore(repository, source)
    assert (again.total("created"), again.total("failed")) == (0, 0)
    assert natural(hubspot) == before


def test_every_increment_restores_to_its_own_moment(hubspot, source, firm):
    repository = new_repository()
    states = []
    for at in range(3):
        states.append(natural(hubspot))
        back_up(source, repository, Strategy.INCREMENTAL if at else Strategy.FULL)
        account, kinds = hubspot.account, hubspot.account.kinds
        hubspot.clock.advance(hours=1)
        account.update(kinds["companies"], kinds["companies"].records[firm[0][at]], {"city": f"Bergen {at}"})
        account.archive(kinds["contacts"], firm[1][at])
        account.add("contacts", email=f"new{at}@example.org", lastname=f"New {at}")
        hubspot.clock.advance(minutes=5)
    for point in (3, 2, 1):
        restore(repository, source, point, RestoreMode.EXACT)
        assert natural(hubspot) == states[point - 1]


def test_an_incremental_of_what_did_not_change_is_empty(source):
    repository = new_repository()
    back_up(source, repository)
    point = back_up(source, repository, Strategy.INCREMENTAL)
    assert (point.records_added, point.records_changed, point.records_deleted) == (0, 0, 0)
