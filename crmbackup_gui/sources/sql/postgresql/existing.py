"""Whether a database is there, told in a way that does not depend on the language of the server's messages."""

from __future__ import annotations

from crmbackup_gui.errors import LoginRefused, SourceMissing
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.login import Login
from crmbackup_gui.sources.sql.postgresql.schema import USERS_OWN

_ALWAYS_THERE = ("postgres", "template1")
"""Databases that servers have, to ask from while the one that is meant is not there."""

_HAS_TABLES = f"""
SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND {USERS_OWN})
"""


def connect(login: Login) -> Connection:
    """A connection to the database. Raises SourceMissing where there is none of that name, and as `Connection` does."""
    try:
        return Connection(login)
    except LoginRefused:
        if _is_missing(login):
            raise SourceMissing(login.url) from None
        raise


def has_tables(login: Login) -> bool:
    """Whether the database is there and holds a table. Raises as `Connection` does."""
    try:
        with connect(login) as connection:
            return bool(connection.value(_HAS_TABLES))
    except SourceMissing:
        return False


def _is_missing(login: Login) -> bool:
    for name in _ALWAYS_THERE:
        try:
            with Connection(login, database=name) as connection:
                found = connection.value(
                    "SELECT count(*) FROM pg_catalog.pg_database WHERE datname = $1", (login.database,)
                )
                return not found
        except LoginRefused:
            continue
    return False
