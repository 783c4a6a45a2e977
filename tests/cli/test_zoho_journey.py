"""An organisation of Zoho CRM through the command line: backed up, ruined, restored, and proven."""

import json

import pytest

from crmbackup_gui.sources.hosted.wire import Wire
from tests.fakes.zoho.zoho import FakeZoho
from tests.sources.zoho.organisation import clock_of_today, fill, natural
from tests.sources.zoho.setting import secrets_of

pytestmark = pytest.mark.usefixtures("passphrase")


@pytest.fixture
def zoho(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with FakeZoho(clock_of_today()) as zoho:
        # Nobody really waits: the service's clock goes on instead.
        monkeypatch.setattr(Wire, "wait", lambda _, seconds: zoho.clock.advance(seconds=seconds))
        yield zoho


@pytest.fixture
def firm(zoho):
    made = fill(zoho)
    zoho.clock.advance(hours=1)
    return made


@pytest.fixture
def url(zoho):
    return f"zoho://zylker@{zoho.host}"


@pytest.fixture
def given(zoho, tmp_path):
    return secrets(zoho, tmp_path / "secrets.json")


def secrets(zoho, path):
    known = secrets_of(zoho)
    path.write_text(json.dumps({name: known(name) for name in ("refresh_token", "client_id", "client_secret")}))
    path.chmod(0o600)
    return path


def test_what_was_ruined_comes_back_with_every_record_accounted_for(run, repo, zoho, firm, url, given):
    before = natural(zoho)
    backed_up = run("backup", url, "--repo", repo, "--source-secrets", given, "--json")
    assert backed_up.code in (0, 3), backed_up.err
    org = zoho.org
    zoho.clock.advance(hours=1)
    for contact in firm["contacts"][:3]:
        org.edit(contact, Last_Name="?")
    org.delete(firm["contacts"][5])
    org.delete(firm["accounts"][3])
    org.erase("Accounts", firm["accounts"][3].id)
    zoho.clock.advance(minutes=5)
    assert natural(zoho) != before
    rehearsed = run("restore", url, "--repo", repo, "--source-secrets", given, "--dry-run", "--json").result
    ran = run("restore", url, "--repo", repo, "--source-secrets", given, "--json")
    assert ran.code in (0, 3), ran.err
    assert (ran.result["failed"], ran.result["differences"]) == (0, 0)
    assert [rehearsed[end] for end in ("created", "undeleted", "failed")] == [
        ran.result[end] for end in ("created", "undeleted", "failed")
    ]
    assert natural(zoho) == before


def test_the_next_backup_holds_what_changed_and_takes_few_calls(run, repo, zoho, firm, url, given):
    run("backup", url, "--repo", repo, "--source-secrets", given)
    zoho.clock.advance(hours=1)
    zoho.org.edit(firm["contacts"][3], Last_Name="Other")
    zoho.clock.advance(minutes=5)
    second = run("backup", url, "--repo", repo, "--source-secrets", given, "--json").result
    assert (second["strategy"], second["records_added"], second["records_changed"]) == ("incremental", 0, 1)


@pytest.mark.usefixtures("firm")
def test_no_secret_is_printed_or_kept(run, repo, url, given, tmp_path):
    kept = json.loads(given.read_text())
    ran = run("backup", url, "--repo", repo, "--source-secrets", given)
    given.unlink()
    for secret in (kept["refresh_token"], kept["client_secret"]):
        assert secret not in ran.out + ran.err
        assert not any(secret.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.usefixtures("firm")
def test_a_restore_into_another_organisation_makes_everything_there_once(run, repo, zoho, url, given, tmp_path):
    run("backup", url, "--repo", repo, "--source-secrets", given, "--crm", "Zylker")
    with FakeZoho(zoho.clock) as other:
        other.org.number = "7000001"
        other.org.next_id = 40  # some ids are those of other records there
        also = secrets(other, tmp_path / "other.json")
        asked = ("restore", f"zoho://zylker@{other.host}", "--repo", repo, "--source-secrets", also, "--crm", "Zylker")
        ran = run(*asked, "--json")
        assert ran.code in (0, 3), ran.err
        assert (ran.result["failed"], ran.result["differences"]) == (0, 0)
        assert any("another account" in warning for warning in ran.result["report"]["warnings"])
        assert natural(other) == natural(zoho)
        again = run(*asked, "--json").result
        assert (again["created"], again["updated"], again["failed"]) == (0, 0, 0)
