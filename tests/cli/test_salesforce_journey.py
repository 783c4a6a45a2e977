"""An org of Salesforce through the command line: backed up, ruined, restored, proven, and restored into another org."""

import json

import pytest

from crmbackup_gui.sources.hosted.wire import Wire
from tests.sources.salesforce.orgs import fill, natural, new_fake, secrets_of

pytestmark = pytest.mark.usefixtures("passphrase")


@pytest.fixture(autouse=True)
def own_folders(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def org(monkeypatch):
    with new_fake() as org:
        # Nobody really waits: the service's clock goes on instead.
        monkeypatch.setattr(Wire, "wait", lambda _, seconds: org.clock.advance(seconds=seconds))
        yield org


@pytest.fixture
def firm(org):
    return fill(org)


def url(org):
    return f"salesforce://backup%40acme.example@{org.host}"


def secrets(org, path):
    path.write_text(json.dumps({name: secrets_of(org)(name) for name in ("password", "security_token")}))
    path.chmod(0o600)
    return path


def test_what_was_ruined_comes_back_with_every_record_accounted_for(run, repo, org, firm, tmp_path):
    given = secrets(org, tmp_path / "secrets.json")
    before = natural(org)
    told = run("backup", url(org), "--repo", repo, "--source-secrets", given, "--dry-run", "--json")
    backed_up = run("backup", url(org), "--repo", repo, "--source-secrets", given, "--json")
    assert backed_up.code in (0, 3), backed_up.err
    assert told.result["forecast"]["limit"] == 100_000
    accounts, people = firm
    org.clock.advance(hours=1)
    org.org.update("Contact", people[0], {"LastName": "?"})
    org.org.delete(accounts[0])
    org.org.delete(people[7])
    org.org.empty_recycle_bin()
    org.clock.advance(minutes=20)
    rehearsed = run("restore", url(org), "--repo", repo, "--source-secrets", given, "--dry-run", "--json").result
    ran = run("restore", url(org), "--repo", repo, "--source-secrets", given, "--json")
    assert ran.code in (0, 3), ran.err
    ends = ("created", "updated", "undeleted", "skipped", "failed")
    assert [rehearsed[end] for end in ends] == [ran.result[end] for end in ends]
    assert (ran.result["failed"], ran.result["differences"]) == (0, 0)
    assert natural(org) == before
    again = run("restore", url(org), "--repo", repo, "--source-secrets", given, "--json").result
    assert (again["created"], again["updated"]) == (0, 0)


def test_a_restore_into_another_org_finds_its_people_and_kinds_and_makes_all_else(run, repo, org, firm, tmp_path):
    assert firm
    given = secrets(org, tmp_path / "secrets.json")
    run("backup", url(org), "--repo", repo, "--source-secrets", given, "--crm", "Acme")
    # Some ids are those of other records there.
    with new_fake(first=17) as other:
        other.org.seed("User", Username="ada@acme.example", LastName="Ada", Email="ada@acme.example", Alias="ada")
        also = secrets(other, tmp_path / "other.json")
        ran = run("restore", url(other), "--repo", repo, "--source-secrets", also, "--crm", "Acme", "--json")
        assert ran.code in (0, 3), ran.err
        assert (ran.result["failed"], ran.result["differences"]) == (0, 0)
        assert any("another account" in warning for warning in ran.result["report"]["warnings"])
        assert natural(other) == natural(org)
        again = run("restore", url(other), "--repo", repo, "--source-secrets", also, "--crm", "Acme", "--json").result
        assert (again["created"], again["updated"], again["failed"]) == (0, 0, 0)


def test_a_wrong_password_is_told_and_stands_nowhere(run, repo, org, tmp_path):
    given = tmp_path / "secrets.json"
    given.write_text(json.dumps({"password": "Wrong-Password-77"}))
    given.chmod(0o600)
    ran = run("backup", url(org), "--repo", repo, "--source-secrets", given)
    assert ran.code == 1
    assert "Wrong-Password-77" not in ran.out + ran.err
