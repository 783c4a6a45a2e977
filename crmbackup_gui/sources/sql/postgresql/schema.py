"""The structure of a PostgreSQL database: what its system catalogs say (postgresql.org/docs/current/catalogs.html).

A partitioned table is one entity with all its partitions: which of them a record lies in is the server's business, and
they come and go without records changing. Tables that inherit from one another are entities each, with only their own
records. Tables that belong to an extension come with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from crmbackup_gui.errors import SourceUnreadable
from crmbackup_gui.model.catalog import Catalog, Codec, Entity, Field, Reference, ValueType
from crmbackup_gui.sources.sql.postgresql.column_types import Column, output_function
from crmbackup_gui.sources.sql.postgresql.connection import Connection
from crmbackup_gui.sources.sql.postgresql.large_object_entity import LARGE_OBJECTS, has_large_objects
from crmbackup_gui.sources.sql.postgresql.quoting import qualified, quoted
from crmbackup_gui.sources.sql.postgresql.type_digests import read_type_digests

DEFAULT_SCHEMA = "public"
OLDEST_VERSION = 12
UNKNOWN_ENCODING = "SQL_ASCII"
"""Of a database that takes any bytes for text."""

USERS_OWN = """n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
        WHERE d.classid = 1259 AND d.objid = c.oid AND d.refclassid = 3079 AND d.deptype = 'e')"""
"""Condition for a row `c` of pg_class with its schema `n`: neither the system's, nor temporary, nor an extension's."""

_RELATIONS = f"""
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text, c.relispartition,
    coalesce(i.inhparent::bigint, 0)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
WHERE c.relkind IN ('r', 'p', 'f') AND {USERS_OWN}
ORDER BY n.nspname <> '{DEFAULT_SCHEMA}', n.nspname COLLATE "C", c.relname COLLATE "C"
"""

_COLUMNS = f"""
WITH RECURSIVE declared AS (
    SELECT a.attrelid, a.attnum, a.atttypid AS type, a.attcollation AS collation
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {USERS_OWN} AND a.attnum > 0 AND NOT a.attisdropped
), based AS (
    SELECT * FROM declared
    UNION ALL
    SELECT b.attrelid, b.attnum, t.typbasetype, b.collation
    FROM based b JOIN pg_catalog.pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
)
SELECT b.attrelid::bigint, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.atttypid::bigint,
    t.oid::bigint, f.nspname::text, p.proname::text,
    a.attnotnull AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
        WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] AND NOT k.convalidated),
    a.attgenerated <> '',
    coalesce(CASE WHEN a.attgenerated <> '' THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid) END, ''),
    coalesce(CASE WHEN l.oid = 100 THEN v.bytewise ELSE l.collprovider = 'b' OR l.collname IN ('C', 'POSIX') END, true),
    t.typlen < 0
FROM based b JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype <> 'd'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = b.attrelid AND a.attnum = b.attnum
    JOIN pg_catalog.pg_proc p ON p.oid = t.typoutput JOIN pg_catalog.pg_namespace f ON f.oid = p.pronamespace
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = b.collation
    CROSS JOIN (SELECT p.provider = 'b' OR (p.provider = 'c' AND s.datcollate IN ('C', 'POSIX')) AS bytewise
        FROM pg_catalog.pg_database s
            CROSS JOIN LATERAL (SELECT coalesce(pg_catalog.to_jsonb(s)->>'datlocprovider', 'c') AS provider) p
        WHERE s.datname = pg_catalog.current_database()) v
ORDER BY b.attrelid, b.attnum
"""
"""Collation 100 is the database's own."""

_KEYS = f"""
SELECT i.indrelid::bigint, i.indexrelid::bigint, i.indisprimary, i.indisreplident, x.relname::text, a.attname::text
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
    CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.position <= i.indnkeyatts
    AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND {USERS_OWN}
ORDER BY i.indrelid, i.indexrelid, k.position
"""

_REFERENCES = f"""
SELECT k.conrelid::bigint, k.oid::bigint, k.confrelid::bigint, a.attname::text, b.attname::text
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS f(here, there, position)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = f.here
    JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = f.there
WHERE k.contype = 'f' AND k.conparentid = 0 AND {USERS_OWN}
ORDER BY k.conrelid, k.conname COLLATE "C", k.oid, f.position
"""


