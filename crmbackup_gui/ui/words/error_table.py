"""The words of every leaf of errors.py: templates that `errors.py` beside it fills with the error's data."""

from __future__ import annotations

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import KeyringTrouble
from crmbackup_gui.ui.words.marking import QT_TRANSLATE_NOOP

ADVICE: dict[Action, str] = {
    Action.CORRECT_REQUEST: QT_TRANSLATE_NOOP("Errors", "Change what you entered and try again."),
    Action.CORRECT_LOCATION: QT_TRANSLATE_NOOP("Errors", "Choose the place again, or look for a typing error."),
    Action.USE_SECRET_STORE: QT_TRANSLATE_NOOP("Errors", "Take the password out of the address."),
    Action.CREATE_REPOSITORY: QT_TRANSLATE_NOOP(
        "Errors", "If it is on a drive, plug the drive in and try again. Otherwise choose another place."
    ),
    Action.LIST_POINTS: QT_TRANSLATE_NOOP("Errors", "Choose another one from the timeline."),
    Action.SHOW_POINT: QT_TRANSLATE_NOOP("Errors", "Choose another recovery point, or something else from this one."),
    Action.ENTER_KEY: QT_TRANSLATE_NOOP(
        "Errors", "Enter the passphrase or the recovery code again; nothing was changed."
    ),
    Action.TRY_OTHER_KEY: QT_TRANSLATE_NOOP(
        "Errors", "Use a key of another kind: the passphrase, or the recovery code from your sheet."
    ),
    Action.PROVIDE_KEY: QT_TRANSLATE_NOOP("Errors", "Enter the passphrase or the recovery code."),
    Action.UNLOCK_KEYRING: QT_TRANSLATE_NOOP(
        "Errors", "Unlock the keyring of your system, or enter the passphrase instead."
    ),
    Action.ADD_KEY_FIRST: QT_TRANSLATE_NOOP(
        "Errors", "Add another passphrase or a recovery code first, then remove this one."
    ),
    Action.VERIFY_REPOSITORY: QT_TRANSLATE_NOOP(
        "Errors",
        "Check the recovery points to see which are affected, and take a full backup. Meanwhile you can restore "
        "from the newest point that is intact.",
    ),
    Action.CHOOSE_OTHER_PLACE: QT_TRANSLATE_NOOP(
        "Errors", "Choose an empty folder, or open the repository that is there."
    ),
    Action.CHOOSE_COPY_PLACE: QT_TRANSLATE_NOOP(
        "Errors", "Choose an empty place for the copy, or the one that has held it before."
    ),
    Action.CONNECT_COPY: QT_TRANSLATE_NOOP("Errors", "Connect the drive or the network of the copy, then try again."),
    Action.RELEASE_HOLD: QT_TRANSLATE_NOOP(
        "Errors", "Ask who placed the legal hold, and take it back when it no longer applies."
    ),
    Action.UPDATE_PROGRAM: QT_TRANSLATE_NOOP("Errors", "Install the newest version of this program and try again."),
    Action.CHECK_PLACE: QT_TRANSLATE_NOOP(
        "Errors", "Check that the place is plugged in, can be reached and written, and is not full. Then try again."
    ),
    Action.RUN_AGAIN: QT_TRANSLATE_NOOP("Errors", "Try again; nothing was lost."),
    Action.TRY_LATER: QT_TRANSLATE_NOOP(
        "Errors", "Wait until the other program has finished, or close it. Then try again."
    ),
    Action.CHECK_SOURCE: QT_TRANSLATE_NOOP(
        "Errors", "Check that this is your CRM's own data, and that you may read it."
    ),
    Action.CHECK_SERVER: QT_TRANSLATE_NOOP(
        "Errors", "Check that the server is running, and that its name and port are right. Then try again."
    ),
    Action.CHECK_LOGIN: QT_TRANSLATE_NOOP("Errors", "Check the user, the database and the password."),
    Action.SIGN_IN: QT_TRANSLATE_NOOP("Errors", "Sign in to the CRM, or enter a new key that it gives to programs."),
    Action.SIGN_IN_AGAIN: QT_TRANSLATE_NOOP(
        "Errors",
        "Ask whoever runs the CRM whether this program may still use it. Then sign in, or enter a new key for it.",
    ),
    Action.BEGIN_SIGN_IN: QT_TRANSLATE_NOOP(
        "Errors", "Sign in again, and say yes in the browser with the account that is meant."
    ),
    Action.FREE_CALLBACK: QT_TRANSLATE_NOOP(
        "Errors", "Close that program and sign in again, or register another port with the app and enter it here."
    ),
    Action.WAIT_FOR_BUDGET: QT_TRANSLATE_NOOP(
        "Errors", "Try again when the service grants calls again. What was backed up before stays."
    ),
    Action.GIVE_PASSWORD: QT_TRANSLATE_NOOP("Errors", "Enter the password of the CRM."),
    Action.FREE_PASSWORD: QT_TRANSLATE_NOOP(
        "Errors", "Unlock the keyring of your system and try again, or enter the password of the CRM."
    ),
    Action.CHOOSE_OTHER_STORE: QT_TRANSLATE_NOOP("Errors", "Choose another place."),
    Action.GIVE_STORE_KEY: QT_TRANSLATE_NOOP(
        "Errors", "Enter an access key that may read, write and list at that place, or ask whoever runs it for one."
    ),
    Action.SET_CLOCK: QT_TRANSLATE_NOOP("Errors", "Set the clock of this computer right, then try again."),
    Action.WIDEN_RIGHTS: QT_TRANSLATE_NOOP(
        "Errors", "Use an account that may read everything, or ask whoever runs the database to let this one."
    ),
    Action.INSTALL_TOOL: QT_TRANSLATE_NOOP(
        "Errors", "Install the client programs of the database server, in its version or a newer one."
    ),
    Action.LOOK_AT_CRM: QT_TRANSLATE_NOOP(
        "Errors",
        "Look into the CRM when it can be reached again, or restore once more: what is there already is left alone.",
    ),
    Action.FINISH_RESTORE: QT_TRANSLATE_NOOP(
        "Errors",
        "Try again when nobody uses the CRM, with an account that may change its tables: the next backup or restore "
        "finishes or takes back what was interrupted.",
    ),
    Action.TAKE_FULL: QT_TRANSLATE_NOOP("Errors", "Take a full backup; it needs no other recovery point."),
    Action.WIDEN_SCOPE: QT_TRANSLATE_NOOP(
        "Errors", "Restore what is named here as well, or restore in another way. The check before it shows the result."
    ),
    Action.CREATE_SCHEMA: QT_TRANSLATE_NOOP("Errors", "Allow the restore to create what is missing, and try again."),
    Action.ADD_CONNECTION: QT_TRANSLATE_NOOP("Errors", "Add the CRM to the program first."),
    Action.CHECK_SETTINGS: QT_TRANSLATE_NOOP(
        "Errors", "Check that you may write to that folder, and that its disk is not full."
    ),
}

