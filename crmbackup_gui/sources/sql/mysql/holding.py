"""How a target keeps what was compared as it is until it is written."""

from __future__ import annotations

from collections.abc import Collection

from crmbackup_gui.errors import SourceChanged
from crmbackup_gui.sources.sql.mysql.objects import create_table
from crmbackup_gui.sources.sql.mysql.schema import Table
from crmbackup_gui.sources.sql.mysql.writing_session import Session


class Hold:
    """The transaction of a target, and tables that it cannot hold.

    Whatever is read stays locked: the CRM may read it but has to wait for the end to change it (SERIALIZABLE; see
    mariadb.com/kb/en/set-transaction). A rehearsal lets the CRM go on and sees one moment of it. Tables without
    transactions are told by their checksums.
    """

    def __init__(self, session: Session, *, rehearsal: bool) -> None:
        self._session, self._rehearsal = session, rehearsal
        self._unchanged: set[str] = set()
        self._sums: dict[str, object] = {}
        self._begin()

    def reads(self, table: Table) -> None:
        """Note that a table of the CRM is about to be read. Raises SourceChanged when it is no longer as described."""
        name = table.entity.name
        if name in self._unchanged:
            return
        connection = self._session.connection
        # Only within a transaction and after a first look does nobody change how it is made.
        connection.rows(f"SELECT 1 FROM {table.sql_name} LIMIT 1")
        if create_table(connection, self._session.database, name) != table.definition:
            raise SourceChanged(f"'{name}'")
        self._unchanged.add(name)
        if not table.transactional:
            self._sums[name] = self._sum(name)

    def check(self, names: Collection[str]) -> None:
        """Raises SourceChanged for a table among these that knows no transactions and has changed since it was read."""
        for name in names:
            if name in self._sums and self._sum(name) != self._sums[name]:
                raise SourceChanged(f"'{name}'")

    def let_go(self, tables: Collection[str]) -> dict[str, object]:
        """End the transaction, in which nothing was written yet; checksums of tables that must not change meanwhile."""
        sums = {name: self._sum(name) for name in tables}
        self._session.connection.run("COMMIT")
        return sums

    def take_again(self, sums: dict[str, object]) -> None:
        """Begin anew, and lock what was locked. Raises SourceChanged for what did change."""
        self._begin()
        for name, before in sums.items():
            # Without an index it is the records themselves that are read and locked.
            self._session.connection.rows(f"SELECT COUNT(*) FROM {self._session.name(name)} USE INDEX ()")
            if self._sum(name) != before:
                raise SourceChanged(f"'{name}'")

    def _begin(self) -> None:
        run = self._session.connection.run
        run(f"SET SESSION TRANSACTION ISOLATION LEVEL {'REPEATABLE READ' if self._rehearsal else 'SERIALIZABLE'}")
        run("START TRANSACTION WITH CONSISTENT SNAPSHOT" if self._rehearsal else "START TRANSACTION")

    def _sum(self, name: str) -> object:
        return self._session.connection.rows(f"CHECKSUM TABLE {self._session.name(name)}")[0][1]
