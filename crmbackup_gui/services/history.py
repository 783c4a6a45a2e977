"""Every run there was: what was done, why, how it ended, and whether the user has seen it. No secret is part of it."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Extent, Past

_FORMAT = 1
_BUSY_SECONDS = 10.0
_PAUSE_SECONDS = 0.01
_PROOFS = 20
_PROBLEMS = (Outcome.FAILED.value, Outcome.WARNINGS.value)
_GOOD = (Outcome.OK.value, Outcome.WARNINGS.value)

_TABLES = f"""
CREATE TABLE IF NOT EXISTS run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    task TEXT NOT NULL,
    outcome TEXT NOT NULL,
    started_at REAL NOT NULL,
    slot REAL,
    strategy TEXT,
    error TEXT NOT NULL,
    skipped TEXT NOT NULL,
    seen INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS run_of_connection ON run (connection, task, started_at);
CREATE INDEX IF NOT EXISTS run_newest_of_connection ON run (connection, id);
CREATE INDEX IF NOT EXISTS run_by_outcome ON run (outcome, seen);
PRAGMA user_version = {_FORMAT};
"""

_PARTIAL = "partial"
"""Stands in the column of the strategy for runs that count for no schedule; the body of the row has more.
There a check that counts has how much it read."""

_INSERT = (
    "INSERT INTO run (connection, task, outcome, started_at, slot, strategy, error, skipped, seen, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

_LOG = logging.getLogger(__name__)

_T = TypeVar("_T")


class Trigger(Enum):
    """Why something ran."""

    MANUAL = "manual"
    SCHEDULE = "schedule"
    CATCH_UP = "catch_up"
    COMMAND_LINE = "command_line"


class Task(Enum):
    """What ran."""

    BACKUP = "backup"
    RESTORE = "restore"
    UNDO = "undo"
    CHECK = "check"
    DRILL = "drill"
    RETENTION = "retention"
    CONSOLIDATE = "consolidate"
    COPY = "copy"
    SALVAGE = "salvage"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run of one CRM. Times are aware UTC, durations seconds, sizes bytes."""

    id: int = 0
    """Ascending in the order in which runs ended; 0 before the history knows it."""
    connection: str
    crm_name: str
    task: Task
    trigger: Trigger = Trigger.MANUAL
    started_at: datetime
    seconds: float = 0.0
    outcome: Outcome
    slot: datetime | None = None
    skipped: str = ""
    """Value of the `WaitReason` why it did not run."""
    strategy: str | None = None
    """Value of the `Strategy` of the point that was made."""
    partial: bool = False
    """A backup of less than what is protected, or a check or drill of a copy: no schedule takes it for its own."""
    extent: str = ""
    """Of a check: value of the `Extent` that it read."""
    point: str | None = None
    """Id of the point that was made, restored or checked."""
    counts: dict[str, int] = {}
    bytes_stored: int = 0
    error: str = ""
    """Name of the leaf of errors.py that ended it, or `Unexpected`."""
    message: str = ""
    """The leaf's sentence, in English."""
    action: str = ""
    """Name of the leaf's `Action`."""
    warnings: tuple[str, ...] = ()
    report: dict[str, Any] = {}
    """What else there is to tell, such as the proof of a restore."""
    seen: bool = False

    @property
    def problem(self) -> bool:
        """Whether somebody should look at it."""
        return self.outcome in (Outcome.FAILED, Outcome.WARNINGS)


_RUN = msgspec.json.Decoder(Run)
"""Made once, before there are threads: msgspec learns a type when it is first decoded."""


