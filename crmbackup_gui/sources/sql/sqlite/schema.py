"""The structure of a SQLite database: what `sqlite_schema` and the table-valued pragmas say about it.

See sqlite.org/pragma.html (table_list, table_xinfo, index_xinfo, foreign_key_list) and sqlite.org/schematab.html.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from crmbackup_gui.model.catalog import (
    Catalog,
    Collation,
    Entity,
    Field,
    ObjectKind,
    Reference,
    SchemaObject,
    ValueType,
)
from crmbackup_gui.sources.sql.profiles import with_profile
from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted
from crmbackup_gui.sources.sql.sqlite.declared_types import declared_type

ROW_ID_NAMES = ("rowid", "_rowid_", "oid")
PROPERTIES = ("encoding", "page_size", "auto_vacuum", "user_version", "application_id")
"""Pragmas that a new database must have set; `journal_mode` is a property beside them."""

_COLLATIONS = {"binary": Collation.BINARY, "nocase": Collation.NOCASE, "rtrim": Collation.RTRIM}
_KINDS = {"table": ObjectKind.TABLE, "index": ObjectKind.INDEX, "view": ObjectKind.VIEW, "trigger": ObjectKind.TRIGGER}

_OBJECTS = """SELECT type, name, tbl_name, coalesce(sql, ''), type = 'table' AND coalesce(rootpage, 0) = 0
    FROM main.sqlite_schema ORDER BY rowid"""
_TABLES = "SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')"
_STORED_TABLES = (
    "FROM main.sqlite_schema t JOIN {} WHERE t.type = 'table' AND t.rootpage > 0 AND {} ORDER BY t.rowid, {}"
)
_COLUMNS = """SELECT t.name, c.name, coalesce(c.type, ''), c."notnull", c.pk, c.hidden """ + _STORED_TABLES.format(
    "pragma_table_xinfo(t.name, 'main') c", "true", "c.cid"
)
_KEYS = "SELECT t.name, k.name, coalesce(k.coll, 'BINARY') " + _STORED_TABLES.format(
    "pragma_index_list(t.name, 'main') i JOIN pragma_index_xinfo(i.name, 'main') k",
    "i.origin = 'pk' AND k.key AND k.cid >= 0",
    "k.seqno",
)
_REFERENCES = """SELECT t.name, r.id, r."table", r."from", r."to" IS NULL, coalesce(r."to", '') """ + (
    _STORED_TABLES.format("pragma_foreign_key_list(t.name, 'main') r", "true", "r.id, r.seq")
)


@dataclass(frozen=True)
class Table:
    """An entity, and what reading and writing it must know beyond that."""

    entity: Entity
    strict: bool
    row_id: str | None
    """The field that is the row id: declared as INTEGER PRIMARY KEY, or hidden. None where there is none to name."""
    computed: frozenset[str]
    """Generated fields that are not stored, so that the size of the stored record says nothing about theirs."""
    foreign_collation: bool
    """The key is sorted by rules that only the CRM's own program knows."""

    @property
    def sql_name(self) -> str:
        """Its name in a statement."""
        return f"main.{quoted(self.entity.name)}"

    @property
    def locator(self) -> tuple[str, ...]:
        """The fields that find one record fastest; empty when none do."""
        return (self.row_id,) if self.row_id is not None else self.entity.key


@dataclass(frozen=True)
class Structure:
    """A database's catalog and tables, by name."""

    catalog: Catalog
    tables: dict[str, Table]
    wide_text: bool
    """Text is kept as UTF-16."""
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    name: str
    native: str
    required: bool
    key_position: int
    generated: bool
    computed: bool


def read_structure(connection: Connection, journal_mode: str | None = None) -> Structure:
    """The structure as the connection's transaction shows it. `journal_mode` is the original's, for a copy."""
    objects = connection.rows(_OBJECTS)
    columns, keys = _columns(connection), _declared_keys(connection)
    properties = {name: str(connection.value(f"PRAGMA main.{name}")) for name in PROPERTIES}
    properties["journal_mode"] = journal_mode or str(connection.value("PRAGMA main.journal_mode"))
    wide_text = properties["encoding"] != "UTF-8"
    tables = {
        name: _table(connection, name, kind, columns[name], keys.get(name, {}), (bool(without_row_id), bool(strict)))
        for name, kind, without_row_id, strict in _in_schema_order(connection.rows(_TABLES), objects)
        if columns.get(name)
    }
    # Text in a field of any type travels as it is kept, so with another encoding all of it is read differently.
    fingerprint = properties["encoding"] if wide_text else ""
    entities = _with_references(connection, {name: table.entity for name, table in tables.items()}, fingerprint)
    catalog = Catalog(
        entities=tuple(entities.values()),
        objects=tuple(
            SchemaObject(
                kind=ObjectKind.VIRTUAL_TABLE if virtual else _KINDS[kind],
                name=name,
                entity=entity,
                definition=definition,
            )
            for kind, name, entity, definition, virtual in objects
            if definition and not _is_internal(name)
        ),
        sequences=_sequences(connection, {name for _, name, *_ in objects}),
        properties=properties,
    )
    catalog = with_profile(catalog)
    tables = {entity.name: _replaced(tables[entity.name], entity) for entity in catalog.entities}
    warnings = tuple(
        f"The key of '{name}' is sorted by rules that only the CRM's own program knows; it is compared byte by byte."
        for name, table in tables.items()
        if table.foreign_collation
    )
    return Structure(catalog, tables, wide_text, warnings)