ADVICE_OF_LEAF: dict[tuple[str, Action], str] = {
    ("CrmNotFound", Action.LIST_POINTS): QT_TRANSLATE_NOOP("Errors", "Back it up once, or choose another one."),
    ("Cancelled", Action.RUN_AGAIN): QT_TRANSLATE_NOOP(
        "Errors", "Start it again whenever you like. What was done before stays."
    ),
}
"""Where a leaf's own advice says more than the general one of its action."""

KEYRING: dict[KeyringTrouble, str] = {
    KeyringTrouble.MISSING: QT_TRANSLATE_NOOP("Errors", "This computer has no keyring that could keep the key."),
    KeyringTrouble.LOCKED: QT_TRANSLATE_NOOP("Errors", "The keyring of this computer is locked."),
    KeyringTrouble.EMPTY: QT_TRANSLATE_NOOP("Errors", "The keyring of this computer no longer holds the key."),
    KeyringTrouble.REFUSED: QT_TRANSLATE_NOOP("Errors", "The keyring of this computer does not give access."),
}

PASSWORD_KEYRING: dict[KeyringTrouble, str] = {
    KeyringTrouble.MISSING: QT_TRANSLATE_NOOP(
        "Errors", "This computer has no keyring that could keep the password of '{location}'."
    ),
    KeyringTrouble.LOCKED: QT_TRANSLATE_NOOP(
        "Errors", "The keyring of this computer, which keeps the password of '{location}', is locked."
    ),
    KeyringTrouble.EMPTY: QT_TRANSLATE_NOOP(
        "Errors", "The keyring of this computer has an entry for '{location}', but no password in it."
    ),
    KeyringTrouble.REFUSED: QT_TRANSLATE_NOOP(
        "Errors", "The keyring of this computer does not give access to the password of '{location}'."
    ),
}

