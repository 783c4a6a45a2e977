"""The demo CRM with a past: two weeks of backups, taken in a few seconds on a clock that is set back for each.

Pictures and demonstrations show what the program looks like when it has been in use for a while.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from types import ModuleType

import msgspec

from crmbackup_gui.engine import backup
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Schedule, Weekday
from crmbackup_gui.services import recording, settings
from crmbackup_gui.services.demo_crm import change_demo_crm
from crmbackup_gui.services.demo_home import CONTACTS, open_demo
from crmbackup_gui.services.history import Trigger
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.sources.files import snapshot as files_snapshot
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.sqlite import snapshot as sqlite_snapshot

_CLOCKS: tuple[ModuleType, ...] = (backup, settings, files_snapshot, sqlite_snapshot)
"""Modules that ask what time it is while a backup runs; the run itself begins in `recording`."""

_NIGHT, _EVENING = time(2), time(18)
_RULES = (
    Rule(Strategy.FULL, days=(Weekday.SUNDAY,), at=(f"{_NIGHT:%H:%M}",)),
    Rule(Strategy.INCREMENTAL, at=(f"{_EVENING:%H:%M}",)),
)
_AT_LEAST = timedelta(days=9)
_BY_THE_DEMO = 5
"""So many backups `open_demo` takes itself."""
_FAILING = 6
"""The position of the backup that finds no CRM."""
_UNCHECKED = 2


def open_demo_with_past(folder: Path, contacts: int = CONTACTS) -> Program:
    """As `open_demo`, with a full backup each Sunday, an incremental each evening, and one that failed.

    All but the newest recovery points were checked. Nothing else may run meanwhile: the clock is set back for all.
    """
    slots = _slots(datetime.now().astimezone())
    with _set_back(slots):
        program = open_demo(folder, contacts)
        program.settings.change(_with_rules)
        for position in range(_BY_THE_DEMO, len(slots)):
            _back_up(program, slots[position], position)
    (connection,) = program.settings.read().connections
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


def _with_rules(settings: Settings) -> Settings:
    connections = (msgspec.structs.replace(c, schedule=Schedule(rules=_RULES)) for c in settings.connections)
    return msgspec.structs.replace(settings, connections=tuple(connections))


def _back_up(program: Program, slot: datetime, position: int) -> None:
    (connection,) = program.settings.read().connections
    database = parse_location(connection.source).path
    assert database is not None
    away = database.with_suffix(".away")
    if position == _FAILING:
        database.rename(away)
    else:
        change_demo_crm(database, round=position)
    program.back_up(connection, strategy=_strategy(slot), trigger=Trigger.SCHEDULE, slot=slot)
    if position == _FAILING:
        away.rename(database)


def _strategy(slot: datetime) -> Strategy:
    if slot.time() == _NIGHT:
        return Strategy.FULL
    return Strategy.DIFFERENTIAL if slot.weekday() == Weekday.WEDNESDAY else Strategy.INCREMENTAL


class _Clock:
    """Stands for `datetime` in a module; `read` says what time it is."""

    def __init__(self, read: Callable[[], datetime]) -> None:
        self._read = read

    def now(self, tz: tzinfo | None = None) -> datetime:
        """What the module asks for."""
        return self._read().astimezone(tz)

    def __getattr__(self, name: str) -> object:
        return getattr(datetime, name)


@contextmanager
def _set_back(slots: Sequence[datetime]) -> Iterator[None]:
    """Lets each run begin at the next slot, and everything in it take that for the time."""
    hands = [slots[0]]
    coming = iter(slots)

    def begin() -> datetime:
        """Asked once by each run."""
        hands[0] = next(coming)
        return hands[0]

    clocks = {**dict.fromkeys(_CLOCKS, _Clock(lambda: hands[0])), recording: _Clock(begin)}
    for module, clock in clocks.items():
        vars(module)["datetime"] = clock
    try:
        yield
    finally:
        for module in clocks:
            vars(module)["datetime"] = datetime
