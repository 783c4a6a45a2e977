"""The password of a CRM on a server: from where the command line takes it, and that it goes nowhere."""

import json

import pytest

from crmbackup_gui.services.crm_secrets import CrmSecrets
from tests.fake_server import PASSWORD, stand_in

URL = "postgresql://crm@db.example.com/sales"


@pytest.fixture
def server(monkeypatch, database):
    return stand_in(monkeypatch, sales=database, empty=database.with_name("empty.db"))


@pytest.fixture
def secrets(tmp_path):
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps({"password": PASSWORD}))
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("command", ["backup", "restore", "undo", "verify", "compare", "run-due"])
def test_every_command_that_opens_a_crm_takes_its_secrets(run, command):
    assert "--source-secrets" in run(command, "--help").out


@pytest.mark.parametrize("command", ["init", "points", "show", "plan", "demo"])
def test_the_others_take_none(run, command):
    assert "--source-secrets" not in run(command, "--help").out


@pytest.mark.usefixtures("server")
def test_a_file_of_secrets_opens_the_crm_for_every_command(run, repo, secrets, sql, database):
    point = run("backup", URL, "--repo", repo, "--source-secrets", secrets, "--json").result["point"]
    sql(database, "UPDATE person SET city = 'Lima' WHERE id = 1")
    compared = run("compare", point, URL, "--repo", repo, "--source-secrets", secrets, "--json")
    verified = run("verify", "--repo", repo, "--against", URL, "--source-secrets", secrets, "--json")
    restored = run("restore", URL, "--repo", repo, "--source-secrets", secrets, "--json").result
    undone = run("undo", restored["safety_point"], "--repo", repo, "--source-secrets", secrets, "--json").result

    assert sum(entity["changed"] for entity in compared.result["entities"]) == 1
    assert verified.code == 3
    assert (restored["updated"], undone["updated"]) == (1, 1)
    assert sql(database, "SELECT city FROM person WHERE id = 1") == [("Lima",)]


@pytest.mark.usefixtures("server")
def test_the_environment_opens_it_too(run, repo, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", PASSWORD)

    assert run("backup", URL, "--repo", repo).code == 0


@pytest.mark.usefixtures("server")
def test_so_does_the_keyring(run, repo):
    CrmSecrets().keep(URL, {"password": PASSWORD})

    assert run("backup", URL, "--repo", repo).code == 0


@pytest.mark.usefixtures("server")
def test_without_any_password_a_sentence_says_so_and_where_to_put_it(run, repo):
    ran = run("backup", URL, "--repo", repo, "--json")

    assert ran.code == 1
    assert "wants a password" in ran.result["error"]
    assert "CRMBACKUP_SOURCE_PASSWORD" in ran.result["advice"]


@pytest.mark.usefixtures("server")
def test_a_wrong_password_is_refused_and_never_repeated(run, repo, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_SOURCE_PASSWORD", "a wrong one")
    ran = run("backup", URL, "--repo", repo, "--json", "--debug")

    assert ran.code == 1
    assert "refused the login" in ran.result["error"]
    assert "a wrong one" not in ran.out + ran.err


@pytest.mark.usefixtures("server")
def test_an_unusable_file_is_exit_2_also_where_the_crm_is_a_file(run, repo, crm, tmp_path):
    assert run("backup", crm, "--repo", repo, "--source-secrets", tmp_path / "nowhere").code == 2


@pytest.mark.usefixtures("server")
def test_the_password_is_printed_and_stored_nowhere(run, repo, secrets, own_home):
    target = "postgresql://crm@db.example.com/empty"
    printed = [
        run("backup", URL, "--repo", repo, "--source-secrets", secrets, "--debug", "--json"),
        run("restore", target, "--repo", repo, "--crm", "sales", "--create-schema", "--source-secrets", secrets),
        run("show", "latest", "--repo", repo, "--json"),
    ]
    kept = [path.read_bytes() for root in (repo, own_home) for path in root.rglob("*") if path.is_file()]

    assert [ran.code for ran in printed] == [0, 0, 0]
    assert all(PASSWORD not in ran.out + ran.err for ran in printed)
    assert kept
    assert not any(PASSWORD.encode() in content for content in kept)
