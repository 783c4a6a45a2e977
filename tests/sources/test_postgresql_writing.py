"""Records written into tables, whole batches at a time."""

import random
import uuid
from decimal import Decimal

import msgspec
import pyarrow as pa
import pytest

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Codec, Entity, Field, ValueType
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.sources.base import EntityPlan, LargeValue, Operation, Records, Refusal
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql.connection import Access, Connection
from crmbackup_gui.sources.sql.postgresql.login import login_of
from crmbackup_gui.sources.sql.postgresql.receiving import read_receiving
from crmbackup_gui.sources.sql.postgresql.schema import read_structure
from crmbackup_gui.sources.sql.postgresql.staging import Staging
from crmbackup_gui.sources.sql.postgresql.writing import apply_records

TEXT, INT = ValueType.TEXT, ValueType.INT32


def field(name, kind=TEXT, native="", codec=Codec.NATIVE):
    return Field(name=name, type=kind, native=native, codec=codec)


def as_text(name):
    return field(name, codec=Codec.TEXT)


def entity(*fields, key=("id",), name="contact"):
    return Entity(name=name, fields=fields, key=key)


class Written:
    """A table that is written in one transaction, and what is in it then."""

    def __init__(self, database, stored, table="contact"):
        self.connection = Connection(login_of(parse_location(database.url()), lambda _: None))
        self.connection.begin(Access.WRITE)
        self.stored, self.table = stored, table
        self.staging = Staging(self.connection)

    def apply(self, operation, *rows, fields=None, large=()):
        stored = self.stored
        plan = EntityPlan(stored, fields or tuple(f.name for f in stored.fields))
        columns = zip(*rows, strict=True) if rows else [[] for _ in stored.fields]
        schema = arrow_schema(stored)
        arrays = [pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)]
        batch = pa.RecordBatch.from_arrays(arrays, schema=schema)
        receiving = read_receiving(self.connection, read_structure(self.connection).tables[self.table])
        return apply_records(self.connection, self.staging, receiving, plan, operation, Records(batch, large))

    def rows(self, columns="*"):
        return self.connection.rows(f'SELECT {columns} FROM public."{self.table}" ORDER BY 1')


@pytest.fixture
def written(pg):
    made = []

    def new(stored, *statements, **options):
        made.append(Written(pg(*statements), stored, **options))
        return made[-1]

    yield new
    for one in made:
        one.connection.close()


CONTACT = entity(field("id", INT), field("name"))


def test_records_are_created(written):
    contact = written(CONTACT, "CREATE TABLE contact (id int PRIMARY KEY, name text)")
    assert contact.apply(Operation.CREATE, (1, "Ann"), (2, None)) == []
    assert contact.rows() == [(1, "Ann"), (2, None)]


def test_names_may_hold_anything(written):
    stored = entity(field("\"i'd", INT), field("Naïve; näme"), key=("\"i'd",), name="T \"x'")
    table = written(stored, 'CREATE TABLE "T ""x\'" ("""i\'d" int PRIMARY KEY, "Naïve; näme" text)', table="T \"x'")
    table.table = 'T ""x\''
    receiving = read_receiving(table.connection, read_structure(table.connection).tables["T \"x'"])
    batch = pa.RecordBatch.from_arrays([pa.array([1], pa.int32()), pa.array(["x"])], schema=arrow_schema(stored))
    plan = EntityPlan(stored, tuple(f.name for f in stored.fields))
    for operation in (Operation.CREATE, Operation.UPDATE):
        assert apply_records(table.connection, table.staging, receiving, plan, operation, Records(batch)) == []
    assert table.rows() == [(1, "x")]
    apply_records(table.connection, table.staging, receiving, plan, Operation.DELETE, Records(batch))
    assert table.rows() == []


@pytest.mark.parametrize("rows", [[(2, "b"), (1, "again"), (3, "c"), (4, "x"), (5, "e")]])
@pytest.mark.parametrize("staged", [False, True])
def test_refused_records_are_told_and_all_others_are_created(written, rows, staged):
    contact = written(
        entity(field("id", INT), field("name"), *([as_text("extra")] if staged else [])),
        "CREATE TABLE contact (id int PRIMARY KEY, name text CONSTRAINT no_x CHECK (name <> 'x'), extra int[])",
    )
    rows = [(*row, "{1,2}") for row in rows] if staged else rows
    contact.apply(Operation.CREATE, (1, "a", "{}") if staged else (1, "a"))
    assert contact.apply(Operation.CREATE, *rows) == [
        Refusal(1, "another record already has this value of id"),
        Refusal(3, "it breaks the rule no_x"),
    ]
    assert contact.rows("id, name") == [(1, "a"), (2, "b"), (3, "c"), (5, "e")]


