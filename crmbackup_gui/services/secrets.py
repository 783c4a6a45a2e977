"""How the secret of a repository is found: given by the caller, kept in the keyring, or asked for, in that order.

The first that is there decides. One that is given and wrong never falls through to the next.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.errors import InvalidRequest, KeyMissing, WrongKey
from crmbackup_gui.repository.keys import Secret, secret_from_text
from crmbackup_gui.repository.recovery_code import is_code_shaped, parse_code
from crmbackup_gui.services.keyring_secrets import NoKeyring, stored_secret
from crmbackup_gui.services.secret_files import read_secret_file

PASSPHRASE_VARIABLE = "CRMBACKUP_PASSPHRASE"  # noqa: S105 - a name, not a secret

AskSecret = Callable[[str], str]
"""Asks a person for a secret with these words. The answer is shown nowhere."""


@dataclass(frozen=True)
class SecretSource:
    """Where a secret may come from. `ask` is None when nobody sits at a terminal."""

    passphrase_file: Path | None = None
    ask: AskSecret | None = None
    variable: str = PASSPHRASE_VARIABLE


def find_secret(repository_id: str, source: SecretSource) -> Secret:
    """The secret to try.

    Raises KeyMissing, KeyringUnavailable, WrongKey for one that cannot be right, InvalidRequest for an unusable file.
    """
    text = given_text(source)
    if text is not None:
        return typed_secret(text)
    try:
        stored = stored_secret(repository_id)
    except NoKeyring:
        stored = None
    if stored is not None:
        return stored
    if source.ask is None:
        raise KeyMissing
    return typed_secret(source.ask("Passphrase: "))


def new_passphrase(source: SecretSource) -> str:
    """A passphrase for a new key, asked for twice if it is not given. Raises KeyMissing and InvalidRequest."""
    text = given_text(source)
    if text is None:
        if source.ask is None:
            raise KeyMissing
        text = source.ask("New passphrase: ")
        if source.ask("The same again: ") != text:
            raise InvalidRequest("The two passphrases are not the same.")
    return text


def given_text(source: SecretSource) -> str | None:
    """What stands in the file, else in the environment, else None. Raises InvalidRequest for an unreadable file."""
    if source.passphrase_file is not None:
        return _without_last_line_ending(read_secret_file(source.passphrase_file, "passphrase file"))
    return os.environ.get(source.variable)


def typed_secret(text: str) -> Secret:
    """A passphrase or a recovery code as a person wrote it. Raises WrongKey for one that cannot be right."""
    if not text.strip():
        raise WrongKey("empty passphrase")
    if is_code_shaped(text):
        try:
            parse_code(text)
        except InvalidRequest as typing_error:
            wrong = WrongKey("recovery code")
            wrong.user_message = typing_error.user_message
            raise wrong from typing_error
    return secret_from_text(text)


def _without_last_line_ending(text: str) -> str:
    """Editors end a file with one; everything else belongs to the passphrase."""
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text
