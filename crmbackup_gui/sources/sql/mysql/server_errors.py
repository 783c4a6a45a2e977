"""What a server says went wrong, in our words.

Numbers of errors: mariadb.com/kb/en/mariadb-error-code-reference and dev.mysql.com/doc/mysql-errors/en.
"""

from __future__ import annotations

from collections.abc import Callable, Container

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import (
    CrmBackupError,
    LoginRefused,
    RestoreRefused,
    SourceBusy,
    SourceChanged,
    SourceIncomplete,
    SourceMissing,
    SourceUnreachable,
    SourceUnreadable,
)

_UNREACHABLE = frozenset({1040, 1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1927, 3024, 4031})
"""Too many connections, a server that shuts down, and every way in which a connection is lost."""
_CLIENT = range(2000, 2100)
_LOGIN = frozenset({1044, 1045, 1129, 1130, 1131, 1226, 1251, 1275, 1698, 1820, 1862, 2059, 3118, 3159, 3890, 4151})
_RIGHTS = frozenset({1142, 1143, 1227, 1356, 1370, 1419, 1449})
_MISSING = frozenset({1049})
_BUSY = frozenset({1205, 1213, 3572})
_CHANGED = frozenset({1146, 1412, 1054})
"""A table that is gone or is another one: the catalog that was read a moment before had it."""
_ROW = frozenset(
    {1022, 1048, 1062, 1169, 1216, 1217, 1263, 1264, 1265, 1292, 1364, 1365, 1366, 1367, 1406, 1411, 1416, 1451}
    | {1118, 1300, 1452, 1525, 1526, 1557, 1586, 1690, 1748, 3140, 3616, 3819, 4025, 4078}
)
"""A value or a record that the rules of its table forbid."""
_FULL = frozenset({1021, 1114})


class ServerSaid(Exception):
    """What the server said, as it came: its number and its words. Never leaves this package."""

    def __init__(self, number: int, words: str) -> None:
        super().__init__(number, words)
        self.number = number
        self.words = words


class RowRefused(ServerSaid):
    """A record breaks a rule of its table."""


_ALWAYS: tuple[tuple[Container[int], Callable[[str, str], CrmBackupError]], ...] = (
    (_LOGIN, LoginRefused),
    (_MISSING, lambda location, _: SourceMissing(location)),
    (_UNREACHABLE, SourceUnreachable),
    (_CLIENT, SourceUnreachable),
    (_BUSY, lambda location, _: SourceBusy(location)),
)
_READING: tuple[tuple[Container[int], Callable[[str, str], CrmBackupError]], ...] = (
    (_RIGHTS, lambda location, words: SourceIncomplete(location, [location], words)),
    (_CHANGED, lambda location, _: SourceChanged(f"'{location}'")),
)


def leaf_of(said: ServerSaid, location: str, *, writes: bool) -> CrmBackupError | RowRefused:
    """The error to raise for it. `writes`: on a connection that writes, where rules of tables are what refuses."""
    number, words = said.number, said.words.rstrip(".")
    for numbers, leaf in _ALWAYS if writes else _ALWAYS + _READING:
        if number in numbers:
            return leaf(location, words)
    if not writes:
        return SourceUnreadable(location, words)
    if number in _ROW:
        return RowRefused(number, words)
    action = Action.CHECK_PLACE if number in _FULL else Action.WIDEN_RIGHTS if number in _RIGHTS else None
    return RestoreRefused(f"The server of '{location}' says: {words}.", action=action)


def number_of(error: BaseException) -> int:
    """The server's number for what led to the error; 0 where it was not the server."""
    cause = error if isinstance(error, ServerSaid) else error.__cause__
    if isinstance(cause, ServerSaid):
        return cause.number
    number = cause.args[0] if cause is not None and cause.args else 0
    return number if isinstance(number, int) else 0
