"""The command line on repositories in clouds: every step from `init` to what is cleaned up."""

import secrets

import pytest

from crmbackup_gui.repository.place_record import place_records
from crmbackup_gui.services.opening import unlock_repository
from crmbackup_gui.services.secrets import SecretSource
from tests.engine.sqlite_state import state_of


@pytest.fixture(params=["seaweedfs", "azurite", "fake_gcs"])
def server(request, monkeypatch):
    running = request.getfixturevalue(request.param)
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running


@pytest.mark.usefixtures("passphrase")
def test_a_crm_is_backed_up_brought_back_checked_and_cleaned_up_in_a_cloud(run, server, database, sql, tmp_path):
    place = server.location(f"cli-{secrets.token_hex(6)}")
    options = [part for option in server.options for part in ("--store-option", option)]
    there = ("--repo", place, *options, "--json")
    crm = f"sqlite:///{database}"
    assert run("init", place, *options, "--no-keyring", "--json").result["location"] == place
    assert run("init", place, *options, "--no-keyring").code == 1
    unlocked = unlock_repository(place, SecretSource(), server.options)
    (record,) = place_records(unlocked.store, unlocked.master)
    assert (record.location, record.creates_once) == (place, True)
    ids, states = [], []
    for number in (3, 4, 5):
        made = run("backup", crm, *there, "--limit-rate", "5M").result
        assert made["outcome"] == "ok"
        ids.append(made["point"])
        states.append(state_of(database))
        sql(database, f"INSERT INTO company VALUES ({number}, 'new')")
    assert [point["id"] for point in run("points", *there).result["points"]] == ids
    assert run("verify", *there).result["damaged"] == []
    for number, (point, state) in enumerate(zip(ids, states, strict=True)):
        new = tmp_path / f"{number}.db"
        restored = run("restore", f"sqlite:///{new}", *there, "--point", point, "--create-schema").result
        assert restored["verified"]
        assert state_of(new) == state
    dropped = run("retention", *there, "--keep-last", "1", "--apply").result
    assert dropped["dropped"] == ids[:2]
    assert run("verify", *there).result["outcome"] == "ok"
    assert [point["id"] for point in run("points", *there).result["points"]] == ids[2:]


def test_wrong_usage_and_a_missing_key_are_sentences(run, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for arguments, code, words in (
        (("points", "--repo", "s3://bucket/x"), 1, "no access key"),
        (("points", "--repo", "s3://bucket/x", "--store-option", "secret=S3CRET"), 2, "is a secret"),
        (("points", "--repo", "s3://bucket/x?a=b"), 2, "--store-option"),
        (("points", "--repo", "az://container/x"), 2, "account"),
        (("points", "--repo", "s3://bucket/x", "--limit-rate", "fast"), 2, "limit to the rate"),
    ):
        ran = run(*arguments)
        assert ran.code == code, ran.err
        assert words in ran.err + ran.out
        assert "S3CRET" not in ran.err + ran.out
