"""Fields that a target computes by itself.

Nobody can write them, so a restore cannot bring back what they held where the rule behind them gives something else
today: after a function was replaced, in another time zone, on another server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import numpy as np
import pyarrow as pa

from crmbackup_gui.engine.difference import Difference, unequal
from crmbackup_gui.engine.incoming import in_new_order
from crmbackup_gui.engine.matching import Match, renumbered
from crmbackup_gui.engine.selection import key_text
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.keyless import COPIES, is_keyless
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.segments import stored_schema

_LISTED = 20


@dataclass
class Recomputed:
    """Records of an entity that were restored but for what the target computes. `some` are keys of the first ones."""

    count: int = 0
    some: list[str] = field(default_factory=list)

    def add(self, entity: Entity, batch: pa.RecordBatch, rows: np.ndarray) -> None:
        """Count the records of `batch`, in the shape of `entity`, at these positions."""
        self.count += len(rows)
        if not is_keyless(entity):
            self.some += [key_text(entity, batch, int(row)) for row in rows[: _LISTED - len(self.some)]]

    def warnings(self, name: str) -> list[str]:
        """A sentence for users, if there are any."""
        if not self.count:
            return []
        said = f"'{name}' computes fields by itself that now differ from the recovery point in {self.count} records"
        more = ["…"] if self.count > len(self.some) else []
        return [f"{said}: {', '.join([*self.some, *more])}." if self.some else f"{said}."]


def differ_only_in_computed(match_: Match, window: Difference) -> np.ndarray:
    """For each changed record of a window, whether all that differs is what the target computes."""
    changed = len(window.changed_new)
    if not changed or not has_computed(match_):
        return np.zeros(changed, dtype=bool)
    assert window.old is not None
    assert window.new is not None
    old = window.old.batch.take(pa.array(window.changed_old))
    new = window.new.batch.take(pa.array(window.changed_new))
    kept = _kept(match_.written)
    fields, large = match_.columns[:-1], match_.columns[-1]
    compared = [(a, b) for a, b in fields if b in kept]
    schema = pa.schema([pa.field("", pa.binary())])
    # Names of large values say of which field they are.
    cells = [
        pa.RecordBatch.from_arrays([renumbered(batch.column(at), {place: place for place in kept})], schema=schema)
        for batch, at in ((old, large[0]), (new, large[1]))
    ]
    only = np.ones(changed, dtype=bool)
    only[unequal(old, new, compared)] = False
    only[unequal(cells[0], cells[1], [(0, 0)])] = False
    return only


def lacking(match_: Match, window: Difference) -> int:
    """How many records without a key the point has more than the target."""
    if window.new is None or not is_keyless(match_.written):
        return 0
    copies = np.asarray(window.new.batch.column(match_.written.index(COPIES)))
    count = int(copies[window.added].sum())
    if window.old is not None:
        there = np.asarray(window.old.batch.column(match_.target.index(COPIES)))
        count += int((copies[window.changed_new] - there[window.changed_old]).clip(min=0).sum())
    return count


def has_computed(match_: Match) -> bool:
    """Whether anything that is compared is computed by the target."""
    return any(one.generated for one in match_.written.fields)


def without_computed(entity: Entity) -> Entity:
    """The entity with the fields alone that can be written."""
    return msgspec.structs.replace(entity, fields=tuple(one for one in entity.fields if not one.generated))


def runs_without_computed(entity: Entity, runs: Iterator[Run]) -> Iterator[Run]:
    """Records without a key, told apart by what can be written. Raises as `in_new_order`."""
    narrow, kept = without_computed(entity), _kept(entity)
    places = {position: place for place, position in enumerate(kept)}
    schema, cells = stored_schema(narrow), len(entity.fields)

    def narrowed() -> Iterator[pa.RecordBatch]:
        for run in runs:
            columns = [run.batch.column(position) for position in kept]
            large = renumbered(run.batch.column(cells), places)
            yield pa.RecordBatch.from_arrays([*columns, large], schema=schema)

    return in_new_order(narrow, narrowed())


def _kept(entity: Entity) -> list[int]:
    return [position for position, one in enumerate(entity.fields) if not one.generated]
