"""To which address of Salesforce a sign-in leads, and what is asked for."""

import pytest

from crmbackup_gui.errors import InvalidLocation, SourceUnreadable
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.salesforce.consent import CONSENT

LOGIN = "salesforce://login.salesforce.com"


def granted(instance, url=LOGIN, **more):
    told = {"refresh_token": "5Aep", "instance_url": instance, "scope": "api refresh_token", **more}
    return CONSENT.granted(parse_location(url), "app", {}, told)


@pytest.mark.parametrize(
    "host",
    [
        "acme.my.salesforce.com",
        "acme--test.sandbox.my.salesforce.com",
        "acme-dev-ed.develop.my.salesforce.com",
        "acme--test.my.salesforce.com",
    ],
)
def test_the_crm_is_at_its_orgs_own_host_from_then_on(host):
    found = granted(f"https://{host}")
    assert found.location.url == f"salesforce://{host}?client=app"
    assert found.account == host


@pytest.mark.parametrize(
    "instance",
    [
        "https://na139.salesforce.com",
        "https://acme.my.salesforce.com.evil.example",
        "https://evil.example/acme.my.salesforce.com",
        "https://acme.my.salesforce.com@evil.example",
        "",
        None,
    ],
)
def test_no_other_host_is_taken_for_an_orgs_own(instance):
    assert granted(instance).location.url == f"{LOGIN}?client=app"


def test_options_stay_and_who_signed_in_by_another_way_before_does_not_count():
    found = granted("", "salesforce://ada%40acme.example@acme.my.salesforce.com?client=old&free=50&signin=app")
    assert found.location.url == "salesforce://acme.my.salesforce.com?client=app&free=50"


def test_an_answer_without_a_permission_names_the_scope():
    with pytest.raises(SourceUnreadable, match="refresh_token"):
        granted("https://acme.my.salesforce.com", refresh_token="")


def test_people_sign_in_at_the_host_that_is_named_and_without_one_at_that_of_all_orgs():
    for url, origin in (
        ("salesforce://", "https://login.salesforce.com"),
        ("salesforce://test.salesforce.com", "https://test.salesforce.com"),
        ("salesforce://[::1]:8080", "http://[::1]:8080"),
    ):
        question = CONSENT.question(parse_location(url), CONSENT.scopes)
        assert question.address == f"{origin}/services/oauth2/authorize"
        assert question.parameters["scope"] == "api refresh_token"
    with pytest.raises(InvalidLocation):
        CONSENT.question(parse_location(f"{LOGIN}/org"), CONSENT.scopes)
