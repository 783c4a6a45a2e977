"""Restoring one entity: what differs is put aside, saved, written, and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.computed import (
    Recomputed,
    differ_only_in_computed,
    has_computed,
    lacking,
    runs_without_computed,
    without_computed,
)
from crmbackup_gui.engine.difference import Difference, differences, more_copies
from crmbackup_gui.engine.field_differences import only_computed, values_kept
from crmbackup_gui.engine.held_values import HeldValues
from crmbackup_gui.engine.incoming import incoming, with_contents
from crmbackup_gui.engine.matching import Match, field_warnings, match
from crmbackup_gui.engine.naming import BlobNamer
from crmbackup_gui.engine.outgoing import ReadValue, outgoing
from crmbackup_gui.engine.record_ends import LEFT_ALONE, change_end, note_ends
from crmbackup_gui.engine.references import distinct
from crmbackup_gui.engine.restore_job import EntityJob, LeftAlone, no_result
from crmbackup_gui.engine.selection import key_text, key_value, keys_told, restrict, told_key
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.engine.storing import TYPE_CHANGES
from crmbackup_gui.engine.unlike import UnlikePoint
from crmbackup_gui.errors import ReadBackDiffers, RestoreRefused, SourceUnreadable
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.keyless import COPIES, is_keyless, source_form
from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.blobs import names_in
from crmbackup_gui.repository.merge import Run, coalesce, interleave
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.prefetch import closing_all, prefetch
from crmbackup_gui.repository.segments import BLOBS, stored_schema
from crmbackup_gui.sources.base import (
    BATCH_BYTES,
    BATCH_ROWS,
    EntityPlan,
    LastingTarget,
    LateRefusal,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Target,
    TypesChanged,
)

_FILL_ROWS = BATCH_ROWS // 2
_FILL_BYTES = BATCH_BYTES // 2
"""A target waits each time for the last of the records that it is handed. So a new entity is filled with many at once,
while those behind them are read; a run of a point has up to half as many."""

_REFUSALS = 10_000
"""So many refused records are listed. With as many, the target and the point do not fit together at all: where nothing
is kept before the end, the restore ends there."""
_NOT_WRITTEN = (RecordOutcome.FAILED, RecordOutcome.SKIPPED, RecordOutcome.UNCHANGED)
"""What became of records that the read-back does not look for."""


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
        self.result = no_result(job.entity)
        self.match: Match | None = None
        self._spills = ExitStack()
        self._created: Spill | None = None
        self._updated: Spill | None = None
        self._before_update: Spill | None = None
        self._deleted: Spill | None = None
        self._refused_keys: list[pa.Array] = []
        self._recomputed = Recomputed()
        self._left = LeftAlone()
        self._unlike_point = UnlikePoint()
        self._became: list[tuple[str, pa.Array]] = []
        self._selected = self._to_write = self._handed = self._beside = 0

    # Compare

    def compare(self) -> None:
        """Find out what has to be written, and put it aside. Changes nothing."""
        if self._job.empty:
            return
        self._until_types_settle(self._compare)
        if self._recognised():
            # Records that seemed missing are there: what they hold now has to be compared, and saved.
            self._until_types_settle(self._compare)

    def _compare(self) -> None:
        self._forget()
        with self._windows() as (self.match, windows):
            for window in windows:
                self._set_aside(self.match, window)

    def _recognised(self) -> bool:
        """Whether the target knows records that are to be created under another id."""
        if not isinstance(self._target, LastingTarget) or self._created is None:
            return False
        plan = self._plan()
        found = False
        for batch in self._created.read():
            records = Records(outgoing(plan.stored, batch, self._read_value).batch)
            found |= self._target.recognise(plan, records)
        return found

    def _set_aside(self, match_: Match, window: Difference) -> None:
        """Count a window, and keep what has to be written of it."""
        written, target = stored_schema(match_.written), stored_schema(match_.target)
        mode, result = self._job.mode, self.result
        if isinstance(self._target, LastingTarget):
            # What a service keeps by itself, such as the time of the last change, is no reason to write again.
            kept = ~self._only_computed(match_, window)
            changed_old, changed_new = window.changed_old[kept], window.changed_new[kept]
            window = replace(window, changed_old=changed_old, changed_new=changed_new)
        changed, added, gone = len(window.changed_new), len(window.added), len(window.deleted)
        self._selected += len(window.new) if window.new is not None else 0
        result.unchanged += window.unchanged
        if mode is RestoreMode.MISSING:
            result.skipped += changed
            if changed and window.new is not None and isinstance(self._target, LastingTarget):
                left = window.new.batch.take(pa.array(window.changed_new))
                note_ends(result.records, match_.written, left, "skipped", reason=LEFT_ALONE)
            self._left.add(self._only_computed(match_, window))
        elif changed:
            result.updated += changed
            self._to_write += changed
            assert window.new is not None
            assert window.old is not None
            self._updated = self._put(self._updated, written, window.new.take(pa.array(window.changed_new)))
            old = match_.target_rows(window.old.take(pa.array(window.changed_old)))
            self._before_update = self._put(self._before_update, target, old)
        if added and self._job.fields:
            result.skipped += added
        elif added:
            result.created += added
            self._to_write += added
            assert window.new is not None
            self._created = self._put(self._created, written, window.new.take(pa.array(window.added)))
        if gone and mode is RestoreMode.EXACT:
            result.deleted += gone
            old_gone = window.gone()
            assert old_gone is not None
            self._deleted = self._put(self._deleted, target, match_.target_rows(old_gone))

    @property
    def touches(self) -> bool:
        """Whether records of the target will be changed or deleted."""
        return self._before_update is not None or self._deleted is not None

    def gone(self) -> Iterator[Run]:
        """The target's records that will be deleted, as they are now, in key order."""
        assert self.match is not None
        yield from self._read(self._deleted, KeyOrder(self.match.target))

    def replaced(self) -> Iterator[Run]:
        """The target's records that will be changed or deleted, as they are now, in key order."""
        assert self.match is not None
        order = KeyOrder(self.match.target)
        return interleave(self._read(self._before_update, order), self._read(self._deleted, order))

    def created_keys(self) -> Iterator[pa.RecordBatch]:
        """Keys, in the target's shape, of the records that will be created."""
        assert self.match is not None
        positions = KeyOrder(self.match.written).positions
        schema = stored_schema(self.match.written)
        for batch in self._created.read() if self._created else ():
            yield pa.RecordBatch.from_arrays(
                [batch.column(i) for i in positions], schema=pa.schema([schema.field(i) for i in positions])
            )

    # Write

    def delete(self) -> None:
        """Delete what has to go, and, where the target replaces records, those that will be written anew."""
        replaced = self._before_update if self._before_update is not None and self._replaces else None
        if replaced is not None or (self._deleted is not None and self._by_all_values):
            self._until_types_settle(self._hold_large_values)
        if self._deleted is not None:
            self._delete_all(self._deleted, "deleted")
        if replaced is not None:
            self._delete_all(replaced, "replaced")

    def write(self) -> None:
        """Create and update."""
        if self._job.empty:
            self._fill()
            return
        if self._updated is not None:
            self._write_updates(self._updated)
        for batch in self._created.read() if self._created else ():
            refusals = self._apply(self._plan(), Operation.CREATE, batch)
            self._handed += batch.num_rows
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
        self._count(self._ends_of(key)[0], -1)
        self.result.failed += 1
        self._refused_keys.append(key)
        self._list_refused([(told_key(refusal.key), refusal.reason)])
        change_end(self.result.records, told_key(refusal.key), "failed", refusal.reason)

    def read_back(self) -> None:
        """Compare every record in scope with the point. Raises ReadBackDiffers; nothing may be kept then.

        What the target computes by itself may differ; `warnings` then say in which records. A target without
        transaction has kept all that it took: there a record that differs has failed, and is told with its fields.
        """
        self._until_types_settle(self._read_back)
        if self._unlike_point.records:
            self._tell_unlike()

    def _read_back(self) -> None:
        self.result.verified = 0
        self._recomputed = Recomputed()
        refused = distinct(self._refused_keys) if self._refused_keys else None
        self._unlike_point = UnlikePoint()
        left, unlike, fewer = LeftAlone(), 0, 0
        lasting = isinstance(self._target, LastingTarget)
        with self._windows() as (match_, windows):
            wrong = 0
            for window in windows:
                wrong += self._wrong(match_, window, refused, left)
                if lasting:
                    self._find_unlike(match_, window, refused)
                unlike += len(window.added) + len(window.changed_new)
                fewer += lacking(match_, window)
        if lasting:
            return
        if self._job.mode is RestoreMode.MISSING:
            wrong += abs(left.differing - self._left.differing)
            self._recomputed.count += max(left.computed - self._left.computed, 0)
        if wrong and refused is None and self._alike_without_computed(match_):
            self._recomputed.count, wrong = fewer, 0
            self.result.verified += unlike
        if wrong:
            raise ReadBackDiffers(self._job.entity.name, wrong)

    def _wrong(self, match_: Match, window: Difference, refused: pa.Array | None, left: LeftAlone) -> int:
        """How many records of a window are not as the restore was to leave them; counts those that are."""
        mode, changed = self._job.mode, window.changed_new
        wrong = 0 if self._job.fields else self._not_refused(window.new, window.added, refused)
        computed = self._only_computed(match_, window)
        if mode is not RestoreMode.MISSING:
            wrong += self._not_refused(window.new, changed[~computed], refused)
            if computed.any() and window.new is not None:
                self._recomputed.add(match_.written, window.new.batch, changed[computed])
        if mode is RestoreMode.EXACT:
            wrong += self._not_refused(window.old, window.deleted, refused)
        left.add(computed)
        self.result.verified += window.unchanged
        self.result.verified += len(changed) if mode is RestoreMode.MISSING else int(computed.sum())
        return wrong

    def _find_unlike(self, match_: Match, window: Difference, refused: pa.Array | None) -> None:
        """Note which records of a window are not as the restore was to leave them, and in what."""
        unlike, mode = self._unlike_point, self._job.mode
        if window.new is not None and not self._job.fields:
            unlike.note_missing(match_.written, window.new, window.added, refused)
        if len(window.changed_new):
            own = self._only_computed(match_, window)
            if mode is RestoreMode.MISSING:
                # What was there already was left as it is; what was created must be as the point has it.
                assert window.new is not None
                own = own | ~self._among(self._created, window.new.keys.take(pa.array(window.changed_new)))
            found = unlike.note_changed(match_, window, ~own, refused, clears=self._job.clears)
            self.result.verified -= found if mode is RestoreMode.MISSING else 0
        if window.old is not None and self._deleted is not None:
            # Others work meanwhile: what they have made since the comparison was not to go.
            rows = window.deleted[self._among(self._deleted, window.old.keys.take(pa.array(window.deleted)))]
            unlike.note_still_there(match_.target, window.old, rows, refused)

    def _among(self, spill: Spill | None, keys: pa.Array) -> np.ndarray:
        """For each key whether its record was put aside there."""
        assert self.match is not None
        order = KeyOrder(self.match.target if spill is self._deleted else self.match.written)
        found = np.zeros(len(keys), dtype=bool)
        for run in self._read(spill, order) if len(keys) else ():
            found |= np.asarray(pc.is_in(keys, value_set=run.keys))
        return found

    def _tell_unlike(self) -> None:
        """Records that are not as they were to be have failed, whatever else the target said of them."""
        unlike = self._unlike_point.records
        keys = pa.array([each.key for each in unlike], self._unlike_point.key_type)
        ends = self._ends_of(keys)
        for what in ends:
            self._count(what, -1)
        self._beside += ends.count("deleted")
        self.result.failed += len(unlike)
        self.result.differing = len(unlike)
        self._list_refused((each.told, each.reason) for each in unlike)
        for each in unlike:
            change_end(self.result.records, each.told, "failed", each.reason)

    def _ends_of(self, keys: pa.Array) -> list[str]:
        """The count that each of these records is in, if it was not refused."""
        put_aside = (("created", self._created), ("updated", self._updated), ("deleted", self._deleted))
        found = [(what, self._among(spill, keys)) for what, spill in put_aside if spill is not None]
        found += [(what, np.asarray(pc.is_in(keys, value_set=some))) for what, some in self._became]
        ends = ["unchanged"] * len(keys)
        for what, here in found:
            for row in np.flatnonzero(here):
                ends[row] = what
        return ends

    def _alike_without_computed(self, match_: Match) -> bool:
        """Whether records without a key are as they were to be, but for what the target computes.

        Such a record is told by all its values, so that with another one of them it seems to be another record.
        """
        if not (self._by_all_values and has_computed(match_)) or self._job.chosen is not None:
            return False
        with self._sides() as (_, current, expected):
            narrow = without_computed(match_.written)
            columns = [(place, place) for place in range(len(narrow.fields) + 1)]
            one, other = (runs_without_computed(match_.written, runs) for runs in (current, expected))
            windows: Iterator[Difference] = differences(one, other, columns)
            if self._job.mode is not RestoreMode.EXACT:
                windows = more_copies(windows, narrow.index(COPIES), narrow.index(COPIES))
            return not any(self._unlike(window) for window in windows)

    def _unlike(self, window: Difference) -> int:
        """How many records of a window of records without a key are not as they were to be."""
        wrong = len(window.added)
        if self._job.mode is not RestoreMode.MISSING:
            wrong += len(window.changed_new)
        return wrong + len(window.deleted) if self._job.mode is RestoreMode.EXACT else wrong

    @property
    def unaccounted(self) -> int:
        """Of how many records of the selection the counts do not say what became of them, or more than one thing."""
        result = self.result
        ends = (result.created, result.updated, result.undeleted, result.unchanged, result.skipped, result.failed)
        # What was to be written but never handed over has no end either, whatever was counted beforehand.
        lost = 0 if self._job.empty else self._to_write - self._handed
        return max(abs(self._selected + self._beside - sum(ends)), abs(lost), -min(ends))

    @property
    def warnings(self) -> list[str]:
        """What users must hear of.

        That is what the target's entity lacks or has beside the point's, where records of it were written, and which
        records do not hold what they held because the target computes it.
        """
        wrote = self.result.created or self.result.updated
        fields = field_warnings(self.match) if self.match and wrote and not self._job.fields else []
        unknown = self.unaccounted
        lost = [f"What became of {unknown} records of '{self._job.entity.name}' is not known."] if unknown else []
        return [*lost, *fields, *self._recomputed.warnings(self._job.entity.name)]

    def close(self) -> None:
        """Free what was put aside."""
        self._spills.close()

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

    def _until_types_settle(self, step: Callable[[], None]) -> None:
        """Begin a step again whenever the target finds that values do not fit the types it announced."""
        for _ in range(TYPE_CHANGES):
            try:
                step()
            except TypesChanged:
                continue
            return
        raise SourceUnreadable(self._job.entity.name, "the types of its values do not settle")

    def _forget(self) -> None:
        self._spills.close()
        self._created = self._updated = self._before_update = self._deleted = None
        self.result = no_result(self._job.entity)
        self._left = LeftAlone()
        self._selected = self._to_write = 0

    @contextmanager
    def _windows(self) -> Iterator[tuple[Match, Iterator[Difference]]]:
        """The target beside the point. At the end no thread reads either of them any more."""
        with self._sides() as (match_, current, expected):
            windows: Iterator[Difference] = differences(current, expected, match_.columns)
            if is_keyless(match_.target) and self._job.mode is not RestoreMode.EXACT:
                windows = more_copies(windows, match_.target.index(COPIES), match_.written.index(COPIES))
            if not self._job.clears:
                windows = values_kept(match_, windows)
            yield match_, self._told(windows)

    @contextmanager
    def _sides(self) -> Iterator[tuple[Match, Iterator[Run], Iterator[Run]]]:
        """The records of the target and of the point."""
        stream = self._stream(source_form(self._job.entity))
        match_ = match(self._job.entity, stream.entity, self._job.fields, self._target.in_text, hidden=self._job.hidden)
        current = prefetch(self._current(match_, stream), name="read-target")
        expected = self._job.expected()
        with closing_all(current, expected):
            yield match_, current, match_.from_point(expected)

    def _stream(self, known: Entity) -> RecordStream:
        """The target's records, or where it can give them one by one only those that were chosen."""
        if self._job.chosen is None or not isinstance(self._target, LastingTarget):
            return self._target.read(known, known)
        keys = (keys_told(self._job.entity, run.batch) for run in self._job.chosen())
        return self._target.read_some(known, known, keys)

    def _only_computed(self, match_: Match, window: Difference) -> np.ndarray:
        if self._job.clears:
            return differ_only_in_computed(match_, window)
        return only_computed(match_, window, clears=False)

    def _told(self, windows: Iterator[Difference]) -> Iterator[Difference]:
        for window in windows:
            self._tick(len(window.new) if window.new is not None else 0)
            yield window

    def _current(self, match_: Match, stream: RecordStream) -> Iterator[Run]:
        keeper = BlobNamer(self._blob_key)
        runs: Iterator[Run] = incoming(stream, keeper)
        if self._job.chosen is not None:
            keys = [run.keys for run in match_.from_point(self._job.chosen())]
            if not keys:
                return
            runs = restrict(runs, distinct(keys))
        for run in match_.from_target(runs):
            yield with_contents(match_.target, run, self._target.open_content, keeper)

    def _fill(self) -> None:
        """Write a whole entity into a new one, without putting anything aside."""
        stored = self._job.entity
        plan = EntityPlan(stored, tuple(f.name for f in stored.fields if not f.generated), whole=True)
        ahead = prefetch(coalesce(self._job.expected(), _FILL_ROWS, _FILL_BYTES), depth=1, name="read-point")
        with closing_all(ahead):
            for run in ahead:
                refusals = self._target.apply(plan, Operation.CREATE, outgoing(stored, run.batch, self._read_value))
                self.result.created += len(run)
                self._selected += len(run)
                self._handed += len(run)
                self._note(refusals, run.batch, "created", stored)
                self._tick(len(run))

    def _hold_large_values(self) -> None:
        """Put aside what a record needs to be found or to stay as it was, and the point's form of it does not have."""
        needed = _blobs_of(self._before_update) - _blobs_of(self._updated)
        if self._by_all_values:
            needed |= _blobs_of(self._deleted)
        if needed:
            held = self._spills.enter_context(closing(HeldValues(self._blob_key, self._read_value)))
            known = source_form(self._job.entity)
            for _ in incoming(self._target.read(known, known), BlobNamer(self._blob_key, needed, held.hold)):
                continue
            self._read_own = held.read

    def _delete_all(self, spill: Spill, what: str) -> None:
        for batch in spill.read():
            refusals = self._apply(self._own_plan(), Operation.DELETE, batch)
            assert self.match is not None
            if isinstance(self._target, LastingTarget):
                # What it deleted stays deleted, so the one that it does not delete has failed, and the rest goes on.
                self._beside += len(refusals)
                self._note(refusals, batch, "deleted", self.match.target)
            elif refusals:
                key = key_text(self.match.target, batch, refusals[0].row)
                raise RestoreRefused(f"{self._job.entity.name}={key} could not be {what}: {refusals[0].reason}")

    def _write_updates(self, spill: Spill) -> None:
        operation = Operation.CREATE if self._replaces else Operation.UPDATE
        for batch in spill.read():
            refusals = self._apply(self._plan(), operation, batch)
            self._handed += batch.num_rows
            self._note(refusals, batch, "updated")
            if refusals and operation is Operation.CREATE:
                self._put_back(batch.take(pa.array([refusal.row for refusal in refusals])))

    def _put_back(self, refused: pa.RecordBatch) -> None:
        """Records whose new form was refused stay as they were."""
        assert self.match is not None
        assert self._before_update is not None
        keys = KeyOrder(self.match.written).keys_of(refused)
        order = KeyOrder(self.match.target)
        for batch in self._before_update.read():
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
        entity = entity or (self.match.written if self.match else self._job.entity)
        if isinstance(self._target, LastingTarget):
            note_ends(self.result.records, entity, batch, what, refusals)
        if not refusals:
            return
        self._count(what, -len({refusal.row for refusal in refusals}))
        for refusal in refusals:
            # Every other outcome than FAILED is a count of the result under its own name.
            self._count(refusal.outcome.value, 1)
        for outcome in (RecordOutcome.UPDATED, RecordOutcome.UNDELETED):
            rows = [refusal.row for refusal in refusals if refusal.outcome is outcome]
            if rows:
                self._became.append((outcome.value, KeyOrder(entity).keys_of(batch.take(pa.array(rows)))))
        not_written = [refusal for refusal in refusals if refusal.outcome in _NOT_WRITTEN]
        if not_written:
            rows = [refusal.row for refusal in not_written]
            self._refused_keys.append(KeyOrder(entity).keys_of(batch.take(pa.array(rows))))
        failed = [refusal for refusal in refusals if refusal.outcome is RecordOutcome.FAILED]
        self._list_refused((key_text(entity, batch, r.row), r.reason) for r in failed)
        if len(self.result.refused) == _REFUSALS and not isinstance(self._target, LastingTarget):
            raise RestoreRefused(f"The target refuses most records of '{entity.name}': {refusals[0].reason}.")

    def _list_refused(self, told: Iterable[tuple[str, str]]) -> None:
        room = _REFUSALS - len(self.result.refused)
        self.result.refused.extend(islice(told, room))

    def _count(self, what: str, records: int) -> None:
        setattr(self.result, what, getattr(self.result, what) + records)

    def _not_refused(self, run: Run | None, rows: object, refused: pa.Array | None) -> int:
        picked = pa.array(rows)
        if run is None or refused is None:
            return len(picked)
        return len(picked) - int(pc.sum(pc.is_in(run.keys.take(picked), value_set=refused)).as_py() or 0)

    def _put(self, spill: Spill | None, schema: pa.Schema, run: Run) -> Spill:
        if spill is None:
            spill = self._spills.enter_context(Spill(schema))
        spill.append(run.batch)
        return spill

    @staticmethod
    def _read(spill: Spill | None, order: KeyOrder) -> Iterator[Run]:
        for batch in spill.read() if spill else ():
            yield Run(order.keys_of(batch), batch)


def _blobs_of(spill: Spill | None) -> set[bytes]:
    """Names of all blobs of records that were put aside."""
    return {name for batch in (spill.read() if spill else ()) for name in names_in(batch.column(-1), BLOBS)}
