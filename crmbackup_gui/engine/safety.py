"""The safety point: what a restore is about to replace, so that it can be undone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from crmbackup_gui.engine.incoming import content_position, incoming, with_contents
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.restore_entity import EntityRestore
from crmbackup_gui.engine.restore_plan import RestorePlan
from crmbackup_gui.engine.storing import TYPE_CHANGES
from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.keyless import source_form, stored_form
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.manifest import EntityState
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import BLOBS
from crmbackup_gui.repository.writer import PointWriter
from crmbackup_gui.sources.base import Source, Target, TypesChanged


def save_replaced(
    repository: Repository,
    point: RecoveryPoint,
    source: Source,
    target: Target,
    plan: RestorePlan,
    steps: Sequence[EntityRestore],
) -> RecoveryPoint:
    """Commit a safety point to the history of the restored point's CRM, before anything is written.

    Of an entity that is rebuilt or dropped it holds all records, of any other those that will be changed or deleted,
    and the keys of those that will be created, marked as deleted.
    """
    began, taken_at = time.monotonic(), datetime.now(UTC)
    whole = {*plan.target.rebuild, *plan.target.drop}
    created = (*plan.target.create, *plan.target.rebuild)
    with repository.new_point(point.crm) as writer:
        states, entities = [], []
        for step in steps:
            if step.result.name not in created:
                state, entity = _save_touched(repository, writer, target, step)
                states.append(state)
                entities.append(entity)
        for entity in target.catalog.entities:
            if entity.name in whole:
                state, stored = _save_whole(writer, target, entity)
                states.append(state)
                entities.append(stored)
        draft = RecoveryPoint(
            id="",
            crm=point.crm,
            crm_name=point.crm_name,
            url=source.url,
            sequence=0,
            kind=PointKind.SAFETY,
            strategy=Strategy.INCREMENTAL,
            taken_at=taken_at,
            consistent_as_of=taken_at,
            seconds=time.monotonic() - began,
        )
        catalog = msgspec.structs.replace(target.catalog, entities=tuple(entities))
        schema_changed = bool(created or whole or plan.target.exact_schema)
        return writer.commit(draft, catalog, states, created=plan.target.create, schema_changed=schema_changed)


def _save_touched(
    repository: Repository, writer: PointWriter, target: Target, step: EntityRestore
) -> tuple[EntityState, Entity]:
    assert step.match is not None
    entity = step.match.target
    layer = writer.layer(entity)
    needed: set[bytes] = set()
    for run in step.replaced():
        layer.upsert(with_contents(entity, run, target.open_content, writer).batch)
        for cell in run.batch.column(len(entity.fields)).drop_null().to_pylist():
            needed.update(name for value in decode_outside(cell, BLOBS) for name in value.names)
    if needed and content_position(entity) is None:
        _save_large_values(target, entity, BlobNamer(repository.blob_key, needed, writer.store_blob))
    saved = layer.rows
    for keys in step.created_keys():
        layer.delete(keys)
    state = layer.finish(records=saved, anew=False, added=0, changed=saved, deleted=layer.rows - saved)
    return state, entity


def _save_large_values(target: Target, entity: Entity, keeper: BlobNamer) -> None:
    """Read the entity once more for the large values that comparing it only named."""
    known = source_form(entity)
    for _ in incoming(target.read(known, known), keeper):
        continue


def _save_whole(writer: PointWriter, target: Target, entity: Entity) -> tuple[EntityState, Entity]:
    for _ in range(TYPE_CHANGES):
        stream = target.read(entity)
        stored = stored_form(stream.entity)
        layer = writer.layer(stored)
        try:
            for run in incoming(stream, writer):
                layer.upsert(with_contents(stored, run, target.open_content, writer).batch)
        except TypesChanged:
            continue
        state = layer.finish(records=layer.rows, anew=True, added=0, changed=layer.rows, deleted=0)
        return state, stored
    raise SourceUnreadable(entity.name, "the types of its values do not settle")
