"""Cells of a column as the Arrow array of its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.catalog import Field, ValueType

_FIRST_DAY = {
    pa.date32(): pa.scalar(date(1, 1, 1)),
    pa.timestamp("us"): pa.scalar(datetime(1, 1, 1), pa.timestamp("us")),  # noqa: DTZ001 - of no zone, as the column
}
"""Earlier days exist on some servers and in hardly any other program."""


class DoesNotFit(Exception):
    """A value is none of the field's type."""


def decoded(field: Field, cells: pa.BinaryArray) -> pa.Array:
    """The values of a field from what the server sent for its expression (expressions.py). Raises DoesNotFit."""
    try:
        return _DECODERS[field.type](cells, arrow_type(field.type))
    except pa.ArrowInvalid as error:
        raise DoesNotFit(field.name) from error


def _text(cells: pa.BinaryArray, kind: pa.DataType) -> pa.Array:
    return cells.cast(kind)


def _bytes(cells: pa.BinaryArray, _kind: pa.DataType) -> pa.Array:
    return cells


def _number(cells: pa.BinaryArray, kind: pa.DataType) -> pa.Array:
    return _text(cells, pa.string()).cast(kind)


def _single(cells: pa.BinaryArray, kind: pa.DataType) -> pa.Array:
    # The server sends the double that equals it.
    return _number(cells, pa.float64()).cast(kind)


def _truth(cells: pa.BinaryArray, _kind: pa.DataType) -> pa.Array:
    return pc.equal(cells, pa.scalar(b"1", pa.binary()))


def _moment(cells: pa.BinaryArray, kind: pa.DataType) -> pa.Array:
    values = _number(cells, kind)
    earliest = pc.min(values)
    if earliest.is_valid and pc.less(earliest, _FIRST_DAY[kind]).as_py():
        raise pa.ArrowInvalid("a year before the first")
    return values


def _instant(cells: pa.BinaryArray, kind: pa.DataType) -> pa.Array:
    # The session's time zone is UTC.
    return _moment(cells, pa.timestamp("us")).view(kind)


_DECODERS: dict[ValueType, Callable[[pa.BinaryArray, pa.DataType], pa.Array]] = {
    ValueType.TEXT: _text,
    ValueType.BYTES: _bytes,
    ValueType.BOOL: _truth,
    ValueType.INT16: _number,
    ValueType.INT32: _number,
    ValueType.INT64: _number,
    ValueType.FLOAT32: _single,
    ValueType.FLOAT64: _number,
    ValueType.DATE: _moment,
    ValueType.TIMESTAMP: _moment,
    ValueType.TIMESTAMP_TZ: _instant,
}
