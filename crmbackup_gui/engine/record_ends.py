"""What became of each record of a restore, told one by one as far as somebody may want to read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from crmbackup_gui.engine.find import found_record
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.base import Refusal

LEFT_ALONE = "it differs from the recovery point, and was left as it is"
"""Why a record is skipped that a restore finds changed and may only create others beside."""

_MOST, _MOST_ODD = 1_000, 10_000
"""So many records of an entity are told, and with those that were refused or skipped so many in all."""
_ODD = frozenset({"failed", "skipped"})


@dataclass(frozen=True)
class RecordEnd:
    """The end of one record. `key` is as `key_text` tells it, `title` what people call the record.

    `what` is the count of `EntityResult` that it is in: `created`, `updated`, `undeleted`, `unchanged`, `skipped`,
    `failed`, or `deleted` for one that only the target had. `reason` says why it was not written, in the target's words
    where it was the target that did not take it.
    """

    key: str
    title: str
    what: str
    reason: str = ""


def note_ends(
    ends: list[RecordEnd],
    entity: Entity,
    batch: pa.RecordBatch,
    what: str,
    refusals: Sequence[Refusal] = (),
    reason: str = "",
) -> None:
    """Add what became of the records of a batch, in the shape of the entity: `what`, but for those among the refusals.

    Records that are beyond what is told are left out.
    """
    other: Mapping[int, Refusal] = {refusal.row: refusal for refusal in refusals}
    odd: Collection[int] = range(batch.num_rows) if what in _ODD else other
    room = max(_MOST - len(ends), 0)
    for row in [*range(min(room, batch.num_rows)), *(row for row in odd if row >= room)]:
        if len(ends) >= _MOST_ODD:
            return
        refusal = other.get(row)
        end, why = (what, reason) if refusal is None else (refusal.outcome.value, refusal.reason)
        record = found_record(entity, batch, row)
        ends.append(RecordEnd(record.key, record.title, end, why))


def change_end(ends: list[RecordEnd], key: str, what: str, reason: str) -> None:
    """What became of a record turned out otherwise."""
    for place, end in enumerate(ends):
        if end.key == key:
            ends[place] = replace(end, what=what, reason=reason)
            return
    if len(ends) < _MOST_ODD:
        ends.append(RecordEnd(key, key, what, reason))
