"""Device secrets in the keyring of the operating system, so that backups run unattended.

Service name `crmbackup`, user the id of the repository, value the id of the slot, a colon, and the secret in base64.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import TypeVar

import keyring
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError

from crmbackup_gui.errors import KeyringTrouble, KeyringUnavailable
from crmbackup_gui.repository.keys import DeviceSecret

SERVICE = "crmbackup"

_VALUE = re.compile(r"([0-9a-f]{16}):([A-Za-z0-9+/]+={0,2})")

_T = TypeVar("_T")


class NoKeyring(Exception):
    """The machine has no keyring at all, which is usual for a server. A signal, not an error."""


def stored_secret(repository_id: str) -> DeviceSecret | None:
    """What this machine holds for the repository; None without an entry.

    Raises NoKeyring, and KeyringUnavailable when the keyring is locked, refuses, or holds something else.
    """
    value = ask_keyring(lambda: keyring.get_password(SERVICE, repository_id))
    if value is None:
        return None
    if not value:
        raise KeyringUnavailable("its entry for this repository is empty", KeyringTrouble.EMPTY)
    parts = _VALUE.fullmatch(value)
    try:
        if parts is not None:
            return DeviceSecret(base64.b64decode(parts[2], validate=True), parts[1])
    except binascii.Error as error:
        raise KeyringUnavailable("its entry for this repository is no key", KeyringTrouble.EMPTY) from error
    raise KeyringUnavailable("its entry for this repository is no key", KeyringTrouble.EMPTY)


def store_secret(repository_id: str, secret: DeviceSecret) -> None:
    """Keep it. Raises NoKeyring and KeyringUnavailable, also when the keyring forgets at once what it is told."""
    value = f"{secret.slot_id}:{base64.b64encode(secret.secret).decode()}"
    ask_keyring(lambda: keyring.set_password(SERVICE, repository_id, value))
    if ask_keyring(lambda: keyring.get_password(SERVICE, repository_id)) != value:
        raise NoKeyring


def forget_secret(repository_id: str, slot_id: str) -> None:
    """Remove the entry if it opens that slot. Raises NoKeyring and KeyringUnavailable."""
    stored = stored_secret(repository_id)
    if stored is not None and stored.slot_id == slot_id:
        ask_keyring(lambda: keyring.delete_password(SERVICE, repository_id))


def ask_keyring(call: Callable[[], _T]) -> _T:
    """What the call to the keyring gives. Raises NoKeyring, and KeyringUnavailable with what is wrong."""
    try:
        return call()
    except NoKeyringError as error:
        raise NoKeyring from error
    except (KeyringLocked, InitError) as error:
        raise KeyringUnavailable("it is locked", KeyringTrouble.LOCKED) from error
    except PasswordDeleteError as error:
        raise KeyringUnavailable("it does not let go of its entry") from error
    except Exception as error:  # back-ends raise whatever their systems give
        raise KeyringUnavailable("it refuses access") from error
