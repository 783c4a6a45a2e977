import keyring
import pytest
from keyring.errors import KeyringLocked

from crmbackup_gui.services.keyring_secrets import SERVICE


@pytest.mark.usefixtures("passphrase")
def test_init_prints_the_recovery_code_once(run, tmp_path):
    ran = run("init", tmp_path / "repository")

    assert ran.code == 0
    assert ran.out.count("CRMB-") == 1


@pytest.mark.usefixtures("passphrase")
def test_init_in_json_has_the_recovery_code_and_the_place(run, tmp_path):
    ran = run("init", tmp_path / "repository", "--json")

    assert ran.result["outcome"] == "ok"
    assert ran.result["recovery_code"].startswith("CRMB-")
    assert ran.result["location"] == str(tmp_path / "repository")


@pytest.mark.usefixtures("passphrase")
def test_the_recovery_code_opens_the_repository(run, tmp_path, monkeypatch):
    code = run("init", tmp_path / "repository", "--no-keyring", "--json").result["recovery_code"]
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", code)

    assert run("points", "--repo", tmp_path / "repository").code == 0


@pytest.mark.usefixtures("passphrase")
def test_a_recovery_code_with_a_typing_error_is_a_wrong_key_and_the_error_is_named(run, tmp_path, monkeypatch):
    code = run("init", tmp_path / "repository", "--json").result["recovery_code"]
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", wrong)

    ran = run("points", "--repo", tmp_path / "repository", "--json")

    assert ran.code == 4
    assert "typing error" in ran.result["error"]


@pytest.mark.usefixtures("passphrase")
def test_after_init_the_keyring_of_this_machine_opens_the_repository(run, tmp_path, monkeypatch):
    run("init", tmp_path / "repository")
    monkeypatch.delenv("CRMBACKUP_PASSPHRASE")

    assert run("points", "--repo", tmp_path / "repository").code == 0


def test_without_keyring_nothing_is_kept_on_this_machine(run, repo, monkeypatch):
    monkeypatch.delenv("CRMBACKUP_PASSPHRASE")

    assert run("points", "--repo", repo).code == 4


@pytest.mark.usefixtures("passphrase")
def test_init_with_a_locked_keyring_warns_and_makes_the_repository(run, tmp_path, monkeypatch):
    def locked(*_):
        raise KeyringLocked

    monkeypatch.setattr(keyring, "set_password", locked)
    ran = run("init", tmp_path / "repository", "--json")

    assert ran.code == 3
    assert "locked" in ran.result["warnings"][0]
    kinds = {key["kind"] for key in run("keys", "list", "--repo", tmp_path / "repository", "--json").result["keys"]}
    assert kinds == {"passphrase", "recovery-code"}


@pytest.mark.usefixtures("passphrase")
def test_init_leaves_a_folder_alone_that_holds_other_files(run, tmp_path):
    (tmp_path / "Letters.TXT").write_text("dear")

    ran = run("init", tmp_path)

    assert ran.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["Letters.TXT"]


def test_init_without_a_passphrase_is_a_missing_key(run, tmp_path):
    assert run("init", tmp_path / "repository").code == 4


def test_init_refuses_an_empty_passphrase(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", "")

    assert run("init", tmp_path / "repository").code == 2
    assert not (tmp_path / "repository").exists()


def test_keys_are_listed_with_their_kinds(run, repo):
    keys = run("keys", "list", "--repo", repo, "--json").result["keys"]

    assert {key["kind"] for key in keys} == {"passphrase", "recovery-code"}
    assert all(set(key) == {"id", "kind", "created", "label", "weak"} for key in keys)


def test_an_added_passphrase_opens_the_repository(run, repo, tmp_path, monkeypatch):
    second = tmp_path / "second"
    second.write_text("another passphrase\n")
    second.chmod(0o600)

    assert run("keys", "add-passphrase", "--repo", repo, "--new-passphrase-file", second, "--label", "office").code == 0
    monkeypatch.delenv("CRMBACKUP_PASSPHRASE")
    assert run("points", "--repo", repo, "--passphrase-file", second).code == 0


def test_an_added_recovery_code_opens_the_repository(run, repo, monkeypatch):
    code = run("keys", "add-recovery-code", "--repo", repo, "--json").result["recovery_code"]
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", code)

    assert run("points", "--repo", repo).code == 0


def test_a_removed_key_no_longer_opens_the_repository(run, repo, monkeypatch):
    added = run("keys", "add-recovery-code", "--repo", repo, "--json").result

    assert run("keys", "remove", added["key"]["id"], "--repo", repo, "--json").result["removed"] == added["key"]["id"]
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", added["recovery_code"])
    assert run("points", "--repo", repo).code == 4


@pytest.mark.usefixtures("passphrase")
def test_removing_the_key_of_this_machine_also_forgets_it_here(run, tmp_path):
    repository = run("init", tmp_path / "repository", "--json").result["repository"]
    keys = run("keys", "list", "--repo", tmp_path / "repository", "--json").result["keys"]
    (device,) = (key["id"] for key in keys if key["kind"] == "device")
    assert keyring.get_password(SERVICE, repository) is not None

    run("keys", "remove", device, "--repo", tmp_path / "repository")

    assert keyring.get_password(SERVICE, repository) is None


def test_the_last_key_that_a_person_holds_cannot_be_removed(run, repo):
    kinds = {key["kind"]: key["id"] for key in run("keys", "list", "--repo", repo, "--json").result["keys"]}
    assert run("keys", "remove", kinds["recovery-code"], "--repo", repo).code == 0

    ran = run("keys", "remove", kinds["passphrase"], "--repo", repo, "--json")

    assert ran.code == 4
    assert "last one" in ran.result["error"]


def test_removing_a_key_that_is_not_there_finds_nothing(run, repo):
    assert run("keys", "remove", "ffff", "--repo", repo).code == 6


@pytest.mark.parametrize(
    "arguments",
    [
        ("points",),
        ("show", "latest"),
        ("verify",),
        ("plan",),
        ("keys", "list"),
        ("backup", "folder:///nowhere"),
        ("restore", "folder:///nowhere"),
        ("undo", "abc"),
        ("compare", "a", "b"),
    ],
)
def test_a_wrong_passphrase_is_refused_by_every_command(run, repo, monkeypatch, arguments):
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", "wrong one")

    ran = run(*arguments, "--repo", repo, "--json")

    assert ran.code == 4
    assert ran.result["outcome"] == "failed"
    assert ran.result["error"] == "The passphrase does not open this repository."
    assert ran.result["advice"]


def test_a_passphrase_file_goes_before_the_environment(run, repo, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong one")
    wrong.chmod(0o600)

    assert run("points", "--repo", repo, "--passphrase-file", wrong).code == 4
