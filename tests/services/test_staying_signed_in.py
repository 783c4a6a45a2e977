"""What a sign-in has given: renewed, kept, taken back and given back, against the fakes of the three services."""

import threading

import keyring
import pytest
from keyring.errors import NoKeyringError

from crmbackup_gui.errors import (
    AccessExpired,
    AccessRevoked,
    SourceUnreachable,
)
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.signing_in import SignInRequest, sign_out, take_back
from crmbackup_gui.sources.hosted import wire
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import consent_of
from tests.fakes.serving import Trouble, on_path
from tests.services.sign_ins import SOON, browsing


def test_a_permission_that_was_taken_back_is_told_from_one_that_never_was_and_from_a_lost_network(office, monkeypatch):
    monkeypatch.setattr(wire, "_backoff", lambda _: 0.0)
    with pytest.raises(AccessExpired):
        open_crm(f"{office.url}", CrmSecrets()).exists()
    office.sign_in()
    kept = office.permission
    office.revoke()
    with pytest.raises((AccessRevoked, AccessExpired)) as refused:
        open_crm(office.url, office.secrets).exists()
    assert kept not in str(refused.value)
    office.fake.__exit__()
    try:
        with pytest.raises(SourceUnreachable):
            open_crm(office.url, office.secrets).exists()
    finally:
        office.fake.__enter__()


def test_salesforce_tells_a_permission_that_grew_too_old_from_a_user_who_is_gone(salesforce):
    salesforce.sign_in()
    salesforce.fake.oauth.user_active = False
    with pytest.raises(AccessRevoked, match="inactive"):
        open_crm(salesforce.url, salesforce.secrets).exists()
    salesforce.fake.oauth.outlived.add(salesforce.permission)
    with pytest.raises(AccessExpired):
        open_crm(salesforce.url, salesforce.secrets).exists()


def test_each_refresh_may_give_another_permission_and_that_is_kept(salesforce):
    salesforce.sign_in()
    salesforce.fake.oauth.rotates = True
    seen = [salesforce.permission]
    for _ in range(3):
        assert open_crm(salesforce.url, salesforce.secrets).exists()
        seen.append(CrmSecrets().of(salesforce.url)("refresh_token"))
        assert open_crm(salesforce.url, CrmSecrets()).exists()
        seen.append(salesforce.permission)
    assert len(set(seen)) == len(seen)
    assert salesforce.fake.oauth.refresh_tokens == [seen[-1]]


def test_programs_that_renew_at_once_do_not_lose_the_permission(salesforce):
    salesforce.sign_in()
    salesforce.fake.oauth.rotates = True
    failed = []

    def open_it():
        try:
            open_crm(salesforce.url, CrmSecrets()).exists()
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    programs = [threading.Thread(target=open_it) for _ in range(6)]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
    assert failed == []
    assert salesforce.fake.oauth.refresh_tokens == [salesforce.permission]


def test_a_permission_that_is_known_until_the_program_ends_is_renewed_there(salesforce):
    salesforce.sign_in(remember=False)
    salesforce.fake.oauth.rotates = True
    before = salesforce.permission
    assert CrmSecrets().of(salesforce.url)("refresh_token") is None
    assert open_crm(salesforce.url, salesforce.secrets).exists()
    assert salesforce.permission not in (before, None)
    assert CrmSecrets().of(salesforce.url)("refresh_token") is None


def test_a_look_at_a_crm_renews_what_is_known_until_the_program_ends(salesforce, tmp_path):
    program = Program(tmp_path / "config", tmp_path / "state", crm_secrets=salesforce.secrets)
    url = salesforce.sign_in(remember=False).url
    salesforce.fake.oauth.rotates = True
    for given in ({}, {"password": "of another way"}, {}):
        assert program.look_at_source(url, given).url == url
    assert salesforce.fake.oauth.refresh_tokens == [salesforce.permission]


