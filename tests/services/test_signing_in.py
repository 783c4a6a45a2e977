"""Signing in by the browser, against the fakes of the three services over real HTTP."""

import logging
import re
import select
import socket
import threading
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from crmbackup_gui.errors import (
    CallbackTaken,
    Cancelled,
    InvalidRequest,
    OtherAccount,
    SignInRefused,
    SignInTimedOut,
    SourceUnreachable,
    SourceUnreadable,
    UnsupportedLocation,
)
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.callback import CALLBACK_PORT, callback_address
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.signing_in import SignInRequest, sign_in_form
from crmbackup_gui.sources.hosted import wire
from crmbackup_gui.sources.hosted.consent import AppSecret, Need
from tests.fakes.hubspot.server import ALL_SCOPES
from tests.fakes.serving import Response, Trouble, on_path
from tests.fakes.zoho.zoho import FakeZoho
from tests.services import sign_ins
from tests.services.sign_ins import OFFICES, SOON, awaited, browsing

TOKEN = "oauth.*token$"


def asked(sign_in):
    return {name: values[0] for name, values in parse_qs(urlsplit(sign_in.address).query).items()}


def answer(sign_in, **query):
    """An answer as any page can send the browser to."""
    return httpx.get(sign_in.callback, params=query, trust_env=False)


def test_who_has_signed_in_is_let_in_without_a_browser_from_then_on(office):
    signed_in = office.sign_in()
    assert (signed_in.url, signed_in.missing, signed_in.not_kept) == (office.url, (), None)
    assert open_crm(signed_in.url, office.secrets).exists()
    assert open_crm(signed_in.url, CrmSecrets()).exists()


def test_what_a_sign_in_keeps_stands_in_the_keyring_and_in_no_address(office):
    url = office.sign_in().url
    for secret in (office.permission, office.request.client_secret):
        assert secret
        assert secret not in url
        assert not any(secret in str(request.query) for request in office.fake.requests)


