"""The columns that a table is read through, and how fields are put together from them."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from crmbackup_gui.model.arrow import ANY
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.sources.sql.sqlite.connection import quoted

_PINS = {
    ValueType.INT64: ("0",),
    ValueType.FLOAT64: ("0.0",),
    ValueType.TEXT: ("''",),
    ValueType.BYTES: ("x'00'",),
    ValueType.ANY: ("0", "0.0", "x'00'", "x'00'"),
}
"""Values of the types that the driver shall give the columns of a field: it takes them from the first batch."""

_MARKER_PIN = "0"


@dataclass(frozen=True)
class Expressions:
    """What to select for an entity, whose fields in `large` have values above `large_value` bytes."""

    entity: Entity
    large: frozenset[str]
    large_value: int

    @property
    def columns(self) -> str:
        """The result columns: one or four for each field, then a marker for each field in `large`."""
        values = [column for field in self.entity.fields for column in self._columns_of(field)]
        return ", ".join([*values, *(self._marker(field) for field in self._large_fields)])

    @property
    def pins(self) -> str:
        """A row that gives each column its type."""
        values = [pin for field in self.entity.fields for pin in _PINS[field.type]]
        return ", ".join([*values, *(_MARKER_PIN for _ in self._large_fields)])

    def assemble(self, batch: pa.RecordBatch) -> list[pa.Array]:
        """One array for each field."""
        arrays, position = [], 0
        for field in self.entity.fields:
            if field.type is ValueType.ANY:
                children = [batch.column(position + child) for child in range(4)]
                arrays.append(pa.StructArray.from_arrays(children, fields=list(ANY)))
            else:
                arrays.append(batch.column(position))
            position += len(_PINS[field.type])
        return arrays

    def markers(self, batch: pa.RecordBatch) -> dict[int, pa.Array]:
        """For each field in `large` its position and: 1 for large text, 0 for large bytes, null for all else."""
        first = batch.num_columns - len(self._large_fields)
        return {
            self.entity.index(field.name): batch.column(first + number)
            for number, field in enumerate(self._large_fields)
        }

    @property
    def _large_fields(self) -> list[Field]:
        return [field for field in self.entity.fields if field.name in self.large]

    def _columns_of(self, field: Field) -> tuple[str, ...]:
        column = quoted(field.name)
        small = f"octet_length({column}) <= {self.large_value}"
        if field.type is not ValueType.ANY:
            return (f"CASE WHEN {small} THEN {column} END",) if field.name in self.large else (column,)
        fits = f" AND {small}" if field.name in self.large else ""
        return (
            f"CASE typeof({column}) WHEN 'integer' THEN {column} END",
            f"CASE typeof({column}) WHEN 'real' THEN {column} END",
            f"CASE WHEN typeof({column}) = 'text'{fits} THEN CAST({column} AS BLOB) END",
            f"CASE WHEN typeof({column}) = 'blob'{fits} THEN {column} END",
        )

    def _marker(self, field: Field) -> str:
        column = quoted(field.name)
        return f"CASE WHEN octet_length({column}) > {self.large_value} THEN typeof({column}) = 'text' END"


def order_by(entity: Entity) -> str:
    """The order of the key's own index."""
    keys = ", ".join(f"{quoted(field.name)} COLLATE {field.collation.name}" for field in entity.key_fields)
    return f" ORDER BY {keys}"
