"""Signing in from the command line: a person opens the address that it prints, and backups run by themselves then."""

import json
import os
import socket
import subprocess
import sys
import threading
import webbrowser
from contextlib import closing

import httpx
import pytest

from crmbackup_gui.services.callback import callback_address
from crmbackup_gui.services.crm_secrets import CrmSecrets
from tests.fakes.salesforce.service import FakeSalesforce

PROGRAM = (sys.executable, "-c", "import sys; from crmbackup_gui.cli.app import main; sys.exit(main())")


@pytest.fixture
def port():
    """One that is free."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def salesforce(port):
    with FakeSalesforce() as fake:
        fake.oauth.callbacks.add(callback_address(port))
        yield fake


@pytest.fixture
def sign_in(run, salesforce, port):
    """Runs the command for the app of the fake."""

    def sign_in_(*options):
        url = f"salesforce://{salesforce.host}"
        return run("sign-in", url, "--client", salesforce.client_id, "--port", str(port), *options)

    return sign_in_


def look(address):
    return httpx.get(address, follow_redirects=True, trust_env=False)


@pytest.fixture
def browser(monkeypatch):
    """A browser in which somebody says yes. Gives what was opened."""
    opened, people = [], []

    def open_(address):
        opened.append(address)
        people.append(threading.Thread(target=look, args=(address,)))
        people[-1].start()
        return True

    monkeypatch.setattr(webbrowser, "open", open_)
    yield opened
    for person in people:
        person.join()


def test_who_has_signed_in_backs_up_by_the_address_that_is_told(run, sign_in, salesforce, browser, repo, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_CLIENT_SECRET", salesforce.client_secret)
    ran = sign_in()
    assert ran.code == 0, ran.err
    url = f"salesforce://{salesforce.host}?client={salesforce.client_id}"
    assert browser[0] in ran.out
    assert url in ran.out
    monkeypatch.delenv("CRMBACKUP_CLIENT_SECRET")
    kept = CrmSecrets().of(url)
    for secret in (kept("refresh_token"), kept("client_secret")):
        assert secret
        assert secret not in ran.out + ran.err
    assert run("backup", url, "--repo", repo, "--json").result["outcome"] in ("ok", "warnings")
    left = run("sign-out", url, "--json")
    assert (left.code, left.result["given_back"]) == (0, True)
    refused = run("backup", url, "--repo", repo)
    assert refused.code == 1
    assert "crmbackup sign-in" in refused.err


def test_programs_are_told_the_address_and_without_a_keyring_nothing_stays_anywhere(salesforce, port, tmp_path):
    """In a process of its own, whose arguments any user of the computer may read."""
    environment = {**os.environ, "CRMBACKUP_CLIENT_SECRET": salesforce.client_secret}
    environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    options = ("--client", salesforce.client_id, "--port", str(port), "--json")
    command = [*PROGRAM, "sign-in", f"salesforce://{salesforce.host}", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path) as program:
        told = json.loads(program.stdout.readline())
        assert (told["event"], told["callback"]) == ("sign-in", callback_address(port))
        assert look(told["address"]).status_code == 200
        result = json.loads(program.stdout.readlines()[-1])
    assert result["outcome"] == "failed"
    assert "keyring" in result["error"]
    assert salesforce.oauth.refresh_tokens == []


def test_who_says_no_ends_the_command_with_the_services_code(sign_in, salesforce, browser):
    salesforce.oauth.denies = True
    ran = sign_in()
    assert (ran.code, len(browser)) == (1, 1)
    assert "access_denied" in ran.err
    assert CrmSecrets().of(f"salesforce://{salesforce.host}")("refresh_token") is None


def test_a_terminal_is_told_what_to_register(run):
    ran = run("sign-in", "zoho://accounts.zoho.eu", "--show", "--backup-only")
    assert ran.code == 0
    assert callback_address() in ran.out
    assert "ZohoCRM.modules.READ" in ran.out
    assert "ZohoCRM.modules.ALL" not in ran.out
    told = run("sign-in", "hubspot://", "--show", "--json").result
    assert told["secret"] == "needed"
    assert {"name": "oauth", "need": "stay", "gives": "Stay signed in", "optional": False} in told["scopes"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sqlite:///x.db", "--client", "a"), "sqlite"),
        (("salesforce://login.salesforce.com",), "--client"),
        (("hubspot://", "--client", "a"), "secret of the app"),
        (("zoho://accounts.zoho.eu", "--client", "a", "--scope", "everything"), "everything"),
    ],
)
def test_what_cannot_be_signed_in_to_is_said(run, arguments, words):
    ran = run("sign-in", *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_a_port_that_another_program_has_is_named_with_what_to_do(sign_in, port):
    with closing(socket.create_server(("127.0.0.1", port))):
        ran = sign_in("--no-browser")
    assert ran.code == 1
    assert callback_address(port) in ran.err
    assert "--port" in ran.err


def test_signing_out_of_a_crm_that_nobody_signed_in_to_is_no_failure(run):
    ran = run("sign-out", "zoho://accounts.zoho.eu")
    assert ran.code == 0
    assert "Nobody was signed in" in ran.out