def test_signing_in_again_gives_the_permission_of_before_back(salesforce, zoho):
    for office in (salesforce, zoho):
        office.sign_in()
        before = office.permission
        office.sign_in()
        assert office.permission != before
        other = CrmSecrets()
        other.enter(office.url, {"refresh_token": before, "client_id": office.request.client})
        other.enter(office.url, {"client_secret": office.request.client_secret})
        with pytest.raises((AccessRevoked, AccessExpired)):
            open_crm(office.url, other).exists()


def test_a_sign_in_that_cannot_be_kept_leaves_the_one_that_is_kept_as_good_as_it_was(office, monkeypatch):
    office.sign_in()
    kept = office.permission

    def full(*_):
        raise OSError("there is no room")

    monkeypatch.setattr(keyring, "set_password", full)
    signed_in = office.sign_in()
    assert signed_in.not_kept is not None
    assert open_crm(office.url, CrmSecrets()).exists()
    take_back(signed_in, office.secrets)
    assert CrmSecrets().of(office.url)("refresh_token") == kept
    assert open_crm(office.url, CrmSecrets()).exists()
    if consent_of(parse_location(office.url).scheme).adds_up:
        with pytest.raises((AccessRevoked, AccessExpired)):
            open_crm(office.url, office.secrets).exists()


def test_an_app_without_a_secret_is_not_shown_that_of_the_app_before(salesforce):
    salesforce.sign_in()
    salesforce.sign_in(client_secret="")
    assert salesforce.secrets.of(salesforce.url)("client_secret") is None
    assert open_crm(salesforce.url, salesforce.secrets).exists()


def test_a_machine_without_a_keyring_knows_the_access_until_the_program_ends(office, monkeypatch):
    def no_keyring(*_):
        raise NoKeyringError

    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, no_keyring)
    assert office.sign_in().not_kept is not None
    assert open_crm(office.url, office.secrets).exists()
    with pytest.raises(AccessExpired):
        open_crm(office.url, CrmSecrets()).exists()


def test_nobody_is_asked_to_type_what_a_sign_in_gives(office):
    def ask(words):
        raise AssertionError(words)

    with pytest.raises(AccessExpired):
        open_crm(office.url, CrmSecrets(ask=ask)).exists()
    office.sign_in()
    assert open_crm(office.url, CrmSecrets(ask=ask)).exists()


def test_signing_out_gives_the_permission_back_and_forgets_it(office):
    office.sign_in()
    held = office.permission
    assert sign_out(office.url, office.secrets).given_back
    assert office.permission is None
    assert office.secrets.of(office.url)("client_secret") is None
    assert CrmSecrets().of(office.url)("refresh_token") is None
    assert not any(held in str(request.query) or held in request.path for request in office.fake.requests)
    again = sign_out(office.url, office.secrets)
    assert (again.given_back, again.problem) == (False, None)


def test_signing_out_forgets_the_permission_also_where_the_service_does_not_answer(office):
    office.sign_in()
    office.fake.faults.plan(Trouble.ANSWER_LOST, on_path("revoke"))
    ended = sign_out(office.url, office.secrets)
    assert not ended.given_back
    assert isinstance(ended.problem, SourceUnreachable)
    assert office.permission is None


def test_a_crm_that_leaves_the_program_gives_back_what_a_sign_in_gave_it(office, tmp_path):
    program = Program(tmp_path / "config", tmp_path / "state", crm_secrets=office.secrets)
    sign_in = program.begin_sign_in(SignInRequest(**{**vars(office.request), "port": 0}))
    office.register(sign_in.callback)
    with browsing(sign_in.address):
        url = sign_in.wait(limit=SOON).url
    assert program.look_at_source(url).url == url
    held = office.permission
    program.forget_password(url)
    assert office.permission is None
    other = CrmSecrets()
    kept = {"refresh_token": held, "client_id": office.request.client, "client_secret": office.request.client_secret}
    other.enter(url, kept)
    with pytest.raises((AccessRevoked, AccessExpired)):
        open_crm(url, other).exists()
