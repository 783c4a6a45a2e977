"""The demo CRM with a past: two weeks of backups, taken in a few seconds from a CRM that says it is another day.

Pictures and demonstrations show what the program looks like when it has been in use for a while.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.errors import SourceMissing
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Weekday
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.demo_crm import DATABASE, change_demo_crm
from crmbackup_gui.services.demo_home import CONTACTS, prepare_demo
from crmbackup_gui.services.history import Run, Task, Trigger
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.recording import after_backup
from crmbackup_gui.sources.base import Changes, RecordStream, Source, SourceSnapshot, Target
from crmbackup_gui.sources.registry import open_source

_NIGHT, _EVENING = time(2), time(18)
_RULES = (
    Rule(Strategy.FULL, days=(Weekday.SUNDAY,), at=(f"{_NIGHT:%H:%M}",)),
    Rule(Strategy.INCREMENTAL, at=(f"{_EVENING:%H:%M}",)),
)
_AT_LEAST = timedelta(days=9)
_FAILING = 6
"""The position of the backup that finds no CRM."""
_UNCHECKED = 2


def open_demo_with_past(folder: Path, contacts: int = CONTACTS) -> Program:
    """As `open_demo`, with a full backup each Sunday, an incremental each evening, and one that failed.

    All but the newest recovery points were checked. Takes a few seconds.
    """
    program = prepare_demo(folder, _RULES, contacts)
    (connection,) = program.settings.read().connections
    database = folder / "living" / DATABASE
    for position, slot in enumerate(_slots(datetime.now().astimezone())):
        if position == _FAILING:
            _miss(program, connection, database, slot)
            continue
        if position:
            change_demo_crm(database, round=position)
        _back_up(program, connection, slot)
    points = program.overview(connection).points
    program.check(connection, [point.sequence for point in points[:-_UNCHECKED]])
    return program


def _slots(now: datetime) -> list[datetime]:
    """From a Sunday that is long enough ago: each Sunday at night, and each evening."""
    today = now.date()
    first = today - timedelta(days=(today.weekday() - Weekday.SUNDAY) % 7)
    while now.date() - first < _AT_LEAST:
        first -= timedelta(days=7)
    days = [first + timedelta(days=number) for number in range((today - first).days + 1)]
    nights = [(day, _NIGHT) for day in days if day.weekday() == Weekday.SUNDAY]
    moments = sorted(datetime.combine(*slot).astimezone() for slot in (*nights, *((day, _EVENING) for day in days)))
    return [moment for moment in moments if moment < now]


def _back_up(program: Program, connection: Connection, slot: datetime) -> None:
    repository = program.unlock(connection.repository)
    request = BackupRequest(_strategy(slot), crm_name=connection.name, crm=connection.crm)
    report = run_backup(_Dated(open_source(connection.source), slot.astimezone(UTC)), repository, request)
    run = after_backup(_run(connection, slot, Outcome.OK), report)
    program.history.add(msgspec.structs.replace(run, seconds=report.point.seconds))


def _miss(program: Program, connection: Connection, database: Path, slot: datetime) -> None:
    """A backup that failed, as it would have been kept."""
    error = SourceMissing(str(database))
    failed = msgspec.structs.replace(
        _run(connection, slot, Outcome.FAILED),
        error=type(error).__name__,
        message=error.user_message,
        action=error.action.name,
    )
    program.history.add(failed)


def _run(connection: Connection, slot: datetime, outcome: Outcome) -> Run:
    return Run(
        connection=connection.id,
        crm_name=connection.name,
        task=Task.BACKUP,
        trigger=Trigger.SCHEDULE,
        started_at=slot.astimezone(UTC),
        slot=slot.astimezone(UTC),
        outcome=outcome,
    )


def _strategy(slot: datetime) -> Strategy:
    if slot.time() == _NIGHT:
        return Strategy.FULL
    return Strategy.DIFFERENTIAL if slot.weekday() == Weekday.WEDNESDAY else Strategy.INCREMENTAL


@dataclass(frozen=True)
class _Dated:
    """A source (sources/base.py) whose moments are all `moment`."""

    source: Source
    moment: datetime

    @property
    def url(self) -> str:
        return self.source.url

    @property
    def name(self) -> str:
        return self.source.name

    def catalog(self) -> Catalog:
        return self.source.catalog()

    def exists(self) -> bool:
        return self.source.exists()

    @contextmanager
    def snapshot(self) -> Iterator[SourceSnapshot]:
        with self.source.snapshot() as snapshot:
            yield _DatedSnapshot(snapshot, self.moment)

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        return self.source.target(rehearsal=rehearsal, create=create)


@dataclass(frozen=True)
class _DatedSnapshot:
    """One moment of a CRM that calls itself another one."""

    snapshot: SourceSnapshot
    consistent_as_of: datetime

    @property
    def catalog(self) -> Catalog:
        return self.snapshot.catalog

    @property
    def position(self) -> bytes | None:
        return self.snapshot.position

    @property
    def warnings(self) -> Sequence[str]:
        return self.snapshot.warnings

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        return self.snapshot.read(entity, known)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:
        return self.snapshot.changes(entity, since, known)

    def keys(self, entity: Entity) -> RecordStream:
        return self.snapshot.keys(entity)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        return self.snapshot.open_content(entity, key)
