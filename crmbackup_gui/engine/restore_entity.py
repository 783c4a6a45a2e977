"""Restoring one entity: what differs is put aside, saved, written, and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.beside import Beside
from crmbackup_gui.engine.difference import Difference
from crmbackup_gui.engine.held_values import HeldValues
from crmbackup_gui.engine.incoming import incoming
from crmbackup_gui.engine.matching import Match, field_warnings
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.outgoing import ReadValue, outgoing
from crmbackup_gui.engine.put_aside import PutAside, blobs_of, read_spill
from crmbackup_gui.engine.reading_back import ReadingBack
from crmbackup_gui.engine.record_counts import RecordCounts
from crmbackup_gui.engine.record_ends import LEFT_ALONE, note_ends
from crmbackup_gui.engine.restore_job import EntityJob, EntityResult, LeftAlone
from crmbackup_gui.engine.selection import key_text, key_value, told_key
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.keyless import is_keyless, source_form
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.merge import Run, coalesce, interleave
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.prefetch import closing_all, prefetch
from crmbackup_gui.repository.segments import stored_schema
from crmbackup_gui.sources.base import (
    BATCH_BYTES,
    BATCH_ROWS,
    EntityPlan,
    LastingTarget,
    LateRefusal,
    Operation,
    Records,
    Refusal,
    Target,
)

_FILL_ROWS = BATCH_ROWS // 2
_FILL_BYTES = BATCH_BYTES // 2
"""A target waits each time for the last of the records that it is handed. So a new entity is filled with many at once,
while those behind them are read; a run of a point has up to half as many."""


class EntityRestore:
    """Works on one entity of a target, step by step: `compare`, `replaced`, `delete`, `write`, `read_back`."""

    def __init__(
        self, target: Target, job: EntityJob, blob_key: bytes, read_value: ReadValue, tick: Callable[[str, int], None]
    ) -> None:
        """`blob_key` is the repository's sub-key for names, `read_value` reads what the point keeps in blobs.

        `tick` is called after each batch with the entity and the number of records; what it raises ends the step.
        """
        self._target, self._job, self._blob_key, self._read_value = target, job, blob_key, read_value
        self._tick = partial(tick, job.entity.name)
        self._read_own = read_value
        self._lasting = isinstance(target, LastingTarget)
        self._beside = Beside(target, job, blob_key, self._tick)
        self._aside = PutAside()
        self._counts = RecordCounts(job.entity, lasting=self._lasting)
        self._left = LeftAlone()
        self._reading_back = ReadingBack(job, self._beside, self._aside, self._counts, self._left, self._lasting)
        self._held = ExitStack()
        self.match: Match | None = None

    @property
    def result(self) -> EntityResult:
        """What became of the records so far."""
        return self._counts.result

    # Compare

    def compare(self) -> None:
        """Find out what has to be written, and put it aside. Changes nothing."""
        if self._job.empty:
            return
        self._beside.until_types_settle(self._compare)
        if self._recognised():
            # Records that seemed missing are there: what they hold now has to be compared, and saved.
            self._beside.until_types_settle(self._compare)

    def _compare(self) -> None:
        self._begin()
        with self._beside.windows() as (self.match, windows):
            for window in windows:
                self._set_aside(self.match, window)

    def _begin(self) -> None:
        self._aside.forget()
        self._counts.begin()
        self._left.differing = self._left.computed = 0

    def _recognised(self) -> bool:
        """Whether the target knows records that are to be created under another id."""
        if not isinstance(self._target, LastingTarget) or self._aside.created is None:
            return False
        plan = self._plan()
        found = False
        for batch in self._aside.created.read():
            records = Records(outgoing(plan.stored, batch, self._read_value).batch)
            found |= self._target.recognise(plan, records)
        return found

    def _set_aside(self, match_: Match, window: Difference) -> None:
        """Count a window, and keep what has to be written of it."""
        written, target = stored_schema(match_.written), stored_schema(match_.target)
        mode, result = self._job.mode, self.result
        if self._lasting:
            # What a service keeps by itself, such as the time of the last change, is no reason to write again.
            kept = ~self._beside.only_computed(match_, window)
            changed_old, changed_new = window.changed_old[kept], window.changed_new[kept]
            window = replace(window, changed_old=changed_old, changed_new=changed_new)
        changed, added, gone = len(window.changed_new), len(window.added), len(window.deleted)
        self._counts.selected += len(window.new) if window.new is not None else 0
        result.unchanged += window.unchanged
        if mode is RestoreMode.MISSING:
            result.skipped += changed
            if changed and window.new is not None and self._lasting:
                left = window.new.batch.take(pa.array(window.changed_new))
                note_ends(result.records, match_.written, left, "skipped", reason=LEFT_ALONE)
            self._left.add(self._beside.only_computed(match_, window))
        elif changed:
            result.updated += changed
            self._counts.to_write += changed
            assert window.new is not None
            assert window.old is not None
            self._aside.updated = self._aside.put(
                self._aside.updated, written, window.new.take(pa.array(window.changed_new))
            )
            old = match_.target_rows(window.old.take(pa.array(window.changed_old)))
            self._aside.before_update = self._aside.put(self._aside.before_update, target, old)
        if added and self._job.fields:
            result.skipped += added
        elif added:
            result.created += added
            self._counts.to_write += added
            assert window.new is not None
            self._aside.created = self._aside.put(self._aside.created, written, window.new.take(pa.array(window.added)))
        if gone and mode is RestoreMode.EXACT:
            result.deleted += gone
            old_gone = window.gone()
            assert old_gone is not None
            self._aside.deleted = self._aside.put(self._aside.deleted, target, match_.target_rows(old_gone))

    @property
    def touches(self) -> bool:
        """Whether records of the target will be changed or deleted."""
        return self._aside.before_update is not None or self._aside.deleted is not None

    def gone(self) -> Iterator[Run]:
        """The target's records that will be deleted, as they are now, in key order."""
        assert self.match is not None
        yield from read_spill(self._aside.deleted, KeyOrder(self.match.target))

    def replaced(self) -> Iterator[Run]:
        """The target's records that will be changed or deleted, as they are now, in key order."""
        assert self.match is not None
        order = KeyOrder(self.match.target)
        return interleave(read_spill(self._aside.before_update, order), read_spill(self._aside.deleted, order))

    def created_keys(self) -> Iterator[pa.RecordBatch]:
        """Keys, in the target's shape, of the records that will be created."""
        assert self.match is not None
        positions = KeyOrder(self.match.written).positions
        schema = stored_schema(self.match.written)
        for batch in self._aside.created.read() if self._aside.created else ():
            yield pa.RecordBatch.from_arrays(
                [batch.column(i) for i in positions], schema=pa.schema([schema.field(i) for i in positions])
            )

    # Write

    def delete(self) -> None:
        """Delete what has to go, and, where the target replaces records, those that will be written anew."""
        replaced = self._aside.before_update if self._aside.before_update is not None and self._replaces else None
        if replaced is not None or (self._aside.deleted is not None and self._by_all_values):
            self._beside.until_types_settle(self._hold_large_values)
        if self._aside.deleted is not None:
            self._delete_all(self._aside.deleted, "deleted")
        if replaced is not None:
            self._delete_all(replaced, "replaced")

    def write(self) -> None:
        """Create and update."""
        if self._job.empty:
            self._fill()
            return
        if self._aside.updated is not None:
            self._write_updates(self._aside.updated)
        for batch in self._aside.created.read() if self._aside.created else ():
            refusals = self._apply(self._plan(), Operation.CREATE, batch)
            self._counts.handed += batch.num_rows
            self._note(refusals, batch, "created")

    def note_late(self, refusal: LateRefusal) -> None:
        """A record was taken, but what it points to was refused at the end: it has failed, and is told with the words.

        It reads back otherwise than the point has it, which its outcome says already.
        """
        assert self.match is not None
        entity = self.match.written
        values = [key_value(each, part) for each, part in zip(entity.key_fields, refusal.key, strict=True)]
        order = KeyOrder(entity)
        key = pa.array([order.key_of(values)], order.no_keys.type)
        self._counts.fail(key, [(told_key(refusal.key), refusal.reason)], self.match, self._aside)
        self._counts.refuse(key)

    def read_back(self) -> None:
        """Compare every record in scope with the point. Raises ReadBackDiffers; nothing may be kept then.

        What the target computes by itself may differ; `warnings` then say in which records. A target without
        transaction has kept all that it took: there a record that differs has failed, and is told with its fields.
        """
        self._beside.until_types_settle(self._reading_back.run)

    @property
    def warnings(self) -> list[str]:
        """What users must hear of.

        That is what the target's entity lacks or has beside the point's, where records of it were written, and which
        records do not hold what they held because the target computes it.
        """
        wrote = self.result.created or self.result.updated
        fields = field_warnings(self.match) if self.match and wrote and not self._job.fields else []
        unknown = self._counts.unaccounted
        lost = [f"What became of {unknown} records of '{self._job.entity.name}' is not known."] if unknown else []
        return [*lost, *fields, *self._reading_back.recomputed.warnings(self._job.entity.name)]

    def close(self) -> None:
        """Free what was put aside."""
        self._aside.forget()
        self._held.close()

    # Inside

    @property
    def _replaces(self) -> bool:
        assert self.match is not None
        return self.match.complete and self._target.replaces(self.match.target.name)

    @property
    def _by_all_values(self) -> bool:
        """Whether the target finds a record by all its values."""
        return is_keyless(self._job.entity)

    def _plan(self) -> EntityPlan:
        """Records of the point, as they are handed to the target."""
        assert self.match is not None
        written = self.match.written
        return EntityPlan(written, tuple(f.name for f in written.fields if not f.generated), whole=self._job.hidden)

    def _own_plan(self) -> EntityPlan:
        """Records of the target itself, as they were."""
        assert self.match is not None
        target = self.match.target
        return EntityPlan(target, tuple(f.name for f in target.fields if not f.generated), whole=True)

    def _fill(self) -> None:
        """Write a whole entity into a new one, without putting anything aside."""
        stored = self._job.entity
        plan = EntityPlan(stored, tuple(f.name for f in stored.fields if not f.generated), whole=True)
        ahead = prefetch(coalesce(self._job.expected(), _FILL_ROWS, _FILL_BYTES), depth=1, name="read-point")
        with closing_all(ahead):
            for run in ahead:
                refusals = self._target.apply(plan, Operation.CREATE, outgoing(stored, run.batch, self._read_value))
                self.result.created += len(run)
                self._counts.selected += len(run)
                self._counts.to_write += len(run)
                self._counts.handed += len(run)
                self._note(refusals, run.batch, "created", stored)
                self._tick(len(run))

    def _hold_large_values(self) -> None:
        """Put aside what a record needs to be found or to stay as it was, and the point's form of it does not have."""
        needed = blobs_of(self._aside.before_update) - blobs_of(self._aside.updated)
        if self._by_all_values:
            needed |= blobs_of(self._aside.deleted)
        if needed:
            held = self._held.enter_context(closing(HeldValues(self._blob_key, self._read_value)))
            known = source_form(self._job.entity)
            for _ in incoming(self._target.read(known, known), BlobNamer(self._blob_key, needed, held.hold)):
                continue
            self._read_own = held.read

    def _delete_all(self, spill: Spill, what: str) -> None:
        for batch in spill.read():
            refusals = self._apply(self._own_plan(), Operation.DELETE, batch)
            assert self.match is not None
            if self._lasting:
                # What it deleted stays deleted, so the one that it does not delete has failed, and the rest goes on.
                self._counts.beside += len(refusals)
                self._note(refusals, batch, "deleted", self.match.target)
            elif refusals:
                key = key_text(self.match.target, batch, refusals[0].row)
                raise RestoreRefused(f"{self._job.entity.name}={key} could not be {what}: {refusals[0].reason}")

    def _write_updates(self, spill: Spill) -> None:
        operation = Operation.CREATE if self._replaces else Operation.UPDATE
        for batch in spill.read():
            refusals = self._apply(self._plan(), operation, batch)
            self._counts.handed += batch.num_rows
            self._note(refusals, batch, "updated")
            if refusals and operation is Operation.CREATE:
                self._put_back(batch.take(pa.array([refusal.row for refusal in refusals])))

    def _put_back(self, refused: pa.RecordBatch) -> None:
        """Records whose new form was refused stay as they were."""
        assert self.match is not None
        assert self._aside.before_update is not None
        keys = KeyOrder(self.match.written).keys_of(refused)
        order = KeyOrder(self.match.target)
        for batch in self._aside.before_update.read():
            old = batch.filter(pc.is_in(order.keys_of(batch), value_set=keys))
            records = outgoing(self.match.target, old, self._read_own)
            if old.num_rows and self._target.apply(self._own_plan(), Operation.CREATE, records):
                key = key_text(self.match.target, old, 0)
                raise RestoreRefused(f"{self._job.entity.name}={key} is in the way of another restored record.")

    def _apply(self, plan: EntityPlan, operation: Operation, batch: pa.RecordBatch) -> list[Refusal]:
        deletes = operation is Operation.DELETE
        records = outgoing(plan.stored, batch, self._read_own if deletes else self._read_value)
        if deletes and not self._by_all_values:
            # What goes is told by its key; its large values need not be in the repository.
            records = Records(records.batch)
        self._tick(batch.num_rows)
        return self._target.apply(plan, operation, records)

    def _note(self, refusals: list[Refusal], batch: pa.RecordBatch, what: str, entity: Entity | None = None) -> None:
        self._counts.note(refusals, batch, what, entity or (self.match.written if self.match else self._job.entity))
