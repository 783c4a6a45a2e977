"""Putting points and entities under hold, by the names that users know."""

from __future__ import annotations

from crmbackup_gui.errors import EntityNotFound, PointNotFound
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
    """Keep a point, and bring it back into the timeline if it was about to be deleted.

    Raises PointNotFound, and PointBusy when another program is about to delete it: nobody can tell whether it stays.
    """
    point = find_held(repository, crm, wanted)
    hold(repository, crm, kind, sequence=point.sequence, reason=reason)
    manifest = repository.manifest_if_there(crm, point.sequence)
    if manifest is not None:
        bring_back(repository, crm, [manifest])
    if point.sequence not in repository.sequences(crm):
        raise PointNotFound(point.id)  # it went at this very moment
    return point


def hold_entity(repository: Repository, crm: str, entity: str, reason: str = "") -> None:
    """Keep every point that has the entity.

    Raises EntityNotFound when none has, leaves of DamagedRepository, and PointBusy when another program is about to
    delete one that has it.
    """
    close: set[str] = set()
    having = []
    for sequence in repository.sequences(crm):
        manifest = repository.manifest_if_there(crm, sequence)
        if manifest is None:
            continue
        names = {state.name for state in manifest.entities}
        close |= {name for name in names if entity.lower() in name.lower()}
        if entity in names:
            having.append(manifest)
    if not having:
        raise EntityNotFound(entity, close=sorted(close)[:3])
    hold(repository, crm, HoldKind.LEGAL, entity=entity, reason=reason)
    bring_back(repository, crm, having)
