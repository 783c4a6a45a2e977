"""A MySQL or MariaDB database that is being written, as one unit of work (journal.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

import msgspec
import pyarrow as pa

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import (
    CrmBackupError,
    EntityNotFound,
    InvalidRequest,
    LoginRefused,
    OutcomeUnknown,
    RestoreRefused,
    RestoreUnfinished,
    SourceBusy,
    SourceMissing,
    SourceUnreachable,
)
from crmbackup_gui.model.catalog import Catalog, Entity, Field, ObjectKind, ValueType
from crmbackup_gui.sources.base import (
    EntityPlan,
    Operation,
    Records,
    RecordStream,
    Refusal,
    Settlement,
    TargetPlan,
)
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.sql.mysql.holding import Hold
from crmbackup_gui.sources.sql.mysql.journal import Ending, Journal, finish, finish_interrupted, locked
from crmbackup_gui.sources.sql.mysql.names import quoted
from crmbackup_gui.sources.sql.mysql.reading import TableReader
from crmbackup_gui.sources.sql.mysql.references import new_violations
from crmbackup_gui.sources.sql.mysql.restructuring import Restructuring, make_database
from crmbackup_gui.sources.sql.mysql.schema import Structure, Table, read_structure
from crmbackup_gui.sources.sql.mysql.server import Server
from crmbackup_gui.sources.sql.mysql.steps import LowerCounters, Steps, read_counters
from crmbackup_gui.sources.sql.mysql.text_form import server_text, text_as_bytes
from crmbackup_gui.sources.sql.mysql.writing import apply_records
from crmbackup_gui.sources.sql.mysql.writing_session import Session, writing_session


@dataclass(frozen=True)
class Sessions:
    """Both sessions of a target: one has the transaction, the other changes the structure and has the lock."""

    records: Session
    structure: Session


class MysqlTarget:
    """A `Target` (sources/base.py). After `commit` or `rollback` nothing else may be called.

    From `prepare` to `commit`, tables that are made anew, and those that know no transactions, have stand-ins, and the
    triggers of tables that are written are away. `commit` may add to the warnings of `settle`, since the server makes
    most objects of a schema only then. A rehearsal writes to temporary tables, or takes back what it wrote.
    """

    def __init__(
        self,
        sessions: Sessions,
        now: Structure,
        find_secret: FindSecret,
        settlement: Settlement,
        *,
        rehearsal: bool,
    ) -> None:
        self._records, self._structure = sessions.records, sessions.structure
        self._find_secret, self._rehearsal = find_secret, rehearsal
        self._hold = Hold(self._records, rehearsal=rehearsal)
        self._now = now
        self._catalog = now.catalog
        self._reader = TableReader(self._records.connection, self._records.database)
        self._restructuring: Restructuring | None = None
        self._journal: Journal | None = None
        self._may_have_journal = False
        self._begun: set[str] = set()
        self._written: set[str] = set()
        self._settlement = settlement
        self._finished = False

    @property
    def catalog(self) -> Catalog:
        """The structure; from `prepare` on with the entities that it then has."""
        return self._catalog

    @property
    def rehearses_contents(self) -> bool:
        """A rehearsal has everything that the run has."""
        return True

    def replaces(self, entity: str) -> bool:  # noqa: ARG002 - the protocol's
        """Always: records may exchange values that must be unique."""
        return True

    def makes_anew(self, entity: str) -> bool:  # noqa: ARG002 - the protocol's
        """Never: the server keeps its indexes by itself."""
        return False

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:
        """See text_form.py."""
        if field.type is ValueType.BYTES:
            return text_as_bytes(field.native, values)
        return server_text(field.native, values, stored.native)

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records of the table of that name, what was applied included."""
        table = self._table(entity.name)
        if not table.stand_in and entity.name in self._now.tables:
            self._hold.reads(table)
        return self._reader.read(table, known)

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:  # noqa: ARG002 - the protocol's
        """Raises InvalidRequest: no table has a field of type `content`."""
        raise InvalidRequest(f"Records of '{entity.name}' have no file content.")

    def prepare(self, plan: TargetPlan) -> None:
        """Make the tables that are missing or differ, beside what there is, and put triggers away."""
        if not self._rehearsal:
            self._begin_journal(plan)
        session = self._records if self._rehearsal else self._structure
        restructuring = Restructuring(session, plan, self._now, self._journal)
        self._restructuring = restructuring
        restructuring.prepare()
        if restructuring.quiet:
            held = {*plan.rebuild, *plan.drop, *(e.stored.name for e in plan.entities)} & self._now.tables.keys()
            sums = self._hold.let_go(held)
            restructuring.hush()
            self._hold.take_again(sums)
        self._note_counters(plan)
        self._catalog = self._entities_planned(plan)

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Create, update or delete records, whole batches at a time."""
        restructuring, name = self._prepared(), plan.stored.name
        stand_in = restructuring.stand_ins.get(name)
        if stand_in is not None and name not in self._begun:
            stand_in.begin(self._records)
            self._begun.add(name)
        self._written.add(name)
        return apply_records(self._records, self._table(name), plan, operation, records)

    def settle(self) -> Settlement:
        """Check references. Everything else waits for the records to be committed."""
        restructuring = self._prepared()
        touched = {*self._written, *restructuring.plan.rebuild, *restructuring.plan.drop}
        violations, notes = new_violations(
            (self._records, self._find), (self._structure, self._find_before), self._catalog.entities, touched
        )
        # Which types the values needed before they were written says nothing of those that are there now.
        self._reader = TableReader(self._records.connection, self._records.database)
        self._settlement.violations += violations
        self._settlement.warnings += [*restructuring.warnings, *notes]
        return self._settlement

    def commit(self) -> None:
        """Commit the records, then do what is left. From the commit on nothing can be undone, only finished."""
        restructuring = self._prepared()
        self._hold.check(self._begun)
        if self._journal is not None:
            counters = read_counters(self._records)
            self._journal.decide(self._records, restructuring.steps_left(self._begun, counters))
        try:
            self._records.connection.run("COMMIT")
        except SourceUnreachable as lost:
            self._find_out(lost)
            return
        self._finished = True
        if self._journal is not None:
            self._finish()

    def rollback(self) -> None:
        """Undo everything since the target was entered; nothing after `commit`."""
        if self._finished:
            return
        self._finished = True
        if not self._records.connection.lost:
            with suppress(SourceUnreachable):
                # Without the connection the server does the same.
                self._records.connection.run("ROLLBACK")
        self._records.connection.close()
        if self._may_have_journal:
            self._finish()
        elif self._written:
            # A number that was handed out and taken back is a gap, which does no harm where nobody may close it.
            with suppress(RestoreRefused, SourceBusy, SourceUnreachable):
                Steps(self._structure).carry_out(self._counters_before())

    # Inside

    def _begin_journal(self, plan: TargetPlan) -> None:
        session = self._structure
        made = not session.exists()
        if made:
            self._make_database(plan.catalog)
        self._may_have_journal = True
        try:
            self._journal = Journal(session, made_database=made)
        except RestoreRefused as refusal:
            if plan.create or plan.rebuild or plan.drop or plan.exact_schema:
                raise
            needs = [e.stored.name for e in plan.entities if self._needs_structure(e.stored.name)]
            if needs:
                raise RestoreRefused(
                    f"To write '{needs[0]}', the account must be allowed to make and drop tables: {refusal.problem}",
                    action=Action.WIDEN_RIGHTS,
                ) from refusal
            # Then there is nothing that the transaction does not hold.
            self._may_have_journal = False

    def _needs_structure(self, name: str) -> bool:
        table = self._now.tables.get(name)
        acts = any(o.kind is ObjectKind.TRIGGER and o.entity == name for o in self._now.catalog.objects)
        return table is not None and (acts or not table.transactional)

    def _make_database(self, catalog: Catalog) -> None:
        try:
            make_database(self._structure, catalog)
        except (LoginRefused, RestoreRefused) as refusal:
            raise RestoreRefused(
                f"There is no database '{self._structure.database}', and this account cannot create it: "
                f"{refusal.user_message}",
                action=Action.WIDEN_RIGHTS,
            ) from refusal
        for session in (self._structure, self._records):
            session.connection.run(f"USE {quoted(session.database)}")

    def _note_counters(self, plan: TargetPlan) -> None:
        if self._journal is not None:
            self._journal.before(self._counters_before(*(entity.stored.name for entity in plan.entities)))

    def _counters_before(self, *names: str) -> LowerCounters:
        wanted = names or tuple(self._written)
        before = self._now.catalog.sequences
        tables = self._now.tables
        return LowerCounters({n: before[n] for n in wanted if n in before and n in tables and tables[n].transactional})

    def _finish(self) -> Ending | None:
        """Go on or back, as the journal says, with the session that has the lock or, if need be, a new one."""
        session = self._structure
        if not session.connection.lost:
            try:
                ending, warnings = finish(session)
            except RestoreUnfinished as error:
                if not isinstance(error.__cause__, SourceUnreachable):
                    raise
            else:
                self._settlement.warnings += warnings
                return ending
        session.connection.close()
        try:
            return finish_interrupted(session.connection.server, self._find_secret)
        except RestoreUnfinished:
            raise
        except CrmBackupError as error:
            raise RestoreUnfinished(session.connection.location, error.user_message.rstrip(".")) from error

    def _find_out(self, lost: SourceUnreachable) -> None:
        """Whether the transaction was committed. Raises what says otherwise."""
        self._finished = True
        self._records.connection.close()
        if self._journal is None:
            raise OutcomeUnknown(lost.location, lost.reason) from lost
        if self._finish() is not Ending.WENT_ON:
            raise lost

    def _entities_planned(self, plan: TargetPlan) -> Catalog:
        restructuring = self._prepared()
        made = {name: one.table.entity for name, one in restructuring.stand_ins.items()}
        made |= {name: table.entity for name, table in restructuring.made.items()}
        kept = [entity for entity in self._now.catalog.entities if entity.name not in {*made, *plan.drop}]
        return msgspec.structs.replace(self._now.catalog, entities=(*kept, *made.values()))

    def _find(self, name: str) -> str | None:
        if self._catalog.entity(name) is None:
            return None
        table = self._table(name)
        return table.stand_in or self._records.name(name)

    def _find_before(self, name: str) -> str | None:
        return self._structure.name(name) if name in self._now.tables else None

    def _table(self, name: str) -> Table:
        """The table that has the entity's records now."""
        restructuring = self._restructuring
        if restructuring is not None:
            stand_in = restructuring.stand_ins.get(name)
            if stand_in is not None and (stand_in.source is None or name in self._begun):
                return stand_in.table
            if name in restructuring.made:
                return restructuring.made[name]
        table = self._now.tables.get(name)
        if table is None:
            raise EntityNotFound(name)
        return table

    def _prepared(self) -> Restructuring:
        if self._restructuring is None:
            raise InvalidRequest("The target was not prepared.")
        return self._restructuring


@contextmanager
def open_target(server: Server, find_secret: FindSecret, *, rehearsal: bool, create: bool) -> Iterator[MysqlTarget]:
    """The database for writing. What an interrupted restore left behind is finished or taken back first."""
    with ExitStack() as stack:
        structure_session = stack.enter_context(writing_session(server, find_secret))
        if not structure_session.exists() and not create:
            raise SourceMissing(server.location)
        stack.enter_context(locked(structure_session))
        ending, warnings = finish(structure_session)
        if ending is not None:
            warnings.insert(0, ending.value)
        records = stack.enter_context(writing_session(server, find_secret))
        sessions = Sessions(records, structure_session)
        settlement = Settlement(warnings=warnings)
        now = read_structure(records.connection, server.database) if records.exists() else _nothing(records)
        target = MysqlTarget(sessions, now, find_secret, settlement, rehearsal=rehearsal)
        try:
            yield target
        finally:
            target.rollback()


def _nothing(session: Session) -> Structure:
    """What there is in a database that does not exist."""
    server = "MariaDB" if session.connection.is_mariadb else "MySQL"
    return Structure(Catalog(entities=(), properties={"server": server, "version": session.connection.version}), {}, ())
