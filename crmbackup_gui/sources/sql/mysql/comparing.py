"""Conditions under which two records are the same to the last bit, whatever the collations of their columns say."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.sources.base import LARGE_VALUE
from crmbackup_gui.sources.sql.mysql.columns import BYTES_TYPES, GEOMETRY_TYPES, Column
from crmbackup_gui.sources.sql.mysql.names import quoted

_HASHED = 255
"""Bytes of each value that go into a digest: it only has to tell most records apart."""


def same_key(columns: Sequence[Column], one: str, other: str) -> str:
    """SQL that is true where records of two tables, named by their aliases, have the same key.

    The index finds what the column's own collation holds for equal, and the bytes decide.
    """
    conditions = [f"{one}.{quoted(column.name)} = {other}.{quoted(column.name)}" for column in columns]
    conditions += [
        f"{_exact(column, one)} = {_exact(column, other)}"
        for column in columns
        if _exact(column, one) != _plain(column, one)
    ]
    return " AND ".join(conditions)


def same_record(columns: Sequence[Column], one: str, given: str) -> str:
    """SQL that is true where a record of `one` has all the values of a record of `given`.

    NULL in `given` stands for a large value as well (sources/base.py).
    """
    conditions = []
    for column in columns:
        same = f"{_exact(column, one)} <=> {_exact(column, given)}"
        if may_be_large(column):
            same = f"({same} OR ({_plain(column, given)} IS NULL AND {is_large(column, one)}))"
        conditions.append(same)
    return " AND ".join(conditions)


def digest(columns: Sequence[Column], alias: str) -> str:
    """An expression that is equal for records of which `same_record` is true."""
    parts = []
    for column in columns:
        value = f"COALESCE(LEFT(CAST({_exact(column, alias)} AS BINARY), {_HASHED}), '')"
        parts.append(f"IF({is_large(column, alias)}, '', {value})" if may_be_large(column) else value)
    return f"UNHEX(MD5(CONCAT_WS(_binary'|', {', '.join(parts)})))"


def may_be_large(column: Column) -> bool:
    """Whether a value of the column can be above `LARGE_VALUE`."""
    roomy = column.is_text or column.kind in BYTES_TYPES or column.kind in GEOMETRY_TYPES or column.kind == "json"
    return roomy and (column.longest is None or column.longest > LARGE_VALUE // 2)


def is_large(column: Column, alias: str) -> str:
    """SQL that is true for a value above `LARGE_VALUE`, as UTF-8 where it is text."""
    value = _plain(column, alias)
    counted = f"CONVERT({value} USING utf8mb4)" if column.is_text else value
    return f"COALESCE(LENGTH({counted}), 0) > {LARGE_VALUE}"


def _exact(column: Column, alias: str) -> str:
    value = _plain(column, alias)
    if column.is_text or column.kind in GEOMETRY_TYPES or column.kind == "json":
        return f"CAST({value} AS BINARY)"
    if column.kind == "float":
        return f"CAST(CAST({value} AS DOUBLE) AS CHAR)"
    # Zero and its negative are two values.
    return f"CAST({value} AS CHAR)" if column.kind == "double" else value


def _plain(column: Column, alias: str) -> str:
    return f"{alias}.{quoted(column.name)}"
