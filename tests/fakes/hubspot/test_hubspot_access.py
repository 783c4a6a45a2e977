"""Who may ask the fake, how often, and what it says to those that may not."""

import httpx
import pytest

from tests.fakes.hubspot.server import ALL_SCOPES, READ_SCOPES, HubSpot
from tests.fakes.serving import Clock

CONTACTS = "/crm/v3/objects/contacts"


def bearing(hubspot, token):
    return httpx.Client(base_url=hubspot.url, headers={"Authorization": f"Bearer {token}"})


def test_a_scope_that_is_missing_is_named(hubspot):
    with bearing(hubspot, hubspot.tokens.private_app(READ_SCOPES - {"crm.objects.deals.read"})) as client:
        assert client.get(CONTACTS).status_code == 200
        for answer, scope in (
            (client.get("/crm/v3/objects/deals"), "crm.objects.deals.read"),
            (client.post(CONTACTS, json={"properties": {"lastname": "Bo"}}), "crm.objects.contacts.write"),
        ):
            assert answer.status_code == 403
            assert answer.json()["category"] == "MISSING_SCOPES"
            assert scope in answer.json()["errors"][0]["context"]["requiredGranularScopes"]


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic YTpi"}])
def test_without_a_good_token_nothing_is_told(hubspot, header):
    answer = httpx.get(hubspot.url + CONTACTS, headers=header)
    assert answer.status_code == 401
    assert answer.json()["category"] == "INVALID_AUTHENTICATION"


def test_an_access_token_expires_and_is_refreshed_until_the_app_is_thrown_out(hubspot):
    hubspot.tokens.app("app", "secret")
    code = hubspot.tokens.allow("app", ALL_SCOPES)
    of_app = {"client_id": "app", "client_secret": "secret"}
    give = hubspot.url + "/oauth/v1/token"
    first = httpx.post(give, data={"grant_type": "authorization_code", "code": code, **of_app}).json()
    assert first["expires_in"] == 1800
    with bearing(hubspot, first["access_token"]) as client:
        assert "X-HubSpot-RateLimit-Daily" not in client.get(CONTACTS).headers
        hubspot.clock.advance(minutes=31)
        expired = client.get(CONTACTS)
    assert (expired.status_code, expired.json()["category"]) == (401, "EXPIRED_AUTHENTICATION")
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], **of_app}
    second = httpx.post(give, data=refresh).json()
    assert second["refresh_token"] == first["refresh_token"]
    with bearing(hubspot, second["access_token"]) as client:
        assert client.get(CONTACTS).status_code == 200
        hubspot.tokens.uninstall("app")
        assert client.get(CONTACTS).json()["category"] == "INVALID_AUTHENTICATION"
    gone = httpx.post(give, data=refresh)
    assert (gone.status_code, gone.json()["status"]) == (400, "BAD_REFRESH_TOKEN")
    again = httpx.post(give, data={"grant_type": "authorization_code", "code": code, **of_app})
    assert again.json()["status"] == "BAD_AUTH_CODE"


def test_consent_leads_back_with_a_code_that_needs_its_verifier(hubspot):
    hubspot.tokens.app("app", "secret", ["http://localhost:8123/back"])
    asked = {
        "client_id": "app",
        "redirect_uri": "http://localhost:8123/back",
        "scope": " ".join(READ_SCOPES),
        "state": "xyz",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }
    back = httpx.URL(httpx.get(hubspot.url + "/oauth/authorize", params=asked).headers["Location"])
    assert back.params["state"] == "xyz"
    form = {
        "grant_type": "authorization_code",
        "client_id": "app",
        "client_secret": "secret",
        "code": back.params["code"],
        "redirect_uri": asked["redirect_uri"],
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    }
    assert "access_token" in httpx.post(hubspot.url + "/oauth/v1/token", data=form).json()
    elsewhere = {**asked, "redirect_uri": "http://localhost:8123/elsewhere"}
    assert httpx.get(hubspot.url + "/oauth/authorize", params=elsewhere).status_code == 400


