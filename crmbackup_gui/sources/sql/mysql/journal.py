"""What makes a restore into MySQL or MariaDB end as a whole, although the server commits each change of a table alone.

Records are written in one transaction. Whatever that cannot hold goes around it: what comes before can be taken back,
what comes after can be carried out at any later time, and both stand in a table before they happen:

    `crmbackup:journal`    number   entry
                           0        {"format": 1, "began": "2026-03-01T08:00:00+00:00", "decided": false, ...}
                           1 ...    steps that take back what was done before, last one first
                           10^6 ... steps that are left to do, first one first

New tables, and tables that know no transactions, are written under the names `crmbackup:new:1` and so on, so that up to
the end the CRM has all that it had but for the triggers of its tables. `decided` is set by the transaction itself: when
it is committed, so is the decision to go on, and else to go back. Whoever opens the database next and finds the journal
goes on or back first; a lock of the server tells whether the restore is still at work (mariadb.com/kb/en/get_lock).
The table is dropped last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import Enum

import msgspec

from crmbackup_gui.errors import CrmBackupError, RestoreUnfinished, SourceBusy
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.names import RESERVED, is_database, quoted
from crmbackup_gui.sources.sql.mysql.server import Server
from crmbackup_gui.sources.sql.mysql.steps import Step, Steps
from crmbackup_gui.sources.sql.mysql.writing_session import Session, writing_session

JOURNAL = f"{RESERVED}journal"
_FORMAT = 1
_FIRST_ON = 1_000_000
_AT_ONCE = 100
_WAIT = 10
"""Seconds in which a server should notice that a restore is gone."""

_FOUND = f"SELECT COUNT(*) FROM information_schema.TABLES WHERE {is_database('TABLE_SCHEMA')} AND TABLE_NAME = ?"


class Ending(Enum):
    """What became of a restore that was interrupted. The value is a sentence for users."""

    WENT_ON = "An earlier restore of this CRM was interrupted after its records were in; it has been finished."
    WENT_BACK = "An earlier restore of this CRM was interrupted; what it had begun has been taken back."


class _Head(msgspec.Struct, frozen=True):
    """The entry number 0. `made_database` says that the restore made the database itself."""

    format: int
    began: str
    decided: bool = False
    made_database: bool = False
    goes_back: bool = False
    """Somebody has found it, and takes back what was done: it can no longer be decided to go on."""


class Journal:
    """The journal of a restore that is at work. `session` is the one that changes the structure."""

    def __init__(self, session: Session, *, made_database: bool) -> None:
        """Begin it. Raises RestoreRefused where the account may not."""
        self._session = session
        self._name = session.name(JOURNAL)
        self._back = 0
        session.connection.run(
            f"CREATE TABLE {self._name} (number INT NOT NULL PRIMARY KEY, entry LONGTEXT NOT NULL) "
            "ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
        )
        began = datetime.now(UTC).isoformat(timespec="seconds")
        self._head = _Head(_FORMAT, began, made_database=made_database)
        self._write(session, [0], [self._head])

    def before(self, *steps: Step) -> None:
        """Note how to take back what is done next."""
        self._write(self._session, range(self._back + 1, self._back + len(steps) + 1), steps)
        self._back += len(steps)

    def decide(self, session: Session, steps: Sequence[Step]) -> None:
        """Note what is left to do, as part of the session's transaction: committing it is the decision."""
        self._write(session, range(_FIRST_ON, _FIRST_ON + len(steps)), steps)
        decided = _text(msgspec.structs.replace(self._head, decided=True))
        update = f"UPDATE {self._name} SET entry = ? WHERE number = 0 AND entry = ?"
        if session.connection.run(update, (decided, _text(self._head))) != 1:
            raise SourceBusy(session.connection.location)

    def _write(self, session: Session, numbers: Sequence[int], entries: Sequence[Step | _Head]) -> None:
        for first in range(0, len(entries), _AT_ONCE):
            some = list(zip(numbers, entries, strict=True))[first : first + _AT_ONCE]
            insert = f"INSERT INTO {self._name} (number, entry) VALUES {', '.join(['(?, ?)'] * len(some))}"
            values = [value for number, entry in some for value in (number, _text(entry))]
            session.connection.run(insert, values)


