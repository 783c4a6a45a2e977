"""Google Cloud by the key file of a service account: from the environment, from a file, and from the keyring."""

import secrets

import pytest

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.store_keyring import store_key, stored_keys_of
from tests.servers.fake_gcs import BUCKET
from tests.servers.google_account import ACCOUNT, ServiceAccount


def by_environment(monkeypatch, key, _):
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_KEY", key)


def by_file(monkeypatch, key, folder):
    file = folder / "account.json"
    file.write_text(key)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))


def by_keyring(_, key, __):
    store_key(f"gs://{BUCKET}", "service-account", key)


WAYS = pytest.mark.parametrize("give", [by_environment, by_file, by_keyring])


@WAYS
def test_a_service_account_writes_lists_reads_and_deletes(monkeypatch, tmp_path, fake_gcs, give):
    give(monkeypatch, ACCOUNT.key_file, tmp_path)
    store = open_place(fake_gcs.location(f"account-{secrets.token_hex(4)}"), fake_gcs.options)
    store.put("marks/1", b"x", create=True)
    assert [info.name for info in store.list()] == ["marks/1"]
    assert store.get("marks/1") == b"x"
    assert store.obstacles(["marks/1"]) == ()
    store.delete(["marks/1"])
    assert list(store.list()) == []


@WAYS
def test_a_key_that_google_does_not_know_is_refused_in_words(monkeypatch, tmp_path, fake_gcs, give):
    give(monkeypatch, ServiceAccount().key_file, tmp_path)
    store = open_place(fake_gcs.location("account"), fake_gcs.options)
    with pytest.raises(StoreFailed, match="access key is not accepted") as raised:
        store.put("marks/1", b"x")
    assert raised.value.action is Action.GIVE_STORE_KEY


def test_a_key_in_the_keyring_is_found_by_the_bucket_alone(fake_gcs):
    by_keyring(None, ACCOUNT.key_file, None)
    store = open_store(fake_gcs.location("account"), fake_gcs.options, secrets_of=stored_keys_of)
    store.put("marks/2", b"x")
    assert store.get("marks/2") == b"x"
    store.delete(["marks/2"])
