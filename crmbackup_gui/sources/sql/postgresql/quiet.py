"""Keeping a database from acting on its own while records are written into it.

Triggers, rules and references would change what was restored, or refuse what only comes later. Where the account may,
the whole session is quiet (postgresql.org/docs/current/runtime-config-client.html, `session_replication_role`): that
changes nothing of the database. Elsewhere triggers and rules of each written table are turned off, and the references
to and from it dropped, for the time of the transaction; both takes the owner of the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import literal, quoted
from crmbackup_gui.sources.sql.postgresql.schema import Table
from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused

_STATES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}
"""How a trigger or rule is turned on again, by `tgenabled` or `ev_enabled`."""

_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname::text, tgenabled::text FROM pg_catalog.pg_trigger
WHERE tgrelid IN ({oids}) AND NOT tgisinternal AND tgenabled::text = ANY({active}) ORDER BY tgrelid, tgname
"""
_RULES = """
SELECT ev_class::regclass::text, rulename::text, ev_enabled::text FROM pg_catalog.pg_rewrite
WHERE ev_class IN ({oids}) AND ev_enabled::text = ANY({active}) ORDER BY ev_class, rulename
"""
_REFERENCES = """
SELECT k.conrelid::regclass::text, k.conname::text, pg_catalog.pg_get_constraintdef(k.oid),
    pg_catalog.obj_description(k.oid, 'pg_constraint')
FROM pg_catalog.pg_constraint k
WHERE k.contype = 'f' AND k.conparentid = 0 AND (k.conrelid IN ({oids}) OR k.confrelid IN ({oids}))
ORDER BY k.conrelid, k.conname
"""


@dataclass(frozen=True)
class _Reference:
    table: str
    name: str
    definition: str
    comment: str | None


class Quiet:
    """What was made quiet in one transaction: `begin` first, then `add`, `end` last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loud: list[str] = []
        self._references: dict[tuple[str, str], _Reference] = {}
        self.as_replica = False
        """The whole session is quiet: references are not checked by the server."""

    def begin(self) -> None:
        """Make the session quiet where the account may."""
        try:
            with self._connection.savepoint():
                self._connection.run_script("SET LOCAL session_replication_role = replica")
        except RestoreRefused:
            # What may be checked late is checked with each statement, so that it is known which record breaks it.
            self._connection.run_script("SET CONSTRAINTS ALL IMMEDIATE")
        else:
            self.as_replica = True

    def add(self, tables: Sequence[Table]) -> None:
        """Make tables quiet. Raises RestoreRefused where the account may not."""
        oids = [oid for table in tables for oid in (table.oid, *table.beneath)]
        if not oids:
            return
        try:
            with self._connection.savepoint():
                self._turn_off(oids)
                if not self.as_replica:
                    self._drop_references(oids)
        except RestoreRefused as refusal:
            names = ", ".join(f"'{table.entity.name}'" for table in tables[:4])
            problem = f"This account may not keep triggers and references of {names} quiet: {refusal.problem}"
            raise RestoreRefused(problem, action=Action.WIDEN_RIGHTS) from refusal

    def end(self) -> list[str]:
        """Put everything back as it was. The answer are warnings for users; raises RestoreRefused."""
        if not self.as_replica:
            # Checks that wait would keep the tables from being changed.
            self._connection.run_script("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in self._loud:
            self._connection.run_script(statement)
        return [warning for reference in self._references.values() for warning in self._bring_back(reference)]

    def _turn_off(self, oids: Sequence[int]) -> None:
        # A replica fires those that are marked for it, and those that are marked to fire always.
        active = "ARRAY['A', 'R']" if self.as_replica else "ARRAY['O', 'A']"
        for kind, query in (("TRIGGER", _TRIGGERS), ("RULE", _RULES)):
            rows = self._connection.rows(query.format(oids=_listed(oids), active=active))
            for table, name, state in rows:
                if kind == "RULE" and name == "_RETURN":
                    continue
                self._connection.run_script(f"ALTER TABLE ONLY {table} DISABLE {kind} {quoted(name)}")
                self._loud.append(f"ALTER TABLE ONLY {table} {_STATES[state]} {kind} {quoted(name)}")

    def _drop_references(self, oids: Sequence[int]) -> None:
        for row in self._connection.rows(_REFERENCES.format(oids=_listed(oids))):
            reference = _Reference(*row)
            self._connection.run_script(f"ALTER TABLE {reference.table} DROP CONSTRAINT {quoted(reference.name)}")
            self._references[reference.table, reference.name] = reference

    def _bring_back(self, reference: _Reference) -> list[str]:
        name = quoted(reference.name)
        warnings = []
        made = f"ALTER TABLE {reference.table} ADD CONSTRAINT {name} {reference.definition}"
        try:
            with self._connection.savepoint():
                self._connection.run_script(made)
        except RowRefused:
            # Records lack what they refer to; whether they may, the engine has found out before.
            self._connection.run_script(f"{made} NOT VALID")
            warnings.append(f"The reference '{reference.name}' is not checked for the records that are there.")
        if reference.comment is not None:
            comment = literal(reference.comment)
            self._connection.run_script(f"COMMENT ON CONSTRAINT {name} ON {reference.table} IS {comment}")
        return warnings


def _listed(oids: Sequence[int]) -> str:
    return ", ".join(map(str, oids))
