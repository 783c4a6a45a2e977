"""What is selected for a field, and how a record is found again by its key."""

from __future__ import annotations

import re

from crmbackup_gui.model.catalog import Codec, Field, ValueType
from crmbackup_gui.sources.sql.mysql.columns import Column
from crmbackup_gui.sources.sql.mysql.names import quoted

GIANT = 8 << 20
"""Bytes above which a value does not come with its record but in pieces."""

_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def expression(field: Field, column: Column) -> str:
    """The field's value in the form that decoding.py takes."""
    name = quoted(field.name)
    if column.is_text and field.type is ValueType.BYTES:
        return f"CAST({name} AS BINARY)"
    if column.kind == "float" or (column.kind == "double" and "(" in column.declared):
        # By itself the server prints six digits, or as many as are declared, which are not all that it keeps.
        return f"CAST({name} AS DOUBLE)"
    if column.kind == "bit":
        return f"{name} + 0"
    return name


def may_be_longer(column: Column, size: int) -> bool:
    """Whether a value may take more than so many bytes, in whatever character set it travels."""
    return column.longest is None or column.longest * _WIDENING > size


def longer_than(columns: list[Column], size: int) -> str:
    """A condition that is 1 where any of these columns has a value of more than so many bytes, else 0."""
    parts = [f"COALESCE(OCTET_LENGTH({quoted(column.name)}) > {size}, 0)" for column in columns]
    return " OR ".join(parts) if parts else "0"


def matches(field: Field, column: Column) -> str:
    """A condition with one `?` for the field's value, as `parameter` makes it; with the key's own index if possible."""
    name = quoted(field.name)
    if column.is_text and field.type is ValueType.BYTES:
        return f"CAST({name} AS BINARY) = ?"
    if column.kind in ("float", "double"):
        return f"CAST({name} AS DOUBLE) = ?"
    if column.kind == "decimal":
        found = _DECIMAL.search(column.declared)
        assert found is not None
        return f"{name} = CAST(? AS DECIMAL({found[1]},{found[2]}))"
    if field.codec is Codec.TEXT and column.kind in ("bigint", "bit"):
        return f"{name} = CAST(? AS UNSIGNED)"
    return f"{name} = ?"


def parameter(value: object) -> object:
    """A Python value of a field as it is bound: moments as text, in UTC where they are instants."""
    if value is None or isinstance(value, bool | int | float | str | bytes):
        return value
    return str(value).removesuffix("+00:00")


_WIDENING = 4
"""UTF-8 takes at most this many bytes where a character set takes one."""
