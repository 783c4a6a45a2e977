"""Values in the server's own text: as it reads them where they travel as text, or a column of them became one of text.

Numbers follow what `ALTER TABLE ... MODIFY ... TEXT` makes of them, which the tests compare.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.sources.sql.mysql.columns import BYTES_TYPES

_DIGITS = re.compile(r"\((\d)\)")
_DECIMALS = re.compile(r"\(\d+,(\d+)\)")
_WIDTH = re.compile(r"\((\d+)\)")
_MOMENT = re.compile(r"(datetime|timestamp)\b")
_WHOLE_SECONDS = len("2000-01-01 00:00:00")

_FIXED = range(-15, 15)
"""Powers of ten of the first digit of reals that are written without an exponent (DBL_DIG, in MariaDB's dtoa.c)."""

_OF_FLOAT = Context(prec=6)
"""So many digits of a single real does the server write."""


def text_as_bytes(native: str, values: pa.Array) -> pa.Array:
    """Text for a column that is read as bytes: those of another character set are not those of UTF-8, but for ASCII's.

    Raises ArrowInvalid for any other text.
    """
    if native.partition("(")[0] not in BYTES_TYPES and not pc.all(pc.string_is_ascii(values)).as_py():
        raise pa.ArrowInvalid("text of another character set")
    return values


def server_text(native: str, values: pa.Array, stored: str) -> pa.Array:
    """`native` is the column's type now, `stored` the one that the values come from."""
    kind = values.type
    if pa.types.is_timestamp(kind):
        return _moments(native if _MOMENT.match(native) else stored, values)
    if pa.types.is_floating(kind):
        return _reals(stored, values)
    if stored.startswith("bit"):
        return _bits(stored, values)
    text = values.cast(pa.string())
    if stored.startswith("year"):
        return pc.utf8_lpad(text, 4, "0")
    width = _WIDTH.search(stored)
    return pc.utf8_lpad(text, int(width[1]), "0") if width and "zerofill" in stored else text


def _moments(declared: str, values: pa.Array) -> pa.Array:
    """With as many digits of a second's fraction as the type declares."""
    digits = _DIGITS.search(declared)
    shown = _WHOLE_SECONDS + (1 + int(digits[1]) if digits and int(digits[1]) else 0)
    return pc.utf8_slice_codeunits(values.cast(pa.string()), 0, shown)


def _reals(declared: str, values: pa.Array) -> pa.Array:
    # Minus zero and zero are one value to a dictionary of numbers, and not to one of their texts.
    encoded = values.cast(pa.string()).dictionary_encode()
    decimals, single = _DECIMALS.search(declared), pa.types.is_float32(values.type)
    kind = values.type.to_pandas_dtype()
    texts = []
    for shortest in encoded.dictionary.to_pylist():
        # What the server rounds is the number that it keeps, not the shortest one that means it.
        exact = float(kind(shortest))
        if decimals:
            texts.append(f"{exact:.{decimals[1]}f}")
        else:
            texts.append(_real(_OF_FLOAT.create_decimal_from_float(exact) if single else Decimal(shortest)))
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(texts, pa.string())).cast(pa.string())


def _real(number: Decimal) -> str:
    number = number.normalize()
    if not number:
        return "-0" if number.is_signed() else "0"
    if number.adjusted() in _FIXED:
        return f"{number:f}"
    digits, exponent = f"{number:e}".split("e")
    return f"{digits}e{int(exponent)}"


def _bits(declared: str, values: pa.Array) -> pa.Array:
    """The bytes of the number as characters. Raises ArrowInvalid where some are none."""
    found = _WIDTH.search(declared)
    octets = (int(found[1]) + 7) // 8 if found else 1
    encoded = values.cast(pa.int64()).dictionary_encode()
    raw = [number.to_bytes(octets) for number in encoded.dictionary.to_pylist()]
    if not all(text.isascii() for text in raw):
        raise pa.ArrowInvalid("Bits that are no characters")
    texts = pa.array(raw, pa.binary()).cast(pa.string())
    return pa.DictionaryArray.from_arrays(encoded.indices, texts).cast(pa.string())