def test_an_empty_value_where_there_must_be_one_is_refused(written):
    contact = written(CONTACT, "CREATE TABLE contact (id int PRIMARY KEY, name text NOT NULL)")
    assert contact.apply(Operation.CREATE, (1, None)) == [Refusal(0, "name must not be empty")]


def test_a_value_too_long_for_an_index_is_refused(written):
    contact = written(CONTACT, "CREATE TABLE contact (id int PRIMARY KEY, name text UNIQUE)")
    long = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz", k=9000))
    refused = contact.apply(Operation.CREATE, (1, "short"), (2, long))
    assert [refusal.row for refusal in refused] == [1]
    assert contact.rows() == [(1, "short")]


def test_generated_columns_are_computed_and_identities_are_set(written):
    stored = entity(
        field("id", INT), field("name"), msgspec.structs.replace(field("twice", INT), generated=True), as_text("tags")
    )
    contact = written(
        stored,
        "CREATE TABLE contact (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, "
        "twice int GENERATED ALWAYS AS (id * 2) STORED, tags text[])",
    )
    direct = entity(*stored.fields[:3])
    contact.apply(Operation.CREATE, (7, "x", None, "{a,NULL}"))
    contact.stored = direct
    contact.apply(Operation.CREATE, (9, "y", None))
    assert contact.rows("id, name, twice, tags::text") == [(7, "x", 14, "{a,NULL}"), (9, "y", 18, None)]


def test_deleting_finds_records_by_key_whatever_the_other_fields_are(written):
    stored = entity(field("id", INT), as_text("code"), field("name"), key=("id", "code"))
    contact = written(
        stored, "CREATE TABLE contact (id int, code uuid, name text, PRIMARY KEY (id, code))",
        "INSERT INTO contact SELECT g, '00000000-0000-0000-0000-000000000001', 'n' FROM generate_series(1, 4) g",
    )  # fmt: skip
    code = "00000000-0000-0000-0000-000000000001"
    assert contact.apply(Operation.DELETE, (2, code, "other"), (3, code, None), (4, code[:-1] + "2", "n")) == []
    assert contact.rows("id") == [(1,), (4,)]


def test_an_update_keeps_columns_that_are_not_written_and_lets_unique_values_be_exchanged(written):
    contact = written(
        CONTACT, "CREATE TABLE contact (id int PRIMARY KEY, note text NOT NULL, name text UNIQUE, big bigint)",
        "INSERT INTO contact VALUES (1, 'one', 'a', 10), (2, 'two', 'b', 20), (3, 'three', 'c', 30)",
    )  # fmt: skip
    assert contact.apply(Operation.UPDATE, (1, "b"), (2, "a")) == []
    assert contact.rows("id, note, name, big") == [(1, "one", "b", 10), (2, "two", "a", 20), (3, "three", "c", 30)]


def test_an_update_leaves_refused_records_as_they_were(written):
    contact = written(
        CONTACT, "CREATE TABLE contact (id int PRIMARY KEY, note text, name text UNIQUE)",
        "INSERT INTO contact VALUES (1, 'one', 'a'), (2, 'two', 'b'), (3, 'three', 'c'), (4, 'four', 'd')",
    )  # fmt: skip
    # What record 2 was to get is free only while record 1 gives it up, and that one is refused.
    refused = contact.apply(Operation.UPDATE, (1, "d"), (2, "a"), (3, "e"))
    assert [refusal.row for refusal in refused] == [0, 1]
    assert contact.rows("id, note, name") == [(1, "one", "a"), (2, "two", "b"), (3, "three", "e"), (4, "four", "d")]


def test_keys_that_are_equal_and_written_differently_are_told_apart(written):
    contact = written(
        entity(as_text("id"), field("name")), "CREATE TABLE contact (id numeric PRIMARY KEY, name text)",
        "INSERT INTO contact VALUES (1.0, 'Ann'), (2, 'Bob')",
    )  # fmt: skip
    contact.apply(Operation.DELETE, ("1.00", "Ann"), ("2", "Bob"))
    assert contact.rows("id::text") == [("1.0",)]


def test_keys_of_a_collation_that_folds_case_are_told_apart(full_postgres):
    database = full_postgres.new_database(
        "CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        "CREATE TABLE contact (id text COLLATE folding PRIMARY KEY, name text)",
        "INSERT INTO contact VALUES ('Ann', 'x')",
    )
    contact = Written(database, entity(field("id"), field("name")))
    try:
        contact.apply(Operation.DELETE, ("ANN", "x"))
        assert contact.rows() == [("Ann", "x")]
        contact.apply(Operation.DELETE, ("Ann", "x"))
        assert contact.rows() == []
    finally:
        contact.connection.close()
        database.drop()


