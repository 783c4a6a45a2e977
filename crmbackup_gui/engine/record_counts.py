"""How many records of one entity ended how, so that the counts add up or somebody is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.matching import Match
from crmbackup_gui.engine.put_aside import PutAside, among
from crmbackup_gui.engine.record_ends import change_end, note_ends
from crmbackup_gui.engine.references import distinct
from crmbackup_gui.engine.restore_job import no_result
from crmbackup_gui.engine.selection import key_text
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import RecordOutcome
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.sources.base import Refusal

_REFUSALS = 10_000
"""So many refused records are listed. With as many, the target and the point do not fit together at all: where nothing
is kept before the end, the restore ends there."""
_NOT_WRITTEN = (RecordOutcome.FAILED, RecordOutcome.SKIPPED, RecordOutcome.UNCHANGED)
"""What became of records that the read-back does not look for."""


class RecordCounts:
    """Counts of one entity and the records that were not taken. `lasting` says that the target keeps what it took.

    `selected` are the records in scope, `to_write` those that were put aside to be written, `handed` those that were
    handed to the target, and `beside` those that are in no count of the selection, such as deleted ones that failed.
    """

    def __init__(self, entity: Entity, *, lasting: bool) -> None:
        self._entity, self._lasting = entity, lasting
        self.handed = self.beside = 0
        self._refused_keys: list[pa.Array] = []
        self._became: list[tuple[str, pa.Array]] = []
        self.begin()

    def begin(self) -> None:
        """Begin to count anew."""
        self.result = no_result(self._entity)
        self.selected = self.to_write = 0

    def count(self, what: str, records: int) -> None:
        """So many more of these."""
        setattr(self.result, what, getattr(self.result, what) + records)

    def note(self, refusals: Sequence[Refusal], batch: pa.RecordBatch, what: str, entity: Entity) -> None:
        """What became of the rows of a batch, all of which are counted as `what`, but for these.

        Raises RestoreRefused when a target that keeps nothing refuses nearly everything.
        """
        if self._lasting:
            note_ends(self.result.records, entity, batch, what, refusals)
        if not refusals:
            return
        self.count(what, -len({refusal.row for refusal in refusals}))
        for refusal in refusals:
            # Every other outcome than FAILED is a count of the result under its own name.
            self.count(refusal.outcome.value, 1)
        for outcome in (RecordOutcome.UPDATED, RecordOutcome.UNDELETED):
            rows = [refusal.row for refusal in refusals if refusal.outcome is outcome]
            if rows:
                self._became.append((outcome.value, KeyOrder(entity).keys_of(batch.take(pa.array(rows)))))
        not_written = [refusal for refusal in refusals if refusal.outcome in _NOT_WRITTEN]
        if not_written:
            rows = [refusal.row for refusal in not_written]
            self._refused_keys.append(KeyOrder(entity).keys_of(batch.take(pa.array(rows))))
        failed = [refusal for refusal in refusals if refusal.outcome is RecordOutcome.FAILED]
        self.list_refused((key_text(entity, batch, r.row), r.reason) for r in failed)
        if len(self.result.refused) == _REFUSALS and not self._lasting:
            raise RestoreRefused(f"The target refuses most records of '{entity.name}': {refusals[0].reason}.")

    def fail(self, keys: pa.Array, told: Sequence[tuple[str, str]], match: Match, aside: PutAside) -> list[str]:
        """Records that were taken have failed all the same; the count that each of them was in."""
        ends = self._ends_of(keys, match, aside)
        for what in ends:
            self.count(what, -1)
        self.result.failed += len(keys)
        self.list_refused(told)
        for key, reason in told:
            change_end(self.result.records, key, "failed", reason)
        return ends

    def refuse(self, key: pa.Array) -> None:
        """The read-back need not look for this one."""
        self._refused_keys.append(key)

    def list_refused(self, told: Iterable[tuple[str, str]]) -> None:
        """Keys and reasons for users."""
        room = _REFUSALS - len(self.result.refused)
        self.result.refused.extend(islice(told, room))

    @property
    def refused(self) -> pa.Array | None:
        """Keys of all records that were not written."""
        return distinct(self._refused_keys) if self._refused_keys else None

    @property
    def unaccounted(self) -> int:
        """Of how many records of the selection the counts do not say what became of them, or more than one thing."""
        result = self.result
        ends = (result.created, result.updated, result.undeleted, result.unchanged, result.skipped, result.failed)
        # What was to be written but never handed over has no end either, whatever was counted beforehand.
        lost = self.to_write - self.handed
        return max(abs(self.selected + self.beside - sum(ends)), abs(lost), -min(ends))

    def _ends_of(self, keys: pa.Array, match: Match, aside: PutAside) -> list[str]:
        """The count that each of these records is in, if it was not refused."""
        written, target = KeyOrder(match.written), KeyOrder(match.target)
        put_aside = (
            ("created", aside.created, written),
            ("updated", aside.updated, written),
            ("deleted", aside.deleted, target),
        )
        found = [(what, among(spill, order, keys)) for what, spill, order in put_aside if spill is not None]
        found += [(what, np.asarray(pc.is_in(keys, value_set=some))) for what, some in self._became]
        ends = ["unchanged"] * len(keys)
        for what, here in found:
            for row in np.flatnonzero(here):
                ends[row] = what
        return ends


def not_refused(run: Run | None, rows: object, refused: pa.Array | None) -> int:
    """How many of these rows are not among the refused keys."""
    picked = pa.array(rows)
    if run is None or refused is None:
        return len(picked)
    return len(picked) - int(pc.sum(pc.is_in(run.keys.take(picked), value_set=refused)).as_py() or 0)
