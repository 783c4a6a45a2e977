"""Sessions on a server: how they are reached, and what their errors are."""

import socket
import time

import pytest

from crmbackup_gui.errors import (
    InvalidLocation,
    LoginRefused,
    RestoreRefused,
    SourceBusy,
    SourceMissing,
    SourceUnreachable,
    SourceUnreadable,
)
from crmbackup_gui.sources.base import BATCH_ROWS
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.sql.mysql.connection import Access, Connection
from crmbackup_gui.sources.sql.mysql.server import server_of
from crmbackup_gui.sources.sql.mysql.server_errors import RowRefused
from tests.sources.mysql_reading import connected

PASSWORD = "pässwörd 'quoted'"


@pytest.fixture
def database(mariadb):
    mariadb.create("connecting")
    quoted = PASSWORD.replace("'", "''")
    mariadb.run(
        f"CREATE OR REPLACE USER crm@127.0.0.1 IDENTIFIED BY '{quoted}'; GRANT ALL ON connecting.* TO crm@127.0.0.1;"
    )
    return "connecting"


@pytest.mark.parametrize(
    "options", ["", "ssl=off", "ssl=on", "ssl=verify&ssl-ca={authorities}", "ssl-ca={authorities}"]
)
def test_a_session_is_as_protected_as_the_address_says(mariadb, database, options):
    url = mariadb.network_url("crm", database, options.format(authorities=mariadb.authorities))
    with connected(url, PASSWORD) as connection:
        cipher = connection.rows("SHOW STATUS LIKE 'Ssl_cipher'")[0][1]
        assert connection.value("SELECT DATABASE()") == database
    assert bool(cipher) == (options != "ssl=off")


def test_a_certificate_that_nobody_vouches_for_is_refused_where_it_is_to_be_verified(mariadb, database):
    with (
        pytest.raises(SourceUnreachable, match="certificate"),
        connected(mariadb.network_url("crm", database, "ssl=verify"), PASSWORD),
    ):
        pass


def test_a_certificate_for_another_host_is_refused(mariadb, database):
    url = mariadb.network_url("crm", database, f"ssl-ca={mariadb.authorities}").replace("127.0.0.1", "localhost")
    with pytest.raises(SourceUnreachable, match="localhost"), connected(url, PASSWORD):
        pass


@pytest.mark.parametrize(
    ("user", "password", "database", "leaf"),
    [
        ("crm", "wrong", "connecting", LoginRefused),
        ("crm", None, "connecting", LoginRefused),
        ("nobody", PASSWORD, "connecting", LoginRefused),
        ("crm", PASSWORD, "mysql", LoginRefused),
    ],
)
def test_who_is_not_let_in_is_told_so(mariadb, database, user, password, leaf):
    with pytest.raises(leaf) as caught, connected(mariadb.network_url(user, database), password):
        pass
    assert "pässwörd" not in str(caught.value)


def test_a_database_that_is_not_there_is_missing(mariadb):
    with pytest.raises(SourceMissing), connected(mariadb.url("no such thing")):
        pass


@pytest.mark.parametrize(
    "url", ["mysql://crm@127.0.0.1:1/x", "mysql://crm@nowhere.invalid/x", "mysql://crm@localhost/x?socket=/no/socket"]
)
def test_where_no_server_answers_is_said(url):
    with pytest.raises(SourceUnreachable), connected(url):
        pass


@pytest.mark.parametrize(
    "url", ["mysql://u@h", "mysql://u@h/db?ssl=maybe", "mysql://u@h/db?charset=x", "mysql://u@h/db?ssl-ca=/no/file"]
)
def test_addresses_that_cannot_be_used_are_told_apart_before_anything_is_connected(url):
    with pytest.raises(InvalidLocation), connected(url):
        pass


def test_parameters_arrive_as_they_are(mariadb, database):
    given = ["'; DROP TABLE x; -- %s \\ ? ä😀", b"\0\xff'", -5, 2**63 - 1, None, 1.5]
    with connected(mariadb.url(database)) as connection:
        found = connection.rows("SELECT ?, ?, ?, ?, ?, ?", given)
    assert found == [tuple(given)]


def test_errors_of_statements_name_what_the_server_said(mariadb, database):
    mariadb.run("CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, CHECK (n > 0))", database)
    with connected(mariadb.url(database)) as connection, pytest.raises(SourceUnreadable, match="SQL syntax"):
        connection.run("SELEKT")
    with Connection(server_of(parse_location(mariadb.url(database))), lambda _: None, Access.WRITE) as connection:
        with pytest.raises(RestoreRefused, match="SQL syntax"):
            connection.run("SELEKT")
        connection.run("INSERT INTO t VALUES (1, 1)")
        for values in ("(1, 2)", "(2, 0)"):
            with pytest.raises(RowRefused):
                connection.run(f"INSERT INTO t VALUES {values}")
        assert connection.value("SELECT count(*) FROM t") == 1


