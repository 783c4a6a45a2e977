"""What a look at a CRM on the internet says before anything is backed up."""

import pytest

from crmbackup_gui.errors import AccessExpired, LoginRefused, PasswordMissing
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.program import Program
from crmbackup_gui.sources.budgeted import Budgeted, attend
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.server import ALL_SCOPES, HubSpot
from tests.fakes.salesforce.service import FakeSalesforce
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.hubspot import accounts
from tests.sources.salesforce import orgs
from tests.sources.zoho import organisation


@pytest.fixture
def program(tmp_path):
    return Program(tmp_path / "settings", tmp_path / "state")


@pytest.fixture
def hubspot():
    with HubSpot(accounts.clock()) as hubspot:
        accounts.fill(hubspot)
        yield hubspot


@pytest.fixture
def salesforce():
    with FakeSalesforce() as fake:
        orgs.fill(fake)
        yield fake


@pytest.fixture
def zoho():
    with FakeZoho() as zoho:
        organisation.fill(zoho)
        yield zoho


def hub(hubspot):
    return f"hubspot://{PORTAL}?server={hubspot.host}"


def token(hubspot, scopes=ALL_SCOPES):
    return {"token": hubspot.tokens.private_app(scopes)}


def test_a_look_names_the_parts_as_the_service_does(program, hubspot):
    facts = program.look_at_source(hub(hubspot), token(hubspot))
    assert facts.crm == "HubSpot"
    labels = {entity.label for entity in facts.entities}
    assert {"Contacts", "Companies", "Deals"} <= labels
    assert not facts.hidden
    assert all(entity.fields for entity in facts.entities)


def test_what_the_account_may_not_read_is_told_one_by_one_and_not_once_more_as_a_warning(program, hubspot):
    facts = program.look_at_source(hub(hubspot), token(hubspot, ALL_SCOPES - {"crm.objects.deals.read"}))
    hidden = {each.entity: each for each in facts.hidden}
    assert "crm.objects.deals.read" in hidden["deals"].reason
    assert not any("deals" in warning for warning in facts.warnings)
    assert "deals" not in {entity.name for entity in facts.entities}


def test_a_look_reads_no_record_and_says_how_many_calls_are_left(program, salesforce):
    url = f"salesforce://{salesforce.username.replace('@', '%40')}@{salesforce.host}"
    given = {"password": salesforce.password, "security_token": salesforce.security_token}
    facts = program.look_at_source(url, given)
    assert facts.budget.usage.limit == salesforce.daily_limit
    assert facts.budget.usage.used == salesforce.calls_used()
    assert facts.budget.free == 20
    assert salesforce.calls("/jobs/query") == 0
    assert len(salesforce.requests) == facts.budget.calls


def test_the_share_that_stays_free_is_as_the_address_says(program, hubspot):
    assert program.look_at_source(f"{hub(hubspot)}&free=35", token(hubspot)).budget.free == 35


def test_a_zoho_organisation_is_looked_at_with_what_was_typed(program, zoho):
    url = f"zoho://zylker@{zoho.host}"
    with pytest.raises(AccessExpired):
        program.look_at_source(url)
    given = {"client_id": zoho.client_id, "client_secret": zoho.client_secret, "refresh_token": zoho.grant()}
    assert program.look_at_source(url, given).crm == "Zoho CRM"
    program.take_secrets(url, given, remember=True)
    assert program.secrets_known(url) == set(given)
    assert program.is_there(url)


def test_a_wrong_password_is_refused_in_the_words_of_the_service_and_a_missing_one_is_asked_for(program, salesforce):
    url = f"salesforce://{salesforce.username.replace('@', '%40')}@{salesforce.host}"
    with pytest.raises(LoginRefused):
        program.look_at_source(url, {"password": "wrong"})
    with pytest.raises(PasswordMissing):
        program.look_at_source(url)


def test_a_job_hears_of_pauses_and_ends_them_whoever_opened_the_crm(hubspot):
    source = open_crm(hub(hubspot), CrmSecrets().trying(hub(hubspot), token(hubspot)))
    assert isinstance(source, Budgeted)
    paused, cancel = [], CancelToken()
    attend(source, paused.append, cancel)
    cancel.cancel()
    assert source.source._cancel is cancel
    assert source.budget.calls == 0
