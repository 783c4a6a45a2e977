"""One moment of a MySQL or MariaDB database, held while its CRM goes on writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from crmbackup_gui.errors import EntityNotFound, InvalidRequest, SourceChanged, SourceIncomplete
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.sources.base import Changes, RecordStream
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.server import RecordCount
from crmbackup_gui.sources.sql.counting import count_tables
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.journal import finish_interrupted, was_interrupted
from crmbackup_gui.sources.sql.mysql.reading import TableReader
from crmbackup_gui.sources.sql.mysql.rights import may, rights_on
from crmbackup_gui.sources.sql.mysql.schema import Structure, Table, read_structure, tables_made_at
from crmbackup_gui.sources.sql.mysql.server import Server

_ATTEMPTS = 5
"""How often the structure may turn out to be another than a moment before."""
_UNSEEN = {
    "TRIGGER": "This account may not see triggers: if the database has any, they are not kept.",
    "EVENT": "This account may not see events: if the database has any, they are not kept.",
}
"""Rights without which something might be hidden; `ui/words/server_note_table.py` knows each sentence."""


class MysqlSnapshot:
    """A `SourceSnapshot` (sources/base.py) of one database.

    All of it is read through one session: no other one can see the same moment.
    """

    def __init__(
        self,
        connection: Connection,
        structure: Structure,
        reader: TableReader,
        moment: datetime,
        warnings: Sequence[str],
    ) -> None:
        self._connection = connection
        self._structure = structure
        self._reader = reader
        self._moment = moment
        self._warnings = (*structure.warnings, *warnings)

    @property
    def catalog(self) -> Catalog:
        """The structure at that moment. Types that depend on the data are settled by `read`."""
        return self._structure.catalog

    @property
    def consistent_as_of(self) -> datetime:
        """When the snapshot was taken, by the server's clock, aware UTC."""
        return self._moment

    @property
    def position(self) -> bytes | None:
        """None: these servers do not tell what changed."""
        return None

    @property
    def warnings(self) -> Sequence[str]:
        """What could not be vouched for."""
        return self._warnings

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records of the table of that name."""
        return self._reader.read(self._table(entity), known)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:  # noqa: ARG002 - the protocol's
        """None: these servers do not tell what changed."""
        return None

    def keys(self, entity: Entity) -> RecordStream:
        """The keys of all records of the table of that name."""
        return self._reader.read(self._table(entity), entity, keys_only=True)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:  # noqa: ARG002 - the protocol's
        """Raises InvalidRequest: no table has a field of type `content`."""
        raise InvalidRequest(f"Records of '{entity.name}' have no file content.")

    def counts(self, seconds: float) -> Mapping[str, RecordCount]:
        """How many records the tables have (sources/server.py)."""
        tables = self._structure.tables
        return count_tables(((n, t.size.rows) for n, t in tables.items()), lambda n: self._count(tables[n]), seconds)

    def _count(self, table: Table) -> int:
        return int(self._connection.value(f"SELECT COUNT(*) FROM {table.sql_name}"))

    def _table(self, entity: Entity) -> Table:
        table = self._structure.tables.get(entity.name)
        if table is None:
            raise EntityNotFound(entity.name)
        return table


def read_catalog(server: Server, find_secret: FindSecret) -> Catalog:
    """The structure alone. Raises as `open_snapshot`."""
    with Connection(server, find_secret) as connection:
        _finish_restore(connection, find_secret)
        _check_rights(connection)
        return read_structure(connection, server.database).catalog


@contextmanager
def open_snapshot(server: Server, find_secret: FindSecret) -> Iterator[MysqlSnapshot]:
    """The database as of now. Nobody has to wait for us, but who changes a table while it is read.

    Raises SourceIncomplete when the account does not see all of it, before anything is read. A restore that was
    interrupted is finished or taken back first (journal.py); RestoreUnfinished when it cannot be.
    """
    with Connection(server, find_secret) as connection:
        warnings = [*_finish_restore(connection, find_secret), *_check_rights(connection)]
        connection.run("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for _ in range(_ATTEMPTS):
            # Asked before: what was committed until then is in it.
            clock = str(connection.value("SELECT CAST(UTC_TIMESTAMP(6) AS CHAR)"))
            made_at = tables_made_at(connection, server.database)
            connection.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            structure = read_structure(connection, server.database)
            if tables_made_at(connection, server.database) == made_at:
                break
        else:
            raise SourceChanged(f"'{server.database}'")
        moment = datetime.fromisoformat(clock).replace(tzinfo=UTC)
        yield MysqlSnapshot(connection, structure, TableReader(connection, server.database, made_at), moment, warnings)


def _finish_restore(connection: Connection, find_secret: FindSecret) -> list[str]:
    """Sentences about a restore that was interrupted: half of it is nothing to back up."""
    if not was_interrupted(connection, connection.server.database):
        return []
    ending = finish_interrupted(connection.server, find_secret)
    return [ending.value] if ending is not None else []


def _check_rights(connection: Connection) -> list[str]:
    """Sentences about what might be hidden."""
    database = connection.server.database
    rights = rights_on(connection, database)
    if not may(rights, "SELECT"):
        reason = (
            "it may read single tables at most, so that there may be others; it needs the right SELECT on all of it"
        )
        raise SourceIncomplete(connection.location, [database], reason)
    return [sentence for right, sentence in _UNSEEN.items() if not may(rights, right)]
