"""Any sequence of edits and backups of any PostgreSQL database: every point restores so that pg_dump sees it."""

import contextlib

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.scope import RestoreMode
from tests.engine.postgresql_crm import PostgresCrm, same, state
from tests.sources.test_postgresql_types import OUTSIDE, OWN_TYPES, TYPES

KEYS = {
    "int": "id int PRIMARY KEY",
    "bigint": "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "serial": "id serial PRIMARY KEY",
    "text": "id text PRIMARY KEY",
    "uuid": "id uuid PRIMARY KEY",
    "numeric": "id numeric PRIMARY KEY",
    "two": "id int, part text, PRIMARY KEY (part, id)",
    "not null": "id int NOT NULL UNIQUE",
    "none": "id int",
}
REFERABLE = frozenset({"int", "serial", "not null"})


class Writer:
    """Writes statements for a database that it knows as far as it needs to. Some of them will be refused."""

    def __init__(self, random):
        self.random = random
        self.tables = {}  # columns of each by name, with their types
        self.referable = []
        self.made = 0

    def create_table(self):
        self.made += 1
        name, key = f"table {self.made}", self.random.choice(list(KEYS))
        types = self.random.sample(sorted(TYPES), self.random.randint(1, 5))
        columns = [KEYS[key], *(f"c{number} {kind}" for number, kind in enumerate(types))]
        if self.referable and self.random.random() < 0.6:
            rule = self.random.choice(("", "ON DELETE CASCADE", "DEFERRABLE INITIALLY DEFERRED", "ON UPDATE SET NULL"))
            columns.append(f'ref int REFERENCES "{self.random.choice(self.referable)}" (id) {rule}')
        if key in REFERABLE:
            self.referable.append(name)
            if self.random.random() < 0.4:
                columns.append("twice int GENERATED ALWAYS AS (id * 2) STORED")
            if self.random.random() < 0.3:
                columns.append(f'self int REFERENCES "{name}" (id)')
        self.tables[name] = {f"c{number}": kind for number, kind in enumerate(types)}
        return f'CREATE TABLE "{name}" ({", ".join(columns)})'

    def insert(self):
        name, columns = self._table()
        chosen = [column for column in columns if self.random.random() < 0.8]
        number = self.random.randrange(40)
        key = self.random.choice((str(number), f"'k{number}'", f"'00000000-0000-0000-0000-0000000000{number:02}'"))
        ref = ["ref"] if self.random.random() < 0.5 else []
        names = ", ".join(["id", *chosen, *ref])
        values = ", ".join([key, *(self._value(columns[column]) for column in chosen), *(str(number % 5) for _ in ref)])
        override = "OVERRIDING SYSTEM VALUE" if self.random.random() < 0.7 else ""
        return f'INSERT INTO "{name}" ({names}) {override} VALUES ({values})'

    def update(self):
        name, columns = self._table()
        column = self.random.choice([*columns, "id"])
        value = str(self.random.randrange(40)) if column == "id" else self._value(columns[column])
        return f'UPDATE "{name}" SET {column} = {value} WHERE {self._some(name)}'

    def exchange(self):
        name, _ = self._table()
        return f'UPDATE "{name}" SET id = 39 - id::text::int'

    def delete(self):
        name, _ = self._table()
        return f'DELETE FROM "{name}" WHERE {self._some(name)}'

    def restructure(self):
        name, columns = self._table()
        self.made += 1
        kind = self.random.choice(sorted(TYPES))
        some = self.random.choice(list(columns) or ["id"])
        label = self.random.choice(("sad", "very happy", "glad"))
        choice = self.random.choice(
            (
                f'ALTER TABLE "{name}" ADD d{self.made} {kind} DEFAULT {self._value(kind)}',
                f'ALTER TABLE "{name}" DROP COLUMN {some} CASCADE',
                f'ALTER TABLE "{name}" ALTER {some} TYPE text',
                f'ALTER TABLE "{name}" ADD UNIQUE ({some})',
                f'ALTER TABLE "{name}" DROP CONSTRAINT IF EXISTS "{name}_pkey" CASCADE',
                f'CREATE VIEW "view {self.made}" AS SELECT * FROM "{name}"',
                f'CREATE INDEX ON "{name}" ({some})',
                f'DROP TABLE "{name}" CASCADE',
                f"ALTER TYPE mood RENAME VALUE '{label}' TO 'glad'",
                f"ALTER TYPE mood ADD VALUE 'more {self.made}'",
                f"COMMENT ON COLUMN \"{name}\".{some} IS 'of {self.made}'",
                f"CREATE SEQUENCE s{self.made} START {self.made}",
            )
        )
        if " ADD d" in choice:
            columns[f"d{self.made}"] = kind
        return choice

    def _table(self):
        name = self.random.choice(list(self.tables))
        return name, self.tables[name]

    def _value(self, kind):
        values = [*TYPES[kind], *OUTSIDE.get(kind, ()), "NULL"]
        return self.random.choice([value for value in values if "happy" not in value] or ["NULL"])

    def _some(self, name):
        first, rows = self.random.randrange(8), self.random.randint(1, 6)
        return f'ctid IN (SELECT ctid FROM "{name}" ORDER BY ctid OFFSET {first} LIMIT {rows})'


