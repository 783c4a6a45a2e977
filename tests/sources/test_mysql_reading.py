"""Values of MySQL and MariaDB arrive as the server keeps them."""

from datetime import UTC, date, datetime

import pytest

from crmbackup_gui.model.catalog import Codec, ValueType
from crmbackup_gui.sources.base import BATCH_ROWS, LARGE_VALUE
from crmbackup_gui.sources.sql.mysql.expressions import GIANT, may_be_longer
from crmbackup_gui.sources.sql.mysql.schema import read_structure
from tests.sources.mysql_reading import connected, read_table, records_of, snapshot_of

MIB = 1 << 20

# Declaration of a column, what is put into it, what comes out, and as which type and codec.
VALUES = {
    "tinyint": ("tinyint", "-128, 127", [-128, 127], ValueType.INT16, Codec.NATIVE),
    "tinyint unsigned": ("tinyint unsigned", "0, 255", [0, 255], ValueType.INT16, Codec.NATIVE),
    "smallint unsigned": ("smallint unsigned", "65535", [65535], ValueType.INT32, Codec.NATIVE),
    "mediumint zerofill": ("mediumint zerofill", "42", [42], ValueType.INT32, Codec.NATIVE),
    "int unsigned": ("int unsigned", "4294967295", [2**32 - 1], ValueType.INT64, Codec.NATIVE),
    "bigint": (
        "bigint",
        "-9223372036854775808, 9223372036854775807",
        [-(2**63), 2**63 - 1],
        ValueType.INT64,
        Codec.NATIVE,
    ),
    "bigint unsigned": ("bigint unsigned", "9223372036854775807", [2**63 - 1], ValueType.INT64, Codec.NATIVE),
    "beyond 2^63": (
        "bigint unsigned",
        "18446744073709551615, 7",
        ["18446744073709551615", "7"],
        ValueType.TEXT,
        Codec.TEXT,
    ),
    "decimal": (
        "decimal(65,30)",
        "99999999999999999999999999999999999.999999999999999999999999999999, -0.5",
        ["99999999999999999999999999999999999.999999999999999999999999999999", "-0.500000000000000000000000000000"],
        ValueType.TEXT,
        Codec.TEXT,
    ),
    "float": (
        "float",
        "1.2345678, 3.402823466e38",
        [1.2345677614212036, 3.4028234663852886e38],
        ValueType.FLOAT32,
        Codec.NATIVE,
    ),
    "float with decimals": ("float(7,3)", "1234.567", [1234.5670166015625], ValueType.FLOAT32, Codec.NATIVE),
    "double": (
        "double",
        "0.1, 1.7976931348623157e308, 5e-324",
        [0.1, 1.7976931348623157e308, 5e-324],
        ValueType.FLOAT64,
        Codec.NATIVE,
    ),
    "double with decimals": (
        "double(20,2)",
        "123456789012345.67",
        [123456789012345.67],
        ValueType.FLOAT64,
        Codec.NATIVE,
    ),
    "bit": ("bit", "b'0', b'1'", [False, True], ValueType.BOOL, Codec.NATIVE),
    "bits": ("bit(63)", "b'101', 9223372036854775807", [5, 2**63 - 1], ValueType.INT64, Codec.NATIVE),
    "all bits": ("bit(64)", "18446744073709551615", ["18446744073709551615"], ValueType.TEXT, Codec.TEXT),
    "date": (
        "date",
        "'1000-01-01', '9999-12-31'",
        [date(1000, 1, 1), date(9999, 12, 31)],
        ValueType.DATE,
        Codec.NATIVE,
    ),
    "zero date": (
        "date",
        "'0000-00-00', '2024-00-10', '2024-02-29'",
        ["0000-00-00", "2024-00-10", "2024-02-29"],
        ValueType.TEXT,
        Codec.TEXT,
    ),
    "year zero": ("date", "'0000-01-01'", ["0000-01-01"], ValueType.TEXT, Codec.TEXT),
    "datetime": (
        "datetime(6)",
        "'2024-02-29 23:59:59.999999', '1000-01-01 00:00:00'",
        [datetime(2024, 2, 29, 23, 59, 59, 999999), datetime(1000, 1, 1)],  # noqa: DTZ001 - the column has no zone
        ValueType.TIMESTAMP,
        Codec.NATIVE,
    ),
    "zero datetime": ("datetime", "'0000-00-00 00:00:00'", ["0000-00-00 00:00:00"], ValueType.TEXT, Codec.TEXT),
    "timestamp": (
        "timestamp(3) null",
        "'1970-01-01 00:00:01', '2038-01-19 03:14:07.999'",
        [datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), datetime(2038, 1, 19, 3, 14, 7, 999000, tzinfo=UTC)],
        ValueType.TIMESTAMP_TZ,
        Codec.NATIVE,
    ),
    "zero timestamp": ("timestamp null", "'0000-00-00 00:00:00'", ["0000-00-00 00:00:00"], ValueType.TEXT, Codec.TEXT),
    "time": (
        "time(6)",
        "'-838:59:59.999999', '838:59:59', '00:00:00.5'",
        ["-838:59:59.999999", "838:59:59.000000", "00:00:00.500000"],
        ValueType.TEXT,
        Codec.TEXT,
    ),
    "year": ("year", "0, 1901, 2155", [0, 1901, 2155], ValueType.INT16, Codec.NATIVE),
    "year of two digits": ("year(2)", "70, 69", ["70", "69"], ValueType.TEXT, Codec.TEXT),
    "char": ("char(5)", "'a  ', ''", ["a", ""], ValueType.TEXT, Codec.NATIVE),
    "varchar": ("varchar(20)", "'  ä😀\\n\\0\\'  ', ''", ["  ä😀\n\0'  ", ""], ValueType.TEXT, Codec.NATIVE),
    "utf8mb3": ("varchar(20) character set utf8mb3", "'中文'", ["中文"], ValueType.TEXT, Codec.NATIVE),
    "latin1": ("varchar(20) character set latin1", "'äé€', x'81'", ["äé€", "\x81"], ValueType.TEXT, Codec.NATIVE),
    "utf16": ("varchar(20) character set utf16", "'ä😀'", ["ä😀"], ValueType.TEXT, Codec.NATIVE),
    "json": ("json", """'{"a": [1, 2.50]}'""", ['{"a": [1, 2.50]}'], ValueType.TEXT, Codec.NATIVE),
    "enum": ("enum('b','a','x''y','')", "'a', 'x\\'y', '', 1", ["a", "x'y", "", "b"], ValueType.TEXT, Codec.NATIVE),
    "set": ("set('b','a','c')", "'c,b', ''", ["b,c", ""], ValueType.TEXT, Codec.NATIVE),
    "binary": ("binary(4)", "x'00ff'", [b"\0\xff\0\0"], ValueType.BYTES, Codec.NATIVE),
    "varbinary": ("varbinary(4)", "x'00ff', x''", [b"\0\xff", b""], ValueType.BYTES, Codec.NATIVE),
    "blob": ("blob", "x'00ff27'", [b"\0\xff'"], ValueType.BYTES, Codec.NATIVE),
    "geometry": (
        "geometry",
        "ST_GeomFromText('POINT(1 2)', 4326)",
        [bytes.fromhex("e61000000101000000000000000000f03f0000000000000040")],
        ValueType.BYTES,
        Codec.NATIVE,
    ),
    "inet6": (
        "inet6",
        "'::1', '2001:db8::ff00:42:8329'",
        ["::1", "2001:db8::ff00:42:8329"],
        ValueType.TEXT,
        Codec.TEXT,
    ),
    "uuid": (
        "uuid",
        "'123e4567-E89b-12d3-a456-426655440000'",
        ["123e4567-e89b-12d3-a456-426655440000"],
        ValueType.TEXT,
        Codec.TEXT,
    ),
    "compressed": ("longtext compressed", "repeat('ä', 1000)", ["ä" * 1000], ValueType.TEXT, Codec.NATIVE),
    "invisible": ("int invisible", "5", [5], ValueType.INT32, Codec.NATIVE),
}


