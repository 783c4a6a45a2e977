"""What became of an entity's records by what its source says of them, without reading those that did not change.

A source that keeps track (PostgreSQL's row versions, a service's feed of changes) names records that are new or
changed, and sometimes those that are gone. It is not taken on trust: a record that is new must be among the changes,
and a change must be a record that is there. Otherwise all records are compared after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.difference import differences
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import rows_up_to
from crmbackup_gui.repository.prefetch import closing_all


class ChangesUntrue(Exception):
    """What the source called its changes cannot be all of them, or cannot be true."""


@dataclass(frozen=True)
class KeyChanges:
    """How many records an entity has now, how many of them are new, and the keys of those that are gone, in order."""

    records: int
    added: int
    gone: tuple[pa.RecordBatch, ...]

    @property
    def deleted(self) -> int:
        """How many are gone."""
        return sum(batch.num_rows for batch in self.gone)


def by_all_keys(before: Iterator[Run], now: Iterator[Run], changed: pa.Array) -> KeyChanges:
    """Compares the keys of all records now with those of the point before.

    `changed` are the comparable keys (repository/order.py) of the records that changed, in order. Raises ChangesUntrue
    unless all keys that are new are among them, and all of them are there. Closes both streams.
    """
    records = added = there = 0
    gone: list[pa.RecordBatch] = []
    with closing_all(before, now):
        for window in differences(before, now, ()):
            left = window.gone()
            if left is not None:
                gone.append(left.batch)
            if window.new is not None:
                named = _among(window.new.keys, changed)
                if _count(named.take(pa.array(window.added))) != len(window.added):
                    raise ChangesUntrue
                records += len(window.new)
                added += len(window.added)
                there += _count(named)
    if there != len(changed):
        raise ChangesUntrue
    return KeyChanges(records, added, tuple(gone))


def where_nothing_is_gone(
    before: Iterator[Run], changed: pa.Array, holds_exactly: Callable[[Iterator[pa.Array]], bool]
) -> KeyChanges | None:
    """As `by_all_keys`, by a source that tells whether it holds exactly the records of some keys; None if it does not.

    Those are the keys of the point before and of what changed. Keys are integers, in order. Closes the stream.
    """
    records = 0
    is_known = np.zeros(len(changed), bool)

    def expected() -> Iterator[pa.Array]:
        nonlocal records
        for run in before:
            records += len(run)
            first, last = _range_of(run.keys, changed)
            is_known[first:last] |= np.asarray(pc.is_in(changed.slice(first, last - first), value_set=run.keys))
            yield run.keys
        yield changed.filter(pa.array(~is_known))

    with closing_all(before):
        if not holds_exactly(expected()):
            return None
    added = len(changed) - int(is_known.sum())
    return KeyChanges(records + added, added, ())


def by_deleted_keys(before: Iterator[Run], deleted: Iterator[Run], changed: pa.Array) -> KeyChanges:
    """As `by_all_keys`, for a source that names what it deleted.

    Deleted keys that the point before does not have came and went meanwhile. Raises ChangesUntrue for a key that is
    among both.
    """
    records = known = 0
    gone: list[pa.RecordBatch] = []
    with closing_all(before, deleted):
        for window in differences(before, deleted, None):
            if window.new is not None and _count(_among(window.new.keys, changed)):
                raise ChangesUntrue
            if window.old is not None:
                known += _count(_among(window.old.keys, changed))
                records += len(window.old) - len(window.changed_old)
                if len(window.changed_old):
                    gone.append(window.old.take(pa.array(window.changed_old)).batch)
    added = len(changed) - known
    return KeyChanges(records + added, added, tuple(gone))


def _among(keys: pa.Array, changed: pa.Array) -> pa.BooleanArray:
    """Which of some keys are among those that changed. Both are in order, so only a part of these is looked at."""
    if not len(keys):
        return pa.array([], pa.bool_())
    first, last = _range_of(keys, changed)
    return pc.is_in(keys, value_set=changed.slice(first, last - first))


def _range_of(keys: pa.Array, changed: pa.Array) -> tuple[int, int]:
    """Which part of `changed` may be among some keys, of which there is at least one."""
    return max(0, rows_up_to(changed, keys[0].as_py()) - 1), rows_up_to(changed, keys[-1].as_py())


def _count(flags: pa.BooleanArray) -> int:
    return int(pc.sum(flags).as_py() or 0)
