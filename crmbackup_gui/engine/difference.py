"""What differs between two streams of the same entity's records: exactly, with kernels, window by window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.arrow import ANY
from crmbackup_gui.repository.merge import Run, bits, windows


@dataclass(frozen=True)
class Difference:
    """One window. `old` and `new` are all its records; the positions say which of them differ, in key order.

    `added` are rows of `new`, `deleted` rows of `old`; `changed_new[i]` of `new` was `changed_old[i]` of `old`.
    """

    old: Run | None
    new: Run | None
    added: np.ndarray
    deleted: np.ndarray
    changed_old: np.ndarray
    changed_new: np.ndarray

    @property
    def unchanged(self) -> int:
        """How many records are the same on both sides."""
        return (len(self.new) if self.new else 0) - len(self.added) - len(self.changed_new)

    def upserts(self) -> Run | None:
        """Added and changed records as they are now, in key order; None when there are none."""
        rows = np.sort(np.concatenate([self.added, self.changed_new]))
        return self.new.take(pa.array(rows)) if self.new is not None and len(rows) else None

    def gone(self) -> Run | None:
        """Deleted records as they were; None when there are none."""
        return self.old.take(pa.array(self.deleted)) if self.old is not None and len(self.deleted) else None

    def replaced(self) -> Run | None:
        """Changed and deleted records as they were, in key order; None when there are none."""
        rows = np.sort(np.concatenate([self.deleted, self.changed_old]))
        return self.old.take(pa.array(rows)) if self.old is not None and len(rows) else None


Columns = Sequence[tuple[int, int]]
"""Pairs of column positions, in the old batch and in the new one, that are compared."""

_NONE = np.empty(0, dtype=np.int64)


def differences(old: Iterator[Run], new: Iterator[Run], columns: Columns | None) -> Iterator[Difference]:
    """Every window of both streams with what differs in it.

    Values are equal when their type and value are: -0.0 is not 0.0, the text '1' is not the number 1, and NULL equals
    NULL. With `columns` None the shapes cannot be compared, and every record on both sides counts as changed.
    """
    for a, b in windows(old, new):
        if a is None:
            yield Difference(None, b, np.arange(len(b) if b else 0), _NONE, _NONE, _NONE)
        elif b is None:
            yield Difference(a, None, _NONE, np.arange(len(a)), _NONE, _NONE)
        else:
            yield _compare(a, b, columns)


def more_copies(windows: Iterator[Difference], old: int, new: int) -> Iterator[Difference]:
    """The windows of an entity without a key, where only records that `new` has more copies of count as changed.

    `old` and `new` are the positions of the numbers of copies.
    """
    for window in windows:
        if window.old is None or window.new is None or len(window.changed_new) == 0:
            yield window
            continue
        before = np.asarray(window.old.batch.column(old))[window.changed_old]
        after = np.asarray(window.new.batch.column(new))[window.changed_new]
        more = after > before
        yield replace(window, changed_old=window.changed_old[more], changed_new=window.changed_new[more])


def _compare(old: Run, new: Run, columns: Columns | None) -> Difference:
    if len(old) == len(new) and old.keys.equals(new.keys):
        rows = np.arange(len(new)) if columns is None else unequal(old.batch, new.batch, columns)
        return Difference(old, new, _NONE, _NONE, rows, rows)
    places = pc.index_in(new.keys, value_set=old.keys)
    known = np.asarray(places.is_valid())
    matched_new = np.flatnonzero(known)
    matched_old = np.asarray(places.drop_null()).astype(np.int64)
    here = np.zeros(len(old), dtype=bool)
    here[matched_old] = True
    if columns is None:
        differing = np.arange(len(matched_new))
    else:
        left = old.batch.take(pa.array(matched_old)) if len(matched_old) < len(old) else old.batch
        right = new.batch.take(pa.array(matched_new)) if len(matched_new) < len(new) else new.batch
        differing = unequal(left, right, columns)
    return Difference(
        old,
        new,
        added=np.flatnonzero(~known),
        deleted=np.flatnonzero(~here),
        changed_old=matched_old[differing],
        changed_new=matched_new[differing],
    )


def unequal(old: pa.RecordBatch, new: pa.RecordBatch, columns: Columns) -> np.ndarray:
    """Rows in which at least one pair of columns differs."""
    found: np.ndarray | None = None
    for a, b in columns:
        for left, right in _comparable(old.column(a), new.column(b)):
            if left.equals(right):
                continue
            unequal = ~np.asarray(_same(left, right))
            found = unequal if found is None else found | unequal
    return _NONE if found is None else np.flatnonzero(found)


def _comparable(old: pa.Array, new: pa.Array) -> list[tuple[pa.Array, pa.Array]]:
    """Columns whose kernels tell values apart exactly: children of `any`, and the bits of reals."""
    if ANY in (old.type, new.type):
        pairs = list(zip(widen(old).flatten(), widen(new).flatten(), strict=True))
    else:
        pairs = [(old, new)]
    return [(bits(left), bits(right)) for left, right in pairs]


def _same(left: pa.Array, right: pa.Array) -> pa.Array:
    same = pc.equal(left, right)
    if left.null_count or right.null_count:
        same = pc.coalesce(same, pc.and_(left.is_null(), right.is_null()))
    return same


PLAIN = {pa.int64(): "integer", pa.float64(): "real", pa.string(): "text", pa.binary(): "bytes"}
"""The types of SQLite's own values, and the child of `any` that each is."""

_NARROWER = {
    pa.bool_(): pa.int64(),
    pa.int16(): pa.int64(),
    pa.int32(): pa.int64(),
    pa.float32(): pa.float64(),
}


def in_plain_type(column: pa.Array) -> pa.Array:
    """A column in a type of `PLAIN` that holds its values: dates and times as text, as ISO 8601 has them."""
    if column.type in PLAIN:
        return column
    return column.cast(_NARROWER.get(column.type, pa.string()))


def widen(column: pa.Array) -> pa.Array:
    """A column as `any`; one that is `any` already is returned as it is."""
    if column.type == ANY:
        return column
    column = in_plain_type(column)
    child = PLAIN[column.type]
    value = column.cast(pa.binary()) if child == "text" else column
    arrays = [value if field.name == child else pa.nulls(len(column), field.type) for field in ANY]
    return pa.StructArray.from_arrays(arrays, fields=list(ANY))
