"""Measuring a CRM's recovery points for the planner."""

from __future__ import annotations

import time
from collections.abc import Sequence

from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.model.planner import MeasuredRestore, Measurements
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy, newest
from crmbackup_gui.repository.repository import Repository


def measure(repository: Repository, crm: str, cancel: CancelToken | None = None) -> Measurements:
    """Sizes, speeds and rhythm of a CRM, from its newest full on. Bytes are those of segments in packs.

    Speeds come from reading, here and now, the newest full (s1), the incrementals (s2) and the newest differential
    (s3) after it; where a strategy has no point yet, its speed is None. Raises leaves of DamagedRepository.
    """
    cancel = cancel or CancelToken()
    points = [p for p in repository.timeline(crm).points if p.kind is PointKind.REGULAR]
    full = newest(points, Strategy.FULL)
    if full is None:
        return Measurements(full_bytes=0, scope_bytes=0)
    later = [p for p in points if p.sequence > full.sequence]
    changes, cumulative = _series(later)
    incrementals = [p for p in later if p.strategy is Strategy.INCREMENTAL]
    differential = newest(later, Strategy.DIFFERENTIAL)
    return Measurements(
        full_bytes=full.bytes_data,
        scope_bytes=full.bytes_data,
        changes=changes,
        cumulative=cumulative,
        s1=_speed(repository, [full], cancel),
        s2=_speed(repository, incrementals, cancel),
        s3=_speed(repository, [differential] if differential else [], cancel),
        interval_seconds=_interval(points),
        stored={s: sum(p.bytes_stored for p in points if p.strategy is s) for s in Strategy},
        restores=_restores(repository, crm),
    )


def _series(later: Sequence[RecoveryPoint]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The change set of each point against the one before, and against the full.

    A point measures one of the two; the other is reckoned from it as if no record had changed twice.
    """
    changes: list[int] = []
    cumulative: list[int] = []
    for point in later:
        before = cumulative[-1] if cumulative else 0
        if point.strategy is Strategy.DIFFERENTIAL:
            changes.append(max(point.bytes_data - before, 0))
            cumulative.append(point.bytes_data)
        else:
            changes.append(point.bytes_data)
            cumulative.append(before + point.bytes_data)
    return tuple(changes), tuple(cumulative)


def _speed(repository: Repository, points: Sequence[RecoveryPoint], cancel: CancelToken) -> float | None:
    """Bytes a second at which what these points store is read and decoded; None when they store nothing."""
    size = sum(point.bytes_data for point in points)
    if size == 0:
        return None
    began = time.perf_counter()
    for point in points:
        view = repository.view(point.crm, point.sequence)
        for state in view.manifest.entities:
            cancel.check()
            for _ in view.changes(state.name):
                cancel.check()
    return size / (time.perf_counter() - began)


def _interval(points: Sequence[RecoveryPoint]) -> float | None:
    """Mean seconds between points; None with fewer than two."""
    if len(points) < 2:
        return None
    times = sorted(point.consistent_as_of for point in points)
    seconds = (times[-1] - times[0]).total_seconds() / (len(times) - 1)
    return seconds if seconds > 0 else None


def _restores(repository: Repository, crm: str) -> tuple[MeasuredRestore, ...]:
    return tuple(
        MeasuredRestore(repository.point_id(crm, run.sequence), run.bytes_read, run.seconds)
        for run in repository.restores(crm)
    )
