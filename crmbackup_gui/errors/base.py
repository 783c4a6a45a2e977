"""The root of the tree, and what is wrong with a call, a name or this computer. The tree is drawn in the package."""

from __future__ import annotations

from collections.abc import Sequence

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
    """The entity has no record of that key at that point.

    Of several records, each (entity, key), `count` are not there; `named` has the first of them as ENTITY=KEY.
    """

    action = Action.SHOW_POINT
    most_named = 20

    def __init__(self, entity: str, key: str, others: Sequence[tuple[str, str]] = ()) -> None:
        self.entity = entity
        self.key = key
        self.count = 1 + len(others)
        missing = [f"{name}={text}" for name, text in ((entity, key), *others)]
        self.named = (*missing[: self.most_named], *("…" for _ in missing[self.most_named :][:1])) if others else ()
        if others:
            super().__init__(f"{self.count} of the records are in no recovery point: {', '.join(self.named)}.")
        else:
            super().__init__(f"The recovery point has no record {entity}={key}.")


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