def _in_schema_order(
    listed: list[tuple[str, str, int, int]], objects: list[tuple[str, str, str, str, int]]
) -> list[tuple[str, str, int, int]]:
    by_name = {row[0]: row for row in listed if not _is_internal(row[0])}
    return [by_name[name] for kind, name, *_ in objects if kind == "table" and name in by_name]


def _columns(connection: Connection) -> dict[str, list[_Column]]:
    columns: dict[str, list[_Column]] = defaultdict(list)
    for table, name, native, required, key_position, hidden in connection.rows(_COLUMNS):
        # 2 and 3 are generated columns, virtual and stored (sqlite.org/pragma.html#pragma_table_xinfo).
        column = _Column(name, native, bool(required), key_position, hidden in (2, 3), hidden == 2)
        columns[table].append(column)
    return columns


def _declared_keys(connection: Connection) -> dict[str, dict[str, str]]:
    """For each table whose primary key has an index: its columns in key order, with their collations."""
    keys: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, collation in connection.rows(_KEYS):
        keys[table].setdefault(column, collation.lower())
    return keys


def _table(
    connection: Connection,
    name: str,
    kind: str,
    columns: list[_Column],
    indexed_key: dict[str, str],
    options: tuple[bool, bool],
) -> Table:
    without_row_id, strict = options
    declared = [column.name for column in sorted(columns, key=lambda c: c.key_position) if column.key_position]
    # A primary key of a row id table that needs no index is the row id itself (sqlite.org/lang_createtable.html#rowid).
    alias = declared[0] if declared and not indexed_key and not without_row_id else None
    hidden = None if without_row_id or alias is not None else _row_id_name(columns)
    key: tuple[str, ...] = (alias,) if alias is not None else tuple(indexed_key)
    if key and alias is None and not (without_row_id or strict) and _holds_null(connection, name, key, columns):
        key = ()
    if not key and hidden is not None:
        key = (hidden,)
    fields = [
        Field(
            name=column.name,
            type=ValueType.INT64
            if column.name == alias
            else declared_type(column.native, strict=strict) or ValueType.BYTES,
            native=column.native,
            collation=_COLLATIONS.get(indexed_key.get(column.name, ""), Collation.BINARY)
            if column.name in key
            else Collation.BINARY,
            nullable=not (column.required or column.name == alias),
            generated=column.generated,
        )
        for column in columns
    ]
    if hidden is not None:
        fields.insert(0, Field(name=hidden, type=ValueType.INT64, native="INTEGER", nullable=False, hidden=True))
    return Table(
        entity=Entity(name=name, fields=tuple(fields), key=key, derived=kind == "shadow"),
        strict=strict,
        row_id=alias if alias is not None else hidden,
        computed=frozenset(column.name for column in columns if column.computed),
        foreign_collation=any(indexed_key.get(column, "binary") not in _COLLATIONS for column in key),
    )


def _row_id_name(columns: list[_Column]) -> str | None:
    taken = {column.name.lower() for column in columns}
    return next((name for name in ROW_ID_NAMES if name not in taken), None)


def _holds_null(connection: Connection, name: str, key: tuple[str, ...], columns: list[_Column]) -> bool:
    """SQLite lets NULL into primary keys of row id tables (sqlite.org/quirks.html): no identity then."""
    nullable = [column.name for column in columns if column.name in key and not column.required]
    if not nullable:
        return False
    condition = " OR ".join(f"{quoted(column)} IS NULL" for column in nullable)
    return bool(connection.value(f"SELECT EXISTS (SELECT 1 FROM main.{quoted(name)} WHERE {condition})"))


def _with_references(connection: Connection, entities: dict[str, Entity], fingerprint: str) -> dict[str, Entity]:
    by_lower_name = {name.lower(): entity for name, entity in entities.items()}
    pairs: dict[str, dict[int, tuple[str, list[tuple[str, str | None]]]]] = defaultdict(dict)
    for table, number, target, field, to_key, target_field in connection.rows(_REFERENCES):
        pairs[table].setdefault(number, (target, []))[1].append((field, None if to_key else target_field))
    return {
        name: Entity(
            name=name,
            fields=entity.fields,
            key=entity.key,
            derived=entity.derived,
            references=tuple(
                _reference(entity, target, by_lower_name.get(target.lower()), fields)
                for target, fields in pairs.get(name, {}).values()
            ),
            fingerprint=fingerprint,
        )
        for name, entity in entities.items()
    }


def _reference(entity: Entity, target: str, parent: Entity | None, pairs: list[tuple[str, str | None]]) -> Reference:
    """Names as they are declared where the fields are, whatever case the reference writes them in."""
    fields = tuple(_declared_name(entity, field) for field, _ in pairs)
    written = [field for _, field in pairs]
    if parent is None:
        return Reference(fields=fields, target=target, target_fields=tuple(field or "" for field in written))
    targets = tuple(
        parent.key[position] if field is None and position < len(parent.key) else _declared_name(parent, field or "")
        for position, field in enumerate(written)
    )
    return Reference(fields=fields, target=parent.name, target_fields=targets)


def _declared_name(entity: Entity, name: str) -> str:
    return next((field.name for field in entity.fields if field.name.lower() == name.lower()), name)


def _replaced(table: Table, entity: Entity) -> Table:
    return Table(entity, table.strict, table.row_id, table.computed, table.foreign_collation)


def _sequences(connection: Connection, names: set[str]) -> dict[str, int]:
    if "sqlite_sequence" not in names:
        return {}
    rows = connection.rows(
        "SELECT name, seq FROM main.sqlite_sequence "
        "WHERE typeof(name) = 'text' AND typeof(seq) = 'integer' ORDER BY rowid"
    )
    return dict(rows)


def _is_internal(name: str) -> bool:
    return name.lower().startswith("sqlite_")