@pytest.fixture
def database(mariadb):
    return mariadb.create("reading")


@pytest.mark.parametrize("case", VALUES)
def test_values_of_every_type_arrive_as_the_server_keeps_them(mariadb, database, case):
    declaration, given, expected, kind, codec = VALUES[case]
    rows = ", ".join(f"({i}, {value.strip()})" for i, value in enumerate(_split(given)))
    mariadb.run(
        "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00';"
        f"CREATE TABLE t (id int PRIMARY KEY, c {declaration});"
        f"INSERT INTO t (id, c) VALUES {rows}; INSERT INTO t (id, c) VALUES (99, NULL)",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
    field = stream.entity.fields[1]
    assert [record[1] for record in records] == [*expected, None]
    assert (field.type, field.codec) == (kind, codec)


def _split(given):
    """At commas outside of quotes and parentheses."""
    parts, depth, quoted, last = [""], 0, False, ""
    for character in given:
        if character == "'" and last != "\\":
            quoted = not quoted
        depth += {"(": 1, ")": -1}.get(character, 0) if not quoted else 0
        if character == "," and not quoted and not depth:
            parts.append("")
        else:
            parts[-1] += character
        last = character
    return parts


def test_every_byte_of_every_character_set_of_one_byte_can_be_told_from_what_arrives(mariadb, database):
    charsets = mariadb.run("SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS WHERE MAXLEN = 1").split()
    charsets.remove("binary")
    columns = ", ".join(f"`{charset}` varchar(256) CHARACTER SET {charset}" for charset in charsets)
    every = ", ".join(f"CONVERT(x'{bytes(range(256)).hex()}' USING {charset})" for charset in charsets)
    mariadb.run(f"CREATE TABLE t (id int PRIMARY KEY, {columns}); INSERT INTO t VALUES (1, {every})", database)
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
    for field, value in zip(stream.entity.fields[1:], records[0][1:], strict=True):
        if field.type is ValueType.TEXT:
            back = f"SELECT HEX(CONVERT(CONVERT(x'{value.encode().hex()}' USING utf8mb4) USING {field.name}))"
            assert (field.name, bytes.fromhex(mariadb.run(back))) == (field.name, bytes(range(256)))
        else:
            assert (field.name, value) == (field.name, bytes(range(256)))
    assert {f.name for f in stream.entity.fields if f.type is ValueType.TEXT} >= {"latin1", "latin2", "cp850", "koi8r"}


def test_text_that_utf8_cannot_say_arrives_as_the_bytes_that_are_kept(mariadb, database):
    mariadb.run(
        "SET sql_mode = ''; CREATE TABLE t (id int PRIMARY KEY, a varchar(9) CHARACTER SET utf8mb4, "
        "b varchar(9) CHARACTER SET ascii, c varchar(9) CHARACTER SET gbk, d varchar(9) CHARACTER SET gbk); "
        "INSERT INTO t VALUES (1, 'ok', 'ok', 'ok', 'ok'), (2, x'eda080', x'80', x'fefe', x'c4e3')",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
    assert records == [[1, b"ok", b"ok", b"ok", "ok"], [2, b"\xed\xa0\x80", b"\x80", b"\xfe\xfe", "你"]]
    assert [field.codec for field in stream.entity.fields] == [Codec.NATIVE] * 5


def test_types_settled_before_are_kept_where_the_data_still_fits(mariadb, database):
    mariadb.run(
        "SET sql_mode = ''; CREATE TABLE t (id int PRIMARY KEY, d date, n bigint unsigned);"
        "INSERT INTO t VALUES (1, '0000-00-00', 18446744073709551615)",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        known = read_table(snapshot, "t")[0].entity
    mariadb.run("UPDATE t SET d = '2024-01-01', n = 1", database)
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, attempts = read_table(snapshot, "t", known)
        fresh, _, _ = read_table(snapshot, "t")
    assert (stream.entity, records, attempts) == (known, [[1, "2024-01-01", "1"]], 1)
    assert [field.type for field in fresh.entity.fields] == [ValueType.INT32, ValueType.DATE, ValueType.INT64]


def test_only_columns_that_can_be_longer_are_asked_how_long_their_values_are(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (id int PRIMARY KEY, a varchar(255), b text, c decimal(65,30), d datetime, e double, f bit(9),"
        "g enum('x'), h date, i time, j year, k char(36), l blob, m uuid, n inet6,"
        "o longtext, p mediumblob, q geometry)",
        database,
    )
    with connected(mariadb.url(database)) as connection:
        columns = read_structure(connection, database).tables["t"].columns
    assert [column.name for column in columns if may_be_longer(column, GIANT)] == ["o", "p", "q"]
    assert [column.name for column in columns if may_be_longer(column, LARGE_VALUE)] == ["b", "l", "o", "p", "q"]


def test_values_above_the_bound_come_beside_the_batch(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (id int PRIMARY KEY, a mediumtext, b longblob, c text CHARACTER SET latin1);"
        f"INSERT INTO t VALUES (1, repeat('x', {LARGE_VALUE}), repeat(x'ff', {LARGE_VALUE}), 'small'),"
        f" (2, concat('ä', repeat('y', {LARGE_VALUE})), repeat(x'00', {3 * MIB}), repeat('ö', 65535)),"
        " (3, NULL, '', '')",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream = snapshot.read(snapshot.catalog.entity("t"))
        taken = list(stream.records)
        assert [(value.row, value.field, value.is_text) for value in taken[0].large] == [
            (1, 1, True),
            (1, 2, False),
            (1, 3, True),
        ]
        records = read_table(snapshot, "t")[1]
    assert stream.in_key_order
    assert records == [
        [1, "x" * LARGE_VALUE, b"\xff" * LARGE_VALUE, "small"],
        [2, "ä" + "y" * LARGE_VALUE, b"\0" * 3 * MIB, "ö" * 65535],
        [3, None, b"", ""],
    ]


@pytest.mark.parametrize(
    "key", ["int", "decimal(30,10)", "varchar(20)", "datetime(3)", "varbinary(9)", "bit(64)", "double"]
)
def test_values_of_many_megabytes_come_in_pieces_found_again_by_any_key(mariadb, database, key):
    first, second = {"datetime(3)": ("'2024-01-01 10:00:00.125'", "'2024-01-02'")}.get(key, ("12", "7"))
    mariadb.run(
        f"CREATE TABLE t (k {key}, n int, a longtext, b longblob, PRIMARY KEY (k, n));"
        f"INSERT INTO t VALUES ({first}, 1, concat('ä', repeat('z', {9 * MIB}), '€'), 'b'),"
        f" ({second}, 2, 'a', concat(repeat(x'00ff', {6 * MIB}), x'01')),"
        f" ({second}, 3, repeat('c', {LARGE_VALUE + 1}), NULL)",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, attempts = read_table(snapshot, "t")
        keys = records_of(snapshot.keys(stream.entity))
    assert sorted(records, key=lambda record: record[1]) == [
        [_key_of(records, 1), 1, "ä" + "z" * 9 * MIB + "€", b"b"],
        [_key_of(records, 2), 2, "a", b"\x00\xff" * 6 * MIB + b"\x01"],
        [_key_of(records, 2), 3, "c" * (LARGE_VALUE + 1), None],
    ]
    assert (attempts, stream.in_key_order) == (2, False)
    assert sorted(record[1] for record in keys) == [1, 2, 3]


def _key_of(records, number):
    return next(record[0] for record in records if record[1] == number)


def test_records_without_a_key_come_whole_however_long_they_are(mariadb, database):
    values = f"repeat('x', {18 * MIB}), repeat(x'ff', {17 * MIB})"
    mariadb.run(f"SET GLOBAL max_allowed_packet = {64 * MIB}")
    mariadb.run(f"CREATE TABLE t (a longtext, b longblob); INSERT INTO t VALUES ({values}), ('a', NULL)", database)
    mariadb.run(f"SET GLOBAL max_allowed_packet = {16 * MIB}")
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
    assert stream.entity.key == ()
    assert records == [["x" * 18 * MIB, b"\xff" * 17 * MIB], ["a", None]]


def test_lower_case_ids_come_in_key_order_as_their_index_has_them(mariadb, database):
    mariadb.run("CREATE TABLE t (id char(36) PRIMARY KEY) SELECT uuid() id FROM seq_1_to_500", database)
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, attempts = read_table(snapshot, "t")
    assert (stream.in_key_order, attempts) == (True, 1)
    assert records == sorted(records)


def test_keys_whose_index_follows_other_rules_are_left_to_the_engine_to_sort(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (id varchar(9) PRIMARY KEY); INSERT INTO t VALUES ('a'), ('B'), ('c'), ('ä1')", database
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, attempts = read_table(snapshot, "t")
    assert (stream.in_key_order, attempts) == (False, 2)
    assert sorted(records) == [["B"], ["a"], ["c"], ["ä1"]]


def test_keys_that_differ_only_by_case_or_accent_stay_two(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (id varchar(9) COLLATE utf8mb4_bin PRIMARY KEY, n int);"
        "INSERT INTO t VALUES ('A', 1), ('a', 2), ('á', 3)",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
    assert (stream.in_key_order, records) == (True, [["A", 1], ["a", 2], ["á", 3]])


def test_keys_of_several_fields_come_in_key_order(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (n int, a varchar(9), b datetime, PRIMARY KEY (a, n, b));"
        "INSERT INTO t VALUES (2, 'x', '2024-01-01'), (1, 'x', '2025-01-01'), (1, 'x', '2024-01-01'),"
        " (-9, 'y', '2020-01-01')",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
        keys = snapshot.keys(stream.entity)
        key_records = records_of(keys)
    assert stream.in_key_order
    assert [record[:2] for record in records] == [[1, "x"], [1, "x"], [2, "x"], [-9, "y"]]
    assert [field.name for field in keys.entity.fields] == ["a", "n", "b"]
    assert key_records == [[a, n, b] for n, a, b in records]


def test_generated_columns_are_read_and_marked(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (id int PRIMARY KEY, v int AS (id * 2) VIRTUAL, s varchar(9) AS (concat('n', id)) STORED);"
        "INSERT INTO t (id) VALUES (4)",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        stream, records, _ = read_table(snapshot, "t")
    assert records == [[4, 8, "n4"]]
    assert [field.generated for field in stream.entity.fields] == [False, True, True]


def test_names_may_hold_anything(mariadb, database):
    mariadb.run(
        'CREATE TABLE `we``ird % ? %s "中` (`o``dd % ? {x}` int PRIMARY KEY, `SELECT` blob);'
        "INSERT INTO `we``ird % ? %s \"中` VALUES (1, 'x')",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        name = snapshot.catalog.entities[0].name
        assert read_table(snapshot, name)[1] == [[1, b"x"]]
    assert name == 'we`ird % ? %s "中'


def test_batches_are_bounded_by_records_and_by_bytes(mariadb, database):
    mariadb.run(
        "CREATE TABLE small (id int PRIMARY KEY) SELECT seq id FROM seq_1_to_150000;"
        "CREATE TABLE big (id int PRIMARY KEY, t text) SELECT seq id, repeat('x', 60000) t FROM seq_1_to_700",
        database,
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        small = [taken.batch for taken in snapshot.read(snapshot.catalog.entity("small")).records]
        big = [taken.batch for taken in snapshot.read(snapshot.catalog.entity("big")).records]
    assert max(batch.num_rows for batch in small) <= BATCH_ROWS
    assert [value for batch in small for value in batch.column(0).to_pylist()] == list(range(1, 150_001))
    assert max(batch.nbytes for batch in big) <= 16 * MIB
    assert sum(batch.num_rows for batch in big) == 700


def test_a_reading_that_is_given_up_leaves_the_moment_as_it_was(mariadb, database):
    mariadb.run(
        "CREATE TABLE t (id int PRIMARY KEY, t text) SELECT seq id, repeat('x', 5000) t FROM seq_1_to_20000", database
    )
    with snapshot_of(mariadb.url(database)) as snapshot:
        for _ in range(2):
            records = snapshot.read(snapshot.catalog.entity("t")).records
            next(records)
            records.close()
        mariadb.run("DELETE FROM t", database)
        assert len(records_of(snapshot.keys(snapshot.catalog.entity("t")))) == 20_000
