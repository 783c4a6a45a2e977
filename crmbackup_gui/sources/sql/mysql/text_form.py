"""Values in the server's own text."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

_DIGITS = re.compile(r"\((\d)\)")
_WHOLE_SECONDS = len("2000-01-01 00:00:00")


def server_text(native: str, values: pa.Array) -> pa.Array:
    """Numbers as everybody writes them; moments with as many digits of a second's fraction as the type declares."""
    text = values.cast(pa.string())
    if not pa.types.is_timestamp(values.type):
        return text
    digits = _DIGITS.search(native)
    shown = _WHOLE_SECONDS + (1 + int(digits[1]) if digits and int(digits[1]) else 0)
    return pc.utf8_slice_codeunits(text, 0, shown)
