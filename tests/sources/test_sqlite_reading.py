import math
import struct
from concurrent.futures import ThreadPoolExecutor

import pytest

from crmbackup_gui.errors import EntityNotFound, InvalidRequest
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.sources.base import BATCH_ROWS, LARGE_VALUE, TypesChanged
from crmbackup_gui.sources.sql.sqlite.batch_sizes import TableSize, batch_rows
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource
from tests.sources.sqlite_databases import build, read, rows


@pytest.fixture
def snapshot_of(tmp_path):
    opened = []

    def open_(*statements):
        context = SqliteSource(build(tmp_path / "crm.db", *statements)).snapshot()
        opened.append(context)
        return context.__enter__()

    yield open_
    for context in opened:
        context.__exit__(None, None, None)


def first(snapshot):
    return snapshot.catalog.entities[0]


def type_of_c(snapshot, known=None):
    return snapshot.read(first(snapshot), known).entity.fields[-1].type


def any_value(**child):
    return {"integer": None, "real": None, "text": None, "bytes": None} | child


@pytest.mark.parametrize(
    ("declared", "values", "expected"),
    [
        ("INT", "(1), (NULL)", ValueType.INT64),
        ("INT", "('one')", ValueType.TEXT),
        ("INT", "(1), ('one')", ValueType.ANY),
        ("INT", "(NULL)", ValueType.INT64),
        ("", "(NULL)", ValueType.BYTES),
        ("", "(1), (2)", ValueType.INT64),
        ("BLOB", "('text')", ValueType.TEXT),
        ("BLOB", "(x'01'), (1.5)", ValueType.ANY),
        ("DATETIME", "(1700000000)", ValueType.INT64),
        ("TEXT", "(x'01')", ValueType.BYTES),
        ("DECIMAL", "(1)", ValueType.ANY),
    ],
)
def test_types_are_settled_by_the_values_that_are_there(snapshot_of, declared, values, expected):
    snapshot = snapshot_of(f"CREATE TABLE t (c {declared})", f"INSERT INTO t VALUES {values}")
    assert type_of_c(snapshot) is expected


@pytest.mark.parametrize(
    ("known", "values", "expected"),
    [
        (ValueType.ANY, "(1)", ValueType.ANY),
        (ValueType.TEXT, "('a')", ValueType.TEXT),
        (ValueType.TEXT, "(1)", ValueType.ANY),
        (ValueType.INT64, "(NULL)", ValueType.INT64),
    ],
)
def test_a_type_settled_before_is_kept_where_it_holds_everything_and_widened_where_not(
    snapshot_of, known, values, expected
):
    snapshot = snapshot_of("CREATE TABLE t (c)", f"INSERT INTO t VALUES {values}")
    entity = first(snapshot)
    fields = tuple(type(f)(name=f.name, type=known if f.name == "c" else f.type) for f in entity.fields)
    assert type_of_c(snapshot, Entity(name="t", fields=fields, key=entity.key)) is expected


def test_a_type_that_shows_only_after_the_first_batch_is_still_right(snapshot_of):
    snapshot = snapshot_of(
        "CREATE TABLE t (c)",
        "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 70000) "
        "INSERT INTO t SELECT NULL FROM n",
        "INSERT INTO t VALUES ('at last')",
    )
    stream = snapshot.read(first(snapshot))
    batches = [records.batch for records in stream.records]
    assert stream.rows == sum(batch.num_rows for batch in batches) == 70_001
    assert max(batch.num_rows for batch in batches) <= BATCH_ROWS
    assert batches[-1].column(1)[-1].as_py() == "at last"
    assert all(batch.schema == arrow_schema(stream.entity) for batch in batches)


def test_an_empty_table_has_no_batches(snapshot_of):
    stream = snapshot_of("CREATE TABLE t (c)").read(Entity(name="t", fields=(), key=()))
    assert (list(stream.records), stream.rows) == ([], 0)


