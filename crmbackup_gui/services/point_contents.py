"""What is in a recovery point, for choosing from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbackup_gui.engine.find import Found, find_records
from crmbackup_gui.errors import CrmNotFound
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.keyless import source_form
from crmbackup_gui.model.outcome import CancelToken, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.overview import crm_of
from crmbackup_gui.services.parts import parts_there
from crmbackup_gui.services.program import Program


@dataclass(frozen=True)
class EntityContents:
    """One entity: its records, its fields that people know, and the other entities that it refers to."""

    name: str
    label: str
    records: int
    fields: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class PointContents:
    """One recovery point and its entities, without those that the CRM keeps by itself behind others.

    `business` is what users choose from, of what is there, where the point says more than the names of entities.
    """

    point: RecoveryPoint
    entities: tuple[EntityContents, ...]
    business: tuple[BusinessEntity, ...] = ()


def read_contents(program: Program, connection: Connection, sequence: int) -> PointContents:
    """Look into a point. Raises leaves of KeyProblem, NothingFound, DamagedRepository and RepositoryProblem."""
    view = _view(program, connection, sequence)
    records = {state.name: state.records for state in view.manifest.entities}
    entities = tuple(_contents(e, records[e.name]) for e in view.entities() if not e.derived)
    business = parts_there(view.catalog.business, {entity.name for entity in entities})
    return PointContents(view.point, entities, business)


def find_in_point(
    program: Program,
    connection: Connection,
    sequence: int,
    text: str,
    *,
    entities: Sequence[str] = (),
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> Found:
    """As `find_records`; raises also as `read_contents`."""
    view = _view(program, connection, sequence)
    return find_records(view, text, entities=entities, progress=progress, cancel=cancel)


def _view(program: Program, connection: Connection, sequence: int) -> PointView:
    repository = program.unlock(connection.repository)
    info = crm_of(connection, repository)
    if info is None:
        raise CrmNotFound(connection.name, [crm.name for crm in repository.crms()])
    return repository.view(info.id, sequence)


def _contents(entity: Entity, records: int) -> EntityContents:
    fields = tuple(field.name for field in source_form(entity).fields if not field.hidden)
    return EntityContents(entity.name, entity.label or entity.name, records, fields, entity.refers_to)
