"""Walking and merging streams of records that are in key order, in windows of bounded size.

A stream is an iterator of `Run`s whose keys increase from run to run. Nothing here loops over values: each window is
worked on with kernels, and no more than one run of each stream is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.repository.order import rows_up_to
from crmbackup_gui.repository.prefetch import closing_all

_CHANGE_ROWS = 16_384
"""Change sets meet the base in runs of this size, so that the base is not cut into many small windows."""

_SAME_WIDTH = {pa.float64().id: pa.int64(), pa.float32().id: pa.int32()}


@dataclass(frozen=True)
class Run:
    """Some records in key order. `keys` are their comparable keys (repository/order.py).

    `deleted` marks rows that say a record is gone (their other columns are null); None means that no row does.
    """

    keys: pa.Array
    batch: pa.RecordBatch
    deleted: pa.BooleanArray | None = None

    def __len__(self) -> int:
        return len(self.keys)

    def slice(self, start: int, length: int | None = None) -> Run:
        """Rows from `start` on, without copying."""
        if start == 0 and length == len(self):
            return self
        deleted = None if self.deleted is None else self.deleted.slice(start, length)
        return Run(self.keys.slice(start, length), self.batch.slice(start, length), deleted)

    def filter(self, mask: pa.BooleanArray) -> Run:
        """The rows where `mask` is true."""
        deleted = None if self.deleted is None else self.deleted.filter(mask)
        return Run(self.keys.filter(mask), self.batch.filter(mask), deleted)

    def take(self, rows: pa.Array) -> Run:
        """The rows at these positions, in this order."""
        deleted = None if self.deleted is None else _take(self.deleted, rows)
        columns = [_take(column, rows) for column in self.batch.columns]
        return Run(_take(self.keys, rows), pa.RecordBatch.from_arrays(columns, schema=self.batch.schema), deleted)


def windows(left: Iterator[Run], right: Iterator[Run]) -> Iterator[tuple[Run | None, Run | None]]:
    """Both streams cut at the same keys: every key of a window lies behind all keys of the window before.

    One side is None where it has no record in a window. Both streams are closed at the end, also after an error.
    """
    with closing_all(left, right):
        # The right one first: a base that is read ahead fills its queue while change sets are collapsed.
        b, a = _next(right), _next(left)
        while a is not None and b is not None:
            last_a, last_b = a.keys[-1].as_py(), b.keys[-1].as_py()
            cut = min(last_a, last_b)
            rows_a = len(a) if last_a == cut else rows_up_to(a.keys, cut)
            rows_b = len(b) if last_b == cut else rows_up_to(b.keys, cut)
            yield (a.slice(0, rows_a) if rows_a else None), (b.slice(0, rows_b) if rows_b else None)
            a = a.slice(rows_a) if rows_a < len(a) else _next(left)
            b = b.slice(rows_b) if rows_b < len(b) else _next(right)
        while a is not None:
            yield a, None
            a = _next(left)
        while b is not None:
            yield None, b
            b = _next(right)


def overlay(older: Iterator[Run], newer: Iterator[Run]) -> Iterator[Run]:
    """One stream of both, where the newer record of a key counts. Rows that say `deleted` are kept."""
    for old, new in windows(older, newer):
        if old is None or new is None:
            only = old or new
            assert only is not None
            yield only
        else:
            yield _overlay(old, new)


def overlay_all(layers: Sequence[Iterator[Run]]) -> Iterator[Run]:
    """All layers, oldest first, as one stream without deleted records.

    Change sets are merged with one another first, in a balanced tree: so a record of the base, of which there are
    most, is handled once, however long the chain is.
    """
    base, *changes = layers
    if not changes:
        return _living(base)
    while len(changes) > 1:
        pairs = [changes[i : i + 2] for i in range(0, len(changes), 2)]
        changes = [overlay(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return _living(overlay(base, coalesce(changes[0], _CHANGE_ROWS)))


def newest_of(runs: Sequence[Run]) -> Iterator[Run]:
    """The newest record of each key among runs given oldest first, in key order. Takes memory for all of them."""
    both = _join(runs)
    order = np.asarray(pc.sort_indices(both.keys)).astype(np.int32)
    ordered = both.keys.take(pa.array(order))
    last = np.ones(len(order), dtype=bool)
    last[:-1] = np.asarray(pc.not_equal(ordered[1:], ordered[:-1]))
    newest = order[last]
    for first in range(0, len(newest), _CHANGE_ROWS):
        yield both.take(pa.array(newest[first : first + _CHANGE_ROWS]))


def interleave(left: Iterator[Run], right: Iterator[Run]) -> Iterator[Run]:
    """Two streams with no key in common as one, in key order."""
    for a, b in windows(left, right):
        if a is None or b is None:
            only = a or b
            assert only is not None
            yield only
        else:
            both = _join([a, b])
            yield both.take(pc.sort_indices(both.keys))


def _overlay(old: Run, new: Run) -> Run:
    """As `overlay` for one window."""
    places, known = _places(new.keys, old.keys)
    if known.all() and old.deleted is None and new.deleted is None:
        return _updated(old, new, places)
    order = np.arange(len(old), dtype=np.int32)
    order[places[known]] = len(old) + np.flatnonzero(known)
    both = _join([old, new])
    if not known.all():
        added = len(old) + np.flatnonzero(~known)
        everything = np.concatenate([order, added.astype(np.int32)])
        keys = both.keys.take(pa.array(everything))
        order = everything[np.asarray(pc.sort_indices(keys))]
    return both.take(pa.array(order))


def _places(wanted: pa.Array, keys: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where the wanted keys stand among increasing keys, and which of them do stand there."""
    if pa.types.is_integer(keys.type):
        there = np.asarray(keys)
        places = np.searchsorted(there, np.asarray(wanted))
        places = np.minimum(places, len(there) - 1)
        return places, there[places] == np.asarray(wanted)
    found = pc.index_in(wanted, value_set=keys)
    return np.asarray(found.fill_null(0)), np.asarray(found.is_valid())


