"""Every error the program raises on purpose.

    CrmBackupError
    ├── InvalidRequest                the call itself cannot be carried out        (exit 2)
    │   ├── InvalidLocation           a SOURCE, TARGET or REPO that cannot be read
    │   ├── PasswordInLocation        a secret stands where it would be logged
    │   └── UnsupportedLocation       a kind of place this installation cannot use
    ├── NothingFound                  a name leads nowhere                         (exit 6)
    │   ├── RepositoryNotFound        no repository at that place
    │   ├── CrmNotFound               the repository holds no such CRM
    │   ├── ConnectionNotFound        the settings have no such CRM
    │   ├── PointNotFound             no recovery point of that name or time
    │   ├── EntityNotFound            the CRM or the point has no such entity
    │   └── RecordNotFound            the point has no such record
    ├── KeyProblem                    the repository stays closed                  (exit 4)
    │   ├── WrongKey                  a key was given, and it does not fit
    │   ├── NoSuchKey                 no key of that kind opens this repository
    │   ├── NoKeyLeft                 every key slot is gone or damaged, and nothing opens it ever again
    │   ├── KeyMissing                no key was given and none is stored
    │   ├── KeyringUnavailable        the keyring of the system cannot be used
    │   └── LastKey                   removing this slot would lock everybody out
    ├── DamagedRepository             what is stored is not what was written       (exit 5)
    │   ├── ObjectMissing             an object that a point needs is gone
    │   ├── ObjectDamaged             an object fails its authentication or shape
    │   └── HistoryBroken             recovery points vanished or were exchanged
    ├── RepositoryProblem             the repository is sound but refuses          (exit 1)
    │   ├── RepositoryExists          a place that already holds one
    │   ├── OtherRepository           a place for a copy holds something else
    │   ├── CopyGone                  a copy was there, and nothing is now
    │   ├── EraseRefused              a record must not be erased
    │   ├── FormatNotSupported        written by a newer program
    │   ├── StoreFailed               the place cannot be reached or written
    │   └── CommitRefused             committing now could leave a point without its objects
    ├── SourceProblem                 the CRM cannot be read                       (exit 1)
    │   ├── SourceMissing             there is nothing at that place
    │   ├── SourceBusy                somebody else keeps it locked
    │   ├── SourceUnreadable          it is there, but not what it should be
    │   ├── SourceUnreachable         no server answers, or no longer
    │   ├── LoginRefused              the server does not let this account in
    │   ├── AccessExpired             nobody has signed in to the service, or too long ago
    │   ├── AccessRevoked             the service has taken back what it once allowed
    │   ├── BudgetSpent               the service grants no more calls for now
    │   ├── PasswordMissing           the server wants a password, and nobody gave one
    │   ├── PasswordUnavailable       the password is in a keyring that cannot be used
    │   ├── SourceIncomplete          this account does not see everything
    │   ├── ToolMissing               a program that the database's own structure needs is not there
    │   └── SourceChanged             it changed in a way that spoils a consistent reading
    ├── RestoreProblem                the target cannot take the records           (exit 1)
    │   ├── RestoreRefused            the target's rules forbid the result; nothing was changed
    │   ├── ReadBackDiffers           what was written does not read back; nothing was kept
    │   ├── OutcomeUnknown            nobody can tell whether it was kept
    │   └── RestoreUnfinished         it was interrupted, and what is left to do cannot be done now
    ├── ProgramProblem                this computer's own side stands in the way   (exit 1)
    │   ├── JobRunning                another job works on the same CRM
    │   └── SettingsFailed            settings cannot be read or written
    └── Cancelled                     the user stopped the job                     (exit 130)

An error carries its data as attributes and says two sentences: `user_message`, what is wrong, and
`action`, the id of what mends it, whose English words are `Action.advice`. Screens translate both.
No message ever contains a secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from crmbackup_gui.actions import Action


class CrmBackupError(Exception):
    """Base of all; catch it where a job ends. `exit_code` is the contract of the command line."""

    exit_code = 1
    action = Action.RUN_AGAIN

    def __init__(self, user_message: str, *, action: Action | None = None) -> None:
        super().__init__(user_message)
        self.user_message = user_message
        if action is not None:
            self.action = action

    @property
    def advice(self) -> str:
        """One sentence of what to do next, in English."""
        return self.action.value


class InvalidRequest(CrmBackupError):
    """The call itself cannot be carried out."""

    exit_code = 2
    action = Action.CORRECT_REQUEST


class InvalidLocation(InvalidRequest):
    """A location that cannot be read as one. `location` is shown without secrets."""

    action = Action.CORRECT_LOCATION

    def __init__(self, location: str, problem: str) -> None:
        self.location = location
        self.problem = problem
        super().__init__(f"'{location}' is not a usable address: {problem}.")


class PasswordInLocation(InvalidRequest):
    """A password stands in a location, where shells and logs would keep it."""

    action = Action.USE_SECRET_STORE

    def __init__(self) -> None:
        super().__init__("The address contains a password, which others could read there.")


class UnsupportedLocation(InvalidRequest):
    """A scheme that no installed source or store answers to."""

    action = Action.CORRECT_LOCATION

    def __init__(self, scheme: str, known: Sequence[str]) -> None:
        self.scheme = scheme
        self.known = tuple(known)
        super().__init__(f"Addresses that begin with '{scheme}' cannot be used; known are: {', '.join(known)}.")


class NothingFound(CrmBackupError):
    """A name that leads nowhere."""

    exit_code = 6
    action = Action.LIST_POINTS


class RepositoryNotFound(NothingFound):
    """No repository at that place, or its drive is not plugged in."""

    action = Action.CREATE_REPOSITORY

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"There is no repository at '{location}'.")


class CrmNotFound(NothingFound):
    """The repository holds no CRM of that name or address, or too many to choose from."""

    def __init__(self, wanted: str, known: Sequence[str]) -> None:
        self.wanted = wanted
        self.known = tuple(known)
        holds = ", ".join(f"'{name}'" for name in known) if known else "none yet"
        super().__init__(f"The repository has no single CRM '{wanted}'; it holds: {holds}.")


class ConnectionNotFound(NothingFound):
    """The settings have no CRM of that id; it may have been removed meanwhile."""

    action = Action.ADD_CONNECTION

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(f"The program knows no CRM '{wanted}'.")


class PointNotFound(NothingFound):
    """No recovery point answers to the id, prefix or time."""

    def __init__(self, wanted: str, *, candidates: Sequence[str] = ()) -> None:
        self.wanted = wanted
        self.candidates = tuple(candidates)
        if candidates:
            message = f"'{wanted}' is the beginning of several recovery points: {', '.join(candidates)}."
        else:
            message = f"There is no recovery point '{wanted}'."
        super().__init__(message)


class EntityNotFound(NothingFound):
    """A name that is no entity there."""

    action = Action.SHOW_POINT

    def __init__(self, entity: str, *, close: Sequence[str] = ()) -> None:
        self.entity = entity
        self.close = tuple(close)
        hint = f"; close to it are: {', '.join(close)}" if close else ""
        super().__init__(f"There is no entity '{entity}'{hint}.")


class RecordNotFound(NothingFound):
    """The entity has no record of that key at that point."""

    action = Action.SHOW_POINT

    def __init__(self, entity: str, key: str) -> None:
        self.entity = entity
        self.key = key
        super().__init__(f"The recovery point has no record {entity}={key}.")


class KeyProblem(CrmBackupError):
    """The repository stays closed."""

    exit_code = 4
    action = Action.ENTER_KEY


class WrongKey(KeyProblem):
    """A key was given and opens no slot of its kind."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"The {kind} does not open this repository.")


