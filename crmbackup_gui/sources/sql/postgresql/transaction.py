"""The one transaction in which a target is read and written, and everything that works in it."""

from __future__ import annotations

from collections.abc import Iterable

from crmbackup_gui.sources.sql.postgresql.connection import Access, Connection
from crmbackup_gui.sources.sql.postgresql.large_object_writing import LargeObjectWriter
from crmbackup_gui.sources.sql.postgresql.making import Maker
from crmbackup_gui.sources.sql.postgresql.quiet import Quiet
from crmbackup_gui.sources.sql.postgresql.reading import TableReader
from crmbackup_gui.sources.sql.postgresql.receiving import ReceivingTable, read_receiving
from crmbackup_gui.sources.sql.postgresql.references import References
from crmbackup_gui.sources.sql.postgresql.schema import Table
from crmbackup_gui.sources.sql.postgresql.staging import Staging

_SETTINGS = """
SET LOCAL check_function_bodies = off;
SET LOCAL default_tablespace = '';
SET LOCAL default_table_access_method = 'heap';
SET LOCAL client_min_messages = 'warning'
"""
"""As pg_dump's own output sets them: what a definition leaves out means this."""


class Transaction:
    """Begun when it is made, on a connection of its own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        connection.begin(Access.WRITE)
        connection.run_script(_SETTINGS)
        self.reader = TableReader(connection)
        self.staging = Staging(connection)
        self.quiet = Quiet(connection)
        self.references = References(connection)
        self.maker = Maker(connection)
        self.large_objects = LargeObjectWriter(connection)
        self._locked: set[int] = set()
        self._receiving: dict[int, ReceivingTable] = {}

    def lock(self, tables: Iterable[Table]) -> None:
        """Let nobody else write to tables until the transaction ends; reading goes on. Raises SourceBusy."""
        new = [table for table in tables if table.oid not in self._locked]
        if not new:
            return
        self._locked.update(table.oid for table in new)
        names = ", ".join(table.sql_name if table.partitioned else f"ONLY {table.sql_name}" for table in new)
        self.connection.run_script(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")

    def receiving(self, table: Table) -> ReceivingTable:
        """What the table's columns take."""
        if table.oid not in self._receiving:
            self._receiving[table.oid] = read_receiving(self.connection, table)
        return self._receiving[table.oid]

    def forget_columns(self) -> None:
        """Tables may have become others."""
        self._receiving.clear()
