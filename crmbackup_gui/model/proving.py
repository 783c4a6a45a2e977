"""When recovery points are proven by themselves: read in a check, or restored into a throw-away CRM in a drill.

Both happen every so many days, beside the backups of a schedule and under its conditions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.schedule import Conditions, Past, Schedule, WaitReason, unmet

AFTER_FAILURE = timedelta(days=1)
"""What failed is tried again after so long, or when the next one is due if that is sooner."""

FOUND_DAMAGE = frozenset({DamagedRepository.__name__, *(leaf.__name__ for leaf in DamagedRepository.__subclasses__())})
"""Errors that end a check because it found what it looks for."""


def drill_due(schedule: Schedule, drills: Sequence[Past], now: datetime) -> bool:
    """Whether the schedule wants a drill now; `drills` are those that ran, in any order. Times are aware.

    The first is due at once. Runs that began after `now` were noted by a clock that was wrong, and count for nothing.
    """
    last = _last(drills, now)
    return _due(schedule, schedule.drill_days, last, now, done=last is not None and last.good)


def check_due(schedule: Schedule, checks: Sequence[Past], now: datetime) -> bool:
    """The same of a check; `checks` are those that read as much as the schedule wants.

    One that found damage has done what it was for, and is not repeated the day after.
    """
    last = _last(checks, now)
    done = last is not None and (last.good or last.error in FOUND_DAMAGE)
    return _due(schedule, schedule.check_days, last, now, done=done)


def proof_waits(schedule: Schedule, conditions: Conditions) -> WaitReason | None:
    """What keeps a check or drill that is due from being run now: both read a lot, as a backup writes it."""
    return unmet(schedule, conditions)


def last_drill(drills: Sequence[Past]) -> Past | None:
    """The newest that came to an end by itself: nobody learns anything of one that was cancelled."""
    ended = [drill for drill in drills if drill.outcome not in (Outcome.SKIPPED, Outcome.CANCELLED)]
    return max(ended, key=lambda drill: drill.started_at, default=None)


def _last(past: Sequence[Past], now: datetime) -> Past | None:
    ran = [run for run in past if run.started_at <= now and run.outcome is not Outcome.SKIPPED]
    return max(ran, key=lambda run: run.started_at, default=None)


def _due(schedule: Schedule, days: int | None, last: Past | None, now: datetime, *, done: bool) -> bool:
    if days is None or not schedule.active or (schedule.paused_until is not None and now < schedule.paused_until):
        return False
    if last is None:
        return True
    wait = timedelta(days=days)
    return now - last.started_at >= (wait if done else min(wait, AFTER_FAILURE))
