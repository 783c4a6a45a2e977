"""What is selected for a field, and how a record is found again by its key."""

from __future__ import annotations

import re

from crmbackup_gui.model.catalog import Codec, Field, ValueType
from crmbackup_gui.sources.sql.mysql.columns import Column
from crmbackup_gui.sources.sql.mysql.names import quoted

GIANT = 8 << 20
"""Bytes above which a value does not come with its record but in pieces."""

_FAITHFUL = frozenset(
    {"utf8", "utf8mb3", "utf8mb4", "ucs2", "utf16", "utf16le", "utf32", "latin1", "latin2", "latin5", "latin7"}
    | {"cp850", "cp852", "cp866", "koi8r", "koi8u", "macce", "macroman", "keybcs2"}
)
"""Character sets of which every value comes back from UTF-8 as it was; in all others some bytes mean no character."""

_NOT_SENT_AS_TEXT = frozenset({"bigint", "bit", "date", "datetime", "timestamp", "time", "year"})
"""Types whose values come in a form of their own unless they are asked for as text."""

_CHARSET = re.compile(r"[a-z0-9_]+")
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")


def expression(field: Field, column: Column) -> str:
    """The field's value in the form that decoding.py takes."""
    name = quoted(field.name)
    if column.is_text and field.type is ValueType.BYTES:
        return f"CAST({name} AS BINARY)"
    # Bits by themselves come as bytes.
    value = f"{name} + 0" if column.kind == "bit" else name
    return f"CAST({value} AS CHAR)" if field.codec is Codec.TEXT and column.kind in _NOT_SENT_AS_TEXT else value


def may_be_longer(column: Column, size: int) -> bool:
    """Whether a value may take more than so many bytes, in whatever character set it travels."""
    return column.longest is None or column.longest * _WIDENING > size


def longer_than(columns: list[Column], size: int) -> str:
    """A condition that is 1 where any of these columns has a value of more than so many bytes, else 0."""
    parts = [f"COALESCE(OCTET_LENGTH({quoted(column.name)}) > {size}, 0)" for column in columns]
    return " OR ".join(parts) if parts else "0"


def becomes_another(field: Field, column: Column) -> str | None:
    """A condition that is 1 where UTF-8 cannot say the column's text, else 0; None where it always can."""
    if not column.is_text or field.type is ValueType.BYTES or column.charset in _FAITHFUL:
        return None
    charset = column.charset or ""
    # It comes from a server and becomes part of a statement.
    if not _CHARSET.fullmatch(charset):
        return "1"
    name = quoted(field.name)
    back = f"CONVERT(CONVERT({name} USING utf8mb4) USING {charset})"
    return f"NOT (CAST({back} AS BINARY) <=> CAST({name} AS BINARY))"


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
