"""Which types the values of a table really need: a few may not fit the native ones."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec
import numpy as np
import pyarrow as pa

from crmbackup_gui.model.catalog import Codec, Entity, Field, ValueType
from crmbackup_gui.sources.sql.postgresql.column_types import BOUNDED

_EPOCH = date(1970, 1, 1)
_DAY = 86_400_000_000
_FIRST_DAY, _LAST_DAY = (date.min - _EPOCH).days, (date.max - _EPOCH).days
_FIRST_MOMENT = _FIRST_DAY * _DAY
_LAST_MOMENT = (_LAST_DAY + 1) * _DAY - 1
_BOUNDS = {
    ValueType.DATE: (_FIRST_DAY, _LAST_DAY),
    ValueType.TIME: (0, _DAY - 1),
    ValueType.TIMESTAMP: (_FIRST_MOMENT, _LAST_MOMENT),
    ValueType.TIMESTAMP_TZ: (_FIRST_MOMENT, _LAST_MOMENT),
}
"""From year 1 to year 9999, which every program that reads our files understands. The driver lets infinity and what is
too far away wrap round, which puts it outside as well."""

_IN_TEXT = {ValueType.TEXT: ValueType.BYTES}


def settled(entity: Entity, known: Entity | None, odd: Collection[str]) -> Entity:
    """The entity with the types in which its values travel.

    Fields in `odd`, and those that `known` has in another form than a fresh reading would begin with, are in the form
    that takes every value: dates and times as text; text of no known encoding, which is not UTF-8, as bytes.
    """
    before = {field.name: field for field in known.fields} if known is not None else {}
    if before.keys() == {field.name for field in entity.fields}:
        # Inherited columns may lie in another order after a restore: records count as the same all the same.
        entity = msgspec.structs.replace(entity, fields=tuple(entity.fields[entity.index(name)] for name in before))
    fields = tuple(_settled(field, before.get(field.name), odd=field.name in odd) for field in entity.fields)
    return msgspec.structs.replace(entity, fields=fields)


def misfits(entity: Entity, columns: list[pa.Array], *, any_bytes: bool) -> set[str]:
    """The fields with values that do not fit. With `any_bytes`, text may be of any encoding and is looked at too."""
    return {
        field.name
        for field, column in zip(entity.fields, columns, strict=True)
        if field.codec is Codec.NATIVE and not _fits(field.type, column, any_bytes=any_bytes)
    }


def _settled(field: Field, before: Field | None, *, odd: bool) -> Field:
    wider = _wider(field)
    kept = before is not None and before.native == field.native and _form(before) == _form(wider)
    return wider if odd or kept else field


def _wider(field: Field) -> Field:
    if field.codec is Codec.TEXT:
        return field
    if field.type in BOUNDED:
        return msgspec.structs.replace(field, type=ValueType.TEXT, codec=Codec.TEXT)
    return msgspec.structs.replace(field, type=_IN_TEXT.get(field.type, field.type))


def _form(field: Field) -> tuple[ValueType, Codec]:
    return field.type, field.codec


def _fits(kind: ValueType, column: pa.Array, *, any_bytes: bool) -> bool:
    if kind is ValueType.TEXT and any_bytes:
        return _is_utf8(column)
    bounds = _BOUNDS.get(kind)
    if bounds is None or column.null_count == len(column):
        return True
    numbers = _numbers(column)
    low, high = bounds
    return bool(numbers.min() >= low and numbers.max() <= high)


def _numbers(column: pa.Array) -> np.ndarray:
    """What the values are counted in; a value that fits stands for those that are null."""
    plain = column.view(pa.int32() if pa.types.is_date32(column.type) else pa.int64())
    return np.asarray(plain.fill_null(0) if plain.null_count else plain)


def _is_utf8(column: pa.Array) -> bool:
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
