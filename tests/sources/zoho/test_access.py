"""How Zoho lets the program in, and to whom the program shows its token."""

from __future__ import annotations

import pytest

from crmbackup_gui.errors import (
    AccessExpired,
    AccessRevoked,
    InvalidLocation,
    LoginRefused,
    SourceUnreachable,
)
from crmbackup_gui.sources.hosted.consent import Need
from crmbackup_gui.sources.hosted.service import Fate, Order
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.zoho.access import ZohoAccess, accounts_origin
from crmbackup_gui.sources.zoho.consent import CONSENT
from tests.sources.zoho.setting import PLACE, access_of, secrets_of


def test_a_token_is_asked_for_once_and_anew_when_it_is_refused(zoho):
    access = access_of(zoho)
    first = access.headers()
    assert access.headers() == first
    assert access.renew()
    assert access.headers() != first


def test_a_permission_that_was_taken_back_is_told_from_none(zoho):
    refresh = zoho.grant()
    access = access_of(zoho, refresh)
    access.headers()
    zoho.revoke(refresh)
    with pytest.raises(AccessRevoked):
        access.renew()
    with pytest.raises(AccessExpired):
        ZohoAccess(PLACE, zoho.url, lambda _: None).headers()


def test_another_program_is_refused_with_zohos_word(zoho):
    kept = secrets_of(zoho)
    access = ZohoAccess(PLACE, zoho.url, lambda name: "another" if name == "client_id" else kept(name))
    with pytest.raises(LoginRefused, match="invalid_client"):
        access.headers()


def test_too_many_tokens_are_no_refusal(zoho):
    access = access_of(zoho)
    for _ in range(10):
        access.renew()
    with pytest.raises(SourceUnreachable, match="too many requests"):
        access.renew()


def test_no_secret_is_in_what_an_error_says(zoho):
    refresh = zoho.grant()
    zoho.revoke(refresh)
    with pytest.raises(AccessRevoked) as refused:
        access_of(zoho, refresh).headers()
    assert refresh not in str(refused.value)


@pytest.mark.parametrize(
    "named",
    [
        "https://www.zohoapis.com.evil.example",
        "https://evil.example/www.zohoapis.com",
        "http://www.zohoapis.com",
        "https://www.zohoapis.com:444",
        "http://127.0.0.1:9",
        "",
        None,
        5,
    ],
)
def test_a_token_is_not_shown_to_an_address_that_is_not_zohos(named):
    access = ZohoAccess(PLACE, accounts_origin("accounts.zoho.eu", None), lambda _: "x")
    access._learn_api(named)
    assert access.api == "https://www.zohoapis.eu"


@pytest.mark.parametrize(
    "named", ["https://www.zohoapis.com.au", "https://sandbox.zohoapis.eu", "https://www.zohoapis.ca"]
)
def test_the_data_centre_that_the_accounts_server_names_is_spoken_to(named):
    access = ZohoAccess(PLACE, accounts_origin("accounts.zoho.eu", None), lambda _: "x")
    access._learn_api(named)
    assert access.api == named


def test_only_this_computer_is_spoken_to_in_the_clear():
    assert accounts_origin("accounts.zoho.eu", None) == "https://accounts.zoho.eu"
    assert accounts_origin("127.0.0.1", 8000) == "http://127.0.0.1:8000"


def test_an_organisation_is_opened_by_its_address(zoho):
    url = f"zoho://zylker@{zoho.host}?attachments=no"
    source = open_source(url, secrets_of(zoho))
    assert (source.url, source.name) == (url, "zylker")
    assert source.exists()
    assert source.catalog().entity("Attachments") is None


@pytest.mark.parametrize(
    "rest", ["", "accounts.zoho.eu/org", "accounts.zoho.eu?attachments=maybe", "accounts.zoho.eu?x=1"]
)
def test_an_address_that_says_something_else_is_refused(rest):
    with pytest.raises(InvalidLocation):
        open_source(parse_location(f"zoho://{rest}").url)


def scopes(*needs):
    return [scope.name for scope in CONSENT.scopes if scope.need in needs]


def test_the_scopes_of_a_backup_are_enough_to_read_and_let_nothing_be_written(zoho, opening):
    zoho.org.add("Leads", Last_Name="L", Company="C")
    opened = opening(refresh=zoho.grant(*scopes(Need.BACK_UP)))
    assert len(opened.rows("Leads")) == len(opened.keys("Leads")) == 1
    assert opened.rows("Users")
    assert opened.deleted("Leads", zoho.clock.now()) is not None
    [refused] = opened.write("Leads", Order.CREATE, {"Last_Name": "M", "Company": "C"})
    assert refused.fate is Fate.REFUSED
    assert len(opened.rows("Leads")) == 1


def test_the_scopes_of_a_restore_are_enough_to_write_and_to_bring_back(zoho, opening):
    lead = zoho.org.add("Leads", Last_Name="L", Company="C").id
    opened = opening(refresh=zoho.grant(*scopes(Need.BACK_UP, Need.RESTORE)))
    for order, row in (
        (Order.CREATE, {"Last_Name": "M", "Company": "C"}),
        (Order.UPDATE, {"id": lead, "Last_Name": "N"}),
        (Order.DELETE, {"id": lead}),
        (Order.UNDELETE, {"id": lead}),
    ):
        assert [one.fate for one in opened.write("Leads", order, row)] == [Fate.DONE]
    assert opened.rows("Leads")[lead]["Last_Name"] == "N"
