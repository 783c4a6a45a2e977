"""Salesforce's record ids: 15 characters that tell cases apart, or 18 with three that stand for the cases."""

from __future__ import annotations

import re
import string

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SUFFIX = string.ascii_uppercase + "012345"
_FORM = re.compile(r"[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?")


def new_id(prefix: str, number: int) -> str:
    """The id of 18 characters of the record of that number."""
    digits = ""
    for _ in range(7):
        number, digit = divmod(number, 62)
        digits = _DIGITS[digit] + digits
    return long_id(f"{prefix}Fk{'000'}{digits}")


def long_id(short: str) -> str:
    """Of an id of 15 characters the one of 18."""
    suffix = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, character in enumerate(short[start : start + 5]) if character.isupper())
        suffix += _SUFFIX[bits]
    return short[:15] + suffix


def canonical_id(text: object) -> str | None:
    """The id of 18 characters that a text means; None when it is none."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        return None
    return long_id(text[:15]) if len(text) == 15 or long_id(text[:15]) == text else None