def test_records_without_a_key_come_and_go_in_their_number(written):
    stored = stored_form(entity(field("id", INT), field("score", ValueType.FLOAT64), as_text("n"), key=()))
    log = written(stored, "CREATE TABLE contact (id int, score float8, n numeric)")
    log.apply(Operation.CREATE, (1, -0.0, "1.0", b"", 3), (1, 0.0, "1.0", b"", 2), (None, None, None, b"", 1))
    log.apply(Operation.CREATE, (1, -0.0, "1.00", b"", 1))
    log.apply(Operation.DELETE, (1, -0.0, "1.0", b"", 2), (None, None, None, b"", 5), (8, 1.0, "1", b"", 1))
    assert sorted(log.rows("id, score::text, n::text")) == [
        (1, "-0", "1.0"),
        (1, "-0", "1.00"),
        (1, "0", "1.0"),
        (1, "0", "1.0"),
    ]


def test_large_values_are_put_together_from_their_pieces(written):
    stored = entity(field("id", INT), field("note"), field("data", ValueType.BYTES), as_text("json"))
    contact = written(stored, "CREATE TABLE contact (id int PRIMARY KEY, note text, data bytea NOT NULL, json jsonb)")
    note, data = "ä€😀" * 300_000, random.Random(2).randbytes(3_000_001)
    json = '["' + "x" * 200_000 + '"]'

    def pieces(content, size):
        return lambda: (content[i : i + size] for i in range(0, len(content), size))

    refused = contact.apply(
        Operation.CREATE, (1, None, None, None), (2, "small", b"small", "null"), (3, None, None, None),
        large=(
            LargeValue(0, 1, True, pieces(note.encode(), 65_537)),
            LargeValue(0, 2, False, pieces(data, 1_500_000)),
            LargeValue(0, 3, True, pieces(json.encode(), 70_000)),
            LargeValue(2, 1, True, pieces(note.encode(), 65_537)),
        ),
    )  # fmt: skip
    assert [(refusal.row, refusal.reason) for refusal in refused] == [(2, "data must not be empty")]
    assert contact.rows("id, note, data, json::text") == [(1, note, data, json), (2, "small", b"small", "null")]


def test_an_error_of_reading_a_large_value_is_handed_on_as_it_is(written):
    contact = written(CONTACT, "CREATE TABLE contact (id int PRIMARY KEY, name text)")

    def broken():
        yield b"x" * 70_000
        raise InterruptedError("the repository is gone")

    with pytest.raises(InterruptedError, match="the repository is gone"):
        contact.apply(Operation.CREATE, (1, None), large=(LargeValue(0, 1, True, broken),))


AWKWARD = {
    "uuid": [str(uuid.UUID(int=n)) for n in (0, 1, 2**128 - 1)],
    "numeric(12,2)": ["0.00", "-0.01", "9999999999.99", "NaN", "100.50"],
    "numeric(5,2)": ["0.00", "-999.99", "0.10"],
    "numeric(38,10)": [str(Decimal("1234567890123456789012345678.0123456789")), "0.0000000000"],
    "numeric(60,0)": ["1" * 60, "-7", "0"],
    "numeric(3,-2)": ["12300", "-99900", "0"],
    "numeric": ["0", "1.50", "1.5", "0.000", "Infinity", "-Infinity", "NaN", "1" * 200 + "." + "2" * 200],
    "jsonb": ['{"a": [1, 2.50, null, "ä\\"😀"]}', "null", '""', "{}"],
    "json": ['{"a" :  1}', "[]"],
    "mood": ["sad", "so-so", "it's ä"],
    "short": ["a", "  b "],
    "amount": ["1.10", "0.00"],
    "interval": ["1 year 2 mons 3 days 04:05:06.789", "-1 days", "00:00:00"],
    "inet": ["192.168.0.1/24", "::1/128", "10.0.0.0/8"],
    "text[]": ['{a,NULL,"b\\"c",""}', "{}", "[2:3]={x,y}", "{{1,2},{3,4}}"],
    "int4range": ["[1,5)", "empty", "(,)"],
    "bit varying(10)": ["101", "", "1111111111"],
    "tsvector": ["'fat':2A 'rat':3", ""],
    "money": ["$1.00", "-$12,345.67"],
    "timestamp": ["infinity", "-infinity", "0044-03-15 00:00:00 BC", "294276-12-31 23:59:59.999999"],
    "timestamptz(3)": ["2024-02-29 12:00:00.123+00", "infinity"],
    "time with time zone": ["12:00:00+02", "24:00:00-15:59"],
    "date": ["infinity", "4713-01-01 BC", "5874897-12-31"],
    "pair": ['(1,"a ""b""")', "(,)", '(5,"")'],
    '"char"': ["a", ""],
    "bytea": ["\\x", "\\x00ff"],
    "character(5)": ["ab", ""],
    "character varying(5)": ["ab   ", "ääää"],
    "name": ["pg_catalog"],
    "point": ["(1,2.5)"],
    "xid8": ["12"],
}  # fmt: skip


