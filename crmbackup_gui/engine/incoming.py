"""Records of a source in the form in which a repository keeps them.

That is: with a key (a digest where the source has none), in key order, and with values that are too large for a
segment replaced by the names of their blobs in the last column.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.difference import PLAIN, in_plain_type
from crmbackup_gui.engine.selection import key_text
from crmbackup_gui.engine.sorting import in_key_order
from crmbackup_gui.errors import SourceChanged, SourceUnreadable
from crmbackup_gui.model.arrow import ANY
from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.model.keyless import COPIES, is_keyless, stored_form
from crmbackup_gui.repository.blobs import OutsideValue
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder, increasing
from crmbackup_gui.repository.segments import stored_schema
from crmbackup_gui.sources.base import Records, RecordStream

ReadContent = Callable[[Entity, Sequence[object]], Iterator[bytes]]


class ValueKeeper(Protocol):
    """Turns a value into the names of its blobs, storing them or not."""

    def store_value(self, position: int, pieces: Iterator[bytes], *, is_text: bool) -> OutsideValue:
        """The names of the blobs that hold the value; `position` is the field's."""


def incoming(stream: RecordStream, keeper: ValueKeeper) -> Iterator[Run]:
    """All records of the stream as stored records of `stored_form(stream.entity)`.

    Contents of files are left out (see `with_contents`). Raises SourceUnreadable when keys repeat or do not increase.
    """
    entity = stored_form(stream.entity)
    batches = (_with_blobs(stream.entity, records, keeper) for records in stream.records)
    if is_keyless(entity):
        return _counted(entity, in_key_order(entity, (_digested(entity, batch) for batch in batches)))
    if not stream.in_key_order:
        return _checked(entity, in_key_order(entity, batches, last_counts=stream.repeats))
    order = KeyOrder(entity)
    return _checked(entity, (Run(order.keys_of(batch), batch) for batch in batches))


def in_new_order(entity: Entity, batches: Iterator[pa.RecordBatch]) -> Iterator[Run]:
    """Stored records (fields and `BLOBS`) whose keys took other types, so that their order is another."""
    if is_keyless(entity):
        return _counted(entity, in_key_order(entity, map(_digested_again, batches)))
    return _checked(entity, in_key_order(entity, batches))


def incoming_keys(stream: RecordStream) -> Iterator[Run]:
    """The keys of a stream whose entity has no other fields, in key order. Raises as `incoming`."""
    entity, order = stream.entity, KeyOrder(stream.entity)
    batches = (records.batch for records in stream.records)
    if not stream.in_key_order:
        return _checked(entity, in_key_order(entity, batches, last_counts=stream.repeats))
    return _checked(entity, (Run(order.keys_of(batch), batch) for batch in batches))


def content_position(entity: Entity) -> int | None:
    """Position of the field that holds the content of files, or None."""
    return next((i for i, field in enumerate(entity.fields) if field.type is ValueType.CONTENT), None)


def with_contents(entity: Entity, run: Run, read: ReadContent, keeper: ValueKeeper) -> Run:
    """The same records with the content of each file read and kept.

    Only records whose `size` is above zero have content. A loop over files, not over values: each is opened anyway.
    """
    position = content_position(entity)
    if position is None or len(run) == 0:
        return run
    sizes = run.batch.column(entity.index("size")).to_pylist()
    keys = [run.batch.column(entity.index(name)) for name in entity.key]
    cells: list[bytes | None] = []
    for row, size in enumerate(sizes):
        if not size:
            cells.append(None)
            continue
        kept = keeper.store_value(position, read(entity, [key[row].as_py() for key in keys]), is_text=False)
        if kept.size != size:
            raise SourceChanged(f"'{key_text(entity, run.batch, row)}'")
        cells.append(kept.encode())
    columns = [*run.batch.columns[:-1], pa.array(cells, pa.binary())]
    return Run(run.keys, pa.RecordBatch.from_arrays(columns, schema=run.batch.schema), run.deleted)


