"""Where records and large values wait, in temporary tables of the connection, while a batch is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Field, ValueType
from crmbackup_gui.sources.base import LargeValue
from crmbackup_gui.sources.sql.postgresql.connection import Connection

STAGED = 'pg_temp."crmbackup staged"'
"""Column `row`, the position in the records handed over, `COPIES_COLUMN`, and one for each staged field, c0, c1, ..."""

COPIES_COLUMN = "copies"
"""How many of a record without a key there are; null for others."""

KEPT = 'pg_temp."crmbackup kept"'
"""Column `row` and one for each field that is kept, k0, k1, ..."""

VALUES = 'pg_temp."crmbackup values"'
"""Columns `row`, `field` (positions in the records handed over) and `value`, a bytea; text is in UTF-8."""

_PIECES = 'pg_temp."crmbackup pieces"'

_TYPES = {
    ValueType.BOOL: "boolean",
    ValueType.INT16: "smallint",
    ValueType.INT32: "integer",
    ValueType.INT64: "bigint",
    ValueType.FLOAT32: "real",
    ValueType.FLOAT64: "double precision",
    ValueType.TEXT: "text",
    ValueType.BYTES: "bytea",
    ValueType.DATE: "date",
    ValueType.TIME: "time",
    ValueType.TIMESTAMP: "timestamp",
    ValueType.TIMESTAMP_TZ: "timestamptz",
}

_SLICE_ROWS = 4_096
"""The server works on one slice while the next is made ready; measured as the fastest."""

_PIECE_BYTES = 1 << 20
_PIECES_BYTES = 8 << 20
_PIECES_SCHEMA = pa.schema(
    [("row", pa.int32()), ("field", pa.int32()), ("number", pa.int32()), ("piece", pa.binary())],
)


class Staging:
    """The temporary tables of one transaction, kept from batch to batch while their shape is the same."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shape: tuple[str, ...] | None = None

    def fill(self, fields: Sequence[Field], columns: Sequence[pa.Array], rows: int, copies: pa.Array | None) -> None:
        """`STAGED` holds these columns of so many rows afterwards, and nothing else.

        Raises RowRefused where the server cannot hold a value, and RestoreRefused for kinds that it does not have.
        """
        shape = tuple(_type_of(field) for field in fields)
        if shape == self._shape:
            self._connection.run_script(f"TRUNCATE {STAGED}")
        else:
            listed = "".join(f", c{number} {kind}" for number, kind in enumerate(shape))
            self._connection.run_script(
                f"DROP TABLE IF EXISTS {STAGED}; "
                f'CREATE TEMPORARY TABLE "crmbackup staged" (row integer, {COPIES_COLUMN} bigint{listed})'
            )
            self._shape = shape
        arrays = {"row": pa.array(np.arange(rows, dtype=np.int32))}
        if copies is not None:
            arrays[COPIES_COLUMN] = copies
        arrays |= {f"c{number}": column for number, column in enumerate(columns)}
        batch = pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))
        with self._connection.savepoint():
            self._connection.ingest("pg_temp", "crmbackup staged", in_slices(batch))

    def keep(self, query: str) -> None:
        """`KEPT` holds the result of a query."""
        self._connection.run_script(f'DROP TABLE IF EXISTS {KEPT}; CREATE TEMPORARY TABLE "crmbackup kept" AS {query}')

    def hold(self, values: Sequence[LargeValue]) -> None:
        """`VALUES` holds these values. A few pieces at a time are in memory here, one value at a time on the server."""
        self._connection.run_script(
            f"DROP TABLE IF EXISTS {VALUES}; DROP TABLE IF EXISTS {_PIECES}; "
            'CREATE TEMPORARY TABLE "crmbackup values" (row integer, field integer, value bytea, '
            "PRIMARY KEY (row, field)); "
            'CREATE TEMPORARY TABLE "crmbackup pieces" (row integer, field integer, number integer, piece bytea); '
            f"ALTER TABLE {VALUES} ALTER value SET STORAGE EXTERNAL; "
            f"ALTER TABLE {_PIECES} ALTER piece SET STORAGE EXTERNAL"
        )
        reading = _Pieces(values)
        try:
            self._connection.ingest("pg_temp", "crmbackup pieces", reading.stream())
        except Exception:
            if reading.error is not None:
                raise reading.error from None
            raise
        self._connection.run_script(
            f"INSERT INTO {VALUES} SELECT row, field, pg_catalog.string_agg(piece, '' ORDER BY number) "
            f"FROM {_PIECES} GROUP BY row, field; DROP TABLE {_PIECES}"
        )


def in_slices(batch: pa.RecordBatch) -> pa.RecordBatchReader:
    """The records as they are best handed to the server."""
    slices = (batch.slice(start, _SLICE_ROWS) for start in range(0, batch.num_rows, _SLICE_ROWS))
    return pa.RecordBatchReader.from_batches(batch.schema, slices)


class _Pieces:
    """The pieces of large values, read while they are sent. `error` is what reading them ended with, if it failed."""

    def __init__(self, values: Sequence[LargeValue]) -> None:
        self._values = values
        self.error: BaseException | None = None

    def stream(self) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_batches(_PIECES_SCHEMA, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        rows: list[tuple[int, int, int, bytes]] = []
        size = 0
        try:
            for row in self._rows():
                rows.append(row)
                size += len(row[-1])
                if size >= _PIECES_BYTES:
                    yield _batch_of(rows)
                    rows, size = [], 0
        except BaseException as error:
            # The driver would hand on nothing but its words.
            self.error = error
            raise
        if rows:
            yield _batch_of(rows)

    def _rows(self) -> Iterator[tuple[int, int, int, bytes]]:
        for value in self._values:
            number = 0
            # The first piece is there even if the value is empty.
            yield value.row, value.field, number, b""
            for read in value.read():
                for start in range(0, len(read), _PIECE_BYTES):
                    number += 1
                    yield value.row, value.field, number, read[start : start + _PIECE_BYTES]


def _batch_of(rows: Sequence[tuple[int, int, int, bytes]]) -> pa.RecordBatch:
    arrays = [pa.array(cells, field.type) for cells, field in zip(zip(*rows, strict=True), _PIECES_SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=_PIECES_SCHEMA)


def _type_of(field: Field) -> str:
    kind = _TYPES.get(field.type)
    if kind is None:
        raise RestoreRefused(f"Values of '{field.name}' are of a kind that this database does not have.")
    return kind
