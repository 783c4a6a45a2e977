"""Cells of a column as the Arrow array of its field."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from crmbackup_gui.model.arrow import arrow_type
from crmbackup_gui.model.catalog import Field, ValueType
from crmbackup_gui.sources.sql.mysql.binary_rows import Cells, Mask, Shape

_LAST_YEAR = 9999
_FIRST_DAYS = (
    np.arange("0001-01", f"{_LAST_YEAR + 1}-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
)
"""Days since 1970 of the first of each month from January of the year 1 on, that behind the last year included."""
_DAY = 86_400_000_000


class DoesNotFit(Exception):
    """A value is none of the field's type."""


def decoded(field: Field, cells: Cells, left_out: Mask | None = None) -> pa.Array:
    """The values of a field from what the server sent for its expression (expressions.py).

    Null where `left_out` says so, for text and bytes. Raises DoesNotFit.
    """
    shape, decode = _DECODERS[field.type]
    if cells.wire.shape is not shape:
        raise DoesNotFit
    if decode is None:
        return checked(field, cells.bytes(left_out))
    try:
        return decode(cells).cast(arrow_type(field.type))
    except pa.ArrowInvalid as error:
        raise DoesNotFit from error


def checked(field: Field, values: pa.BinaryArray) -> pa.Array:
    """Bytes as values of a field of text or bytes. Raises DoesNotFit for what is no text."""
    try:
        return values.cast(arrow_type(field.type))
    except pa.ArrowInvalid as error:
        raise DoesNotFit from error


def _numbers(cells: Cells) -> pa.Array:
    return pa.array(cells.numbers(), mask=cells.nulls)


def _truths(cells: Cells) -> pa.Array:
    return pa.array(cells.numbers() != 0, mask=cells.nulls)


def _dates(cells: Cells) -> pa.Array:
    return pa.array(_days(cells).astype(np.int32), mask=cells.nulls).view(pa.date32())


def _moments(cells: Cells) -> pa.Array:
    assert cells.lengths is not None
    days = _days(cells)
    # Behind the date come hour, minute and second, and microseconds, as far as they are not all zero.
    timed, exact = cells.lengths >= 7, cells.lengths >= 11
    hours, minutes, seconds = (np.where(timed, cells.part(4 + i, "<u1"), 0).astype(np.int64) for i in range(3))
    micros = np.where(exact, cells.part(7, "<u4"), 0).astype(np.int64)
    if ((hours > 23) | (minutes > 59) | (seconds > 59) | (micros > 999_999)).any():
        raise DoesNotFit
    values = days * _DAY + ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + micros
    # The session's time zone is UTC, so that instants are told as what they are.
    return pa.array(values, mask=cells.nulls).view(pa.timestamp("us"))


def _instants(cells: Cells) -> pa.Array:
    return _moments(cells).view(pa.timestamp("us", "UTC"))


def _days(cells: Cells) -> npt.NDArray[np.int64]:
    """Days since 1970 of a column of moments. Raises DoesNotFit for a day that no calendar has, and a year below 1."""
    years, months, days = (cells.part(at, kind).astype(np.int64) for at, kind in ((0, "<u2"), (2, "<u1"), (3, "<u1")))
    number = (years - 1) * 12 + months - 1
    known = (years >= 1) & (years <= _LAST_YEAR) & (months >= 1) & (months <= 12)
    number = np.where(known, number, 0)
    first = _FIRST_DAYS.take(number)
    known &= (days >= 1) & (days <= _FIRST_DAYS.take(number + 1) - first) & (cells.lengths != 0)
    if not (known if cells.nulls is None else known | cells.nulls).all():
        raise DoesNotFit
    return first + days - 1


_DECODERS: dict[ValueType, tuple[Shape, Callable[[Cells], pa.Array] | None]] = {
    ValueType.TEXT: (Shape.BYTES, None),
    ValueType.BYTES: (Shape.BYTES, None),
    ValueType.BOOL: (Shape.INTEGER, _truths),
    ValueType.INT16: (Shape.INTEGER, _numbers),
    ValueType.INT32: (Shape.INTEGER, _numbers),
    ValueType.INT64: (Shape.INTEGER, _numbers),
    ValueType.FLOAT32: (Shape.REAL, _numbers),
    ValueType.FLOAT64: (Shape.REAL, _numbers),
    ValueType.DATE: (Shape.MOMENT, _dates),
    ValueType.TIMESTAMP: (Shape.MOMENT, _moments),
    ValueType.TIMESTAMP_TZ: (Shape.MOMENT, _instants),
}
"""For each type how its cells look and what makes values of them; text and bytes are taken as they are."""