def _updated(old: Run, new: Run, places: np.ndarray) -> Run:
    """A window in which `new` only updates records of `old`, at these places.

    Most updates change few fields of a record, and a column in which no value changed is taken over as it is.
    """
    order = np.arange(len(old), dtype=np.int32)
    order[places] = np.arange(len(old), len(old) + len(new))
    rows, replaced = pa.array(order), pa.array(places)
    columns = [
        column if identical(_take(column, replaced), after) else _take(pa.concat_arrays([column, after]), rows)
        for column, after in zip(old.batch.columns, new.batch.columns, strict=True)
    ]
    return Run(old.keys, pa.RecordBatch.from_arrays(columns, schema=old.batch.schema))


def _take(column: pa.Array, rows: pa.Array) -> pa.Array:
    """The values at these positions, all of which the column must have: looking whether it does takes a third."""
    return pc.take(column, rows, boundscheck=False)


def identical(left: pa.Array, right: pa.Array) -> bool:
    """Whether two columns of one type hold the same values to the bit: -0.0 is not 0.0, and a NaN equals itself."""
    if pa.types.is_struct(left.type):
        return all(identical(a, b) for a, b in zip(left.flatten(), right.flatten(), strict=True))
    return bool(bits(left).equals(bits(right)))


def bits(column: pa.Array) -> pa.Array:
    """A column of reals as integers of the same bits; any other column as it is."""
    integers = _SAME_WIDTH.get(column.type.id)
    return column if integers is None else column.view(integers)


def _flags(run: Run) -> pa.BooleanArray:
    return run.deleted if run.deleted is not None else pa.repeat(False, len(run)).cast(pa.bool_())


def _living(stream: Iterator[Run]) -> Iterator[Run]:
    for run in stream:
        gone = run.deleted is not None and pc.any(run.deleted).as_py()
        living = run.filter(pc.invert(run.deleted)) if gone else run
        if len(living):
            yield Run(living.keys, living.batch)


def _next(stream: Iterator[Run]) -> Run | None:
    return next((run for run in stream if len(run)), None)


def coalesce(stream: Iterator[Run], rows: int, size: int | None = None) -> Iterator[Run]:
    """The same records in runs of at least so many rows, or so many bytes, but for the last."""
    pending: list[Run] = []
    count = held = 0
    for run in stream:
        pending.append(run)
        count += len(run)
        held += 0 if size is None else run.batch.nbytes
        if count >= rows or (size is not None and held >= size):
            yield _join(pending)
            pending, count, held = [], 0, 0
    if pending:
        yield _join(pending)


def _join(runs: Sequence[Run], rows: pa.Array | None = None) -> Run:
    """The runs as one, or these rows of it. Goes column by column, to touch little memory at a time."""
    if len(runs) == 1 and rows is None:
        return runs[0]

    def joined(columns: Iterable[pa.Array]) -> pa.Array:
        column = pa.concat_arrays(list(columns))
        return column if rows is None else column.take(rows)

    batches = [run.batch for run in runs]
    columns = [joined(batch.column(i) for batch in batches) for i in range(batches[0].num_columns)]
    deleted = joined(_flags(run) for run in runs) if any(run.deleted is not None for run in runs) else None
    batch = pa.RecordBatch.from_arrays(columns, schema=batches[0].schema)
    return Run(joined(run.keys for run in runs), batch, deleted)