def test_nothing_secret_is_logged(office, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in = office.begin()
    with browsing(sign_in.address):
        sign_in.wait(limit=SOON)
    open_crm(office.url, office.secrets).exists()
    ours = "\n".join(f"{r.name} {r.getMessage()}" for r in caplog.records if "a person" not in (r.threadName or ""))
    for secret in (office.permission, office.request.client_secret, sign_in._verifier):
        assert secret not in ours
    assert "access_token" not in ours


def test_the_proof_key_is_the_digest_of_what_only_the_exchange_shows(office):
    sign_in = office.begin()
    question = asked(sign_in)
    assert question["code_challenge_method"] == "S256"
    assert sign_in._verifier not in sign_in.address
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", question["code_challenge"])
    assert re.fullmatch(r"[A-Za-z0-9_-]{43,128}", sign_in._verifier)
    sign_in.close()


def test_two_sign_ins_share_neither_state_nor_proof(office):
    first, second = office.begin(), office.begin()
    assert asked(first)["state"] != asked(second)["state"]
    assert asked(first)["code_challenge"] != asked(second)["code_challenge"]
    first.close()
    second.close()


def test_a_code_that_was_asked_for_by_somebody_else_is_refused(office):
    mine, others = office.begin(), office.begin()
    office.register(mine.callback)
    with browsing(others.address):
        stolen = others._callback.wait("", 20, CancelToken())
    others.close()
    place = f"{mine.callback}?code={stolen['code']}&state={asked(mine)['state']}"
    with browsing(place), pytest.raises(SignInRefused):
        mine.wait(limit=SOON)
    assert office.permission is None


def test_an_answer_with_another_state_is_turned_away_and_the_sign_in_goes_on(office):
    sign_in = office.begin()
    wrong = f"{sign_in.callback}?code=theirs&state=guessed"
    missing = f"{sign_in.callback}?code=theirs"
    with browsing(wrong, missing, sign_in.address) as pages:
        sign_in.wait(limit=SOON)
    assert [page.status_code for page in pages] == [403, 403, 200]


def test_a_second_answer_is_turned_away(office):
    sign_in = office.begin()
    question = asked(sign_in)
    with browsing(sign_in.address, f"{sign_in.callback}?code=second&state={question['state']}") as pages:
        first = sign_in._callback.wait("", 20, CancelToken())
        with pytest.raises(SignInTimedOut):
            sign_in._callback.wait("", 1, CancelToken())
    sign_in.close()
    assert first["code"] != "second"
    assert [page.status_code for page in pages] == [200, 403]


def test_who_says_no_is_believed_and_nothing_is_kept(office):
    office.deny()
    with pytest.raises(SignInRefused, match="denied"):
        office.sign_in()
    assert office.permission is None


def test_the_words_of_a_refusal_without_a_state_are_not_repeated(office):
    sign_in = office.begin()
    spread = f"{sign_in.callback}?error=access_denied&error_description=Call+555+1234"
    with browsing(spread), pytest.raises(SignInRefused) as refused:
        sign_in.wait(limit=SOON)
    assert refused.value.reason == "access_denied"


def test_nobody_answers_in_time(office):
    began = time.monotonic()
    sign_in = office.begin()
    with pytest.raises(SignInTimedOut):
        sign_in.wait(limit=timedelta(seconds=0.4))
    assert time.monotonic() - began < 10
    with pytest.raises(httpx.ConnectError):
        answer(sign_in, code="late")


def test_a_sign_in_is_cancelled_from_another_thread(office):
    sign_in, cancel = office.begin(), CancelToken()
    threading.Timer(0.3, cancel.cancel).start()
    with pytest.raises(Cancelled):
        sign_in.wait(cancel, limit=SOON)
    with pytest.raises(httpx.ConnectError):
        answer(sign_in, code="late")


def test_a_sign_in_that_is_closed_elsewhere_is_cancelled(office):
    sign_in = office.begin()
    threading.Timer(0.3, sign_in.close).start()
    with pytest.raises(Cancelled):
        sign_in.wait(limit=SOON)
    with pytest.raises(httpx.ConnectError):
        answer(sign_in, code="late")


def test_closing_twice_or_without_waiting_lets_the_port_go(office):
    sign_in = office.begin()
    sign_in.close()
    sign_in.close()
    with pytest.raises(httpx.ConnectError):
        answer(sign_in, code="late")


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_that_another_program_has_is_named(salesforce, family, host):
    try:
        other = socket.create_server((host, 0), family=family)
    except OSError:
        pytest.skip("this computer does not speak IPv6")
    with other:
        port = other.getsockname()[1]
        with pytest.raises(CallbackTaken) as taken:
            salesforce.begin(port=port)
    assert taken.value.address == callback_address(port)
    salesforce.begin(port=port).close()


def test_nobody_is_asked_for_the_name_of_this_computer(salesforce, monkeypatch):
    def asked_name(*_):
        raise AssertionError

    monkeypatch.setattr(socket, "getfqdn", asked_name)
    salesforce.begin().close()


def test_both_ways_to_this_computer_lead_to_the_callback(salesforce):
    sign_in = salesforce.begin()
    port = urlsplit(sign_in.callback).port
    hosts = [server.server_address[0] for server in sign_in._callback._servers]
    assert "127.0.0.1" in hosts
    with awaited(sign_in):
        for host in hosts:
            shown = f"[{host}]" if ":" in host else host
            page = httpx.get(f"http://{shown}:{port}/crmbackup?state=x&code=y", trust_env=False)
            assert page.status_code == 403


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 404),
        ("/crmbackup/more?code=c", {}, 404),
        ("/crmbackup?code=" + "c" * 20_000, {}, 404),
        ("/crmbackup?code=c", {"Host": "evil.example"}, 421),
        ("/crmbackup?" + "&".join(f"x{n}=y" for n in range(99)), {}, 403),
        ("/crmbackup?code=%ff%fe&state=%00", {}, 403),
    ],
)
def test_strange_requests_are_turned_away_and_repeated_nowhere(salesforce, path, headers, status):
    sign_in = salesforce.begin()
    with awaited(sign_in):
        page = httpx.get(sign_in.callback.removesuffix("/crmbackup") + path, headers=headers, trust_env=False)
    assert page.status_code == status
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "evil" not in page.text


def test_nothing_but_a_look_is_taken(salesforce):
    sign_in = salesforce.begin()
    with awaited(sign_in):
        assert (
            httpx.post(f"{sign_in.callback}?code=c&state={asked(sign_in)['state']}", trust_env=False).status_code == 501
        )


def test_connections_on_which_nothing_is_said_hold_up_nobody(salesforce):
    sign_in = salesforce.begin()
    silent = [socket.create_connection(("127.0.0.1", urlsplit(sign_in.callback).port)) for _ in range(5)]
    try:
        with browsing(sign_in.address):
            assert sign_in.wait(limit=SOON).url == salesforce.url
    finally:
        for one in silent:
            one.close()


