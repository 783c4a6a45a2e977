"""What a SQLite database holds, to the last bit.

Every connection is closed before a function returns: the product opens the file with another copy of SQLite, and two
copies must never have the same file open in one process.
"""

import sqlite3
import struct
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

ROW_ID_NAMES = ("rowid", "_rowid_", "oid")


@dataclass(frozen=True)
class Table:
    """All of one table. A row is its row id (None where nothing names it), then a class and a value for each column."""

    columns: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    """Column and collation of what identifies a record; empty where the row id or nothing does."""
    rows: Counter
    row_id_is_key: bool


@dataclass(frozen=True)
class State:
    """All of a database; two that are equal hold the same, value for value and type for type."""

    schema: Counter
    tables: dict[str, Table]
    numbers: tuple[int, int]
    references: dict[str, tuple] = field(default_factory=dict, compare=False)

    def rows(self):
        """How many records there are, beside SQLite's own."""
        return sum(table.rows.total() for name, table in self.tables.items() if not name.startswith("sqlite_"))

    def without_counters(self):
        """The same without the highest keys ever used, which a restore never lowers."""
        tables = {name: table for name, table in self.tables.items() if name != "sqlite_sequence"}
        schema = Counter({row: count for row, count in self.schema.items() if row[1] != "sqlite_sequence"})
        return State(schema, tables, self.numbers)

    def definition(self, name):
        """The statement that made a table, or None."""
        return next((sql for kind, found, _, sql in self.schema if kind == "table" and found == name), None)

    def difference(self, other):
        """In words for a failed assertion: what is not equal."""
        parts = [f"schema {self.schema - other.schema} / {other.schema - self.schema}"] * (self.schema != other.schema)
        for name in sorted({*self.tables, *other.tables}):
            mine, theirs = self.tables.get(name), other.tables.get(name)
            if mine is None or theirs is None:
                parts.append(f"{name!r} is only on one side")
            elif mine != theirs:
                parts.append(f"{name!r} {mine.rows - theirs.rows} / {theirs.rows - mine.rows}")
        return "; ".join([*parts, f"{self.numbers} / {other.numbers}"])


@contextmanager
def opened(path):
    """A connection outside of transactions that gives text as bytes and is closed on leaving."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.text_factory = bytes
        connection.execute("PRAGMA synchronous=OFF")
        yield connection


def state_of(path):
    """Everything that a database holds."""
    with opened(path) as connection:
        objects = connection.execute("SELECT type, name, tbl_name, sql, rootpage FROM sqlite_schema").fetchall()
        if not any(row[1] == b"sqlite_sequence" and _counters(connection) for row in objects):
            # SQLite makes this table when it needs it and never drops it again.
            objects = [row for row in objects if row[1] != b"sqlite_sequence"]
        names = [name.decode() for kind, name, _, _, root in objects if kind == b"table" and root]
        return State(
            schema=Counter(tuple(_text(cell) for cell in row[:4]) for row in objects),
            tables={name: _table(connection, name) for name in names},
            numbers=tuple(connection.execute(f"PRAGMA {n}").fetchone()[0] for n in ("user_version", "application_id")),
            references={name: _references(connection, name) for name in names},
        )


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def _text(cell):
    return cell.decode() if isinstance(cell, bytes) else cell


def _counters(connection):
    return connection.execute("SELECT count(*) FROM sqlite_sequence").fetchone()[0]


def _table(connection, name):
    info = connection.execute("SELECT name, pk FROM pragma_table_xinfo(?)", (name,)).fetchall()
    columns = tuple(_text(column) for column, _ in info)
    lower = {column.lower() for column in columns}
    row_id = next((alias for alias in ROW_ID_NAMES if alias not in lower), None)
    cells = [f"typeof({quoted(column)}), {quoted(column)}" for column in columns]
    try:
        found = connection.execute(f"SELECT {', '.join([row_id or 'NULL', *cells])} FROM {quoted(name)}").fetchall()
    except sqlite3.OperationalError:
        row_id = None
        found = connection.execute(f"SELECT {', '.join(['NULL', *cells])} FROM {quoted(name)}").fetchall()
    if name == "sqlite_sequence":
        found = [(None, *row[1:]) for row in found]
    rows = Counter(tuple(exact(value) for value in row) for row in found)
    key = _key(connection, name)
    at = [1 + 2 * columns.index(column) for column, _ in key]
    if any(row[position] == b"null" for row in rows for position in at):
        key = ()
    return Table(columns, key, rows, row_id_is_key=not key and row_id is not None)


def _key(connection, name):
    """The primary key with its collations; empty for one that is the row id itself."""
    sql = (
        "SELECT k.name, k.coll FROM pragma_index_list(?) i JOIN pragma_index_xinfo(i.name) k "
        "WHERE i.origin = 'pk' AND k.key ORDER BY k.seqno"
    )
    found = {}
    for column, collation in connection.execute(sql, (name,)):
        found.setdefault(_text(column), _text(collation))
    return tuple(found.items())


def _references(connection, name):
    sql = 'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq'
    return tuple(tuple(_text(cell) for cell in row) for row in connection.execute(sql, (name,)))


def exact(value):
    """A value that equals only itself: reals by their bits."""
    return struct.pack(">d", value) if isinstance(value, float) else value
