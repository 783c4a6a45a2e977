"""Values that are too large for a batch: which records have them, and how they come out in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.catalog import Codec, Entity, Field, ValueType
from crmbackup_gui.sources.base import LARGE_VALUE, LargeValue
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import literal, quoted
from crmbackup_gui.sources.sql.postgresql.schema import Table

APART = 1 << 20
"""Values above this many bytes are not sent with their records. Smaller ones are, which takes far less time than
asking for each of them, and are cut off from the batch when they are here."""

_SURELY_SMALL = 2_000
"""Bytes of a value as it is kept, compressed, below which its text is not measured (it would have to be made)."""

_PIECE = 8 << 20
_OUTSIDE = (ValueType.TEXT, ValueType.BYTES)
_ROWS_AT_ONCE = 16
"""Records with large values that are read at once; each may bring several that are just not large."""


@dataclass(frozen=True)
class Place:
    """Where a record lies, as long as the transaction shows the same moment."""

    table: int
    row: str


class Places:
    """Where records with values above `APART` lie; false where there are none."""

    def __init__(self, found: pa.RecordBatch | None) -> None:
        self._found = found

    def __bool__(self) -> bool:
        return self._found is not None and self._found.num_rows > 0

    def groups(self) -> Iterator[list[Place]]:
        """Those that are read at once: neighbours of one table."""
        if self._found is None:
            return
        group: list[Place] = []
        for table, row in zip(*self._found.columns, strict=True):
            place = Place(table.as_py(), row.as_py())
            if group and (len(group) == _ROWS_AT_ONCE or group[0].table != place.table):
                yield group
                group = []
            group.append(place)
        if group:
            yield group


NOWHERE = Places(None)


def places_of_large(connection: Connection, table: Table, entity: Entity, condition: str | None = None) -> Places:
    """Records with values above `APART`; those for which `condition` holds."""
    candidates = _candidates(table, entity)
    if not candidates:
        return NOWHERE
    also = f" AND {condition}" if condition else ""
    return Places(
        connection.batch(
            f"SELECT r.tableoid::bigint, r.ctid::text FROM {table.sql_source} AS r "
            f"WHERE ({_is_apart(table, candidates)}){also}"
        )
    )


def without_large(table: Table, entity: Entity) -> str:
    """Condition for the records that `places_of_large` leaves out."""
    return f"NOT ({_is_apart(table, _candidates(table, entity))})"


def select_at(table: Table, entity: Entity, places: Sequence[Place]) -> str:
    """A query for the records at these places.

    Its columns are table and row of the place; then the fields, null where the value is above `APART`; then for each
    field that can be, whether it is.
    """
    candidates = _candidates(table, entity)
    fields = [
        f"CASE WHEN {_apart(table, field)} THEN NULL ELSE {_value(table, field)} END"
        if field in candidates
        else _value(table, field)
        for field in entity.fields
    ]
    columns = ", ".join([*fields, *(_apart(table, field) for field in candidates)])
    rows = literal("{" + ",".join(f'"{place.row}"' for place in places) + "}")
    return (
        f"SELECT r.tableoid::bigint, r.ctid::text, {columns} FROM {table.sql_source} AS r "
        f"WHERE r.ctid = ANY({rows}::pg_catalog.tid[]) AND r.tableoid = {places[0].table}"
    )


def large_at(connection: Connection, table: Table, entity: Entity, found: pa.RecordBatch) -> list[LargeValue]:
    """The values that `select_at` left out."""
    candidates = _candidates(table, entity)
    first = found.num_columns - len(candidates)
    return [
        LargeValue(
            row,
            entity.index(field.name),
            field.type is ValueType.TEXT,
            partial(
                _pieces, connection, table, field, Place(found.column(0)[row].as_py(), found.column(1)[row].as_py())
            ),
        )
        for number, field in enumerate(candidates)
        for row in pc.indices_nonzero(found.column(first + number)).to_pylist()
    ]


def cut_off(entity: Entity, columns: list[pa.Array]) -> tuple[list[pa.Array], list[LargeValue]]:
    """Take values above `LARGE_VALUE` out of columns that are here. Keys stay: they cannot be that large."""
    large: list[LargeValue] = []
    kept = list(columns)
    for position, (field, column) in enumerate(zip(entity.fields, columns, strict=True)):
        if field.type not in _OUTSIDE or field.name in entity.key or _longest(column) <= LARGE_VALUE:
            continue
        is_large = pc.greater(pc.binary_length(column), LARGE_VALUE)
        rows = pc.indices_nonzero(is_large).to_pylist()
        if rows:
            kept[position] = pc.if_else(is_large, pa.scalar(None, column.type), column)
            large += [
                LargeValue(row, position, field.type is ValueType.TEXT, partial(_held, column[row])) for row in rows
            ]
    return kept, large


def _held(value: pa.Scalar) -> Iterator[bytes]:
    buffer = value.as_buffer()
    yield buffer.to_pybytes()


def _longest(column: pa.Array) -> int:
    """How many bytes the longest value of a column has.

    By the offsets alone, which takes a fifth of the time of Arrow's kernels: nearly every batch has no such value.
    """
    if not len(column):
        return 0
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    return int(np.diff(offsets).max())


def _candidates(table: Table, entity: Entity) -> list[Field]:
    return [
        field
        for field in entity.fields
        if field.type in _OUTSIDE and field.name not in entity.key and table.columns[field.name].varying
    ]


def _is_apart(table: Table, candidates: Sequence[Field]) -> str:
    return " OR ".join(_apart(table, field) for field in candidates)


def _apart(table: Table, field: Field) -> str:
    """Whether a value is above `APART`, found out without fetching it wherever possible; never null."""
    column = f"r.{quoted(field.name)}"
    if field.codec is Codec.NATIVE:
        return f"coalesce(pg_catalog.octet_length({column}) > {APART}, false)"
    text = _value(table, field)
    return (
        f"(CASE WHEN pg_catalog.pg_column_size({column}) > {_SURELY_SMALL} "
        f"THEN pg_catalog.octet_length({text}) > {APART} ELSE false END)"
    )


def _value(table: Table, field: Field) -> str:
    return table.columns[field.name].expression(field.codec, "r")


def _pieces(connection: Connection, table: Table, field: Field, place: Place) -> Iterator[bytes]:
    """The server makes the bytes once and sends one piece after another, so here is never more than one."""
    value = _value(table, field)
    is_bytea = table.columns[field.name].native is ValueType.BYTES
    whole = f"{value} || ''::bytea" if is_bytea else f"pg_catalog.convert_to({value}, {literal(table.encoding)})"
    # No sorting, which would keep a copy of the whole for each piece; the series can only follow what it is made of.
    pieces = connection.stream(
        f"SELECT pg_catalog.substr(v.whole, g.first, {_PIECE}) FROM (SELECT {whole} AS whole "
        f"FROM {table.sql_source} AS r WHERE r.ctid = {literal(place.row)}::pg_catalog.tid "
        f"AND r.tableoid = {place.table} OFFSET 0) v, "
        f"pg_catalog.generate_series(1, pg_catalog.octet_length(v.whole), {_PIECE}) g(first)",
        1,
    )
    for batch in pieces:
        for piece in batch.column(0):
            yield piece.as_py()