def test_a_lock_that_somebody_else_keeps_is_said_to_be_one(mariadb, database):
    mariadb.run("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)", database)
    with connected(mariadb.url(database)) as one, connected(mariadb.url(database)) as other:
        one.run("BEGIN")
        one.run("UPDATE t SET id = 2")
        other.run("SET innodb_lock_wait_timeout = 1")
        with pytest.raises(SourceBusy):
            other.run("UPDATE t SET id = 3")


def test_a_session_that_the_server_ends_is_unreachable_from_then_on(mariadb, database):
    with connected(mariadb.url(database)) as connection:
        mariadb.run(f"KILL {connection.value('SELECT CONNECTION_ID()')}")
        with pytest.raises(SourceUnreachable):
            connection.rows("SELECT 1")
        assert connection.lost
        with pytest.raises(SourceUnreachable):
            connection.rows("SELECT 1")


def test_a_session_that_ends_in_the_middle_of_a_result_is_unreachable(mariadb, database):
    mariadb.run("CREATE TABLE t (t text) SELECT repeat('x', 60000) t FROM seq_1_to_2000", database)
    with connected(mariadb.url(database)) as connection:
        number = connection.value("SELECT CONNECTION_ID()")
        rows = connection.stream("SELECT * FROM t")
        next(rows)
        mariadb.run(f"KILL {number}")
        with pytest.raises(SourceUnreachable):
            list(rows)


def test_settings_of_the_server_do_not_change_what_a_session_means(mariadb, database):
    mariadb.run(
        "SET GLOBAL sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES', GLOBAL time_zone = '+07:00', GLOBAL wait_timeout = 5"
    )
    try:
        with connected(mariadb.url(database)) as connection:
            found = connection.rows("SELECT @@sql_mode, @@time_zone, @@wait_timeout, @@character_set_results, '\\\\'")
    finally:
        mariadb.run("SET GLOBAL sql_mode = DEFAULT, GLOBAL time_zone = 'SYSTEM', GLOBAL wait_timeout = DEFAULT")
    assert found == [("NO_AUTO_VALUE_ON_ZERO", "+00:00", 86_400, "utf8mb4", "\\")]


@pytest.mark.parametrize("options", ["ssl=off", "ssl=on"])
def test_results_of_many_megabytes_arrive_whole_while_the_reader_takes_its_time(mariadb, database, options):
    mariadb.run("CREATE TABLE t (n int, t text) SELECT seq n, repeat('x', seq * 60) t FROM seq_1_to_1000", database)
    with connected(mariadb.network_url("crm", database, options), PASSWORD) as connection:
        for _ in range(2):
            lengths = {}
            for rows in connection.stream("SELECT n, t FROM t"):
                time.sleep(0.05)
                ((numbers, texts),) = rows.cells(BATCH_ROWS)
                lengths |= zip(numbers.numbers().tolist(), texts.lengths.tolist(), strict=True)
            assert lengths == {number: number * 60 for number in range(1, 1001)}
            assert connection.value("SELECT count(*) FROM t") == 1000


def test_a_server_that_is_read_slowly_has_to_wait(mariadb, database):
    mariadb.run("CREATE TABLE t (t text) SELECT repeat('x', 60000) t FROM seq_1_to_2000", database)
    with connected(mariadb.network_url("crm", database), PASSWORD) as connection:
        rows = connection.stream("SELECT t FROM t")
        next(rows)
        time.sleep(0.5)
        state = mariadb.run("SELECT STATE FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT t FROM t'")
        assert state.strip().lower() in ("sending data", "writing to net")
        rows.close()


def test_a_line_that_is_cut_is_noticed_within_minutes(mariadb, database):
    with connected(mariadb.network_url("crm", database), PASSWORD) as connection:
        line = connection._mysql._transport.get_extra_info("socket")
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        if hasattr(socket, "TCP_KEEPIDLE"):
            idle, pause, count = (
                line.getsockopt(socket.IPPROTO_TCP, option)
                for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
            )
            assert idle + pause * count <= 120


def test_a_password_is_asked_for_anew_each_time_and_not_kept(mariadb, database):
    asked = []

    def find(name):
        asked.append(name)
        return PASSWORD

    server = server_of(parse_location(mariadb.network_url("crm", database)))
    for _ in range(2):
        with Connection(server, find) as connection:
            kept = {**vars(connection), **vars(connection._mysql)}
            assert PASSWORD not in repr(kept)
            assert repr(PASSWORD.encode())[2:-1] not in repr(kept)
    assert asked == ["password", "password"]
