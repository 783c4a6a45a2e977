"""All records of one table as Arrow batches, in the order of its key."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Collation, Entity, Field, ValueType
from crmbackup_gui.sources.base import LARGE_VALUE, LargeValue, Records, RecordStream, TypesChanged
from crmbackup_gui.sources.sql.sqlite.batch_sizes import batch_rows, measure
from crmbackup_gui.sources.sql.sqlite.binding import Parameters, key_condition
from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted
from crmbackup_gui.sources.sql.sqlite.expressions import Expressions, order_by
from crmbackup_gui.sources.sql.sqlite.schema import Structure, Table
from crmbackup_gui.sources.sql.sqlite.settled_types import settle_types

_PIECE = 8 << 20
"""Bytes of a large value that are read at once."""


class TableReader:
    """Reads the tables of one structure; remembers fields whose text turned out not to be UTF-8."""

    def __init__(self, connection: Connection, structure: Structure) -> None:
        self._connection = connection
        self._structure = structure
        self._mixed: dict[str, set[str]] = {}

    def read(self, table: Table, known: Entity | None) -> RecordStream:
        """All records. The iterator raises TypesChanged after text that is not UTF-8; the next read knows."""
        wide_text = self._structure.wide_text
        mixed = self._mixed.setdefault(table.entity.name, set())
        entity = settle_types(self._connection, table, known, mixed, wide_text=wide_text)
        size = measure(self._connection, table)
        large_value = LARGE_VALUE * 2 // 3 if wide_text else LARGE_VALUE  # UTF-8 may take half as much again.
        large = _large_fields(self._connection, table, entity, large_value, size.largest)
        expressions = Expressions(entity, large, large_value)
        in_key_order = _sorts_canonically(self._connection, table, entity, wide_text=wide_text)
        select = (
            f"SELECT {expressions.pins} UNION ALL SELECT * FROM "
            f"(SELECT {expressions.columns} FROM {table.sql_name}{order_by(entity) if in_key_order else ''} LIMIT -1)"
        )
        rows = batch_rows(size, len(entity.fields), large_value)
        return RecordStream(
            entity=entity,
            records=self._records(table, entity, expressions, self._connection.stream(select, rows)),
            in_key_order=in_key_order,
            rows=self._connection.value(f"SELECT count(*) FROM {table.sql_name}"),
        )

    def _records(
        self, table: Table, entity: Entity, expressions: Expressions, batches: Iterator[pa.RecordBatch]
    ) -> Iterator[Records]:
        schema = arrow_schema(entity)
        pinned = True
        for raw in batches:
            # The first row only made the driver take the types that we want.
            kept = raw.slice(1) if pinned else raw
            pinned = False
            if not kept.num_rows:
                continue
            batch = pa.RecordBatch.from_arrays(expressions.assemble(kept), schema=schema)
            self._check_text(entity, batch)
            yield Records(batch, self._large_values(table, entity, batch, expressions.markers(kept)))

    def _check_text(self, entity: Entity, batch: pa.RecordBatch) -> None:
        odd = {
            field.name
            for position, field in enumerate(entity.fields)
            if field.type is ValueType.TEXT and not _is_valid(batch.column(position))
        }
        if odd:
            self._mixed[entity.name] |= odd
            raise TypesChanged(entity.name)

    def _large_values(
        self, table: Table, entity: Entity, batch: pa.RecordBatch, markers: dict[int, pa.Array]
    ) -> tuple[LargeValue, ...]:
        return tuple(
            LargeValue(
                row, position, bool(marker[row].as_py()), partial(self._pieces, table, entity, position, batch, row)
            )
            for position, marker in markers.items()
            for row in pc.indices_nonzero(pc.is_valid(marker)).to_pylist()
        )

    def _pieces(self, table: Table, entity: Entity, position: int, batch: pa.RecordBatch, row: int) -> Iterator[bytes]:
        pieces = self._stored_pieces(table, entity, entity.fields[position], batch.slice(row, 1))
        if self._structure.wide_text and entity.fields[position].type is ValueType.TEXT:
            encoding = self._structure.catalog.properties["encoding"]
            return (text.encode() for text in codecs.iterdecode(pieces, encoding))
        return pieces

    def _stored_pieces(self, table: Table, entity: Entity, field: Field, record: pa.RecordBatch) -> Iterator[bytes]:
        collations = {key.name: key.collation for key in entity.key_fields}
        start, more = 1, True
        while more:
            parameters = Parameters()
            condition = key_condition(parameters, entity, table.locator, record, collations)
            offset = parameters.add(pa.array([start]))
            piece = f"substr(CAST({quoted(field.name)} AS BLOB), {offset}, {_PIECE})"
            found = self._connection.rows(f"SELECT {piece} FROM {table.sql_name} WHERE {condition}", parameters.batch())
            data: bytes = found[0][0]
            start, more = start + len(data), len(data) == _PIECE
            yield data


def _is_valid(column: pa.Array) -> bool:
    """Whether all text is UTF-8. Nearly all text is ASCII, which is told eight times faster."""
    if _is_ascii(column):
        return True
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _is_ascii(column: pa.Array) -> bool:
    _, offsets, content = column.buffers()
    if content is None or len(column) == 0:
        return True
    bounds = np.frombuffer(offsets, np.int32)
    text = np.frombuffer(content, np.uint8)[bounds[column.offset] : bounds[column.offset + len(column)]]
    whole = len(text) // 8 * 8
    high_bits = np.bitwise_or.reduce(text[:whole].view(np.uint64)) & np.uint64(0x8080_8080_8080_8080)
    return not high_bits and bool((text[whole:] < 0x80).all())


def _large_fields(
    connection: Connection, table: Table, entity: Entity, large_value: int, largest: int
) -> frozenset[str]:
    """The fields that hold a value above `large_value` bytes; no stored record is larger than `largest`.

    Keys always travel in batches, and so does everything in an entity without one, which nothing could find again.
    """
    if not table.locator:
        return frozenset()
    candidates = [
        field.name
        for field in entity.fields
        if field.type in (ValueType.TEXT, ValueType.BYTES, ValueType.ANY)
        and field.name not in (*entity.key, *table.locator)
        and (largest > large_value or field.name in table.computed)
    ]
    if not candidates:
        return frozenset()
    tests = ", ".join(f"max(octet_length({quoted(name)}) > {large_value})" for name in candidates)
    answers = connection.rows(f"SELECT {tests} FROM {table.sql_name}")[0]
    return frozenset(name for name, answer in zip(candidates, answers, strict=True) if answer)


def _sorts_canonically(connection: Connection, table: Table, entity: Entity, *, wide_text: bool) -> bool:
    """Whether SQLite's own order is the canonical one.

    It is not for collations that we lack; for UTF-16, which is sorted by its own bytes; and for NOCASE where texts
    contain NUL, because that compares them only so far, and then by their length.
    """
    numbers = (ValueType.INT64, ValueType.FLOAT64, ValueType.BYTES)
    texts = [field for field in entity.key_fields if field.type not in numbers]
    if not entity.key or table.foreign_collation or (wide_text and texts):
        return False
    folded = [
        f"(typeof({quoted(field.name)}) = 'text' AND instr({quoted(field.name)}, char(0)))"
        for field in texts
        if field.collation is Collation.NOCASE
    ]
    condition = " OR ".join(folded)
    return not folded or not connection.value(f"SELECT EXISTS (SELECT 1 FROM {table.sql_name} WHERE {condition})")
