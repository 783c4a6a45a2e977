"""Columns as a server describes them, and the types in which their values travel.

What no test proves to round-trip travels as the server's own text (`Codec.TEXT`). Some types depend on the data: dates
that no calendar has, integers above 2^63, text that is not valid in its own character set. Those start with the type
that nearly all data fits and give way to `fallback` when a value does not fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from crmbackup_gui.model.catalog import Codec, Field, ValueType

TEXT_TYPES = frozenset({"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"})
BYTES_TYPES = frozenset({"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector"})
GEOMETRY_TYPES = frozenset(
    {"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"}
    | {"geometrycollection", "geomcollection"}
)

_INTEGERS = {
    "tinyint": ValueType.INT16,
    "smallint": ValueType.INT16,
    "mediumint": ValueType.INT32,
    "int": ValueType.INT32,
    "bigint": ValueType.INT64,
}
_UNSIGNED = {"smallint": ValueType.INT32, "int": ValueType.INT64}
_OTHERS = {
    "float": ValueType.FLOAT32,
    "double": ValueType.FLOAT64,
    "date": ValueType.DATE,
    "datetime": ValueType.TIMESTAMP,
    "timestamp": ValueType.TIMESTAMP_TZ,
    "year": ValueType.INT16,
}
_CALENDAR = frozenset({ValueType.DATE, ValueType.TIMESTAMP, ValueType.TIMESTAMP_TZ})

_LONGEST = {"tinytext": 255, "tinyblob": 255, "text": 65_535, "blob": 65_535}
_DECLARED = frozenset({"char", "varchar", "binary", "varbinary", "enum", "set"})
_SHORT = frozenset({*_INTEGERS, *_OTHERS, "decimal", "bit", "time", "inet4", "inet6", "uuid"})
_LONGEST_SHORT = 80
"""Bytes: the text of a decimal has 65 digits, a sign and a point."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `declared` is the type as `SHOW CREATE TABLE` prints it, `kind` its name alone in lower case. `charset` is None for
    what is no text. `expression` computes a generated column; `period` marks a column that system versioning fills.
    """

    name: str
    kind: str
    declared: str
    charset: str | None
    collation: str | None
    longest: int | None
    """Bytes of the longest value that it can hold, in its own character set; None where there is no telling."""
    nullable: bool
    expression: str | None
    period: bool
    numbered: bool
    """AUTO_INCREMENT."""

    @property
    def generated(self) -> bool:
        """Computed by the server, so that nobody may write it."""
        return self.expression is not None or self.period

    @property
    def is_text(self) -> bool:
        """Whether its values have a character set."""
        return self.kind in TEXT_TYPES


def field_of(column: Column) -> Field:
    """The field that holds the column's values, with the type that its declaration lets expect."""
    kind, codec = _type_of(column)
    return Field(
        name=column.name,
        type=kind,
        native=column.declared,
        codec=codec,
        nullable=column.nullable,
        generated=column.generated,
    )


def fallback(field: Field, column: Column) -> Field | None:
    """The field for values that its type does not hold; None where every value fits.

    Text that is not valid becomes the bytes that the server keeps (`ValueType.BYTES`), all else the server's text.
    """
    if column.is_text:
        return msgspec.structs.replace(field, type=ValueType.BYTES) if field.type is ValueType.TEXT else None
    if field.type in _CALENDAR or (field.type is ValueType.INT64 and column.kind == "bigint"):
        return msgspec.structs.replace(field, type=ValueType.TEXT, codec=Codec.TEXT)
    return None


def settled(field: Field, column: Column, known: Field | None) -> Field:
    """The field with the type that `known` settled for it earlier, if it is one that the column can have."""
    if known is None or known.native != field.native:
        return field
    other = fallback(field, column)
    same = other is not None and (known.type, known.codec) == (other.type, other.codec)
    return other if other is not None and same else field


def bits(column: Column) -> int:
    """How many bits a column of type `bit` has."""
    found = re.search(r"\((\d+)\)", column.declared)
    return int(found[1]) if found else 1


def longest_of(kind: str, octets: int | None) -> int | None:
    """`Column.longest` from what the server says: it tells no more of `longtext` than that it is long."""
    if kind in _SHORT:
        return _LONGEST_SHORT
    return _LONGEST.get(kind, octets if kind in _DECLARED else None)


def _type_of(column: Column) -> tuple[ValueType, Codec]:
    kind = column.kind
    if column.is_text:
        return ValueType.TEXT, Codec.NATIVE
    if kind in BYTES_TYPES or kind in GEOMETRY_TYPES:
        return ValueType.BYTES, Codec.NATIVE
    if kind in _INTEGERS:
        unsigned = "unsigned" in column.declared
        return _UNSIGNED.get(kind, _INTEGERS[kind]) if unsigned else _INTEGERS[kind], Codec.NATIVE
    if kind == "bit":
        return _bit_type(bits(column))
    # A year of two digits is ambiguous as a number.
    if kind in _OTHERS and column.declared != "year(2)":
        return _OTHERS[kind], Codec.NATIVE
    return ValueType.TEXT, Codec.TEXT


def _bit_type(count: int) -> tuple[ValueType, Codec]:
    if count == 1:
        return ValueType.BOOL, Codec.NATIVE
    return (ValueType.INT64, Codec.NATIVE) if count < 64 else (ValueType.TEXT, Codec.TEXT)
