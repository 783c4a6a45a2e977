"""The fake's accounts server, scopes and credits, as a plain HTTP client sees them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx

from tests.fakes.zoho.zoho import FakeZoho


def refresh(zoho, token):
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": zoho.client_id,
        "client_secret": zoho.client_secret,
    }
    return httpx.post(f"{zoho.url}/oauth/v2/token", data=form)


def organisation(zoho, token, scheme="Zoho-oauthtoken"):
    return httpx.get(f"{zoho.url}/crm/v8/org", headers={"Authorization": f"{scheme} {token}"})


def test_a_refresh_token_gives_access_for_an_hour(zoho):
    answer = refresh(zoho, zoho.grant()).json()
    assert answer["expires_in"] == 3600
    assert answer["api_domain"] == zoho.url
    assert organisation(zoho, answer["access_token"]).json()["org"][0]["company_name"] == "Zylker"
    zoho.clock.advance(hours=1)
    late = organisation(zoho, answer["access_token"])
    assert (late.status_code, late.json()["code"]) == (401, "INVALID_TOKEN")


def test_only_zohos_own_scheme_is_let_in(zoho):
    assert organisation(zoho, zoho.access(), scheme="Bearer").json()["code"] == "AUTHENTICATION_FAILURE"


def test_a_revoked_permission_is_told_with_status_200(zoho):
    token = zoho.grant()
    access = zoho.access(token)
    zoho.revoke(token)
    answer = refresh(zoho, token)
    assert (answer.status_code, answer.json()) == (200, {"error": "invalid_code"})
    assert organisation(zoho, access).status_code == 401


def test_an_eleventh_token_within_ten_minutes_is_denied(zoho):
    token = zoho.grant()
    assert all("access_token" in refresh(zoho, token).json() for _ in range(10))
    denied = refresh(zoho, token)
    assert (denied.status_code, denied.json()["error"]) == (400, "Access Denied")
    zoho.clock.advance(minutes=10)
    assert "access_token" in refresh(zoho, token).json()


def test_a_customer_who_says_yes_gives_a_code_that_counts_once(zoho):
    asked = {
        "client_id": zoho.client_id,
        "response_type": "code",
        "scope": "ZohoCRM.org.READ,ZohoCRM.users.READ",
        "redirect_uri": "http://127.0.0.1:1/back",
        "state": "s",
        "access_type": "offline",
    }
    back = httpx.get(f"{zoho.url}/oauth/v2/auth", params=asked).headers["location"]
    told = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    assert (told["state"], told["accounts-server"]) == ("s", zoho.url)
    form = {
        "grant_type": "authorization_code",
        "client_id": zoho.client_id,
        "client_secret": zoho.client_secret,
        "redirect_uri": asked["redirect_uri"],
        "code": told["code"],
    }
    first = httpx.post(f"{zoho.url}/oauth/v2/token", data=form).json()
    assert "access_token" in refresh(zoho, first["refresh_token"]).json()
    assert httpx.post(f"{zoho.url}/oauth/v2/token", data=form).json() == {"error": "invalid_code"}


def test_a_scope_that_was_not_granted_is_missing(zoho):
    access = zoho.access(zoho.grant("ZohoCRM.modules.READ"))
    headers = {"Authorization": f"Zoho-oauthtoken {access}"}
    assert organisation(zoho, access).json()["code"] == "OAUTH_SCOPE_MISMATCH"
    assert httpx.get(f"{zoho.url}/crm/v8/Leads?fields=Company", headers=headers).status_code == 204
    refused = httpx.post(f"{zoho.url}/crm/v8/Leads", json={"data": [{}]}, headers=headers)
    assert refused.json()["code"] == "OAUTH_SCOPE_MISMATCH"


def test_credits_are_told_only_past_half_and_return_after_a_day():
    with FakeZoho(credit_limit=10) as zoho:
        access = zoho.access()
        first = [organisation(zoho, access).headers.get("X-API-CREDITS-REMAINING") for _ in range(6)]
        assert first == [None, None, None, None, "5", "4"]
        zoho.spend(4)
        spent = organisation(zoho, access)
        assert (spent.status_code, spent.json()["code"]) == (429, "TOO_MANY_REQUESTS")
        assert "Retry-After" not in spent.headers
        zoho.clock.advance(hours=24)
        assert organisation(zoho, zoho.access()).status_code == 200


def test_writing_costs_a_credit_for_ten_rows_and_a_bulk_job_fifty(zoho):
    headers = {"Authorization": f"Zoho-oauthtoken {zoho.access()}"}
    rows = [{"Last_Name": f"L{number}", "Company": "C"} for number in range(21)]
    httpx.post(f"{zoho.url}/crm/v8/Leads", json={"data": rows}, headers=headers)
    assert zoho.spent == 3
    httpx.post(f"{zoho.url}/crm/bulk/v8/read", json={"query": {"module": {"api_name": "Leads"}}}, headers=headers)
    assert zoho.spent == 53
    httpx.get(f"{zoho.url}/crm/v8/Leads/deleted", headers=headers)
    assert zoho.spent == 55


def test_unknown_paths_and_methods_have_zohos_own_words(zoho):
    headers = {"Authorization": f"Zoho-oauthtoken {zoho.access()}"}
    lost = httpx.get(f"{zoho.url}/crm/v8/settings/backup/x", headers=headers)
    assert (lost.status_code, lost.json()["code"]) == (404, "INVALID_URL_PATTERN")
    wrong = httpx.put(f"{zoho.url}/crm/bulk/v8/read", headers=headers, json={})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "INVALID_REQUEST_METHOD")


CALLBACK = "http://127.0.0.1:1/back"


def consent(zoho, **changes):
    asked = {
        "client_id": zoho.client_id,
        "response_type": "code",
        "scope": "ZohoCRM.org.READ",
        "redirect_uri": CALLBACK,
        "access_type": "offline",
    }
    return httpx.get(f"{zoho.url}/oauth/v2/auth", params={**asked, **changes})


def exchange(zoho, answer, **changes):
    back = parse_qs(urlsplit(answer.headers["location"]).query)
    form = {
        "grant_type": "authorization_code",
        "client_id": zoho.client_id,
        "client_secret": zoho.client_secret,
        "redirect_uri": CALLBACK,
        "code": back["code"][0],
    }
    sent = {name: value for name, value in {**form, **changes}.items() if value is not None}
    return httpx.post(f"{zoho.url}/oauth/v2/token", data=sent).json()


def test_a_permission_that_stays_is_given_offline_the_first_time_and_whenever_people_are_asked_again(zoho):
    assert "refresh_token" not in exchange(zoho, consent(zoho, access_type="online", scope="ZohoCRM.users.READ"))
    assert "refresh_token" in exchange(zoho, consent(zoho))
    assert "refresh_token" not in exchange(zoho, consent(zoho))
    assert "refresh_token" in exchange(zoho, consent(zoho, prompt="consent"))


def test_another_callback_than_the_registered_one_is_refused_on_both_ways(zoho):
    assert consent(zoho, redirect_uri=CALLBACK + "/").status_code == 400
    assert exchange(zoho, consent(zoho), redirect_uri=CALLBACK + "/") == {"error": "invalid_redirect_uri"}


def test_a_code_lives_for_two_minutes(zoho):
    answer = consent(zoho)
    zoho.clock.advance(minutes=2)
    assert exchange(zoho, answer) == {"error": "invalid_code"}


def test_a_desktop_app_has_no_secret_and_proves_its_challenge(zoho):
    zoho.accounts.public = True
    assert consent(zoho).status_code == 400
    proof = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
    wrong = exchange(zoho, consent(zoho, **proof), client_secret=None, code_verifier="wrong")
    assert wrong == {"error": "invalid_code"}
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    right = exchange(zoho, consent(zoho, **proof), client_secret=None, code_verifier=verifier)
    assert "access_token" in right


def test_the_twenty_first_permission_ends_the_first(zoho):
    first, *others = (zoho.grant() for _ in range(21))
    assert refresh(zoho, first).json() == {"error": "invalid_code"}
    assert "access_token" in refresh(zoho, others[0]).json()


def test_what_is_given_back_is_no_token_afterwards(zoho):
    permission = zoho.grant()
    place = f"{zoho.url}/oauth/v2/token/revoke"
    assert httpx.post(place, data={"token": permission}).json() == {"status": "success"}
    assert httpx.post(place, data={"token": permission}).status_code == 400
