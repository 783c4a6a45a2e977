"""A target's structure before and after its records are written: what is done at once, and what waits for the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Catalog, Entity, ObjectKind, SchemaObject
from crmbackup_gui.sources.base import TargetPlan
from crmbackup_gui.sources.sql.mysql.collations import Collations
from crmbackup_gui.sources.sql.mysql.creating import Creator
from crmbackup_gui.sources.sql.mysql.describing import describe_table, stand_in, widths
from crmbackup_gui.sources.sql.mysql.journal import Journal
from crmbackup_gui.sources.sql.mysql.names import RESERVED, quoted, text_literal
from crmbackup_gui.sources.sql.mysql.schema import Structure, Table
from crmbackup_gui.sources.sql.mysql.steps import (
    AddConstraints,
    CreateObject,
    DropObject,
    DropTable,
    FillIn,
    PutTriggers,
    SetCollation,
    SetCounter,
    SetSequence,
    Step,
    SwapIn,
)
from crmbackup_gui.sources.sql.mysql.table_text import TableText, names_sequence, parse_table
from crmbackup_gui.sources.sql.mysql.writing_session import Session

_ENGINE = re.compile(r" ENGINE=(\w+)")


@dataclass(frozen=True)
class StandIn:
    """A table that is written in place of an entity's own, and takes its place in the end.

    `source` is the entity's own table where the records begin as what is in there: they are copied when the first of
    them is written. `last` is the table, still empty, of an engine that knows no transactions.
    """

    table: Table
    made: str
    source: Table | None = None
    last: str = ""
    constraints: tuple[str, ...] = ()
    referenced: bool = False

    def begin(self, session: Session) -> None:
        """Copy what is in the entity's own table."""
        if self.source is not None:
            columns = ", ".join(quoted(column.name) for column in self.source.columns if not column.generated)
            own = session.name(self.source.entity.name)
            session.connection.run(f"INSERT INTO {self.table.sql_name} ({columns}) SELECT {columns} FROM {own}")

    def take_place(self) -> Iterator[Step]:
        """The steps by which it becomes the entity's own table."""
        name = self.table.entity.name
        columns = tuple(column.name for column in self.table.columns if not column.generated)
        if self.last:
            yield FillIn(self.made, self.last, name, columns)
        else:
            yield SwapIn(self.made, name, self.referenced)
        if self.constraints:
            yield AddConstraints(name, self.constraints)

    def go_away(self) -> Iterator[Step]:
        """The steps by which nothing is left of it."""
        yield from (DropTable(name) for name in (self.last, self.made) if name)


def make_database(session: Session, catalog: Catalog) -> None:
    """Create the session's database, empty, with what the catalog says of its text."""
    charset, collation = (catalog.properties.get(name, "") for name in ("character_set", "collation"))
    options = f" CHARACTER SET {text_literal(charset)}" if charset else ""
    if collation:
        options += " " + Collations(session.connection).fitted(f"COLLATE {collation}", session.database)
    session.connection.run(f"CREATE DATABASE {quoted(session.database)}{options}")


