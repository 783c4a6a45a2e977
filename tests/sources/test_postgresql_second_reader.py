"""Large tables come through a second connection, and it gives what the driver gives."""

import os
import socket
from contextlib import closing, contextmanager

import adbc_driver_postgresql.dbapi
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import SourceUnreachable, SourceUnreadable
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.sources.sql.postgresql import reading
from crmbackup_gui.sources.sql.postgresql.copied_columns import NotCopyForm, copied_columns
from crmbackup_gui.sources.sql.postgresql.second_reader import _connected, _may_be_plain
from tests.servers.postgresql import unique_name
from tests.sources.postgresql_reading import login, settled, snapshot_of

NATIVE = {
    "b": ("boolean", ["true", "false", "NULL"]),
    "i2": ("smallint", ["-32768", "32767", "0", "NULL"]),
    "i4": ("integer", ["-2147483648", "2147483647", "NULL"]),
    "i8": ("bigint", ["-9223372036854775808", "9223372036854775807", "NULL"]),
    "f4": ("real", ["'-0'", "'NaN'", "'Infinity'", "'-Infinity'", "1e-45", "NULL"]),
    "f8": ("double precision", ["'-0'", "'NaN'", "'Infinity'", "'-Infinity'", "5e-324", "0.1", "NULL"]),
    "t": ("text", ["''", "'ä 你好 🎉'", "E'\\\\ \\t \\n \\x01'", "repeat('d', 60000)", "NULL"]),
    "v": ("varchar(20)", ["''", "'trailing   '", "NULL"]),
    "c": ("char(5)", ["'ab'", "'     '", "NULL"]),
    "y": ("bytea", ["''", "'\\x00ff'", "decode(repeat('6400000007ffff', 900), 'hex')", "NULL"]),
    "d": ("date", ["'0001-01-01'", "'9999-12-31'", "'1969-12-31'", "'2000-01-01'", "NULL"]),
    "h": ("time", ["'00:00'", "'23:59:59.999999'", "NULL"]),
    "s": ("timestamp", ["'0001-01-01'", "'9999-12-31 23:59:59.999999'", "'1999-12-31 23:59:59.999999'", "NULL"]),
    "z": ("timestamptz", ["'0001-01-01 00:00+00'", "'9999-12-31 23:59:59.999999+00'", "NULL"]),
    "n": ("numeric", ["'NaN'", "0.10", "1e100", "NULL"]),
    "empty": ("text", ["NULL"]),
}
"""Columns with values of every native type, one read as text, and one that is always null."""


@pytest.fixture(autouse=True)
def _every_table_is_large(monkeypatch):
    monkeypatch.setattr(reading, "_LARGE", 0)


@pytest.fixture
def every_type(pg):
    columns = ", ".join(f"{name} {kind}" for name, (kind, _) in NATIVE.items())
    picks = ", ".join(
        f"(ARRAY[{', '.join(values)}]::{kind}[])[1 + (n * {position + 3}) % {len(values)}]"
        for position, (kind, values) in enumerate(NATIVE.values())
    )
    return pg(
        f"CREATE TABLE kinds (id int PRIMARY KEY, {columns})",
        f"INSERT INTO kinds SELECT n, {picks} FROM generate_series(1, 600) n",
    )


@contextmanager
def seconds_of(database, **options):
    """A snapshot, its second reader, and how many streams that gave."""
    with snapshot_of(database, **options) as snapshot:
        second = snapshot._reader._second
        given = []
        stream = second.stream
        second.stream = lambda *a, **k: given.append(stream(*a, **k)) or given[-1]
        yield snapshot, second, given


def batches(snapshot, name):
    entity = snapshot.catalog.entity(name)
    return pa.Table.from_batches([r.batch for r in snapshot.read(entity).records], arrow_schema(entity))


@pytest.mark.parametrize("batch_bytes", [1, 70_000, 4 << 20])
def test_every_native_type_comes_as_the_driver_gives_it(every_type, monkeypatch, batch_bytes):
    monkeypatch.setattr(reading, "_BATCH_BYTES", batch_bytes)
    with seconds_of(every_type) as (snapshot, _, given):
        fast = batches(snapshot, "kinds")
        assert len(given) == 1
        assert given[0] is not None
        snapshot._reader._second = None
        plain = batches(snapshot, "kinds")
    assert fast.num_rows == 600
    assert fast.schema == plain.schema
    for one, other in zip(fast.columns, plain.columns, strict=True):
        # NaN is not equal to itself, and -0.0 is to 0.0: their bits are compared.
        kind = {pa.float32(): pa.int32(), pa.float64(): pa.int64()}.get(one.type, one.type)
        bits = [pa.chunked_array([c.view(kind) for c in column.chunks], kind) for column in (one, other)]
        assert bits[0].combine_chunks() == bits[1].combine_chunks()
    fast.validate(full=True)


