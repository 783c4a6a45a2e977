"""`crmbackup keys change-passphrase`, and the four ways in which a key can fail."""

import keyring
import pytest
from keyring.errors import KeyringLocked

from crmbackup_gui.repository import keys
from crmbackup_gui.repository.keys import Argon2Costs

NEW = "an entirely new one"


@pytest.fixture(autouse=True)
def new_passphrase(monkeypatch):
    monkeypatch.setenv("CRMBACKUP_NEW_PASSPHRASE", NEW)


def ids(run, repo, kind):
    return [key["id"] for key in run("keys", "list", "--repo", repo, "--json").result["keys"] if key["kind"] == kind]


def test_a_changed_passphrase_opens_and_the_old_one_does_not(run, repo, monkeypatch):
    ran = run("keys", "change-passphrase", "--repo", repo, "--json")
    assert ran.code == 0
    assert run("points", "--repo", repo).code == 4
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", NEW)
    assert ids(run, repo, "passphrase") == [ran.result["key"]["id"]]


def test_with_the_recovery_code_a_forgotten_passphrase_is_changed(run, repo, monkeypatch):
    code = run("keys", "add-recovery-code", "--repo", repo, "--json").result["recovery_code"]
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", code)
    assert run("keys", "change-passphrase", "--repo", repo).code == 0
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", NEW)
    assert len(ids(run, repo, "passphrase")) == 1


def test_of_several_passphrases_the_one_that_is_given_is_changed(run, repo, tmp_path):
    (tmp_path / "second").write_text("second")
    run("keys", "add-passphrase", "--repo", repo, "--new-passphrase-file", tmp_path / "second")
    first, second = ids(run, repo, "passphrase")
    changed = run("keys", "change-passphrase", "--repo", repo, "--passphrase-file", tmp_path / "second", "--json")
    assert changed.result["removed"] == max((first, second), key=lambda id_: id_ == changed.result["removed"])
    assert run("points", "--repo", repo).code == 0
    assert run("points", "--repo", repo, "--passphrase-file", tmp_path / "second").code == 4


def test_of_several_passphrases_and_another_key_one_must_be_named(run, repo, monkeypatch, tmp_path):
    (tmp_path / "second").write_text("second")
    run("keys", "add-passphrase", "--repo", repo, "--new-passphrase-file", tmp_path / "second")
    code = run("keys", "add-recovery-code", "--repo", repo, "--json").result["recovery_code"]
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", code)
    assert run("keys", "change-passphrase", "--repo", repo).code == 2
    named = ids(run, repo, "passphrase")[1]
    ran = run("keys", "change-passphrase", "--key", named[:6], "--repo", repo, "--json")
    assert (ran.code, ran.result["removed"]) == (0, named)


def test_without_a_new_passphrase_nothing_is_changed(run, repo, monkeypatch):
    before = ids(run, repo, "passphrase")
    monkeypatch.delenv("CRMBACKUP_NEW_PASSPHRASE")
    assert run("keys", "change-passphrase", "--repo", repo).code == 4
    assert ids(run, repo, "passphrase") == before


def test_a_key_command_makes_a_passphrase_as_costly_as_todays(run, repo, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=256, iterations=2, lanes=1))
    assert run("points", "--repo", repo).code == 0
    assert [key["weak"] for key in run("keys", "list", "--repo", repo, "--json").result["keys"]] == [False, False]


def locked(*_):
    raise KeyringLocked


def test_the_four_ways_in_which_a_key_fails_are_told_apart_and_each_says_what_to_do(run, repo, monkeypatch):
    def told(passphrase):
        if passphrase is None:
            monkeypatch.delenv("CRMBACKUP_PASSPHRASE", raising=False)
        else:
            monkeypatch.setenv("CRMBACKUP_PASSPHRASE", passphrase)
        ran = run("points", "--repo", repo, "--json")
        assert ran.code == 4
        return ran.result["error"], ran.result["advice"]

    (code,) = ids(run, repo, "recovery-code")
    run("keys", "remove", code, "--repo", repo)
    wrong = told("wrong one")
    no_slot = told(keys.format_code(bytes(20)))
    no_entry = told(None)
    with monkeypatch.context() as patched:
        patched.setattr(keyring, "get_password", locked)
        is_locked = told(None)
    four = (wrong, no_slot, no_entry, is_locked)
    assert len({error for error, _ in four}) == 4
    assert len({advice for _, advice in four}) == 4
    assert [
        words in error
        for (error, _), words in zip(four, ("does not open", "has no", "keeps none", "locked"), strict=True)
    ] == [True] * 4
