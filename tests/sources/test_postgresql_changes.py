"""What a source says has changed is what has changed, and where it cannot know it says so."""

import threading

import pytest

from crmbackup_gui.sources.base import TypesChanged
from crmbackup_gui.sources.sql.postgresql.position import decode_position, written_since
from tests.servers.postgresql import Database, PostgresServer
from tests.sources.postgresql_reading import rows_of, settled, snapshot_of

PEOPLE = (
    "CREATE TABLE person (id int PRIMARY KEY, name text, seen timestamptz)",
    "INSERT INTO person SELECT g, 'person ' || g, '2024-01-01' FROM generate_series(1, 1000) g",
    "CREATE TABLE other (id int PRIMARY KEY)",
)


class Known:
    """An entity and the position, as a recovery point would keep them."""

    def __init__(self, database, name="person"):
        self.database, self.name = database, name
        with snapshot_of(database) as snapshot:
            self.entity, self.rows = settled(snapshot, name)
            self.position = snapshot.position

    def changes(self):
        """The records that are said to have changed, None where nobody can tell; and all keys."""
        with snapshot_of(self.database) as snapshot:
            while True:
                try:
                    found = snapshot.changes(snapshot.catalog.entity(self.name), self.position, self.entity)
                    if found is None:
                        return None
                    assert found.deleted() is None
                    assert found.upserts.entity.fields == self.entity.fields
                    changed = sorted(rows_of(found.upserts))
                    break
                except TypesChanged:
                    continue
            keys = sorted(rows_of(snapshot.keys(snapshot.catalog.entity(self.name))))
            everything = settled(snapshot, self.name, self.entity)[1]
        assert keys == sorted(row[:1] for row in everything)
        assert {row[0]: row for row in self.rows if row[:1] in keys} | {row[0]: row for row in changed} == {
            row[0]: row for row in everything
        }
        return changed


def test_what_was_inserted_or_updated_since_is_read_and_nothing_else(pg):
    database = pg(*PEOPLE)
    known = Known(database)
    assert known.changes() == []
    database.run(
        "UPDATE person SET name = 'changed' WHERE id IN (5, 500)",
        "INSERT INTO person VALUES (2000, 'new', NULL)",
        "DELETE FROM person WHERE id = 7",
        "VACUUM FULL person",
        "VACUUM FREEZE person",
    )
    assert [row[:2] for row in known.changes()] == [(5, "changed"), (500, "changed"), (2000, "new")]


def test_a_transaction_that_was_open_when_the_point_was_taken_is_not_missed(pg):
    database = pg(*PEOPLE)
    session = database.server.psql(database.name)
    session.write("BEGIN; UPDATE person SET name = 'late' WHERE id = 3; SAVEPOINT s; INSERT INTO person VALUES (3000);")
    _wait(database, "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock'", 2)
    database.run("INSERT INTO other VALUES (1)")
    known = Known(database)
    session.end("COMMIT;")
    assert [row[:2] for row in known.changes()] == [(3, "late"), (3000, None)]


def test_a_prepared_transaction_is_not_missed_either(pg):
    database = pg(*PEOPLE)
    database.run("BEGIN", "UPDATE person SET name = 'later' WHERE id = 4", "PREPARE TRANSACTION 'p'")
    database.run("INSERT INTO other VALUES (1)")
    known = Known(database)
    database.run("COMMIT PREPARED 'p'")
    assert [row[:2] for row in known.changes()] == [(4, "later")]


def test_records_that_move_between_partitions_are_read(pg):
    database = pg(
        "CREATE TABLE person (id int, at int, PRIMARY KEY (id, at)) PARTITION BY LIST (at)",
        "CREATE TABLE person_1 PARTITION OF person FOR VALUES IN (1)",
        "CREATE TABLE person_2 PARTITION OF person FOR VALUES IN (2)",
        "INSERT INTO person VALUES (1, 1), (2, 1), (3, 2)",
    )
    with snapshot_of(database) as snapshot:
        entity, _ = settled(snapshot, "person")
        position = snapshot.position
    database.run("UPDATE person SET at = 2 WHERE id = 1")
    with snapshot_of(database) as snapshot:
        found = snapshot.changes(snapshot.catalog.entity("person"), position, entity)
        assert list(rows_of(found.upserts)) == [(1, 2)]


PARTITIONED = (
    "CREATE TABLE person (id int PRIMARY KEY, name text) PARTITION BY RANGE (id)",
    "CREATE TABLE person_1 PARTITION OF person FOR VALUES FROM (1) TO (100)",
    "INSERT INTO person VALUES (1, 'one')",
    "CREATE TABLE person_2 (id int PRIMARY KEY, name text)",
    "INSERT INTO person_2 VALUES (200, 'two hundred')",
    "CREATE TYPE mood AS ENUM ('sad', 'happy')",
    "CREATE TABLE feeling (id int PRIMARY KEY, m mood)",
    "INSERT INTO feeling VALUES (1, 'sad')",
    "CREATE TABLE twin (id int PRIMARY KEY, name text)",
    "INSERT INTO twin VALUES (1, 'of another')",
    "CREATE TABLE plain (id int PRIMARY KEY, name text)",
    "INSERT INTO plain VALUES (1, 'plain')",
    "CREATE TABLE pointing (id int PRIMARY KEY, at regclass)",
    "INSERT INTO pointing VALUES (1, 'plain')",
)

