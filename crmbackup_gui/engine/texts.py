"""Values of any type as the text that people and profiles write for them."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.arrow import ANY

LENIENT = pc.CastOptions(pa.string(), allow_invalid_utf8=True)
"""Bytes that are not text stay what they are: they are compared, not shown."""

_END = (1 << 31) - 1


def as_text(column: pa.Array) -> pa.Array:
    """The column as `string`, null where it is: numbers in decimal, truth values as `true` and `false`."""
    if column.type == pa.string():
        return column
    if column.type == pa.binary():
        return column.cast(options=LENIENT)
    if column.type != ANY:
        return column.cast(pa.string())
    by_name = dict(zip((field.name for field in ANY), column.flatten(), strict=True))
    return pc.coalesce(
        by_name["text"].cast(options=LENIENT),
        by_name["integer"].cast(pa.string()),
        by_name["bytes"].cast(options=LENIENT),
        by_name["real"].cast(pa.string()),
    )


def cut(column: pa.Array, start: int, stop: int | None = None) -> pa.Array:
    """Bytes `start` to `stop` (None: the end) of each text of a `string` or `binary` column, as `binary`."""
    # Without a stop, pyarrow 26 computes a negative size for texts that are shorter than `start`.
    return pc.binary_slice(column.cast(pa.binary()), start, _END if stop is None else stop)