WRONG_KEY: dict[str, str] = {
    "passphrase": QT_TRANSLATE_NOOP("Errors", "This passphrase does not open the repository."),
    "recovery code": QT_TRANSLATE_NOOP("Errors", "This recovery code does not open the repository."),
    "empty passphrase": QT_TRANSLATE_NOOP("Errors", "No passphrase was entered."),
}

NO_SUCH_KEY: dict[str, str] = {
    "passphrase": QT_TRANSLATE_NOOP("Errors", "This repository has no passphrase."),
    "recovery code": QT_TRANSLATE_NOOP("Errors", "This repository has no recovery code."),
}

NO_POINT: dict[str, str] = {
    "that is intact": QT_TRANSLATE_NOOP("Errors", "There is no recovery point that is intact."),
    "at or before ": QT_TRANSLATE_NOOP("Errors", "There is no recovery point from that time or before it."),
    "latest": QT_TRANSLATE_NOOP("Errors", "There is no recovery point yet."),
}
"""By how what was wanted begins."""

_REFUSED = QT_TRANSLATE_NOOP("Errors", "{problem} Nothing was changed.")
_DAMAGED = QT_TRANSLATE_NOOP(
    "Errors", "A part of what is stored is damaged, so some recovery points may not be complete: {name}."
)
_MISSING = QT_TRANSLATE_NOOP(
    "Errors", "A part of what is stored is missing, so some recovery points may not be complete: {name}."
)
_POINT = QT_TRANSLATE_NOOP("Errors", "There is no recovery point '{wanted}'.")
_POINTS = QT_TRANSLATE_NOOP("Errors", "Several recovery points begin with '{wanted}': {candidates}.")
_ENTITY = QT_TRANSLATE_NOOP("Errors", "There is no '{entity}' here.")
_ENTITIES = QT_TRANSLATE_NOOP("Errors", "There is no '{entity}' here; similar names are: {close}.")
_RECORD = QT_TRANSLATE_NOOP("Errors", "The recovery point has no record '{key}' in '{entity}'.")
_RECORDS = QT_TRANSLATE_NOOP("Errors", "{count} of the records are in no recovery point: {named}.")
_CRM = QT_TRANSLATE_NOOP("Errors", "The repository has no CRM '{wanted}'.")
_CRMS = QT_TRANSLATE_NOOP("Errors", "The repository has no single CRM '{wanted}'; it holds: {known}.")
_WRONG = QT_TRANSLATE_NOOP("Errors", "The key of this computer does not open the repository.")
_REMOVED = QT_TRANSLATE_NOOP("Errors", "The key of this computer was removed from the repository.")
_KIND = QT_TRANSLATE_NOOP("Errors", "This program does not know places that begin with '{scheme}'.")


def _one(text: str) -> tuple[str, str]:
    return text, text


