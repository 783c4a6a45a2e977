"""How values of batches become parameters of SQL statements, without a loop over the values."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType
from crmbackup_gui.sources.sql.sqlite.connection import quoted

_AS_INTEGER = frozenset({ValueType.BOOL, ValueType.INT16, ValueType.INT32})
_AS_TEXT = frozenset({ValueType.DATE, ValueType.TIME, ValueType.TIMESTAMP, ValueType.TIMESTAMP_TZ})


class Parameters:
    """The parameters of one statement that runs once for each row of a batch."""

    def __init__(self, rows: Sequence[int] = ()) -> None:
        """`rows` are the numbers that `row` binds."""
        self._rows = rows
        self._row: str | None = None
        self._arrays: list[pa.Array] = []

    def add(self, array: pa.Array) -> str:
        """Bind a column; the answer stands for its value in the statement."""
        self._arrays.append(array)
        return f"?{len(self._arrays)}"

    def value(self, field: Field, array: pa.Array) -> str:
        """Bind a column of a field's type (model/arrow.py); the answer is an expression for its value."""
        if field.type is ValueType.ANY:
            integer, real, text, data = (self.add(array.field(child)) for child in range(4))
            # Text is bound as the bytes it is, because Arrow's text must be UTF-8 and SQLite's need not be.
            return f"coalesce({integer}, {real}, CAST({text} AS TEXT), {data})"
        if field.type in _AS_INTEGER:
            return self.add(array.cast(pa.int64()))
        if field.type is ValueType.FLOAT32:
            return self.add(array.cast(pa.float64()))
        return self.add(array.cast(pa.string()) if field.type in _AS_TEXT else array)

    def row(self) -> str:
        """The number of the row that is bound."""
        if self._row is None:
            self._row = self.add(pa.array(self._rows, pa.int64()))
        return self._row

    def batch(self) -> pa.RecordBatch:
        """What to run the statement with."""
        return pa.RecordBatch.from_arrays(self._arrays, names=[str(number) for number in range(len(self._arrays))])


def key_condition(
    parameters: Parameters,
    entity: Entity,
    names: Sequence[str],
    batch: pa.RecordBatch,
    collations: dict[str, Collation],
) -> str:
    """SQL that is true for the records whose fields `names` equal those of the bound row.

    `batch` has the shape of `entity`. `collations` are those by which the table itself tells keys apart.
    """
    conditions = []
    for name in names:
        position = entity.index(name)
        value = parameters.value(entity.fields[position], batch.column(position))
        collation = collations.get(name, Collation.BINARY)
        conditions.append(f"{quoted(name)} = {value} COLLATE {collation.name}")
    return " AND ".join(conditions)
