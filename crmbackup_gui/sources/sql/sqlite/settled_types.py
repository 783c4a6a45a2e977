"""Which types the values of a table really have: any column of SQLite may hold any value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import msgspec

from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.sources.sql.sqlite.connection import Connection, quoted
from crmbackup_gui.sources.sql.sqlite.declared_types import declared_type
from crmbackup_gui.sources.sql.sqlite.schema import Table

_CLASSES = {
    ValueType.INT64: "integer",
    ValueType.FLOAT64: "real",
    ValueType.TEXT: "text",
    ValueType.BYTES: "blob",
}
_TYPES = {name: kind for kind, name in _CLASSES.items()}

_COLUMNS_PER_SCAN = 400
"""SQLite's limit for the depth of an expression is 1000 (sqlite.org/limits.html)."""


def settle_types(
    connection: Connection, table: Table, known: Entity | None, mixed: Collection[str], *, wide_text: bool
) -> Entity:
    """The table's entity with the types that its values have now.

    `known` are types settled before: each is kept where it still holds every value, and gives way to `any` where it
    does not. Fields in `mixed` are `any`. One scan where every value is as expected, another one where not.
    """
    before = {field.name: field.type for field in known.fields} if known is not None else {}
    settled: dict[str, ValueType] = {}
    expected: dict[str, ValueType | None] = {}
    for field in table.entity.fields:
        declared = ValueType.INT64 if field.name == table.row_id else declared_type(field.native, strict=table.strict)
        earlier = before.get(field.name)
        # STRICT guarantees nothing: ADD COLUMN takes a default of any type for the records that are there.
        guaranteed = field.name == table.row_id
        if field.name in mixed or earlier is ValueType.ANY:
            settled[field.name] = ValueType.ANY
        elif declared is not None and (guaranteed or (declared is ValueType.ANY and earlier not in _CLASSES)):
            settled[field.name] = declared
        else:
            expected[field.name] = earlier if earlier in _CLASSES else declared
    doubtful = {name: kind for name, kind in expected.items() if kind is not None}
    unknown = [name for name, kind in expected.items() if kind is None]
    if _all_fit(connection, table, doubtful, wide_text=wide_text):
        settled.update(doubtful)
    else:
        unknown = list(expected)
    for name, classes in _classes(connection, table, unknown, wide_text=wide_text):
        settled[name] = _type_of(classes, expected[name], earlier=before.get(name))
    fields = (msgspec.structs.replace(field, type=settled[field.name]) for field in table.entity.fields)
    return msgspec.structs.replace(table.entity, fields=tuple(fields))


def _type_of(classes: frozenset[str], expected: ValueType | None, earlier: ValueType | None) -> ValueType:
    if not classes:
        return expected or ValueType.BYTES
    found = _TYPES.get(next(iter(classes)), ValueType.ANY) if len(classes) == 1 else ValueType.ANY
    return found if earlier in (None, found) else ValueType.ANY


def _all_fit(connection: Connection, table: Table, expected: dict[str, ValueType], *, wide_text: bool) -> bool:
    """One `OR` over all columns is several times as fast as an aggregate for each."""
    for names in _parts(list(expected)):
        misfits = " OR ".join(
            f"({_class(name, wide_text=wide_text)} <> '{_CLASSES[expected[name]]}' AND {quoted(name)} IS NOT NULL)"
            for name in names
        )
        if connection.value(f"SELECT count(*) FROM {table.sql_name} WHERE {misfits}"):
            return False
    return True


def _classes(
    connection: Connection, table: Table, names: Sequence[str], *, wide_text: bool
) -> Iterator[tuple[str, frozenset[str]]]:
    """For each column the classes of its values that are not NULL: none, the only one, or the first and the last."""
    for part in _parts(names):
        present = [
            f"CASE WHEN {quoted(name)} IS NOT NULL THEN {_class(name, wide_text=wide_text)} END" for name in part
        ]
        columns = ", ".join(f"min({expression}), max({expression})" for expression in present)
        cells = connection.rows(f"SELECT {columns} FROM {table.sql_name}")[0]
        for position, name in enumerate(part):
            yield name, frozenset(cell for cell in cells[2 * position : 2 * position + 2] if cell is not None)


def _class(name: str, *, wide_text: bool) -> str:
    """SQL for the storage class of a value. UTF-16 with lone surrogates, which UTF-8 cannot say, is of no class."""
    column = quoted(name)
    if not wide_text:
        return f"typeof({column})"
    # replace() works in UTF-8, so what does not survive the way there and back comes out changed.
    survives = f"CAST({column} AS BLOB) = CAST(replace({column}, 'a', 'a') AS BLOB)"
    return f"CASE WHEN typeof({column}) <> 'text' THEN typeof({column}) WHEN {survives} THEN 'text' ELSE 'odd' END"


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _COLUMNS_PER_SCAN):
        yield names[start : start + _COLUMNS_PER_SCAN]