WHAT: dict[str, tuple[str, str]] = {
    "InvalidLocation": _one(QT_TRANSLATE_NOOP("Errors", "'{location}' cannot be used: {problem}.")),
    "PasswordInLocation": _one(
        QT_TRANSLATE_NOOP("Errors", "The address contains a password, which others could read there.")
    ),
    "UnsupportedLocation": _one(_KIND),
    "RepositoryNotFound": _one(QT_TRANSLATE_NOOP("Errors", "There are no recovery points at '{location}'.")),
    "CrmNotFound": (_CRM, _CRMS),
    "ConnectionNotFound": _one(QT_TRANSLATE_NOOP("Errors", "This CRM is no longer among those that are protected.")),
    "PointNotFound": (_POINT, _POINTS),
    "EntityNotFound": (_ENTITY, _ENTITIES),
    "RecordNotFound": (_RECORD, _RECORDS),
    "WrongKey": _one(_WRONG),
    "NoSuchKey": _one(_REMOVED),
    "NoKeyLeft": _one(
        QT_TRANSLATE_NOOP("Errors", "No key is left in the repository, so nobody can ever read what it holds.")
    ),
    "KeyMissing": _one(QT_TRANSLATE_NOOP("Errors", "The recovery points are encrypted, and the key is needed.")),
    "KeyringUnavailable": _one(KEYRING[KeyringTrouble.REFUSED]),
    "LastKey": _one(
        QT_TRANSLATE_NOOP(
            "Errors", "This is the last key that a person holds; without it nobody could open the repository again."
        )
    ),
    "OtherRepository": _one(
        QT_TRANSLATE_NOOP(
            "Errors", "'{location}' holds something else than a copy of these recovery points; nothing was changed."
        )
    ),
    "CopyGone": _one(
        QT_TRANSLATE_NOOP("Errors", "The copy at '{location}' is not there; its drive may not be connected.")
    ),
    "EraseRefused": _one(
        QT_TRANSLATE_NOOP("Errors", "A legal hold forbids to erase records of '{entity}'; nothing was changed.")
    ),
    "ObjectMissing": _one(_MISSING),
    "ObjectDamaged": _one(_DAMAGED),
    "HistoryBroken": _one(
        QT_TRANSLATE_NOOP("Errors", "Recovery points of '{crm}' have vanished or were exchanged: {problem}.")
    ),
    "RepositoryExists": _one(
        QT_TRANSLATE_NOOP("Errors", "'{location}' is not empty, so no new repository was created there.")
    ),
    "FormatNotSupported": _one(
        QT_TRANSLATE_NOOP("Errors", "These recovery points were written by a newer version of this program.")
    ),
    "StoreFailed": _one(
        QT_TRANSLATE_NOOP(
            "Errors", "The place where recovery points are kept, '{location}', cannot be used: {problem}."
        )
    ),
    "PointBusy": _one(
        QT_TRANSLATE_NOOP(
            "Errors", "Another program is just deleting or rewriting this recovery point, so it may not stay."
        )
    ),
    "CommitRefused": _one(QT_TRANSLATE_NOOP("Errors", "The backup could not be completed: {reason}.")),
    "SourceMissing": _one(QT_TRANSLATE_NOOP("Errors", "There is no CRM at '{location}'.")),
    "SourceBusy": _one(QT_TRANSLATE_NOOP("Errors", "Another program keeps the CRM locked: '{location}'.")),
    "SourceUnreadable": _one(QT_TRANSLATE_NOOP("Errors", "'{location}' cannot be read: {problem}.")),
    "SourceUnreachable": _one(QT_TRANSLATE_NOOP("Errors", "The server of '{location}' does not answer: {reason}.")),
    "LoginRefused": _one(QT_TRANSLATE_NOOP("Errors", "The server of '{location}' did not let us in: {reason}.")),
    "AccessExpired": _one(QT_TRANSLATE_NOOP("Errors", "Nobody is signed in to '{location}' any more.")),
    "AccessRevoked": _one(QT_TRANSLATE_NOOP("Errors", "'{location}' no longer lets this program in: {reason}.")),
    "SignInRefused": _one(
        QT_TRANSLATE_NOOP("Errors", "The service of '{location}' did not give permission: {reason}.")
    ),
    "SignInTimedOut": _one(QT_TRANSLATE_NOOP("Errors", "Nobody signed in to '{location}' within {minutes} minutes.")),
    "OtherAccount": _one(
        QT_TRANSLATE_NOOP("Errors", "You signed in to the account '{account}', but '{location}' is another one.")
    ),
    "CallbackTaken": _one(
        QT_TRANSLATE_NOOP(
            "Errors", "Another program on this computer uses '{address}', where the answer of the browser would arrive."
        )
    ),
    "BudgetSpent": _one(
        QT_TRANSLATE_NOOP("Errors", "'{location}' has granted {spent} calls; there may be more after {until}.")
    ),
    "PasswordMissing": _one(
        QT_TRANSLATE_NOOP("Errors", "The server of '{location}' wants a password, and there is none on this computer.")
    ),
    "PasswordUnavailable": _one(PASSWORD_KEYRING[KeyringTrouble.REFUSED]),
    "SourceIncomplete": _one(
        QT_TRANSLATE_NOOP(
            "Errors",
            "This account does not see everything in '{location}', so nothing was backed up: {hidden} ({reason}).",
        )
    ),
    "ToolMissing": _one(
        QT_TRANSLATE_NOOP("Errors", "The program '{tool}', version {version} or newer, is not on this computer.")
    ),
    "SourceChanged": _one(QT_TRANSLATE_NOOP("Errors", "The CRM changed while it was read: {what}.")),
    "RestoreRefused": _one(_REFUSED),
    "ReadBackDiffers": _one(
        QT_TRANSLATE_NOOP(
            "Errors",
            "Records of '{entity}' did not read back as they were written: {differences}. Everything was put back as "
            "it was.",
        )
    ),
    "OutcomeUnknown": _one(
        QT_TRANSLATE_NOOP(
            "Errors",
            "The connection to '{location}' was lost at the last moment, so it is not known whether the restore was "
            "kept. Either all of it was, or nothing: {reason}.",
        )
    ),
    "RestoreUnfinished": _one(
        QT_TRANSLATE_NOOP(
            "Errors", "A restore into '{location}' was interrupted, and it is not finished yet: {reason}."
        )
    ),
    "JobRunning": _one(QT_TRANSLATE_NOOP("Errors", "Something else is already working on '{crm}'.")),
    "SettingsFailed": _one(QT_TRANSLATE_NOOP("Errors", "The settings in '{location}' cannot be used: {problem}.")),
    "Cancelled": _one(QT_TRANSLATE_NOOP("Errors", "It was cancelled.")),
}
"""By leaf: the sentence, and the one for an error that names what it might have been instead."""

