"""Which types of columns travel as they are, and how all others become text.

A type is on the short list only because a test shows that its values come back bit by bit. Every other type is read as
the text that its own output function makes, which is what its input function takes back. A cast to text would not do:
`char(n)` loses its padding by one, and extensions define casts as they please.
"""

from __future__ import annotations

from dataclasses import dataclass

from crmbackup_gui.model.catalog import Codec, ValueType
from crmbackup_gui.sources.sql.postgresql.quoting import qualified, quoted

NATIVE = {
    16: ValueType.BOOL,
    17: ValueType.BYTES,
    20: ValueType.INT64,
    21: ValueType.INT16,
    23: ValueType.INT32,
    25: ValueType.TEXT,
    700: ValueType.FLOAT32,
    701: ValueType.FLOAT64,
    1042: ValueType.TEXT,
    1043: ValueType.TEXT,
    1082: ValueType.DATE,
    1083: ValueType.TIME,
    1114: ValueType.TIMESTAMP,
    1184: ValueType.TIMESTAMP_TZ,
}
"""By the object id of the type, which is the same in every server (`pg_type.dat`): bool, bytea, int8, int2, int4,
text, float4, float8, char, varchar, date, time, timestamp, timestamptz."""

BOUNDED = frozenset({ValueType.DATE, ValueType.TIME, ValueType.TIMESTAMP, ValueType.TIMESTAMP_TZ})
"""Native types that cannot hold every value of the server's: infinity, 24:00, years before 1 and after 9999."""

_BYTE_ORDERED_TEXT = frozenset({2950})
"""Types whose order is that of their text's bytes: uuid."""

_RENAMED_OUTSIDE = frozenset({24, 1033, 2202, 2203, 2204, 2205, 2206, 3734, 3769, 4089, 4096, 4191})
"""regproc, aclitem, regprocedure, regoper, regoperator, regclass, regtype, regconfig, regdictionary, regnamespace,
regrole, regcollation: they read as the name of something, which may be renamed."""


@dataclass(frozen=True)
class Column:
    """How one column is read.

    `type_oid` is the type beneath all domains, `output` its output function as SQL names it.
    """

    name: str
    type_oid: int
    output: str
    byte_collation: bool
    """Text of it is sorted byte by byte by itself."""
    varying: bool
    """Its values are of any length."""

    @property
    def native(self) -> ValueType | None:
        """The type in which it travels as it is, or None."""
        return NATIVE.get(self.type_oid)

    @property
    def named_elsewhere(self) -> bool:
        """Its text may change although the column does not."""
        return self.type_oid in _RENAMED_OUTSIDE

    def expression(self, codec: Codec, row: str) -> str:
        """SQL for its value in one of both codecs; `row` is an alias."""
        column = f"{row}.{quoted(self.name)}"
        return column if codec is Codec.NATIVE else f"pg_catalog.textin({self.output}({column}))"

    def sort_expression(self, codec: Codec, row: str) -> str | None:
        """SQL by which an index may sort as the canonical order does; None where there is none."""
        if codec is Codec.TEXT:
            sorts = self.type_oid in _BYTE_ORDERED_TEXT
        else:
            sorts = self.native is not ValueType.TEXT or self.byte_collation
        return f"{row}.{quoted(self.name)}" if sorts else None


def output_function(schema: str, name: str) -> str:
    """An output function as SQL names it."""
    return qualified(schema, name)
