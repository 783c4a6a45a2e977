"""How well a CRM is protected, from what is known of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum

import msgspec

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.model.schedule import Past, Schedule, missed, next_runs

OLD_WITHOUT_SCHEDULE = timedelta(days=7)
"""The age of the last good point that deserves attention where no schedule says it."""

TOO_OLD_TO_PROTECT = timedelta(days=30)
"""A point of that age protects little of what a CRM holds today."""

_MISSES = 2
"""So many slots in a row without a point make the last good one too old."""


class HealthState(Enum):
    """The one word on top."""

    PROTECTED = "protected"
    ATTENTION = "attention"
    UNPROTECTED = "unprotected"


class Concern(Enum):
    """What a user should know, gravest first."""

    NEVER_BACKED_UP = "never_backed_up"
    POINTS_VANISHED = "points_vanished"
    """This machine has seen newer recovery points than those that are there."""
    DAMAGED = "damaged"
    """A point since the newest full that is good cannot be read; a new full backup mends it."""
    DRILL_FAILED = "drill_failed"
    """The last restore into a throw-away CRM did not give back what was kept."""
    NOT_REACHABLE = "not_reachable"
    """The CRM or the repository was not there."""
    LOCKED = "locked"
    """The repository needs a key."""
    PASSWORD = "password"  # noqa: S105 - a concern, not a secret
    """The server of the CRM does not let the program in."""
    LAST_RUN_FAILED = "last_run_failed"
    TOO_OLD = "too_old"
    WARNINGS = "warnings"
    """The newest point is good, and something about it should be known."""
    NO_SCHEDULE = "no_schedule"
    """Backups are only taken when somebody asks. By itself no reason for attention."""
    PAUSED = "paused"
    """As `NO_SCHEDULE`, for a while."""


@dataclass(frozen=True)
class Health:
    """The state, why, and the times that a sentence about it names. Times are aware, None where there is none."""

    state: HealthState
    concerns: tuple[Concern, ...] = ()
    last_good: datetime | None = None
    """The moment that the newest good recovery point shows."""
    last_check: datetime | None = None
    next_run: datetime | None = None
    last_drill: datetime | None = None
    """When the last drill began, whether it went well or not."""


NO_ATTENTION = frozenset({Concern.NO_SCHEDULE, Concern.PAUSED})
"""Concerns that leave a CRM protected."""

LOCKED_BY = frozenset({"WrongKey", "NoSuchKey", "KeyMissing", "KeyringUnavailable"})
REFUSED_BY = frozenset({"PasswordMissing", "PasswordUnavailable", "LoginRefused", "AccessExpired", "AccessRevoked"})
UNREACHABLE_BY = frozenset({"RepositoryNotFound", "StoreFailed", "SourceMissing", "SourceUnreachable"})
"""Names of the leaves of errors.py that say so."""


def assess(  # noqa: PLR0913, PLR0917 - all that there is to know
    points: Collection[RecoveryPoint],
    verdicts: Mapping[int, bool],
    last_check: datetime | None,
    runs: Sequence[Past],
    schedule: Schedule,
    now: datetime,
    zone: tzinfo,
    *,
    lost: bool = False,
    trouble: Concern | None = None,
    drilled: Past | None = None,
) -> Health:
    """The health of one CRM.

    `points` are its points, `verdicts` what checks said by sequence, `runs` its backups in any order. Where the points
    could not be read, `trouble` says why, and what is known comes from the runs.
    `drilled` is the last drill that ended.
    """
    regular = [point for point in points if point.kind is PointKind.REGULAR]
    good = [point for point in regular if verdicts.get(point.sequence) is not False]
    newest = max(good, key=lambda point: point.sequence, default=None)
    last_good = newest.whole_as_of if newest else None
    if trouble is not None:
        last_good = last_good or max((run.started_at for run in runs if run.good), default=None)
    concerns = [
        *([Concern.NEVER_BACKED_UP] if not regular and last_good is None and not verdicts and trouble is None else []),
        *([Concern.POINTS_VANISHED] if lost else []),
        *([Concern.DAMAGED] if _damaged_since_full(good, verdicts) else []),
        *([Concern.DRILL_FAILED] if _drill_failed(drilled) else []),
        *([trouble] if trouble is not None else _of_last_run(runs)),
        *([Concern.TOO_OLD] if last_good is not None and _too_old(last_good, runs, schedule, now, zone) else []),
        *([Concern.WARNINGS] if newest is not None and newest.warnings else []),
        *_of_schedule(schedule, now),
    ]
    unprotected = last_good is None or now - last_good > TOO_OLD_TO_PROTECT
    attention = unprotected or not set(concerns) <= NO_ATTENTION
    coming = next_runs(schedule, now, zone, 1)
    return Health(
        state=(
            HealthState.UNPROTECTED if unprotected else HealthState.ATTENTION if attention else HealthState.PROTECTED
        ),
        concerns=tuple(dict.fromkeys(concerns)),
        last_good=last_good,
        last_check=last_check,
        next_run=coming[0].when if coming else None,
        last_drill=drilled.started_at if drilled else None,
    )


def _damaged_since_full(good: Sequence[RecoveryPoint], verdicts: Mapping[int, bool]) -> bool:
    fulls = (point.sequence for point in good if point.strategy is Strategy.FULL)
    full = max(fulls, default=0)
    return any(sequence > full for sequence, intact in verdicts.items() if not intact)


def _drill_failed(drilled: Past | None) -> bool:
    """A drill that could not even begin says nothing of the points: the backups tell what is not there or locked."""
    if drilled is None or drilled.outcome is not Outcome.FAILED:
        return False
    return drilled.error not in LOCKED_BY | REFUSED_BY | UNREACHABLE_BY


def _of_last_run(runs: Sequence[Past]) -> list[Concern]:
    ended = [run for run in runs if run.outcome not in (Outcome.SKIPPED, Outcome.CANCELLED)]
    last = max(ended, key=lambda run: run.started_at, default=None)
    if last is None or last.outcome is not Outcome.FAILED:
        return []
    if last.error in LOCKED_BY:
        return [Concern.LOCKED]
    if last.error in REFUSED_BY:
        return [Concern.PASSWORD]
    return [Concern.NOT_REACHABLE if last.error in UNREACHABLE_BY else Concern.LAST_RUN_FAILED]


def _too_old(last_good: datetime, runs: Sequence[Past], schedule: Schedule, now: datetime, zone: tzinfo) -> bool:
    if not schedule.active or not schedule.rules:
        return now - last_good > OLD_WITHOUT_SCHEDULE
    age = now - last_good
    if age > TOO_OLD_TO_PROTECT:
        return True
    # New rules begin anew, but they do not make an old point younger.
    rules = msgspec.structs.replace(schedule, since=None) if age > OLD_WITHOUT_SCHEDULE else schedule
    return len(missed(rules, runs, last_good, now, zone)) >= _MISSES


def _of_schedule(schedule: Schedule, now: datetime) -> list[Concern]:
    if not schedule.active or not schedule.rules:
        return [Concern.NO_SCHEDULE]
    return [Concern.PAUSED] if schedule.paused_until is not None and now < schedule.paused_until else []
