"""Values that are too long to come with their record."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from crmbackup_gui.errors import SourceChanged
from crmbackup_gui.model.catalog import Entity, Field, ValueType
from crmbackup_gui.sources.sql.mysql.columns import Column
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.expressions import matches, parameter
from crmbackup_gui.sources.sql.mysql.names import quoted
from crmbackup_gui.sources.sql.mysql.schema import Table

_PIECE = 8 << 20
_WIDEST_CHARACTER = 4


def read_in_pieces(
    connection: Connection, table: Table, entity: Entity, batch: pa.RecordBatch, row: int, field: Field
) -> Iterator[bytes]:
    """The value of a field of one record of a batch of the entity, found again by its key."""
    column = table.column(field.name)
    where = " AND ".join(matches(part, table.column(part.name)) for part in entity.key_fields)
    key = [parameter(batch.column(entity.index(name))[row].as_py()) for name in entity.key]
    name = quoted(field.name)
    # By characters where there are such: the server finds the place of a byte in no other way.
    length = connection.value(
        f"SELECT {'CHAR' if column.is_text else 'OCTET'}_LENGTH({name}) FROM {table.sql_name} WHERE {where}", key
    )
    if length is None:
        raise SourceChanged(f"'{table.entity.name}'")
    piece = f"SUBSTRING({name}, ?, ?)"
    if column.is_text and field.type is ValueType.BYTES:
        piece = f"CAST({piece} AS BINARY)"
    step = _step(connection, column)
    for start in range(1, length + 1, step):
        value = connection.value(f"SELECT {piece} FROM {table.sql_name} WHERE {where}", [start, step, *key])
        yield value.encode() if isinstance(value, str) else value


def _step(connection: Connection, column: Column) -> int:
    """Results of functions are NULL when they are longer than the server's packets may be."""
    most = min(_PIECE, int(connection.value("SELECT @@max_allowed_packet")) // 2)
    return max(1, most // (_WIDEST_CHARACTER if column.is_text else 1))
