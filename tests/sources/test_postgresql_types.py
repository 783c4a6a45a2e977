"""Values of every awkward type come back bit by bit.

The server itself compares: what was read is put into a table of the same type, and the images of the records in its
memory must be the same (postgresql.org/docs/current/functions-comparisons.html, "Composite Type Comparison").
"""

import pyarrow as pa

from crmbackup_gui.model.catalog import Codec, ValueType
from tests.sources.postgresql_reading import ingest, settled, snapshot_of

TYPES = {
    "boolean": ["true", "false"],
    "smallint": ["-32768", "32767", "0"],
    "integer": ["-2147483648", "2147483647"],
    "bigint": ["-9223372036854775808", "9223372036854775807"],
    "real": ["'-0'", "'NaN'", "'Infinity'", "'-Infinity'", "1e-45", "3.4028235e38", "0.1"],
    "double precision": ["'-0'", "'NaN'", "'Infinity'", "'-Infinity'", "5e-324", "1.7976931348623157e308", "0.1"],
    "text": ["''", "'ä 你好 🎉'", "E'\\\\ \\t \\n \\x01'", "repeat('long ', 30000)", "'  padded  '"],
    "varchar(20)": ["''", "'trailing   '"],
    "char(5)": ["'ab'", "'     '", "'ä'", "''"],
    "bytea": ["''", "'\\x00ff'", "decode(repeat('00ff', 50000), 'hex')"],
    "date": ["'0001-01-01'", "'9999-12-31'", "'1969-12-31'"],
    "time": ["'00:00'", "'23:59:59.999999'"],
    "timestamp": ["'0001-01-01'", "'9999-12-31 23:59:59.999999'", "'1969-12-31 23:59:59.999999'"],
    "timestamptz": ["'0001-01-01 00:00+00'", "'9999-12-31 23:59:59.999999+00'", "'1900-01-01 12:00 Europe/Berlin'"],
    "timestamp(2)": ["'2024-01-01 00:00:00.12'"],
    "numeric": [
        "'NaN'",
        "'Infinity'",
        "'-Infinity'",
        "0.10",
        "0.1000",
        "-0",
        "1e100",
        "1e-100",
        "repeat('9', 500)::numeric",
    ],
    "numeric(12,2)": ["9999999999.99", "-0.01"],
    "money": ["'-92233720368547758.08'", "'1.10'"],
    "interval": ["'1 mon -1 days +00:00:00.000001'", "'-178000000 years'", "'0'", "'1 year 2 mons 3 days 04:05:06.7'"],
    "timetz": ["'24:00:00+15:59:59'", "'00:00:00.000001-15:59:59'"],
    "uuid": ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"],
    "json": ['\'{"b": 1,  "a":[]}\'', "'null'"],
    "jsonb": ['\'{"b": 1e2, "a": "\\u00e4"}\'', "'null'", "'1.10'"],
    "inet": ["'10.0.0.1'", "'10.0.0.1/24'", "'::1'", "'fe80::/10'"],
    "cidr": ["'10.0.0.0/8'", "'2001:db8::/32'"],
    "macaddr": ["'08:00:2b:01:02:03'"],
    "macaddr8": ["'08:00:2b:01:02:03:04:05'"],
    "bit(3)": ["B'101'"],
    "bit varying": ["B''", "B'10101010101010101'"],
    '"char"': ["'a'", "''", "'\\377'"],
    "name": ["'a name'"],
    "oid": ["0", "4294967295"],
    "xid8": ["'18446744073709551615'"],
    "pg_lsn": ["'FFFFFFFF/FFFFFFFF'"],
    "tid": ["'(4294967295,65535)'"],
    "tsvector": ["'a:1A fat:2B,4C cat:5'", "''", "$$'it''s' b\\:c$$"],
    "tsquery": ["'fat & (rat | !cat:AB) <-> x'"],
    "point": ["'(-0,1e-300)'", "'(Infinity,NaN)'"],
    "line": ["'{1,2,3}'"],
    "lseg": ["'[(1,2),(3,4)]'"],
    "box": ["'(3,4),(1,2)'"],
    "path": ["'[(1,2),(3,4)]'", "'((1,2),(3,4))'"],
    "polygon": ["'((0,0),(0.1,0.3),(1,1))'"],
    "circle": ["'<(0.1,0.2),0.3>'"],
    "jsonpath": ["'$.a[*] ? (@ > 1)'"],
    "int4range": ["'empty'", "'[1,)'", "'(,)'"],
    "numrange": ["'[0.10,1.5]'"],
    "tsrange": ["'[-infinity,infinity)'", "'[0044-03-15 BC,)'"],
    "int4multirange": ["'{}'", "'{[1,3),[5,)}'"],
    "int4[]": ["'{}'", "'{1,NULL,3}'", "'{{1,2},{3,4}}'", "'[0:1]={5,6}'", "ARRAY[NULL]::int[]"],
    "text[]": ["ARRAY['', NULL, 'NULL', 'a\"b\\', '{x,y}', ' ']", "'{}'"],
    "float8[]": ["ARRAY['-0', 'NaN', '5e-324', '0.1']::float8[]"],
    "bytea[]": ["ARRAY['\\x00ff', '']::bytea[]"],
    "timestamptz[]": ["ARRAY['infinity', '0044-03-15 BC', '2024-01-01 00:00+02']::timestamptz[]"],
    "char(3)[]": ["ARRAY['a', '']::char(3)[]"],
    "numeric[]": ["ARRAY['NaN', '1.10', NULL]::numeric[]"],
    "interval[]": ["ARRAY['1 mon -1 day 00:00:01']::interval[]"],
    "mood": ["'sad'", "'very happy'"],
    "mood[]": ["'{sad,\"very happy\"}'"],
    "mood_range": ["'[sad,\"very happy\"]'"],
    "address": ["ROW('a \"b\", (c)', NULL, -0.0::float8)", "ROW(NULL, NULL, NULL)", "ROW('', '', 0.1)"],
    "address[]": ["ARRAY[ROW('x', ',', 1), NULL]::address[]"],
    "positive": ["1", "2147483647"],
    "padded": ["'a'"],
    "positive[]": ["'{1,2}'"],
    "moments": ["'[0044-03-15 BC,infinity]'"],
}
"""For each type some values, as SQL has them."""

