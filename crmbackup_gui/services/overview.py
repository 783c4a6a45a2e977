"""What the window shows of a CRM: its recovery points, what is known of them, and how well it is protected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.health import Concern, Health, assess
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.model.retention import Reason
from crmbackup_gui.model.schedule import Past, Schedule, missed
from crmbackup_gui.services.connections import Connection, free_name
from crmbackup_gui.services.parts import parts_there

if TYPE_CHECKING:
    from crmbackup_gui.repository.manifest import Manifest, RestoreRun
    from crmbackup_gui.repository.repository import CrmInfo, Repository

GAPS_SHOWN = timedelta(days=90)
"""How far back runs that were missed are looked for."""


@dataclass(frozen=True)
class Overview:
    """One CRM at the moment it was read. Times are aware."""

    connection: Connection
    crm: str | None
    """Its id in the repository; None before the first backup."""
    points: tuple[RecoveryPoint, ...]
    """Of all kinds, oldest first."""
    unreadable: tuple[int, ...]
    """Sequences of the points whose description itself is damaged."""
    verdicts: dict[int, bool]
    """What checks said, by sequence; the unreadable ones are among them."""
    checked_at: datetime | None
    restores: tuple[RestoreRun, ...]
    lost: bool
    """Newer points than these have been seen by this machine."""
    missed: tuple[datetime, ...]
    """Slots of the schedule without a recovery point."""
    health: Health
    copy: str = ""
    """Where the copy is that was read, because the place of the repository is away."""


@dataclass(frozen=True)
class EntityInPoint:
    """One entity as of a point: its records, what changed, and the bytes that this point stores of it."""

    name: str
    label: str
    records: int
    added: int
    changed: int
    deleted: int
    bytes: int


@dataclass(frozen=True)
class PointDetail:
    """One recovery point, its entities, and the other points that reading it needs, oldest first.

    `business` is what users know its entities as, where the point says that.
    """

    point: RecoveryPoint
    entities: tuple[EntityInPoint, ...]
    chain: tuple[RecoveryPoint, ...]
    business: tuple[BusinessEntity, ...] = ()
    held: tuple[Reason, ...] = ()
    """The pins and legal holds that keep it from being removed."""


def crm_of(connection: Connection, repository: Repository) -> CrmInfo | None:
    """The CRM of a connection, by its id alone; None before its first backup."""
    return next((info for info in repository.crms() if info.id == connection.crm), None)


def name_in(repository: Repository, connection: Connection) -> str:
    """What a backup calls the CRM if it is new in the repository: as the user does, with a number while others do."""
    return free_name(connection.name, [info.name for info in repository.crms() if info.id != connection.crm])


def read_overview(
    connection: Connection,
    repository: Repository,
    runs: Sequence[Past],
    schedule: Schedule,
    now: datetime,
    zone: tzinfo,
    *,
    drilled: Past | None = None,
    copy: str = "",
) -> Overview:
    """Read everything that the repository knows of a CRM.

    `runs` are its backups of the last `GAPS_SHOWN`, `schedule` the connection's with a pause of the whole program,
    `drilled` its last drill. `copy` is where the repository is when it is a copy, read because its own place is away.
    """
    info = crm_of(connection, repository)
    # Also of an id without any point: this machine may have seen some.
    timeline = repository.timeline(connection.crm) if connection.crm is not None else None
    points = timeline.points if timeline else ()
    unreadable = tuple(sorted(timeline.unreadable)) if timeline else ()
    lost = timeline is not None and timeline.lost_after is not None
    checks = repository.checks(info.id) if info else ()
    verdicts: dict[int, bool] = {}
    for result in checks:
        verdicts.update(dict.fromkeys(result.intact, True) | dict.fromkeys(result.damaged, False))
    there = {*unreadable, *(point.sequence for point in points)}
    verdicts = {sequence: verdict for sequence, verdict in verdicts.items() if sequence in there}
    verdicts |= dict.fromkeys(unreadable, False)
    checked_at = max((datetime.fromisoformat(result.checked_at) for result in checks), default=None)
    since = max(now - GAPS_SHOWN, min((run.started_at for run in runs), default=now))
    return Overview(
        connection=connection,
        crm=info.id if info else None,
        points=points,
        unreadable=unreadable,
        verdicts=verdicts,
        checked_at=checked_at,
        restores=repository.restores(info.id) if info else (),
        lost=lost,
        missed=missed(schedule, (*runs, *_taken(points)), since, now, zone),
        health=assess(
            points,
            verdicts,
            checked_at,
            runs,
            schedule,
            now,
            zone,
            lost=lost,
            trouble=Concern.NOT_REACHABLE if copy else None,
            drilled=drilled,
        ),
        copy=copy,
    )


def _taken(points: Sequence[RecoveryPoint]) -> Iterator[Past]:
    """Points as runs: a slot is served whoever took the point, also `crmbackup backup` or another machine."""
    for point in points:
        if point.kind is PointKind.REGULAR:
            yield Past(point.taken_at, None, point.strategy, Outcome.OK)


def read_detail(repository: Repository, crm: str, sequence: int) -> PointDetail:
    """One point. Raises ObjectMissing and other leaves of DamagedRepository."""
    view = repository.view(crm, sequence)
    entities = []
    for entity in view.entities():
        state = view.manifest.state(entity.name)
        if state is not None and not entity.derived:
            entities.append(
                EntityInPoint(
                    name=entity.name,
                    label=entity.label or entity.name,
                    records=state.records,
                    added=state.added,
                    changed=state.changed,
                    deleted=state.deleted,
                    bytes=state.bytes_data,
                )
            )
    chain = tuple(repository.manifest(crm, older).point for older in view.point.chain)
    business = parts_there(view.catalog.business, {entity.name for entity in entities})
    return PointDetail(view.point, tuple(entities), chain, business, _held(repository, crm, view.manifest))


def _held(repository: Repository, crm: str, manifest: Manifest) -> tuple[Reason, ...]:
    from crmbackup_gui.repository.holds import holds

    return holds(repository, crm).reasons(manifest)
