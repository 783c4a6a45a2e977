"""Values in the server's own text, as its output functions write them in our sessions (settings.py)."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc


def server_text(values: pa.Array) -> pa.Array:
    """Numbers as everybody writes them; of a second's fraction no zeros at the end, and UTC as an offset."""
    text = values.cast(pa.string())
    if not pa.types.is_temporal(values.type) or pa.types.is_date(values.type):
        return text
    zone = "+00" if pa.types.is_timestamp(values.type) and values.type.tz else ""
    return pc.replace_substring_regex(text, pattern=r"\.?0*Z?$", replacement=zone, max_replacements=1)
