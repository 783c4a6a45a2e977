"""What keeps a CRM from being read or written. The tree is drawn in the package."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.actions import Action
from crmbackup_gui.errors.base import CrmBackupError
from crmbackup_gui.errors.stored import KeyringTrouble


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


class SignInRefused(SourceProblem):
    """The service gave no permission at the end of a sign-in: somebody said no there, or it does not take the app.

    `reason` is the service's own words.
    """

    action = Action.BEGIN_SIGN_IN

    def __init__(self, location: str, reason: str) -> None:
        self.location = location
        self.reason = reason
        super().__init__(f"The service of '{location}' gave no permission: {reason}.")


class SignInTimedOut(SourceProblem):
    """Nobody answered in the browser. `minutes` is how long was waited."""

    action = Action.BEGIN_SIGN_IN

    def __init__(self, location: str, minutes: int) -> None:
        self.location = location
        self.minutes = minutes
        super().__init__(f"Nobody has signed in to '{location}' within {minutes} minutes.")


class OtherAccount(SourceProblem):
    """Somebody signed in to another account than the one that was meant. `account` is the one that let them in."""

    action = Action.BEGIN_SIGN_IN

    def __init__(self, location: str, account: str) -> None:
        self.location = location
        self.account = account
        super().__init__(f"The account that was signed in to is '{account}', and not that of '{location}'.")


class CallbackTaken(SourceProblem):
    """Another program listens where the browser would bring the answer of a sign-in. `address` is that place."""

    action = Action.FREE_CALLBACK

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"Another program on this computer uses '{address}', where the sign-in would end.")


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