MESSAGES: dict[str, tuple[str, ...]] = {
    "InvalidLocation": ("'{location}' is not a usable address: {problem}.",),
    "PasswordInLocation": ("The address contains a password, which others could read there.",),
    "UnsupportedLocation": ("Addresses that begin with '{scheme}' cannot be used; known are: {known}.",),
    "RepositoryNotFound": ("There is no repository at '{location}'.",),
    "CrmNotFound": (
        "The repository has no single CRM '{wanted}'; it holds: none yet.",
        "The repository has no single CRM '{wanted}'; it holds: {known}.",
    ),
    "ConnectionNotFound": ("The program knows no CRM '{wanted}'.",),
    "PointNotFound": (
        "There is no recovery point '{wanted}'.",
        "'{wanted}' is the beginning of several recovery points: {candidates}.",
    ),
    "EntityNotFound": (
        "There is no entity '{entity}'; close to it are: {close}.",
        "There is no entity '{entity}'.",
    ),
    "RecordNotFound": (
        "The recovery point has no record {entity}={key}.",
        "{count} of the records are in no recovery point: {named}.",
    ),
    "WrongKey": ("The {kind} does not open this repository.",),
    "NoSuchKey": ("This repository has no {kind}.",),
    "NoKeyLeft": ("No key is left in the repository, so nobody can ever read what it holds.",),
    "KeyMissing": (
        "The repository is encrypted, no key was given, and this machine keeps none for it.",
        "The repository is encrypted, and no key was given.",
    ),
    "KeyringUnavailable": ("The keyring of this system cannot be used: {reason}.",),
    "LastKey": ("Key {slot} is the last one that a person holds; without it the repository stays closed for ever.",),
    "ObjectMissing": ("A part of the repository is missing: {name}.",),
    "ObjectDamaged": ("A part of the repository is damaged: {name} ({problem}).",),
    "HistoryBroken": ("The history of '{crm}' is not complete: {problem}.",),
    "RepositoryExists": ("'{location}' is not empty, so no new repository was created there.",),
    "OtherRepository": ("'{location}' holds something else than a copy of this repository; nothing was changed.",),
    "CopyGone": ("The copy at '{location}' is not there; its drive may not be connected.",),
    "EraseRefused": ("A legal hold forbids to erase records of '{entity}'; nothing was changed.",),
    "FormatNotSupported": ("The repository has format {found}; this program reads up to format {supported}.",),
    "StoreFailed": ("'{location}' cannot be used: {problem}.",),
    "PointBusy": ("Another program is just deleting or rewriting recovery point {point}, so it may not stay.",),
    "CommitRefused": ("The backup was not committed: {reason}.",),
    "SourceMissing": ("There is no CRM at '{location}'.",),
    "SourceBusy": ("Another program keeps '{location}' locked.",),
    "SourceUnreadable": ("'{location}' cannot be read: {problem}.",),
    "SourceUnreachable": ("The server of '{location}' does not answer: {reason}.",),
    "LoginRefused": ("The server of '{location}' refused the login: {reason}.",),
    "AccessExpired": ("Nobody is signed in to '{location}' any more.",),
    "AccessRevoked": ("'{location}' has taken back the permission of this program: {reason}.",),
    "SignInRefused": ("The service of '{location}' gave no permission: {reason}.",),
    "SignInTimedOut": ("Nobody has signed in to '{location}' within {minutes} minutes.",),
    "OtherAccount": ("The account that was signed in to is '{account}', and not that of '{location}'.",),
    "CallbackTaken": ("Another program on this computer uses '{address}', where the sign-in would end.",),
    "BudgetSpent": ("'{location}' has granted {spent} calls, and there may be more after {until}.",),
    "PasswordMissing": ("The server of '{location}' wants a password, and none was given.",),
    "PasswordUnavailable": ("The keyring of this system cannot be used for the password of '{location}': {reason}.",),
    "SourceIncomplete": ("This account does not see all of {hidden} in '{location}': {reason}.",),
    "ToolMissing": ("The program '{tool}' in version {version} or newer is not on this computer.",),
    "SourceChanged": ("{what} changed while it was read.",),
    "RestoreRefused": ("{problem} Nothing was changed.",),
    "ReadBackDiffers": ("{differences} records of '{entity}' did not read back as they should; nothing was kept.",),
    "OutcomeUnknown": ("'{location}' was lost before it said whether it keeps the restore, all or none: {reason}.",),
    "RestoreUnfinished": ("A restore into '{location}' is not finished: {reason}.",),
    "JobRunning": ("Another job is already working on '{crm}'.",),
    "SettingsFailed": ("The settings in '{location}' cannot be used: {problem}.",),
    "Cancelled": ("The job was cancelled.",),
}
"""By leaf: the templates that errors.py makes its English sentences from."""
