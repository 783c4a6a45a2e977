"""No key reaches a disk, a log, a message or the words for an object."""

import base64
import gc
import logging

import pytest

from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.repository import keys, sealing
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.core_dumps import forbid_core_dumps
from crmbackup_gui.services.keyring_secrets import stored_secret
from crmbackup_gui.services.open_repositories import OpenRepositories
from crmbackup_gui.services.opening import create_repository, unlock_with
from crmbackup_gui.services.secrets import SecretSource

OLD, SECOND, NEW = "a first secret sentence", "a second secret sentence", "a third secret sentence"


def spellings(secret):
    """A secret as it is, and as programs like to write bytes."""
    content = secret.encode() if isinstance(secret, str) else secret
    return [
        content,
        content.hex().encode(),
        content.hex().upper().encode(),
        base64.b64encode(content).rstrip(b"="),
        repr(content)[2:-1].encode(),
    ]


def held(content, secrets):
    return [name for name, secret in secrets.items() for spelling in spellings(secret) if spelling in content]


@pytest.fixture
def keys_of():
    """Every secret of a repository that a passphrase opens."""

    def keys_of_(place, passphrase):
        store = open_store(str(place))
        config = read_config(store)
        master = keys.unlock(store, config.id, keys.Passphrase(passphrase))
        device = stored_secret(config.id)
        purposes = ("config", "objects", "blob names", "point ids")
        subkeys = {purpose: sealing.subkey(master, purpose) for purpose in purposes}
        return {"master": master, **subkeys} | ({"device": device.secret} if device else {})

    return keys_of_


def test_no_key_is_in_any_file_or_line_that_the_key_commands_write(run, tmp_path, monkeypatch, keys_of, crm):
    """Whoever is given a passphrase file keeps it elsewhere; the recovery codes are printed once, on purpose."""
    place = tmp_path / "repository"
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", OLD)
    printed, codes = [], []

    def do(*arguments):
        ran = run(*arguments, "--debug", "--json")
        shown = ran.out + ran.err
        code = ran.result.get("recovery_code")
        if code:
            codes.append(code)
            assert shown.count(code) == 1
            shown = shown.replace(code, "")
        printed.append(shown)
        return ran

    assert do("init", place).code == 0
    assert do("backup", crm, "--repo", place).code == 0
    monkeypatch.setenv("CRMBACKUP_NEW_PASSPHRASE", SECOND)
    assert do("keys", "add-passphrase", "--repo", place).code == 0
    added = do("keys", "add-recovery-code", "--repo", place).result["key"]["id"]
    monkeypatch.setenv("CRMBACKUP_NEW_PASSPHRASE", NEW)
    assert do("keys", "change-passphrase", "--repo", place).code == 0
    assert do("keys", "list", "--repo", place).code == 4
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", NEW)
    assert do("keys", "list", "--repo", place).code == 0
    assert do("keys", "remove", added, "--repo", place).code == 0
    assert do("keys", "remove", "ffff", "--repo", place).code == 6
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", codes[0][:-1] + "!")
    do("points", "--repo", place)
    monkeypatch.setattr(FolderObjects, "put", refused)
    monkeypatch.setenv("CRMBACKUP_PASSPHRASE", NEW)
    assert do("keys", "add-recovery-code", "--repo", place).code == 1

    secrets = {"old": OLD, "second": SECOND, "new": NEW, **keys_of(place, NEW)}
    for number, code in enumerate(codes):
        secrets[f"code {number}"] = code
        secrets[f"secret of code {number}"] = keys.parse_code(code)
    assert {"master", "device", "code 1"} <= secrets.keys()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"repository", "readme"}
    assert {str(path): held(path.read_bytes(), secrets) for path in files} == {str(path): [] for path in files}
    assert held("".join(printed).encode(), secrets) == []


def refused(*_, **__):
    raise StoreFailed("the drive", "it is read-only")


def test_a_key_that_were_written_would_be_found():
    """What the test above relies on."""
    for spelling in spellings(bytes(range(32))):
        assert "master" in held(b"x" + spelling + b"y", {"master": bytes(range(32))})


def test_no_object_that_holds_a_key_says_it(tmp_path, keys_of, caplog):
    caplog.set_level(logging.DEBUG)
    created = create_repository(str(tmp_path / "r"), OLD, use_keyring=True)
    store = open_store(str(tmp_path / "r"))
    secret = keys.Passphrase(OLD)
    unlocked = unlock_with(store, read_config(store), secret)
    repositories = OpenRepositories(SecretSource(), tmp_path / "heads")
    repository = repositories.unlock(str(tmp_path / "r"), OLD)
    secrets = {"passphrase": OLD, "code": created.recovery_code, **keys_of(tmp_path / "r", OLD)}
    device = stored_secret(unlocked.id)
    holding = [created, unlocked, secret, device, keys.RecoveryCode(created.recovery_code), repositories, repository]
    holding += [thing for thing in gc.get_objects() if str(type(thing).__module__).startswith("crmbackup_gui")]
    said = "\n".join(f"{thing!r} {thing}" for thing in holding)
    assert held(said.encode(), secrets) == []
    assert held(caplog.text.encode(), secrets) == []


def test_a_crash_leaves_no_image_of_the_memory():
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        forbid_core_dumps()
        assert resource.getrlimit(resource.RLIMIT_CORE)[0] in (0, 1)
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)
