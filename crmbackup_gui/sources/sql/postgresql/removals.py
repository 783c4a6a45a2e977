"""The statement that takes away what another one made.

Definitions are those of pg_dump, whose spelling is always the same: keywords in capitals, one space between them, names
quoted only where they must be and qualified wherever they can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from crmbackup_gui.model.catalog import ObjectKind, SchemaObject

_NAME = r'(?:"(?:[^"]|"")*"|[^\s".,()]+)'
_PATH = rf"{_NAME}(?:\.{_NAME})*"
_TABLE = rf"ALTER (?:FOREIGN )?TABLE (?:ONLY )?(?P<table>{_PATH})\s+"


@dataclass(frozen=True)
class Removal:
    """A statement, and whether it also takes away what depends on it."""

    sql: str
    cascades: bool = False


def removal(unwanted: SchemaObject) -> Removal | None:
    """How to take an object away; None where that is not known. What is gone already may be taken away again."""
    definition = unwanted.definition.lstrip()
    for pattern, template in _PATTERNS:
        found = pattern.match(definition)
        if found is not None:
            parts = {name: part for name, part in found.groupdict().items() if part is not None}
            if "schema_of" in parts:
                parts["schema"] = _schema(parts.pop("schema_of"))
            if "arguments" in template:
                parts["arguments"] = _arguments(unwanted.name)
            sql = template.format_map(parts)
            return Removal(sql, cascades=sql.endswith(" CASCADE"))
    if unwanted.kind is ObjectKind.COMMENT:
        return _no_comment(definition)
    if unwanted.kind is ObjectKind.GRANT:
        return _opposite(definition)
    return None


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
        (
            rf"CREATE (?P<kind>FUNCTION|PROCEDURE|AGGREGATE) (?P<name>{_PATH})\(",
            "DROP {kind} IF EXISTS {name}{arguments}",
        ),
        (
            rf"CREATE (?P<kind>DOMAIN|TYPE|COLLATION|STATISTICS|TEXT SEARCH \w+) (?P<name>{_PATH})",
            "DROP {kind} IF EXISTS {name}",
        ),
        (
            rf"CREATE (?P<kind>SCHEMA|EXTENSION|EVENT TRIGGER|PUBLICATION|SERVER) (?:IF NOT EXISTS )?(?P<name>{_NAME})",
            "DROP {kind} IF EXISTS {name}",
        ),
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


def _arguments(name: str) -> str:
    """Of a function, whose name has the types of its arguments behind it."""
    return name[name.index("(") :] if "(" in name else ""


def _no_comment(definition: str) -> Removal | None:
    found = re.match(r"(COMMENT ON (?:\"(?:[^\"]|\"\")*\"|[^\"'])*?) IS E?'", definition)
    return Removal(f"{found[1]} IS NULL") if found else None


def _opposite(definition: str) -> Removal | None:
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
    return Removal("; ".join(reversed(statements)))