NATIVE = {
    "boolean": ValueType.BOOL,
    "smallint": ValueType.INT16,
    "integer": ValueType.INT32,
    "bigint": ValueType.INT64,
    "real": ValueType.FLOAT32,
    "double precision": ValueType.FLOAT64,
    "text": ValueType.TEXT,
    "varchar(20)": ValueType.TEXT,
    "char(5)": ValueType.TEXT,
    "bytea": ValueType.BYTES,
    "date": ValueType.DATE,
    "time": ValueType.TIME,
    "timestamp": ValueType.TIMESTAMP,
    "timestamp(2)": ValueType.TIMESTAMP,
    "timestamptz": ValueType.TIMESTAMP_TZ,
    "positive": ValueType.INT32,
    "padded": ValueType.TEXT,
}

OUTSIDE = {
    "date": ["'infinity'", "'-infinity'", "'0044-03-15 BC'", "'5874897-12-31'", "'10000-01-01'"],
    "time": ["'24:00'"],
    "timestamp": ["'infinity'", "'-infinity'", "'4713-01-01 BC'", "'294276-12-31 23:59:59.999999'", "'10000-01-01'"],
    "timestamptz": ["'infinity'", "'-infinity'", "'4713-01-01 00:00+00 BC'", "'294247-01-10 04:00:54.775807+00'"],
}
"""Values that the native types do not hold."""

NOT_EVERYWHERE = {
    "xml": ["'<a>ä</a>'", "'text only'"],
    "citext": ["'Ä b'"],
    "hstore": ["'a=>1, \"b c\"=>NULL'", "''"],
    "ltree": ["'a.b.c'"],
    "cube": ["'(1,2),(0.1,4)'"],
    "text COLLATE german": ["'Straße'"],
}
"""Values of types that servers only have which were built with libxml and ICU, or with the extensions installed."""

OWN_TYPES = (
    "CREATE TYPE mood AS ENUM ('sad', 'very happy')",
    "CREATE TYPE mood_range AS RANGE (subtype = mood)",
    'CREATE TYPE address AS (street text, "the city" text, factor float8)',
    "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
    "CREATE DOMAIN padded AS char(4)",
    "CREATE TYPE moments AS RANGE (subtype = timestamptz)",
)


