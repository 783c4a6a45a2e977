"""What goes out of a database and into a new one is the same database."""

import math
import sqlite3
import struct
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbackup_gui.model.catalog import Collation, ValueType
from crmbackup_gui.sources.base import LARGE_VALUE
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.sources.sqlite_databases import build, contents, copy_whole, query, read, schema_of

VALUES = (
    "(NULL), (0), (-1), (9223372036854775807), (-9223372036854775808), (0.0), (-0.0), (1.5), (5.0), (1e300), (9e999), "
    "(-9e999), (''), ('12'), ('1.0'), (' 7 '), ('é😀'), ('a' || char(0) || 'b'), (CAST(x'61ff00c3' AS TEXT)), "
    "(x''), (x'00'), (x'3132'), (x'ff00ff')"
)

AWKWARD = (
    "PRAGMA application_id=77",
    "PRAGMA user_version=12",
    "PRAGMA foreign_keys=OFF",
    (
        'CREATE TABLE "group" (id INTEGER PRIMARY KEY AUTOINCREMENT, "select" TEXT COLLATE NOCASE UNIQUE, '
        'parent REFERENCES "group")'
    ),
    """INSERT INTO "group" VALUES (3, 'Ä', NULL), (900, 'b', 3), (1000, NULL, 12345)""",
    'DELETE FROM "group" WHERE id = 1000',
    "CREATE TABLE link (a TEXT COLLATE NOCASE, b REAL, c, PRIMARY KEY (b DESC, a)) WITHOUT ROWID",
    "INSERT INTO link VALUES ('x', 1, x'00'), ('Y', 1, NULL), (x'59', -0.0, 'text'), ('y ', 9e999, 7)",
    "CREATE TABLE price (amount DECIMAL(12,2), total AS (amount * 2), stored AS (amount * 3) STORED)",
    "INSERT INTO price(amount) VALUES (1), (1.5), (x'312e3530'), ('free')",
    "CREATE TABLE note (code TEXT PRIMARY KEY, body)",
    (
        "INSERT INTO note(rowid, code, body) VALUES (50, 'z', 1), (-7, 'a', 2), (9223372036854775807, 'm', NULL), "
        "(3, NULL, 'no key')"
    ),
    "CREATE TABLE strict (i INT, r REAL, t TEXT, b BLOB, a ANY) STRICT",
    "INSERT INTO strict VALUES (1, -0.0, 'x', x'00', 1), (NULL, 2, CAST(x'ff' AS TEXT), NULL, '1')",
    "CREATE TABLE nameless (rowid, _rowid_, oid)",
    "INSERT INTO nameless VALUES (1, 'a', x'01'), (1, 'a', x'01'), (NULL, NULL, 1.5)",
    "CREATE TABLE big (id TEXT PRIMARY KEY, t TEXT, b BLOB, n NUMERIC)",
    (
        "INSERT INTO big VALUES (?, ?, ?, ?), ('small', 'a', x'01', 1)",
        ("k" * (LARGE_VALUE + 1), "é" * LARGE_VALUE, b"\0" * (9 << 20), "1" * 99 + "x" * LARGE_VALUE),
    ),
    "CREATE INDEX by_body ON note(body, length(code)) WHERE body IS NOT NULL",
    "CREATE VIEW everything AS SELECT * FROM link, no_such_table",
    "CREATE TABLE log (what)",
    "CREATE TRIGGER logged AFTER INSERT ON note BEGIN INSERT INTO log VALUES (new.code); END",
    "CREATE TRIGGER instead INSTEAD OF DELETE ON everything BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE found USING fts5(body, content='note', content_rowid=rowid)",
    "INSERT INTO found(found) VALUES ('rebuild')",
    "CREATE VIRTUAL TABLE own USING fts4(title, body)",
    "INSERT INTO own VALUES ('one', 'two words')",
    "CREATE VIRTUAL TABLE place USING rtree(id, x1, x2)",
    "INSERT INTO place VALUES (1, 2.5, 3.5)",
    "CREATE TABLE orphan (x REFERENCES nowhere(y))",
    "INSERT INTO orphan VALUES (1)",
    "PRAGMA writable_schema=ON",
    "INSERT INTO sqlite_schema VALUES ('table', 'near', 'near', 0, 'CREATE VIRTUAL TABLE near USING nosuch(a  ,b)')",
)


def assert_copies_exactly(source, copy):
    settlement = copy_whole(source, copy)
    assert schema_of(copy) == schema_of(source)
    assert contents(copy) == contents(source)
    return settlement


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_an_awkward_database_comes_back_exactly(tmp_path, encoding, journal):
    source = build(
        tmp_path / "crm.db",
        f"PRAGMA encoding='{encoding}'",
        "PRAGMA page_size=2048",
        "PRAGMA auto_vacuum=INCREMENTAL",
        f"PRAGMA journal_mode={journal}",
        *AWKWARD,
    )
    copy = tmp_path / "copy.db"
    settlement = assert_copies_exactly(source, copy)
    assert {(violation.entity, violation.parent) for violation in settlement.violations} == {("orphan", "nowhere")}
    assert SqliteSource(copy).catalog().properties == SqliteSource(source).catalog().properties
    assert SqliteSource(copy).catalog().sequences == {"group": 1000}
    assert query(copy, "SELECT rowid FROM own WHERE own MATCH 'words'") == [(1,)]
    assert query(copy, "SELECT id FROM place WHERE x1 < 3") == [(1,)]
    assert query(copy, "PRAGMA integrity_check") == [(b"ok",)]


