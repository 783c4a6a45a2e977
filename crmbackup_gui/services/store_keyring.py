"""Keys of cloud stores in the keyring of the operating system, so that backups run unattended.

Service name `crmbackup`; the user is the bucket, a `#` and the name of the secret: `s3://bucket#secret-access-key`.
"""

from __future__ import annotations

import keyring

from crmbackup_gui.errors import KeyringTrouble, KeyringUnavailable
from crmbackup_gui.repository.stores.cloud import FindSecret
from crmbackup_gui.services.keyring_secrets import SERVICE, NoKeyring, ask_keyring


def stored_keys_of(bucket: str) -> FindSecret:
    """What finds the secrets of a bucket in the keyring; it raises KeyringUnavailable when that is locked."""

    def find(name: str) -> str | None:
        try:
            return ask_keyring(lambda: keyring.get_password(SERVICE, _entry(bucket, name))) or None
        except NoKeyring:
            return None

    return find


def store_key(bucket: str, name: str, secret: str) -> None:
    """Keep it. Raises KeyringUnavailable, also when the keyring forgets at once what it is told."""
    try:
        ask_keyring(lambda: keyring.set_password(SERVICE, _entry(bucket, name), secret))
        if stored_keys_of(bucket)(name) != secret:
            raise KeyringUnavailable("there is none", KeyringTrouble.MISSING)
    except NoKeyring as error:
        raise KeyringUnavailable("there is none", KeyringTrouble.MISSING) from error


def forget_key(bucket: str, name: str) -> bool:
    """Take it out of the keyring; False when it had none. Raises KeyringUnavailable."""
    if stored_keys_of(bucket)(name) is None:
        return False
    ask_keyring(lambda: keyring.delete_password(SERVICE, _entry(bucket, name)))
    return True


def _entry(bucket: str, name: str) -> str:
    return f"{bucket}#{name}"
