"""JSON as hosted CRMs send it and take it, with every digit of its numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from crmbackup_gui.errors import SourceUnreadable

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_CANONICAL = msgspec.json.Encoder(decimal_format="number", order="sorted")


def decode_json(content: bytes, place: str) -> object:
    """What an answer says; numbers with a point or an exponent are Decimals. `place` is the service's address.

    Raises SourceUnreadable for what is no JSON, which a proxy may send in the service's name.
    """
    try:
        return _DECODER.decode(content)
    except (msgspec.DecodeError, ArithmeticError, RecursionError, UnicodeDecodeError) as error:
        raise SourceUnreadable(place, f"an answer is no JSON ({error})") from error


def decode_object(content: bytes, place: str) -> dict[str, Any]:
    """The same of an answer that is one JSON object. Raises SourceUnreadable for any other."""
    said = decode_json(content, place)
    if not isinstance(said, dict):
        raise SourceUnreadable(place, "an answer has another form than the service documents")
    return said


def encode_json(value: object) -> bytes:
    """A request's content; a Decimal is a number with all its digits."""
    return _ENCODER.encode(value)


def canonical_json(value: object) -> str:
    """The one text that equal values have: names of objects sorted, no spaces, numbers as they were written."""
    return _CANONICAL.encode(value).decode()
