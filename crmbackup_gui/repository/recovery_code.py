"""The recovery code: a secret of 160 random bits on paper, `CRMB-` and seven groups of five characters.

The characters are Crockford's base 32 (crockford.com/base32.html), most significant first: 32 of them the secret as a
number, then three of a check, which is that number modulo 32,749. The modulus is a prime just below 32^3 that divides
neither 32^n * d for a digit's difference d, nor 31 * 32^n * d, nor 1,025 * d: so a single wrong character and two
neighbours in the wrong order never pass, and of other errors one in 32,749 does.

Small letters, spaces and dashes do not matter; O is read as 0, I and L as 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crmbackup_gui.errors import InvalidRequest

SECRET_BYTES = 20

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX = "CRMB"
_GROUP = 5
_CHECK = 3
_LENGTH = SECRET_BYTES * 8 // 5 + _CHECK
_MODULUS = 32_749


def format_code(secret: bytes) -> str:
    """The code of a secret of 20 bytes, as it is printed."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"the secret of a recovery code has {SECRET_BYTES} bytes, not {len(secret)}")
    number = int.from_bytes(secret, "big")
    whole = number * 32**_CHECK + number % _MODULUS
    text = "".join(_ALPHABET[whole >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return "-".join([_PREFIX, *(text[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))])


def parse_code(text: str) -> bytes:
    """The secret of a code as somebody typed it. Raises InvalidRequest, which names the wrong group where it can."""
    typed = _typed(text)
    if typed is None:
        raise InvalidRequest(f"A recovery code begins with {_PREFIX}-.")
    strange = [at for at, character in enumerate(typed) if character not in _ALPHABET]
    if strange:
        raise InvalidRequest(f"Group {_group(strange[0])} of the recovery code has a character that no code has.")
    if len(typed) != _LENGTH:
        raise InvalidRequest(
            f"A recovery code has {_LENGTH} characters after {_PREFIX}-, but this one has {len(typed)}."
        )
    secret = _secret(typed)
    if secret is None:
        groups = {_group(at) for at, corrected in _one_error_away(typed) if _secret(corrected) is not None}
        where = f", most likely in group {groups.pop()}" if len(groups) == 1 else ""
        raise InvalidRequest(f"The recovery code has a typing error{where}.")
    return secret


def is_code_shaped(text: str) -> bool:
    """Whether a text has the beginning, the length and the characters of a code, be its check right or wrong."""
    typed = _typed(text)
    return typed is not None and len(typed) == _LENGTH and set(typed) <= set(_ALPHABET)


def _typed(text: str) -> str | None:
    """The characters behind the prefix, as the alphabet has them; None without the prefix."""
    bare = re.sub(r"[\s\-_\u2010-\u2015\u2212]", "", text).upper()
    if not bare.startswith(_PREFIX):
        return None
    return bare.removeprefix(_PREFIX).translate(str.maketrans("OIL", "011"))


def _secret(typed: str) -> bytes | None:
    whole = 0
    for character in typed:
        whole = whole * 32 + _ALPHABET.index(character)
    number, check = divmod(whole, 32**_CHECK)
    return number.to_bytes(SECRET_BYTES, "big") if number % _MODULUS == check else None


def _one_error_away(typed: str) -> Iterator[tuple[int, str]]:
    """Every code that one wrong character or one exchange of neighbours would explain, and where that would be."""
    for at, character in enumerate(typed):
        for other in _ALPHABET:
            if other != character:
                yield at, typed[:at] + other + typed[at + 1 :]
        if typed[at + 1 : at + 2] not in ("", character):
            yield at, typed[:at] + typed[at + 1] + character + typed[at + 2 :]


def _group(place: int) -> int:
    return place // _GROUP + 1