def test_values_of_every_class_travel_in_one_field(snapshot_of):
    snapshot = snapshot_of(
        "CREATE TABLE t (c)",
        "INSERT INTO t VALUES (9223372036854775807), (-0.0), (9e999), ('a' || char(0) || 'b'), (x'00ff'), "
        "(''), (x''), (NULL)",
    )
    values = [row[1] for row in rows(snapshot, first(snapshot))]
    assert struct.pack(">d", values[1].pop("real")) == struct.pack(">d", -0.0)
    assert values == [
        any_value(integer=2**63 - 1),
        {"integer": None, "text": None, "bytes": None},
        any_value(real=math.inf),
        any_value(text=b"a\0b"),
        any_value(bytes=b"\0\xff"),
        any_value(text=b""),
        any_value(bytes=b""),
        any_value(),
    ]


def test_text_that_is_not_utf8_makes_its_field_one_of_any_values_when_it_is_read_again(snapshot_of):
    snapshot = snapshot_of(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, c TEXT) STRICT", "INSERT INTO t VALUES (1, CAST(x'61ff' AS TEXT))"
    )
    stream = snapshot.read(first(snapshot))
    assert stream.entity.fields[1].type is ValueType.TEXT
    with pytest.raises(TypesChanged, match="t"):
        list(stream.records)
    assert rows(snapshot, first(snapshot)) == [(1, any_value(text=b"a\xff"))]


@pytest.mark.parametrize(("encoding", "lone"), [("UTF-16le", b"\0\xd8A\0"), ("UTF-16be", b"\xd8\0\0A")])
def test_text_of_utf16_databases_arrives_as_utf8_and_lone_surrogates_as_they_are_kept(snapshot_of, encoding, lone):
    snapshot = snapshot_of(
        f"PRAGMA encoding='{encoding}'",
        "CREATE TABLE t (k TEXT PRIMARY KEY, c TEXT)",
        f"INSERT INTO t VALUES ('grüße 😀', 'ok'), ('x', CAST(x'{lone.hex()}' AS TEXT))",
    )
    stream, _ = read(snapshot, first(snapshot))
    assert [field.type for field in stream.entity.fields[1:]] == [ValueType.TEXT, ValueType.ANY]
    found = {row[1]: row[2]["text"] for row in rows(snapshot, first(snapshot))}
    assert found["x"] == lone
    assert found["grüße 😀"].decode(encoding) == "ok"
    assert not stream.in_key_order


def test_records_come_in_the_order_of_the_key_under_its_collation(snapshot_of):
    snapshot = snapshot_of(
        "CREATE TABLE t (k COLLATE NOCASE PRIMARY KEY, x) WITHOUT ROWID",
        "INSERT INTO t(k) VALUES ('b'), ('A'), ('Z'), ('c'), (x'00'), (2), (1.5), (-1), ('_')",
    )
    stream, found = read(snapshot, first(snapshot))
    assert stream.in_key_order
    keys = [next(v for v in key.values() if v is not None) for key in found[0].batch.column(0).to_pylist()]
    assert keys == [-1, 1.5, 2, b"_", b"A", b"b", b"c", b"Z", b"\0"]


def test_a_value_above_the_limit_stays_out_of_the_batch_and_is_read_in_pieces(snapshot_of):
    at_limit, above = "x" * LARGE_VALUE, "é" * (5 << 20)
    snapshot = snapshot_of(
        "CREATE TABLE t (k TEXT PRIMARY KEY, c TEXT, d) WITHOUT ROWID",
        ("INSERT INTO t VALUES ('a', ?, 1), ('b', ?, ?)", (at_limit, above, b"\0" * (LARGE_VALUE + 1))),
    )
    stream = snapshot.read(first(snapshot))
    records = next(stream.records)
    assert records.batch.column(1).to_pylist() == [at_limit, None]
    text, data = records.large
    assert (text.row, text.field, text.is_text) == (1, 1, True)
    pieces = list(text.read())
    assert b"".join(pieces).decode() == above
    assert len(pieces) == 2
    assert (data.row, data.field, data.is_text) == (1, 2, False)
    assert b"".join(data.read()) == b"\0" * (LARGE_VALUE + 1)
    assert records.batch.column(2)[1].as_py() == any_value()