def test_a_browser_that_knocks_and_goes_away_again_holds_up_nobody(salesforce, monkeypatch):
    knocks = []

    def knocking(servers, *_):
        knocks.append(servers)
        time.sleep(0.01)
        return servers, [], []

    def wait():
        with pytest.raises(SignInTimedOut):
            sign_in.wait(limit=timedelta(seconds=0.4))

    sign_in = salesforce.begin()
    monkeypatch.setattr(select, "select", knocking)
    program = threading.Thread(target=wait, daemon=True)
    program.start()
    program.join(10)
    assert knocks
    assert not program.is_alive()


def test_the_page_at_the_end_speaks_both_languages(salesforce):
    sign_in = salesforce.begin()
    with browsing(sign_in.address) as pages:
        sign_in.wait(limit=SOON)
    assert "You can close this page" in pages[0].text
    assert "您可以关闭此页面" in pages[0].text


def test_a_code_is_shown_once_and_a_lost_answer_changes_nothing(office):
    office.sign_in()
    before = office.permission
    office.fake.faults.plan(Trouble.ANSWER_LOST, on_path(TOKEN))
    with pytest.raises(SourceUnreachable):
        office.sign_in()
    assert office.permission == before
    assert open_crm(office.url, office.secrets).exists()


@pytest.mark.parametrize("fault", [Trouble.ANSWER_LOST, Trouble.ANSWER_CUT, sign_ins.response(503)])
def test_a_renewal_goes_on_through_passing_trouble(office, fault, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(wire, "_backoff", lambda _: 0.0)
    office.sign_in()
    office.fake.faults.plan(fault, on_path(TOKEN), times=2)
    assert open_crm(office.url, office.secrets).exists()


def test_an_answer_without_end_is_not_waited_for(office):
    office.sign_in()
    office.fake.faults.plan(Response(200, b"x" * (2 << 20)), on_path(TOKEN))
    with pytest.raises(SourceUnreadable):
        open_crm(office.url, office.secrets).exists()


def test_a_service_in_trouble_is_no_refusal(office):
    sign_in = office.begin()
    office.fake.faults.plan(sign_ins.response(503), on_path(TOKEN))
    with browsing(sign_in.address), pytest.raises(SourceUnreachable, match="503"):
        sign_in.wait(limit=SOON)


def test_an_app_with_a_wrong_secret_is_refused_in_the_services_words(office):
    with pytest.raises(SignInRefused, match="invalid"):
        office.sign_in(client_secret="wrong")
    assert office.permission is None


# What is a service's own


def test_a_backup_alone_asks_for_less_than_a_restore():
    for scheme in OFFICES:
        less, more = sign_in_form(scheme, restore=False), sign_in_form(scheme)
        assert all(scope.need is not Need.RESTORE for scope in less.scopes)
        assert len({scope.name for scope in more.scopes}) == len(more.scopes)
    names = [scope.name for scope in sign_in_form("zoho").scopes]
    assert "ZohoCRM.modules.ALL" in names
    assert "ZohoCRM.modules.READ" not in names


def test_only_the_scopes_that_are_named_are_asked_for_and_what_keeps_somebody_signed_in(hubspot):
    sign_in = hubspot.begin(scopes=("crm.objects.contacts.read", "crm.schemas.custom.read"))
    question = asked(sign_in)
    assert question["scope"] == "oauth crm.objects.contacts.read"
    assert question["optional_scope"] == "crm.schemas.custom.read"
    sign_in.close()
    with pytest.raises(InvalidRequest, match="cats"):
        hubspot.begin(scopes=("crm.objects.cats.read",))


def test_forms_say_what_to_register_and_whether_a_secret_is_due():
    for scheme in OFFICES:
        form = sign_in_form(scheme)
        assert form.callback == f"http://localhost:{CALLBACK_PORT}/crmbackup"
        assert form.app_secret is (AppSecret.NEEDED if scheme == "hubspot" else AppSecret.IF_IT_HAS_ONE)
    assert sign_in_form("zoho", port=9000).callback == "http://localhost:9000/crmbackup"
    assert sign_in_form("sqlite") is None


@pytest.mark.parametrize(
    ("request_", "trouble"),
    [
        (SignInRequest("sqlite:///x.db", "app"), UnsupportedLocation),
        (SignInRequest("salesforce://login.salesforce.com", " "), InvalidRequest),
        (SignInRequest("hubspot://", "app"), InvalidRequest),
        (SignInRequest("hubspot://acme", "app", "secret"), InvalidRequest),
        (SignInRequest("zoho://", "app"), InvalidRequest),
        (SignInRequest("zoho://accounts.zoho.eu/org", "app"), InvalidRequest),
        (SignInRequest("salesforce://login.salesforce.com/x", "app"), InvalidRequest),
    ],
)
def test_a_sign_in_that_cannot_be_is_refused_before_anything_listens(request_, trouble):
    with pytest.raises(trouble):
        sign_ins.begun(request_)


def test_a_request_shows_no_secret_when_it_is_printed(hubspot):
    assert hubspot.request.client_secret not in repr(hubspot.request)


def test_hubspot_tells_the_account_that_was_chosen_and_another_one_than_meant_is_refused(hubspot):
    assert hubspot.sign_in().account == hubspot.url.split("?")[0].removeprefix("hubspot://")
    hubspot.secrets.forget(hubspot.url)
    with pytest.raises(OtherAccount, match="12345678"):
        hubspot.sign_in(url=hubspot.request.url.replace("hubspot://", "hubspot://12345678"))
    assert hubspot.secrets.of("hubspot://12345678")("refresh_token") is None


def test_hubspot_says_what_an_account_lacks(hubspot):
    hubspot.fake.tokens.included = {s for s in hubspot.fake.tokens.included if "custom" not in s and s != "tickets"}
    assert hubspot.sign_in().missing == ()
    described = open_crm(hubspot.url, hubspot.secrets).catalog()
    assert described.entity("tickets") is None
    assert described.entity("contacts") is not None


def test_hubspot_is_asked_for_all_that_a_backup_can_read(hubspot):
    """A scope that is not asked for is data that nobody misses until it is gone."""
    question = asked(sign_in := hubspot.begin(restore=False))
    sign_in.close()
    assert set(ALL_SCOPES) - {s for s in ALL_SCOPES if s.endswith(".write")} <= {
        *question["scope"].split(),
        *question["optional_scope"].split(),
    }


def test_hubspot_is_asked_for_no_scope_that_it_does_not_have():
    """One unknown name, and HubSpot refuses the whole sign-in. These are of its page on pipelines, and of no others."""
    schemas = "appointments carts commercepayments companies contacts courses custom deals invoices line_items listings"
    known = {f"crm.schemas.{name}.read" for name in f"{schemas} orders quotes services subscriptions".split()}
    asked_for = {scope.name for scope in sign_in_form("hubspot").scopes if ".schemas." in scope.name}
    assert asked_for == known


def test_what_e_mails_say_is_no_empty_text_where_an_app_of_hubspot_may_not_read_it(hubspot):
    email = {"hs_timestamp": "2026-01-01T00:00:00Z", "hs_email_direction": "EMAIL", "hs_email_text": "hello"}
    hubspot.fake.account.add("emails", **email)
    hubspot.fake.tokens.included = set(ALL_SCOPES) - {"sales-email-read"}
    hubspot.sign_in()
    entity = open_crm(hubspot.url, hubspot.secrets).catalog().entity("emails")
    assert "hs_email_text" not in {field.name for field in entity.fields}


def test_an_app_of_salesforce_that_may_not_stay_is_told_of_its_scope(salesforce):
    sign_in = salesforce.begin()
    with (
        browsing(sign_in.address.replace("api+refresh_token", "api")),
        pytest.raises(SourceUnreadable, match="refresh_"),
    ):
        sign_in.wait(limit=SOON)


def test_a_user_of_another_data_centre_of_zoho_is_let_in_there(zoho):
    with FakeZoho() as europe:
        zoho.fake.accounts.server, zoho.fake.accounts.location = europe.url, "eu"
        europe.accounts.codes_from = zoho.fake.accounts
        signed_in = zoho.sign_in()
        assert signed_in.url == f"zoho://zylker@{europe.host}"
        assert zoho.fake.calls(TOKEN) == 0
        assert open_crm(signed_in.url, zoho.secrets).exists()


@pytest.mark.parametrize(
    "stranger",
    ["https://accounts.zoho.evil.example", "http://accounts.zoho.eu", "https://accounts.zoho.eu@evil.example", "x"],
)
def test_code_and_secret_are_shown_to_no_stranger_whom_an_answer_names(zoho, stranger):
    zoho.fake.accounts.server = stranger
    with pytest.raises(SourceUnreadable, match="no server of Zoho"):
        zoho.sign_in()
    assert zoho.fake.calls(TOKEN) == 0


def test_an_app_of_zoho_for_desktops_has_no_secret(zoho):
    zoho.fake.accounts.public = True
    zoho.sign_in(client_secret="")
    assert open_crm(zoho.url, zoho.secrets).exists()


def test_zoho_gives_a_permission_that_stays_each_time(zoho):
    first = zoho.sign_in()
    zoho.secrets.forget(first.url)
    assert zoho.sign_in().not_kept is None
    assert zoho.permission is not None