class NoSuchKey(KeyProblem):
    """A key was given, and the repository has none of its kind: it was removed, or never there."""

    action = Action.TRY_OTHER_KEY

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(f"This repository has no {kind}.")


class NoKeyLeft(KeyProblem):
    """Every key slot of the repository is gone or damaged, so no secret opens it."""

    action = Action.CONNECT_COPY

    def __init__(self) -> None:
        super().__init__("No key is left in the repository, so nobody can ever read what it holds.")


class KeyMissing(KeyProblem):
    """No key was given and none is stored on this machine."""

    action = Action.PROVIDE_KEY

    def __init__(self) -> None:
        super().__init__("The repository is encrypted, no key was given, and this machine keeps none for it.")


class KeyringTrouble(Enum):
    """What is wrong with the keyring of the system."""

    MISSING = "missing"
    """There is none."""
    LOCKED = "locked"
    EMPTY = "empty"
    """It has an entry, and no key or password in it."""
    REFUSED = "refused"


class KeyringUnavailable(KeyProblem):
    """The keyring of the system refuses, is locked or is not there."""

    action = Action.UNLOCK_KEYRING

    def __init__(self, reason: str, trouble: KeyringTrouble = KeyringTrouble.REFUSED) -> None:
        self.reason = reason
        self.trouble = trouble
        super().__init__(f"The keyring of this system cannot be used: {reason}.")


