"""Changes of a database that no transaction holds, as they stand in a journal: each can be carried out again.

The server carries out most of them at once or not at all; the others begin where they were left.
"""

from __future__ import annotations

import msgspec

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.sql.mysql.creating import Creator
from crmbackup_gui.sources.sql.mysql.names import RESERVED, is_database, quoted, text_literal
from crmbackup_gui.sources.sql.mysql.writing_session import Session

REPLACED = f"{RESERVED}replaced"
"""The table that another one has just replaced."""


_COUNTERS = f"""SELECT TABLE_NAME, AUTO_INCREMENT FROM information_schema.TABLES
    WHERE {is_database("TABLE_SCHEMA")} AND AUTO_INCREMENT IS NOT NULL"""


class DropTable(msgspec.Struct, frozen=True, tag=True):
    """The table is not there."""

    name: str


class DropObject(msgspec.Struct, frozen=True, tag=True):
    """The object is not there."""

    kind: ObjectKind
    name: str


class CreateObject(msgspec.Struct, frozen=True, tag=True):
    """The object is there. What cannot be made is left out, and a warning says so."""

    wanted: SchemaObject
    as_it_was: bool = False
    """It was there in just this form, so that it belongs to whom it belonged to."""


class PutTriggers(msgspec.Struct, frozen=True, tag=True):
    """A table has just these triggers, in this order, as they were."""

    triggers: tuple[SchemaObject, ...]


class SwapIn(msgspec.Struct, frozen=True, tag=True):
    """The table `made` has taken the place of `name`.

    References of other tables stay with the name when it is dropped, and go with the table when it is renamed. So with
    `referenced`, the old table is dropped first; without, no moment is without a table of that name.
    """

    made: str
    name: str
    referenced: bool


class FillIn(msgspec.Struct, frozen=True, tag=True):
    """The records of the table `made` are in `last`, one of another engine, which has taken the place of `name`."""

    made: str
    last: str
    name: str
    columns: tuple[str, ...]


class AddConstraints(msgspec.Struct, frozen=True, tag=True):
    """The table has these foreign keys or rules, as its definition writes them."""

    table: str
    constraints: tuple[str, ...]


class SetCounter(msgspec.Struct, frozen=True, tag=True):
    """The next record of a table gets this number, or the one after the greatest there is."""

    table: str
    value: int


class LowerCounters(msgspec.Struct, frozen=True, tag=True):
    """The next records of tables get these numbers again, where greater ones would be next now."""

    counters: dict[str, int]


class SetSequence(msgspec.Struct, frozen=True, tag=True):
    """A sequence gives this number next."""

    name: str
    value: int


class SetCollation(msgspec.Struct, frozen=True, tag=True):
    """What tables have that are made without saying."""

    charset: str
    collation: str


Step = (
    DropTable
    | DropObject
    | CreateObject
    | PutTriggers
    | SwapIn
    | FillIn
    | AddConstraints
    | SetCounter
    | LowerCounters
    | SetSequence
    | SetCollation
)


def read_counters(session: Session) -> dict[str, int]:
    """The numbers that tables give to their next records, as far as they have one."""
    rows = session.connection.rows(_COUNTERS, (session.database, session.database))
    return {name: int(value) for name, value in rows}


class Steps:
    """Carries out steps in the session's database. `warnings` are sentences for users."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._run = session.connection.run
        self._creator = Creator(session)

    @property
    def creator(self) -> Creator:
        """What makes the objects."""
        return self._creator

    @property
    def warnings(self) -> list[str]:
        """What is not exactly as it should be."""
        return self._creator.warnings

    def carry_out(self, step: Step) -> None:
        """Do it, unless it is done already. Raises what hinders a step that no restore is complete without."""
        try:
            self._carry_out(step)
        except RestoreRefused as refusal:
            if not isinstance(step, DropObject | SetCounter | LowerCounters | SetSequence | SetCollation):
                raise
            self.warnings.append(f"The restore could not do everything: {refusal.problem}")

    def _carry_out(self, step: Step) -> None:  # noqa: C901, PLR0912 - one case for each kind of step
        match step:
            case DropTable(name):
                self._drop_table(name)
            case DropObject(kind, name):
                self._creator.drop(kind, name)
            case CreateObject(wanted, as_it_was):
                self._create(wanted, as_it_was=as_it_was)
            case PutTriggers(triggers):
                for trigger in triggers:
                    self._creator.drop(trigger.kind, trigger.name)
                for trigger in triggers:
                    self._creator.create(trigger, as_it_was=True)
            case SwapIn():
                self._swap_in(step)
            case FillIn():
                self._fill_in(step)
            case AddConstraints(table, constraints):
                self._add_constraints(table, constraints)
            case SetCounter(table, value):
                if self._is_table(table):
                    self._run(f"ALTER TABLE {self._session.name(table)} AUTO_INCREMENT = {int(value)}")
            case LowerCounters(counters):
                now = read_counters(self._session)
                for table, value in counters.items():
                    if now.get(table, 0) > value:
                        self.carry_out(SetCounter(table, value))
            case SetSequence(name, value):
                self._run(f"ALTER SEQUENCE {self._session.name(name)} RESTART {int(value)}")
            case SetCollation(charset, collation):
                database = quoted(self._session.database)
                known = self._creator.collations.fitted(f"COLLATE {collation}", self._session.database)
                self._run(f"ALTER DATABASE {database} CHARACTER SET {text_literal(charset)} {known}")

    def _is_table(self, name: str) -> bool:
        return self._creator.exists(ObjectKind.TABLE, name)

    def _drop_table(self, name: str) -> None:
        self._run(f"DROP TABLE IF EXISTS {self._session.name(name)}")

    def _create(self, wanted: SchemaObject, *, as_it_was: bool) -> None:
        if self._creator.exists(wanted.kind, wanted.name):
            return
        try:
            self._creator.create(wanted, as_it_was=as_it_was)
        except RestoreRefused as refusal:
            # The records are in by now. What only shows them, or acts on them, need not hold them back.
            self.warnings.append(f"'{wanted.name}' could not be made: {refusal.problem}")

    def _swap_in(self, step: SwapIn) -> None:
        made, name = self._session.name(step.made), self._session.name(step.name)
        if self._is_table(step.made):
            if step.referenced or not self._is_table(step.name):
                self._drop_table(step.name)
                self._run(f"RENAME TABLE {made} TO {name}")
            else:
                self._drop_table(REPLACED)
                self._run(f"RENAME TABLE {name} TO {self._session.name(REPLACED)}, {made} TO {name}")
        self._drop_table(REPLACED)

    def _fill_in(self, step: FillIn) -> None:
        """Once the old table is replaced, the new one counts, whatever the CRM does to it."""
        if self._is_table(step.last):
            made, last = self._session.name(step.made), self._session.name(step.last)
            columns = ", ".join(quoted(column) for column in step.columns)
            if self._session.connection.value(f"SELECT COUNT(*) FROM {last}"):
                # Interrupted before. The counter must stay, which it does not when the table is truncated.
                self._run(f"DELETE FROM {last}")
            self._run(f"INSERT INTO {last} ({columns}) SELECT {columns} FROM {made}")
        self._swap_in(SwapIn(step.last, step.name, referenced=False))
        self._drop_table(step.made)

    def _add_constraints(self, table: str, constraints: tuple[str, ...]) -> None:
        for constraint in constraints:
            try:
                self._run(f"ALTER TABLE {self._session.name(table)} ADD {constraint}")
            except RestoreRefused as refusal:
                if "uplicate" not in refusal.problem:
                    self.warnings.append(f"A rule of '{table}' could not be made: {refusal.problem}")
