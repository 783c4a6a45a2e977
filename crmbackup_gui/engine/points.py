"""Which recovery point a user means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.errors import PointNotFound
from crmbackup_gui.model.outcome import CancelToken, ProgressSink, no_progress
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, find_point, point_at
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.repository import Repository


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
    """A point by id (or prefix, or `latest`), by time, or the newest that is intact. Raises PointNotFound.

    Intact means: everything that the point needs was read and authenticated just now.
    """
    timeline = repository.timeline(crm)
    if at is not None:
        return ChosenPoint(point_at(timeline.points, at))
    if not latest_intact:
        return ChosenPoint(find_point(timeline.points, point or "latest"))
    newest_first = sorted((p for p in timeline.points if p.kind is PointKind.REGULAR), key=lambda p: -p.sequence)
    skipped = [repository.point_id(crm, s) for s in sorted(timeline.unreadable, reverse=True)]
    for candidate in newest_first:
        if check(repository, [candidate], progress, cancel).sound:
            newer = [p for p in newest_first if p.sequence > candidate.sequence]
            unreadable = [s for s in timeline.unreadable if s > candidate.sequence]
            lost = tuple(repository.point_id(crm, s) for s in sorted([*unreadable, *(p.sequence for p in newer)]))
            return ChosenPoint(candidate, lost, _what_is_lost(candidate, newer, len(unreadable)))
    raise PointNotFound("the newest intact one", candidates=skipped)


def find_anywhere(repository: Repository, wanted: str, crm_name: str | None = None) -> RecoveryPoint:
    """The point of that id or prefix in any CRM, or the newest of the CRM that is named or alone (`latest`)."""
    if wanted == "latest" or crm_name is not None:
        crm = find_crm(repository, name=crm_name)
        return find_point(repository.timeline(crm.id).points, wanted)
    points = [point for crm in repository.crm_ids() for point in repository.timeline(crm).points]
    return find_point(points, wanted)


def _what_is_lost(chosen: RecoveryPoint, newer: Sequence[RecoveryPoint], unreadable: int) -> str:
    count = len(newer) + unreadable
    if not count:
        return ""
    until = f" and {newer[0].consistent_as_of:%Y-%m-%d %H:%M} UTC" if newer else ""
    return (
        f"{count} newer recovery points are damaged; what changed between "
        f"{chosen.consistent_as_of:%Y-%m-%d %H:%M}{until} is lost."
    )
