"""What the server or the driver says when something fails, and which of our errors that is.

The codes are those of postgresql.org/docs/current/errcodes-appendix.html. Their texts come in the server's language,
so nothing is told by them where a code tells it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import (
    CrmBackupError,
    LoginRefused,
    RestoreRefused,
    SourceBusy,
    SourceIncomplete,
    SourceUnreachable,
    SourceUnreadable,
)

_SERVER = re.compile(r"(?:^|: )(\w[^\n:]*):  (.*?)(?=\n\nQuery was: |\. SQLSTATE: |\Z)", re.DOTALL)
"""libpq writes severity, colon, two spaces, text; then a line for each further part (protocol-error-fields.html)."""

_DRIVER = re.compile(r"^[A-Z_]+: (?:\[libpq\] )?(?:Failed to connect: )?")
_QUERY = re.compile(r"^Failed to execute query '.*': ", re.DOTALL)
_CONNECTING = re.compile(r"^connection to server .*? failed: ", re.DOTALL)
_NO_PASSWORD = re.compile(r"no password supplied|empty password")
_FULL_OR_STARTING = re.compile(r"too many|remaining connection slots|starting up|shutting down|in recovery")

_GONE = frozenset({"57P01", "57P02", "57P03", "57P05", "25P03", "25P04"})
_BUSY = frozenset({"55P03", "53300", "40P01", "40001"})
_FORBIDDEN = "42501"
_RECORD = frozenset({"22", "23", "44", "54", "P0"})
"""Classes of errors that are about the values of a record: 54 is a value too long for an index, P0 what a function of
the CRM raises that checks them."""


class RowRefused(Exception):
    """A record breaks a rule of its table. Carries the server's words; never leaves this package."""


@dataclass(frozen=True)
class ServerWords:
    """A failure. `message` and `detail` are single lines; `detail` may be empty.

    `code` is the server's, "" where it gave none. `answered` says whether the server itself spoke.
    """

    message: str
    detail: str
    code: str
    answered: bool

    @property
    def text(self) -> str:
        """Both lines, as a part of a sentence."""
        message = self.message.rstrip(".")
        return f"{message} ({self.detail.rstrip('.')})" if self.detail else message


def words_of(error: Exception) -> ServerWords:
    """Take a driver's error apart; queries, and whatever values they hold, are left out."""
    code = getattr(error, "sqlstate", None) or ""
    text = str(error)
    spoken = _SERVER.search(text)
    if spoken is None:
        first, _, _ = _QUERY.sub("", _DRIVER.sub("", text)).strip().partition("\n")
        return ServerWords(first, "", code, answered=bool(code))
    message, *more = spoken[2].strip().split("\n")
    # The parts that follow are a detail, a hint, or where in the query it happened; only the first helps users.
    part = re.match(r"\w[^\n:]*\D:  (.*)", more[0]) if more else None
    return ServerWords(message, part[1] if part else "", code, answered=True)


def connecting_failed(location: str, error: Exception) -> CrmBackupError:
    """The error for a connection that did not come about."""
    words = words_of(error)
    if words.answered and not _FULL_OR_STARTING.search(words.message):
        return LoginRefused(location, words.text)
    reason = _CONNECTING.sub("", words.message)
    if _NO_PASSWORD.search(reason):
        return LoginRefused(location, "it wants a password")
    return SourceUnreachable(location, reason)


def leaf_for(words: ServerWords, location: str, *, lost: bool, writes: bool) -> CrmBackupError | RowRefused:
    """The error for a statement that failed. `lost` says that the connection is gone with it."""
    if lost or words.code in _GONE or words.code.startswith("08"):
        return SourceUnreachable(location, words.text)
    if words.code in _BUSY:
        return SourceBusy(location)
    if writes:
        if words.code[:2] in _RECORD:
            return RowRefused(words.text)
        action = Action.WIDEN_RIGHTS if words.code == _FORBIDDEN else None
        return RestoreRefused(f"The database says: {words.text}.", action=action)
    if words.code == _FORBIDDEN:
        return SourceIncomplete(location, (), words.text)
    return SourceUnreadable(location, words.text)
