"""All records of one table as Arrow batches, in the order of its key where that costs nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Codec, Entity, ValueType
from crmbackup_gui.sources.base import BATCH_ROWS, Records, RecordStream, TypesChanged
from crmbackup_gui.sources.keys import key_entity
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.large_values import (
    NOWHERE,
    Places,
    cut_off,
    large_at,
    places_of_large,
    select_at,
    without_large,
)
from crmbackup_gui.sources.sql.postgresql.schema import UNKNOWN_ENCODING, Table
from crmbackup_gui.sources.sql.postgresql.second_reader import SecondReader
from crmbackup_gui.sources.sql.postgresql.settled_types import misfits, settled
from crmbackup_gui.sources.sql.postgresql.storage import Storage, follows_order, storage_of

_BATCH_BYTES = 4 << 20
"""A larger batch is no faster, and what is done with it begins later."""

_LARGE = 8 << 20
"""Bytes of a table from which on a second connection pays."""


class TableReader:
    """Reads tables through one connection, in its transaction; remembers which values turned out not to fit.

    Only one stream at a time: it is read to its end, or closed, before anything else is asked for. `storages` are those
    of tables (by object id) to which the transaction adds nothing; others are asked for. `second` reads large tables
    whole, where it can.
    """

    def __init__(
        self,
        connection: Connection,
        storages: Mapping[int, Storage] | None = None,
        second: SecondReader | None = None,
    ) -> None:
        self._connection = connection
        self._second = second
        self._storages = storages
        self._odd: dict[str, set[str]] = defaultdict(set)
        self._settled: dict[str, Entity] = {}

    def read(self, table: Table, known: Entity | None = None) -> RecordStream:
        """All records. The iterator raises TypesChanged after a value that does not fit; the next read knows."""
        entity = self._settle(table, known)
        storage = self._storage(table)
        ordered = sort_order(table, entity)
        if ordered and not follows_order(self._connection, table, storage, ordered):
            ordered = ""
        apart = places_of_large(self._connection, table, entity) if storage.outside else NOWHERE
        where = f" WHERE {without_large(table, entity)}" if apart else ""
        sql = f"SELECT {_columns(table, entity)} FROM {table.sql_source} AS r{where}{ordered}"
        # Text of no known encoding is left to the connection that was told to take it (schema.py).
        beside = storage.records >= _LARGE and table.encoding != UNKNOWN_ENCODING
        return RecordStream(
            entity, self._records(table, entity, sql, apart, beside=beside), bool(ordered) and not apart
        )

    def read_where(self, table: Table, known: Entity, condition: str) -> RecordStream | None:
        """The records for which SQL says so of the row `r`; None where values are known not to fit `known`'s types."""
        entity = self._settle(table, known)
        if _forms(entity) != _forms(known):
            return None
        outside = self._storage(table).outside
        apart = places_of_large(self._connection, table, entity, condition) if outside else NOWHERE
        small = f" AND {without_large(table, entity)}" if apart else ""
        sql = f"SELECT {_columns(table, entity)} FROM {table.sql_source} AS r WHERE {condition}{small}"
        return RecordStream(entity, self._records(table, entity, sql, apart), in_key_order=False)

    def keys(self, table: Table) -> RecordStream:
        """The keys of all records, in the types of the latest reading."""
        entity = key_entity(self._settled.get(table.entity.name) or self._settle(table, None))
        ordered = sort_order(table, entity)
        sql = f"SELECT {_columns(table, entity)} FROM {table.sql_source} AS r{ordered}"
        return RecordStream(entity, self._records(table, entity, sql, NOWHERE), bool(ordered))

    def _storage(self, table: Table) -> Storage:
        return storage_of(self._connection, table) if self._storages is None else self._storages[table.oid]

    def _settle(self, table: Table, known: Entity | None) -> Entity:
        name = table.entity.name
        self._settled[name] = settled(table.entity, known, self._odd[name])
        return self._settled[name]

    def _records(
        self, table: Table, entity: Entity, sql: str, apart: Places, *, beside: bool = False
    ) -> Iterator[Records]:
        schema = arrow_schema(entity)
        for raw in self._batches(entity, sql, beside=beside):
            for start in range(0, len(raw[0]), BATCH_ROWS):
                piece = [column.slice(start, BATCH_ROWS) for column in raw]
                columns, large = cut_off(entity, self._checked(table, entity, piece))
                yield Records(pa.RecordBatch.from_arrays(columns, schema=schema), tuple(large))
        for places in apart.groups():
            found = self._connection.batch(select_at(table, entity, places))
            columns = self._checked(table, entity, found.columns[2 : 2 + len(entity.fields)])
            columns, large = cut_off(entity, columns)
            large += large_at(self._connection, table, entity, found)
            yield Records(pa.RecordBatch.from_arrays(columns, schema=schema), tuple(large))

    def _batches(self, entity: Entity, sql: str, *, beside: bool) -> Iterator[Sequence[pa.Array]]:
        by_index = " ORDER BY " in sql
        if beside and self._second is not None:
            kinds = [field.type for field in entity.fields]
            found = self._second.stream(sql, kinds, _BATCH_BYTES, by_index=by_index)
            if found is not None:
                yield from found
                return
        for batch in self._connection.stream(sql, _BATCH_BYTES, by_index=by_index):
            yield batch.columns

    def _checked(self, table: Table, entity: Entity, columns: Sequence[pa.Array]) -> list[pa.Array]:
        """The columns in the types of the entity. Raises TypesChanged."""
        taken = [
            column.cast(pa.binary()) if field.type is ValueType.BYTES and pa.types.is_string(column.type) else column
            for field, column in zip(entity.fields, columns, strict=True)
        ]
        odd = misfits(entity, taken, any_bytes=table.encoding == UNKNOWN_ENCODING)
        if odd:
            self._odd[entity.name] |= odd
            raise TypesChanged(entity.name)
        return taken


def sort_order(table: Table, entity: Entity) -> str:
    """SQL that brings records into the canonical order by way of an index; "" where there is no such way."""
    parts = [table.columns[field.name].sort_expression(field.codec, "r") for field in entity.key_fields]
    listed = [part for part in parts if part is not None]
    return f" ORDER BY {', '.join(listed)}" if listed and len(listed) == len(parts) else ""


def _columns(table: Table, entity: Entity) -> str:
    return ", ".join(table.columns[field.name].expression(field.codec, "r") for field in entity.fields)


def _forms(entity: Entity) -> list[tuple[str, ValueType, Codec]]:
    return [(field.name, field.type, field.codec) for field in entity.fields]
