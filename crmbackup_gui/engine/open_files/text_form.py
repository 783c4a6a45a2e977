"""Values in the form that open files show them in: what people read, and any program can parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.outgoing import ReadValue, outgoing
from crmbackup_gui.model.arrow import ANY, arrow_type
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.model.keyless import COPIES, expanded, is_keyless
from crmbackup_gui.sources.base import LargeValue

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)


def shown_fields(entity: Entity) -> list[Field]:
    """The fields that open files have: those that somebody declared. The content of a file becomes a file."""
    return [field for field in entity.fields if not field.hidden and field.type is not ValueType.CONTENT]


def shown_schema(entity: Entity) -> pa.Schema:
    """One column for each of `shown_fields`: typed, but for bytes and values of any type, which are text."""
    return pa.schema([pa.field(field.name, _shown_type(field)) for field in shown_fields(entity)])


def shown(entity: Entity, batch: pa.RecordBatch, read: ReadValue) -> Iterator[pa.RecordBatch]:
    """Stored records of the entity (with `BLOBS`) as records of `shown_schema`.

    Bytes become hexadecimal digits, and so does text that is not UTF-8. A record that the entity has several times
    (model/keyless.py) comes as often, in batches of at most 65,536. The large values of the batch are read, so it takes
    memory for all of them.
    """
    records = outgoing(entity, batch, read)
    columns = []
    for field in shown_fields(entity):
        position = entity.index(field.name)
        column = _shown(records.batch.column(position))
        columns.append(_with_large(column, [value for value in records.large if value.field == position]))
    converted = pa.RecordBatch.from_arrays(columns, schema=shown_schema(entity))
    if not is_keyless(entity):
        yield converted
        return
    copies = batch.column(entity.index(COPIES)).to_pylist()
    for piece in expanded(range(len(copies)), copies):
        yield converted.take(pa.array(piece))


def as_text(column: pa.Array) -> pa.Array:
    """A column of `shown_schema` as the text that stands in a file."""
    return column if column.type == pa.string() else column.cast(pa.string())


def in_hex(column: pa.Array) -> pa.Array:
    """Bytes as hexadecimal digits, which sort as the bytes do."""
    column = pa.concat_arrays([column, pa.array([], column.type)])  # a copy that begins where its buffers do
    _, offsets, content = column.buffers()
    if content is None or not len(column):
        return column.cast(pa.string())
    bounds = np.frombuffer(offsets, np.int32)[: len(column) + 1]
    octets = np.frombuffer(content, np.uint8)[bounds[0] : bounds[-1]]
    digits = _HEX[np.stack([octets >> 4, octets & 15], axis=1)].tobytes()
    doubled = ((bounds - bounds[0]) * 2).astype(np.int32)
    buffers = [column.buffers()[0], pa.py_buffer(doubled), pa.py_buffer(digits)]
    return pa.Array.from_buffers(pa.string(), len(column), buffers)


def _shown_type(field: Field) -> pa.DataType:
    kind = arrow_type(field.type)
    return pa.string() if kind == ANY or pa.types.is_binary(kind) else kind


def _shown(column: pa.Array) -> pa.Array:
    if pa.types.is_binary(column.type):
        return in_hex(column)
    if column.type != ANY:
        return column
    integer, real, text, blob = column.flatten()
    return pc.coalesce(integer.cast(pa.string()), real.cast(pa.string()), _readable(text), in_hex(blob))


def _readable(text: pa.Array) -> pa.Array:
    """Bytes that are text as text, all others as hexadecimal digits. Looks at single values only where one is none."""
    try:
        return text.cast(pa.string())
    except pa.ArrowInvalid:
        if len(text) == 1:
            return in_hex(text)
        middle = len(text) // 2
        return pa.concat_arrays([_readable(text.slice(0, middle)), _readable(text.slice(middle))])


def _with_large(column: pa.Array, large: Sequence[LargeValue]) -> pa.Array:
    """A text column with the values that are too large for a batch in their places."""
    if not large:
        return column
    by_row = sorted(large, key=lambda value: value.row)
    contents = [(b"".join(value.read()), value.is_text) for value in by_row]
    texts = pa.concat_arrays([(_readable if is_text else in_hex)(pa.array([data])) for data, is_text in contents])
    mask = np.zeros(len(column), dtype=bool)
    mask[[value.row for value in by_row]] = True
    return pc.replace_with_mask(column, pa.array(mask), texts)
