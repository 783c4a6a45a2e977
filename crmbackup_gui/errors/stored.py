"""What keeps a repository closed, damaged or unused. The tree is drawn in the package."""

from __future__ import annotations

from enum import Enum

from crmbackup_gui.actions import Action
from crmbackup_gui.errors.base import CrmBackupError


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


class PointBusy(RepositoryProblem):
    """Another program says that it is about to delete or replace a recovery point. `point` is its id."""

    action = Action.TRY_LATER

    def __init__(self, point: str) -> None:
        self.point = point
        super().__init__(f"Another program is just deleting or rewriting recovery point {point}, so it may not stay.")
