"""Passwords of CRMs in the keyring of the operating system, so that backups run unattended.

Service name `crmbackup`; the user is the address of the CRM without options, so that it stays when another way of
connecting is chosen; but an option that names the server is part of it. Any other secret of it has its name behind
that, after a `#`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import keyring

from crmbackup_gui.errors import KeyringTrouble, KeyringUnavailable, PasswordUnavailable
from crmbackup_gui.services.keyring_secrets import SERVICE, NoKeyring, ask_keyring
from crmbackup_gui.sources.location import parse_location

PASSWORD = "password"  # noqa: S105 - a name, not a secret

_WHERE = ("host", "server", "socket")
"""Options that lead to another server. A repository brings addresses along, which anybody may have written: what is
kept for one server is shown to no other."""

_T = TypeVar("_T")


def address_of(url: str) -> str:
    """The address under which secrets of the CRM at a URL are kept. Raises leaves of InvalidRequest."""
    location = parse_location(url)
    where = {name: value for name, value in location.options.items() if name in _WHERE}
    return replace(location, options=where).url


def stored_for(address: str, name: str = PASSWORD) -> str | None:
    """What the keyring holds; None without an entry.

    Raises NoKeyring, and PasswordUnavailable when the keyring is locked, refuses, or has an empty entry.
    """
    value = _ask(address, lambda: keyring.get_password(SERVICE, _entry(address, name)))
    if value == "":
        raise PasswordUnavailable(address, "its entry for this CRM is empty", KeyringTrouble.EMPTY)
    return value


def store_for(address: str, secret: str, name: str = PASSWORD) -> None:
    """Keep it. Raises PasswordUnavailable, also when the keyring forgets at once what it is told."""
    entry = _entry(address, name)
    try:
        _ask(address, lambda: keyring.set_password(SERVICE, entry, secret))
        kept = _ask(address, lambda: keyring.get_password(SERVICE, entry))
    except NoKeyring as error:
        raise _missing(address) from error
    if kept != secret:
        raise _missing(address)


def forget_for(address: str, name: str = PASSWORD) -> bool:
    """Take it out of the keyring; False when it had none. Raises PasswordUnavailable."""
    entry = _entry(address, name)
    try:
        if _ask(address, lambda: keyring.get_password(SERVICE, entry)) is None:
            return False
        _ask(address, lambda: keyring.delete_password(SERVICE, entry))
    except NoKeyring:
        return False
    return True


def _entry(address: str, name: str) -> str:
    return address if name == PASSWORD else f"{address}#{name}"


def _missing(address: str) -> PasswordUnavailable:
    return PasswordUnavailable(address, "there is none", KeyringTrouble.MISSING)


def _ask(address: str, call: Callable[[], _T]) -> _T:
    try:
        return ask_keyring(call)
    except KeyringUnavailable as error:
        raise PasswordUnavailable(address, error.reason, error.trouble) from error
