"""Comparing every record in scope with the point once a restore has written it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from crmbackup_gui.engine.beside import Beside
from crmbackup_gui.engine.computed import Recomputed, has_computed, lacking
from crmbackup_gui.engine.difference import Difference
from crmbackup_gui.engine.matching import Match
from crmbackup_gui.engine.put_aside import PutAside, among
from crmbackup_gui.engine.record_counts import RecordCounts, not_refused
from crmbackup_gui.engine.restore_job import EntityJob, LeftAlone
from crmbackup_gui.engine.unlike import UnlikePoint
from crmbackup_gui.errors import ReadBackDiffers
from crmbackup_gui.model.keyless import is_keyless
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.order import KeyOrder


@dataclass
class ReadingBack:
    """One entity. `left` are records that the restore was not to touch; `lasting` says that the target keeps all."""

    job: EntityJob
    beside: Beside
    aside: PutAside
    counts: RecordCounts
    left: LeftAlone
    lasting: bool
    recomputed: Recomputed = field(default_factory=Recomputed)
    """Records that hold other values than the point since the target computes them."""

    def run(self) -> None:
        """Raises ReadBackDiffers; nothing may be kept then.

        A target that keeps all has kept all that it took: there a record that differs has failed, and is told.
        """
        self.counts.result.verified = 0
        self.recomputed = Recomputed()
        refused = self.counts.refused
        unlike_point = UnlikePoint()
        left, unlike, fewer = LeftAlone(), 0, 0
        with self.beside.windows() as (match, windows):
            wrong = 0
            for window in windows:
                wrong += self._wrong(match, window, refused, left)
                if self.lasting:
                    self._find_unlike(unlike_point, match, window, refused)
                unlike += len(window.added) + len(window.changed_new)
                fewer += lacking(match, window)
        if self.lasting:
            self._tell(unlike_point, match)
            return
        if self.job.mode is RestoreMode.MISSING:
            wrong += abs(left.differing - self.left.differing)
            self.recomputed.count += max(left.computed - self.left.computed, 0)
        if wrong and refused is None and self._alike_without_computed(match):
            self.recomputed.count, wrong = fewer, 0
            self.counts.result.verified += unlike
        if wrong:
            raise ReadBackDiffers(self.job.entity.name, wrong)

    def _wrong(self, match: Match, window: Difference, refused: pa.Array | None, left: LeftAlone) -> int:
        """How many records of a window are not as the restore was to leave them; counts those that are."""
        mode, changed = self.job.mode, window.changed_new
        wrong = 0 if self.job.fields else not_refused(window.new, window.added, refused)
        computed = self.beside.only_computed(match, window)
        if mode is not RestoreMode.MISSING:
            wrong += not_refused(window.new, changed[~computed], refused)
            if computed.any() and window.new is not None:
                self.recomputed.add(match.written, window.new.batch, changed[computed])
        if mode is RestoreMode.EXACT:
            wrong += not_refused(window.old, window.deleted, refused)
        left.add(computed)
        self.counts.result.verified += window.unchanged
        self.counts.result.verified += len(changed) if mode is RestoreMode.MISSING else int(computed.sum())
        return wrong

    def _find_unlike(self, unlike: UnlikePoint, match: Match, window: Difference, refused: pa.Array | None) -> None:
        """Note which records of a window are not as the restore was to leave them, and in what."""
        mode, aside = self.job.mode, self.aside
        if window.new is not None and not self.job.fields:
            unlike.note_missing(match.written, window.new, window.added, refused)
        if len(window.changed_new):
            own = self.beside.only_computed(match, window)
            if mode is RestoreMode.MISSING:
                # What was there already was left as it is; what was created must be as the point has it.
                assert window.new is not None
                keys = window.new.keys.take(pa.array(window.changed_new))
                own = own | ~among(aside.created, KeyOrder(match.written), keys)
            found = unlike.note_changed(match, window, ~own, refused, clears=self.job.clears)
            self.counts.result.verified -= found if mode is RestoreMode.MISSING else 0
        if window.old is not None and aside.deleted is not None:
            # Others work meanwhile: what they have made since the comparison was not to go.
            keys = window.old.keys.take(pa.array(window.deleted))
            rows = window.deleted[among(aside.deleted, KeyOrder(match.target), keys)]
            unlike.note_still_there(match.target, window.old, rows, refused)

    def _tell(self, unlike: UnlikePoint, match: Match) -> None:
        """Records that are not as they were to be have failed, whatever else the target said of them."""
        found = unlike.records
        if not found:
            return
        keys = pa.array([each.key for each in found], unlike.key_type)
        ends = self.counts.fail(keys, [(each.told, each.reason) for each in found], match, self.aside)
        self.counts.beside += ends.count("deleted")
        self.counts.result.differing = len(found)

    def _alike_without_computed(self, match: Match) -> bool:
        by_all_values = is_keyless(self.job.entity)
        return by_all_values and has_computed(match) and self.beside.alike_without_computed(match)