def test_a_burst_is_told_beforehand_refused_by_name_and_forgotten_after_ten_seconds():
    clock = Clock()
    with HubSpot(clock, burst=3) as hubspot, bearing(hubspot, hubspot.tokens.private_app(ALL_SCOPES)) as client:
        left = [client.get(CONTACTS).headers["X-HubSpot-RateLimit-Remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        refused = client.get(CONTACTS)
        assert (refused.status_code, refused.json()["policyName"]) == (429, "TEN_SECONDLY_ROLLING")
        assert refused.headers["X-HubSpot-RateLimit-Interval-Milliseconds"] == "10000"
        clock.advance(seconds=10)
        assert client.get(CONTACTS).status_code == 200


def test_a_day_is_counted_told_and_ends_at_midnight():
    clock = Clock()
    with HubSpot(clock, daily=2) as hubspot, bearing(hubspot, hubspot.tokens.private_app(ALL_SCOPES)) as client:
        assert client.get(CONTACTS).headers["X-HubSpot-RateLimit-Daily-Remaining"] == "1"
        usage = client.get("/account-info/v3/api-usage/daily/private-apps").json()["results"][0]
        assert (usage["usageLimit"], usage["currentUsage"]) == (2, 2)
        refused = client.get(CONTACTS)
        assert (refused.status_code, refused.json()["policyName"]) == (429, "DAILY")
        clock.advance(days=1)
        assert client.get(CONTACTS).status_code == 200


def test_searches_have_a_limit_of_their_own_and_no_headers():
    clock = Clock()
    with HubSpot(clock, searches=2) as hubspot, bearing(hubspot, hubspot.tokens.private_app(ALL_SCOPES)) as client:
        answers = [client.post(f"{CONTACTS}/search", json={}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].json()["policyName"] == "SECONDLY"
        assert not any("ratelimit" in name.lower() for answer in answers for name in answer.headers)
        assert client.get(CONTACTS).status_code == 200
        clock.advance(seconds=1)
        assert client.post(f"{CONTACTS}/search", json={}).status_code == 200


def consent(hubspot, **changes):
    asked = {"client_id": "app", "redirect_uri": "http://localhost:1/back", "scope": "oauth", "state": "s"}
    return httpx.get(hubspot.url + "/oauth/authorize", params={**asked, **changes})


def test_an_install_asks_for_what_the_app_requires_and_for_nothing_that_it_does_not_have(hubspot):
    hubspot.tokens.app("app", "secret", ["http://localhost:1/back"], required=["oauth"], scopes=["oauth", "tickets"])
    assert consent(hubspot).status_code == 302
    assert consent(hubspot, optional_scope="tickets").status_code == 302
    assert consent(hubspot, scope="tickets").status_code == 400
    assert consent(hubspot, optional_scope="content").status_code == 400


def test_optional_scopes_are_left_out_where_the_account_has_no_such_thing_and_required_ones_end_the_install(hubspot):
    hubspot.tokens.app("app", "secret", ["http://localhost:1/back"])
    hubspot.tokens.included = {"crm.objects.contacts.read"}
    assert consent(hubspot, scope="oauth tickets").status_code == 400
    more = "tickets crm.objects.contacts.read"
    code = httpx.URL(consent(hubspot, optional_scope=more).headers["Location"]).params["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": "http://localhost:1/back"}
    of_app = {"client_id": "app", "client_secret": "secret"}
    told = httpx.post(hubspot.url + "/oauth/2026-03/token", data={**form, **of_app}).json()
    assert told["scopes"] == ["crm.objects.contacts.read", "oauth"]
    assert told["hub_id"] == hubspot.account.portal
    given_back = {"token": told["refresh_token"], **of_app}
    assert httpx.post(hubspot.url + "/oauth/2026-03/token/revoke", data=given_back).status_code == 204
    refresh = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"], **of_app}
    gone = httpx.post(hubspot.url + "/oauth/2026-03/token", data=refresh).json()
    assert (gone["error"], gone["status"]) == ("invalid_grant", "BAD_REFRESH_TOKEN")


def test_nobody_is_sent_back_without_tls_but_to_localhost_and_nothing_stands_in_the_query(hubspot):
    hubspot.tokens.app("app", "secret", ["http://127.0.0.1:1/back"])
    assert consent(hubspot, redirect_uri="http://127.0.0.1:1/back").status_code == 400
    asked = httpx.post(hubspot.url + "/oauth/2026-03/token?client_id=app", data={"client_secret": "secret"})
    assert asked.json()["error"] == "invalid_request"
