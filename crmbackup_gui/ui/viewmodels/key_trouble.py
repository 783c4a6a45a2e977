"""Why a repository stays closed, told apart and in words: what is wrong, and the way on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.errors import KeyMissing, KeyringTrouble, KeyringUnavailable, NoSuchKey, WrongKey


class KeyCase(Enum):
    """What stands between a person and the recovery points."""

    NO_KEY = "no key"
    """None is stored on this computer; usual after a move to another one."""
    WRONG_PASSPHRASE = "wrong passphrase"  # noqa: S105 - a case, not a secret
    WRONG_CODE = "wrong recovery code"
    WRONG_STORED_KEY = "wrong stored key"
    """The key that this computer keeps was removed from the repository."""
    NO_PASSPHRASE = "no passphrase"  # noqa: S105 - a case, not a secret
    NO_CODE = "no recovery code"
    """The repository has none of that kind."""
    KEYRING_MISSING = "keyring missing"
    KEYRING_LOCKED = "keyring locked"
    KEYRING_EMPTY = "keyring empty"
    KEYRING_REFUSED = "keyring refused"


@dataclass(frozen=True)
class KeyWords:
    """Two sentences for a person."""

    what: str
    advice: str


_KEYRING = {
    KeyringTrouble.MISSING: KeyCase.KEYRING_MISSING,
    KeyringTrouble.LOCKED: KeyCase.KEYRING_LOCKED,
    KeyringTrouble.EMPTY: KeyCase.KEYRING_EMPTY,
    KeyringTrouble.REFUSED: KeyCase.KEYRING_REFUSED,
}


_WRONG = {
    "recovery code": KeyCase.WRONG_CODE,
    "passphrase": KeyCase.WRONG_PASSPHRASE,
    "empty passphrase": KeyCase.WRONG_PASSPHRASE,
}
_NONE_THERE = {"recovery code": KeyCase.NO_CODE, "passphrase": KeyCase.NO_PASSPHRASE}


def key_case(error: BaseException | None) -> KeyCase | None:
    """Which case an error is, or None when it is not about keys."""
    match error:
        case KeyMissing():
            return KeyCase.NO_KEY
        case KeyringUnavailable(trouble=trouble):
            return _KEYRING[trouble]
        case NoSuchKey(kind=kind):
            return _NONE_THERE.get(kind, KeyCase.WRONG_STORED_KEY)
        case WrongKey(kind=kind):
            return _WRONG.get(kind, KeyCase.WRONG_STORED_KEY)
    return None


def key_words(error: BaseException) -> KeyWords | None:
    """What to say about it, or None when it is not about keys."""
    case = key_case(error)
    if case is KeyCase.WRONG_CODE and (group := _group(error)) is not None:
        return KeyWords(
            QCoreApplication.translate(
                "KeyTrouble", "The recovery code has a typing error, most likely in group {number}."
            ).format(number=group),
            QCoreApplication.translate("KeyTrouble", "Compare it with your printed sheet, group by group."),
        )
    return None if case is None else _words(case)


def _group(error: BaseException) -> str | None:
    """The part of a recovery code with a typing error, where the error knows it."""
    found = re.search(r"[Gg]roup (\d)", error.user_message) if isinstance(error, WrongKey) else None
    return None if found is None else found[1]


def not_kept(error: BaseException) -> KeyWords:
    """The repository is open, but the keyring did not take the key."""
    reason = {
        KeyCase.KEYRING_MISSING: QCoreApplication.translate(
            "KeyTrouble", "This computer has no keyring, so it cannot keep the key."
        ),
        KeyCase.KEYRING_LOCKED: QCoreApplication.translate(
            "KeyTrouble", "The keyring of this computer is locked, so the key was not kept."
        ),
        KeyCase.KEYRING_EMPTY: QCoreApplication.translate(
            "KeyTrouble", "The keyring of this computer did not keep the key."
        ),
    }.get(
        key_case(error) or KeyCase.KEYRING_REFUSED,
        QCoreApplication.translate("KeyTrouble", "The keyring of this computer refused to keep the key."),
    )
    return KeyWords(
        reason,
        QCoreApplication.translate(
            "KeyTrouble", "The repository is open now. The next time, the passphrase will be asked for again."
        ),
    )


def _words(case: KeyCase) -> KeyWords:
    give = QCoreApplication.translate("KeyTrouble", "Enter the passphrase or the recovery code.")
    return {
        KeyCase.NO_KEY: KeyWords(
            QCoreApplication.translate("KeyTrouble", "This computer keeps no key for this repository."), give
        ),
        KeyCase.WRONG_PASSPHRASE: KeyWords(
            QCoreApplication.translate("KeyTrouble", "This passphrase does not open the repository."),
            QCoreApplication.translate(
                "KeyTrouble",
                "Check capital letters and the keyboard language, or use the recovery code from your sheet.",
            ),
        ),
        KeyCase.WRONG_CODE: KeyWords(
            QCoreApplication.translate("KeyTrouble", "This recovery code does not open the repository."),
            QCoreApplication.translate(
                "KeyTrouble",
                "Compare it with your printed sheet, or use the passphrase. It may belong to another repository.",
            ),
        ),
        KeyCase.WRONG_STORED_KEY: KeyWords(
            QCoreApplication.translate(
                "KeyTrouble", "The key that this computer keeps no longer opens the repository."
            ),
            QCoreApplication.translate(
                "KeyTrouble", "It may have been removed there. Enter the passphrase or the recovery code."
            ),
        ),
        KeyCase.NO_PASSPHRASE: KeyWords(
            QCoreApplication.translate("KeyTrouble", "This repository has no passphrase."),
            QCoreApplication.translate("KeyTrouble", "Use the recovery code from your sheet."),
        ),
        KeyCase.NO_CODE: KeyWords(
            QCoreApplication.translate("KeyTrouble", "This repository has no recovery code."),
            QCoreApplication.translate("KeyTrouble", "Use the passphrase. The code may belong to another repository."),
        ),
        KeyCase.KEYRING_MISSING: KeyWords(
            QCoreApplication.translate("KeyTrouble", "This computer has no keyring, so it cannot keep a key."),
            QCoreApplication.translate(
                "KeyTrouble", "Enter the passphrase or the recovery code. It will be asked for at every start."
            ),
        ),
        KeyCase.KEYRING_LOCKED: KeyWords(
            QCoreApplication.translate("KeyTrouble", "The keyring of this computer is locked."),
            QCoreApplication.translate(
                "KeyTrouble", "Unlock it and try again, or enter the passphrase or the recovery code."
            ),
        ),
        KeyCase.KEYRING_EMPTY: KeyWords(
            QCoreApplication.translate(
                "KeyTrouble", "The keyring has an entry for this repository, but no usable key in it."
            ),
            QCoreApplication.translate(
                "KeyTrouble", "Enter the passphrase or the recovery code; tick the box to keep a new key."
            ),
        ),
        KeyCase.KEYRING_REFUSED: KeyWords(
            QCoreApplication.translate("KeyTrouble", "The keyring of this computer refuses access."),
            QCoreApplication.translate(
                "KeyTrouble",
                "Allow this program to use it and try again, or enter the passphrase or the recovery code.",
            ),
        ),
    }[case]
