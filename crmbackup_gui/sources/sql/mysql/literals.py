"""Records as the literals of SQL statements, built column by column without a loop over the values.

Values are quoted and escaped for a session whose text is utf8mb4 and whose `sql_mode` has neither NO_BACKSLASH_ESCAPES
nor ANSI_QUOTES (mariadb.com/kb/en/string-literals). Whole numbers stand bare, everything else in quotes, so that the
server reads each value exactly as the text of it says: bare, a zero would lose its sign and a long number its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.catalog import Field, ValueType
from crmbackup_gui.sources.sql.mysql.columns import Column

_BINARY = pa.large_binary()
_NOTHING = pa.scalar(b"", _BINARY)
_NULL = pa.scalar(b"NULL", _BINARY)
_CHARSET = re.compile(r"[a-z0-9_]+")
_ESCAPED = ((b"\\", b"\\\\"), (b"'", b"\\'"))

_BARE = {
    ValueType.BOOL: pa.int8(),
    ValueType.INT16: pa.int16(),
    ValueType.INT32: pa.int32(),
    ValueType.INT64: pa.int64(),
}
_AS_TEXT = {
    # As a double, all digits of it: the few that tell floats apart would be rounded twice on the way.
    ValueType.FLOAT32: pa.float64(),
    ValueType.FLOAT64: pa.float64(),
    ValueType.DATE: pa.date32(),
    ValueType.TIME: pa.time64("us"),
    ValueType.TIMESTAMP: pa.timestamp("us"),
    ValueType.TIMESTAMP_TZ: pa.timestamp("us"),
}


@dataclass(frozen=True)
class RowLiterals:
    """One literal of a row, in parentheses, for each record, with commas in between."""

    text: memoryview
    ends: np.ndarray
    """The literal of row `i` and the comma behind it stand from `ends[i]` to `ends[i + 1]`."""

    def __len__(self) -> int:
        return len(self.ends) - 1

    def rows(self, first: int, end: int) -> memoryview:
        """The literals of these rows, without the comma behind the last."""
        return self.text[int(self.ends[first]) : int(self.ends[end]) - 1]

    def size(self, first: int, end: int) -> int:
        """Bytes of `rows`."""
        return int(self.ends[end] - self.ends[first]) - 1

    def end_within(self, first: int, size: int) -> int:
        """Behind the last row such that all from `first` on fit into so many bytes; one row at least."""
        fitting = int(np.searchsorted(self.ends, self.ends[first] + size + 1, side="right")) - 1
        return max(first + 1, fitting)


def row_literals(
    fields: Sequence[tuple[Field, Column]], columns: Sequence[pa.Array], *, numbers: Sequence[int] | None = None
) -> RowLiterals:
    """Literals of rows of these columns; `numbers` are the first value of each, if given."""
    parts: list[pa.Array | pa.Scalar] = []
    glue = b"("
    if numbers is not None:
        parts += [pa.scalar(glue, _BINARY), _bytes_of(pa.array(numbers, pa.int64()))]
        glue = b","
    for (field, column), values in zip(fields, columns, strict=True):
        before, after = quotes(field, column)
        texts = _escaped(_texts(field, values)) if before else _texts(field, values)
        if texts.null_count:
            around = (pa.scalar(before, _BINARY), texts, pa.scalar(after, _BINARY))
            quoted = pc.binary_join_element_wise(*around, _NOTHING) if before else texts
            texts, before, after = pc.fill_null(quoted, _NULL), b"", b""
        parts += [pa.scalar(glue + before, _BINARY), texts]
        glue = after + b","
    parts.append(pa.scalar(glue[:-1] + b"),", _BINARY))
    rows = pc.binary_join_element_wise(*parts, _NOTHING)
    _, ends, text = rows.buffers()
    return RowLiterals(memoryview(text), np.frombuffer(ends, np.int64, len(rows) + 1, rows.offset * 8))


def literal(field: Field, column: Column, value: bytes) -> bytes:
    """The literal of one value of text or bytes, which stands in the field as `value`."""
    before, after = quotes(field, column)
    return before + escaped(value) + after


def escaped(value: bytes) -> bytes:
    """What stands for these bytes between quotes."""
    for character, stands in _ESCAPED:
        value = value.replace(character, stands)
    return value


def quotes(field: Field, column: Column) -> tuple[bytes, bytes]:
    """What stands before and behind the escaped value of a field; nothing around whole numbers."""
    if field.type in _BARE:
        return b"", b""
    if column.kind == "bit":
        # Text would be taken for the bits themselves.
        return b"CAST('", b"' AS UNSIGNED)"
    if field.type is not ValueType.BYTES:
        return b"'", b"'"
    return b"_" + charset_of(column).encode("ascii") + b"'", b"'"


def charset_of(column: Column) -> str:
    """The character set of the bytes that a column holds."""
    charset = column.charset or "binary"
    # It comes from a server and becomes part of a statement.
    return charset if _CHARSET.fullmatch(charset) else "binary"


def _texts(field: Field, values: pa.Array) -> pa.Array:
    if field.type in _BARE:
        return _bytes_of(values.cast(_BARE[field.type]))
    if field.type in _AS_TEXT:
        return _bytes_of(values.cast(_AS_TEXT[field.type]))
    return values.cast(pa.binary()).cast(_BINARY)


def _bytes_of(values: pa.Array) -> pa.Array:
    return values.cast(pa.string()).cast(pa.binary()).cast(_BINARY)


def _escaped(values: pa.Array) -> pa.Array:
    for character, stands in _ESCAPED:
        if _holds(values, character):
            values = pc.replace_substring(values, character, stands)
    return values


def _holds(values: pa.Array, character: bytes) -> bool:
    """Whether the byte occurs anywhere, which is quicker to tell than to replace it."""
    text = values.buffers()[2]
    return text is not None and bool((np.frombuffer(text, np.uint8) == character[0]).any())