@contextmanager
def locked(session: Session) -> Iterator[None]:
    """Nobody else restores into the database, or finishes what was interrupted. Raises SourceBusy."""
    name = "crmbackup " + hashlib.sha256(session.database.encode()).hexdigest()[:40]
    if session.connection.value("SELECT GET_LOCK(?, ?)", (name, _WAIT)) != 1:
        raise SourceBusy(session.connection.location)
    yield


def was_interrupted(connection: Connection, database: str) -> bool:
    """Whether a restore is at work or was interrupted."""
    return bool(connection.value(_FOUND, (database, database, JOURNAL)))


def finish_interrupted(server: Server, find_secret: FindSecret) -> Ending | None:
    """Go on or back with a restore that was interrupted; None where there was none.

    Raises SourceBusy while a restore is at work, and RestoreUnfinished where the account may not do what is left.
    """
    with writing_session(server, find_secret) as session, locked(session):
        return finish(session)[0]


def finish(session: Session) -> tuple[Ending | None, list[str]]:
    """`finish_interrupted` through a session that has the lock; with warnings for users."""
    connection = session.connection
    steps = Steps(session)
    try:
        there = was_interrupted(connection, session.database)
        return (_finish(session, steps) if there else None), steps.warnings
    except CrmBackupError as error:
        raise RestoreUnfinished(connection.location, error.user_message.rstrip(".")) from error


def _finish(session: Session, steps: Steps) -> Ending:
    connection, name = session.connection, session.name(JOURNAL)
    head = _settled_head(session)
    ending = Ending.WENT_ON if head is not None and head.decided else Ending.WENT_BACK
    entries = connection.rows(f"SELECT number, entry FROM {name} WHERE number > 0 ORDER BY number")
    on = [entry for entry in entries if entry[0] >= _FIRST_ON]
    back = [entry for entry in reversed(entries) if entry[0] < _FIRST_ON]
    for number, entry in on if ending is Ending.WENT_ON else back:
        steps.carry_out(msgspec.json.decode(entry, type=Step))
        connection.run(f"DELETE FROM {name} WHERE number = ?", (number,))
    connection.run(f"DROP TABLE {name}")
    if ending is Ending.WENT_BACK and head is not None and head.made_database:
        _drop_if_empty(session)
    return ending


def _settled_head(session: Session) -> _Head | None:
    """The entry number 0 when nobody can change it any more; None when the restore was interrupted before it."""
    connection, name = session.connection, session.name(JOURNAL)
    connection.run("START TRANSACTION")
    # This waits for the end of the transaction that decides, should the server still be at it.
    found = connection.value(f"SELECT entry FROM {name} WHERE number = 0 FOR UPDATE")
    head = None if found is None else msgspec.json.decode(found, type=_Head)
    if head is not None and head.format != _FORMAT:
        raise RestoreUnfinished(connection.location, "a newer version of this program has begun it")
    if head is not None and not head.decided:
        going = _text(msgspec.structs.replace(head, goes_back=True))
        connection.run(f"UPDATE {name} SET entry = ? WHERE number = 0", (going,))
    connection.run("COMMIT")
    return head


def _text(entry: Step | _Head) -> str:
    return msgspec.json.encode(entry).decode()


def _drop_if_empty(session: Session) -> None:
    found = f"SELECT COUNT(*) FROM information_schema.TABLES WHERE {is_database('TABLE_SCHEMA')}"
    if not session.connection.value(found, (session.database, session.database)):
        session.connection.run(f"DROP DATABASE {quoted(session.database)}")
