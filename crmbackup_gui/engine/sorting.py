"""Bringing records into key order when their source cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.repository.merge import Run, interleave, overlay
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.segments import READ_ROWS

MEMORY_BYTES = 48 << 20
"""How much is sorted in memory before it is put aside."""

_MERGE_ROWS = 8_192
_OPEN = 8
"""So many runs of a size are merged at once."""

Merge = Callable[[Iterator[Run], Iterator[Run]], Iterator[Run]]


def in_key_order(
    entity: Entity, batches: Iterator[pa.RecordBatch], memory: int = MEMORY_BYTES, *, last_counts: bool = False
) -> Iterator[Run]:
    """The records (all fields of `entity`, maybe more columns behind) in key order; equal keys stay neighbours.

    With `last_counts`, only the record of a key that came last is left. Holds about `memory` bytes; what is more goes
    to sealed temporary files.
    """
    settle = _last_of_each if last_counts else _as_it_is
    order = KeyOrder(entity)
    with ExitStack() as stack:
        aside = _Aside(order, overlay if last_counts else interleave, stack)
        pending: list[pa.RecordBatch] = []
        size = 0
        for batch in batches:
            pending.append(batch)
            size += batch.nbytes
            if size >= memory:
                aside.put(settle(_sorted(order, pending)))
                pending, size = [], 0
        streams = aside.streams()
        if pending:
            streams.append(_pieces(settle(_sorted(order, pending)), READ_ROWS))
        yield from _merged(streams, aside.merge)


class _Aside:
    """Sorted runs on disk, oldest first, of which so few are open that memory does not grow with them.

    A run that is all behind the one before goes into the same file: most services give records nearly in order. Of
    others so many at a time are merged into one.
    """

    def __init__(self, order: KeyOrder, merge: Merge, stack: ExitStack) -> None:
        self._order, self.merge, self._stack = order, merge, stack
        self._spills: list[tuple[int, Spill]] = []
        self._last: Any = None

    def put(self, run: Run) -> None:
        """Put a run behind those before it."""
        if not len(run):
            return
        first, last = run.keys[0].as_py(), run.keys[-1].as_py()
        if self._last is not None and first > self._last:
            _append(self._spills[-1][1], iter([run]))
        else:
            self._begin(0, run.batch.schema, iter([run]))
        self._last = last
        self._merge_many()

    def streams(self) -> list[Iterator[Run]]:
        """All of them."""
        return [_read(self._order, spill) for _, spill in self._spills]

    def _merge_many(self) -> None:
        """The newest `_OPEN` of a level become one of the next, which keeps their place among the others."""
        while len(newest := self._spills[-_OPEN:]) == _OPEN and len({level for level, _ in newest}) == 1:
            level, schema = newest[0][0], newest[0][1].schema
            del self._spills[-_OPEN:]
            self._begin(level + 1, schema, _merged([_read(self._order, spill) for _, spill in newest], self.merge))
            self._last = None
            for _, spill in newest:
                spill.close()

    def _begin(self, level: int, schema: pa.Schema, runs: Iterator[Run]) -> None:
        spill = self._stack.enter_context(Spill(schema))
        _append(spill, runs)
        self._spills.append((level, spill))


def _merged(streams: list[Iterator[Run]], merge: Merge) -> Iterator[Run]:
    while len(streams) > 1:
        pairs = [streams[i : i + 2] for i in range(0, len(streams), 2)]
        streams = [merge(*pair) if len(pair) == 2 else pair[0] for pair in pairs]
    for stream in streams:
        yield from stream


def _sorted(order: KeyOrder, batches: list[pa.RecordBatch]) -> Run:
    columns = [pa.concat_arrays([batch.column(i) for batch in batches]) for i in range(batches[0].num_columns)]
    together = pa.RecordBatch.from_arrays(columns, schema=batches[0].schema)
    keys = order.keys_of(together)
    return Run(keys, together).take(pc.sort_indices(keys))


def _as_it_is(run: Run) -> Run:
    return run


def _last_of_each(run: Run) -> Run:
    """Of neighbours with the same key the last one: sorting keeps the order in which they came."""
    if len(run) < 2:
        return run
    ends = pc.not_equal(run.keys[1:], run.keys[:-1])
    if pc.all(ends).as_py():
        return run
    return run.filter(pa.concat_arrays([ends, pa.array([True])]))


def _append(spill: Spill, runs: Iterator[Run]) -> None:
    for run in runs:
        for piece in _pieces(run, _MERGE_ROWS):
            spill.append(piece.batch)


def _read(order: KeyOrder, spill: Spill) -> Iterator[Run]:
    for batch in spill.read():
        yield Run(order.keys_of(batch), batch)


def _pieces(run: Run, rows: int) -> Iterator[Run]:
    for start in range(0, len(run), rows):
        yield run.slice(start, rows)
