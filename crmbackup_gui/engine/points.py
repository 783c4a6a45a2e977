"""Which recovery point a user means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.errors import PointNotFound
from crmbackup_gui.model.outcome import CancelToken, ProgressSink, no_progress
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, find_point, point_at
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.repository import Repository, Timeline

LATEST = "latest"


@dataclass(frozen=True)
class ChosenPoint:
    """The point that was chosen, and the newer ones that were passed over because they are damaged."""

    point: RecoveryPoint
    skipped: tuple[str, ...] = ()
    note: str = ""
    """What the choice means for the user, in a sentence; empty when there is nothing to say."""


def choose_point(
    repository: Repository,
    crm: str,
    *,
    point: str | None = None,
    at: datetime | None = None,
    latest_intact: bool = False,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> ChosenPoint:
    """A point by id (or prefix, or `latest`), by time, or the newest that is intact.

    Intact means: everything that the point needs was read and authenticated just now. Raises PointNotFound, and for a
    point that is named, or newer than the latest one that can be read, what makes it unreadable: damage never leads to
    an older point unnoticed.
    """
    timeline = repository.timeline(crm)
    if latest_intact:
        return _newest_intact(repository, crm, timeline, progress, cancel)
    if at is not None:
        chosen = point_at(timeline.points, at)
        return ChosenPoint(chosen, note=unreadable_after(chosen, timeline.points, timeline.unreadable))
    return ChosenPoint(_named(repository, crm, timeline, point or LATEST))


def find_anywhere(repository: Repository, wanted: str, crm_name: str | None = None) -> RecoveryPoint:
    """The point of that id or prefix in any CRM, or the newest of the CRM that is named or alone (`latest`).

    Raises as `choose_point`, and CrmNotFound.
    """
    if wanted == LATEST or crm_name is not None:
        crm = find_crm(repository, name=crm_name).id
        return _named(repository, crm, repository.timeline(crm), wanted)
    timelines = {crm: repository.timeline(crm) for crm in repository.crm_ids()}
    try:
        return find_point([point for timeline in timelines.values() for point in timeline.points], wanted)
    except PointNotFound:
        for crm, timeline in timelines.items():
            _raise_if_unreadable(repository, crm, timeline, wanted)
        raise


def _named(repository: Repository, crm: str, timeline: Timeline, wanted: str) -> RecoveryPoint:
    try:
        found = find_point(timeline.points, wanted)
    except PointNotFound:
        _raise_if_unreadable(repository, crm, timeline, wanted)
        raise
    if wanted == LATEST:
        for sequence, damage in timeline.unreadable.items():
            if sequence > found.sequence:
                raise damage
    return found


def _raise_if_unreadable(repository: Repository, crm: str, timeline: Timeline, wanted: str) -> None:
    """`latest` is what is wanted where every point of a CRM is unreadable."""
    for sequence, damage in timeline.unreadable.items():
        if wanted == LATEST or repository.point_id(crm, sequence).startswith(wanted.lower()):
            raise damage


def _newest_intact(
    repository: Repository, crm: str, timeline: Timeline, progress: ProgressSink, cancel: CancelToken | None
) -> ChosenPoint:
    newest_first = sorted((p for p in timeline.points if p.kind is PointKind.REGULAR), key=lambda p: -p.sequence)
    for candidate in newest_first:
        if check(repository, [candidate], progress, cancel).sound:
            newer = [p for p in newest_first if p.sequence > candidate.sequence]
            unreadable = [s for s in timeline.unreadable if s > candidate.sequence]
            lost = sorted([*unreadable, *(p.sequence for p in newer)])
            ids = tuple(repository.point_id(crm, sequence) for sequence in lost)
            return ChosenPoint(candidate, ids, _what_is_lost(candidate, newer, len(unreadable)))
    raise PointNotFound("that is intact")


def unreadable_after(chosen: RecoveryPoint, points: Iterable[RecoveryPoint], unreadable: Iterable[int]) -> str:
    """A warning when the point right behind the chosen one, which may be the better answer, cannot be read; else ''."""
    later = min((p.sequence for p in points if p.sequence > chosen.sequence), default=None)
    between = [s for s in unreadable if s > chosen.sequence and (later is None or s < later)]
    if not between:
        return ""
    return "A recovery point behind the chosen one cannot be read, and may have been nearer to that time."


def _what_is_lost(chosen: RecoveryPoint, newer: Sequence[RecoveryPoint], unreadable: int) -> str:
    count = len(newer) + unreadable
    if not count:
        return ""
    until = f" and {newer[0].consistent_as_of:%Y-%m-%d %H:%M} UTC" if newer else ""
    return (
        f"{count} newer recovery points are damaged; what changed between "
        f"{chosen.consistent_as_of:%Y-%m-%d %H:%M}{until} is lost."
    )