@pytest.mark.parametrize(
    "declared",
    ["", "INT", "INTEGER", "REAL", "TEXT", "BLOB", "NUMERIC", "DECIMAL(9,2)", "BOOLEAN", "DATETIME", "VARCHAR(2)"],
)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le"])
def test_any_value_in_any_column_comes_back_with_its_class(tmp_path, declared, encoding):
    source = build(
        tmp_path / "crm.db",
        f"PRAGMA encoding='{encoding}'",
        f"CREATE TABLE t (c {declared})",
        f"INSERT INTO t VALUES {VALUES}",
    )
    assert_copies_exactly(source, tmp_path / "copy.db")


texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["12", "1.0", "1e5", " 7 ", "A", "a", "a ", "a  ", "é", "É", "x\0y"]),
)
values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-3, 3),
    st.floats(allow_nan=False),
    st.sampled_from([0.0, -0.0, 1.0, math.inf, 2.0**53, 2.0**63]),
    texts,
    st.binary(max_size=8),
)
keys = st.one_of(st.integers(-3, 3), st.floats(-3, 3), st.sampled_from([2.0**53, -0.0]), texts, st.binary(max_size=3))
affinities = st.sampled_from(["", "INT", "REAL", "TEXT", "BLOB", "NUMERIC", "BOOLEAN", "DATE"])
collations = st.sampled_from(["BINARY", "NOCASE", "RTRIM"])


@st.composite
def tables(draw):
    """A statement that creates `t`, and rows to try to insert."""
    key_types = draw(st.lists(affinities, min_size=1, max_size=2))
    types = draw(st.lists(affinities, max_size=3))
    columns = [f"k{n} {kind} NOT NULL" for n, kind in enumerate(key_types)]
    columns += [f"c{n} {kind}" for n, kind in enumerate(types)]
    key = ", ".join(
        f"k{n} COLLATE {draw(collations)} {draw(st.sampled_from(['', 'DESC']))}" for n in range(len(key_types))
    )
    shape = draw(st.sampled_from(["", "keyed", "WITHOUT ROWID"]))
    constraint = f", PRIMARY KEY ({key})" if shape else ""
    options = shape if shape == "WITHOUT ROWID" else ""
    row = st.tuples(*(keys for _ in key_types), *(values for _ in types))
    return f"CREATE TABLE t ({', '.join(columns)}{constraint}) {options}", draw(st.lists(row, max_size=12))


def insert_what_fits(path, create, rows):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(create)
    for row in rows:
        connection.execute(f"INSERT OR IGNORE INTO t VALUES ({', '.join('?' * len(row))})", row)
    connection.close()
    return path


@settings(max_examples=60)
@given(table=tables())
def test_any_table_comes_back_exactly(table):
    with tempfile.TemporaryDirectory() as folder:
        source = insert_what_fits(Path(folder, "crm.db"), *table)
        assert_copies_exactly(source, Path(folder, "copy.db"))


@settings(max_examples=60)
@given(table=tables())
def test_records_come_in_canonical_key_order(table):
    with tempfile.TemporaryDirectory() as folder:
        source = insert_what_fits(Path(folder, "crm.db"), *table)
        with SqliteSource(source).snapshot() as snapshot:
            stream, found = read(snapshot, snapshot.catalog.entities[0])
    if not stream.in_key_order:
        assert any(field.collation is Collation.NOCASE for field in stream.entity.key_fields)
        return
    positions = [stream.entity.index(name) for name in stream.entity.key]
    order = [
        tuple(canonical(stream.entity.fields[p], r.batch.column(p)[row].as_py()) for p in positions)
        for r in found
        for row in range(r.batch.num_rows)
    ]
    assert order == sorted(order)
    assert len(set(order)) == len(order)


def canonical(field, value):
    """NULL, then numbers by value, then text by its bytes after the collation's fold, then bytes."""
    if field.type is ValueType.ANY:
        child, value = next(((c, v) for c, v in value.items() if v is not None), ("null", None))
    else:
        child = {ValueType.TEXT: "text", ValueType.BYTES: "bytes"}.get(field.type, "integer")
    if child in ("integer", "real"):
        return (1, value)
    if child != "text":
        return (3, value) if child == "bytes" else (0,)
    data = value if isinstance(value, bytes) else value.encode()
    if field.collation is Collation.NOCASE:
        return (2, data.lower())
    return (2, data.rstrip(b" ") if field.collation is Collation.RTRIM else data)


def test_floats_come_back_bit_for_bit(tmp_path):
    numbers = [5e-324, -0.0, 1.7976931348623157e308, 0.1 + 0.2, 1e22, 123456789012345680.0]
    source = build(tmp_path / "crm.db", "CREATE TABLE t (c)", *(("INSERT INTO t VALUES (?)", (n,)) for n in numbers))
    assert_copies_exactly(source, tmp_path / "copy.db")
    found = [struct.pack(">d", row[0]) for row in query(tmp_path / "copy.db", "SELECT c FROM t")]
    assert found == [struct.pack(">d", number) for number in numbers]
