"""How many records go into a batch, so that memory is bounded whatever a table holds."""

from __future__ import annotations

from dataclasses import dataclass

from crmbackup_gui.sources.base import BATCH_BYTES, BATCH_ROWS
from crmbackup_gui.sources.sql.sqlite.connection import Connection
from crmbackup_gui.sources.sql.sqlite.schema import Table

_USUAL_BYTES = 4 << 20
_WORST_BYTES = 64 << 20
_FEWEST_ROWS = 1024
"""Below that, what a batch costs by itself is most of the time."""


@dataclass(frozen=True)
class TableSize:
    """Bytes of all records of a table together, of the largest one, and how many cells its tree has."""

    total: int
    largest: int
    cells: int


def measure(connection: Connection, table: Table) -> TableSize:
    """From the pages of the table (sqlite.org/dbstat.html); reads them once, without decoding records."""
    rows = connection.rows(
        "SELECT coalesce(sum(payload), 0), coalesce(max(mx_payload), 0), coalesce(sum(ncell), 0) "
        "FROM dbstat('main', 1) WHERE name = ?1",
        (table.entity.name,),
    )
    return TableSize(*rows[0])


def batch_rows(size: TableSize, fields: int, large_value: int) -> int:
    """4 MiB of average records, but at most 64 MiB of the largest ones.

    Values above `large_value` bytes stay outside, so that an average with them says little: 16 MiB are always taken.
    """
    average = max(1, size.total // max(1, size.cells))
    largest = max(1, min(size.largest, fields * large_value))
    always = BATCH_BYTES // largest if size.largest > large_value else 1
    worst = max(_FEWEST_ROWS, _WORST_BYTES // largest)
    return max(1, min(BATCH_ROWS, max(always, _USUAL_BYTES // average), worst))
