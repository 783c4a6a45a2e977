import shutil
import threading
import time
from datetime import UTC, datetime

import pytest

from crmbackup_gui.errors import (
    EntityNotFound,
    InvalidRequest,
    SourceBusy,
    SourceIncomplete,
    SourceMissing,
    SourceUnreachable,
)
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.sql.postgresql import connection as connections
from crmbackup_gui.sources.sql.postgresql import pg_dump
from crmbackup_gui.sources.sql.postgresql.snapshot import open_snapshot
from tests.servers.postgresql import PASSWORD, unique_name
from tests.sources.postgresql_reading import login, read, refusal, rows_of, settled, snapshot_of

ACCOUNTS = (
    "CREATE TABLE account (id int PRIMARY KEY, name text)",
    "CREATE TABLE contact (id int PRIMARY KEY, name text)",
    "INSERT INTO account VALUES (1, 'one')",
    "INSERT INTO contact VALUES (1, 'one')",
)


@pytest.fixture
def reader(postgres):
    """A role without any rights but to log in."""
    name = unique_name("reader")
    postgres.run("postgres", f"CREATE ROLE {name} LOGIN")
    yield name
    for (database,) in postgres.query("postgres", "SELECT datname FROM pg_database WHERE datname ~ '^crm'"):
        postgres.run(database, f"DROP OWNED BY {name}")
    postgres.run("postgres", f"DROP ROLE {name}")


def test_all_entities_show_the_moment_at_which_the_snapshot_was_taken(pg):
    database = pg(*ACCOUNTS)
    before = datetime.now(UTC)
    with snapshot_of(database) as snapshot:
        after = datetime.now(UTC)
        database.run(
            "INSERT INTO account VALUES (2, 'two')",
            "DELETE FROM contact",
            "UPDATE account SET name = 'other'",
            "VACUUM account",
        )
        assert settled(snapshot, "account")[1] == [(1, "one")]
        assert settled(snapshot, "contact")[1] == [(1, "one")]
        assert before <= snapshot.consistent_as_of <= after
        assert snapshot.warnings == []
    assert len(read(database, "account")[1]) == 2