class History:
    """The runs, in an SQLite database. Any thread may use it, and several programs at a time.

    A file that is no history is put aside under another name. Methods raise `sqlite3.Error` or `OSError` when the disk
    fails; a job that is done must not fail over it, so `Program` catches and logs those.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mending = threading.Lock()

    def add(self, run: Run) -> Run:
        """Keep a run; the same with its id."""
        values = (
            run.connection,
            run.task.value,
            run.outcome.value,
            run.started_at.timestamp(),
            run.slot.timestamp() if run.slot else None,
            _PARTIAL if run.partial else run.extent or run.strategy,
            run.error,
            run.skipped,
            run.seen,
            msgspec.json.encode(run),
        )
        new = self._do(lambda database: database.execute(_INSERT, values).lastrowid)
        assert new is not None
        return msgspec.structs.replace(run, id=new)

    def runs(
        self,
        connection: str | None = None,
        *,
        limit: int = 200,
        before_id: int | None = None,
        problems_only: bool = False,
    ) -> tuple[Run, ...]:
        """Runs of one CRM or of all, newest first; with `before_id` those that ended before that one."""
        where, values = _where(connection, problems_only=problems_only)
        if before_id is not None:
            where, values = f"{where} AND id < ?", [*values, before_id]
        return self._select(f"WHERE {where} ORDER BY id DESC LIMIT ?", [*values, limit])

    def count(self, connection: str | None = None, *, problems_only: bool = False) -> int:
        """How many runs `runs` would give without a limit."""
        where, values = _where(connection, problems_only=problems_only)
        return self._number(f"SELECT count(*) FROM run WHERE {where}", values)

    def last(self, connection: str, task: Task) -> Run | None:
        """The newest run of that task that was not skipped."""
        found = self._select(
            "WHERE connection = ? AND task = ? AND outcome <> ? ORDER BY id DESC LIMIT 1",
            [connection, task.value, Outcome.SKIPPED.value],
        )
        return found[0] if found else None

    def backups(self, connection: str, since: datetime) -> tuple[Past, ...]:
        """The backups of a CRM that began since then, and the newest good one of each strategy before, oldest first.

        Skipped ones are not among them, for nothing ran, nor those of less than what is protected.
        """
        columns = "started_at, slot, strategy, outcome, error"
        whose = "connection = ? AND task = ? AND outcome <> ? AND strategy IS NOT ?"
        values = [connection, Task.BACKUP.value, Outcome.SKIPPED.value, _PARTIAL]
        recent = self._rows(
            f"SELECT {columns} FROM run WHERE {whose} AND started_at >= ?", [*values, since.timestamp()]
        )
        older = self._rows(
            f"SELECT max(started_at), slot, strategy, outcome, error FROM run"
            f" WHERE {whose} AND started_at < ? AND outcome IN (?, ?) GROUP BY strategy",
            [*values, since.timestamp(), *_GOOD],
        )
        return tuple(sorted((_past(*row) for row in (*older, *recent)), key=lambda past: past.started_at))

    def drills(self, connection: str) -> tuple[Past, ...]:
        """The newest drills of a CRM that were not skipped, newest first; few are enough to tell when one is due.

        Those of a copy are not among them.
        """
        return self._proofs(connection, Task.DRILL)

    def checks(self, connection: str, extents: Collection[Extent]) -> tuple[Past, ...]:
        """The same of its checks that read so much."""
        return self._proofs(connection, Task.CHECK, [extent.value for extent in extents])

    def skipped(self, connection: str, slot: datetime, reason: str) -> bool:
        """Whether it is noted already that the slot's run waits for that reason."""
        return bool(
            self._number(
                "SELECT count(*) FROM run WHERE connection = ? AND slot = ? AND skipped = ?",
                [connection, slot.timestamp(), reason],
            )
        )

    def mark_seen(self, ids: Iterable[int]) -> None:
        """The user has looked at these runs."""
        values = [(id_,) for id_ in ids]
        self._do(lambda database: database.executemany("UPDATE run SET seen = 1 WHERE id = ?", values))

    def unseen_problems(self) -> int:
        """How many runs that failed or warned nobody has looked at."""
        return self._number("SELECT count(*) FROM run WHERE seen = 0 AND outcome IN (?, ?)", list(_PROBLEMS))

    def forget(self, connection: str) -> None:
        """Remove the runs of a CRM that is no longer protected."""
        self._do(lambda database: database.execute("DELETE FROM run WHERE connection = ?", [connection]))

    def _proofs(self, connection: str, task: Task, extents: Sequence[str] = ()) -> tuple[Past, ...]:
        of_extent = f" AND strategy IN ({', '.join('?' * len(extents))})" if extents else ""
        query = (
            "SELECT started_at, slot, NULL, outcome, error FROM run"
            f" WHERE connection = ? AND task = ? AND outcome <> ? AND strategy IS NOT ?{of_extent}"
            " ORDER BY started_at DESC LIMIT ?"
        )
        values = [connection, task.value, Outcome.SKIPPED.value, _PARTIAL, *extents, _PROOFS]
        return tuple(_past(*row) for row in self._rows(query, values))

    def _select(self, rest: str, values: Sequence[object]) -> tuple[Run, ...]:
        return tuple(_run(*row) for row in self._rows(f"SELECT id, seen, body FROM run {rest}", values))

    def _number(self, query: str, values: Sequence[object]) -> int:
        found: int = self._rows(query, values)[0][0]
        return found

    def _rows(self, query: str, values: Sequence[object]) -> list[Any]:
        return self._do(lambda database: database.execute(query, list(values)).fetchall())

    def _do(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Work on a connection of this call's own, and commit. What is damaged, also deep inside, is put aside."""
        try:
            return self._done(work)
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:
                raise
        with self._mending:
            # Another thread may have begun a new one meanwhile.
            try:
                return self._done(work)
            except sqlite3.DatabaseError as error:
                if type(error) is not sqlite3.DatabaseError:
                    raise
                self._put_aside(error)
            return self._done(work)

    def _done(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        with closing(self._connect()) as database, database:
            return work(database)

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=_BUSY_SECONDS)
        try:
            (found,) = database.execute("PRAGMA user_version").fetchone()
            if found < _FORMAT:
                _write_ahead(database)
                database.executescript(_TABLES)
            database.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            database.close()
            raise
        return database

    def _put_aside(self, error: sqlite3.Error) -> None:
        aside = self._path.with_name(f"{self._path.stem}.aside-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.db")
        _LOG.warning("the history is damaged (%s) and begun anew; as it was, it is kept in '%s'", error, aside)
        self._path.replace(aside)
        for end in ("-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)


def _write_ahead(database: sqlite3.Connection) -> None:
    """Switch the journal, for which SQLite itself waits for nobody: another program may be making the history now."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _where(connection: str | None, *, problems_only: bool) -> tuple[str, list[object]]:
    conditions, values = ["1"], list[object]()
    if connection is not None:
        conditions.append("connection = ?")
        values.append(connection)
    if problems_only:
        conditions.append("outcome IN (?, ?)")
        values.extend(_PROBLEMS)
    return " AND ".join(conditions), values


def _run(id_: int, seen: int, body: bytes) -> Run:
    return msgspec.structs.replace(_RUN.decode(body), id=id_, seen=bool(seen))


def _past(started_at: float, slot: float | None, strategy: str | None, outcome: str, error: str) -> Past:
    return Past(
        started_at=_EPOCH + timedelta(seconds=started_at),
        slot=None if slot is None else _EPOCH + timedelta(seconds=slot),
        strategy=Strategy(strategy) if strategy else None,
        outcome=Outcome(outcome),
        error=error,
    )


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
