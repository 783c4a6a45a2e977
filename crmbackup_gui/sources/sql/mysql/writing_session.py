"""A session that writes: what the server must not do by itself, and what it must not let pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.sql.mysql.connection import Access, Connection
from crmbackup_gui.sources.sql.mysql.names import is_database, quoted, text_literal
from crmbackup_gui.sources.sql.mysql.server import Server

PATIENCE = 30
"""Seconds to wait for what somebody else holds."""

_STRICT = "STRICT_ALL_TABLES"
_ALWAYS = "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION"
"""Zero is a number like others, dates of all kinds may have been let in, and no engine takes another's place."""


@dataclass(frozen=True)
class Session:
    """A connection set up to write to `database`, which need not exist.

    The server refuses what it would otherwise cut to fit, references go unchecked, and nothing cascades.
    """

    connection: Connection
    database: str
    packet: int
    """Bytes of the longest statement, and of the longest value that the server computes (max_allowed_packet)."""

    def name(self, table: str) -> str:
        """A table of the database, in a statement."""
        return f"{quoted(self.database)}.{quoted(table)}"

    def exists(self) -> bool:
        """Whether the database is there."""
        found = f"SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE {is_database('SCHEMA_NAME')}"
        return bool(self.connection.value(found, (self.database, self.database)))

    @contextmanager
    def lenient(self) -> Iterator[None]:
        """The server takes what does not fit, and warns."""
        self.connection.run(f"SET sql_mode = {text_literal(_ALWAYS)}")
        try:
            yield
        finally:
            if not self.connection.lost:
                self.connection.run(f"SET sql_mode = {text_literal(f'{_STRICT},{_ALWAYS}')}")


@contextmanager
def writing_session(server: Server, find_secret: FindSecret) -> Iterator[Session]:
    """A session as `Session` says; in the database where it exists."""
    with Connection(server, find_secret, Access.WRITE, into_database=False) as connection:
        session = Session(connection, server.database, int(connection.value("SELECT @@max_allowed_packet")))
        connection.run(
            f"SET SESSION sql_mode = {text_literal(f'{_STRICT},{_ALWAYS}')}, foreign_key_checks = 0, "
            f"unique_checks = 1, lock_wait_timeout = {PATIENCE}, innodb_lock_wait_timeout = {PATIENCE}"
        )
        if session.exists():
            connection.run(f"USE {quoted(server.database)}")
        yield session