def test_a_table_that_is_being_emptied_is_seen_as_it_is_when_everything_else_is(pg):
    """TRUNCATE shows in every snapshot at once: one taken before it, and read after it, would mix two moments."""
    database = pg(*ACCOUNTS)
    found = {}

    def back_up():
        with snapshot_of(database) as snapshot:
            found.update({name: settled(snapshot, name)[1] for name in ("account", "contact")})

    emptying = database.server.psql(database.name)
    emptying.write("BEGIN; TRUNCATE account; INSERT INTO contact VALUES (2, 'moved');")
    thread = threading.Thread(target=back_up)
    thread.start()
    _until(lambda: database.query("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0] == 1)
    emptying.end("COMMIT;")
    thread.join()
    assert found == {"account": [], "contact": [(1, "one"), (2, "moved")]}


def test_tables_cannot_be_emptied_or_dropped_while_they_are_read(pg):
    database = pg(*ACCOUNTS)
    with snapshot_of(database) as snapshot:
        with pytest.raises(RuntimeError, match="lock timeout"):
            database.run("SET lock_timeout = 100", "TRUNCATE account")
        assert settled(snapshot, "account")[1] == [(1, "one")]
    database.run("SET lock_timeout = 1000", "TRUNCATE account")


def test_a_table_that_somebody_keeps_locked_is_a_busy_source(pg, monkeypatch):
    monkeypatch.setattr(connections, "LOCK_TIMEOUT", 0.2)
    database = pg(*ACCOUNTS)
    locking = database.server.psql(database.name)
    locking.write("BEGIN; LOCK TABLE account;")
    _until(lambda: database.query("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'")[0][0] == 1)
    try:
        assert isinstance(refusal(database), SourceBusy)
    finally:
        locking.end("ROLLBACK;")


def test_what_happens_on_the_server_while_records_are_read_changes_nothing(pg):
    database = pg("CREATE TABLE t AS SELECT g AS id, repeat('x', 500) AS v FROM generate_series(1, 30000) g")
    with snapshot_of(database) as snapshot:
        stream = snapshot.read(snapshot.catalog.entity("t"))
        records = iter(stream.records)
        rows = next(records).batch.num_rows
        database.run("UPDATE t SET v = 'y'", "DELETE FROM t WHERE id % 2 = 0", "VACUUM t")
        rest = [batch.batch for batch in records]
    assert rows + sum(batch.num_rows for batch in rest) == 30_000
    assert all(value == "x" * 500 for batch in rest for value in batch.column(1).to_pylist())


HIDING = (
    "CREATE TABLE contact (id int PRIMARY KEY, owner text)",
    "INSERT INTO contact VALUES (1, 'somebody')",
    "ALTER TABLE contact ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own ON contact USING (owner = current_user)",
)


def test_row_level_security_that_hides_records_is_refused_before_anything_is_read(pg, reader):
    database = pg(*HIDING, f"GRANT SELECT ON contact TO {reader}")
    refused = refusal(database, reader)
    assert isinstance(refused, SourceIncomplete)
    assert refused.hidden == ("contact",)
    assert "row-level security" in refused.reason
    assert read(database, "contact")[1] == [(1, "somebody")]


def test_row_level_security_that_is_forced_on_the_owner_is_refused_too(pg, reader):
    database = pg(*HIDING, f"ALTER TABLE contact OWNER TO {reader}")
    assert read(database, "contact", reader)[1] == [(1, "somebody")]
    database.run("ALTER TABLE contact FORCE ROW LEVEL SECURITY")
    assert isinstance(refusal(database, reader), SourceIncomplete)


def test_policies_of_partitions_do_not_count_since_they_are_read_through_their_table(pg, reader):
    database = pg(
        "CREATE TABLE event (id int PRIMARY KEY) PARTITION BY RANGE (id)",
        "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (1) TO (9)",
        "ALTER TABLE event_1 ENABLE ROW LEVEL SECURITY",
        "INSERT INTO event VALUES (1)",
        f"GRANT SELECT ON event, event_1 TO {reader}",
    )
    assert read(database, "event", reader)[1] == [(1,)]


PARTITIONED = "CREATE TABLE event (id int) PARTITION BY LIST (id); CREATE TABLE event_1 PARTITION OF event DEFAULT"


@pytest.mark.parametrize(
    ("statement", "hidden"),
    [
        ("CREATE TABLE salary (id int PRIMARY KEY)", ("salary",)),
        ("CREATE SCHEMA hr; CREATE TABLE hr.salary (id int); GRANT SELECT ON hr.salary TO PUBLIC", ("hr.salary",)),
        ("CREATE TABLE salary (id int, amount int); GRANT SELECT (id) ON salary TO PUBLIC", ("salary",)),
        (f"{PARTITIONED}; GRANT SELECT ON event TO PUBLIC", ("event_1",)),
        ("CREATE SEQUENCE number", ("number",)),
        ("SELECT lo_from_bytea(0, 'x')", ("1 large objects",)),
    ],
)
def test_what_the_account_may_not_read_is_refused_by_name(pg, reader, statement, hidden):
    refused = refusal(pg(statement), reader)
    assert isinstance(refused, SourceIncomplete)
    assert refused.hidden == hidden


def test_an_account_with_rights_to_read_and_no_others_reads_everything(pg, reader):
    database = pg(
        *ACCOUNTS, "CREATE SEQUENCE number", "SELECT lo_from_bytea(5, 'x')", f"GRANT pg_read_all_data TO {reader}"
    )
    database.run(f"GRANT SELECT ON LARGE OBJECT 5 TO {reader}")
    with snapshot_of(database, reader) as snapshot:
        assert settled(snapshot, "account")[1] == [(1, "one")]
        assert settled(snapshot, "pg_catalog.pg_largeobject")[1] == [
            (5, b"x", None, "postgres", snapshot_rights(database))
        ]
        assert snapshot.position is not None


def snapshot_rights(database):
    return database.query("SELECT lomacl::text FROM pg_largeobject_metadata")[0][0]


def test_unlogged_tables_are_warned_of(pg):
    with snapshot_of(pg("CREATE UNLOGGED TABLE cache (id int)")) as snapshot:
        assert snapshot.warnings == [
            "These tables are empty after a crash of their server (they are unlogged): 'cache'."
        ]


def test_what_was_entered_into_tables_of_extensions_is_warned_of(pg, postgres):
    extension = postgres.folder / "extension"
    extension.mkdir()
    (extension / "pricing.control").write_text("default_version = '1'\n")
    (extension / "pricing--1.sql").write_text(
        "CREATE TABLE rate (id int, own boolean); INSERT INTO rate VALUES (1, false);\n"
        "SELECT pg_extension_config_dump('rate', 'WHERE own');\n"
    )
    database = pg(f"SET extension_control_path = '{postgres.folder}'", "CREATE EXTENSION pricing")
    with snapshot_of(database) as snapshot:
        assert (snapshot.catalog.entities, snapshot.warnings) == ((), [])
    database.run("INSERT INTO rate VALUES (2, true)")
    with snapshot_of(database) as snapshot:
        assert snapshot.warnings == [
            "These tables belong to extensions, and what was entered into them is not kept: 'rate'."
        ]


def test_what_a_new_database_will_not_have_is_warned_of(pg, postgres):
    folder = postgres.folder / "elsewhere"
    folder.mkdir()
    shutil.chown(folder, postgres.folder.owner())
    space, feed = unique_name("space"), unique_name("feed")
    postgres.run("postgres", f"CREATE TABLESPACE {space} LOCATION '{folder}'")
    database = pg(
        f"CREATE TABLE apart (id int PRIMARY KEY) TABLESPACE {space}",
        "CREATE TABLE usual (id int PRIMARY KEY)",
        f"CREATE SUBSCRIPTION {feed} CONNECTION 'dbname=nowhere' PUBLICATION p WITH (connect = false)",
    )
    with snapshot_of(database) as snapshot:
        assert snapshot.warnings == [
            f"What this database receives from others is not set up again: '{feed}'.",
            "A new database keeps these tables in its usual place, not one of their own: 'apart'.",
        ]
    database.run(f"ALTER SUBSCRIPTION {feed} SET (slot_name = NONE)", f"DROP SUBSCRIPTION {feed}")


def test_a_table_without_columns_is_warned_of(pg):
    with snapshot_of(pg("CREATE TABLE bare ()", "INSERT INTO bare DEFAULT VALUES")) as snapshot:
        assert snapshot.warnings == ["These tables have no columns, so that nothing of them can be kept: 'bare'."]


def test_limits_on_time_that_a_database_sets_do_not_end_a_backup(pg):
    database = pg(*ACCOUNTS)
    for name in ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout"):
        database.run(f"ALTER DATABASE {database.name} SET {name} = 150")
    with snapshot_of(database) as snapshot:
        time.sleep(0.4)
        assert settled(snapshot, "account")[1] == [(1, "one")]


@pytest.fixture
def linked(full_postgres):
    """A database with tables whose records another one keeps."""
    kept = full_postgres.new_database(
        "CREATE TABLE there (id int, name text)", "INSERT INTO there VALUES (1, 'far away')"
    )
    database = full_postgres.new_database(
        "CREATE EXTENSION postgres_fdw",
        f"CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (dbname '{kept.name}', "
        f"host '{full_postgres.folder}', port '{full_postgres.port}')",
        "CREATE USER MAPPING FOR postgres SERVER far OPTIONS (user 'postgres')",
        "CREATE FOREIGN TABLE there (id int, name text) SERVER far",
        "CREATE TABLE event (id int, name text) PARTITION BY LIST (id)",
        "CREATE TABLE event_2 PARTITION OF event FOR VALUES IN (2)",
        "CREATE FOREIGN TABLE event_1 PARTITION OF event FOR VALUES IN (1) SERVER far OPTIONS (table_name 'there')",
        "INSERT INTO event VALUES (2, 'here')",
    )
    yield database
    database.drop()
    kept.drop()


def test_tables_on_other_servers_are_named_and_left_out(linked):
    with snapshot_of(linked) as snapshot:
        assert [entity.name for entity in snapshot.catalog.entities] == ["event"]
        assert settled(snapshot, "event")[1] == [(2, "here")]
        assert snapshot.warnings == [
            "These tables keep their records elsewhere, so that only their structure is kept: 'event_1', 'there'.",
            "Of these tables, the records that lie on another server are not kept: 'event'.",
        ]


def test_a_database_that_is_not_there_is_missing_and_one_without_tables_does_not_exist_yet(pg, postgres):
    database = pg()
    missing = open_source(postgres.url("nothing_of_the_kind"))
    assert not missing.exists()
    with pytest.raises(SourceMissing):
        missing.catalog()
    source = open_source(database.url())
    assert not source.exists()
    database.run("CREATE TABLE t (id int)")
    assert source.exists()
    assert (source.name, source.url) == (database.name, database.url().replace(":///", "://"))


def test_both_spellings_of_the_scheme_are_one_address(postgres):
    url = postgres.url("crm")
    assert open_source(url.replace("postgresql://", "postgres://")).url == open_source(url).url


def test_pg_dump_logs_in_with_the_password_which_nobody_else_sees(pg, monkeypatch):
    seen = []
    start = pg_dump.subprocess.Popen

    def watched(arguments, **options):
        seen.append((arguments, options.get("env") or {}))
        return start(arguments, **options)

    database = pg(*ACCOUNTS)
    monkeypatch.setattr(pg_dump.subprocess, "Popen", watched)
    monkeypatch.setenv("PGPASSWORD", "not this one")
    with open_snapshot(login(database.server.loopback_url(database.name), PASSWORD)) as snapshot:
        assert len(snapshot.catalog.objects) >= 4
    ((arguments, environment),) = [item for item in seen if "--schema-only" in item[0]]
    assert PASSWORD not in " ".join(arguments)
    assert PASSWORD not in environment.values()
    assert "PGPASSWORD" not in environment


def test_an_entity_that_is_not_there_and_content_of_tables_are_refused(pg):
    with snapshot_of(pg(*ACCOUNTS)) as snapshot:
        account = snapshot.catalog.entity("account")
        with pytest.raises(InvalidRequest):
            snapshot.open_content(account, [1])
        with pytest.raises(EntityNotFound):
            snapshot.read(type(account)(name="nothing", fields=(), key=()))


def test_a_server_that_goes_away_while_records_are_read_is_told_as_that(pg):
    database = pg("CREATE TABLE t AS SELECT g AS id, repeat('x', 900) AS v FROM generate_series(1, 50000) g")
    with snapshot_of(database) as snapshot:
        rows = rows_of(snapshot.read(snapshot.catalog.entity("t")))
        next(rows)
        database.query(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'crmbackup'"
        )
        with pytest.raises(SourceUnreachable):
            list(rows)


def _until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
