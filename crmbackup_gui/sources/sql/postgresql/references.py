"""References that lead nowhere, and values that must be unique and are not: what a quiet server does not check."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from crmbackup_gui.errors import RestoreRefused
from crmbackup_gui.sources.base import Violation
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import quoted

_REFERENCES = """
SELECT k.oid::bigint, k.conrelid::bigint, k.confrelid::bigint, k.confmatchtype::text,
    CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || k.conrelid::regclass::text,
    CASE d.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || k.confrelid::regclass::text,
    a.attname::text, b.attname::text, n.nspname::text, o.oprname::text,
    CASE WHEN a.attcollation <> b.attcollation THEN b.attcollation::regcollation::text END,
    coalesce((pg_catalog.to_jsonb(k)->>'conperiod')::bool, false)
FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_class d ON d.oid = k.confrelid
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY AS f(here, there, operator, position)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = f.here
    JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = f.there
    JOIN pg_catalog.pg_operator o ON o.oid = f.operator JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND coalesce((pg_catalog.to_jsonb(k)->>'conenforced')::bool, true)
ORDER BY k.oid, f.position
"""

_LATE = """
SELECT k.conrelid::bigint, k.conname::text, k.contype::text, i.indexrelid::bigint, i.indnkeyatts,
    coalesce((pg_catalog.to_jsonb(i)->>'indnullsnotdistinct')::bool, false),
    pg_catalog.pg_get_expr(i.indpred, i.indrelid),
    CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || k.conrelid::regclass::text,
    ARRAY(SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
        FROM unnest(k.conexclop) WITH ORDINALITY AS e(op, position)
            JOIN pg_catalog.pg_operator o ON o.oid = e.op JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
        ORDER BY e.position)
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
WHERE k.condeferrable AND k.contype IN ('p', 'u', 'x') AND k.conparentid = 0 AND k.conrelid IN ({oids})
"""


@dataclass(frozen=True)
class _Pair:
    here: str
    there: str
    operator: str
    collation: str | None


@dataclass
class _Rule:
    child: int
    parent: int
    full: bool
    child_rows: str
    parent_rows: str
    timed: bool
    pairs: list[_Pair]

    @property
    def count(self) -> str:
        """SQL that counts the records whose reference leads nowhere."""
        word = " OR " if self.full else " AND "
        refers = word.join(f"c.{quoted(pair.here)} IS NOT NULL" for pair in self.pairs)
        equal = " AND ".join(
            f"p.{quoted(pair.there)} {pair.operator} c.{quoted(pair.here)}"
            f"{f' COLLATE {pair.collation}' if pair.collation else ''}"
            for pair in self.pairs
        )
        return (
            f"SELECT pg_catalog.count(*) FROM {self.child_rows} c WHERE ({refers}) "
            f"AND NOT EXISTS (SELECT FROM {self.parent_rows} p WHERE {equal})"
        )


class References:
    """The references of a database while its records are written, and how many led nowhere before.

    They are counted when one of their tables is first written: whatever is never written stays as it is.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rules: dict[int, _Rule] = {}
        self._before: dict[int, int] = {}

    def look(self) -> None:
        """Find the references as they are now."""
        self._rules = {}
        for oid, child, parent, match, child_rows, parent_rows, *pair in self._connection.rows(_REFERENCES):
            here, there, schema, operator, collation, timed = pair
            rule = _Rule(child, parent, match == "f", child_rows, parent_rows, timed, [])
            named = f"OPERATOR({quoted(schema)}.{operator})"
            self._rules.setdefault(oid, rule).pairs.append(_Pair(here, there, named, collation))

    def about_to_write(self, oids: Collection[int]) -> None:
        """Count what is broken of the references to and from tables, unless that was done before."""
        for oid, rule in self._touching(oids):
            if oid not in self._before:
                self._before[oid] = self._connection.value(rule.count)

    def violations(self, names: Mapping[int, str]) -> tuple[list[Violation], list[str]]:
        """What is broken now beyond what was, and the entities whose references cannot be checked.

        `names` are those of entities, by the object ids of their tables.
        """
        found: dict[tuple[str, str], int] = {}
        for oid, before in self._before.items():
            rule = self._rules[oid]
            more = self._connection.value(rule.count) - before
            pair = names.get(rule.child, ""), names.get(rule.parent, "")
            found[pair] = found.get(pair, 0) + more
        violations = [Violation(*pair, count) for pair, count in sorted(found.items()) if count > 0]
        unchecked = {names.get(rule.child, "") for rule in self._rules.values() if rule.timed}
        return violations, sorted(unchecked)

    def _touching(self, oids: Collection[int]) -> Iterator[tuple[int, _Rule]]:
        for oid, rule in self._rules.items():
            if not rule.timed and (rule.child in oids or rule.parent in oids):
                yield oid, rule


def check_late_rules(connection: Connection, names: Mapping[int, str], oids: Collection[int]) -> None:
    """Raise RestoreRefused where records break a rule that servers check late, and quiet ones not at all."""
    if not oids:
        return
    for table, name, kind, index, width, nulls_equal, where, rows, operators in connection.rows(
        _LATE.format(oids=", ".join(map(str, oids)))
    ):
        values = [
            connection.value(f"SELECT pg_catalog.pg_get_indexdef({index}::oid, {position}, false)")
            for position in range(1, width + 1)
        ]
        chosen = f" WHERE {where}" if where else ""
        if kind == "x":
            listed = ", ".join(f"{value} AS e{number}" for number, value in enumerate(values))
            both = " AND ".join(f"a.e{number} {operator} b.e{number}" for number, operator in enumerate(operators))
            part = f"(SELECT tableoid, ctid, {listed} FROM {rows}{chosen})"
            broken = f"SELECT FROM {part} a, {part} b WHERE (a.tableoid, a.ctid) <> (b.tableoid, b.ctid) AND {both}"
        else:
            present = "" if nulls_equal else " AND ".join(f"{value} IS NOT NULL" for value in values)
            chosen = f" WHERE {present}" if present else ""
            broken = f"SELECT FROM {rows}{chosen} GROUP BY {', '.join(values)} HAVING pg_catalog.count(*) > 1"
        if connection.value(f"SELECT EXISTS ({broken})"):
            raise RestoreRefused(f"Records of '{names.get(table, '')}' break the rule '{name}' of the target.")
