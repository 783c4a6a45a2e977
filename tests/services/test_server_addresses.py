"""What a form asks about a server becomes an address, and is found again in it."""

import pytest

from crmbackup_gui.errors import UnsupportedLocation
from crmbackup_gui.services.server_addresses import (
    Encryption,
    ServerAddress,
    ServerKind,
    is_on_server,
    same_database,
    server_address,
)

POSTGRESQL = {"kind": ServerKind.POSTGRESQL, "host": "db.example.com", "database": "sales", "user": "crm"}
MYSQL = POSTGRESQL | {"kind": ServerKind.MYSQL}


@pytest.mark.parametrize(
    ("answers", "url"),
    [
        (POSTGRESQL, "postgresql://crm@db.example.com/sales"),
        (MYSQL, "mysql://crm@db.example.com/sales"),
        (POSTGRESQL | {"port": 5433}, "postgresql://crm@db.example.com:5433/sales"),
        (POSTGRESQL | {"host": "::1"}, "postgresql://crm@[::1]/sales"),
        (
            POSTGRESQL | {"user": "o'neil@crm", "database": "größe 100%"},
            "postgresql://o%27neil%40crm@db.example.com/gr%C3%B6%C3%9Fe%20100%25",
        ),
        (POSTGRESQL | {"encryption": Encryption.ALWAYS}, "postgresql://crm@db.example.com/sales?sslmode=require"),
        (POSTGRESQL | {"encryption": Encryption.NEVER}, "postgresql://crm@db.example.com/sales?sslmode=disable"),
        (
            POSTGRESQL | {"encryption": Encryption.VERIFIED},
            "postgresql://crm@db.example.com/sales?sslmode=verify-full&sslrootcert=system",
        ),
        (
            POSTGRESQL | {"encryption": Encryption.VERIFIED, "authorities": "/etc/ca.pem"},
            "postgresql://crm@db.example.com/sales?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        ),
        (MYSQL | {"encryption": Encryption.ALWAYS}, "mysql://crm@db.example.com/sales?ssl=on"),
        (MYSQL | {"encryption": Encryption.NEVER}, "mysql://crm@db.example.com/sales?ssl=off"),
        (MYSQL | {"encryption": Encryption.VERIFIED}, "mysql://crm@db.example.com/sales?ssl=verify"),
        (
            MYSQL | {"encryption": Encryption.VERIFIED, "authorities": "/etc/ca.pem"},
            "mysql://crm@db.example.com/sales?ssl=verify&ssl-ca=/etc/ca.pem",
        ),
        (POSTGRESQL | {"host": "", "socket": "/run/pg"}, "postgresql://crm@/sales?host=/run/pg"),
        (MYSQL | {"host": "", "socket": "/run/mysqld.sock"}, "mysql://crm@/sales?socket=/run/mysqld.sock"),
        (MYSQL | {"files": "/srv/crm files"}, "mysql://crm@db.example.com/sales?files=/srv/crm%20files"),
    ],
)
def test_answers_become_an_address_and_are_found_in_it_again(answers, url):
    address = ServerAddress(**answers)

    assert address.complete
    assert address.url == url
    assert server_address(url).url == url
    read = server_address(url)
    assert {name: getattr(read, name) for name in answers} == answers


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://crm@db.example.com/sales?sslmode=prefer",
        "postgresql://crm@db.example.com/sales?sslmode=verify-ca&sslrootcert=/etc/ca.pem",
        "postgresql://crm@db.example.com/sales?schemas=crm",
        "postgresql://crm@db.example.com:5432/sales",
        "mariadb://crm@db.example.com/sales",
        "postgres://crm@db.example.com/sales",
    ],
)
def test_what_no_form_shows_stays_as_it_was(url):
    assert server_address(url).url == url


def test_a_file_of_authorities_alone_means_that_the_server_is_verified():
    address = server_address("mysql://crm@db.example.com/sales?ssl-ca=/etc/ca.pem")

    assert (address.encryption, address.authorities) == (Encryption.VERIFIED, "/etc/ca.pem")


def test_another_choice_of_encryption_takes_the_place_of_what_was_spelled():
    address = server_address("postgresql://crm@db.example.com/sales?sslmode=verify-ca&sslrootcert=/etc/ca.pem")
    changed = ServerAddress(**{**vars(address), "encryption": Encryption.NEVER})

    assert changed.url == "postgresql://crm@db.example.com/sales?sslmode=disable"


@pytest.mark.parametrize("lacking", ["host", "database", "user"])
def test_an_address_that_leads_nowhere_is_not_complete(lacking):
    assert not ServerAddress(**POSTGRESQL | {lacking: ""}).complete


def test_a_file_has_no_such_form():
    assert not is_on_server("sqlite:////crm.db")
    with pytest.raises(UnsupportedLocation):
        server_address("sqlite:////crm.db")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("postgresql://a@h/d", "postgresql://b@H:5432/d?sslmode=require&files=/x", True),
        ("mysql://a@h:3306/d", "mysql://a@h/d", True),
        ("mysql://a@h/d", "mariadb://a@h/d", True),
        ("postgresql://a@h/d", "postgresql://a@h:3306/d", False),
        ("postgresql://a@h/d", "mysql://a@h/d", False),
        ("postgresql://a@h/d", "postgresql://a@h/e", False),
        ("postgresql://a@/d?host=/run/a", "postgresql://a@/d?host=/run/b", False),
        ("mysql://a@h/d?socket=/s", "mysql://a@/d?socket=/s", True),
        ("sqlite:////a.db", "sqlite:////a.db?files=/x", False),
    ],
)
def test_two_addresses_are_one_database_whoever_reads_it_and_however(one, other, same):
    assert same_database(one, other) is same
