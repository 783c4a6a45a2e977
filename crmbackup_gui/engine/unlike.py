"""Records that a target without transaction took, and then shows otherwise than the recovery point has them.

A service may round, correct or replace what it is given, and nothing takes that back: so each such record is told, with
the fields that the service changed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.difference import Difference
from crmbackup_gui.engine.field_differences import differing_fields
from crmbackup_gui.engine.matching import Match
from crmbackup_gui.engine.selection import key_text
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.repository.merge import Run

_MISSING = "the service took it, but does not show it"
_STILL_THERE = "the service was told to delete it, but still shows it"


@dataclass(frozen=True)
class UnlikeRecord:
    """One record: its key as it compares and as it is told, and in what it differs, in words for users."""

    key: object
    told: str
    reason: str


@dataclass
class UnlikePoint:
    """What the read-back of one entity found."""

    records: list[UnlikeRecord] = field(default_factory=list)
    key_type: pa.DataType | None = None

    def note_missing(self, entity: Entity, run: Run, rows: np.ndarray, refused: pa.Array | None) -> None:
        """Records of the point that are not there, but for those that were refused."""
        for row in rows[~_among(run, rows, refused)]:
            self._add(entity, run, int(row), _MISSING)

    def note_still_there(self, entity: Entity, run: Run, rows: np.ndarray, refused: pa.Array | None) -> None:
        """Records of the target that were deleted and are there, but for those that it refused to delete."""
        for row in rows[~_among(run, rows, refused)]:
            self._add(entity, run, int(row), _STILL_THERE)

    def note_changed(
        self, match_: Match, window: Difference, picked: np.ndarray, refused: pa.Array | None, *, clears: bool
    ) -> int:
        """Changed records of a window, those that are `picked` and were not refused; how many."""
        assert window.new is not None
        picked = picked & ~_among(window.new, window.changed_new, refused)
        if not picked.any():
            return 0
        fields = [
            (match_.written.fields[place].name, differs)
            for place, differs in differing_fields(match_, window, clears=clears).items()
            if not match_.written.fields[place].generated
        ]
        for number in np.flatnonzero(picked):
            names = ", ".join(name for name, differs in fields if differs[number])
            reason = f"the service shows other values than the recovery point has, and keeps them: {names}"
            self._add(match_.written, window.new, int(window.changed_new[number]), reason)
        return int(picked.sum())

    def _add(self, entity: Entity, run: Run, row: int, reason: str) -> None:
        self.key_type = run.keys.type
        self.records.append(UnlikeRecord(run.keys[row].as_py(), key_text(entity, run.batch, row), reason))


def _among(run: Run, rows: np.ndarray, keys: pa.Array | None) -> np.ndarray:
    if keys is None or not len(rows):
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(pc.is_in(run.keys.take(pa.array(rows)), value_set=keys))
