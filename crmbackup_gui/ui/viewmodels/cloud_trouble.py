"""Why a place in a cloud cannot be used, in words: what is wrong, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import CrmBackupError, KeyringTrouble, KeyringUnavailable, RepositoryExists
from crmbackup_gui.ui.words.errors import Said, said

_ABOUT_KEY = (Action.GIVE_STORE_KEY, Action.UNLOCK_KEYRING)


def is_about_store_key(error: BaseException) -> bool:
    """Whether another key may be all that is needed."""
    return isinstance(error, CrmBackupError) and error.action in _ABOUT_KEY


def cloud_trouble(error: BaseException) -> Said:
    """The words of the error, or other ones where only a place in a cloud is meant."""
    if isinstance(error, KeyringUnavailable):
        return _keyring(error)
    if isinstance(error, RepositoryExists):
        return Said(
            QCoreApplication.translate("CloudTrouble", "There are other things at this place."),
            QCoreApplication.translate("CloudTrouble", "Name a folder in it that is empty, or one that is new."),
        )
    return said(error)


def _keyring(error: KeyringUnavailable) -> Said:
    what = {
        KeyringTrouble.MISSING: QCoreApplication.translate(
            "CloudTrouble", "This computer has no keyring, so it cannot keep the key of this place."
        ),
        KeyringTrouble.LOCKED: QCoreApplication.translate(
            "CloudTrouble", "The keyring of this computer is locked, so the key of this place is not at hand."
        ),
        KeyringTrouble.EMPTY: QCoreApplication.translate(
            "CloudTrouble", "The keyring of this computer did not keep the key of this place."
        ),
        KeyringTrouble.REFUSED: QCoreApplication.translate(
            "CloudTrouble", "The keyring of this computer refused to keep the key of this place."
        ),
    }[error.trouble]
    if error.trouble is KeyringTrouble.LOCKED:
        return Said(what, QCoreApplication.translate("CloudTrouble", "Unlock it, then try again."))
    return Said(
        what,
        QCoreApplication.translate(
            "CloudTrouble",
            "Set the keyring of the system up, then try again; it is the only place where such a key is kept.",
        ),
    )
