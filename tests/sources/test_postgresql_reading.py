import hashlib
import resource
import sys

import pyarrow as pa
import pytest

from crmbackup_gui.engine.sorting import in_key_order
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Codec, ValueType
from crmbackup_gui.repository.order import KeyOrder, increasing
from crmbackup_gui.sources.base import BATCH_ROWS, LARGE_VALUE
from tests.real_crm import unpack_dump
from tests.sources.postgresql_reading import read, rows_of, settled, snapshot_of


def stream_of(snapshot, name):
    return snapshot.read(snapshot.catalog.entity(name))


def keys_in_order(entity, batches):
    order = KeyOrder(entity)
    keys = [order.keys_of(batch) for batch in batches if batch.num_rows]
    return increasing(pa.concat_arrays(keys)) if keys else True


KEYED = {
    "int": ("int", "g", True),
    "big": ("bigint", "g * 3", True),
    "uuid": ("uuid", "md5(g::text)::uuid", True),
    "bytea": ("bytea", "decode(md5(g::text), 'hex')", True),
    "c": ('text COLLATE "C"', "md5(g::text)", True),
    "date": ("date", "date '2000-01-01' - g", True),
    "float": ("float8", "sin(g)", True),
    "collated": ("text", "md5(g::text)", False),
    "numeric": ("numeric", "g", False),
    "padded": ("char(8)", "g::text", False),
}


@pytest.fixture(scope="module")
def keyed(postgres):
    """Small tables with keys of many types."""
    tables = (
        f'CREATE TABLE "{name}" (id {kind} PRIMARY KEY, v int); INSERT INTO "{name}" SELECT {value}, g '
        "FROM generate_series(1, 500) g ORDER BY md5(g::text)"
        for name, (kind, value, _) in KEYED.items()
    )
    pairs = "CREATE TABLE pair (a int, b uuid, PRIMARY KEY (b, a)); INSERT INTO pair SELECT g, md5((g % 7)::text)::uuid"
    database = postgres.new_database(*tables, f"{pairs} FROM generate_series(1, 500) g")
    yield database
    database.drop()


def test_records_come_in_canonical_order_wherever_they_are_said_to(keyed):
    with snapshot_of(keyed) as snapshot:
        for name, (_, _, ordered) in {**KEYED, "pair": (None, None, True)}.items():
            for stream in (stream_of(snapshot, name), snapshot.keys(snapshot.catalog.entity(name))):
                batches = [records.batch for records in stream.records]
                assert sum(batch.num_rows for batch in batches) == 500
                assert stream.in_key_order is ordered, name
                assert keys_in_order(stream.entity, batches) or not ordered, name
                runs = [run.batch for run in in_key_order(stream.entity, iter(batches))]
                assert keys_in_order(stream.entity, runs)


def test_a_table_whose_records_lie_in_another_order_is_not_fetched_record_by_record(pg):
    database = pg(
        "CREATE TABLE t (id int PRIMARY KEY, v text)",
        "INSERT INTO t SELECT g, repeat('x', 300) FROM generate_series(1, 20000) g ORDER BY md5(g::text)",
        "CREATE TABLE sorted (id int PRIMARY KEY, v text)",
        "INSERT INTO sorted SELECT g, repeat('x', 300) FROM generate_series(1, 20000) g",
        "UPDATE sorted SET v = 'moved' WHERE id % 50 = 0",
    )
    with snapshot_of(database) as snapshot:
        scattered, in_order = stream_of(snapshot, "t"), None
        assert not scattered.in_key_order
        assert len(list(rows_of(scattered))) == 20_000
        in_order = stream_of(snapshot, "sorted")
        assert in_order.in_key_order
        assert [row[0] for row in rows_of(in_order)] == list(range(1, 20_001))


def test_batches_have_the_shape_of_their_entity_and_bounded_sizes(pg):
    database = pg("CREATE TABLE t AS SELECT g AS id, true AS b FROM generate_series(1, 150000) g")
    with snapshot_of(database) as snapshot:
        stream = stream_of(snapshot, "t")
        for records in stream.records:
            assert records.batch.schema == arrow_schema(stream.entity)
            assert records.batch.num_rows <= BATCH_ROWS
            assert records.batch.nbytes < 16 << 20


LARGE = (
    "CREATE TABLE t (id int PRIMARY KEY, a text, b bytea, j jsonb, n int[], x text)",
    "INSERT INTO t VALUES (1, 'small', 'small', '{}', '{1}', NULL)",
    f"INSERT INTO t VALUES (2, repeat('a', {LARGE_VALUE}), decode(repeat('00', {LARGE_VALUE + 1}), 'hex'))",
    "INSERT INTO t SELECT 3, string_agg(md5(g::text), ''), NULL FROM generate_series(1, 60000) g",
    "INSERT INTO t VALUES (4, repeat('ä', 6000000), decode(repeat('ff', 9000001), 'hex'), NULL, NULL, 'kept')",
    "INSERT INTO t (id, j) SELECT 5, jsonb_agg(g) FROM generate_series(1, 400000) g",
    "INSERT INTO t (id, n) SELECT 6, array_agg(NULL::int) FROM generate_series(1, 400000) g",
    "INSERT INTO t (id, a, b) VALUES (7, repeat('b', 3000000), '')",
)
EXPECTED = "SELECT id, md5(a), md5(b), md5(j::text), md5(n::text), x FROM {} ORDER BY id"


