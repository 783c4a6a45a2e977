"""A schedule while somebody edits it: one row for each part of its sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import msgspec

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Schedule, Weekday

EVERY_DAY = tuple(range(7))
WORKDAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
WEEKEND = (Weekday.SATURDAY, Weekday.SUNDAY)

BATTERY_PERCENT = 20
"""What is offered when somebody first wants to spare the battery."""


@dataclass(frozen=True)
class Row:
    """One rule with one time of day, or with one rhythm. `days` is never empty by itself: all seven mean every day."""

    strategy: Strategy | None = None
    days: tuple[int, ...] = EVERY_DAY
    every_minutes: int | None = None
    """None: once a day, at `first`."""
    first: str = "18:00"
    last: str = "20:00"

    @property
    def problem(self) -> RowProblem | None:
        """Why no backup would ever come of it."""
        if not self.days:
            return RowProblem.NO_DAY
        if self.every_minutes is not None and self.first > self.last:
            return RowProblem.BACKWARDS
        return None

    def rule(self) -> Rule:
        """As it is stored."""
        days = () if len(self.days) == len(EVERY_DAY) else self.days
        if self.every_minutes is None:
            return Rule(self.strategy, days, at=(self.first,))
        return Rule(self.strategy, days, every_minutes=self.every_minutes, first=self.first, last=self.last)


class RowProblem(Enum):
    """What is wrong with a row."""

    NO_DAY = "no day"
    BACKWARDS = "backwards"
    """It ends before it begins."""


class Preset(Enum):
    """Rhythms that fit most."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    BY_HAND = "by hand"


_FULL = Row(Strategy.FULL, (Weekday.SUNDAY,), first="02:00")
_PRESETS = {
    Preset.HOURLY: (_FULL, Row(Strategy.INCREMENTAL, every_minutes=60, first="08:00", last="20:00")),
    Preset.DAILY: (_FULL, Row(Strategy.INCREMENTAL, first="18:00")),
    Preset.WEEKLY: (Row(Strategy.FULL, (Weekday.FRIDAY,), first="18:00"),),
    Preset.BY_HAND: (),
}


@dataclass
class ScheduleDraft:
    """What the page shows and changes; `schedule` makes the stored form of it."""

    rows: list[Row] = field(default_factory=list)
    active: bool = True
    need_network: bool = False
    avoid_metered: bool = False
    avoid_battery_below: int | None = None

    @classmethod
    def of(cls, schedule: Schedule) -> ScheduleDraft:
        """A draft that changes nothing yet."""
        return cls(
            rows_of(schedule),
            schedule.active,
            schedule.need_network,
            schedule.avoid_metered,
            schedule.avoid_battery_below,
        )

    def schedule(self, saved: Schedule) -> Schedule:
        """The saved schedule with the edits in it. Rules that mean the same stay exactly as they were."""
        rules = saved.rules if rows_of(saved) == self.rows else tuple(row.rule() for row in self.rows)
        return msgspec.structs.replace(
            saved,
            rules=rules,
            active=self.active,
            need_network=self.need_network,
            avoid_metered=self.avoid_metered,
            avoid_battery_below=self.avoid_battery_below,
        )

    @property
    def problem(self) -> RowProblem | None:
        """The first thing that must be mended before it can be saved."""
        return next((row.problem for row in self.rows if row.problem is not None), None)

    @property
    def preset(self) -> Preset | None:
        """The preset whose rhythm it is."""
        return next((preset for preset, rows in _PRESETS.items() if list(rows) == self.rows), None)

    def take(self, preset: Preset) -> None:
        """Put a preset's rhythm in the place of the rows."""
        self.rows = list(_PRESETS[preset])


def rows_of(schedule: Schedule) -> list[Row]:
    """The rules, with several times or rhythms of one rule as rows of their own."""
    rows = []
    for rule in schedule.rules:
        days = tuple(sorted(rule.days)) or EVERY_DAY
        rows += [Row(rule.strategy, days, first=time) for time in rule.at]
        if rule.every_minutes is not None:
            rows.append(Row(rule.strategy, days, rule.every_minutes, rule.first, rule.last))
    return rows


def preset_schedule(preset: Preset) -> Schedule:
    """A schedule of that rhythm without conditions."""
    return Schedule(rules=tuple(row.rule() for row in _PRESETS[preset]))