@dataclass(frozen=True)
class Table:
    """An entity, and what reading and writing it must know beyond that."""

    entity: Entity
    schema: str
    name: str
    oid: int
    columns: dict[str, Column]
    partitioned: bool
    beneath: tuple[int, ...]
    """Object ids of all its partitions, and theirs."""
    leaves: tuple[int, ...]
    """Object ids of the tables that hold its records: its own, or its partitions'."""
    local_leaves: tuple[str, ...]
    """Names for SQL of the partitions to read, where some of them lie on other servers; empty where none do."""
    encoding: str
    """In which text leaves the server: UTF8, or SQL_ASCII where the database does not say what its bytes mean."""

    @property
    def sql_name(self) -> str:
        """Its name in a statement."""
        return qualified(self.schema, self.name)

    @property
    def sql_source(self) -> str:
        """What to select from: its own records and nothing twice. Columns keep their names, system columns are there.

        With partitions on other servers it has no system columns but `ctid`, `tableoid` and `xmin`.
        """
        if not self.local_leaves:
            return self.sql_name if self.partitioned else f"ONLY {self.sql_name}"
        names = ", ".join(quoted(name) for name in self.columns)
        parts = (f"SELECT tableoid, ctid, xmin, {names} FROM ONLY {leaf}" for leaf in self.local_leaves)
        return f"({' UNION ALL '.join(parts)})"


@dataclass(frozen=True)
class Structure:
    """A database's entities and tables, by entity; `catalog` has neither objects nor sequences yet."""

    tables: dict[str, Table]
    foreign: tuple[str, ...]
    """Names of tables, as entities are named, whose records lie on other servers."""
    unlogged: tuple[str, ...]
    """Names of entities that a crash of the server empties."""
    version: int
    """The server's major version."""
    large_objects: bool = False
    """There are some."""

    @property
    def catalog(self) -> Catalog:
        """The entities, in the order of their names, those of the default schema first."""
        tables = tuple(table.entity for table in self.tables.values())
        return Catalog(entities=(*tables, LARGE_OBJECTS) if self.large_objects else tables)

    def entities_by_table(self) -> dict[int, str]:
        """For the object id of each table that holds records, or has partitions that do, the entity's name."""
        return {oid: name for name, table in self.tables.items() for oid in (table.oid, *table.beneath)}

    def entity_of(self, oid: int) -> str:
        """The entity of one of these tables, "" where it is none's."""
        return self.entities_by_table().get(oid, "")


@dataclass(frozen=True)
class _Relation:
    oid: int
    schema: str
    name: str
    kind: str
    persistence: str
    is_partition: bool
    parent: int


@dataclass(frozen=True)
class _Declared:
    column: Column
    field: Field
    type_oid: int
    expression: str


def entity_name(schema: str, name: str) -> str:
    """What an entity or a sequence is called: its bare name in the default schema, else `schema.name`."""
    plain = schema == DEFAULT_SCHEMA and "." not in name
    return name if plain else f"{schema}.{name}"


def read_structure(connection: Connection) -> Structure:
    """The structure as the connection's transaction shows it. Raises SourceUnreadable for a server that is too old."""
    version = connection.major_version
    if version < OLDEST_VERSION:
        problem = f"PostgreSQL {version} is too old; version {OLDEST_VERSION} is the oldest that can be read"
        raise SourceUnreadable(connection.location, problem)
    encoding = _text_encoding(connection)
    relations = [_Relation(*row) for row in connection.rows(_RELATIONS)]
    children: dict[int, list[_Relation]] = defaultdict(list)
    for relation in relations:
        if relation.is_partition:
            children[relation.parent].append(relation)
    roots = [r for r in relations if r.kind in ("r", "p") and not r.is_partition]
    names = _distinct_names(roots)
    columns, keys = _columns(connection), _keys(connection)
    types = read_type_digests(connection, [c.type_oid for declared in columns.values() for c in declared])
    references = _references(connection, names)
    tables = {}
    for root in roots:
        declared = columns.get(root.oid, [])
        entity = Entity(
            name=names[root.oid],
            fields=tuple(one.field for one in declared),
            key=_chosen_key(declared, keys.get(root.oid, [])),
            references=references.get(root.oid, ()),
            fingerprint=types.fingerprint([(one.type_oid, one.expression) for one in declared]),
        )
        tables[entity.name] = _table(root, _beneath(root, children), declared, entity, encoding)
    return Structure(
        tables=tables,
        foreign=tuple(entity_name(r.schema, r.name) for r in relations if r.kind == "f"),
        unlogged=tuple(
            names[root.oid] for root in roots if any(r.persistence == "u" for r in (root, *_beneath(root, children)))
        ),
        version=version,
        large_objects=has_large_objects(connection),
    )