def _with_blobs(entity: Entity, records: Records, keeper: ValueKeeper) -> pa.RecordBatch:
    schema = stored_schema(entity)
    if not records.large:
        cells = pa.nulls(records.batch.num_rows, pa.binary())
    else:
        listed: dict[int, bytes] = {}
        for value in sorted(records.large, key=lambda value: (value.row, value.field)):
            kept = keeper.store_value(value.field, value.read(), is_text=value.is_text)
            listed[value.row] = listed.get(value.row, b"") + kept.encode()
        cells = pa.array([listed.get(row) for row in range(records.batch.num_rows)], pa.binary())
    return pa.RecordBatch.from_arrays([*records.batch.columns, cells], schema=schema)


def _checked(entity: Entity, runs: Iterator[Run]) -> Iterator[Run]:
    last: object = None
    for run in runs:
        if len(run) == 0:
            continue
        first = run.keys[0].as_py()
        if run.keys.null_count or not increasing(run.keys) or (last is not None and not last < first):
            raise SourceUnreadable(entity.name, "two of its records have the same key")
        last = run.keys[-1].as_py()
        yield run


def _digested(entity: Entity, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Add the digest of each record and a count of one."""
    *values, blobs = batch.columns
    columns = [*values, _digests(batch.columns), pa.repeat(1, batch.num_rows).cast(pa.int64()), blobs]
    return pa.RecordBatch.from_arrays(columns, schema=stored_schema(entity))


def _digested_again(batch: pa.RecordBatch) -> pa.RecordBatch:
    *values, _, copies, blobs = batch.columns
    return pa.RecordBatch.from_arrays([*values, _digests([*values, blobs]), copies, blobs], schema=batch.schema)


def _digests(columns: Sequence[pa.Array]) -> pa.Array:
    """Of each record, the `BLOBS` column included. Hashing goes record by record, as a digest must."""
    encode = msgspec.msgpack.encode
    rows = zip(*(_tagged(column) for column in columns), strict=True)
    return pa.array([hashlib.sha256(encode(row)).digest() for row in rows], pa.binary())


def _tagged(column: pa.Array) -> list[object]:
    """Values of a column for a digest, which says of each what it is, however wide the type of its field is."""
    if column.type == ANY:
        return [next((item for item in row.items() if item[1] is not None), None) for row in column.to_pylist()]
    column = in_plain_type(column)
    kind = PLAIN[column.type]
    values: list[object] = (column.cast(pa.binary()) if kind == "text" else column).to_pylist()
    return [None if value is None else (kind, value) for value in values]


def _counted(entity: Entity, runs: Iterator[Run]) -> Iterator[Run]:
    """Equal neighbours become one record with a count, also where they stand in two runs."""
    position = entity.index(COPIES)
    held: Run | None = None
    for read in runs:
        run = read if held is None else _joined(held, read)
        starts = np.concatenate([[True], np.asarray(pc.not_equal(run.keys[1:], run.keys[:-1]))])
        at = np.flatnonzero(starts)
        counts = np.add.reduceat(np.asarray(run.batch.column(position)), at)
        distinct = run.take(pa.array(at))
        columns = list(distinct.batch.columns)
        columns[position] = pa.array(counts, pa.int64())
        merged = Run(distinct.keys, pa.RecordBatch.from_arrays(columns, schema=run.batch.schema))
        held = merged.slice(len(merged) - 1)
        if len(merged) > 1:
            yield merged.slice(0, len(merged) - 1)
    if held is not None:
        yield held


def _joined(first: Run, second: Run) -> Run:
    columns = [pa.concat_arrays(pair) for pair in zip(first.batch.columns, second.batch.columns, strict=True)]
    batch = pa.RecordBatch.from_arrays(columns, schema=second.batch.schema)
    return Run(pa.concat_arrays([first.keys, second.keys]), batch)
