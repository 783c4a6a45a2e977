"""The structure of one database: its tables as entities, and how the server reads them.

The information schema tells of columns, keys and references (mariadb.com/kb/en/information-schema-tables,
dev.mysql.com/doc/refman/en/information-schema.html); what it tells is of now, not of the transaction's moment.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmbackup_gui.model.catalog import Catalog, Entity, ObjectKind, Reference
from crmbackup_gui.sources.sql.mysql.columns import BYTES_TYPES, GEOMETRY_TYPES, Column, field_of, longest_of
from crmbackup_gui.sources.sql.mysql.connection import Connection
from crmbackup_gui.sources.sql.mysql.names import RESERVED, is_database, quoted
from crmbackup_gui.sources.sql.mysql.objects import TABLE_KINDS, read_objects
from crmbackup_gui.sources.sql.profiles import with_profile

_LONGEST_KEY = 16_383
"""Bytes. A unique index may be of the beginning of a value, or of its digest, so that the value itself is longer."""

_ELSEWHERE = frozenset({"mrg_myisam", "mrg_isam", "federated", "connect", "spider", "oqgraph", "blackhole", "sphinx"})
"""Engines whose tables keep their records in other tables, on other servers, or not at all."""

_TABLES = f"""SELECT TABLE_NAME, TABLE_TYPE, LOWER(COALESCE(t.ENGINE, '')), COALESCE(e.TRANSACTIONS, '') = 'YES',
    TABLE_ROWS, AVG_ROW_LENGTH, DATA_LENGTH, AUTO_INCREMENT
    FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
    WHERE {is_database("TABLE_SCHEMA")} AND TABLE_TYPE <> 'TEMPORARY' ORDER BY TABLE_NAME"""
_MADE_AT = f"""SELECT TABLE_NAME, COALESCE(CAST(CREATE_TIME AS CHAR), '') FROM information_schema.TABLES
    WHERE {is_database("TABLE_SCHEMA")} AND (? = '' OR TABLE_NAME = ?)"""
_COLUMNS = f"""SELECT c.TABLE_NAME, c.COLUMN_NAME, LOWER(c.DATA_TYPE), c.COLUMN_TYPE, c.CHARACTER_SET_NAME,
    c.COLLATION_NAME, c.CHARACTER_OCTET_LENGTH, c.IS_NULLABLE = 'YES', LOWER(c.EXTRA), c.GENERATION_EXPRESSION
    FROM information_schema.COLUMNS c WHERE {is_database("c.TABLE_SCHEMA")} ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION"""
_UNIQUE = f"""SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS
    WHERE {is_database("TABLE_SCHEMA")} AND NON_UNIQUE = 0
    ORDER BY TABLE_NAME, INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX"""
_REFERENCES = f"""SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME,
    REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE
    WHERE {is_database("TABLE_SCHEMA")} AND REFERENCED_TABLE_NAME IS NOT NULL
    ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION"""
_DATABASE = f"""SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA
    WHERE {is_database("SCHEMA_NAME")}"""


@dataclass(frozen=True)
class Table:
    """An entity, and what reading and writing it must know beyond that."""

    entity: Entity
    """With the types that the declarations let expect; reading may settle others (columns.py)."""
    columns: tuple[Column, ...]
    """One for each field, in the same order."""
    engine: str
    """In lower case."""
    transactional: bool
    definition: str
    """The statement that makes it (objects.py, `create_table`)."""
    key_index: str | None
    """Name of the index that the entity's key is, `PRIMARY` for the primary key."""
    size: TableSize
    versioned: bool
    """Earlier versions of its records are kept (MariaDB, WITH SYSTEM VERSIONING); only the current ones are read."""
    stand_in: str = ""
    """The table, as a statement names it, that has the entity's records while they are restored."""

    @property
    def sql_name(self) -> str:
        """The name of the table with its records, in a statement."""
        return self.stand_in or quoted(self.entity.name)

    @property
    def numbered(self) -> str | None:
        """The field with AUTO_INCREMENT, if there is one."""
        return next((column.name for column in self.columns if column.numbered), None)

    def column(self, name: str) -> Column:
        """The column of that field; raises KeyError."""
        return self.columns[self.entity.index(name)]


