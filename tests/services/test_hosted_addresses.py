"""What a form asks about a CRM on the internet, as its address and back."""

from dataclasses import replace

import pytest

from crmbackup_gui.errors import InvalidRequest, UnsupportedLocation
from crmbackup_gui.services.hosted_addresses import (
    SERVERS,
    HostedAddress,
    HostedKind,
    SignIn,
    hosted_address,
    is_hosted,
    new_hosted_address,
    secret_names,
)
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.zoho import access

URLS = [
    "salesforce://acme.my.salesforce.com?client=3MVG9&signin=app",
    "salesforce://ada%40acme.example@login.salesforce.com",
    "salesforce://ada%40acme.example@127.0.0.1:8443?client=3MVG9&free=50&patience=2",
    "zoho://accounts.zoho.eu",
    "zoho://zylker@accounts.zoho.com.au?attachments=no&free=0",
    "hubspot://12345678",
    "hubspot://12345678?free=35&server=127.0.0.1%3A8080",
    "hubspot://12345678?client=aaaa-bbbb",
]


@pytest.mark.parametrize("url", URLS)
def test_an_address_is_read_into_answers_that_lead_to_the_same_address(url):
    written = open_source(url).url
    assert hosted_address(url).url == written
    assert hosted_address(url).complete
    assert is_hosted(url)


def test_what_a_form_shows_at_first_leads_nowhere_but_says_where_people_sign_in():
    for kind in HostedKind:
        first = new_hosted_address(kind)
        assert first.server == SERVERS[kind][0]
        assert first.way in first.ways
        assert first.complete is (kind is HostedKind.ZOHO)


def test_every_data_centre_of_zoho_can_be_chosen():
    assert set(SERVERS[HostedKind.ZOHO]) == set(access.DATA_CENTRES)


def test_what_no_form_shows_stays_in_the_address():
    read = hosted_address("zoho://accounts.zoho.in?later=1")
    assert read.url == "zoho://accounts.zoho.in?later=1"


def test_each_way_to_sign_in_asks_for_its_own_secrets():
    by_user = HostedAddress(HostedKind.SALESFORCE, SignIn.PASSWORD, "login.salesforce.com", user="ada")
    by_app = HostedAddress(HostedKind.SALESFORCE, SignIn.APP, "login.salesforce.com", client="3MVG9")
    assert [each.name for each in by_user.secrets if each.needed] == ["password"]
    assert [each.name for each in by_app.secrets] == ["client_secret"]


def test_an_account_of_hubspot_is_a_number():
    assert not HostedAddress(HostedKind.HUBSPOT, account="acme").complete
    assert HostedAddress(HostedKind.HUBSPOT, account="12345678").complete


def test_what_stands_in_the_browser_may_be_pasted():
    pasted = HostedAddress(HostedKind.ZOHO, server="https://accounts.zoho.eu/home?x=1")
    assert pasted.url == "zoho://accounts.zoho.eu"


def test_no_other_crm_has_such_a_form():
    assert not is_hosted("sqlite:////crm.db")
    assert secret_names("postgresql://crm@db.example.com/sales") == ()
    with pytest.raises(UnsupportedLocation):
        hosted_address("sqlite:////crm.db")


@pytest.mark.parametrize("server", ["acme.example:port", "[acme", "ada:pw@acme.example"])
def test_what_is_no_server_is_refused_and_never_repeated_with_a_password(server):
    with pytest.raises(InvalidRequest) as raised:
        _ = HostedAddress(HostedKind.ZOHO, server=server).url
    assert "pw" not in str(raised.value)


@pytest.mark.parametrize("kind", list(HostedKind))
def test_every_service_lets_people_sign_in_by_the_browser_with_an_app_of_their_own(kind):
    first = replace(new_hosted_address(kind), way=SignIn.BROWSER)
    assert first.can_sign_in is (kind is HostedKind.ZOHO)
    assert replace(first, client="3MVG9").can_sign_in
    assert not replace(first, client="3MVG9", way=SignIn.KEY).can_sign_in