class LastKey(KeyProblem):
    """Removing this slot would lock everybody out for ever."""

    action = Action.ADD_KEY_FIRST

    def __init__(self, slot: str) -> None:
        self.slot = slot
        super().__init__(
            f"Key {slot} is the last one that a person holds; without it the repository stays closed for ever."
        )


class DamagedRepository(CrmBackupError):
    """What is stored is not what was written."""

    exit_code = 5
    action = Action.VERIFY_REPOSITORY


class ObjectMissing(DamagedRepository):
    """An object that a recovery point needs is gone. `name` is its path in the store."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"A part of the repository is missing: {name}.")


class ObjectDamaged(DamagedRepository):
    """An object fails its authentication, or is not what its place says. `name` is its path in the store."""

    def __init__(self, name: str, problem: str) -> None:
        self.name = name
        self.problem = problem
        super().__init__(f"A part of the repository is damaged: {name} ({problem}).")


class HistoryBroken(DamagedRepository):
    """Recovery points vanished or were exchanged, and no log entry explains it."""

    def __init__(self, crm: str, problem: str) -> None:
        self.crm = crm
        self.problem = problem
        super().__init__(f"The history of '{crm}' is not complete: {problem}.")


class RepositoryProblem(CrmBackupError):
    """The repository is sound but cannot do what was asked."""

    action = Action.CHECK_PLACE


class RepositoryExists(RepositoryProblem):
    """The place already holds a repository, or other files."""

    action = Action.CHOOSE_OTHER_PLACE

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"'{location}' is not empty, so no new repository was created there.")


class OtherRepository(RepositoryProblem):
    """The place for a copy holds another repository, or other files."""

    action = Action.CHOOSE_COPY_PLACE

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"'{location}' holds something else than a copy of this repository; nothing was changed.")


class CopyGone(RepositoryProblem):
    """A copy was kept at the place before, and nothing is there now: mostly its drive is not connected."""

    action = Action.CONNECT_COPY

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"The copy at '{location}' is not there; its drive may not be connected.")


class EraseRefused(RepositoryProblem):
    """A legal hold forbids to erase a record. `entity` is where the hold is met."""

    action = Action.RELEASE_HOLD

    def __init__(self, entity: str) -> None:
        self.entity = entity
        super().__init__(f"A legal hold forbids to erase records of '{entity}'; nothing was changed.")


class FormatNotSupported(RepositoryProblem):
    """The repository was written in a format that this program does not know."""

    action = Action.UPDATE_PROGRAM

    def __init__(self, found: int, supported: int) -> None:
        self.found = found
        self.supported = supported
        super().__init__(f"The repository has format {found}; this program reads up to format {supported}.")


class StoreFailed(RepositoryProblem):
    """The place where the repository lives cannot be reached or written.

    `kept`: it is well, and must not delete something yet, by a lock or a rule of whoever runs it.
    """

    def __init__(self, location: str, problem: str, *, action: Action | None = None, kept: bool = False) -> None:
        self.location = location
        self.problem = problem
        self.kept = kept
        super().__init__(f"'{location}' cannot be used: {problem}.", action=action)


class CommitRefused(RepositoryProblem):
    """Committing now could leave a recovery point without its objects."""

    action = Action.RUN_AGAIN

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The backup was not committed: {reason}.")


class SourceProblem(CrmBackupError):
    """The CRM cannot be read as it must be."""

    action = Action.CHECK_SOURCE


class SourceMissing(SourceProblem):
    """There is nothing at the place that the address names."""

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"There is no CRM at '{location}'.")


class SourceBusy(SourceProblem):
    """Another program keeps the CRM locked."""

    action = Action.TRY_LATER

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"Another program keeps '{location}' locked.")


class SourceUnreadable(SourceProblem):
    """The CRM is there, but it cannot be read."""

    def __init__(self, location: str, problem: str) -> None:
        self.location = location
        self.problem = problem
        super().__init__(f"'{location}' cannot be read: {problem}.")


class SourceChanged(SourceProblem):
    """The CRM changed while it was read, so that the reading is not one moment's."""

    action = Action.RUN_AGAIN

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what} changed while it was read.")


class SourceUnreachable(SourceProblem):
    """No server answers at the place, or the connection to it was lost."""

    action = Action.CHECK_SERVER

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"The server of '{location}' does not answer: {reason}.")


class LoginRefused(SourceProblem):
    """The server answers and does not let this account in. `reason` is the server's own words."""

    action = Action.CHECK_LOGIN

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"The server of '{location}' refused the login: {reason}.")


