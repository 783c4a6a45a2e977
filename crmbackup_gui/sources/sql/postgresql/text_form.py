"""Values in the server's own text, as its casts to text write them in our sessions (settings.py)."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SIGNIFICANT = {pa.float32(): 6, pa.float64(): 15}
"""Numbers from ten to this power on have an exponent (FLT_DIG and DBL_DIG in PostgreSQL's float.c)."""

_SMALLEST_POWER = -4
_MOST_DIGITS = 17
_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def server_text(values: pa.Array) -> pa.Array:
    """Of a second's fraction no zeros at the end, UTC as an offset, numbers by the server's rule for exponents.

    Bytes in hexadecimal digits.
    """
    if pa.types.is_floating(values.type):
        return _floats(values)
    if pa.types.is_binary(values.type):
        hexadecimal = [None if one is None else f"\\x{one.hex()}" for one in values.to_pylist()]
        return pa.array(hexadecimal, pa.string())
    text = values.cast(pa.string())
    if not pa.types.is_temporal(values.type) or pa.types.is_date(values.type):
        return text
    zone = "+00" if pa.types.is_timestamp(values.type) and values.type.tz else ""
    return pc.replace_substring_regex(text, pattern=r"\.?0*Z?$", replacement=zone, max_replacements=1)


def _floats(values: pa.Array) -> pa.Array:
    # Arrow finds the shortest digits; minus zero and zero are one value only to a dictionary of numbers.
    encoded = values.cast(pa.string()).dictionary_encode()
    kind, significant = values.type.to_pandas_dtype(), _SIGNIFICANT[values.type]
    texts = [_float(kind(text), text, significant) for text in encoded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(texts, pa.string())).cast(pa.string())


def _float(value: np.floating[Any], shortest: str, significant: int) -> str:
    if shortest in _NOT_FINITE:
        return _NOT_FINITE[shortest]
    number = Decimal(_between_neighbours(value, shortest))
    if _SMALLEST_POWER <= number.adjusted() < significant:
        return f"{number:f}"
    digits, exponent = f"{number.normalize():e}".split("e")
    return f"{digits}e{int(exponent):+03d}"


def _between_neighbours(value: np.floating[Any], shortest: str) -> str:
    """More digits where the shortest stand exactly between two numbers, as 1e23 does; the server avoids those."""
    exact = Fraction(float(value))
    distance = Fraction(shortest) - exact
    neighbour = float(np.nextafter(value, value.dtype.type(math.copysign(math.inf, distance))))
    if not distance or not math.isfinite(neighbour) or 2 * distance != Fraction(neighbour) - exact:
        return shortest
    longer = (f"{float(value):.{digits}e}" for digits in range(_MOST_DIGITS))
    return next(text for text in longer if abs(Fraction(text) - exact) < abs(distance))
