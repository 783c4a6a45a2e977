"""All records of one table as Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial

import msgspec
import numpy as np
import pyarrow as pa

from crmbackup_gui.errors import SourceChanged, SourceUnreadable
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.sources.base import BATCH_ROWS, LARGE_VALUE, LargeValue, Records, RecordStream, TypesChanged
from crmbackup_gui.sources.keys import key_entity
from crmbackup_gui.sources.sql.mysql.binary_rows import Cells, Mask
from crmbackup_gui.sources.sql.mysql.columns import Column, fallback, settled
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.decoding import DoesNotFit, checked, decoded
from crmbackup_gui.sources.sql.mysql.expressions import GIANT, becomes_another, expression, longer_than, may_be_longer
from crmbackup_gui.sources.sql.mysql.key_order import Ascent, can_ascend
from crmbackup_gui.sources.sql.mysql.large_values import read_in_pieces
from crmbackup_gui.sources.sql.mysql.names import quoted
from crmbackup_gui.sources.sql.mysql.objects import create_table
from crmbackup_gui.sources.sql.mysql.row_packets import MalformedPacket
from crmbackup_gui.sources.sql.mysql.schema import Table, tables_made_at

_CLUSTERED = frozenset({"innodb", "rocksdb", "tokudb"})
"""Engines that keep the records themselves in the order of the primary key."""
_PIECE = 1 << 20
_SAVEPOINT = "crmbackup_table"


@dataclass
class _Found:
    """What earlier readings of a table found out about its data."""

    misfits: set[str]
    """Fields with values that are not of the type that their declaration lets expect."""
    disordered: bool = False
    """In the order of its index, the keys are not in canonical order."""
    giants: bool = False
    """It has values above `GIANT` bytes."""


class TableReader:
    """Reads tables of one database, one at a time.

    With `made_at` (schema.py, `tables_made_at`), it does so in a transaction that began with a consistent snapshot: a
    table that was made another since then raises SourceChanged, and who wants to do that waits until it is read.
    """

    def __init__(self, connection: Connection, database: str, made_at: Mapping[str, str] | None = None) -> None:
        self._connection = connection
        self._database = database
        self._made_at = made_at
        self._found: dict[str, _Found] = {}

    def read(self, table: Table, known: Entity | None = None, *, keys_only: bool = False) -> RecordStream:
        """All records, or only their keys.

        The iterator raises TypesChanged when the data is not as expected; the next read knows better.
        """
        found = self._found.setdefault(table.entity.name, _Found(set()))
        entity = _settled(table, known, found)
        if keys_only:
            entity = key_entity(entity)
        giants = found.giants and not keys_only and bool(table.entity.key)
        ordered = not giants and not found.disordered and _sorts_by_key(table, entity)
        reading = _Reading(self._connection, table, entity, found, ordered=ordered, giants=giants)
        return RecordStream(entity, self._records(table, reading), in_key_order=ordered)

    def _records(self, table: Table, reading: _Reading) -> Iterator[Records]:
        with nullcontext() if self._made_at is None else self._held(table, self._made_at.get(table.entity.name)):
            yield from reading.records()

    @contextmanager
    def _held(self, table: Table, made_at: str | None) -> Iterator[None]:
        """The table as it was described: nobody makes it another until the block ends."""
        name = table.entity.name
        self._connection.run(f"SAVEPOINT {_SAVEPOINT}")
        try:
            if not self._is_as_described(table, made_at):
                raise SourceChanged(f"'{name}'")
            yield
        finally:
            if not self._connection.lost:
                self._connection.run(f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")

    def _is_as_described(self, table: Table, made_at: str | None) -> bool:
        name = table.entity.name
        try:
            # Reading anything of it keeps others from changing it, so that nothing can come in between.
            self._connection.rows(f"SELECT 1 FROM {table.sql_name} LIMIT 1")
            return (
                create_table(self._connection, self._database, name) == table.definition
                and tables_made_at(self._connection, self._database, name).get(name) == made_at
            )
        except SourceChanged:
            return False


class _Reading:
    """One reading of one table."""

    def __init__(
        self, connection: Connection, table: Table, entity: Entity, found: _Found, *, ordered: bool, giants: bool
    ) -> None:
        self._connection = connection
        self._table = table
        self._entity = entity
        self._schema = arrow_schema(entity)
        self._found = found
        self._ascent = Ascent(entity) if ordered else None
        self._giants = giants
        self._columns = [table.column(field.name) for field in entity.fields]
        # What has no key cannot be found again, so that its values come whole, however long they are.
        self._long = [column for column in self._columns if may_be_longer(column, GIANT)] if entity.key else []
        pairs = zip(entity.fields, self._columns, strict=True)
        doubts = {field.name: becomes_another(field, column) for field, column in pairs}
        self._doubts = {name: condition for name, condition in doubts.items() if condition is not None}

    def records(self) -> Iterator[Records]:
        """All of them."""
        behind = "" if self._ascent is None else f" ORDER BY {', '.join(quoted(name) for name in self._entity.key)}"
        markers = list(self._doubts.values())
        if self._giants:
            behind = f" WHERE NOT ({longer_than(self._long, GIANT)})"
        elif self._long:
            markers.append(longer_than(self._long, GIANT))
        values = [self._value(field, column) for field, column in zip(self._entity.fields, self._columns, strict=True)]
        for cells in self._cells(values + markers, behind):
            marked = [_is_true(of_marker) for of_marker in cells[len(values) :]]
            self._check_doubts(marked)
            if len(marked) > len(self._doubts) and marked[-1].any():
                self._found.giants = True
                raise TypesChanged(self._entity.name)
            yield self._decoded(cells[: len(values)])
        if self._giants:
            yield from self._apart()

    def _cells(self, selected: Sequence[str], behind: str) -> Iterator[list[Cells]]:
        """Cells of what is selected from the table, for some rows at a time."""
        select = f"SELECT {', '.join(selected)} FROM {self._table.sql_name}{behind}"
        with closing(self._connection.stream(select)) as blocks:
            for block in blocks:
                try:
                    yield from block.cells(BATCH_ROWS)
                except MalformedPacket as error:
                    problem = "the server sends what cannot be understood"
                    raise SourceUnreadable(self._entity.name, problem) from error

    def _check_doubts(self, marked: Sequence[Mask]) -> None:
        misfits = {name for name, mask in zip(self._doubts, marked, strict=False) if mask.any()}
        if misfits:
            self._found.misfits |= misfits
            raise TypesChanged(self._entity.name)

    def _value(self, field: Field, column: Column) -> str:
        value = expression(field, column)
        if self._giants or column not in self._long:
            return value
        return f"IF({longer_than([column], GIANT)}, NULL, {value})"

    def _decoded(self, cells: Sequence[Cells]) -> Records:
        arrays: list[pa.Array] = []
        large: list[LargeValue] = []
        misfits: set[str] = set()
        for position, (field, of_field) in enumerate(zip(self._entity.fields, cells, strict=True)):
            longer = of_field.longer_than(LARGE_VALUE)
            try:
                arrays.append(decoded(field, of_field, longer))
                if longer is not None:
                    large += self._large_values(position, field, of_field, longer)
            except DoesNotFit:
                misfits.add(field.name)
        if misfits:
            self._found.misfits |= misfits
            raise TypesChanged(self._entity.name)
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        if self._ascent is not None and not self._ascent.goes_on(batch):
            self._found.disordered = True
            raise TypesChanged(self._entity.name)
        return Records(batch, tuple(large))

    def _large_values(self, position: int, field: Field, cells: Cells, rows: Mask) -> Iterator[LargeValue]:
        for row in np.flatnonzero(rows).tolist():
            # It must be a value of the field's type, too.
            checked(field, cells.only(row))
            yield LargeValue(row, position, field.type is ValueType.TEXT, partial(_pieces, cells, row))

    def _apart(self) -> Iterator[Records]:
        """The records with values above `GIANT` bytes. Without these they are few and small, so they wait in memory."""
        fields = list(zip(self._entity.fields, self._columns, strict=True))
        wide = [position for position, (_, column) in enumerate(fields) if may_be_longer(column, LARGE_VALUE)]
        values = [expression(field, column) for field, column in fields]
        markers = [longer_than([self._columns[position]], LARGE_VALUE) for position in wide]
        for position, marker in zip(wide, markers, strict=True):
            values[position] = f"IF({marker}, NULL, {values[position]})"
        doubts = list(self._doubts.values())
        waiting: list[tuple[pa.RecordBatch, list[Mask]]] = []
        for cells in self._cells([*values, *doubts, *markers], f" WHERE {longer_than(self._long, GIANT)}"):
            marked = [_is_true(of_marker) for of_marker in cells[len(values) :]]
            self._check_doubts(marked[: len(doubts)])
            waiting.append((self._decoded(cells[: len(values)]).batch, marked[len(doubts) :]))
        for batch, marked in waiting:
            large = [
                self._in_pieces(batch, row, position)
                for position, mask in zip(wide, marked, strict=True)
                for row in np.flatnonzero(mask).tolist()
            ]
            yield Records(batch, tuple(large))

    def _in_pieces(self, batch: pa.RecordBatch, row: int, position: int) -> LargeValue:
        field = self._entity.fields[position]
        read = partial(read_in_pieces, self._connection, self._table, self._entity, batch, row, field)
        return LargeValue(row, position, field.type is ValueType.TEXT, read)


def _settled(table: Table, known: Entity | None, found: _Found) -> Entity:
    """The entity with the types that its values have, as far as is known."""
    before = {field.name: field for field in known.fields} if known is not None else {}
    fields = []
    for field, column in zip(table.entity.fields, table.columns, strict=True):
        kept = settled(field, column, before.get(field.name))
        if field.name in found.misfits:
            other = fallback(field, column)
            if other is None:
                raise SourceUnreadable(table.entity.name, f"a value of '{field.name}' is none of its type")
            kept = other
        fields.append(kept)
    return msgspec.structs.replace(table.entity, fields=tuple(fields))


def _sorts_by_key(table: Table, entity: Entity) -> bool:
    """Whether reading in the order of the key costs nothing: records lie in that order, in one tree."""
    return table.key_index == "PRIMARY" and table.engine in _CLUSTERED and can_ascend(entity)


def _is_true(cells: Cells) -> Mask:
    """Cells of a condition that is never NULL."""
    return cells.numbers() != 0


def _pieces(cells: Cells, row: int) -> Iterator[bytes]:
    value = cells.one(row)
    for start in range(0, len(value), _PIECE):
        yield bytes(value[start : start + _PIECE])
