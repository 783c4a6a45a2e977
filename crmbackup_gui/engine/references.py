"""What records refer to, whether the database has it as a rule or only the CRM's own program keeps to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.difference import widen
from crmbackup_gui.engine.texts import LENIENT, as_text, cut
from crmbackup_gui.model.arrow import ANY
from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType
from crmbackup_gui.repository.merge import Run
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.view import PointView


def referenced(view: PointView, reference: Reference, only: pa.Array | None = None) -> pa.Array:
    """What the records of a reference's target (those of the keys `only`) can be referred to by, as `Referring` has it.

    Ascending and distinct. Nothing where the target lacks the fields that are referred to.
    """
    entity = view.entity(reference.target)
    fields = _fields(entity, reference.target_fields)
    if len(fields) != len(reference.target_fields):
        return pa.array([], pa.binary())
    arrays = [
        comparable([run.batch.column(entity.index(field.name)) for field in fields], reference, fields)
        for run in view.read(entity.name, only)
    ]
    return distinct(arrays).drop_null() if arrays else pa.array([], pa.binary())


class Referring:
    """What records of the child refer to by a reference, run by run, comparable with `referenced`."""

    def __init__(self, view: PointView, child: Entity, reference: Reference) -> None:
        target = view.catalog.entity(reference.target)
        self._child, self._reference = child, reference
        self._there = len(_fields(child, _needed(reference))) == len(_needed(reference))
        self._like = (_fields(target, reference.target_fields) if target is not None else []) or _fields(
            child, reference.fields
        )
        self._types = _type_values(view, reference)

    def values(self, run: Run) -> pa.Array:
        """One for each record; null where it refers to nothing, or to something else."""
        if not self._there:
            return pa.nulls(len(run), pa.binary())
        reference = self._reference
        columns = [run.batch.column(self._child.index(name)) for name in reference.fields]
        applies: list[pa.Array] = []
        if reference.prefix:
            text = as_text(columns[0])
            columns = [cut(text, len(reference.prefix.encode())).cast(options=LENIENT)]
            applies.append(pc.starts_with(text, reference.prefix))
        if reference.type_field:
            kinds = as_text(run.batch.column(self._child.index(reference.type_field)))
            applies.append(pc.is_in(kinds, value_set=self._types))
        values = comparable(columns, reference, self._like)
        return reduce(_where, applies, values)


def comparable(columns: Sequence[pa.Array], reference: Reference, like: Sequence[Field]) -> pa.Array:
    """Values of some fields as canonical bytes, equal at both ends of a reference whatever their types are.

    Null where one of them is null: such a record refers to nothing. Text counts by the collation of the fields `like`.
    Where the database has no rule, a number may stand as text at one end, so all values are compared as text.
    """
    if not reference.declared:
        columns = [as_text(column) for column in columns]
    keys = tuple(Field(name=str(i), type=ValueType.ANY, collation=field.collation) for i, field in enumerate(like))
    order = KeyOrder(Entity(name="", fields=keys, key=tuple(field.name for field in keys)))
    complete = reduce(pc.and_, (_is_set(column) for column in columns))
    return pc.if_else(complete, order.keys([widen(column) for column in columns]), pa.scalar(None, pa.binary()))


def distinct(arrays: Iterable[pa.Array]) -> pa.Array:
    """All keys of the arrays, ascending, each once."""
    together = pa.concat_arrays(list(arrays))
    unique = pc.unique(together)
    return unique.take(pc.sort_indices(unique))


def _where(values: pa.Array, applies: pa.Array) -> pa.Array:
    return pc.if_else(pc.fill_null(applies, False), values, pa.scalar(None, pa.binary()))  # noqa: FBT003 - what null counts as


def _needed(reference: Reference) -> tuple[str, ...]:
    return (*reference.fields, *((reference.type_field,) if reference.type_field else ()))


def _type_values(view: PointView, reference: Reference) -> pa.Array:
    """The texts of the type field for which the reference holds."""
    names = reference.type_names
    wanted = pa.array(reference.type_values, pa.string())
    if names is None:
        return wanted
    entity = next((entity for entity in view.entities() if entity.name == names.entity), None)
    if entity is None or len(_fields(entity, (names.key, *names.fields))) != 1 + len(names.fields):
        return pa.array([], pa.string())
    found = [pa.array([], pa.string())]
    for run in view.read(entity.name):
        parts = [as_text(run.batch.column(entity.index(name))) for name in names.fields]
        called = pc.binary_join_element_wise(*parts, ".")
        keys = as_text(run.batch.column(entity.index(names.key)))
        found.append(keys.filter(pc.is_in(called, value_set=wanted)))
    return pa.concat_arrays(found)


def _fields(entity: Entity, names: Sequence[str]) -> list[Field]:
    by_name = {field.name: field for field in entity.fields}
    return [by_name[name] for name in names if name in by_name]


def _is_set(column: pa.Array) -> pa.Array:
    if column.type != ANY:
        return column.is_valid()
    return reduce(pc.or_, (child.is_valid() for child in column.flatten()))
