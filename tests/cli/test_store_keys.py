"""Access keys of cloud stores are put into the keyring from the command line, and used from there."""

import keyring
import pytest

from crmbackup_gui.services.keyring_secrets import SERVICE


def test_a_key_goes_into_the_keyring_and_out_again_and_is_never_printed(run, monkeypatch):
    monkeypatch.setenv("CRMBACKUP_STORE_SECRET", "S3CRET")
    kept = run("store-key", "s3://bucket/prefix", "secret-access-key", "--json")
    assert kept.result["bucket"] == "s3://bucket"
    assert "S3CRET" not in kept.out + kept.err
    assert keyring.get_password(SERVICE, "s3://bucket#secret-access-key") == "S3CRET"
    assert run("store-key", "s3://bucket", "secret-access-key", "--remove", "--json").result["removed"]
    assert not run("store-key", "s3://bucket", "secret-access-key", "--remove", "--json").result["removed"]
    assert keyring.get_password(SERVICE, "s3://bucket#secret-access-key") is None


@pytest.mark.usefixtures("passphrase")
def test_a_repository_is_made_and_opened_with_keys_from_the_keyring_alone(run, monkeypatch, seaweedfs):
    place = seaweedfs.location("keyring-only")
    options = ("--store-option", *seaweedfs.options)
    for name, value in (
        ("access-key-id", seaweedfs.environment["AWS_ACCESS_KEY_ID"]),
        ("secret-access-key", seaweedfs.environment["AWS_SECRET_ACCESS_KEY"]),
    ):
        monkeypatch.setenv("CRMBACKUP_STORE_SECRET", value)
        assert run("store-key", place, name).code == 0
    monkeypatch.delenv("CRMBACKUP_STORE_SECRET")
    assert run("init", place, *options, "--no-keyring").code == 0
    assert run("points", "--repo", place, *options).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("/folder", "secret-access-key"), "Only places that begin with"),
        (("s3://bucket", "account-key"), "access-key-id, secret-access-key, session-token"),
        (("az://container", "account-key"), "CRMBACKUP_STORE_SECRET"),
    ],
)
def test_what_cannot_be_kept_is_said(run, arguments, words):
    ran = run("store-key", *arguments)
    assert ran.code == 2
    assert words in ran.err + ran.out