@dataclass(frozen=True)
class TableSize:
    """What the server estimates: records, bytes of one, and bytes of all."""

    rows: int
    row_bytes: int
    total_bytes: int


@dataclass(frozen=True)
class Structure:
    """A database's catalog and tables, by name."""

    catalog: Catalog
    tables: dict[str, Table]
    warnings: tuple[str, ...]


def read_structure(connection: Connection, database: str) -> Structure:
    """The structure as it is now. Raises SourceIncomplete when the account may not see how something is made."""
    listed = [_listed(row) for row in connection.rows(_TABLES, (database, database)) if not row[0].startswith(RESERVED)]
    kept = [one for one in listed if one.kind in TABLE_KINDS and one.engine not in _ELSEWHERE]
    made = read_objects(connection, database, {one.name: one.kind for one in listed}, {one.name for one in kept})
    definitions = {o.name: o.definition for o in made.objects if o.kind is ObjectKind.TABLE}
    columns, indexes = _columns(connection, database), _unique_indexes(connection, database)
    references = _references(connection, database, [one.name for one in listed])
    tables = {
        one.name: make_table(
            one, columns[one.name], indexes.get(one.name, {}), references.get(one.name, ()), definitions[one.name]
        )
        for one in kept
        if one.name in columns
    }
    counters = {one.name: one.counter for one in kept if one.counter is not None} | made.counters
    catalog = Catalog(
        entities=tuple(table.entity for table in tables.values()),
        objects=made.objects,
        sequences=counters,
        unused=tuple(counters),
        properties=_properties(connection, database),
    )
    return Structure(with_profile(catalog), tables, tuple(_warnings(listed)))


def has_tables(connection: Connection, database: str) -> bool:
    """Whether there is any table or view that the account sees."""
    return any(not name.startswith(RESERVED) for name in tables_made_at(connection, database))


def tables_made_at(connection: Connection, database: str, only: str = "") -> dict[str, str]:
    """When each table, or only one, was made or got its name, which tells another table of the same name apart."""
    return dict(connection.rows(_MADE_AT, (database, database, only, only)))


@dataclass(frozen=True)
class Listed:
    """A table as the server lists it, with TABLE_TYPE of the information schema."""

    name: str
    kind: str
    engine: str
    transactional: bool
    size: TableSize
    counter: int | None


def _listed(row: Sequence[Any]) -> Listed:
    name, kind, engine, transactional, rows, row_bytes, total, counter = row
    size = TableSize(int(rows or 0), int(row_bytes or 0), int(total or 0))
    return Listed(name, kind, engine, bool(transactional), size, None if counter is None else int(counter))


def _columns(connection: Connection, database: str) -> dict[str, list[Column]]:
    columns: dict[str, list[Column]] = defaultdict(list)
    for table, name, kind, declared, charset, collation, octets, nullable, extra, expression in connection.rows(
        _COLUMNS, (database, database)
    ):
        computed = "virtual generated" in extra or "stored generated" in extra or "persistent" in extra
        columns[table].append(
            Column(
                name=name,
                kind=kind,
                declared=declared,
                charset=charset,
                collation=collation,
                longest=longest_of(kind, octets),
                nullable=bool(nullable),
                expression=(expression or "") if computed else None,
                period=expression in ("ROW START", "ROW END"),
                numbered="auto_increment" in extra,
            )
        )
    return columns


def _unique_indexes(connection: Connection, database: str) -> dict[str, dict[str, list[str]]]:
    """For each table its unique indexes, the primary key first, with the names of their columns (None: a formula)."""
    indexes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for table, index, column in connection.rows(_UNIQUE, (database, database)):
        indexes[table][index].append(column)
    return indexes


