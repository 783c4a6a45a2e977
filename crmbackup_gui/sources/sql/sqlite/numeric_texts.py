"""Texts that SQLite cannot put into a numeric column, although an older SQLite left them there.

A number, a NUL character and anything behind it: SQLite 3.40 keeps the text, 3.53 reads up to the NUL and stores a
number (both measured). Such a value of a CRM can be read, and there is no statement that writes it as it was.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.catalog import Field

_NUL = b"\0"
_NUMBER_AND_NUL = rb"^[ \t\n\v\f\r]*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[ \t\n\v\f\r]*\x00"
_ANY_TEXT = 2
"""The position of text in the columns of a value of any type (model/arrow.py)."""


def becomes_number(field: Field, values: pa.Array, *, strict: bool) -> list[int]:
    """The rows whose text SQLite would turn into a number in this column. `strict` is the table's option."""
    if not _is_numeric(field.native.upper(), strict=strict):
        return []
    if pa.types.is_struct(values.type):
        values = values.field(_ANY_TEXT)
    if not (pa.types.is_binary(values.type) or pa.types.is_string(values.type)):
        return []
    suspects = pc.indices_nonzero(pc.fill_null(pc.match_substring(values.cast(pa.binary()), _NUL), False))  # noqa: FBT003
    matched = pc.match_substring_regex(values.take(suspects).cast(pa.binary()), _NUMBER_AND_NUL)
    rows: list[int] = suspects.filter(matched).to_pylist()
    return rows


def _is_numeric(declared: str, *, strict: bool) -> bool:
    """Whether the affinity is INTEGER, REAL or NUMERIC (sqlite.org/datatype3.html, 3.1)."""
    if "INT" in declared:
        return True
    others = ("CHAR", "CLOB", "TEXT", "BLOB", "ANY") if strict else ("CHAR", "CLOB", "TEXT", "BLOB")
    return bool(declared) and not any(part in declared for part in others)