UNTOLD = {
    "person": "ALTER TABLE person ATTACH PARTITION person_2 FOR VALUES FROM (100) TO (300)",
    "feeling": "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "plain": "ALTER TABLE plain RENAME TO old; ALTER TABLE twin RENAME TO plain",
    "twin": "ALTER TABLE twin DROP COLUMN name; ALTER TABLE twin ADD name text DEFAULT 'given later'",
    "pointing": "ALTER TABLE plain RENAME TO elsewhere",
}


@pytest.mark.parametrize("name", UNTOLD)
def test_what_changes_records_without_writing_them_cannot_be_told(pg, name):
    database = pg(*PARTITIONED)
    known = Known(database, name)
    database.run(UNTOLD[name])
    assert known.changes() is None


def test_dropping_a_column_of_a_composite_type_cannot_be_told(pg):
    database = pg(
        "CREATE TYPE pair AS (a int, b int)",
        "CREATE TABLE person (id int PRIMARY KEY, p pair)",
        "INSERT INTO person VALUES (1, ROW(1, 2))",
    )
    known = Known(database)
    database.run("ALTER TYPE pair DROP ATTRIBUTE b CASCADE")
    assert known.changes() is None


def test_another_server_another_database_or_another_token_cannot_be_told(pg, older_postgres):
    one, other, older = pg(*PEOPLE), pg(*PEOPLE), older_postgres.new_database(*PEOPLE)
    known = Known(one)
    for place in (other, older):
        known.database = place
        assert known.changes() is None
    known.database, known.position = one, b"something else"
    assert known.changes() is None
    older.drop()


def test_a_copy_that_follows_tells_what_changed_until_it_goes_on_by_itself(pg, postgres):
    """Then both hand out the same numbers of transactions, for different things."""
    database = pg(*PEOPLE)
    copy = PostgresServer(postgres.version)
    try:
        copy.follow(postgres)
        known = Known(database)
        database.run("UPDATE person SET name = 'changed' WHERE id = 9")
        known.database = Database(copy, database.name)
        _wait(known.database, "SELECT count(*) FROM person WHERE name = 'changed'", 1)
        assert [row[:2] for row in known.changes()] == [(9, "changed")]
        copy.query("postgres", "SELECT pg_promote()")
        assert known.changes() is None
    finally:
        copy.stop()


def test_a_position_is_refused_when_numbers_may_have_come_round_or_the_clock_went_back(pg):
    database = pg(*PEOPLE)
    with snapshot_of(database) as snapshot:
        table = snapshot._structure.tables["person"]
        here = decode_position(snapshot.position)
    assert here.continues(here, table)
    for change in (
        {"oldest": here.oldest - 2**31, "newest": here.newest - 2**31},
        {"oldest": here.oldest + 5},
        {"newest": here.newest + 5},
        {"timeline": here.timeline + 1},
        {"format": here.format + 1},
    ):
        assert not here.continues(_replaced(here, **change), table), change


@pytest.mark.parametrize(("oldest", "first"), [(700, 700), (2**32 + 700, 700), (2**32 + 1, 2**32 - 1), (2**32 + 3, 3)])
def test_numbers_of_transactions_are_compared_as_the_server_keeps_them(pg, oldest, first):
    with snapshot_of(pg()) as snapshot:
        position = _replaced(decode_position(snapshot.position), oldest=oldest)
    assert f"age('{first}'::pg_catalog.xid)" in written_since(position)


def test_a_value_that_does_not_fit_the_known_types_cannot_be_told(pg):
    database = pg(*PEOPLE)
    known = Known(database)
    database.run("UPDATE person SET seen = 'infinity' WHERE id = 5")
    assert known.changes() is None


def test_a_field_that_is_text_in_the_point_stays_text(pg):
    database = pg(*PEOPLE, "UPDATE person SET seen = '-infinity' WHERE id = 5")
    known = Known(database)
    database.run("UPDATE person SET seen = '2024-05-05' WHERE id = 5")
    assert known.changes() == [(5, "person 5", "2024-05-05 00:00:00+00")]


def test_changed_records_with_large_values_are_read_whole(pg):
    database = pg(
        "CREATE TABLE person (id int PRIMARY KEY, v text)", "INSERT INTO person SELECT g FROM generate_series(1, 9) g"
    )
    known = Known(database)
    database.run(
        "UPDATE person SET v = repeat('ä', 1000000) WHERE id = 3",
        "UPDATE person SET v = repeat('b', 90000) WHERE id = 4",
    )
    assert known.changes() == [(3, "ä" * 1_000_000), (4, "b" * 90_000)]


def test_a_load_of_writers_is_told_completely(pg):
    database = pg(*PEOPLE)
    stop = threading.Event()

    def write(number):
        while not stop.is_set():
            database.run(
                f"UPDATE person SET name = name || '{number}' WHERE id % 50 = {number}",
                f"DELETE FROM person WHERE id = (SELECT max(id) FROM person WHERE id % 50 = {number})",
                f"INSERT INTO person SELECT max(id) + 50, 'new', now() FROM person WHERE id % 50 = {number}",
            )

    writers = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(6):
            known = Known(database)
            assert known.changes() is not None
    finally:
        stop.set()
        for writer in writers:
            writer.join()


def _replaced(position, **changes):
    fields = {name: getattr(position, name) for name in position.__struct_fields__}
    return type(position)(**(fields | changes))


def _wait(database, query, count):
    while database.query(query)[0][0] < count:
        pass
