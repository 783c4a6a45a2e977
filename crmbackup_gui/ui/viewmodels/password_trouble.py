"""Why the password of a CRM is not kept, in words: what is wrong, and what it means."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.errors import (
    AccessExpired,
    AccessRevoked,
    KeyringTrouble,
    LoginRefused,
    PasswordMissing,
    PasswordUnavailable,
)
from crmbackup_gui.ui.viewmodels.key_trouble import KeyWords


def is_about_password(error: BaseException) -> bool:
    """Whether another password, or signing in again, may be all that is needed."""
    return isinstance(error, LoginRefused | PasswordMissing | PasswordUnavailable | AccessExpired | AccessRevoked)


def not_kept(error: PasswordUnavailable) -> KeyWords:
    """The password is right and is used, but the keyring did not take it."""
    what = {
        KeyringTrouble.MISSING: QCoreApplication.translate(
            "PasswordTrouble", "This computer has no keyring, so it cannot keep the password."
        ),
        KeyringTrouble.LOCKED: QCoreApplication.translate(
            "PasswordTrouble", "The keyring of this computer is locked, so the password was not kept."
        ),
        KeyringTrouble.EMPTY: QCoreApplication.translate(
            "PasswordTrouble", "The keyring of this computer did not keep the password."
        ),
        KeyringTrouble.REFUSED: QCoreApplication.translate(
            "PasswordTrouble", "The keyring of this computer refused to keep the password."
        ),
    }[error.trouble]
    advice = QCoreApplication.translate(
        "PasswordTrouble", "You may go on: it will be asked for after every start, and backups wait for it."
    )
    return KeyWords(what, advice)