def comes_back(database, values):
    """The types of columns as read, after the server was asked whether what was read is what it has."""
    database.run(*(_made(f"t{number}", kind, values[kind]) for number, kind in enumerate(values)))
    with snapshot_of(database) as snapshot:
        found = {kind: settled(snapshot, f"t{number}") for number, kind in enumerate(values)}
    ingest(database, {f"s{number}": _batch(*found[kind]) for number, kind in enumerate(values)})
    database.run(
        *(
            f"CREATE TABLE b{number} (id int, v {kind}); INSERT INTO b{number} SELECT id, v::{kind} FROM s{number}"
            for number, kind in enumerate(values)
        )
    )
    comparisons = " UNION ALL ".join(
        f"SELECT {number}, a.v::text, b.v::text FROM t{number} a FULL JOIN b{number} b USING (id) "
        "WHERE NOT record_image_eq(ROW(a.v), ROW(b.v))"
        for number in range(len(values))
    )
    assert database.query(comparisons) == []
    assert {kind: len(rows) for kind, (_, rows) in found.items()} == {k: len(v) + 1 for k, v in values.items()}
    return {kind: entity.fields[1] for kind, (entity, _) in found.items()}


def _made(table, kind, literals):
    listed = ", ".join(f"({row}, {value})" for row, value in enumerate([*literals, "NULL"]))
    return f"CREATE TABLE {table} (id int PRIMARY KEY, v {kind}); INSERT INTO {table} VALUES {listed}"


def _batch(entity, rows):
    ids = pa.array([row[0] for row in rows], pa.int32())
    return pa.record_batch({"id": ids, "v": _column(rows, entity.fields[1])})


def _column(rows, field):
    kinds = {
        ValueType.BOOL: pa.bool_(),
        ValueType.INT16: pa.int16(),
        ValueType.INT32: pa.int32(),
        ValueType.INT64: pa.int64(),
        ValueType.FLOAT32: pa.float32(),
        ValueType.FLOAT64: pa.float64(),
        ValueType.TEXT: pa.string(),
        ValueType.BYTES: pa.binary(),
        ValueType.DATE: pa.int32(),
        ValueType.TIME: pa.int64(),
        ValueType.TIMESTAMP: pa.int64(),
        ValueType.TIMESTAMP_TZ: pa.int64(),
    }
    shown = {
        ValueType.DATE: pa.date32(),
        ValueType.TIME: pa.time64("us"),
        ValueType.TIMESTAMP: pa.timestamp("us"),
        ValueType.TIMESTAMP_TZ: pa.timestamp("us", "UTC"),
    }
    column = pa.array([row[1] for row in rows], kinds[field.type])
    return column.view(shown[field.type]) if field.type in shown else column


def test_values_of_every_type_come_back_bit_by_bit_and_only_proven_types_travel_natively(pg):
    fields = comes_back(pg(*OWN_TYPES), TYPES)
    assert {kind: f.type for kind, f in fields.items() if f.codec is Codec.NATIVE} == NATIVE
    assert all(f.type is ValueType.TEXT for f in fields.values() if f.codec is Codec.TEXT)


def test_values_of_every_type_come_back_bit_by_bit_from_an_older_server(older_postgres):
    database = older_postgres.new_database(*OWN_TYPES)
    comes_back(database, TYPES)
    database.drop()


def test_values_of_the_types_of_extensions_come_back_bit_by_bit(full_postgres):
    extensions = (f"CREATE EXTENSION {name}" for name in ("citext", "hstore", "ltree", "cube"))
    german = "CREATE COLLATION german (provider = icu, locale = 'de-u-ks-level2', deterministic = false)"
    database = full_postgres.new_database(*extensions, german)
    comes_back(database, NOT_EVERYWHERE)
    database.drop()


def test_dates_and_times_that_do_not_fit_come_back_as_text(pg):
    fields = comes_back(pg(), OUTSIDE)
    assert {f.codec for f in fields.values()} == {Codec.TEXT}


def test_each_of_them_is_noticed_alone(pg):
    alone = [(kind, value) for kind, values in OUTSIDE.items() for value in values]
    database = pg(
        *(
            f"CREATE TABLE t{number} AS SELECT 1 AS id, {value}::{kind} AS v"
            for number, (kind, value) in enumerate(alone)
        )
    )
    with snapshot_of(database) as snapshot:
        found = [settled(snapshot, f"t{number}") for number in range(len(alone))]
    assert {entity.fields[1].codec for entity, _ in found} == {Codec.TEXT}
