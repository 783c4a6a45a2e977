"""A HubSpot account through the command line: backed up, ruined, restored, and proven."""

import json

import pytest

from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.kinds import Property
from tests.fakes.hubspot.server import ALL_SCOPES, READ_SCOPES, HubSpot
from tests.sources.hubspot.accounts import clock, fill, natural


@pytest.fixture
def hubspot(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    early = clock()
    early.advance(minutes=-5)
    with HubSpot(early) as hubspot:
        fill(hubspot)
        yield hubspot


@pytest.fixture
def url(hubspot):
    return f"hubspot://{PORTAL}?server={hubspot.host}"


def secrets(hubspot, path, scopes=ALL_SCOPES):
    path.write_text(json.dumps({"token": hubspot.tokens.private_app(scopes)}))
    path.chmod(0o600)
    return path


@pytest.mark.usefixtures("passphrase")
def test_what_was_archived_and_changed_comes_back(run, repo, hubspot, url, tmp_path):
    given = secrets(hubspot, tmp_path / "secrets.json")
    before = natural(hubspot)
    backed_up = run("backup", url, "--repo", repo, "--source-secrets", given, "--json")
    assert backed_up.code == 0, backed_up.err
    account, kinds = hubspot.account, hubspot.account.kinds
    for name in ("contacts", "deals", "notes"):
        account.archive(kinds[name], next(iter(kinds[name].records)))
    [person] = [r for r in kinds["contacts"].records.values() if r.properties["email"] == "p5@example.org"]
    account.update(kinds["contacts"], person, {"lastname": "?"})
    ran = run("restore", url, "--repo", repo, "--source-secrets", given, "--json")
    assert ran.code in (0, 3), ran.err  # 3 where it lists what HubSpot computed anew
    assert (ran.result["failed"], ran.result["differences"]) == (0, 0)
    assert natural(hubspot) == before


@pytest.mark.usefixtures("passphrase")
def test_what_the_token_may_not_see_is_told(run, repo, hubspot, url, tmp_path):
    given = secrets(hubspot, tmp_path / "secrets.json", READ_SCOPES - {"crm.objects.deals.read"})
    ran = run("backup", url, "--repo", repo, "--source-secrets", given)
    assert "deals" in ran.out + ran.err
    assert "crm.objects.deals.read" in ran.out + ran.err


@pytest.mark.usefixtures("passphrase")
def test_the_token_is_nowhere_in_what_is_printed_or_kept(run, repo, hubspot, url, tmp_path):
    given = secrets(hubspot, tmp_path / "secrets.json")
    token = json.loads(given.read_text())["token"]
    ran = run("backup", url, "--repo", repo, "--source-secrets", given)
    assert token not in ran.out + ran.err
    given.unlink()
    assert not any(token.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.usefixtures("passphrase")
def test_what_a_backup_and_a_restore_will_take_is_told_before_they_run(run, repo, hubspot, url, tmp_path):
    given = secrets(hubspot, tmp_path / "secrets.json")
    first = run("backup", url, "--repo", repo, "--source-secrets", given, "--dry-run", "--json").result["forecast"]
    assert 0 < first["calls"] < first["left"] < first["limit"] == 250_000
    assert run("points", "--repo", repo, "--json").result["points"] == []
    run("backup", url, "--repo", repo, "--source-secrets", given)
    told = run("restore", url, "--repo", repo, "--source-secrets", given, "--dry-run")
    assert "It will take at least" in told.out
    assert "250,000" in told.out


@pytest.mark.usefixtures("passphrase")
def test_a_database_says_that_it_grants_as_many_calls_as_one_likes(run, repo, crm):
    assert "as many calls" in run("backup", crm, "--repo", repo, "--dry-run").err


@pytest.mark.usefixtures("passphrase")
def test_a_restore_into_another_account_makes_everything_there_once(run, repo, hubspot, url, tmp_path):
    given = secrets(hubspot, tmp_path / "secrets.json")
    run("backup", url, "--repo", repo, "--source-secrets", given, "--crm", "Firm")
    with HubSpot(hubspot.clock) as other:
        other.account.portal = PORTAL + 1
        other.account.skip_ids(7)  # some ids are those of other records there
        structure(other)
        also = secrets(other, tmp_path / "other.json")
        place = f"hubspot://{PORTAL + 1}?server={other.host}"
        asked = ("restore", place, "--repo", repo, "--source-secrets", also, "--crm", "Firm", "--json")
        ran = run(*asked)
        assert ran.code in (0, 3), ran.err
        assert (ran.result["failed"], ran.result["differences"]) == (0, 0)
        assert any("another account" in warning for warning in ran.result["report"]["warnings"])
        assert by_people(other) == by_people(hubspot)
        again = run(*asked).result
        assert (again["created"], again["updated"], again["failed"]) == (0, 0, 0)


def by_people(hubspot):
    """As `natural`, with people by what they are called and not by the ids that an account gives them."""
    called = {owner["id"]: owner["email"] for owner in hubspot.account.owners}
    return {
        name: ({**values, **{n: called[v] for n, v in values.items() if n == "hubspot_owner_id"}}, links)
        for name, (values, links) in natural(hubspot).items()
    }


def structure(account_of):
    """What an account needs before records come: its people, its own object type and its label."""
    account = account_of.account
    account.add_owner("boss@example.org", "Ada", "Boss")
    account.add_owner("gone@example.org", archived=True)
    account.add_custom("car", ("Car", "Cars"), [Property("vin", unique=True), Property("seats", "number")], ("vin",))
    account.links.define_label("contacts", "companies", "Adviser", "Advised by")
