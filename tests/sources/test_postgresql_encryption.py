"""The way to a PostgreSQL server is encrypted as the address asks, for the driver and for pg_dump."""

import shutil

import pytest

from crmbackup_gui.errors import SourceUnreachable
from crmbackup_gui.sources.registry import open_source
from tests.servers.certificates import certify
from tests.servers.postgresql import PASSWORD


@pytest.fixture(scope="module")
def server(full_postgres):
    """A server that offers encryption; what vouches for it is `server.authorities`."""
    folder = full_postgres.folder
    certify(folder)
    full_postgres.authorities = folder / "certificate.pem"
    key = folder / "key.pem"
    key.chmod(0o600)
    owner = (folder / "data").stat().st_uid
    for file in (key, full_postgres.authorities):
        shutil.chown(file, owner)
    for name, value in (("ssl_cert_file", full_postgres.authorities), ("ssl_key_file", key), ("ssl", "on")):
        full_postgres.run("postgres", f"ALTER SYSTEM SET {name} = '{value}'")
    full_postgres.run("postgres", "SELECT pg_reload_conf()")
    return full_postgres


@pytest.fixture
def source(server):
    """Opens a database with options."""
    database = server.new_database("CREATE TABLE t (id int PRIMARY KEY)")
    yield lambda options: open_source(f"{server.loopback_url(database.name)}?{options}", lambda _: PASSWORD)
    database.drop()


def entities(source):
    with source.snapshot() as snapshot:
        return [entity.name for entity in snapshot.catalog.entities]


def test_encryption_that_is_wanted_is_there(source, monkeypatch):
    monkeypatch.setattr("crmbackup_gui.sources.sql.postgresql.facts.is_this_computer", lambda _: False)

    assert source("sslmode=require").server().encrypted is True
    assert source("sslmode=disable").server().encrypted is False
    assert entities(source("sslmode=require")) == ["t"]


def test_a_server_is_verified_by_a_file_of_authorities(server, source):
    assert entities(source(f"sslmode=verify-full&sslrootcert={server.authorities}")) == ["t"]


def test_what_the_system_trusts_vouches_for_a_server_also_to_an_older_pg_dump(server, source, monkeypatch):
    trusting = "sslmode=verify-full&sslrootcert=system"
    with pytest.raises(SourceUnreachable, match="certificate verify failed"):
        entities(source(trusting))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authorities))

    assert entities(source(trusting)) == ["t"]
    assert source(trusting).url.endswith(f"?{trusting}")
