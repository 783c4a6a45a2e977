"""Committing, and finding out what became of it when the connection is lost before the server answers.

A transaction has a number, and a server remembers for long how one ended
(postgresql.org/docs/current/functions-info.html, "Transaction ID and Snapshot Information Functions").
"""

from __future__ import annotations

import time

from crmbackup_gui.errors import OutcomeUnknown, SourceProblem, SourceUnreachable
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.login import Login

PATIENCE = 60.0
"""Seconds to wait for a server to come back and tell."""

_PAUSE = 0.5

_IDENTITY = "SELECT system_identifier FROM pg_catalog.pg_control_system()"


def commit_surely(connection: Connection, login: Login, database: str) -> None:
    """Commit. Returns when it is certain that the server keeps the transaction.

    Raises SourceUnreachable where it is certain that the server does not, and OutcomeUnknown where nothing is.
    """
    number = connection.value("SELECT pg_catalog.txid_current_if_assigned()")
    server = connection.value(_IDENTITY)
    try:
        connection.commit()
    except SourceUnreachable as lost:
        if number is None:
            raise
        if not _was_kept(login, database, number, server, lost):
            raise


def _was_kept(login: Login, database: str, number: int, server: int, lost: SourceUnreachable) -> bool:
    deadline = time.monotonic() + PATIENCE
    while True:
        status = _status(login, database, number, server)
        if status in ("committed", "aborted"):
            return status == "committed"
        if time.monotonic() > deadline:
            raise OutcomeUnknown(lost.location, lost.reason) from lost
        time.sleep(_PAUSE)


def _status(login: Login, database: str, number: int, server: int) -> str | None:
    """How the transaction ended, as far as it can be told now."""
    try:
        with Connection(login, database=database) as connection:
            if connection.value(_IDENTITY) != server:
                return None
            return str(connection.value(f"SELECT pg_catalog.txid_status({number})"))
    except SourceProblem:
        return None
