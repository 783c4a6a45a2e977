"""Hidden row ids that are wanted by one record and used by another."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted
from crmbackup_gui.sources.sql.sqlite.schema import Table

_GREATEST = 2**63 - 1


def taken_row_ids(connection: Connection, table: Table, wanted: pa.Array) -> frozenset[int]:
    """Those of the row ids that a record of the table has now."""
    row_id = quoted(table.row_id or "")
    parameters = pa.RecordBatch.from_arrays([wanted.drop_null()], names=["0"])
    if not parameters.num_rows:
        return frozenset()
    found = connection.rows(f"SELECT {row_id} FROM {table.sql_name} WHERE {row_id} = ?1", parameters)
    return frozenset(row[0] for row in found)


def move_away(connection: Connection, table: Table, row_ids: frozenset[int], wanted: pa.Array) -> None:
    """Give the records of these row ids others that nobody has or wants: above all, or below all at the range's end."""
    row_id = quoted(table.row_id or "")
    lowest, highest = connection.rows(f"SELECT min({row_id}), max({row_id}) FROM {table.sql_name}")[0]
    lowest, highest = min(lowest, pc.min(wanted).as_py()), max(highest, pc.max(wanted).as_py())
    count = len(row_ids)
    first = highest + 1 if highest <= _GREATEST - count else lowest - count
    parameters = pa.RecordBatch.from_arrays(
        [pa.array(sorted(row_ids), pa.int64()), pa.array(range(first, first + count), pa.int64())], names=["0", "1"]
    )
    connection.run_batch(f"UPDATE {table.sql_name} SET {row_id} = ?2 WHERE {row_id} = ?1", parameters)
