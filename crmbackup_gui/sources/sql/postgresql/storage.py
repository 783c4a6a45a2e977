"""How the records of a table lie on the server's disk, which decides how they are read fastest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.schema import Table

_SMALL = 1 << 20
"""Bytes up to which it does not matter."""

_PAGE = 8_192
_SAMPLED_PAGES = 64
_ALIKE = 0.8
"""Correlation of both orders above which going through the index hardly ever goes back to a page. Below, the server
would fetch a page for each record, where sorting here costs a third of what reading does."""


@dataclass(frozen=True)
class Storage:
    """Bytes of a table as of now: its records, and what is kept outside of them because it is too long for a page."""

    records: int
    outside: int


def storage_of(connection: Connection, table: Table) -> Storage:
    """Also counts what the transaction itself has written."""
    listed = ", ".join(str(oid) for oid in table.leaves)
    if not listed:
        return Storage(0, 0)
    rows = connection.rows(
        "SELECT coalesce(sum(pg_catalog.pg_relation_size(oid)), 0)::bigint, "
        "coalesce(sum(pg_catalog.pg_relation_size(reltoastrelid)), 0)::bigint "
        f"FROM pg_catalog.pg_class WHERE oid IN ({listed})"
    )
    return Storage(*rows[0])


def storage_of_all(connection: Connection, tables: Iterable[Table]) -> dict[int, Storage]:
    """The same for many tables at once, by object id."""
    leaves = {leaf: table.oid for table in tables for leaf in table.leaves}
    found: dict[int, Storage] = defaultdict(lambda: Storage(0, 0))
    for leaf, records, outside in connection.rows(
        "SELECT oid::bigint, coalesce(pg_catalog.pg_relation_size(oid), 0), "
        "coalesce(pg_catalog.pg_relation_size(reltoastrelid), 0) "
        "FROM pg_catalog.pg_class WHERE relkind = 'r' AND oid >= 16384"
    ):
        if leaf in leaves:
            before = found[leaves[leaf]]
            found[leaves[leaf]] = Storage(before.records + records, before.outside + outside)
    return found


def follows_order(connection: Connection, table: Table, storage: Storage, order_by: str) -> bool:
    """Whether the records lie so much in an order (SQL, for the row `r`) that reading them in it costs nothing."""
    if storage.records <= _SMALL:
        return True
    if table.partitioned:
        return False
    share = min(100.0, 100.0 * _SAMPLED_PAGES * _PAGE / storage.records)
    alike = connection.value(
        "SELECT pg_catalog.corr(s.lies, s.counts) FROM ("
        f"SELECT pg_catalog.row_number() OVER (ORDER BY r.ctid) AS lies, "
        f"pg_catalog.row_number() OVER ({order_by.strip()}) AS counts "
        f"FROM {table.sql_source} AS r TABLESAMPLE SYSTEM ({share:.6f}) REPEATABLE (0)) s"
    )
    return alike is None or alike > _ALIKE
