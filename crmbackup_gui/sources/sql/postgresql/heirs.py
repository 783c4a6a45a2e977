"""Tables that inherit from others: they cannot outlive these, so they are made again and keep their records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import quoted
from crmbackup_gui.sources.sql.postgresql.receiving import listed, read_receiving
from crmbackup_gui.sources.sql.postgresql.schema import Table

_HEIRS = """
WITH RECURSIVE heirs AS (
    SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent IN ({oids})
    UNION
    SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN heirs ON i.inhparent = heirs.inhrelid
)
SELECT inhrelid::bigint FROM heirs
"""


@dataclass(frozen=True)
class _Saved:
    table: Table
    place: str
    columns: str


class Heirs:
    """Those of the `kept` tables that go when the `replaced` ones are dropped."""

    def __init__(self, connection: Connection, kept: Sequence[Table], replaced: Sequence[Table]) -> None:
        self._connection = connection
        self._tables: list[Table] = []
        self._saved: list[_Saved] = []
        if replaced:
            oids = ", ".join(str(table.oid) for table in replaced)
            found = {oid for (oid,) in connection.rows(_HEIRS.format(oids=oids))}
            self._tables = [table for table in kept if table.oid in found]

    def save(self) -> None:
        """Put their records aside."""
        for number, table in enumerate(self._tables):
            place = f"crmbackup heir {number}"
            columns = read_receiving(self._connection, table).columns.values()
            names = listed(column.name for column in columns if not column.generated)
            self._connection.run_script(
                f"LOCK TABLE ONLY {table.sql_name} IN SHARE ROW EXCLUSIVE MODE; "
                f"CREATE TEMPORARY TABLE {quoted(place)} AS SELECT {names} FROM ONLY {table.sql_name}"
            )
            self._saved.append(_Saved(table, f"pg_temp.{quoted(place)}", names))

    def bring_back(self) -> None:
        """Put the records into the tables, which have been made again."""
        for saved in self._saved:
            self._connection.run_script(
                f"INSERT INTO {saved.table.sql_name} ({saved.columns}) OVERRIDING SYSTEM VALUE "
                f"SELECT {saved.columns} FROM {saved.place}; DROP TABLE {saved.place}"
            )
