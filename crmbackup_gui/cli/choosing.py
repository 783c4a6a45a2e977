"""Which point a user means. Damage that would lead to an older point unnoticed is told instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crmbackup_gui.engine import points
from crmbackup_gui.engine.points import ChosenPoint
from crmbackup_gui.errors import PointNotFound
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.repository import Repository

LATEST = "latest"


def find_anywhere(repository: Repository, wanted: str, crm: str | None = None) -> RecoveryPoint:
    """The point that a user names. Raises PointNotFound, CrmNotFound, or what makes the named point unreadable."""
    try:
        found = points.find_anywhere(repository, wanted, crm)
    except PointNotFound:
        _raise_if_unreadable(repository, wanted, repository.crm_ids())
        raise
    if wanted == LATEST:
        _raise_if_newer_is_unreadable(repository, found)
    return found


def choose_readable(
    repository: Repository,
    crm: str,
    *,
    point: str | None,
    at: datetime | None,
    latest_intact: bool,
    progress: ProgressSink,
    cancel: CancelToken,
) -> ChosenPoint:
    """As `choose_point`; also raises what makes the named point, or one newer than the latest, unreadable."""
    try:
        chosen = points.choose_point(
            repository, crm, point=point, at=at, latest_intact=latest_intact, progress=progress, cancel=cancel
        )
    except PointNotFound:
        _raise_if_unreadable(repository, point or "", [crm])
        raise
    if point in (None, LATEST) and at is None and not latest_intact:
        _raise_if_newer_is_unreadable(repository, chosen.point)
    return chosen


def _raise_if_unreadable(repository: Repository, wanted: str, crms: Iterable[str]) -> None:
    """`latest` is what is wanted where every point of a CRM is unreadable."""
    for crm in crms:
        for sequence, damage in repository.timeline(crm).unreadable.items():
            if wanted in ("", LATEST) or repository.point_id(crm, sequence).startswith(wanted.lower()):
                raise damage


def _raise_if_newer_is_unreadable(repository: Repository, latest: RecoveryPoint) -> None:
    for sequence, damage in repository.timeline(latest.crm).unreadable.items():
        if sequence > latest.sequence:
            raise damage
