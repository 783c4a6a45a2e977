"""Salesforce's sign-in, as a plain HTTP client sees it."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.fakes.salesforce.service import FakeSalesforce

CALLBACK = "http://localhost:1717/callback"
VERIFIER, CHALLENGE = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
def fake():
    with FakeSalesforce() as fake:
        yield fake


def authorize(fake, **changes):
    asked = {
        "response_type": "code",
        "client_id": fake.client_id,
        "redirect_uri": CALLBACK,
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "scope": "api refresh_token",
        "state": "s1",
    }
    return httpx.get(fake.url + "/services/oauth2/authorize", params={**asked, **changes})


def back(answer):
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def token(fake, **form):
    return httpx.post(fake.url + "/services/oauth2/token", data={"client_id": fake.client_id, **form})


def exchange(fake, code, **changes):
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code": code, "code_verifier": VERIFIER}
    return token(fake, **{**form, **changes})


def refresh(fake, permission, **more):
    return token(fake, grant_type="refresh_token", refresh_token=permission, **more)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "http://localhost:1718/callback"}, "redirect_uri_mismatch"),
        ({"redirect_uri": CALLBACK + "/"}, "redirect_uri_mismatch"),
        ({"client_id": "other"}, "invalid_client_id"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "invalid_request"),
    ],
)
def test_who_is_not_known_is_sent_nowhere(fake, changes, error):
    answer = authorize(fake, **changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_refusal_comes_back_without_the_state(fake):
    fake.oauth.denies = True
    assert back(authorize(fake)).keys() == {"error", "error_description"}


def test_a_scope_that_the_app_does_not_have_is_refused(fake):
    assert back(authorize(fake, scope="api full"))["error"] == "invalid_scope"


def test_a_code_is_good_once_and_for_a_quarter_of_an_hour(fake):
    code = back(authorize(fake))["code"]
    assert exchange(fake, code).status_code == 200
    assert exchange(fake, code).json()["error_description"] == "expired authorization code"
    code = back(authorize(fake))["code"]
    fake.clock.advance(minutes=15)
    assert exchange(fake, code).json()["error"] == "invalid_grant"


def test_a_permission_that_stays_needs_its_scope(fake):
    granted = exchange(fake, back(authorize(fake, scope="api"))["code"]).json()
    assert "refresh_token" not in granted
    assert granted["scope"] == "api"


def test_a_permission_that_was_shown_is_over_where_the_app_rotates(fake):
    fake.oauth.rotates = True
    first = fake.oauth.grant()
    second = refresh(fake, first).json()["refresh_token"]
    assert refresh(fake, first).json()["error_description"] == "expired access/refresh token"
    assert refresh(fake, second).status_code == 200


def test_the_sixth_permission_ends_the_first(fake):
    first, *others = (fake.oauth.grant() for _ in range(6))
    assert refresh(fake, first).status_code == 400
    assert all(refresh(fake, one).status_code == 200 for one in others)


def test_an_app_may_want_its_secret_for_everything(fake):
    fake.oauth.wants_secret = True
    permission = fake.oauth.grant()
    assert refresh(fake, permission).json()["error"] == "invalid_client"
    assert refresh(fake, permission, client_secret=fake.client_secret).status_code == 200


def test_secrets_in_the_address_are_refused(fake):
    permission = fake.oauth.grant()
    place = f"{fake.url}/services/oauth2/token?refresh_token={permission}"
    answer = httpx.post(place, data={"client_id": fake.client_id, "grant_type": "refresh_token"})
    assert answer.json()["error"] == "invalid_request"


def test_what_is_given_back_is_no_token_afterwards(fake):
    permission = fake.oauth.grant()
    revoke = fake.url + "/services/oauth2/revoke"
    assert httpx.post(revoke, data={"token": permission}).status_code == 200
    again = httpx.post(revoke, data={"token": permission})
    assert (again.status_code, again.json()["error"]) == (400, "invalid_token")
