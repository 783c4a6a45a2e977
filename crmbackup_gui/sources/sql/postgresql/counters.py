"""Sequences: what they hand out next.

`setval` alone would outlive a rollback. After ALTER SEQUENCE ... RESTART, which gives the sequence a new file, both are
undone with the transaction (postgresql.org/docs/current/sql-altersequence.html, "Notes").
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import literal, qualified
from crmbackup_gui.sources.sql.postgresql.schema import entity_name

_SEQUENCES = """
SELECT n.nspname::text, c.relname::text, s.seqincrement, s.seqmin, s.seqmax,
    coalesce((SELECT d.refobjid::bigint FROM pg_catalog.pg_depend d WHERE d.classid = 1259 AND d.objid = c.oid
        AND d.refclassid = 1259 AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') LIMIT 1), 0),
    pg_catalog.pg_has_role(c.relowner, 'USAGE')
FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
"""
"""With the table of the column that a sequence numbers, 0 for none."""


@dataclass(frozen=True)
class _Sequence:
    sql_name: str
    step: int
    low: int
    high: int
    table: int
    alterable: bool

    def next(self, value: int, *, used: bool) -> int:
        """What it hands out next."""
        return value + self.step if used else value


def set_counters(connection: Connection, point: Catalog, tables: Collection[int], *, exact: bool) -> None:
    """Set sequences as the point has them: with `exact` all of them, else those of these tables and none back.

    A number that was handed out is never handed out again but by an exact restore. Raises RestoreRefused.
    """
    for schema, name, *facts in connection.rows(_SEQUENCES):
        called, sequence = entity_name(schema, name), _Sequence(qualified(schema, name), *facts)
        value = point.sequences.get(called)
        if value is None or not (exact or sequence.table in tables) or not sequence.low <= value <= sequence.high:
            continue
        used = called not in point.unused
        ((now, now_used),) = connection.rows(f"SELECT last_value, is_called FROM {sequence.sql_name}")
        gained = sequence.next(value, used=used) - sequence.next(now, used=now_used)
        if (value, used) == (now, now_used) or not (exact or gained * sequence.step > 0):
            continue
        if not sequence.alterable:
            problem = f"The counter '{called}' belongs to another account, so it cannot be set."
            raise RestoreRefused(problem, action=Action.WIDEN_RIGHTS)
        connection.run_script(
            f"ALTER SEQUENCE {sequence.sql_name} RESTART; "
            f"SELECT pg_catalog.setval({literal(sequence.sql_name)}, {value}, {used})"
        )
