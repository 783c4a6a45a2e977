"""What a source says of the server that it is on."""

import pytest

from crmbackup_gui.errors import SourceMissing
from crmbackup_gui.sources.registry import open_source
from crmbackup_gui.sources.server import is_this_computer, server_facts
from tests.servers.postgresql import PASSWORD


def test_mariadb_says_its_version_and_how_large_the_database_is(mariadb):
    database = mariadb.create("facts")
    mariadb.run("CREATE TABLE t (c LONGTEXT); INSERT INTO t VALUES (REPEAT('a', 500000)); ANALYZE TABLE t", database)
    facts = server_facts(open_source(mariadb.url(database)))

    assert facts.product == "MariaDB"
    assert mariadb.run("SELECT VERSION()").startswith(facts.version)
    assert "-" not in facts.version
    assert facts.size_bytes > 500_000
    assert facts.encrypted is None


def test_an_empty_database_of_mariadb_has_no_size(mariadb):
    assert server_facts(open_source(mariadb.url(mariadb.create("facts_empty")))).size_bytes is None


@pytest.mark.parametrize(("option", "encrypted"), [("ssl=on", True), ("ssl=off", False)])
def test_mariadb_says_whether_the_way_is_encrypted(mariadb, monkeypatch, option, encrypted):
    database = mariadb.create("facts_tls")
    mariadb.run("CREATE OR REPLACE USER looker@'%' IDENTIFIED BY 'pw'; GRANT ALL ON facts_tls.* TO looker@'%'")
    source = open_source(mariadb.network_url("looker", database, option), lambda _: "pw")
    assert server_facts(source).encrypted is None
    monkeypatch.setattr("crmbackup_gui.sources.sql.mysql.facts.is_this_computer", lambda _: False)

    assert server_facts(source).encrypted is encrypted


def test_postgresql_says_its_version_and_how_large_the_database_is(pg):
    database = pg("CREATE TABLE t AS SELECT g AS id, repeat('a', 100) AS c FROM generate_series(1, 20000) g")
    facts = server_facts(open_source(database.url()))

    assert facts.product == "PostgreSQL"
    ((version,),) = database.query("SELECT current_setting('server_version')")
    assert version.split()[0] == facts.version
    assert facts.size_bytes > 2_000_000
    assert facts.encrypted is None


def test_postgresql_says_whether_the_way_is_encrypted(pg, monkeypatch):
    database = pg()
    monkeypatch.setattr("crmbackup_gui.sources.sql.postgresql.facts.is_this_computer", lambda _: False)
    source = open_source(database.server.loopback_url(database.name), lambda _: PASSWORD)

    assert server_facts(source).encrypted is False


def test_a_database_that_is_not_there_has_none(mariadb, postgres):
    for url in (mariadb.url("nowhere"), postgres.url("nowhere")):
        with pytest.raises(SourceMissing):
            server_facts(open_source(url))


def test_a_file_has_none(tmp_path):
    assert server_facts(open_source(f"sqlite:///{tmp_path}/crm.db")) is None


@pytest.mark.parametrize(
    ("host", "inside"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("localhost.example.com", False)],
)
def test_some_names_never_lead_out_of_this_computer(host, inside):
    assert is_this_computer(host) is inside
