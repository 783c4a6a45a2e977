"""The statement that takes away what another one made.

Definitions are those of pg_dump, whose spelling is always the same: keywords in capitals, one space between them, names
quoted only where they must be and qualified wherever they can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crmbackup_gui.model.catalog import ObjectKind, SchemaObject

_NAME = r'(?:"(?:[^"]|"")*"|[^\s".,()]+)'
_PATH = rf"{_NAME}(?:\.{_NAME})*"
_TABLE = rf"ALTER (?:FOREIGN )?TABLE (?:ONLY )?(?P<table>{_PATH})\s+"


class Removals:
    """How to take away each of some objects. A statement may be run although the thing is gone already."""

    def __init__(self, objects: Iterable[SchemaObject]) -> None:
        self._signatures: dict[tuple[ObjectKind, str], str] = {}
        for one in objects:
            # Who owns what is the one place that names every kind of thing as statements do.
            found = _OWNER.match(one.definition) if one.kind is ObjectKind.OWNER else None
            if found is not None:
                kind, name = found["kind"], one.name.removeprefix(f"{found['kind']} ")
                sql = f"DROP {kind} IF EXISTS {found['what']}"
                self._signatures[_KINDS.get(kind, ObjectKind.OTHER), name] = sql

    def of(self, unwanted: SchemaObject) -> str | None:
        """SQL, or None where there is no way. What depends on a thing goes with it where the SQL says CASCADE."""
        definition = unwanted.definition.lstrip()
        for pattern, template in _PATTERNS:
            found = pattern.match(definition)
            if found is not None:
                parts = {name: part for name, part in found.groupdict().items() if part is not None}
                if "schema_of" in parts:
                    parts["schema"] = _schema(parts.pop("schema_of"))
                return template.format_map(parts)
        if unwanted.kind is ObjectKind.COMMENT:
            return _no_comment(definition)
        if unwanted.kind is ObjectKind.GRANT:
            return _opposite(definition)
        return self._signatures.get((unwanted.kind, unwanted.name))


_KINDS = {
    "AGGREGATE": ObjectKind.ROUTINE,
    "DOMAIN": ObjectKind.TYPE,
    "EVENT TRIGGER": ObjectKind.TRIGGER,
    "FUNCTION": ObjectKind.ROUTINE,
    "PROCEDURE": ObjectKind.ROUTINE,
    "SCHEMA": ObjectKind.SCHEMA,
    "TYPE": ObjectKind.TYPE,
}
_OWNER = re.compile(r"ALTER (?P<kind>[A-Z]+(?: [A-Z]+)*) (?P<what>.*) OWNER TO ", re.DOTALL)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


_PATTERNS = tuple(
    (_compiled(pattern), template)
    for pattern, template in (
        (rf"CREATE (?:UNLOGGED )?TABLE (?P<name>{_PATH})", "DROP TABLE IF EXISTS {name} CASCADE"),
        (rf"CREATE FOREIGN TABLE (?P<name>{_PATH})", "DROP FOREIGN TABLE IF EXISTS {name} CASCADE"),
        (rf"CREATE (?:OR REPLACE )?(?:RECURSIVE )?VIEW (?P<name>{_PATH})", "DROP VIEW IF EXISTS {name} CASCADE"),
        (rf"CREATE MATERIALIZED VIEW (?P<name>{_PATH})", "DROP MATERIALIZED VIEW IF EXISTS {name} CASCADE"),
        (
            rf"CREATE (?:UNIQUE )?INDEX (?P<name>{_NAME}) ON (?:ONLY )?(?P<schema_of>{_PATH})",
            "DROP INDEX IF EXISTS {schema}.{name} CASCADE",
        ),
        (
            rf"{_TABLE}ADD CONSTRAINT (?P<name>{_NAME})",
            "ALTER TABLE IF EXISTS {table} DROP CONSTRAINT IF EXISTS {name} CASCADE",
        ),
        (
            rf"{_TABLE}ALTER COLUMN (?P<name>{_NAME}) SET DEFAULT",
            "ALTER TABLE IF EXISTS ONLY {table} ALTER COLUMN {name} DROP DEFAULT",
        ),
        (
            rf"{_TABLE}ALTER COLUMN (?P<name>{_NAME}) ADD GENERATED",
            "ALTER TABLE IF EXISTS {table} ALTER COLUMN {name} DROP IDENTITY IF EXISTS",
        ),
        (rf"{_TABLE}ENABLE ROW LEVEL SECURITY", "ALTER TABLE IF EXISTS {table} DISABLE ROW LEVEL SECURITY"),
        (rf"{_TABLE}FORCE ROW LEVEL SECURITY", "ALTER TABLE IF EXISTS {table} NO FORCE ROW LEVEL SECURITY"),
        (rf"CREATE (?:UNLOGGED )?SEQUENCE (?P<name>{_PATH})", "DROP SEQUENCE IF EXISTS {name} CASCADE"),
        (
            rf"CREATE (?:CONSTRAINT )?TRIGGER (?P<name>{_NAME}) (?:BEFORE|AFTER|INSTEAD OF) .*? ON (?P<table>{_PATH})",
            "DROP TRIGGER IF EXISTS {name} ON {table} CASCADE",
        ),
        (
            rf"CREATE RULE (?P<name>{_NAME}) AS\s+ON \w+ TO (?P<table>{_PATH})",
            "DROP RULE IF EXISTS {name} ON {table} CASCADE",
        ),
        (rf"CREATE POLICY (?P<name>{_NAME}) ON (?P<table>{_PATH})", "DROP POLICY IF EXISTS {name} ON {table}"),
        (rf"REFRESH MATERIALIZED VIEW (?P<name>{_PATH})", "REFRESH MATERIALIZED VIEW {name} WITH NO DATA"),
        (rf"CREATE EXTENSION (?:IF NOT EXISTS )?(?P<name>{_NAME})", "DROP EXTENSION IF EXISTS {name}"),
        (r"CREATE (?P<cast>CAST \(.*? AS .*?\)) WITH", "DROP {cast}"),
        (
            rf"ALTER PUBLICATION (?P<name>{_NAME}) ADD (?P<what>TABLE (?:ONLY )?{_PATH}|TABLES IN SCHEMA {_NAME})",
            "ALTER PUBLICATION {name} DROP {what}",
        ),
    )
)


def _schema(path: str) -> str:
    names = re.findall(_NAME, path)
    return names[-2] if len(names) > 1 else "public"


def _no_comment(definition: str) -> str | None:
    found = re.match(r"(COMMENT ON (?:\"(?:[^\"]|\"\")*\"|[^\"'])*?) IS E?'", definition)
    return f"{found[1]} IS NULL" if found else None


def _opposite(definition: str) -> str | None:
    """What was granted is revoked, and what was revoked is granted."""
    statements = []
    for statement in definition.split(";\n"):
        found = re.match(
            r"(?P<default>ALTER DEFAULT PRIVILEGES .*?)?(?P<verb>GRANT|REVOKE) (?P<what>.*) (?:TO|FROM) "
            rf"(?P<who>{_NAME})(?: WITH GRANT OPTION)?;?$",
            statement.strip(),
            re.DOTALL,
        )
        if found is None:
            return None
        verb, word = ("REVOKE", "FROM") if found["verb"] == "GRANT" else ("GRANT", "TO")
        statements.append(f"{found['default'] or ''}{verb} {found['what']} {word} {found['who']}")
    return "; ".join(reversed(statements))
