"""What the scopes of a sign-in let this program do, and what for."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.sources.hosted.consent import Gives, Need


def gives_name(gives: Gives) -> str:
    """What whoever allows a scope lets the program do."""
    names = {
        Gives.READ_RECORDS: QCoreApplication.translate("Scopes", "Read records"),
        Gives.WRITE_RECORDS: QCoreApplication.translate("Scopes", "Read, create, change and delete records"),
        Gives.READ_STRUCTURE: QCoreApplication.translate("Scopes", "Read which objects and fields there are"),
        Gives.READ_IN_BULK: QCoreApplication.translate("Scopes", "Read many records at once"),
        Gives.UNDELETE: QCoreApplication.translate("Scopes", "Bring records back from the recycle bin"),
        Gives.READ_USERS: QCoreApplication.translate("Scopes", "Read who the users and owners are"),
        Gives.READ_ACCOUNT: QCoreApplication.translate("Scopes", "Read what the account is"),
        Gives.ALL_BY_API: QCoreApplication.translate("Scopes", "Do, as a program, what the user who signs in may do"),
        Gives.STAY: QCoreApplication.translate("Scopes", "Stay signed in"),
    }
    return names[gives]


def need_name(need: Need) -> str:
    """What a scope is needed for."""
    names = {
        Need.BACK_UP: QCoreApplication.translate("Scopes", "For backups"),
        Need.RESTORE: QCoreApplication.translate("Scopes", "For restores"),
        Need.STAY: QCoreApplication.translate("Scopes", "For backups that run by themselves"),
    }
    return names[need]