def _same(database, name="t"):
    entity, rows = read(database, name)
    at = {field.name: position for position, field in enumerate(entity.fields)}
    ((text,),) = [(", ".join(f"({_literals(row, at)})" for row in rows),)]
    told = f"(VALUES {text}) v(id, a, b, j, n, x)"
    return database.query(f"SELECT * FROM {told} ORDER BY id") == database.query(EXPECTED.format(name))


def _literals(row, at):
    def digest(value):
        if value is None:
            return "NULL::text"
        return (
            f"'{hashlib.md5(value if isinstance(value, bytes) else value.encode(), usedforsecurity=False).hexdigest()}'"
        )

    x = "NULL::text" if row[at["x"]] is None else f"'{row[at['x']]}'"
    return ", ".join([str(row[at["id"]]), *(digest(row[at[name]]) for name in "abjn"), x])


def test_values_of_any_size_come_whole_and_those_above_the_limit_apart(pg):
    database = pg(*LARGE)
    assert _same(database)
    with snapshot_of(database) as snapshot:
        apart = [
            (records.batch.column(0)[value.row].as_py(), value.field, value.is_text)
            for records in stream_of(snapshot, "t").records
            for value in records.large
        ]
        assert sorted(apart) == [
            (2, 2, False),
            (3, 1, True),
            (4, 1, True),
            (4, 2, False),
            (5, 3, True),
            (6, 4, True),
            (7, 1, True),
        ]


def test_large_values_of_records_without_a_key_and_in_partitions_come_whole(pg):
    database = pg(
        *LARGE,
        "CREATE TABLE keyless AS SELECT * FROM t",
        "CREATE TABLE parted (LIKE t) PARTITION BY LIST (id)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1, 3, 5, 7)",
        "CREATE TABLE parted_2 PARTITION OF parted DEFAULT",
        "INSERT INTO parted SELECT * FROM t",
    )
    assert _same(database, "keyless")
    assert _same(database, "parted")


def test_values_that_are_compressed_inside_their_record_count_by_what_they_are(pg):
    database = pg(
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t SELECT g, repeat(chr(64 + g), 80000) FROM generate_series(1, 20) g",
    )
    assert database.query("SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 't'") == [(0,)]
    with snapshot_of(database) as snapshot:
        assert sum(len(records.large) for records in stream_of(snapshot, "t").records) == 20
    assert read(database, "t")[1] == [(g, chr(64 + g) * 80_000) for g in range(1, 21)]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
def test_a_value_of_two_hundred_megabytes_is_never_here_as_a_whole(pg):
    database = pg(
        "CREATE TABLE t (id int PRIMARY KEY, a bytea)",
        "INSERT INTO t SELECT 1, decode(repeat('00112233445566778899aabbccddeeff', 12500000), 'hex')",
    )
    with snapshot_of(database) as snapshot:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ((large,),) = [records.large for records in stream_of(snapshot, "t").records]
        assert sum(len(piece) for piece in large.read()) == 200_000_000
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100 << 10


def test_text_of_another_encoding_is_translated(pg):
    database = pg(options="ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    database.run(
        "SET client_encoding = 'UTF8'",
        "CREATE TABLE tär (id int PRIMARY KEY, ö text)",
        "INSERT INTO tär VALUES (1, 'Größe')",
    )
    entity, rows = read(database, "tär")
    assert ([field.name for field in entity.fields], rows) == (["id", "ö"], [(1, "Größe")])


def test_text_of_no_known_encoding_comes_as_bytes_where_it_is_not_utf_8(pg):
    database = pg(options="ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    database.run(
        "CREATE TABLE t (id int PRIMARY KEY, plain text, odd text)",
        "INSERT INTO t VALUES (1, 'Größe', convert_from('\\xff41', 'SQL_ASCII'))",
        "INSERT INTO t VALUES (2, 'x', convert_from(decode(repeat('ff', 1500000), 'hex'), 'SQL_ASCII'))",
    )
    entity, rows = read(database, "t")
    assert [field.type for field in entity.fields] == [ValueType.INT32, ValueType.TEXT, ValueType.BYTES]
    assert rows == [(1, "Größe", b"\xffA"), (2, "x", b"\xff" * 1_500_000)]


def test_a_type_that_was_settled_in_the_point_is_kept_while_it_fits(pg):
    database = pg("CREATE TABLE t (id int PRIMARY KEY, at date)", "INSERT INTO t VALUES (1, 'infinity')")
    known, _ = read(database, "t")
    database.run("UPDATE t SET at = '2024-01-01'")
    with snapshot_of(database) as snapshot:
        entity, rows = settled(snapshot, "t", known)
        assert (entity.fields[1].codec, rows) == (Codec.TEXT, [(1, "2024-01-01")])
        assert settled(snapshot, "t")[0].fields[1].codec is Codec.NATIVE
        keys = snapshot.keys(snapshot.catalog.entity("t"))
        assert list(rows_of(keys)) == [(1,)]


def test_every_table_of_a_real_crm_is_read(pg, crm_data):
    database = pg()
    database.run(unpack_dump(crm_data))
    with snapshot_of(database) as snapshot:
        entities = snapshot.catalog.entities
        assert len(entities) == 249
        found = {entity.name: len(settled(snapshot, entity.name)[1]) for entity in entities}
        assert sum(len(entity.references) for entity in entities) == 543
        assert {entity.key for entity in entities} == {("id",), ("__id",), ("name",)}
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in found)
    assert dict(database.query(counts)) == found
