"""The marks of a time axis: the years, months, days and hours that a strip of time has room to name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum

from crmbackup_gui.ui.viewmodels.buckets import Span


class Grain(Enum):
    """What a mark names. The value is about how many seconds there are from one to the next."""

    MINUTE = 60
    HOUR = 3_600
    DAY = 86_400
    MONTH = 2_629_746
    YEAR = 31_556_952


@dataclass(frozen=True)
class Tick:
    """A moment with a name: its wall clock time says which, its grain how much of it is worth saying.

    The midnight among hours has the grain DAY, the first of January among months YEAR, and so on.
    """

    time: float
    local: datetime
    grain: Grain


_STEPS = (
    *((Grain.MINUTE, n) for n in (1, 5, 15, 30)),
    *((Grain.HOUR, n) for n in (1, 3, 6, 12)),
    *((Grain.DAY, n) for n in (1, 2, 5, 10)),
    *((Grain.MONTH, n) for n in (1, 2, 3, 6)),
    *((Grain.YEAR, n) for n in (1, 2, 5, 10, 20, 50, 100)),
)
_FIRST_YEAR, _LAST_YEAR = 1, 9_998
_DAYS_OF_MONTH = 31


def ticks(span: Span, apart: float, zone: tzinfo) -> tuple[Tick, ...]:
    """The marks of the finest step that leaves `apart` pixels from one to the next, in the wall clock of `zone`."""
    grain, count = next(
        (step for step in _STEPS if step[0].value * step[1] * span.scale >= apart),
        _STEPS[-1],
    )
    found: list[Tick] = []
    for local in _walk(_local(span.start, zone), grain, count):
        time = local.replace(tzinfo=zone).timestamp()
        if time > span.end:
            break
        if time >= span.start and (not found or time > found[-1].time):
            found.append(Tick(time, local, _grain_of(local, grain)))
    return tuple(found)


def _local(time: float, zone: tzinfo) -> datetime:
    earliest, latest = datetime(_FIRST_YEAR, 1, 2, tzinfo=UTC), datetime(_LAST_YEAR, 12, 30, tzinfo=UTC)
    seconds = min(max(time, earliest.timestamp()), latest.timestamp())
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone).replace(tzinfo=None)


def _walk(start: datetime, grain: Grain, count: int) -> Iterator[datetime]:
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if grain in (Grain.MINUTE, Grain.HOUR):
        step = timedelta(seconds=grain.value * count)
        yield from _evenly(midnight, step)
    elif grain is Grain.DAY:
        yield from _days(midnight, count)
    else:
        yield from _months(midnight, count if grain is Grain.MONTH else 12 * count)


def _evenly(first: datetime, step: timedelta) -> Iterator[datetime]:
    moment = first
    while True:
        yield moment
        moment += step


def _days(first: datetime, count: int) -> Iterator[datetime]:
    """Every `count` days from the first of each month; what would crowd the next first is left out."""
    for moment in _evenly(first.replace(day=1), timedelta(days=1)):
        if (moment.day - 1) % count == 0 and (moment.day == 1 or moment.day + count <= _DAYS_OF_MONTH + 1):
            yield moment


def _months(first: datetime, count: int) -> Iterator[datetime]:
    number = (first.year * 12) // count * count
    while number < _LAST_YEAR * 12:
        if number >= 12:
            yield datetime(number // 12, number % 12 + 1, 1)  # noqa: DTZ001 - a wall clock's
        number += count


def _grain_of(local: datetime, grain: Grain) -> Grain:
    if local.hour or local.minute:
        return Grain.HOUR if not local.minute and grain is Grain.HOUR else Grain.MINUTE
    if local.day > 1:
        return Grain.DAY
    return Grain.MONTH if local.month > 1 else Grain.YEAR
