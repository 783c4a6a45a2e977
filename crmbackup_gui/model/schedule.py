"""When backups are due: `decide` answers from the schedule, what ran before, the conditions and the time alone.

A slot is a moment at which the schedule wants a backup. Slots stand on the wall clock of a zone: nothing that ran, was
missed or failed ever moves them. A time that the clock skips in spring is run when it would have come without the
change; of two equal times in autumn a time of day takes the first, a rhythm takes both. All times returned are UTC.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, IntEnum
from itertools import zip_longest
from typing import Annotated

import msgspec

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy

LATE = timedelta(minutes=15)
"""A run that begins so long after its slot catches up; a slot counts as missed only after it."""

RETRIES = (timedelta(minutes=10), timedelta(minutes=30), timedelta(minutes=60))
"""How long after a failed run it is tried again; after the last of them the next slot is waited for."""

AFTER_CANCEL = RETRIES[-1]
"""Who cancels a run has an hour of peace, whether it was the person or the computer going down."""

_WEEK = 7
_MINUTES_OF_DAY = 24 * 60
_MOST_DAYS = 366


Aware = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with a zone: one without cannot be compared with now, and one CRM's would keep all from being backed up."""


class Weekday(IntEnum):
    """As `date.weekday` counts them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class Rule(msgspec.Struct, frozen=True):
    """Slots of one strategy (None is auto): at times of day, or every so many minutes from `first` to `last`.

    No `days` means every day. Times are "HH:MM" of the wall clock. Raises InvalidRequest for what no clock shows.
    """

    strategy: Strategy | None = None
    days: tuple[int, ...] = ()
    at: tuple[str, ...] = ()
    every_minutes: int | None = None
    first: str = "00:00"
    last: str = "23:59"

    def __post_init__(self) -> None:
        if not set(self.days) <= set(Weekday):
            raise InvalidRequest("A day of the week is a number from 0 (Monday) to 6 (Sunday).")
        for text in (*self.at, self.first, self.last):
            _minute(text)
        if self.every_minutes is not None and not 0 < self.every_minutes <= _MINUTES_OF_DAY:
            raise InvalidRequest("Backups can be repeated every 1 to 1440 minutes.")


class Extent(Enum):
    """How much a check reads."""

    ALL = "all"
    """Everything in the repository, whichever CRM it is of."""
    NEWEST = "newest"
    """The newest regular point of the CRM, and what reading it needs."""
    SOME = "some"
    """Points that a person chose, which counts for no schedule."""


class Schedule(msgspec.Struct, frozen=True):
    """When to back up, and under what conditions. Times are aware. Raises InvalidRequest for days that are none."""

    rules: tuple[Rule, ...] = ()
    active: bool = True
    need_network: bool = False
    avoid_metered: bool = False
    avoid_battery_below: int | None = None
    """Per cent of charge below which a computer on battery waits."""
    paused_until: Aware | None = None
    drill_days: int | None = None
    """Every so many days a point is restored into a throw-away CRM (model/proving.py); None: only when asked for."""
    check_days: int | None = None
    """Every so many days what is stored is read and authenticated; None: only when asked for."""
    check_extent: Extent = Extent.ALL
    since: Aware | None = None
    """When these rules began to hold: what they would have wanted before is neither caught up nor missed."""

    def __post_init__(self) -> None:
        if self.drill_days is not None and not 0 < self.drill_days <= _MOST_DAYS:
            raise InvalidRequest(f"A drill can be repeated every 1 to {_MOST_DAYS} days.")
        if self.check_days is not None and not 0 < self.check_days <= _MOST_DAYS:
            raise InvalidRequest(f"A check can be repeated every 1 to {_MOST_DAYS} days.")
        if self.check_extent is Extent.SOME:
            raise InvalidRequest("A schedule checks everything or the newest recovery point.")


@dataclass(frozen=True)
class Past:
    """A backup that ran: when, for which slot (None for one that a person asked for), what it made and how it ended.

    `strategy` is that of the point, `error` the name of the leaf of errors.py that ended it.
    """

    started_at: datetime
    slot: datetime | None
    strategy: Strategy | None
    outcome: Outcome
    error: str = ""

    @property
    def good(self) -> bool:
        """Whether there is a recovery point of it."""
        return self.outcome in (Outcome.OK, Outcome.WARNINGS)


@dataclass(frozen=True)
class Conditions:
    """What the computer is like now. None is what nobody can tell; it counts as met."""

    network: bool | None = None
    metered: bool | None = None
    battery_percent: int | None = None
    on_battery: bool | None = None


class WaitReason(Enum):
    """Why nothing is run now."""

    NOT_YET = "not_yet"
    PAUSED = "paused"
    OFF = "off"
    NO_SCHEDULE = "no_schedule"
    NETWORK = "network"
    METERED = "metered"
    BATTERY = "battery"
    RETRY_LATER = "retry_later"
    BUSY = "busy"
    """Another job works on the CRM. `decide` cannot know it; who starts the run finds out."""


@dataclass(frozen=True)
class Slot:
    """A moment at which a backup of that strategy is wanted."""

    when: datetime
    strategy: Strategy | None


@dataclass(frozen=True)
class Due:
    """Run now. `slot` is the newest one that is owed; `catch_up` says that it is late, or that others were missed."""

    slot: datetime
    strategy: Strategy | None
    catch_up: bool = False


@dataclass(frozen=True)
class Wait:
    """Run nothing now. `until` is when to look again at the latest, None when only a change of conditions helps.

    `slot` is the one that waits, or the next one.
    """

    until: datetime | None
    reason: WaitReason
    slot: datetime | None = None


def decide(
    schedule: Schedule, history: Sequence[Past], conditions: Conditions, now: datetime, zone: tzinfo
) -> Due | Wait:
    """Whether a backup is due now.

    A CRM that was never backed up is due at once. Several slots that were missed make one run, of the strongest
    strategy among them. A failed run is tried again after `RETRIES`, then the next slot is waited for. Runs that began
    after `now` were noted by a clock that was wrong, and count for nothing; so do rules that hold only later.
    """
    if not any(rule.at or rule.every_minutes for rule in schedule.rules):
        return Wait(None, WaitReason.NO_SCHEDULE)
    if not schedule.active:
        return Wait(None, WaitReason.OFF)
    coming = next((slot.when for slot in _coming(schedule, now, zone)), None)
    if schedule.paused_until is not None and now < schedule.paused_until:
        return Wait(schedule.paused_until.astimezone(UTC), WaitReason.PAUSED, coming)
    past = [run for run in history if run.started_at <= now]
    if schedule.since is not None and schedule.since > now:
        schedule = msgspec.structs.replace(schedule, since=None)
    owed = _owed(schedule, past, now, zone)
    if owed is None:
        return Wait(coming, WaitReason.NOT_YET, coming)
    again = _tried_again(past, owed.slot, coming)
    if again is not None and again > now:
        return Wait(again, WaitReason.RETRY_LATER, owed.slot)
    reason = unmet(schedule, conditions)
    return owed if reason is None else Wait(None, reason, owed.slot)


def next_runs(schedule: Schedule, now: datetime, zone: tzinfo, count: int = 10) -> tuple[Slot, ...]:
    """The next slots after `now`, and after a pause; none of a schedule that is off."""
    if not schedule.active:
        return ()
    begin = max(now, schedule.paused_until or now)
    found = []
    for slot in _coming(schedule, begin, zone):
        found.append(slot)
        if len(found) == count:
            break
    return tuple(found)


def missed(
    schedule: Schedule, history: Sequence[Past], since: datetime, until: datetime, zone: tzinfo
) -> tuple[datetime, ...]:
    """Slots after `since` that no good run served before the next slot, or `LATE`; none of a schedule that is off.

    Those later than `LATE` before `until` may still be served.
    """
    if not schedule.active:
        return ()
    begin = max(since, schedule.since or since) if schedule.since is None or schedule.since <= until else since
    slots = [slot.when for slot in _between(schedule.rules, begin, until, zone)]
    served = {run.slot for run in history if run.good}
    starts = sorted(run.started_at for run in history if run.good)
    found = []
    for slot, following in zip_longest(slots, slots[1:]):
        position = bisect_left(starts, slot)
        end = max(following, slot + LATE) if following is not None else None
        in_time = position < len(starts) and (end is None or starts[position] <= end)
        if slot not in served and not in_time and slot <= until - LATE:
            found.append(slot)
    return tuple(found)


def _owed(schedule: Schedule, past: Sequence[Past], now: datetime, zone: tzinfo) -> Due | None:
    """What should have run by now and did not."""
    newest = [slot for rule in schedule.rules if (slot := _newest(rule, now, zone)) is not None]
    good = [run for run in past if run.good]
    if not good:
        when = max((slot.when for slot in newest), default=now.astimezone(UTC))
        return Due(when, _strongest(rule.strategy for rule in schedule.rules))
    open_ = [
        slot
        for slot in newest
        if (schedule.since is None or slot.when > schedule.since) and not any(serves(run, slot) for run in good)
    ]
    if not open_:
        return None
    when = max(slot.when for slot in open_)
    last = max(run.started_at for run in good)
    begin = max(last, schedule.since or last)
    others = any(slot.when < when for slot in _between(schedule.rules, begin, when, zone))
    return Due(when, _strongest(slot.strategy for slot in open_), catch_up=others or now - when > LATE)


def serves(run: Past, slot: Slot) -> bool:
    """A stronger point serves a slot for a weaker one; any point serves `auto`."""
    return run.started_at >= slot.when and _strength(run.strategy) >= _strength(slot.strategy)


def _tried_again(past: Sequence[Past], slot: datetime, coming: datetime | None) -> datetime | None:
    """When what ended badly since the slot is to be tried again; None when nothing did."""
    bad = [r for r in past if r.started_at >= slot and r.outcome in (Outcome.FAILED, Outcome.CANCELLED)]
    bad = [r for r in bad if r.outcome is Outcome.FAILED or r.slot is not None]
    if not bad:
        return None
    last = max(bad, key=lambda run: run.started_at)
    if len(bad) > len(RETRIES):
        return coming
    delay = AFTER_CANCEL if last.outcome is Outcome.CANCELLED else RETRIES[len(bad) - 1]
    again = (last.started_at + delay).astimezone(UTC)
    return min(again, coming) if coming is not None else again


def unmet(schedule: Schedule, conditions: Conditions) -> WaitReason | None:
    """The condition of the schedule that the computer does not meet, or None."""
    if schedule.need_network and conditions.network is False:
        return WaitReason.NETWORK
    if schedule.avoid_metered and conditions.metered:
        return WaitReason.METERED
    low, percent = schedule.avoid_battery_below, conditions.battery_percent
    if low is not None and conditions.on_battery and percent is not None and percent < low:
        return WaitReason.BATTERY
    return None


def _strongest(strategies: Iterable[Strategy | None]) -> Strategy | None:
    return max(strategies, key=_strength, default=None)


def _strength(strategy: Strategy | None) -> int:
    order = (None, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL, Strategy.FULL)
    return order.index(strategy)


def _coming(schedule: Schedule, now: datetime, zone: tzinfo) -> Iterator[Slot]:
    """Slots after `now`, without end as long as there is one a week."""
    begin = now
    while True:
        end = begin + timedelta(days=_WEEK + 1)
        none = True
        for slot in _between(schedule.rules, begin, end, zone):
            none = False
            yield slot
        if none:
            return
        begin = end


def _newest(rule: Rule, now: datetime, zone: tzinfo) -> Slot | None:
    """The newest slot of a rule that has come."""
    today = now.astimezone(zone).date()
    for back in range(-1, _WEEK + 2):
        came = [when for when in _of_day(rule, today - timedelta(days=back), zone) if when <= now]
        if came:
            return Slot(max(came), rule.strategy)
    return None


def _between(rules: Sequence[Rule], after: datetime, until: datetime, zone: tzinfo) -> Iterator[Slot]:
    """Slots after one moment and up to another, ascending. Of several at one moment the strongest is run."""
    day, last = after.astimezone(zone).date() - timedelta(days=1), until.astimezone(zone).date() + timedelta(days=1)
    pending: dict[datetime, Strategy | None] = {}
    while day <= last:
        for rule in rules:
            for when in _of_day(rule, day, zone):
                if after < when <= until:
                    pending[when] = _strongest((pending.get(when), rule.strategy))
        # A time that the clock skips can fall on the next day, never further.
        ready = _midnight(day, zone)
        for when in sorted(w for w in pending if w < ready):
            yield Slot(when, pending.pop(when))
        day += timedelta(days=1)
    for when in sorted(pending):
        yield Slot(when, pending[when])


def _of_day(rule: Rule, day: date, zone: tzinfo) -> set[datetime]:
    """The slots of a rule on one day, in UTC."""
    if rule.days and day.weekday() not in rule.days:
        return set()
    times = {_minute(text) for text in rule.at}
    rhythm: Iterable[int] = ()
    if rule.every_minutes is not None:
        rhythm = range(_minute(rule.first), _minute(rule.last) + 1, rule.every_minutes)
    begin = _midnight(day, zone)
    if _midnight(day + timedelta(days=1), zone) - begin == timedelta(days=1):
        # The clock is not changed on that day; to ask the zone for every slot takes thirty times as long.
        return {begin + timedelta(minutes=minute) for minute in (*times, *rhythm)}
    slots = {_instants(day, minute, zone)[0] for minute in times}
    return slots.union(*(_instants(day, minute, zone) for minute in rhythm))


def _instants(day: date, minute: int, zone: tzinfo) -> list[datetime]:
    """When the clock of the zone shows that time: usually once, twice where it is put back.

    A time that it skips is taken as if the clock had not been changed yet (fold 0 of PEP 495).
    """
    wall = datetime.combine(day, time(*divmod(minute, 60)))
    both = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [when for when in both if when.astimezone(zone).replace(tzinfo=None, fold=0) == wall]
    return sorted(set(shown)) or both[:1]


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _minute(text: str) -> int:
    """Minutes since midnight."""
    if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text):
        raise InvalidRequest(f"'{text}' is not a time of day such as 18:30.")
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)