class Restructuring:
    """Makes a database ready for a plan. `session` is the one that changes the structure.

    With a journal, everything that is made or dropped is noted there first. Without one it is a rehearsal: what is made
    are temporary tables of the session, and nothing is dropped.
    """

    def __init__(self, session: Session, plan: TargetPlan, now: Structure, journal: Journal | None) -> None:
        self._session, self.plan, self._now, self._journal = session, plan, now, journal
        self._creator = Creator(session)
        self._transactional, self._engines = _engines(session)
        self._widths = widths(session.connection)
        self._definitions = {o.name: o.definition for o in plan.catalog.objects if o.kind is ObjectKind.TABLE}
        self._taken = {o.name for o in now.catalog.objects if o.kind in (ObjectKind.VIEW, ObjectKind.SEQUENCE)}
        self._final = _final_objects(plan, now)
        self._late: dict[str, tuple[str, ...]] = {}
        self.stand_ins: dict[str, StandIn] = {}
        """By entity."""
        self.made: dict[str, Table] = {}
        """Tables that were made under their own name."""
        self.quiet = self._to_quiet() if journal is not None else {}
        """Triggers that have to be away while records are written, by table."""

    @property
    def warnings(self) -> list[str]:
        """What will not be exactly as the recovery point has it."""
        return [
            f"The server does not know the collation '{unknown}': '{known}' takes its place and may sort otherwise."
            for unknown, known in self._creator.collations.replaced.items()
        ]

    # Before

    def prepare(self) -> None:
        """Make all tables that are needed. What the CRM has is left alone."""
        if self._journal is not None:
            self._make_sequences(self._journal)
            self._journal.before(*(DropTable(name) for name in self.plan.create if name not in self._taken))
        for name in (*self.plan.create, *self.plan.rebuild):
            self._make(name)
        replaced = {*self.plan.create, *self.plan.rebuild}
        for entity in self.plan.entities:
            table = self._now.tables.get(entity.stored.name)
            if table is None or table.entity.name in replaced:
                continue
            acts = self._journal is None and any(self._triggers(table.entity.name))
            if acts or not table.transactional:
                self._copy(table)

    def hush(self) -> None:
        """Drop the triggers of `quiet`. Nobody may have their tables open."""
        assert self._journal is not None
        for name, triggers in self.quiet.items():
            self._check_triggers(self._journal, self._now.tables[name], triggers)
        for triggers in self.quiet.values():
            self._journal.before(PutTriggers(triggers))
        for triggers in self.quiet.values():
            for trigger in triggers:
                self._creator.drop(trigger.kind, trigger.name)

    def _make_sequences(self, journal: Journal) -> None:
        wanted = [o for o in self.plan.catalog.objects if o.kind is ObjectKind.SEQUENCE]
        definitions = [self._definitions.get(name, "") for name in (*self.plan.create, *self.plan.rebuild)]
        for sequence in wanted:
            needed = self.plan.exact_schema or any(names_sequence(text, sequence.name) for text in definitions)
            if needed and sequence.name not in self._taken and sequence.name not in self._now.tables:
                journal.before(DropObject(sequence.kind, sequence.name))
                self._creator.create(sequence, as_it_was=False)

    def _make(self, name: str) -> None:
        """Make a table of the recovery point, under its own name if nothing is in the way."""
        text = self._text(name, self._definitions.get(name, ""))
        counter = self.plan.catalog.sequences.get(name)
        counted = text if counter is None else text.counting_from(counter)
        entity = self.plan.catalog.entity(name)
        assert entity is not None
        if self._journal is None:
            self._stand_in(name, text.plain(temporary=True), entity)
        elif self._engine(text, name) not in self._transactional:
            self._stand_in(name, text.plain(temporary=False), entity, last=counted)
        elif name in self.plan.rebuild or name in self._taken:
            late = text.late_constraints(all_rules=not self._session.connection.is_mariadb)
            self._stand_in(name, counted.without(late), entity, constraints=late)
        else:
            # Names of references count in all of the database, and they may still belong to a table that goes.
            late = text.references if self.plan.rebuild or self.plan.drop else ()
            own = self._session.name(name)
            self._session.connection.run(counted.without(late).called(own).statement)
            self.made[name] = replace(self._described(own, entity), stand_in="")
            if late:
                self._late[name] = late

    def _copy(self, table: Table) -> None:
        """Make a table that stands in for one that is there, and will not be changed itself."""
        text = self._text(table.entity.name, table.definition)
        counter = self._now.catalog.sequences.get(table.entity.name)
        wanted = self.plan.catalog.sequences.get(table.entity.name)
        if counter is not None and wanted is not None:
            counter = wanted if self.plan.exact_schema else max(counter, wanted)
        last = text if counter is None else text.counting_from(counter)
        plain = text.plain(temporary=self._journal is None)
        self._stand_in(table.entity.name, plain, table.entity, source=table, last=last)

    def _stand_in(
        self,
        name: str,
        text: TableText,
        entity: Entity,
        *,
        source: Table | None = None,
        last: TableText | None = None,
        constraints: tuple[str, ...] = (),
    ) -> None:
        number = len(self.stand_ins) + 1
        made, final = f"{RESERVED}new:{number}", ""
        own = self._session.name(made)
        if self._journal is not None:
            final = f"{RESERVED}last:{number}" if last is not None else ""
            self._journal.before(*(DropTable(table) for table in (made, final) if table))
        self._session.connection.run(text.called(own).statement)
        if final and last is not None:
            # Now, so that a definition that the server does not take is refused while nothing has changed.
            self._session.connection.run(last.called(self._session.name(final)).statement)
        table = stand_in(source, own) if source is not None else self._described(own, entity)
        self.stand_ins[name] = StandIn(table, made, source, final, constraints, self._is_referenced(name))

    def _described(self, sql_name: str, entity: Entity) -> Table:
        definition = self._definitions.get(entity.name, "")
        return describe_table(self._session.connection, sql_name, entity, definition, self._widths)

    def _text(self, name: str, definition: str) -> TableText:
        try:
            return parse_table(self._creator.collations.fitted(definition, name))
        except ValueError as error:
            raise RestoreRefused(f"How the table '{name}' is made is not known.") from error

    def _engine(self, text: TableText, name: str) -> str:
        found = _ENGINE.match(text.options) or _ENGINE.search(text.options)
        engine = found[1].lower() if found else ""
        if engine not in self._engines:
            raise RestoreRefused(f"The server has no engine '{engine}' for '{name}'.", action=Action.CHECK_SOURCE)
        return engine

    def _is_referenced(self, name: str) -> bool:
        entities = (*self._now.catalog.entities, *(plan.stored for plan in self.plan.entities))
        return any(r.target == name for entity in entities if entity.name != name for r in entity.references)

    def _triggers(self, table: str) -> Iterator[SchemaObject]:
        return (o for o in self._now.catalog.objects if o.kind is ObjectKind.TRIGGER and o.entity == table)

    def _to_quiet(self) -> dict[str, tuple[SchemaObject, ...]]:
        """Triggers of tables that are written themselves."""
        replaced = {*self.plan.create, *self.plan.rebuild}
        names = [entity.stored.name for entity in self.plan.entities if entity.stored.name not in replaced]
        tables = [self._now.tables[name] for name in names if name in self._now.tables]
        triggers = {t.entity.name: tuple(self._triggers(t.entity.name)) for t in tables if t.transactional}
        return {name: found for name, found in triggers.items() if found}

    def _check_triggers(self, journal: Journal, table: Table, triggers: Collection[SchemaObject]) -> None:
        """Make some like these on a table that nobody uses. Raises RestoreRefused where they could not be put back."""
        probe = f"{RESERVED}probe"
        own, run = self._session.name(probe), self._session.connection.run
        journal.before(DropTable(probe))
        run(f"DROP TABLE IF EXISTS {own}")
        run(self._text(table.entity.name, table.definition).plain(temporary=False).called(own).statement)
        for number, trigger in enumerate(triggers):
            try:
                self._creator.create_like(trigger, f"{RESERVED}probe:{number}", probe)
            except RestoreRefused as refusal:
                raise RestoreRefused(
                    f"The trigger '{trigger.name}' must be quiet meanwhile, and nobody here may put it back: "
                    f"{refusal.problem}",
                    action=refusal.action,
                ) from refusal
        run(f"DROP TABLE {own}")

    # After

    def steps_left(self, begun: Collection[str], counters: dict[str, int]) -> list[Step]:
        """What is left to do when the records are in. `begun` are the stand-ins that have records.

        `counters` are the numbers that tables give to their next records (AUTO_INCREMENT), as far as they have one.
        """
        plan, steps = self.plan, list[Step]()
        now, point = self._now.catalog, plan.catalog
        collation = point.properties.get("collation", "")
        if plan.exact_schema and collation not in ("", now.properties.get("collation", "")):
            steps.append(SetCollation(point.properties.get("character_set", ""), collation))
        gone = [o for o in now.objects if not _is_entity(o) and o not in self._final]
        # Defaults of tables may take from sequences, so these go when the tables are as they shall be.
        steps += [DropObject(o.kind, o.name) for o in gone if o.kind is not ObjectKind.SEQUENCE]
        steps += [DropTable(name) for name in plan.drop]
        used = {*plan.create, *plan.rebuild, *begun}
        for name, one in self.stand_ins.items():
            steps += one.take_place() if name in used else one.go_away()
        steps += [AddConstraints(name, constraints) for name, constraints in self._late.items()]
        steps += [DropObject(o.kind, o.name) for o in gone if o.kind is ObjectKind.SEQUENCE]
        moved = {*plan.rebuild, *begun, *self.quiet}
        present = {o for o in now.objects if not (o.kind is ObjectKind.TRIGGER and o.entity in moved)}
        known = set(now.objects)
        steps += [CreateObject(o, as_it_was=o in known) for o in self._final if o not in present]
        return [*steps, *self._counter_steps(counters, used)]

    def _counter_steps(self, counters: dict[str, int], used: Collection[str]) -> Iterator[Step]:
        """An exact restore hands out the keys that the point would have; any other never one that was used before."""
        plan = self.plan
        sequences = {o.name for o in plan.catalog.objects if o.kind is ObjectKind.SEQUENCE}
        written = {entity.stored.name for entity in plan.entities} - (self.stand_ins.keys() & used)
        for name, value in plan.catalog.sequences.items():
            here = counters.get(name)
            if name in written and here is not None and (value > here or (plan.exact_schema and value != here)):
                yield SetCounter(name, value)
            elif name in sequences and name in {o.name for o in self._final}:
                before = self._now.catalog.sequences.get(name)
                if before is None or value > before or (plan.exact_schema and value != before):
                    yield SetSequence(name, value)


def _is_entity(wanted: SchemaObject) -> bool:
    return wanted.kind is ObjectKind.TABLE and bool(wanted.entity)


def _final_objects(plan: TargetPlan, now: Structure) -> list[SchemaObject]:
    """All but the entities' tables as it shall be in the end."""
    if plan.exact_schema:
        return [wanted for wanted in plan.catalog.objects if not _is_entity(wanted)]
    replaced = {*plan.rebuild, *plan.drop}
    stay = [o for o in now.catalog.objects if not _is_entity(o) and o.entity not in replaced]
    names = {(present.kind, present.name) for present in stay}
    made = {*plan.create, *plan.rebuild}
    come = [o for o in plan.catalog.objects if o.entity in made and (o.kind, o.name) not in names and not _is_entity(o)]
    return stay + come


def _engines(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """Names, in lower case, of those that know transactions, and of all that there are."""
    rows = session.connection.rows(
        "SELECT LOWER(ENGINE), COALESCE(TRANSACTIONS, ''), SUPPORT FROM information_schema.ENGINES"
    )
    there = [(name, transactions) for name, transactions, support in rows if support in ("YES", "DEFAULT")]
    return frozenset(n for n, transactions in there if transactions == "YES"), frozenset(n for n, _ in there)
