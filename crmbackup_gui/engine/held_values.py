"""Large values of a target's own records, put aside before the records are deleted or replaced.

A record whose new form the target refuses stays as it was, and one without a key is found by all its values. Comparing
it only named the large ones, and the repository need not hold them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from crmbackup_gui.engine.outgoing import ReadValue
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.repository.blobs import BLOB_BYTES, OutsideValue, blob_name

_SCHEMA = pa.schema([("content", pa.binary())])


class HeldValues:
    """Contents of blobs by name, in a sealed temporary file. One thread at a time; `close` frees the space.

    What is not held is read with `read_value`; `blob_key` is the repository's sub-key for names.
    """

    def __init__(self, blob_key: bytes, read_value: ReadValue) -> None:
        self._blob_key, self._read_value = blob_key, read_value
        self._spill = Spill(_SCHEMA)
        self._places: dict[bytes, int] = {}

    def hold(self, content: bytes) -> None:
        """Put the content of a blob aside."""
        name = blob_name(self._blob_key, content)
        if name not in self._places:
            place = self._spill.append(pa.RecordBatch.from_pydict({"content": [content]}, schema=_SCHEMA))
            assert place is not None
            self._places[name] = place

    def read(self, value: OutsideValue) -> Iterator[bytes]:
        """The pieces of a value."""
        for position, name in enumerate(value.names):
            place = self._places.get(name)
            if place is not None:
                yield self._spill.read_one(place).column(0)[0].as_py()
            else:
                size = min(BLOB_BYTES, value.size - position * BLOB_BYTES)
                yield from self._read_value(OutsideValue(value.field, value.is_text, size, (name,)))

    def close(self) -> None:
        """Free the space."""
        self._spill.close()
