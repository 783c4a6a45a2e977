"""One moment of a PostgreSQL database, held while its CRM goes on writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

from crmbackup_gui.errors import EntityNotFound, InvalidRequest, SourceBusy
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.sources.base import Changes, RecordStream
from crmbackup_gui.sources.server import RecordCount
from crmbackup_gui.sources.sql.counting import count_tables
from crmbackup_gui.sources.sql.postgresql.access import check_access
from crmbackup_gui.sources.sql.postgresql.catalog import read_catalog
from crmbackup_gui.sources.sql.postgresql.connection import Access, Connection
from crmbackup_gui.sources.sql.postgresql.existing import connect
from crmbackup_gui.sources.sql.postgresql.extensions import read_filled_extensions
from crmbackup_gui.sources.sql.postgresql.key_digest import can_digest, holds_exactly
from crmbackup_gui.sources.sql.postgresql.large_object_entity import LARGE_OBJECTS
from crmbackup_gui.sources.sql.postgresql.large_objects import large_object_keys, read_large_objects
from crmbackup_gui.sources.sql.postgresql.login import Login
from crmbackup_gui.sources.sql.postgresql.pg_dump import dumping_schema
from crmbackup_gui.sources.sql.postgresql.position import Position, decode_position, read_position, written_since
from crmbackup_gui.sources.sql.postgresql.quoting import qualified
from crmbackup_gui.sources.sql.postgresql.reading import TableReader
from crmbackup_gui.sources.sql.postgresql.schema import USERS_OWN, Structure, Table, read_structure
from crmbackup_gui.sources.sql.postgresql.second_reader import SecondReader
from crmbackup_gui.sources.sql.postgresql.storage import storage_of_all
from crmbackup_gui.sources.sql.postgresql.unkept import unkept_warnings

_TABLES = f"""
SELECT c.oid::bigint, n.nspname::text, c.relname::text
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {USERS_OWN}
"""
_MOMENT = """
SELECT pg_catalog.statement_timestamp(), pg_catalog.pg_export_snapshot(), pg_catalog.current_setting('server_encoding')
"""
_ESTIMATES = "SELECT oid::bigint, reltuples::bigint FROM pg_catalog.pg_class WHERE relkind = 'r' AND reltuples >= 0"
_TRIES = 5
"""How often it is begun again because tables were made meanwhile."""


class PostgresSnapshot:
    """A `SourceSnapshot` (sources/base.py) of one database."""

    def __init__(
        self, connection: Connection, second: SecondReader, structure: Structure, catalog: Catalog, moment: datetime
    ) -> None:
        self._structure = structure
        self._catalog = catalog
        self._moment = moment
        self._position = read_position(connection, structure)
        self._connection = connection
        self._reader = TableReader(connection, storage_of_all(connection, structure.tables.values()), second)
        self._warnings = [
            *_warnings(structure, read_filled_extensions(connection)),
            *unkept_warnings(connection),
        ]

    @property
    def catalog(self) -> Catalog:
        """The structure at that moment. Types that depend on the data are settled by `read`."""
        return self._catalog

    @property
    def consistent_as_of(self) -> datetime:
        """When the snapshot was taken, by the server's clock."""
        return self._moment

    @property
    def position(self) -> bytes | None:
        """See position.py."""
        return self._position.encode() if self._position else None

    @property
    def warnings(self) -> Sequence[str]:
        """What is left out, and what a crash of the server would lose."""
        return self._warnings

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records of the table of that name, or all large objects."""
        if entity.name == LARGE_OBJECTS.name:
            return read_large_objects(self._connection)
        return self._reader.read(self._table(entity), known)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:
        """What was written since; what was deleted shows by the keys alone. Large objects do not tell."""
        if entity.name == LARGE_OBJECTS.name:
            return None
        table = self._table(entity)
        before = decode_position(since)
        if before is None or self._position is None or not self._continues(before, table, known):
            return None
        upserts = self._reader.read_where(table, known, written_since(before))
        if upserts is None:
            return None
        told = None
        if can_digest(self._connection, upserts.entity):
            told = partial(holds_exactly, self._connection, table, upserts.entity)
        return Changes(upserts, holds_exactly=told)

    def keys(self, entity: Entity) -> RecordStream:
        """The keys of all records of the table of that name."""
        if entity.name == LARGE_OBJECTS.name:
            return large_object_keys(self._connection)
        return self._reader.keys(self._table(entity))

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:  # noqa: ARG002 - the protocol's
        """Raises InvalidRequest: no table has a field of type `content`."""
        raise InvalidRequest(f"Records of '{entity.name}' have no file content.")

    def counts(self, seconds: float) -> Mapping[str, RecordCount]:
        """How many records the tables have (sources/server.py)."""
        tables = self._structure.tables
        known = dict(self._connection.rows(_ESTIMATES))
        sizes = ((name, _estimated([known.get(oid) for oid in table.leaves])) for name, table in tables.items())
        return count_tables(sizes, lambda name: self._count(tables[name]), seconds)

    def _count(self, table: Table) -> int:
        return int(self._connection.value(f"SELECT count(*) FROM {table.sql_source} AS r"))

    def _continues(self, since: Position, table: Table, known: Entity) -> bool:
        same = table.entity.fingerprint == known.fingerprint and table.entity.key == known.key
        return same and self._position is not None and self._position.continues(since, table)

    def _table(self, entity: Entity) -> Table:
        table = self._structure.tables.get(entity.name)
        if table is None:
            raise EntityNotFound(entity.name)
        return table


def _estimated(parts: Sequence[int | None]) -> int | None:
    """The sum, where the server knows something of each."""
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _warnings(structure: Structure, filled_extensions: Sequence[str]) -> Iterator[str]:
    if structure.foreign:
        names = _names(structure.foreign)
        yield f"These tables keep their records elsewhere, so that only their structure is kept: {names}."
    partly = [name for name, table in structure.tables.items() if table.local_leaves]
    if partly:
        yield f"Of these tables, the records that lie on another server are not kept: {_names(partly)}."
    if filled_extensions:
        names = _names(filled_extensions)
        yield f"These tables belong to extensions, and what was entered into them is not kept: {names}."
    bare = [name for name, table in structure.tables.items() if not table.columns]
    if bare:
        yield f"These tables have no columns, so that nothing of them can be kept: {_names(bare)}."
    if structure.unlogged:
        yield f"These tables are empty after a crash of their server (they are unlogged): {_names(structure.unlogged)}."


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


@contextmanager
def open_snapshot(login: Login) -> Iterator[PostgresSnapshot]:
    """The database as of now. Its tables can be read and written meanwhile, but not dropped, emptied or rebuilt.

    Raises the leaves that `Connection` does, ToolMissing, and SourceIncomplete when the role does not see everything.
    """
    with connect(login) as connection:
        moment, snapshot, encoding = _begin(connection)
        with dumping_schema(login, connection.major_version, snapshot, encoding) as dump:
            structure = read_structure(connection)
            catalog = read_catalog(connection, structure, dump.entries())
        with SecondReader(login, snapshot, connection.major_version) as second:
            yield PostgresSnapshot(connection, second, structure, catalog, moment)


def _begin(connection: Connection) -> tuple[datetime, str, str]:
    """Begin the transaction that holds the moment; the moment, the snapshot's name for others, and the encoding.

    Emptying or rebuilding a table shows in every snapshot at once (postgresql.org/docs/current/mvcc-caveats.html), so
    the tables are locked against that first and the snapshot is taken afterwards; locks need no snapshot.
    """
    for _ in range(_TRIES):
        connection.begin(Access.READ)
        check_access(connection)
        tables = connection.rows(_TABLES)
        connection.rollback()
        connection.begin(Access.READ)
        if tables:
            names = ", ".join(qualified(schema, name) for _, schema, name in tables)
            connection.run_script(f"LOCK TABLE {names} IN ACCESS SHARE MODE")
        ((moment, snapshot, encoding),) = connection.rows(_MOMENT)
        if set(connection.rows(_TABLES)) <= set(tables):
            return moment.astimezone(UTC), snapshot, encoding
        connection.rollback()
    raise SourceBusy(connection.location)
