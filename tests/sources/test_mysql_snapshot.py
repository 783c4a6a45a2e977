"""One moment of a database that its CRM goes on writing."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.errors import EntityNotFound, InvalidRequest, SourceChanged, SourceUnreachable
from crmbackup_gui.model.catalog import Entity
from tests.sources.mysql_reading import read_table, records_of, snapshot_of


@pytest.fixture
def database(mariadb):
    mariadb.create("moment")
    mariadb.run(
        "CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a VALUES (1, 1), (2, 2);"
        "CREATE TABLE b (id int PRIMARY KEY, n int); INSERT INTO b VALUES (1, -1), (2, -2)",
        "moment",
    )
    return "moment"


def test_all_tables_show_the_moment_at_which_it_was_taken(mariadb, database):
    with snapshot_of(mariadb.url(database)) as snapshot:
        first = read_table(snapshot, "a")[1]
        mariadb.run("UPDATE a SET n = 9; UPDATE b SET n = 9; INSERT INTO b VALUES (3, 3); DELETE FROM a", database)
        again = read_table(snapshot, "a")[1]
        second = read_table(snapshot, "b")[1]
    assert first == again == [[1, 1], [2, 2]]
    assert second == [[1, -1], [2, -2]]


def test_transfers_that_keep_a_sum_never_show_another_one(mariadb, database):
    stop = threading.Event()
    client = threading.Thread(target=_transfer, args=(mariadb, database, stop))
    client.start()
    try:
        sums = set()
        for _ in range(20):
            with snapshot_of(mariadb.url(database)) as snapshot:
                values = [read_table(snapshot, name)[1] for name in ("a", "b")]
            sums.add(sum(record[1] for records in values for record in records))
    finally:
        stop.set()
        client.join()
    assert sums == {0}


def _transfer(mariadb, database, stop):
    step = "START TRANSACTION; UPDATE a SET n = n + 7 WHERE id = 1; UPDATE b SET n = n - 7 WHERE id = 2; COMMIT;"
    while not stop.is_set():
        mariadb.run(step * 200, database)


def test_the_moment_is_told_by_the_servers_clock(mariadb, database):
    before = datetime.now(UTC) - timedelta(seconds=1)
    with snapshot_of(mariadb.url(database)) as snapshot:
        assert before < snapshot.consistent_as_of < datetime.now(UTC) + timedelta(seconds=1)
        assert snapshot.consistent_as_of.tzinfo is UTC


def test_it_says_that_it_cannot_tell_what_changed(mariadb, database):
    with snapshot_of(mariadb.url(database)) as snapshot:
        entity = snapshot.catalog.entity("a")
        assert snapshot.position is None
        assert snapshot.changes(entity, b"", entity) is None
        assert records_of(snapshot.keys(entity)) == [[1], [2]]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE b ADD COLUMN x int DEFAULT 5",
        "ALTER TABLE b DROP COLUMN n",
        "ALTER TABLE b ADD KEY (n)",
        "ALTER TABLE b COMMENT 'other'",
        "DROP TABLE b",
        "TRUNCATE b",
        "RENAME TABLE b TO c",
        "DROP TABLE b; CREATE TABLE b (id int PRIMARY KEY, n int)",
        "RENAME TABLE a TO c, b TO a, c TO b",
    ],
)
def test_a_table_that_is_made_another_meanwhile_is_noticed(mariadb, database, change):
    with snapshot_of(mariadb.url(database)) as snapshot:
        # Servers tell in whole seconds when a table was made.
        time.sleep(1.1 if "RENAME" in change else 0)
        mariadb.run(change, database)
        with pytest.raises(SourceChanged, match="'b'"):
            read_table(snapshot, "b")


def test_a_table_that_comes_meanwhile_is_not_in_it(mariadb, database):
    with snapshot_of(mariadb.url(database)) as snapshot:
        mariadb.run("CREATE TABLE c (id int PRIMARY KEY)", database)
        with pytest.raises(EntityNotFound):
            snapshot.read(Entity(name="c", fields=(), key=()))
        assert len(read_table(snapshot, "b")[1]) == 2


def test_a_table_can_be_changed_as_soon_as_it_was_read(mariadb, database):
    with snapshot_of(mariadb.url(database)) as snapshot:
        read_table(snapshot, "a")
        began = time.monotonic()
        mariadb.run("SET lock_wait_timeout = 5; ALTER TABLE a ADD COLUMN x int", database)
        assert time.monotonic() - began < 4
        assert read_table(snapshot, "b")[1] == [[1, -1], [2, -2]]


def test_a_table_cannot_be_changed_while_it_is_read(mariadb, database):
    mariadb.run("CREATE TABLE c (t text) SELECT repeat('x', 60000) t FROM seq_1_to_500", database)
    with snapshot_of(mariadb.url(database)) as snapshot:
        records = snapshot.read(snapshot.catalog.entity("c")).records
        next(records)
        with pytest.raises(AssertionError, match="Lock wait timeout"):
            mariadb.run("SET lock_wait_timeout = 1; ALTER TABLE c ADD COLUMN x int", database)
        records.close()


def test_a_reading_that_outlives_its_snapshot_ends_in_silence(mariadb, database):
    mariadb.run("CREATE TABLE c (t text) SELECT repeat('x', 60000) t FROM seq_1_to_300", database)
    with snapshot_of(mariadb.url(database)) as snapshot:
        records = snapshot.read(snapshot.catalog.entity("c")).records
        next(records)
    records.close()


def test_nothing_is_left_open_when_the_server_ends_the_session(mariadb, database):
    with snapshot_of(mariadb.url(database)) as snapshot:
        mariadb.run("SELECT GROUP_CONCAT(CONCAT('KILL ', id) SEPARATOR ';') FROM information_schema.PROCESSLIST")
        sessions = mariadb.run("SELECT id FROM information_schema.PROCESSLIST WHERE db = 'moment'").split()
        mariadb.run(";".join(f"KILL {session}" for session in sessions))
        with pytest.raises(SourceUnreachable):
            read_table(snapshot, "a")


def test_records_have_no_content_of_files(mariadb, database):
    with snapshot_of(mariadb.url(database)) as snapshot, pytest.raises(InvalidRequest):
        snapshot.open_content(snapshot.catalog.entity("a"), [1])