def _text_encoding(connection: Connection) -> str:
    """In which text comes; where nobody knows, the server is kept from finding it wrong."""
    if connection.value("SELECT pg_catalog.current_setting('server_encoding')") != UNKNOWN_ENCODING:
        return "UTF8"
    connection.run_script(f"SET LOCAL client_encoding = {UNKNOWN_ENCODING}")
    return UNKNOWN_ENCODING


def _distinct_names(roots: Sequence[_Relation]) -> dict[int, str]:
    """Names with dots may be those of two tables; the second one is then called as SQL does."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for root in roots:
        name = entity_name(root.schema, root.name)
        names[root.oid] = qualified(root.schema, root.name) if name in taken else name
        taken.add(names[root.oid])
    return names


def _beneath(root: _Relation, children: dict[int, list[_Relation]]) -> list[_Relation]:
    """All partitions of a table, and theirs."""
    return [each for child in children[root.oid] for each in (child, *_beneath(child, children))]


def _columns(connection: Connection) -> dict[int, list[_Declared]]:
    columns: dict[int, list[_Declared]] = defaultdict(list)
    for row in connection.rows(_COLUMNS):
        table, name, native, declared_oid, type_oid, output_schema, output, required, generated = row[:9]
        expression, byte_collation, varying = row[9:]
        column = Column(name, type_oid, output_function(output_schema, output), byte_collation, varying)
        field = Field(
            name=name,
            type=column.native or ValueType.TEXT,
            native=native,
            codec=Codec.NATIVE if column.native else Codec.TEXT,
            nullable=not required,
            generated=generated,
        )
        columns[table].append(_Declared(column, field, declared_oid, expression))
    return columns


def _keys(connection: Connection) -> dict[int, list[tuple[str, ...]]]:
    """The columns of each index that could be a table's key, the best one first."""
    indexes: dict[int, dict[int, tuple[tuple[bool, bool, str], list[str]]]] = defaultdict(dict)
    for table, index, primary, replica_identity, name, column in connection.rows(_KEYS):
        rank = (not primary, not replica_identity, name)
        indexes[table].setdefault(index, (rank, []))[1].append(column)
    return {
        table: [tuple(columns) for (_, _, name), columns in sorted(found.values(), key=_worth)]
        for table, found in indexes.items()
    }


def _worth(index: tuple[tuple[bool, bool, str], list[str]]) -> tuple[bool, bool, int, str]:
    (secondary, unmarked, name), columns = index
    return secondary, unmarked, len(columns), name


def _chosen_key(columns: Sequence[_Declared], candidates: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    required = {declared.field.name for declared in columns if not declared.field.nullable}
    return next((candidate for candidate in candidates if required.issuperset(candidate)), ())


def _references(connection: Connection, names: dict[int, str]) -> dict[int, tuple[Reference, ...]]:
    pairs: dict[int, dict[int, tuple[int, list[tuple[str, str]]]]] = defaultdict(dict)
    for table, constraint, target, here, there in connection.rows(_REFERENCES):
        if table in names and target in names:
            pairs[table].setdefault(constraint, (target, []))[1].append((here, there))
    return {
        table: tuple(
            Reference(
                fields=tuple(here for here, _ in columns),
                target=names[target],
                target_fields=tuple(there for _, there in columns),
            )
            for target, columns in found.values()
        )
        for table, found in pairs.items()
    }


def _table(
    root: _Relation, beneath: Sequence[_Relation], columns: Sequence[_Declared], entity: Entity, encoding: str
) -> Table:
    leaves = [r for r in beneath if r.kind != "p"] if root.kind == "p" else [root]
    local = [leaf for leaf in leaves if leaf.kind != "f"]
    return Table(
        entity=entity,
        schema=root.schema,
        name=root.name,
        oid=root.oid,
        columns={one.column.name: one.column for one in columns},
        partitioned=root.kind == "p",
        beneath=tuple(r.oid for r in beneath),
        leaves=tuple(sorted(leaf.oid for leaf in local)),
        local_leaves=tuple(qualified(x.schema, x.name) for x in local) if len(local) < len(leaves) else (),
        encoding=encoding,
    )
