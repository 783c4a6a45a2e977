"""Putting points and entities under hold, by the names that users know."""

from __future__ import annotations

from crmbackup_gui.errors import EntityNotFound
from crmbackup_gui.model.recovery import RecoveryPoint, find_point
from crmbackup_gui.repository.holds import hold
from crmbackup_gui.repository.manifest import HoldKind
from crmbackup_gui.repository.prune import bring_back
from crmbackup_gui.repository.repository import Repository


def find_held(repository: Repository, crm: str, wanted: str) -> RecoveryPoint:
    """The point of that id or prefix, or the newest (`latest`), also among those about to be deleted.

    Raises PointNotFound.
    """
    timeline = repository.timeline(crm)
    return find_point((*timeline.points, *timeline.dropped), wanted)


def hold_point(repository: Repository, crm: str, wanted: str, kind: HoldKind, reason: str = "") -> RecoveryPoint:
    """Keep a point, and bring it back into the timeline if it was about to be deleted. Raises PointNotFound."""
    point = find_held(repository, crm, wanted)
    hold(repository, crm, kind, sequence=point.sequence, reason=reason)
    bring_back(repository, crm, point.sequence)
    return point


def hold_entity(repository: Repository, crm: str, entity: str, reason: str = "") -> None:
    """Keep every point that has the entity. Raises EntityNotFound when none has, and leaves of DamagedRepository."""
    close: set[str] = set()
    having = []
    for sequence in repository.sequences(crm):
        names = {state.name for state in repository.manifest(crm, sequence).entities}
        close |= {name for name in names if entity.lower() in name.lower()}
        if entity in names:
            having.append(sequence)
    if not having:
        raise EntityNotFound(entity, close=sorted(close)[:3])
    hold(repository, crm, HoldKind.LEGAL, entity=entity, reason=reason)
    for sequence in having:
        bring_back(repository, crm, sequence)
