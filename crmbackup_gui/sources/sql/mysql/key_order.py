"""Whether records that come in the order of their index come in canonical key order.

The index of a text key is sorted as its collation says, canonical order is that of the bytes. For what CRMs use as keys
both are the same: for lower-case hexadecimal ids, for example. Telling that of records on their way costs next to
nothing, while a server that sorts a large table by another order writes it to its disk first.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.catalog import Codec, Entity, ValueType

_ORDERED = frozenset(
    {
        ValueType.BOOL,
        ValueType.INT16,
        ValueType.INT32,
        ValueType.INT64,
        ValueType.TEXT,
        ValueType.BYTES,
        ValueType.DATE,
        ValueType.TIMESTAMP,
        ValueType.TIMESTAMP_TZ,
    }
)
"""Types whose canonical order is the one in which Arrow compares (FORMAT.md, "Key order")."""


def can_ascend(entity: Entity) -> bool:
    """Whether `Ascent` can tell of the entity's key."""
    fields = entity.key_fields
    # The index has the values in their own order, not in that of their text.
    return bool(fields) and all(field.type in _ORDERED and field.codec is Codec.NATIVE for field in fields)


class Ascent:
    """Watches the keys of one stream of records."""

    def __init__(self, entity: Entity) -> None:
        self._positions = [entity.index(name) for name in entity.key]
        self._last: list[pa.Array] = []

    def goes_on(self, batch: pa.RecordBatch) -> bool:
        """Whether each key of the batch is greater than the one before it, those of earlier batches included."""
        columns = [batch.column(position) for position in self._positions]
        if self._last:
            columns = [pa.concat_arrays(pair) for pair in zip(self._last, columns, strict=True)]
        self._last = [column.slice(len(column) - 1) for column in columns]
        if len(columns[0]) < 2:
            return True
        greater = pa.scalar(False)
        for column in reversed(columns):
            before, after = column[:-1], column[1:]
            greater = pc.or_(pc.greater(after, before), pc.and_(pc.equal(after, before), greater))
        return bool(pc.all(greater, skip_nulls=False).as_py())
