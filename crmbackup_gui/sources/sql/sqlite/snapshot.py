"""One moment of a SQLite database, held while its CRM goes on writing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crmbackup_gui.errors import EntityNotFound, InvalidRequest, SourceBusy, SourceChanged
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.sources.base import Changes, RecordStream
from crmbackup_gui.sources.keys import keys_of_stream
from crmbackup_gui.sources.sql.sqlite.connection import Access, Connection, Unrecovered
from crmbackup_gui.sources.sql.sqlite.private_copy import (
    companions,
    copy_database,
    has_room,
    journal_mode_of,
    private_folder,
    state_of,
)
from crmbackup_gui.sources.sql.sqlite.reading import TableReader
from crmbackup_gui.sources.sql.sqlite.schema import Structure, read_structure


class SqliteSnapshot:
    """A `SourceSnapshot` (sources/base.py) of one database."""

    def __init__(self, connection: Connection, structure: Structure, moment: datetime) -> None:
        self._structure = structure
        self._reader = TableReader(connection, structure)
        self._moment = moment

    @property
    def catalog(self) -> Catalog:
        """The structure at that moment. Types that depend on the data are settled by `read`."""
        return self._structure.catalog

    @property
    def consistent_as_of(self) -> datetime:
        """When the snapshot was taken, aware UTC."""
        return self._moment

    @property
    def position(self) -> bytes | None:
        """None: SQLite does not tell what changed."""
        return None

    @property
    def warnings(self) -> Sequence[str]:
        """What could not be vouched for."""
        return self._structure.warnings

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records of the table of that name."""
        table = self._structure.tables.get(entity.name)
        if table is None:
            raise EntityNotFound(entity.name)
        return self._reader.read(table, known)

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:  # noqa: ARG002 - the protocol's
        """None: SQLite does not tell what changed."""
        return None

    def keys(self, entity: Entity) -> RecordStream:
        """The keys of all records of the table of that name."""
        return keys_of_stream(self.read(entity))

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:  # noqa: ARG002 - the protocol's
        """Raises InvalidRequest: no table has a field of type `content`."""
        raise InvalidRequest(f"Records of '{entity.name}' have no file content.")


def read_catalog(path: Path, location: str, busy_timeout: float) -> Catalog:
    """The structure alone, which takes too little time to lock anybody out."""
    with ExitStack() as stack:
        held = _hold(stack, path, location, busy_timeout, copies=False)
        return read_structure(held.connection, held.journal_mode).catalog


@contextmanager
def open_snapshot(path: Path, location: str, busy_timeout: float) -> Iterator[SqliteSnapshot]:
    """The database as of now, without keeping its CRM from writing for longer than a copy takes.

    Readers of a WAL database lock nobody out, so it is read where it is. With a rollback journal a long reader would
    keep writers waiting, so a private copy is read; the database itself only where there is no room for a copy.
    """
    with ExitStack() as stack:
        held = _hold(stack, path, location, busy_timeout, copies=True)
        yield SqliteSnapshot(held.connection, read_structure(held.connection, held.journal_mode), held.moment)


@dataclass(frozen=True)
class _Held:
    connection: Connection
    journal_mode: str
    moment: datetime


def _hold(stack: ExitStack, path: Path, location: str, busy_timeout: float, *, copies: bool) -> _Held:
    try:
        with Connection(path, Access.READ, location, busy_timeout) as connection:
            journal_mode = str(connection.value("PRAGMA journal_mode"))
    except Unrecovered:
        return _hold_unwritable(stack, path, location, busy_timeout)
    if copies and journal_mode != "wal":
        copied = _hold_copy(stack, path, location, busy_timeout)
        if copied is not None:
            return copied
    return _hold_in_place(stack, path, location, busy_timeout, journal_mode)


def _hold_in_place(stack: ExitStack, path: Path, location: str, busy_timeout: float, journal_mode: str) -> _Held:
    connection = stack.enter_context(Connection(path, Access.READ, location, busy_timeout))
    connection.run("BEGIN")
    moment = datetime.now(UTC)
    # BEGIN alone waits for the first reading before it fixes the moment.
    connection.value("SELECT count(*) FROM main.sqlite_schema")
    return _Held(connection, journal_mode, moment)


def _hold_copy(stack: ExitStack, path: Path, location: str, busy_timeout: float) -> _Held | None:
    """None where a copy cannot be had: no room, or another job of this process is reading the database."""
    folder = Path(stack.enter_context(private_folder()))
    if not has_room(path, folder):
        return None
    copy = folder / "copy.sqlite"
    moment = datetime.now(UTC)
    try:
        copy_database(path, copy, location, busy_timeout)
    except SourceBusy:
        return None
    journal_mode = journal_mode_of(copy)
    connection = stack.enter_context(Connection(copy, Access.FROZEN, location))
    if os.name == "posix":
        # Nothing is left behind, whatever happens to this process.
        copy.unlink()
    return _Held(connection, journal_mode, moment)


def _hold_unwritable(stack: ExitStack, path: Path, location: str, busy_timeout: float) -> _Held:
    """A database whose companion files can neither be used nor be made."""
    if companions(path):
        copied = _hold_copy(stack, path, location, busy_timeout)
        if copied is None:
            raise SourceBusy(location)
        return copied
    # Without companions only WAL databases come here; all their content is in the file.
    stack.enter_context(_unchanged(path, location))
    return _Held(stack.enter_context(Connection(path, Access.FROZEN, location)), "wal", datetime.now(UTC))


@contextmanager
def _unchanged(path: Path, location: str) -> Iterator[None]:
    before = state_of(path)
    yield
    if state_of(path) != before:
        raise SourceChanged(location)
