import pytest

from crmbackup_gui.errors import InvalidLocation, LoginRefused, SourceUnreachable, SourceUnreadable
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.postgresql.connection import Access, Connection
from crmbackup_gui.sources.sql.postgresql.login import login_of
from tests.servers.postgresql import PASSWORD


def login(url, password=None):
    return login_of(parse_location(url), lambda name: password if name == "password" else None)


def connected(database, **options):
    return Connection(login(database.url(**options)))


def test_the_password_is_asked_for_when_connecting_and_stands_in_no_connection_string(pg):
    database = pg()
    asked = login(database.server.loopback_url(database.name), PASSWORD)
    with Connection(asked) as connection:
        assert connection.value("SELECT 1") == 1
    assert PASSWORD not in asked.conninfo()
    assert PASSWORD not in repr(asked)


@pytest.mark.parametrize("password", ["wrong", None])
def test_a_wrong_or_missing_password_is_a_refused_login(pg, password):
    database = pg()
    with pytest.raises(LoginRefused) as refused:
        Connection(login(database.server.loopback_url(database.name), password))
    assert "password" in refused.value.reason


def test_a_password_of_any_characters_is_handed_over_as_it_is(pg):
    odd = "it's \\a 'pass\\' = word"
    database = pg("CREATE ROLE odd_password LOGIN PASSWORD E'it''s \\\\a ''pass\\\\'' = word'")
    try:
        with Connection(login(database.server.loopback_url(database.name, "odd_password"), odd)) as connection:
            assert connection.value("SELECT current_user::text") == "odd_password"
    finally:
        database.run("DROP ROLE odd_password")


def test_a_port_where_nobody_listens_is_a_server_that_cannot_be_reached():
    with pytest.raises(SourceUnreachable) as unreachable:
        Connection(login("postgresql://somebody@127.0.0.1:1/crm"))
    assert "refused" in unreachable.value.reason


def test_a_role_that_is_not_there_is_a_refused_login(pg):
    with pytest.raises(LoginRefused, match="stranger"):
        Connection(login(pg().url(user="stranger")))


def test_what_the_server_says_is_told_without_the_query(pg):
    with connected(pg()) as connection, pytest.raises(SourceUnreadable) as unreadable:
        connection.value("SELECT 'a secret value' FROM nothing_of_the_kind")
    assert unreadable.value.problem == 'relation "nothing_of_the_kind" does not exist'


def test_a_connection_that_the_server_ends_is_a_server_that_cannot_be_reached(pg):
    database = pg()
    with connected(database) as connection:
        connection.begin(Access.READ)
        pid = connection.value("SELECT pg_backend_pid()")
        database.query(f"SELECT pg_terminate_backend({pid}, 5000)")
        with pytest.raises(SourceUnreachable):
            connection.value("SELECT 1")


def test_a_connection_that_ends_in_the_middle_of_a_result_is_a_server_that_cannot_be_reached(pg):
    database = pg()
    with connected(database) as connection:
        connection.begin(Access.READ)
        pid = connection.value("SELECT pg_backend_pid()")
        batches = connection.stream("SELECT repeat('x', 1000) FROM generate_series(1, 100000)", 1 << 20)
        next(batches)
        database.query(f"SELECT pg_terminate_backend({pid}, 5000)")
        with pytest.raises(SourceUnreachable):
            list(batches)


def test_an_error_in_the_middle_of_a_result_leaves_the_transaction_usable(pg):
    with connected(pg()) as connection:
        connection.begin(Access.READ)
        batches = connection.stream("SELECT 1 / (50000 - g) FROM generate_series(1, 100000) g", 1 << 16)
        with pytest.raises(SourceUnreadable, match="division by zero"):
            list(batches)
        assert connection.value("SELECT 1") == 1


def test_closing_a_result_stops_the_server_and_leaves_the_transaction_usable(pg):
    with connected(pg()) as connection:
        connection.begin(Access.READ)
        endless = connection.stream("SELECT generate_series(1, 1000000000000)", 1 << 16)
        assert next(endless).num_rows > 0
        endless.close()
        assert connection.value("SELECT 1") == 1


def test_a_transaction_fixes_the_form_of_values(pg):
    database = pg()
    database.run(f"ALTER DATABASE {database.name} SET datestyle = 'German'")
    database.run(f"ALTER DATABASE {database.name} SET bytea_output = 'escape'")
    with connected(database) as connection:
        connection.begin(Access.READ)
        row = connection.rows("SELECT date '2024-03-01'::text, '\\x00ff'::bytea::text, 0.1::float8::text")[0]
    assert row == ("2024-03-01", "\\x00ff", "0.1")


def test_a_transaction_shows_the_moment_of_an_exported_snapshot(pg):
    database = pg("CREATE TABLE note (id int)")
    with connected(database) as first, connected(database) as second:
        first.begin(Access.READ)
        snapshot = first.value("SELECT pg_export_snapshot()")
        database.run("INSERT INTO note VALUES (1)")
        second.begin(Access.READ, snapshot=snapshot)
        assert second.value("SELECT count(*) FROM public.note") == 0


def test_a_location_without_a_database_or_with_an_unknown_option_is_refused():
    for url in ("postgresql://host", "postgresql://host/crm?unknown=1", "postgresql://host/crm?sslmode=perhaps"):
        with pytest.raises(InvalidLocation):
            login(url)


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(postgres):
    with pytest.raises(SourceUnreachable, match="SSL"):
        Connection(login(f"{postgres.loopback_url('postgres')}?sslmode=require", PASSWORD))
