"""The place in a server's history from which the next incremental goes on.

A record that was written since bears the number of a transaction (`xmin`) that a snapshot then did not yet call
finished. That tells inserts and updates, never deletes; and only as long as the server's history is the same one, the
table is the same one, and numbers have not come round (postgresql.org/docs/current/ddl-system-columns.html).
"""

from __future__ import annotations

import hashlib

import msgspec

from crmbackup_gui.errors import SourceIncomplete, SourceUnreadable
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.schema import Structure, Table

_FORMAT = 1
_NUMBERS = 1 << 32
_USABLE = (1 << 31) - (1 << 24)
"""How many transactions may have passed: half of all numbers, less what may pass while reading."""

_FIRST_NORMAL = 3
"""Lower numbers are no transaction's (transam.h)."""

_SERVER = """
SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system()),
    CASE WHEN pg_catalog.pg_is_in_recovery()
        THEN (SELECT timeline_id::bigint FROM pg_catalog.pg_control_checkpoint())
        ELSE ('x' || left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8))::bit(32)::bigint END,
    (SELECT oid::bigint FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
    pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()),
    pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())
"""
_ANATOMY = """
SELECT a.attrelid::bigint, pg_catalog.md5(pg_catalog.string_agg(pg_catalog.concat_ws(',', a.attnum, a.atttypid,
    a.attisdropped, a.atthasmissing, a.attmissingval::text), ';' ORDER BY a.attnum))
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
WHERE a.attnum > 0 AND c.relkind IN ('r', 'p') AND c.oid >= 16384 GROUP BY a.attrelid
"""
"""What of a table's columns changes how records read that are there already: which there are, which there were, and
what is given out for those that records made earlier do not have."""


class Position(msgspec.Struct, frozen=True, array_like=True):
    """A snapshot of one server. `oldest` is the first transaction that it may not show, `newest` the first not begun.

    `tables` tells for each entity whether it is made of the same tables with the same columns.
    """

    format: int
    system: int
    timeline: int
    database: int
    oldest: int
    newest: int
    tables: dict[str, bytes]

    def encode(self) -> bytes:
        """As the token of a recovery point."""
        return msgspec.msgpack.encode(self)

    def continues(self, since: Position, table: Table) -> bool:
        """Whether what changed in a table since then can be told by the numbers of transactions."""
        name = table.entity.name
        anatomy = self.tables.get(name)
        return (
            (self.format, self.system, self.timeline, self.database)
            == (since.format, since.system, since.timeline, since.database)
            and anatomy is not None
            and anatomy == since.tables.get(name)
            and since.oldest <= self.oldest
            and since.newest <= self.newest
            and self.newest - since.oldest < _USABLE
            and not any(column.named_elsewhere for column in table.columns.values())
        )


def decode_position(token: bytes) -> Position | None:
    """None for a token of another source, or of another release of the program."""
    try:
        position = msgspec.msgpack.decode(token, type=Position)
    except msgspec.MsgspecError:
        return None
    return position if position.format == _FORMAT else None


def read_position(connection: Connection, structure: Structure) -> Position | None:
    """Where the connection's snapshot is; None on a server that does not tell everything that is needed."""
    try:
        with connection.savepoint():
            ((system, timeline, database, oldest, newest),) = connection.rows(_SERVER)
            anatomy = dict(connection.rows(_ANATOMY))
    except (SourceUnreadable, SourceIncomplete):
        return None
    tables = {name: _anatomy_of(table, anatomy) for name, table in structure.tables.items()}
    return Position(_FORMAT, system, timeline, database, oldest, newest, tables)


def written_since(position: Position) -> str:
    """SQL for the row `r`: it was written by a transaction that the snapshot at that position did not show.

    Numbers that have come round since are those of records that have been there for long; these may be taken as well.
    """
    number = position.oldest % _NUMBERS
    first = number if number >= _FIRST_NORMAL else _NUMBERS - 1
    return f"pg_catalog.age(r.xmin) BETWEEN 0 AND pg_catalog.age('{first}'::pg_catalog.xid)"


def _anatomy_of(table: Table, anatomy: dict[int, str]) -> bytes:
    told = [(oid, anatomy.get(oid, "")) for oid in (table.oid, *sorted(table.beneath))]
    return hashlib.sha256(msgspec.msgpack.encode(told)).digest()[:12]