def _references(connection: Connection, database: str, tables: Sequence[str]) -> dict[str, tuple[Reference, ...]]:
    folds = bool(connection.value("SELECT @@lower_case_table_names"))
    # Where names are taken in lower case, a table may be told of that way that is called otherwise.
    declared = {name.lower(): name for name in tables if folds}
    pairs: dict[str, dict[str, tuple[str, list[tuple[str, str]]]]] = defaultdict(dict)
    for table, constraint, column, schema, target, target_column in connection.rows(_REFERENCES, (database, database)):
        here = schema == database or (folds and schema.lower() == database.lower())
        name = declared.get(target.lower(), target) if here else f"{schema}.{target}"
        pairs[table].setdefault(constraint, (name, []))[1].append((column, target_column))
    return {
        table: tuple(
            Reference(
                fields=tuple(column for column, _ in columns),
                target=target,
                target_fields=tuple(column for _, column in columns),
            )
            for target, columns in constraints.values()
        )
        for table, constraints in pairs.items()
    }


def make_table(
    listed: Listed,
    columns: Sequence[Column],
    indexes: Mapping[str, list[str]],
    references: tuple[Reference, ...],
    definition: str,
) -> Table:
    """A table of these columns. `indexes` are its unique ones, the primary key first, with their columns."""
    by_name = {column.name: column for column in columns}
    key_index = next((index for index, names in indexes.items() if _identifies(by_name, names)), None)
    entity = Entity(
        name=listed.name,
        fields=tuple(field_of(column) for column in columns),
        key=tuple(indexes[key_index]) if key_index is not None else (),
        references=references,
        fingerprint=_fingerprint(columns),
    )
    return Table(
        entity=entity,
        columns=tuple(columns),
        engine=listed.engine,
        transactional=listed.transactional,
        definition=definition,
        key_index=key_index,
        size=listed.size,
        versioned=listed.kind == "SYSTEM VERSIONED",
    )


def _identifies(columns: Mapping[str, Column], names: Sequence[str | None]) -> bool:
    """Whether a unique index tells every record from every other one: nothing in it may be NULL or very long."""
    key = [columns.get(name) if name is not None else None for name in names]
    return all(
        column is not None
        and not column.nullable
        and not (column.longest is None and (column.is_text or column.kind in BYTES_TYPES))
        and (column.longest or 0) <= _LONGEST_KEY
        and column.kind not in GEOMETRY_TYPES
        for column in key
    )


def _fingerprint(columns: Sequence[Column]) -> str:
    """Over all that decides how values read; nothing that a restored copy would not have as well."""
    parts = "\0".join(
        part or "" for c in columns for part in (c.name, c.declared, c.charset, c.collation, c.expression, "\n")
    )
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _properties(connection: Connection, database: str) -> dict[str, str]:
    charset, collation = connection.rows(_DATABASE, (database, database))[0]
    return {
        "server": "MariaDB" if connection.is_mariadb else "MySQL",
        "version": connection.version,
        "character_set": charset,
        "collation": collation,
    }


def _warnings(listed: Iterable[Listed]) -> Iterator[str]:
    """Sentences for users; `ui/words/server_note_table.py` knows each."""
    tables = [one for one in listed if one.kind in TABLE_KINDS]
    loose = [one.name for one in tables if not one.transactional and one.engine not in _ELSEWHERE]
    if loose:
        yield f"These tables know no transactions, so that they are not kept as of one moment: {_names(loose)}."
    elsewhere = [one.name for one in tables if one.engine in _ELSEWHERE]
    if elsewhere:
        yield f"These tables keep their records elsewhere, so that only their structure is kept: {_names(elsewhere)}."
    versioned = [one.name for one in tables if one.kind == "SYSTEM VERSIONED"]
    if versioned:
        yield f"Of these tables only the present records are kept, not their earlier versions: {_names(versioned)}."


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
