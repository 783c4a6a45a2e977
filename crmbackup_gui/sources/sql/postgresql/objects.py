"""The schema objects of a database, one for each entry of what pg_dump wrote, in the order of a restore.

The order is pg_dump's own, with what pg_restore does in later passes at the end: rights, which could keep the restore
itself from going on; event triggers, which would watch it; and the contents of materialized views.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crmbackup_gui.model.catalog import ObjectKind, SchemaObject
from crmbackup_gui.sources.sql.postgresql.archive import Entry, Section
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.quoting import qualified, quoted
from crmbackup_gui.sources.sql.postgresql.schema import DEFAULT_SCHEMA, Structure, entity_name

_KINDS = {
    "ACL": ObjectKind.GRANT,
    "AGGREGATE": ObjectKind.ROUTINE,
    "CHECK CONSTRAINT": ObjectKind.CONSTRAINT,
    "COMMENT": ObjectKind.COMMENT,
    "CONSTRAINT": ObjectKind.CONSTRAINT,
    "DEFAULT ACL": ObjectKind.GRANT,
    "DOMAIN": ObjectKind.TYPE,
    "EVENT TRIGGER": ObjectKind.TRIGGER,
    "EXTENSION": ObjectKind.EXTENSION,
    "FK CONSTRAINT": ObjectKind.CONSTRAINT,
    "FUNCTION": ObjectKind.ROUTINE,
    "INDEX": ObjectKind.INDEX,
    "MATERIALIZED VIEW": ObjectKind.VIEW,
    "POLICY": ObjectKind.POLICY,
    "PROCEDURE": ObjectKind.ROUTINE,
    "ROW SECURITY": ObjectKind.POLICY,
    "RULE": ObjectKind.RULE,
    "SCHEMA": ObjectKind.SCHEMA,
    "SEQUENCE": ObjectKind.SEQUENCE,
    "SHELL TYPE": ObjectKind.TYPE,
    "TABLE": ObjectKind.TABLE,
    "TRIGGER": ObjectKind.TRIGGER,
    "TYPE": ObjectKind.TYPE,
    "VIEW": ObjectKind.VIEW,
}

_OF_THE_DATABASE = frozenset({"DATABASE", "DATABASE PROPERTIES"})
_OF_THE_DUMP = frozenset({"ENCODING", "STDSTRINGS", "SEARCHPATH"})
_LATE = {"ACL": 1, "DEFAULT ACL": 1, "EVENT TRIGGER": 2}
_REFRESHED = 3

_OWNED_BY_NAME = frozenset(
    {
        "COLLATION",
        "CONVERSION",
        "DOMAIN",
        "EVENT TRIGGER",
        "FOREIGN DATA WRAPPER",
        "FOREIGN TABLE",
        "MATERIALIZED VIEW",
        "PROCEDURAL LANGUAGE",
        "PUBLICATION",
        "SCHEMA",
        "SEQUENCE",
        "SERVER",
        "STATISTICS",
        "TABLE",
        "TEXT SEARCH CONFIGURATION",
        "TEXT SEARCH DICTIONARY",
        "TYPE",
        "VIEW",
    }
)
_OWNED_BY_SIGNATURE = frozenset({"AGGREGATE", "FUNCTION", "OPERATOR", "OPERATOR CLASS", "OPERATOR FAMILY", "PROCEDURE"})
"""Kinds that have an owner of their own, and how a statement names them: the second ones as dropping them does."""

_TABLE_CLASS = 1259
_PARTS = """
SELECT 2606::bigint, oid::bigint, conrelid::bigint FROM pg_catalog.pg_constraint WHERE conrelid <> 0
UNION ALL SELECT 2620, oid::bigint, tgrelid::bigint FROM pg_catalog.pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 2618, oid::bigint, ev_class::bigint FROM pg_catalog.pg_rewrite
UNION ALL SELECT 3256, oid::bigint, polrelid::bigint FROM pg_catalog.pg_policy
UNION ALL SELECT 2604, oid::bigint, adrelid::bigint FROM pg_catalog.pg_attrdef
UNION ALL SELECT 3381, oid::bigint, stxrelid::bigint FROM pg_catalog.pg_statistic_ext
UNION ALL SELECT 1259, indexrelid::bigint, indrelid::bigint FROM pg_catalog.pg_index
UNION ALL SELECT 1259, objid::bigint, refobjid::bigint FROM pg_catalog.pg_depend
    WHERE classid = 1259 AND refclassid = 1259 AND deptype IN ('a', 'i') AND objsubid = 0 AND refobjsubid > 0
