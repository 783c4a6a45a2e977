"""SQLite CRMs that tests invent: their structure, their values and their edits."""

import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle

from hypothesis import strategies as st

from tests.engine.sqlite_state import opened, quoted

# Values


@dataclass(frozen=True)
class RawText:
    """Text of any bytes, valid or not."""

    data: bytes


def _large(kind, size, seed):
    content = (f"{seed:08d} " * (size // 9 + 1))[:size]
    return content if kind == "text" else (content.encode() if kind == "bytes" else RawText(b"\xff" + content.encode()))


COMMON = st.sampled_from(
    [None, 0, 1, 2, 3, -1, 1.0, 2.5, -0.0, 0.0, "", "a", "A", "a ", "b", "1", "1.0", "é", b"", b"a", b"1", b"\x00"]
)
ODD = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from(
        [2**63 - 1, -(2**63), 2**53 + 1, float(2**53), float("inf"), float("-inf"), 2.0**63, 5e-324, 1e308]
    ),
    st.floats(allow_nan=False),
    st.sampled_from(["x\x00y", "\x00", "😀", "a\x00", "A\x00b", "İ", "ﬀ", "1e400", " 1", "0x10", "NULL", "'"]),
    st.text(max_size=6),
    st.binary(max_size=4).map(RawText),
    st.binary(max_size=6),
)
LARGE = st.builds(
    _large,
    st.sampled_from(["text", "bytes", "raw"]),
    st.sampled_from([65_535, 65_536, 65_537, 90_000]),
    st.integers(0, 3),
)
_NUMBER_AND_NUL = re.compile(rb"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*\0")


def _is_kept(value):
    """Whether every SQLite leaves a text a text in a numeric column (test_sqlite_target has those that do not)."""
    if isinstance(value, RawText):
        # In UTF-16 half a character counts as one with a NUL.
        return _NUMBER_AND_NUL.match(value.data + b"\0") is None
    return not isinstance(value, str) or _NUMBER_AND_NUL.match(value.encode()) is None


VALUES = st.one_of(COMMON, COMMON, COMMON, ODD, ODD, LARGE).filter(_is_kept)


def bound(value):
    """An expression and the parameter it binds."""
    return ("CAST(? AS TEXT)", value.data) if isinstance(value, RawText) else ("?", value)


# Structure

TABLE_NAMES = ("contact", "deal", "Ünïcode", 'say "hi"', "it's", "select", "a b", "x%y", "contact_2", "files")
COLUMN_NAMES = ("name", "Größe", "order", 'q"q', "b c", "text", "integer", "any", "Field", "last")
DECLARED = (
    "",
    "INTEGER",
    "INT",
    "REAL",
    "TEXT",
    "BLOB",
    "NUMERIC",
    "DECIMAL(12,2)",
    "VARCHAR(20)",
    "DATETIME",
    "FLOAT",
)
STRICT_DECLARED = ("INTEGER", "INT", "REAL", "TEXT", "BLOB", "ANY")
COLLATIONS = ("BINARY", "NOCASE", "RTRIM")
KEYS = (
    '"id" INTEGER PRIMARY KEY',
    '"id" INTEGER PRIMARY KEY AUTOINCREMENT',
    '"id" INTEGER PRIMARY KEY DESC',
    '"id" INT PRIMARY KEY',
    '"id" TEXT COLLATE {c} PRIMARY KEY',
    '"id" NUMERIC PRIMARY KEY',
    '"id" BLOB PRIMARY KEY',
    '"id" COLLATE {c}, "id2" TEXT COLLATE {d}, PRIMARY KEY ("id2", "id")',
    '"id" INT, "id2" COLLATE {c}, PRIMARY KEY ("id" DESC, "id2")',
    "",
    '"rowid" TEXT',
    '"rowid" TEXT, "_rowid_" INTEGER, "oid"',
)


@st.composite
def definitions(draw):
    """A table without its name: everything between the parentheses, and what follows them."""
    strict = draw(st.integers(0, 5)) == 0
    key = draw(st.sampled_from(KEYS)).format(c=draw(st.sampled_from(COLLATIONS)), d=draw(st.sampled_from(COLLATIONS)))
    if strict:
        key = '"id" INTEGER PRIMARY KEY' if draw(st.booleans()) else '"id" TEXT PRIMARY KEY'
    names = draw(st.lists(st.sampled_from(COLUMN_NAMES), unique=True, min_size=0 if key else 1, max_size=4))
    columns = [draw(_columns(name, strict=strict)) for name in names]
    if names and draw(st.integers(0, 4)) == 0:
        declared = "TEXT" if strict else draw(st.sampled_from(("", "TEXT", "INTEGER")))
        kind = draw(st.sampled_from(("VIRTUAL", "STORED")))
        columns.append(f"\"made\" {declared} GENERATED ALWAYS AS (typeof({quoted(names[0])}) || '!') {kind}")
    key_columns, constraint, rest = key.partition(", PRIMARY KEY (")
    parts = [part for part in (key_columns, *columns) if part] + ([f"PRIMARY KEY ({rest}"] if constraint else [])
    options = ["STRICT"] if strict else []
    if "PRIMARY KEY" in key and "AUTOINCREMENT" not in key and draw(st.integers(0, 3)) == 0:
        options.append("WITHOUT ROWID")
    return f"({', '.join(parts)}) {', '.join(options)}"


@st.composite
def _columns(draw, name, *, strict):
    declared = draw(st.sampled_from(STRICT_DECLARED if strict else DECLARED))
    extra = draw(
        st.sampled_from(
            ("", "", "", "", "UNIQUE", "NOT NULL DEFAULT 1", "DEFAULT 'x'", "COLLATE NOCASE", "REFERENCES {parent}")
        )
    )
    return f"{quoted(name)} {declared} {extra}".strip()


class SqliteCrm:
    """A database that is edited in random ways. Tables, columns and records are named by numbers that wrap around."""

    def __init__(self, path):
        self.path = path

    def run(self, *statements):
        """Each a string or a pair of string and parameters; one that SQLite refuses changes nothing."""
        with opened(self.path) as connection:
            for statement in statements:
                sql, parameters = (statement, ()) if isinstance(statement, str) else statement
                with suppress(sqlite3.Error):
                    connection.execute(sql, parameters)

    def create_table(self, name, definition):
        parent = quoted(next(iter(self.tables()), name))
        self.run(f"CREATE TABLE {quoted(name)} {definition.replace('{parent}', parent)}")

    def tables(self):
        with opened(self.path) as connection:
            sql = (
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 "
                "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
            )
            return [row[0].decode() for row in connection.execute(sql)]

    def table(self, number):
        names = self.tables()
        return names[number % len(names)] if names else "none"

    def columns(self, table, *, all_of_them=False):
        with opened(self.path) as connection:
            sql = "SELECT name, hidden FROM pragma_table_xinfo(?)"
            return [row[0].decode() for row in connection.execute(sql, (table,)) if all_of_them or not row[1]]

    def column(self, table, number):
        names = self.columns(table)
        return names[number % len(names)] if names else "none"

    def insert(self, number, records, *, replace=False):
        table = self.table(number)
        columns = self.columns(table)
        if not columns:
            return
        verb = "INSERT OR REPLACE" if replace else "INSERT OR IGNORE"
        names = ", ".join(quoted(column) for column in columns)
        statements = []
        for record in records:
            pairs = [bound(value) for value, _ in zip(cycle(record), columns, strict=False)]
            expressions = ", ".join(expression for expression, _ in pairs)
            statement = f"{verb} INTO {quoted(table)} ({names}) VALUES ({expressions})"
            statements.append((statement, [parameter for _, parameter in pairs]))
        self.run(*statements)

    def update(self, number, record, column, value):
        table = self.table(number)
        expression, parameter = bound(value)
        name = quoted(self.column(table, column))
        sql = f"UPDATE OR IGNORE {quoted(table)} SET {name} = {expression} WHERE {self._one(table, record)}"
        self.run((sql, (parameter,)))

    def delete(self, number, record):
        table = self.table(number)
        self.run(f"DELETE FROM {quoted(table)} WHERE {self._one(table, record)}")

    def fill(self, number, count, copies):
        """Many records, so that change sets are worth keeping; of each value of the second column several copies."""
        self.insert(number, [[n, f"name {n // copies}", n * 1.5, None, n % 7, b"x", n] for n in range(count)])

    def delete_many(self, number, share):
        table = self.table(number)
        chance = f"length(quote({quoted(self.column(table, share))})) % {share} = 0"
        self.run(f"DELETE FROM {quoted(table)} WHERE {chance}")

    def shift(self, number, column, by):
        """Records pass a number on to one another, also where it must be unique."""
        table = self.table(number)
        name = quoted(self.column(table, column))
        numeric = f"typeof({name}) = 'integer' AND abs({name}) < 1000000"
        self.run(
            f"UPDATE OR IGNORE {quoted(table)} SET {name} = {name} + 5000 WHERE {numeric}",
            f"UPDATE OR IGNORE {quoted(table)} SET {name} = {name} - 5000 + {by} WHERE {numeric}",
        )

    def add_column(self, number, name, declared, extra):
        """Without the default in a STRICT table: SQLite would take it, and refuse to store it in a new one."""
        table = self.table(number)
        with opened(self.path) as connection:
            (strict,) = connection.execute("SELECT max(strict) FROM pragma_table_list(?)", (table,)).fetchone()
        self.run(f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(name)} {declared} {'' if strict else extra}")

    def rename_column(self, number, column, name):
        table = self.table(number)
        self.run(f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(self.column(table, column))} TO {quoted(name)}")

    def drop_column(self, number, column):
        table = self.table(number)
        self.run(f"ALTER TABLE {quoted(table)} DROP COLUMN {quoted(self.column(table, column))}")

    def rename_table(self, number, name):
        self.run(f"ALTER TABLE {quoted(self.table(number))} RENAME TO {quoted(name)}")

    def drop_table(self, number):
        self.run(f"DROP TABLE {quoted(self.table(number))}")

    def create_object(self, definition, which, number, column):
        table = self.table(number)
        names = {"name": f"object {which}", "table": table, "column": self.column(table, column)}
        self.run(definition.format(**{key: quoted(name) for key, name in names.items()}))

    def drop_object(self, kind, which):
        self.run(f"DROP {kind} {quoted(f'object {which}')}")

    def set_version(self, number):
        self.run(f"PRAGMA user_version={number}")

    def _one(self, table, record):
        """A condition for one record, or for all that are equal where nothing tells them apart."""
        columns = [quoted(column) for column in self.columns(table)]
        together = f"({', '.join(columns)})"
        count = f"(SELECT max(1, count(*)) FROM {quoted(table)})"
        return f"{together} IS (SELECT {', '.join(columns)} FROM {quoted(table)} LIMIT 1 OFFSET {record} % {count})"


# Edits: the name of a method of `SqliteCrm` and its arguments

NUMBERS = st.integers(0, 63)
KEY_VALUES = st.one_of(st.integers(0, 9), COMMON, ODD).filter(_is_kept)
RECORDS = st.lists(st.tuples(KEY_VALUES, KEY_VALUES, *[VALUES] * 5), min_size=1, max_size=4)
OBJECTS = (
    "CREATE INDEX {name} ON {table} ({column})",
    "CREATE UNIQUE INDEX {name} ON {table} ({column})",
    "CREATE INDEX {name} ON {table} ({column} COLLATE NOCASE) WHERE {column} IS NOT NULL",
    "CREATE INDEX {name} ON {table} (typeof({column}))",
    "CREATE VIEW {name} AS SELECT {column} FROM {table}",
    "CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN DELETE FROM {table} WHERE {column} = 'b'; END",
    "CREATE TRIGGER {name} BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'kept') FROM {table} LIMIT 1; END",
    "CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} BEGIN UPDATE {table} SET {column} = 'fired'; END",
)
EDITS = st.one_of(
    st.tuples(st.just("insert"), NUMBERS, RECORDS),
    st.tuples(st.just("insert"), NUMBERS, RECORDS),
    st.tuples(st.just("update"), NUMBERS, NUMBERS, NUMBERS, VALUES),
    st.tuples(st.just("update"), NUMBERS, NUMBERS, NUMBERS, VALUES),
    st.tuples(st.just("delete"), NUMBERS, NUMBERS),
    st.tuples(st.just("fill"), NUMBERS, st.sampled_from((5, 40, 300)), st.integers(1, 3)),
    st.tuples(st.just("shift"), NUMBERS, NUMBERS, st.integers(-2, 2)),
    st.tuples(st.just("delete_many"), NUMBERS, st.sampled_from((1, 2, 5, 7))),
)
RESTRUCTURINGS = st.one_of(
    st.tuples(st.just("create_table"), st.sampled_from(TABLE_NAMES), definitions()),
    st.tuples(st.just("add_column"), NUMBERS, st.sampled_from(COLUMN_NAMES), st.sampled_from(DECLARED),
              st.sampled_from(("", "DEFAULT 'q'", "NOT NULL DEFAULT 5"))),
    st.tuples(st.just("create_object"), st.sampled_from(OBJECTS), st.integers(0, 3), NUMBERS, NUMBERS),
    st.tuples(st.just("create_object"), st.sampled_from(OBJECTS), st.integers(0, 3), NUMBERS, NUMBERS),
    st.tuples(st.just("drop_object"), st.sampled_from(("INDEX", "VIEW", "TRIGGER")), st.integers(0, 3)),
    st.tuples(st.just("rename_column"), NUMBERS, NUMBERS, st.sampled_from(COLUMN_NAMES)),
    st.tuples(st.just("drop_column"), NUMBERS, NUMBERS),
    st.tuples(st.just("rename_table"), NUMBERS, st.sampled_from((*TABLE_NAMES, "Contact"))),
    st.tuples(st.just("drop_table"), NUMBERS),
    st.tuples(st.just("set_version"), st.integers(-3, 3)),
)  # fmt: skip