def test_a_time_that_does_not_fit_is_told_as_the_driver_tells_it(pg):
    database = pg(
        "CREATE TABLE t (id int PRIMARY KEY, d date, s timestamp, z timestamptz)",
        "INSERT INTO t VALUES (1, 'infinity', '-infinity', 'infinity'), (2, '0044-03-15 BC', '0044-03-15 BC', NULL)",
    )
    with seconds_of(database) as (snapshot, _, given):
        rows = settled(snapshot, "t")[1]
    assert None not in given
    assert rows == [
        (1, "infinity", "-infinity", "infinity"),
        (2, "0044-03-15 BC", "0044-03-15 00:00:00 BC", None),
    ]


def test_an_empty_table_has_no_rows(pg):
    with seconds_of(pg("CREATE TABLE t (id int PRIMARY KEY, note text)")) as (snapshot, _, given):
        assert settled(snapshot, "t")[1] == []
    assert None not in given


def test_a_row_larger_than_what_is_read_at_once_comes_whole(pg, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH_BYTES", 1 << 10)
    columns = ", ".join(f"c{n} text" for n in range(20))
    values = ", ".join(["repeat('x', 50000)"] * 20)
    database = pg(f"CREATE TABLE t (id int PRIMARY KEY, {columns})", f"INSERT INTO t SELECT 1, {values}")
    with seconds_of(database) as (snapshot, _, given):
        ((_, *texts),) = settled(snapshot, "t")[1]
    assert None not in given
    assert texts == ["x" * 50_000] * 20


def test_after_a_long_row_no_more_rows_come_at_once_than_before(pg):
    one_long = "SELECT n, repeat('x', CASE n WHEN 1 THEN 5000000 ELSE 100 END) FROM generate_series(1, 60000) n"
    database = pg("CREATE TABLE t (id int PRIMARY KEY)")
    with seconds_of(database) as (_, second, _):
        for query in (one_long, one_long.replace("n WHEN 1", "n WHEN -1")):
            columns = list(second.stream(query, [ValueType.INT32, ValueType.TEXT], 100_000, by_index=False))
            assert sum(len(batch[0]) for batch in columns) == 60_000
            small = [sum(column.nbytes for column in batch) for batch in columns if batch[0][0].as_py() != 1]
            assert max(small) < 110_000
        assert len(second._content) == 100_000


def test_a_server_that_is_gone_is_noticed_as_by_the_driver():
    """Which has the connection ask after 30 seconds of silence, and give up after six questions."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        with _connected({"host": "127.0.0.1", "port": port}) as opened:
            assert opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) != 0
            names = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT")
            known = [getattr(socket, name) for name in names if hasattr(socket, name)]
            set_to = [opened.getsockopt(socket.IPPROTO_TCP, option) for option in known]
    assert set_to == [30, 15, 6][-len(known) :]


def test_it_shows_the_moment_of_the_snapshot(every_type):
    with seconds_of(every_type) as (snapshot, _, given):
        every_type.run("DELETE FROM kinds WHERE id > 1")
        assert batches(snapshot, "kinds").num_rows == 600
    assert None not in given


def test_one_stream_that_is_left_early_or_never_begun_does_not_disturb_the_next(every_type, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH_BYTES", 1 << 10)
    with seconds_of(every_type) as (snapshot, _, given):
        entity = snapshot.catalog.entity("kinds")
        with closing(snapshot.read(entity).records) as records:
            next(records)
        snapshot._reader._second.stream("SELECT 1", [ValueType.INT32], 1, by_index=False)
        assert batches(snapshot, "kinds").num_rows == 600
    assert None not in given
    assert len(given) == 3


def test_who_waits_to_change_a_table_does_not_keep_it_from_being_read(every_type):
    with seconds_of(every_type) as (snapshot, second, given):
        waiting = every_type.server.psql(every_type.name)
        waiting.write("ALTER TABLE kinds ADD COLUMN more int;")
        while not every_type.query("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0]:
            pass
        assert batches(snapshot, "kinds").num_rows == 600
        assert given == [None]
        assert second._gone
    waiting.end()


def test_where_the_server_is_full_the_first_connection_reads(postgres, every_type):
    name = unique_name("two")
    postgres.run("postgres", f"CREATE ROLE {name} LOGIN CONNECTION LIMIT 2")
    every_type.run(f"GRANT SELECT ON kinds TO {name}")
    try:
        with seconds_of(every_type, user=name) as (snapshot, second, given):
            conninfo = postgres.conninfo(every_type.name, name)
            with closing(adbc_driver_postgresql.dbapi.connect(conninfo, autocommit=True)):
                assert batches(snapshot, "kinds").num_rows == 600
                assert given == [None]
            assert second._gone
            assert batches(snapshot, "kinds").num_rows == 600
    finally:
        postgres.run(every_type.name, f"DROP OWNED BY {name}")
        postgres.run("postgres", f"DROP ROLE {name}")


def test_a_server_that_ends_the_connection_meanwhile_cannot_be_reached(pg, monkeypatch):
    monkeypatch.setattr(reading, "_BATCH_BYTES", 1 << 10)
    database = pg("CREATE TABLE t (id int PRIMARY KEY, note text)")
    database.run("INSERT INTO t SELECT n, repeat('x', 1000) FROM generate_series(1, 50000) n")
    with seconds_of(database) as (snapshot, _, given):
        records = snapshot.read(snapshot.catalog.entity("t")).records
        next(records)
        assert None not in given
        database.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query LIKE '%COPY (%' AND pid <> pg_backend_pid()"
        )
        with pytest.raises(SourceUnreachable):
            list(records)


def test_what_the_server_cannot_read_is_said_in_its_words(pg):
    database = pg("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (0)")
    with seconds_of(database) as (_, second, _), pytest.raises(SourceUnreadable, match="division by zero"):
        list(second.stream("SELECT 1 / id FROM public.t", [ValueType.INT32], 1, by_index=False))


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("postgresql://me@localhost/crm", True),
        ("postgresql://me@127.0.0.1:5433/crm", True),
        ("postgresql://me@[::1]/crm?sslmode=prefer", True),
        ("postgresql://me@/crm?host=/run/postgresql", True),
        ("postgresql://me@crm.example/crm?sslmode=disable", True),
        ("postgresql://me@crm.example/crm", False),
        ("postgresql://me@192.168.0.7/crm", False),
        ("postgresql://me@localhost/crm?sslmode=require", False),
        ("postgresql://me@localhost/crm?sslmode=verify-full", False),
        ("postgresql://localhost/crm", False),
        ("postgresql://me@/crm", False),
    ],
)
def test_nothing_is_sent_plainly_that_libpq_would_encrypt(url, plain):
    assert _may_be_plain(login(url)) is plain


def test_what_libpq_reads_from_the_environment_is_left_to_it(monkeypatch):
    monkeypatch.setitem(os.environ, "PGSSLMODE", "require")
    assert not _may_be_plain(login("postgresql://me@localhost/crm"))


@given(
    st.lists(st.tuples(st.none() | st.integers(-(2**31), 2**31 - 1), st.none() | st.binary(max_size=30)), min_size=1),
    st.data(),
)
def test_bytes_that_are_no_rows_are_refused_and_never_read_beyond(rows, data):
    """Whatever a server sends, the outcome is columns or a refusal."""
    content, starts, ends = _copied(rows)
    kinds = [ValueType.INT32, ValueType.BYTES]
    read = [column.to_pylist() for column in copied_columns(content, starts, ends, kinds)]
    assert read == [list(column) for column in zip(*rows, strict=True)]
    for _ in range(3):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        columns = copied_columns(content, starts, ends, kinds)
    except NotCopyForm:
        return
    for column in columns:
        column.validate(full=True)
        assert len(column) == len(rows)


def test_a_number_behind_the_end_of_all_bytes_is_refused():
    """Beside one that is null, where only some are looked at."""
    content, starts, ends = _copied([(None, None), (7, None)])
    content, ends[1] = content[:-6], ends[1] - 6
    with pytest.raises(NotCopyForm):
        copied_columns(content, starts, ends, [ValueType.INT32, ValueType.BYTES])


def _copied(rows):
    content, starts, ends = bytearray(b"before"), [], []
    for number, value in rows:
        starts.append(len(content))
        content += (2).to_bytes(2, "big")
        for part in (None if number is None else number.to_bytes(4, "big", signed=True), value):
            content += (-1 if part is None else len(part)).to_bytes(4, "big", signed=True) + (part or b"")
        ends.append(len(content))
    return content, np.array(starts, np.int64), np.array(ends, np.int64)
