"""What a declared type promises about the values of a column: mostly nothing (sqlite.org/datatype3.html)."""

from __future__ import annotations

from crmbackup_gui.model.catalog import ValueType

_STRICT = {
    "INT": ValueType.INT64,
    "INTEGER": ValueType.INT64,
    "REAL": ValueType.FLOAT64,
    "TEXT": ValueType.TEXT,
    "BLOB": ValueType.BYTES,
    "ANY": ValueType.ANY,
}

_PARTS: tuple[tuple[str, ValueType | None], ...] = (
    ("INT", ValueType.INT64),
    ("CHAR", ValueType.TEXT),
    ("CLOB", ValueType.TEXT),
    ("TEXT", ValueType.TEXT),
    ("BLOB", None),
    ("REAL", ValueType.FLOAT64),
    ("FLOA", ValueType.FLOAT64),
    ("DOUB", ValueType.FLOAT64),
    # From here on NUMERIC affinity: dates are text, truth is 0 and 1, and amounts mix integers and reals.
    ("DATE", ValueType.TEXT),
    ("TIME", ValueType.TEXT),
    ("STAMP", ValueType.TEXT),
    ("BOOL", ValueType.INT64),
    ("", ValueType.ANY),
)
"""What to expect of the first part that a type contains, in the order of SQLite's rules (datatype3.html, 3.1)."""


def declared_type(native: str, *, strict: bool) -> ValueType | None:
    """The type to expect, or None where only the data can tell."""
    if strict:
        return _STRICT[native.upper()]
    if not native:
        return None
    return next(kind for part, kind in _PARTS if part in native.upper())
