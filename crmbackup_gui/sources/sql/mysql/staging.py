"""Temporary tables in which records wait, on the server, while a batch is written.

They are of the session alone and gone with it, and making them ends no transaction
(mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crmbackup_gui.sources.sql.mysql.names import RESERVED, quoted
from crmbackup_gui.sources.sql.mysql.writing_session import Session

ROW = f"{RESERVED}row"
"""The column with the position of a record among those handed over."""


@contextmanager
def staged(
    session: Session, name: str, like: str, columns: Sequence[str], *, source: str = "", more: str = ""
) -> Iterator[str]:
    """A table with `ROW` and these columns as table `like` has them, gone at the end; its name in a statement.

    It is empty, or filled from `source`, a query for all of its columns. `more` defines further columns and keys.
    """
    connection = session.connection
    stage = session.name(f"{RESERVED}{name}")
    listed = ", ".join(quoted(column) for column in columns)
    source = source or f"SELECT {listed} FROM {like} WHERE FALSE"
    connection.run(f"DROP TEMPORARY TABLE IF EXISTS {stage}")
    defined = f"{quoted(ROW)} BIGINT NOT NULL DEFAULT 0 PRIMARY KEY{more}"
    connection.run(f"CREATE TEMPORARY TABLE {stage} ({defined}) ENGINE=InnoDB {source}")
    yield stage
    connection.run(f"DROP TEMPORARY TABLE {stage}")
