"""When a drill is due: a restore into a throw-away CRM, every so many days, beside the backups of a schedule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.schedule import Conditions, Past, Schedule, WaitReason, unmet

AFTER_FAILURE = timedelta(days=1)
"""A drill that failed is tried again after so long, or when the next one is due if that is sooner."""


def drill_due(schedule: Schedule, drills: Sequence[Past], now: datetime) -> bool:
    """Whether the schedule wants a drill now; `drills` are those that ran, in any order. Times are aware.

    The first is due at once. Runs that began after `now` were noted by a clock that was wrong, and count for nothing.
    """
    days = schedule.drill_days
    if days is None or not schedule.active or (schedule.paused_until is not None and now < schedule.paused_until):
        return False
    ran = [drill for drill in drills if drill.started_at <= now and drill.outcome is not Outcome.SKIPPED]
    last = max(ran, key=lambda drill: drill.started_at, default=None)
    if last is None:
        return True
    wait = timedelta(days=days)
    return now - last.started_at >= (wait if last.good else min(wait, AFTER_FAILURE))


def drill_waits(schedule: Schedule, conditions: Conditions) -> WaitReason | None:
    """What keeps a drill that is due from being run now: it reads a whole point, as a backup writes one."""
    return unmet(schedule, conditions)


def last_drill(drills: Sequence[Past]) -> Past | None:
    """The newest that came to an end by itself: nobody learns anything of one that was cancelled."""
    ended = [drill for drill in drills if drill.outcome not in (Outcome.SKIPPED, Outcome.CANCELLED)]
    return max(ended, key=lambda drill: drill.started_at, default=None)
