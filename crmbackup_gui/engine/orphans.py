"""Records of transient entities that would be left without what they refer to.

An exact restore deletes what the point does not have, and leaves transient entities to the living CRM: the session of a
user who is deleted would refer to nobody then. Such records go with what they refer to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial, reduce

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.incoming import incoming
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.references import comparable, distinct
from crmbackup_gui.engine.restore_entity import EntityRestore
from crmbackup_gui.engine.restore_job import EntityJob
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.engine.storing import TYPE_CHANGES
from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import Entity, Reference
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.segments import stored_schema
from crmbackup_gui.sources.base import Target, TypesChanged

Gone = Callable[[], Iterator[Run]]
"""Records of an entity that will be deleted, afresh at each call."""


def orphan_jobs(
    target: Target,
    left_alone: Sequence[Entity],
    steps: Sequence[EntityRestore],
    blob_key: bytes,
    stack: ExitStack,
) -> Iterator[EntityJob]:
    """Jobs that delete such records, for steps that have been compared.

    `left_alone` are entities of the target, parents first. What is put aside is freed with the stack.
    """
    gone: dict[str, tuple[Entity, Gone]] = {}
    for step in steps:
        if step.match is not None and step.result.deleted:
            gone[step.match.target.name] = (step.match.target, step.gone)
    for entity in left_alone:
        lost = _Orphans(target, entity, blob_key, stack).find(gone)
        if lost is not None:
            job = EntityJob(
                entity=lost.entity,
                mode=RestoreMode.EXACT,
                expected=partial(iter, ()),
                chosen=lost.runs,
                hidden=True,
            )
            gone[entity.name] = (lost.entity, lost.runs)
            yield job


class _Lost:
    """Orphans of one entity, put aside."""

    def __init__(self, entity: Entity, spill: Spill) -> None:
        self.entity, self._spill = entity, spill

    def runs(self) -> Iterator[Run]:
        order = KeyOrder(self.entity)
        for batch in self._spill.read():
            yield Run(order.keys_of(batch), batch)


class _Orphans:
    """Looks for the orphans of one entity."""

    def __init__(self, target: Target, entity: Entity, blob_key: bytes, stack: ExitStack) -> None:
        self._target, self._entity, self._stack = target, entity, stack
        self._keeper = BlobNamer(blob_key)

    def find(self, gone: Mapping[str, tuple[Entity, Gone]]) -> _Lost | None:
        """Its orphans, those of orphans among its own records too; None where there are none."""
        own = self._entity.name
        to_others = [r for r in self._entity.references if r.target in gone and r.target != own]
        to_itself = [r for r in self._entity.references if r.target == own]
        lost = self._read([(r, _values(*gone[r.target], r)) for r in to_others]) if to_others else None
        while lost is not None and to_itself:
            more = [(r, _values(lost.entity, lost.runs, r)) for r in to_itself]
            found = self._read([*((r, _values(*gone[r.target], r)) for r in to_others), *more])
            if found is None or sum(map(len, found.runs())) == sum(map(len, lost.runs())):
                break
            lost = found
        return lost

    def _read(self, lacking: Sequence[tuple[Reference, pa.Array]]) -> _Lost | None:
        for _ in range(TYPE_CHANGES):
            try:
                return self._referring(lacking)
            except TypesChanged:
                continue
        raise SourceUnreadable(self._entity.name, "the types of its values do not settle")

    def _referring(self, lacking: Sequence[tuple[Reference, pa.Array]]) -> _Lost | None:
        """Records that refer to one of the values by any of the references."""
        stream = self._target.read(self._entity)
        stored = stored_form(stream.entity)
        spill = self._stack.enter_context(Spill(stored_schema(stored)))
        for run in incoming(stream, self._keeper):
            hits = (pc.is_in(_columns(stored, run, r), value_set=values, skip_nulls=True) for r, values in lacking)
            spill.append(run.batch.filter(reduce(pc.or_, hits)))
        return _Lost(stored, spill) if spill.rows else None


def _values(parent: Entity, gone: Gone, reference: Reference) -> pa.Array:
    """What the deleted records of the parent are referred to by."""
    fields = [field for name in reference.target_fields for field in parent.fields if field.name == name]
    arrays = [
        comparable([run.batch.column(parent.index(field.name)) for field in fields], reference, fields)
        for run in gone()
    ]
    return distinct(arrays).drop_null() if arrays else pa.array([], pa.binary())


def _columns(entity: Entity, run: Run, reference: Reference) -> pa.Array:
    fields = [entity.fields[entity.index(name)] for name in reference.fields]
    return comparable([run.batch.column(entity.index(name)) for name in reference.fields], reference, fields)
