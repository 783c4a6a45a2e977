"""A PostgreSQL database that is being written, in one transaction over one connection, its structure included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import msgspec
import pyarrow as pa

from crmbackup_gui.errors import EntityNotFound, InvalidRequest, RestoreRefused, SourceMissing
from crmbackup_gui.model.catalog import Catalog, Entity, Field
from crmbackup_gui.sources.base import (
    EntityPlan,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Settlement,
    TargetPlan,
)
from crmbackup_gui.sources.sql.postgresql.access import check_access
from crmbackup_gui.sources.sql.postgresql.catalog import read_catalog
from crmbackup_gui.sources.sql.postgresql.committing import commit_surely
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.counters import set_counters
from crmbackup_gui.sources.sql.postgresql.existing import connect
from crmbackup_gui.sources.sql.postgresql.heirs import Heirs
from crmbackup_gui.sources.sql.postgresql.large_object_entity import LARGE_OBJECTS
from crmbackup_gui.sources.sql.postgresql.large_objects import read_large_objects
from crmbackup_gui.sources.sql.postgresql.login import Login
from crmbackup_gui.sources.sql.postgresql.new_database import NewDatabase
from crmbackup_gui.sources.sql.postgresql.pg_dump import dumping_schema
from crmbackup_gui.sources.sql.postgresql.references import check_late_rules
from crmbackup_gui.sources.sql.postgresql.restructuring import Restructuring, plan_restructuring
from crmbackup_gui.sources.sql.postgresql.schema import Structure, Table, read_structure
from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused
from crmbackup_gui.sources.sql.postgresql.settings import change_settings
from crmbackup_gui.sources.sql.postgresql.text_form import server_text
from crmbackup_gui.sources.sql.postgresql.transaction import Transaction
from crmbackup_gui.sources.sql.postgresql.writing import apply_records

_EVERYTHING = "UTF8"
"""The encoding that has every character."""


class PostgresTarget:
    """A `Target` (sources/base.py). `new` is the database where it does not exist yet: `prepare` makes it then.

    Each table is locked against other writers from its first reading on, so that what was compared is what is written.
    After `commit` or `rollback` nothing else may be called.
    """

    def __init__(self, login: Login, place: ExitStack, there: Connection | NewDatabase) -> None:
        """`place` closes what is opened here."""
        self._login, self._place = login, place
        self._new = there if isinstance(there, NewDatabase) else None
        self._transaction: Transaction | None = None
        self._structure = Structure(tables={}, foreign=(), unlogged=(), version=0)
        self._catalog = Catalog(entities=())
        self._plan: TargetPlan | None = None
        self._restructuring = Restructuring((), (), frozenset())
        self._warnings: list[str] = []
        if isinstance(there, Connection):
            self._open(there)

    @property
    def catalog(self) -> Catalog:
        """The structure as the transaction has it."""
        return self._catalog

    @property
    def rehearses_contents(self) -> bool:
        """A rehearsal has everything that the run has."""
        return True

    def replaces(self, entity: str) -> bool:  # noqa: ARG002 - the protocol's
        """Always: records may exchange values that must be unique."""
        return True

    def makes_anew(self, entity: str) -> bool:  # noqa: ARG002 - the protocol's
        """Never: what a server keeps of tables by itself is no entity."""
        return False

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:  # noqa: ARG002 - the type says it
        """See text_form.py."""
        return server_text(values)

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records of the table of that name, or all large objects, what was applied included."""
        if entity.name == LARGE_OBJECTS.name:
            return read_large_objects(self._work().connection)
        table, work = self._table(entity.name), self._work()
        work.lock([table])
        return work.reader.read(table, known)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:  # noqa: ARG002 - the protocol's
        """Raises InvalidRequest: no table has a field of type `content`."""
        raise InvalidRequest(f"Records of '{entity.name}' have no file content.")

    def prepare(self, plan: TargetPlan) -> None:
        """Make the database where it is missing, drop and make tables as planned, and quiet what would act."""
        with _refusing():
            self._prepare(plan)

    def _prepare(self, plan: TargetPlan) -> None:
        empty = not self._structure.tables
        if self._new is not None:
            self._warnings += self._new.create(plan.catalog)
            self._open(Connection(self._login, database=self._new.name))
        self._plan, work = plan, self._work()
        self._warnings += _encoding_warnings(plan.catalog, self._catalog)
        self._restructuring = plan_restructuring(plan, self._catalog, empty=empty)
        work.lock(self._tables(plan))
        work.quiet.begin()
        self._restructure()
        if LARGE_OBJECTS.name in plan.drop:
            work.large_objects.drop_all()
        work.references.look()
        work.quiet.add(self._tables(plan))

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Create, update or delete records, whole batches at a time."""
        if plan.stored.name == LARGE_OBJECTS.name:
            return self._work().large_objects.apply(plan, operation, records)
        table, work = self._table(plan.stored.name), self._work()
        work.references.about_to_write({table.oid, *table.beneath})
        return apply_records(work.connection, work.staging, work.receiving(table), plan, operation, records)

    def settle(self) -> Settlement:
        """Count what is broken, set counters, and put back or make what had to wait for the records."""
        with _refusing():
            return self._settle()

    def _settle(self) -> Settlement:
        plan, work = self._prepared(), self._work()
        names = self._structure.entities_by_table()
        oids = {table.oid for table in self._tables(plan)}
        if work.quiet.as_replica:
            check_late_rules(work.connection, names, oids)
        violations, unchecked = work.references.violations(names)
        set_counters(work.connection, plan.catalog, oids, exact=plan.exact_schema)
        self._warnings += work.quiet.end()
        work.maker.make(self._restructuring.to_make(after=True), self._restructuring.there)
        if plan.exact_schema:
            self._warnings += change_settings(work.connection, plan.catalog.properties, self._catalog.properties)
        self._look_again()
        notes = [f"The references of '{name}' cannot be checked." for name in unchecked]
        warnings = [*self._warnings, *work.maker.all_warnings(), *work.large_objects.warnings, *notes]
        return Settlement(violations=violations, warnings=warnings)

    def commit(self) -> None:
        """Make it permanent."""
        name = self._new.name if self._new is not None else self._login.database
        commit_surely(self._work().connection, self._login, name)
        if self._new is not None:
            self._new.keep()
        self._place.close()

    def rollback(self) -> None:
        """Closing the connection undoes everything."""
        self._place.close()

    def _open(self, connection: Connection) -> None:
        self._place.enter_context(connection)
        self._transaction = Transaction(connection)
        self._structure = read_structure(connection)
        check_access(connection)
        encoding = str(connection.value("SELECT pg_catalog.current_setting('server_encoding')"))
        # A rehearsal of a new database has one of another name.
        login = self._login if self._new is None else replace(self._login, database=self._new.name)
        with dumping_schema(login, self._structure.version, None, encoding) as dump:
            self._catalog = read_catalog(connection, self._structure, dump.entries())

    def _restructure(self) -> None:
        """Raises RestoreRefused where a table that stays would lose a field with what goes."""
        change, work = self._restructuring, self._work()
        plan = self._prepared()
        tables = self._structure.tables
        replaced = [tables[name] for name in (*plan.rebuild, *plan.drop) if name in tables]
        kept = [name for name, table in tables.items() if table not in replaced]
        before = {name: self._fields(name) for name in kept}
        heirs = Heirs(work.connection, [tables[name] for name in kept], replaced)
        heirs.save()
        work.maker.remove(change.unwanted, self._catalog.objects, change.wanted)
        work.maker.make(change.to_make(after=False), change.there)
        heirs.bring_back()
        self._look_again()
        changed = [name for name in kept if self._fields(name) != before[name]]
        if changed:
            raise RestoreRefused(f"What the recovery point does not have takes fields of '{changed[0]}' with it.")

    def _look_again(self) -> None:
        work = self._work()
        work.forget_columns()
        structure = read_structure(work.connection)
        comes = LARGE_OBJECTS.name in self._prepared().create
        self._structure = replace(structure, large_objects=structure.large_objects or comes)
        objects = self._restructuring.wanted or self._catalog.objects
        self._catalog = msgspec.structs.replace(
            self._catalog, entities=self._structure.catalog.entities, objects=objects
        )

    def _fields(self, name: str) -> list[tuple[str, str, bool]]:
        table = self._structure.tables.get(name)
        return [(f.name, f.native, f.generated) for f in table.entity.fields] if table is not None else []

    def _tables(self, plan: TargetPlan) -> list[Table]:
        """Those of the plan that are there."""
        names = (entity.stored.name for entity in plan.entities)
        return [self._structure.tables[name] for name in names if name in self._structure.tables]

    def _table(self, name: str) -> Table:
        table = self._structure.tables.get(name)
        if table is None:
            raise EntityNotFound(name)
        return table

    def _work(self) -> Transaction:
        if self._transaction is None:
            raise InvalidRequest("There is no database yet.")
        return self._transaction

    def _prepared(self) -> TargetPlan:
        if self._plan is None:
            raise InvalidRequest("The target was not prepared.")
        return self._plan


def _encoding_warnings(point: Catalog, now: Catalog) -> list[str]:
    """Said before anything is written: an encoding that may lack characters."""
    wanted, there = (catalog.properties.get("encoding", _EVERYTHING) for catalog in (point, now))
    if there in (wanted, _EVERYTHING):
        return []
    return [f"The database keeps text as {there}, and not as {wanted}: records with characters it lacks are refused."]


@contextmanager
def _refusing() -> Iterator[None]:
    """A rule that records break where no single one can be left out."""
    try:
        yield
    except RowRefused as refusal:
        raise RestoreRefused(f"The database says: {refusal}.") from refusal


@contextmanager
def open_target(login: Login, *, rehearsal: bool, create: bool) -> Iterator[PostgresTarget]:
    """The database for writing; one that is missing is made where `create` allows it. Raises SourceMissing."""
    with ExitStack() as place:
        there: Connection | NewDatabase
        try:
            there = connect(login)
        except SourceMissing:
            if not create:
                raise
            there = NewDatabase(login, rehearsal=rehearsal)
            place.callback(there.drop_unless_kept)
        yield PostgresTarget(login, place, there)