class AccessExpired(SourceProblem):
    """Nobody has signed in to the service yet, or the permission of the last sign-in has run out by itself."""

    action = Action.SIGN_IN

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"Nobody is signed in to '{location}' any more.")


class AccessRevoked(SourceProblem):
    """The service, or somebody there, has taken back the permission. `reason` is the service's own words."""

    action = Action.SIGN_IN_AGAIN

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"'{location}' has taken back the permission of this program: {reason}.")


class BudgetSpent(SourceProblem):
    """The service's calls are used up to the share that stays free. `spent` tells how many, as `80000 of 100000`.

    `until` is about when there are some again, as text in UTC.
    """

    action = Action.WAIT_FOR_BUDGET

    def __init__(self, location: str, spent: str, until: str) -> None:
        self.location = location
        self.spent = spent
        self.until = until
        super().__init__(f"'{location}' has granted {spent} calls, and there may be more after {until}.")


class PasswordMissing(SourceProblem):
    """The server does not let this account in without a password, and there is none."""

    action = Action.GIVE_PASSWORD

    def __init__(self, location: str) -> None:
        self.location = location
        super().__init__(f"The server of '{location}' wants a password, and none was given.")


class PasswordUnavailable(SourceProblem):
    """The keyring of the system, which should give or keep the password of a CRM, refuses, is locked or not there."""

    action = Action.FREE_PASSWORD

    def __init__(self, location: str, reason: str, trouble: KeyringTrouble = KeyringTrouble.REFUSED) -> None:
        self.location = location
        self.reason = reason
        self.trouble = trouble
        super().__init__(f"The keyring of this system cannot be used for the password of '{location}': {reason}.")


class SourceIncomplete(SourceProblem):
    """The account does not see everything. `hidden` names the first few tables, or what else it cannot read."""

    action = Action.WIDEN_RIGHTS

    def __init__(self, location: str, hidden: Sequence[str], reason: str) -> None:
        self.location = location
        self.hidden = tuple(hidden[:4])
        self.reason = reason
        names = ", ".join(f"'{name}'" for name in self.hidden)
        super().__init__(f"This account does not see all of {names} in '{location}': {reason}.")


class ToolMissing(SourceProblem):
    """A program that reads the database's structure is not there, or older than the server. `version` is the least."""

    action = Action.INSTALL_TOOL

    def __init__(self, tool: str, version: str) -> None:
        self.tool = tool
        self.version = version
        super().__init__(f"The program '{tool}' in version {version} or newer is not on this computer.")


class RestoreProblem(CrmBackupError):
    """The target cannot take the records."""

    action = Action.WIDEN_SCOPE


class RestoreRefused(RestoreProblem):
    """The target's own rules forbid the result. Nothing was changed."""

    def __init__(self, problem: str, *, action: Action | None = None) -> None:
        self.problem = problem
        super().__init__(f"{problem} Nothing was changed.", action=action)


class ReadBackDiffers(RestoreProblem):
    """Records do not read back as they were written. The transaction was rolled back."""

    action = Action.RUN_AGAIN

    def __init__(self, entity: str, differences: int) -> None:
        self.entity = entity
        self.differences = differences
        super().__init__(f"{differences} records of '{entity}' did not read back as they should; nothing was kept.")


class OutcomeUnknown(RestoreProblem):
    """The connection was lost at the very end, and whether the server kept what was written nobody can tell."""

    action = Action.LOOK_AT_CRM

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"'{location}' was lost before it said whether it keeps the restore, all or none: {reason}.")


class RestoreUnfinished(RestoreProblem):
    """A restore was interrupted, or could not be finished. The CRM keeps a journal of what is left to do."""

    action = Action.FINISH_RESTORE

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"A restore into '{location}' is not finished: {reason}.")


class ProgramProblem(CrmBackupError):
    """What this computer itself keeps or does stands in the way."""


class JobRunning(ProgramProblem):
    """Another job, of this program or another one, works on the same CRM."""

    action = Action.TRY_LATER

    def __init__(self, crm: str) -> None:
        self.crm = crm
        super().__init__(f"Another job is already working on '{crm}'.")


class SettingsFailed(ProgramProblem):
    """The settings cannot be read or written."""

    action = Action.CHECK_SETTINGS

    def __init__(self, location: str, problem: str) -> None:
        self.location = location
        self.problem = problem
        super().__init__(f"The settings in '{location}' cannot be used: {problem}.")


class Cancelled(CrmBackupError):
    """The user stopped the job. What was committed before stays."""

    exit_code = 130
    action = Action.RUN_AGAIN

    def __init__(self) -> None:
        super().__init__("The job was cancelled.")