def test_large_text_of_a_utf16_database_is_handed_over_as_utf8(snapshot_of):
    text = "aé😀" * 50_000
    snapshot = snapshot_of(
        "PRAGMA encoding='UTF-16le'", "CREATE TABLE t (c TEXT)", ("INSERT INTO t VALUES (?)", (text,))
    )
    records = next(snapshot.read(first(snapshot)).records)
    assert b"".join(records.large[0].read()).decode() == text


def test_a_large_generated_value_that_no_page_holds_is_found(snapshot_of):
    snapshot = snapshot_of("CREATE TABLE t (a, v AS (hex(zeroblob(50000))))", "INSERT INTO t(a) VALUES (1)")
    records = next(snapshot.read(first(snapshot)).records)
    assert [value.field for value in records.large] == [2]
    assert b"".join(records.large[0].read()) == b"00" * 50_000


def test_keys_travel_in_batches_however_large_they_are(snapshot_of):
    key = "k" * (LARGE_VALUE + 1)
    snapshot = snapshot_of("CREATE TABLE t (k TEXT PRIMARY KEY)", ("INSERT INTO t VALUES (?)", (key,)))
    records = next(snapshot.read(first(snapshot)).records)
    assert records.large == ()
    assert records.batch.column(1).to_pylist() == [key]


def test_names_may_hold_anything(snapshot_of):
    snapshot = snapshot_of(
        'CREATE TABLE "a""b;--" ("x\'y""" TEXT, "" INT, "é 中" BLOB)', 'INSERT INTO "a""b;--" VALUES (1, 2, 3)'
    )
    assert rows(snapshot, first(snapshot)) == [(1, "1", 2, 3)]


def test_a_table_of_more_columns_than_an_expression_is_deep_is_read(snapshot_of):
    columns = ", ".join(f"c{n} INT" for n in range(1200))
    snapshot = snapshot_of(f"CREATE TABLE t ({columns})", "INSERT INTO t(c0, c1199) VALUES (7, 8)")
    (row,) = rows(snapshot, first(snapshot))
    assert (row[1], row[-1], len(row)) == (7, 8, 1201)


def test_batches_shrink_where_records_are_large():
    assert batch_rows(TableSize(0, 0, 0), 3, LARGE_VALUE) == BATCH_ROWS
    assert batch_rows(TableSize(4096 * 1000, 4096, 1000), 3, LARGE_VALUE) == 1024
    assert batch_rows(TableSize(100 * 10_000, 1 << 20, 10_000), 100, LARGE_VALUE) == 1024


def test_a_key_that_ignores_case_is_not_in_order_where_its_texts_contain_nul(snapshot_of):
    snapshot = snapshot_of(
        "CREATE TABLE t (k TEXT COLLATE NOCASE PRIMARY KEY)", "INSERT INTO t VALUES ('a' || char(0) || 'b')"
    )
    assert not snapshot.read(first(snapshot)).in_key_order


def test_another_thread_may_take_the_records(snapshot_of):
    snapshot = snapshot_of("CREATE TABLE t (c TEXT)", ("INSERT INTO t VALUES (?)", ("x" * (LARGE_VALUE + 1),)))
    stream = snapshot.read(first(snapshot))
    with ThreadPoolExecutor(1) as other:
        found = other.submit(lambda: [b"".join(v.read()) for r in stream.records for v in r.large]).result()
    assert found == [b"x" * (LARGE_VALUE + 1)]


def test_a_stream_that_is_left_early_does_not_keep_the_snapshot_open(snapshot_of):
    snapshot = snapshot_of("CREATE TABLE t (c INT)", "INSERT INTO t VALUES (1)")
    stream = snapshot.read(first(snapshot))
    assert next(stream.records).batch.num_rows == 1


def test_an_entity_that_is_not_there_is_not_found(snapshot_of):
    with pytest.raises(EntityNotFound):
        snapshot_of("CREATE TABLE t (c)").read(Entity(name="nope", fields=(), key=()))


def test_a_database_has_no_file_contents_and_does_not_tell_what_changed(snapshot_of):
    snapshot = snapshot_of("CREATE TABLE t (c)")
    with pytest.raises(InvalidRequest):
        snapshot.open_content(first(snapshot), (1,))
    assert snapshot.changes(first(snapshot), b"", first(snapshot)) is None
    assert snapshot.position is None
