"""A single table as the server describes it, which may be a temporary one that no list has."""

from __future__ import annotations

import dataclasses
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.sql.mysql.columns import TEXT_TYPES, Column, longest_of
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.schema import Listed, Table, TableSize, make_table

_LENGTH = re.compile(r"\((\d+)\)")
_GENERATED = re.compile(r"(virtual|stored) generated|persistent")


def describe_table(
    connection: Connection, sql_name: str, entity: Entity, definition: str, bytes_of: Mapping[str, int]
) -> Table:
    """The table of that name in a statement, as one of the entity's name and references.

    `definition` is the entity's, and `bytes_of` are the `widths` of the server.
    """
    columns = [_column(row, bytes_of) for row in connection.rows(f"SHOW FULL COLUMNS FROM {sql_name}")]
    listed = Listed(entity.name, "BASE TABLE", "innodb", transactional=True, size=TableSize(0, 0, 0), counter=None)
    table = make_table(listed, columns, _unique_indexes(connection, sql_name), entity.references, definition)
    return stand_in(table, sql_name)


def widths(connection: Connection) -> dict[str, int]:
    """How many bytes a character takes at most, by character set."""
    return {str(row[0]): int(row[3]) for row in connection.rows("SHOW CHARACTER SET")}


def stand_in(table: Table, sql_name: str) -> Table:
    """The same entity with its records in another table, which is one of InnoDB."""
    return dataclasses.replace(table, stand_in=sql_name, engine="innodb", transactional=True)


def _column(row: Sequence[str], bytes_of: Mapping[str, int]) -> Column:
    name, declared, collation, nullable, extra = row[0], row[1], row[2], row[3], row[6].lower()
    kind = re.split(r"[\s(]", declared, maxsplit=1)[0].lower()
    charset = collation.split("_")[0] if collation and kind in TEXT_TYPES else None
    return Column(
        name=name,
        kind=kind,
        declared=declared,
        charset=charset,
        collation=collation if charset else None,
        longest=longest_of(kind, _octets(kind, declared, bytes_of.get(charset or "", 1))),
        nullable=nullable == "YES",
        expression="" if _GENERATED.search(extra) else None,
        period=False,
        numbered="auto_increment" in extra,
    )


def _octets(kind: str, declared: str, width: int) -> int:
    length = _LENGTH.search(declared)
    return (int(length[1]) if length and kind not in ("enum", "set") else len(declared)) * width


def _unique_indexes(connection: Connection, sql_name: str) -> dict[str, list[str]]:
    """Its unique indexes, the primary key first, with the names of their columns (None: a formula)."""
    indexes: dict[str, list[str]] = defaultdict(list)
    rows = [row for row in connection.rows(f"SHOW INDEX FROM {sql_name}") if not int(row[1])]
    for row in sorted(rows, key=lambda row: (row[2] != "PRIMARY", row[2], int(row[3]))):
        indexes[row[2]].append(row[4])
    return indexes
