"""Keys of cloud stores are kept in the keyring, by bucket."""

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyringThere
from keyring.errors import KeyringLocked

from crmbackup_gui.errors import KeyringUnavailable, StoreFailed
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.store_keyring import forget_key, store_key, stored_keys_of


def test_a_key_that_was_kept_is_found_for_its_bucket_alone_until_it_is_forgotten():
    store_key("s3://bucket", "secret-access-key", "SECRET")
    assert stored_keys_of("s3://bucket")("secret-access-key") == "SECRET"
    assert stored_keys_of("s3://other")("secret-access-key") is None
    assert stored_keys_of("s3://bucket")("session-token") is None
    assert forget_key("s3://bucket", "secret-access-key")
    assert not forget_key("s3://bucket", "secret-access-key")
    assert stored_keys_of("s3://bucket")("secret-access-key") is None


def test_a_place_is_opened_with_the_key_in_the_keyring_and_not_without_one():
    with pytest.raises(StoreFailed, match="no access key"):
        open_place("s3://bucket/prefix")
    store_key("s3://bucket", "access-key-id", "ID")
    store_key("s3://bucket", "secret-access-key", "SECRET")
    store = open_place("s3://bucket/prefix")
    assert store.location == "s3://bucket/prefix"
    assert "SECRET" not in repr(vars(store))


def test_without_a_keyring_there_is_no_key_and_none_can_be_kept():
    keyring.set_keyring(NoKeyringThere())
    assert stored_keys_of("s3://bucket")("access-key-id") is None
    with pytest.raises(KeyringUnavailable, match="there is none"):
        store_key("s3://bucket", "access-key-id", "ID")


def test_a_locked_keyring_is_said(monkeypatch):
    def refuse(*_args):
        raise KeyringLocked

    monkeypatch.setattr(keyring, "get_password", refuse)
    with pytest.raises(KeyringUnavailable, match="locked"):
        open_place("s3://bucket/prefix")
