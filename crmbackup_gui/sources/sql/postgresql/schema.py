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
from crmbackup_gui.sources.sql.postgresql.quoting import qualified, quoted
from crmbackup_gui.sources.sql.postgresql.type_digests import TypeDigests, read_type_digests

DEFAULT_SCHEMA = "public"
OLDEST_VERSION = 12

USERS_OWN = """n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
        WHERE d.classid = 1259 AND d.objid = c.oid AND d.refclassid = 3079 AND d.deptype = 'e')"""
"""Condition for a row `c` of pg_class with its schema `n`: neither the system's, nor temporary, nor an extension's."""

_RELATIONS = f"""
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence::text, c.relispartition,
    coalesce(i.inhparent::bigint, 0),
    c.reltoastrelid <> 0 AND pg_catalog.pg_relation_size(c.reltoastrelid) > 0
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
    coalesce(CASE WHEN l.oid = 100 THEN v.bytewise ELSE l.collname IN ('C', 'POSIX') END, true),
    t.typlen < 0
FROM based b JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype <> 'd'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = b.attrelid AND a.attnum = b.attnum
    JOIN pg_catalog.pg_proc p ON p.oid = t.typoutput JOIN pg_catalog.pg_namespace f ON f.oid = p.pronamespace
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_catalog.pg_collation l ON l.oid = b.collation
    CROSS JOIN (SELECT datcollate IN ('C', 'POSIX') AND coalesce(pg_catalog.to_jsonb(s)->>'datlocprovider', 'c') = 'c'
        AS bytewise FROM pg_catalog.pg_database s WHERE s.datname = pg_catalog.current_database()) v
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
    leaves: tuple[int, ...]
    """Object ids of the tables that hold its records: its own, or its partitions'."""
    local_leaves: tuple[str, ...]
    """Names for SQL of the partitions to read, where some of them lie on other servers; empty where none do."""
    holds_large: bool
    """Some values are kept outside of their records, so there may be large ones."""

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

    @property
    def catalog(self) -> Catalog:
        """The entities, in the order of their names, those of the default schema first."""
        return Catalog(entities=tuple(table.entity for table in self.tables.values()))

    def entity_of(self, oid: int) -> str:
        """The entity whose records the table of that object id holds, "" where it is none."""
        return next((name for name, table in self.tables.items() if oid in (table.oid, *table.leaves)), "")


@dataclass(frozen=True)
class _Relation:
    oid: int
    schema: str
    name: str
    kind: str
    persistence: str
    is_partition: bool
    parent: int
    holds_large: bool


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
    version = int(connection.value("SELECT pg_catalog.current_setting('server_version_num')")) // 10_000
    if version < OLDEST_VERSION:
        problem = f"PostgreSQL {version} is too old; version {OLDEST_VERSION} is the oldest that can be read"
        raise SourceUnreadable(connection.location, problem)
    relations = {row[0]: _Relation(*row) for row in connection.rows(_RELATIONS)}
    children: dict[int, list[_Relation]] = defaultdict(list)
    for relation in relations.values():
        if relation.is_partition:
            children[relation.parent].append(relation)
    roots = [r for r in relations.values() if r.kind in ("r", "p") and not r.is_partition]
    names = _distinct_names(roots)
    columns, keys = _columns(connection), _keys(connection)
    types = read_type_digests(connection, [c.type_oid for declared in columns.values() for c in declared])
    references = _references(connection, names, {oid: [c.field.name for c in columns.get(oid, ())] for oid in names})
    tables = {
        names[root.oid]: _table(
            root,
            _leaves(root, children),
            columns.get(root.oid, []),
            _chosen_key(columns.get(root.oid, []), keys.get(root.oid, [])),
            types,
            (names[root.oid], references.get(root.oid, ())),
        )
        for root in roots
    }
    return Structure(
        tables=tables,
        foreign=tuple(entity_name(r.schema, r.name) for r in relations.values() if r.kind == "f"),
        unlogged=tuple(
            names[root.oid] for root in roots if any(leaf.persistence == "u" for leaf in _leaves(root, children))
        ),
        version=version,
    )


def _distinct_names(roots: Sequence[_Relation]) -> dict[int, str]:
    """Names with dots may be those of two tables; the second one is then called as SQL does."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for root in roots:
        name = entity_name(root.schema, root.name)
        names[root.oid] = qualified(root.schema, root.name) if name in taken else name
        taken.add(names[root.oid])
    return names


def _leaves(root: _Relation, children: dict[int, list[_Relation]]) -> list[_Relation]:
    if root.kind != "p":
        return [root]
    return [leaf for child in children[root.oid] for leaf in _leaves(child, children)]


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


def _references(
    connection: Connection, names: dict[int, str], fields: dict[int, list[str]]
) -> dict[int, tuple[Reference, ...]]:
    pairs: dict[int, dict[int, tuple[int, list[tuple[str, str]]]]] = defaultdict(dict)
    for table, constraint, target, here, there in connection.rows(_REFERENCES):
        if table in fields and target in names:
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
    root: _Relation,
    leaves: Sequence[_Relation],
    columns: Sequence[_Declared],
    key: tuple[str, ...],
    types: TypeDigests,
    named: tuple[str, tuple[Reference, ...]],
) -> Table:
    name, references = named
    entity = Entity(
        name=name,
        fields=tuple(declared.field for declared in columns),
        key=key,
        references=references,
        fingerprint=types.fingerprint([(c.type_oid, c.expression) for c in columns]),
    )
    local = [leaf for leaf in leaves if leaf.kind != "f"]
    return Table(
        entity=entity,
        schema=root.schema,
        name=root.name,
        oid=root.oid,
        columns={declared.column.name: declared.column for declared in columns},
        partitioned=root.kind == "p",
        leaves=tuple(sorted(leaf.oid for leaf in local)),
        local_leaves=tuple(qualified(x.schema, x.name) for x in local) if len(local) < len(leaves) else (),
        holds_large=any(leaf.holds_large for leaf in local),
    )
