"""Bringing records into key order when their source cannot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

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


def in_key_order(
    entity: Entity, batches: Iterator[pa.RecordBatch], memory: int = MEMORY_BYTES, *, last_counts: bool = False
) -> Iterator[Run]:
    """The records (all fields of `entity`, maybe more columns behind) in key order; equal keys stay neighbours.

    With `last_counts`, only the record of a key that came last is left. Holds about `memory` bytes; what is more goes
    to sealed temporary files.
    """
    settle = _last_of_each if last_counts else _as_it_is
    merge = overlay if last_counts else interleave
    order = KeyOrder(entity)
    with ExitStack() as stack:
        spills: list[Spill] = []
        pending: list[pa.RecordBatch] = []
        size = 0
        for batch in batches:
            pending.append(batch)
            size += batch.nbytes
            if size >= memory:
                spills.append(stack.enter_context(_spilled(settle(_sorted(order, pending)))))
                pending, size = [], 0
        streams = [_read(order, spill) for spill in spills]
        if pending:
            streams.append(_pieces(settle(_sorted(order, pending)), READ_ROWS))
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


def _spilled(run: Run) -> Spill:
    spill = Spill(run.batch.schema)
    for piece in _pieces(run, _MERGE_ROWS):
        spill.append(piece.batch)
    return spill


def _read(order: KeyOrder, spill: Spill) -> Iterator[Run]:
    for batch in spill.read():
        yield Run(order.keys_of(batch), batch)


def _pieces(run: Run, rows: int) -> Iterator[Run]:
    for start in range(0, len(run), rows):
        yield run.slice(start, rows)
