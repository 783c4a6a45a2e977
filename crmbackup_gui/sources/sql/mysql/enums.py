"""Values of ENUM columns that none of their members is: empty, where the server once took a value that did not fit.

Such a value has the number 0 (mariadb.com/kb/en/enum). Only a server that does not refuse values takes it again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.sources.sql.mysql.columns import Column
from crmbackup_gui.sources.sql.mysql.names import quoted
from crmbackup_gui.sources.sql.mysql.staging import staged
from crmbackup_gui.sources.sql.mysql.writing_session import Session

_MEMBER = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True)
class Misfits:
    """Positions of records with such values, and the names of the columns that have them."""

    rows: frozenset[int]
    names: frozenset[str]

    def insert(self, session: Session, into: str, names: Sequence[str], values: Sequence[bytes]) -> None:
        """Insert one such record of literals. Raises RowRefused when anything else of it does not fit."""
        fitting = [(name, value) for name, value in zip(names, values, strict=True) if name not in self.names]
        # The server would cut the other values to fit as well, so they are tried before where it does not.
        with staged(session, "fitting", into, [name for name, _ in fitting]) as stage:
            session.connection.run(_insert(stage, fitting))
        with session.lenient():
            session.connection.run(_insert(into, list(zip(names, values, strict=True))))


def _insert(into: str, record: Sequence[tuple[str, bytes]]) -> bytes:
    names = ", ".join(quoted(name) for name, _ in record)
    return b"".join((f"INSERT INTO {into} ({names}) VALUES (".encode(), b",".join(value for _, value in record), b")"))


def misfits(columns: Sequence[tuple[Column, pa.Array]]) -> Misfits:
    """Those among the records of these columns."""
    rows: set[int] = set()
    names = set()
    for column, values in columns:
        if column.kind != "enum" or "" in _MEMBER.findall(column.declared) or not pa.types.is_string(values.type):
            continue
        found = np.flatnonzero(np.asarray(pc.fill_null(pc.equal(values, ""), False)))  # noqa: FBT003 - Arrow's value
        if len(found):
            rows.update(found.tolist())
            names.add(column.name)
    return Misfits(frozenset(rows), frozenset(names))
