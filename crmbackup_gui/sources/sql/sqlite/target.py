"""A SQLite database that is being written, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import EntityNotFound, InvalidRequest, RestoreRefused, SourceMissing
from crmbackup_gui.model.catalog import Catalog, Entity, Field, SchemaObject
from crmbackup_gui.sources.base import (
    EntityPlan,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Settlement,
    TargetPlan,
)
from crmbackup_gui.sources.sql.sqlite.connection import Access, Connection, database_exists
from crmbackup_gui.sources.sql.sqlite.new_database import NewDatabase
from crmbackup_gui.sources.sql.sqlite.private_copy import copy_database, has_room, private_folder
from crmbackup_gui.sources.sql.sqlite.reading import TableReader
from crmbackup_gui.sources.sql.sqlite.references import BrokenReferences, broken_references, new_violations
from crmbackup_gui.sources.sql.sqlite.restructuring import (
    begin_new,
    check_encoding,
    prepare_structure,
    settle_structure,
)
from crmbackup_gui.sources.sql.sqlite.schema import Structure, Table, read_structure
from crmbackup_gui.sources.sql.sqlite.search_index import belongs_to_rebuilt_index, rebuild_search_indexes
from crmbackup_gui.sources.sql.sqlite.writing import apply_records


class SqliteTarget:
    """A `Target` (sources/base.py). `new` is the database when it does not exist yet.

    Triggers of the entities in the plan are away and foreign keys are off from `prepare` to `settle`. After `commit` or
    `rollback` nothing else may be called.
    """

    def __init__(self, connection: Connection, new: NewDatabase | None) -> None:
        self._connection = connection
        self._new = new
        self._structure: Structure | None = None
        self._reader: TableReader | None = None
        self._plan: TargetPlan | None = None
        self._final: list[SchemaObject] = []
        self._broken_before: BrokenReferences = BrokenReferences()
        self._written: set[str] = set()
        if new is None:
            connection.run("BEGIN IMMEDIATE")

    @property
    def catalog(self) -> Catalog:
        """The structure as the transaction has it."""
        return self._current().catalog

    @property
    def rehearses_contents(self) -> bool:
        """A rehearsal has everything that the run has."""
        return True

    def replaces(self, entity: str) -> bool:  # noqa: ARG002 - the protocol's
        """Always: records may exchange values that must be unique."""
        return True

    def makes_anew(self, entity: str) -> bool:
        """What a full-text index over records of another table keeps."""
        return belongs_to_rebuilt_index(self.catalog, entity)

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:  # noqa: ARG002 - all text is alike
        """As Arrow writes them."""
        return values.cast(pa.string())

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records of the table of that name, what was applied included."""
        table = self._table(entity.name)
        if self._reader is None:
            self._reader = TableReader(self._connection, self._current())
        return self._reader.read(table, known)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:  # noqa: ARG002 - the protocol's
        """Raises InvalidRequest: no table has a field of type `content`."""
        raise InvalidRequest(f"Records of '{entity.name}' have no file content.")

    def prepare(self, plan: TargetPlan) -> None:
        """Drop and create tables as planned; put triggers aside."""
        if self._new is not None:
            begin_new(self._connection, plan.catalog)
        now = self.catalog
        check_encoding(plan, now)
        self._broken_before, _ = broken_references(self._connection, now)
        self._final = prepare_structure(self._connection, plan, now)
        self._plan = plan
        self._forget_structure()

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Create, update or delete records, whole batches at a time."""
        table = self._table(plan.stored.name)
        self._written.add(plan.stored.name)
        wide_text = self._current().wide_text
        return apply_records(self._connection, table, plan, operation, records, wide_text=wide_text)

    def settle(self) -> Settlement:
        """Put back triggers, create indexes, set counters, rebuild search indexes, and check references."""
        plan = self._prepared()
        warnings = settle_structure(self._connection, plan, self._final, new=self._new is not None)
        self._forget_structure()
        warnings += rebuild_search_indexes(self._connection, self.catalog, plan.entities, self._written)
        broken, unchecked = broken_references(self._connection, self.catalog)
        warnings += [f"The references of '{name}' cannot be checked: a parent has no such key." for name in unchecked]
        return Settlement(violations=new_violations(self._broken_before, broken), warnings=warnings)

    def commit(self) -> None:
        """Make it permanent. A new database gets its name only now."""
        self._connection.run("COMMIT")
        if self._new is not None and self._prepared().catalog.properties.get("journal_mode") == "wal":
            self._connection.run("PRAGMA journal_mode=WAL")
        self._connection.close()
        if self._new is not None:
            self._new.publish()

    def rollback(self) -> None:
        """Closing the connection undoes everything."""
        self._connection.close()

    def _current(self) -> Structure:
        if self._structure is None:
            self._structure = read_structure(self._connection)
        return self._structure

    def _forget_structure(self) -> None:
        self._structure = self._reader = None

    def _table(self, name: str) -> Table:
        table = self._current().tables.get(name)
        if table is None:
            raise EntityNotFound(name)
        return table

    def _prepared(self) -> TargetPlan:
        if self._plan is None:
            raise InvalidRequest("The target was not prepared.")
        return self._plan


@contextmanager
def open_target(
    path: Path, location: str, busy_timeout: float, *, rehearsal: bool, create: bool
) -> Iterator[SqliteTarget]:
    """The database for writing, a private copy of it for a rehearsal, or a new one beside its place."""
    exists = database_exists(path, location)
    if not exists and not create:
        raise SourceMissing(location)
    with ExitStack() as stack:
        place, new = path, None
        if rehearsal:
            place = Path(stack.enter_context(private_folder())) / "rehearsal.sqlite"
            if exists:
                _copy_for_rehearsal(path, place, location, busy_timeout)
        if not exists:
            new = stack.enter_context(NewDatabase.begun(place, location, keep=not rehearsal))
            place = new.working_path
        connection = stack.enter_context(Connection(place, Access.WRITE, location, busy_timeout))
        connection.run("PRAGMA foreign_keys=OFF")
        connection.run("PRAGMA recursive_triggers=OFF")
        if rehearsal or new is not None:
            # What a crash could spoil is thrown away then, or fsynced as a whole before it gets its name.
            connection.run("PRAGMA synchronous=OFF")
        yield SqliteTarget(connection, new)


def _copy_for_rehearsal(path: Path, copy: Path, location: str, busy_timeout: float) -> None:
    if not has_room(path, copy.parent):
        problem = f"There is no room for a copy of '{location}' to rehearse on."
        raise RestoreRefused(problem, action=Action.CHECK_PLACE)
    copy_database(path, copy, location, busy_timeout)