@pytest.mark.parametrize("direct", [True, False])
def test_values_as_text_come_back_to_the_letter(written, direct):
    columns = ", ".join(f"c{number} {kind}" for number, kind in enumerate(AWKWARD))
    fields = [as_text(f"c{number}") for number in range(len(AWKWARD))]
    things = written(
        entity(field("id", INT), *fields),
        "CREATE TYPE mood AS ENUM ('sad', 'so-so', 'it''s ä')",
        "CREATE DOMAIN short AS text CHECK (length(VALUE) < 5)",
        "CREATE DOMAIN cents AS numeric(12,2)",
        "CREATE DOMAIN amount AS cents CHECK (VALUE >= 0)",
        "CREATE TYPE pair AS (a int, b text)",
        f"CREATE TABLE contact (id int PRIMARY KEY, {columns})",
    )
    longest = max(map(len, AWKWARD.values()))
    rows = [
        (row, *(values[row] if row < len(values) else None for values in AWKWARD.values())) for row in range(longest)
    ]
    if direct:
        for number, values in enumerate(AWKWARD.values()):
            things.stored = entity(field("id", INT), as_text(f"c{number}"))
            one = [(1000 * number + row, value) for row, value in enumerate([*values, None])]
            assert things.apply(Operation.CREATE, *one) == []
            found = things.connection.rows(
                f"SELECT c{number}::text FROM public.contact WHERE id >= {1000 * number} ORDER BY id"
            )
            kind = list(AWKWARD)[number]
            assert [value for (value,) in found] == [*values, None], kind
    else:
        assert things.apply(Operation.CREATE, *rows) == []
        found = things.rows("id, " + ", ".join(f"c{number}::text" for number in range(len(AWKWARD))))
        assert found == rows


def test_numbers_with_declared_digits_come_back_to_the_letter(written):
    choose = random.Random(3)
    places = [(12, 2), (38, 0), (38, 38), (1, 0), (18, 4), (30, 9)]
    for precision, scale in places:
        numbers = [choose.randrange(-(10 ** choose.randint(1, precision)) + 1, 10**precision) for _ in range(300)]
        texts = [f"{Decimal(number).scaleb(-scale):.{scale}f}" for number in numbers]
        things = written(
            entity(field("id", INT), as_text("n")),
            f"CREATE TABLE contact (id int, n numeric({precision},{scale}))",
        )
        assert things.apply(Operation.CREATE, *enumerate(texts)) == []
        assert [text for _, text in things.rows("id, n::text")] == texts


LACKING = "it has characters that the encoding of the database lacks"


@pytest.fixture
def latin(pg):
    """A database that has no more characters than western Europe."""
    database = pg(options="ENCODING 'LATIN1' LOCALE 'C'")
    database.run(
        "CREATE TABLE contact (id int PRIMARY KEY, name text, note text)",
        "INSERT INTO contact SELECT g, 'old', 'kept' FROM generate_series(1, 3) g",
    )
    contact = Written(database, CONTACT)
    yield contact
    contact.connection.close()


def test_records_with_characters_that_the_encoding_lacks_are_refused_and_all_others_are_created(latin):
    long = ("x" * 70_000 + "😀").encode()
    large = LargeValue(5, 1, True, lambda: iter([long]))
    rows = [(11, "ä"), (12, "😀"), (13, None), (14, "你好"), (15, "plain"), (16, None)]
    assert latin.apply(Operation.CREATE, *rows, large=(large,)) == [Refusal(row, LACKING) for row in (1, 3, 5)]
    assert latin.rows("id, name")[3:] == [(11, "ä"), (13, None), (15, "plain")]


def test_an_update_to_characters_that_the_encoding_lacks_leaves_the_record_as_it_was(latin):
    assert latin.apply(Operation.UPDATE, (1, "ä"), (2, "😀"), (3, None)) == [Refusal(1, LACKING)]
    assert latin.rows("id, name, note") == [(1, "ä", "kept"), (2, "old", "kept"), (3, None, "kept")]
