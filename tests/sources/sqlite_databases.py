"""SQLite databases for tests: made and looked into with Python's sqlite3, closed before the product opens them."""

import sqlite3
import struct
from collections import Counter
from contextlib import closing

import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import ObjectKind
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.sources.base import EntityPlan, LargeValue, Operation, Records, TargetPlan, TypesChanged
from crmbackup_gui.sources.sql.sqlite.source import SqliteSource


def build(path, *statements):
    """Run statements, each a string or a pair of string and parameters, in a database of that path."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            sql, parameters = (statement, ()) if isinstance(statement, str) else statement
            connection.execute(sql, parameters)
    return path


def query(path, sql, parameters=()):
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        return connection.execute(sql, parameters).fetchall()


def schema_of(path):
    return sorted(
        query(path, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~'")
    )


def contents(path):
    """For each stored table, how often each record occurs: every value with its class, and floats as their bits."""
    found = {}
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_stat%'"
    for (name,) in query(path, sql):
        quoted = '"' + name.decode().replace('"', '""') + '"'
        columns = ["rowid"] if _has_row_id(path, quoted) else []
        names = [row[0].decode() for row in query(path, "SELECT name FROM pragma_table_xinfo(?)", (name.decode(),))]
        columns += ['"' + column.replace('"', '""') + '"' for column in names]
        if name == b"sqlite_sequence":
            columns.remove("rowid")
        rows = query(path, f"SELECT {', '.join(f'typeof({c}), {c}' for c in columns)} FROM {quoted}")
        found[name.decode()] = Counter(tuple(_exact(value) for value in row) for row in rows)
    return found


def _has_row_id(path, quoted):
    try:
        query(path, f"SELECT rowid FROM {quoted} LIMIT 1")
    except sqlite3.OperationalError:
        return False
    return True


def _exact(value):
    return struct.pack(">d", value) if isinstance(value, float) else value


def read(reader, entity, known=None):
    """Every record of an entity: the entity as read, and a list of `Records` whose large values were read."""
    while True:
        stream = reader.read(entity, known)
        try:
            found = [Records(r.batch, tuple(_held(value) for value in r.large)) for r in stream.records]
        except TypesChanged:
            continue
        return stream, found


def _held(value):
    content = b"".join(value.read())
    return LargeValue(value.row, value.field, value.is_text, lambda: iter([content]))


def rows(reader, entity, known=None):
    """The records as tuples, without large values."""
    _, found = read(reader, entity, known)
    return [tuple(row) for r in found for row in zip(*(column.to_pylist() for column in r.batch.columns), strict=True)]


def stored(entity, found):
    """The stored form of what was read, as the engine makes it of entities without a key."""
    if entity.key:
        return entity, found
    form = stored_form(entity)
    counted = Counter(row for r in found for row in zip(*(_hashable(c) for c in r.batch.columns), strict=True))
    arrays = [
        pa.array([_plain(row[position]) for row in counted], field.type)
        for position, field in enumerate(arrow_schema(entity))
    ]
    arrays += [pa.array([str(n).encode() for n in range(len(counted))], pa.binary()), pa.array(list(counted.values()))]
    return form, [Records(pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(form)))]


def _hashable(column):
    return [tuple(value.items()) if isinstance(value, dict) else value for value in column.to_pylist()]


def _plain(value):
    return dict(value) if isinstance(value, tuple) else value


def plan_of(entity, *, whole=True, fields=None):
    names = tuple(field.name for field in entity.fields if not field.generated)
    return EntityPlan(entity, names if fields is None else fields, whole=whole)


def apply(target, entity, operation, rows, *, whole=True, fields=None, large=()):
    """Hand rows, tuples in the order of the entity's fields, to a target."""
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in entity.fields]
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, arrow_schema(entity), strict=True)]
    batch = pa.RecordBatch.from_arrays(arrays, schema=arrow_schema(entity))
    return target.apply(plan_of(entity, whole=whole, fields=fields), operation, Records(batch, tuple(large)))


def prepare(target, *entities, catalog=None, **options):
    """Prepare a target for writing its own entities."""
    catalog = catalog or target.catalog
    wanted = [target.catalog.entity(name) or catalog.entity(name) for name in entities]
    target.prepare(TargetPlan(catalog, tuple(plan_of(entity) for entity in wanted), **options))
    return [target.catalog.entity(name) for name in entities]


def copy_whole(source_path, target_path):
    """Everything out of one database into a new one, as a restore does it. Returns what `settle` says."""
    with SqliteSource(source_path).snapshot() as snapshot:
        everything = [
            (stream.entity, found) for stream, found in (read(snapshot, e) for e in snapshot.catalog.entities)
        ]
        catalog = snapshot.catalog
    everything = [stored(entity, found) for entity, found in everything]
    with SqliteSource(target_path).target(create=True) as target:
        plans = tuple(plan_of(entity) for entity, _ in everything)
        names = tuple(entity.name for entity, _ in everything)
        target.prepare(TargetPlan(catalog, plans, create=names, exact_schema=True))
        for plan, (_, found) in zip(plans, everything, strict=True):
            for records in found:
                assert target.apply(plan, Operation.CREATE, records) == []
        settlement = target.settle()
        assert set(target.catalog.objects) == set(catalog.objects)
        assert [o for o in catalog.objects if o.kind is ObjectKind.TABLE] == [
            o for o in target.catalog.objects if o.kind is ObjectKind.TABLE
        ]
        target.commit()
    return settlement