"""
"""For each object that is a part of a table: the catalog that has it, its object id, and the table's. By their object
ids, the catalogs are pg_constraint, pg_trigger, pg_rewrite, pg_policy, pg_attrdef, pg_statistic_ext and pg_class."""

_POPULATED = """
SELECT c.oid::bigint FROM pg_catalog.pg_class c WHERE c.relkind = 'm' AND c.relispopulated
"""


def read_objects(connection: Connection, structure: Structure, entries: Sequence[Entry]) -> tuple[SchemaObject, ...]:
    """The objects that the entries are about. `connection` tells of which tables they are parts."""
    parts = {(catalog, oid): table for catalog, oid, table in connection.rows(_PARTS)}
    populated = {oid for (oid,) in connection.rows(_POPULATED)}
    return _Objects(structure, entries, parts, populated).all()


class _Objects:
    """Turns entries into objects."""

    def __init__(
        self,
        structure: Structure,
        entries: Sequence[Entry],
        parts: dict[tuple[int, int], int],
        populated: set[int],
    ) -> None:
        self._entries, self._parts, self._populated = entries, parts, populated
        self._by_number = {entry.number: entry for entry in entries}
        self._entities = structure.entities_by_table()

    def all(self) -> tuple[SchemaObject, ...]:
        section = Section.BEFORE_DATA
        found: list[tuple[int, SchemaObject]] = []
        for entry in self._entries:
            if entry.section is not Section.NONE:
                section = entry.section
            if entry.kind in _OF_THE_DUMP or self._is_of_the_database(entry) or not entry.definition:
                continue
            after = section is Section.AFTER_DATA or entry.kind in _LATE
            found += [(_LATE.get(entry.kind, 0), made) for made in self._made(entry, after=after)]
            if entry.kind == "MATERIALIZED VIEW" and entry.identity[1] in self._populated:
                found.append((_REFRESHED, _refreshed(entry)))
        # Sorting keeps the order of equals.
        return tuple(made for _, made in sorted(found, key=lambda item: item[0]))

    def _made(self, entry: Entry, *, after: bool) -> Iterable[SchemaObject]:
        kind = _KINDS.get(entry.kind, ObjectKind.OTHER)
        entity = self._entity_of(entry)
        yield SchemaObject(
            kind=kind, name=_name(entry), entity=entity, definition=entry.definition.strip("\n"), after=after
        )
        owned = _owned(entry)
        if owned:
            yield SchemaObject(
                kind=ObjectKind.OWNER,
                name=f"{entry.kind} {_name(entry)}",
                entity=entity,
                definition=f"ALTER {owned} OWNER TO {quoted(entry.owner)};",
                after=after,
            )

    def _entity_of(self, entry: Entry, depth: int = 0) -> str:
        """The entity whose table the entry makes, or is a part of; entries without identity are about another one."""
        catalog, oid = entry.identity
        if catalog == _TABLE_CLASS or oid == 0:
            table = self._parts.get(entry.identity, oid)
        elif entry.kind == "ROW SECURITY":
            table = oid
        else:
            table = self._parts.get(entry.identity, 0)
        found = self._entities.get(table, "")
        if found or oid or depth > len(self._entries):
            return found
        others = (self._by_number[number] for number in entry.depends_on if number in self._by_number)
        return next((name for other in others if (name := self._entity_of(other, depth + 1))), "")

    def _is_of_the_database(self, entry: Entry) -> bool:
        """What a restore into another database must not repeat under the name of the first one."""
        if entry.kind in _OF_THE_DATABASE:
            return True
        about = [self._by_number[number].kind for number in entry.depends_on if number in self._by_number]
        return entry.identity == (0, 0) and "DATABASE" in about


def _name(entry: Entry) -> str:
    """What tells it from all others of its kind."""
    if entry.kind in ("TABLE", "VIEW", "MATERIALIZED VIEW", "SEQUENCE", "TYPE", "DOMAIN"):
        return entity_name(entry.schema, entry.tag)
    plain = _KINDS.get(entry.kind) not in (None, ObjectKind.GRANT, ObjectKind.POLICY) or entry.kind == "POLICY"
    tag = entry.tag if plain else f"{entry.kind} {entry.tag}"
    return tag if entry.schema in ("", DEFAULT_SCHEMA) else f"{entry.schema}.{tag}"


def _owned(entry: Entry) -> str:
    """The object as a statement that gives it an owner names it, "" where it has none of its own."""
    if not entry.owner:
        return ""
    if entry.kind in _OWNED_BY_SIGNATURE:
        return entry.drop.strip().removeprefix("DROP ").rstrip(";")
    if entry.kind not in _OWNED_BY_NAME or entry.definition.startswith("ALTER TABLE"):
        return ""
    return f"{entry.kind} " + (qualified(entry.schema, entry.tag) if entry.schema else quoted(entry.tag))


def _refreshed(view: Entry) -> SchemaObject:
    name = entity_name(view.schema, view.tag)
    statement = f"REFRESH MATERIALIZED VIEW {qualified(view.schema, view.tag)};"
    return SchemaObject(
        kind=ObjectKind.OTHER, name=f"MATERIALIZED VIEW DATA {name}", entity="", definition=statement, after=True
    )