def run(database, statements):
    """Those that the database takes."""
    for statement in statements:
        with contextlib.suppress(RuntimeError):
            database.run(statement)
            note(statement)


def edits(writer, count):
    kinds = (writer.insert, writer.insert, writer.insert, writer.update, writer.exchange, writer.delete)
    return [writer.random.choice(kinds)() for _ in range(count)]


def counted(report):
    names = ("created", "updated", "deleted", "unchanged", "skipped", "failed")
    return {one.name: [getattr(one, name) for name in names] for one in report.entities}


def without_counters(lines):
    return [line for line in lines if "setval" not in line]


def check(crm, moments, random):
    """One restore into what is there now, whose counts were rehearsed, and back."""
    sequence = random.choice(sorted(moments))
    mode, structure = random.choice(list(RestoreMode)), random.random() < 0.7
    exact = mode is RestoreMode.EXACT and structure
    now = crm.state()
    note(f"restore {sequence} {mode} {structure}")
    try:
        dry = crm.restore(sequence, mode, create_schema=structure, dry_run=True)
    except RestoreRefused as refusal:
        note(f"refused: {refusal}")
        assert not exact
        same(crm.state(), now)
        return
    same(crm.state(), now)
    report = crm.restore(sequence, mode, create_schema=structure)
    assert counted(dry) == counted(report)
    if exact:
        same(crm.state(), moments[sequence])
        assert report.total("failed") == 0
    crm.undo(report)
    found = crm.state()
    same(*((found, now) if exact else (without_counters(found), without_counters(now))))


def history(pg, random, rounds):
    writer = Writer(random)
    crm = PostgresCrm(pg(*OWN_TYPES))
    run(crm.database, [writer.create_table() for _ in range(random.randint(1, 4))])
    moments = {}
    for _ in range(rounds):
        run(crm.database, edits(writer, 12))
        if random.random() < 0.5:
            run(crm.database, [writer.restructure(), writer.create_table()])
        before = crm.state()
        point = crm.back_up(random.choice((None, *Strategy)))
        moments[point.sequence] = before
        note(f"point {point.sequence}: {point.strategy}")
        run(crm.database, edits(writer, 5))
        check(crm, moments, random)
    target = pg()
    sequence = random.choice(sorted(moments))
    report = crm.restore(sequence, target=target, create_schema=True)
    same(state(target), moments[sequence])
    assert (report.total("failed"), report.warnings) == (0, ())
    target.drop()
    crm.database.drop()


def check_histories(pg, examples, rounds):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
    )
    @given(st.randoms(use_true_random=False))
    def every_history(random):
        history(pg, random, rounds)

    every_history()


@pytest.mark.timeout(300)
def test_every_point_of_any_history_restores_exactly_and_every_restore_can_be_undone(pg):
    check_histories(pg, examples=3, rounds=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_many_long_histories_restore_exactly(pg):
    check_histories(pg, examples=60, rounds=6)
