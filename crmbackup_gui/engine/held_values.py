"""Large values of a target's own records, put aside before the records are replaced.

A record whose new form the target refuses stays as it was. Comparing it only named its large values, and the
repository need not hold them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.engine.outgoing import ReadValue
from crmbackup_gui.engine.spill import Spill
from crmbackup_gui.repository.blobs import BLOB_BYTES, OutsideValue, blob_name

_SCHEMA = pa.schema([("name", pa.binary()), ("content", pa.binary())])


class HeldValues:
    """Contents of blobs by name, in a sealed temporary file. One thread at a time; `close` frees the space.

    What is not held is read with `read_value`; `blob_key` is the repository's sub-key for names.
    """

    def __init__(self, blob_key: bytes, read_value: ReadValue) -> None:
        self._blob_key, self._read_value = blob_key, read_value
        self._spill = Spill(_SCHEMA)
        self._names: set[bytes] = set()

    def hold(self, content: bytes) -> None:
        """Put the content of a blob aside."""
        name = blob_name(self._blob_key, content)
        if name not in self._names:
            self._names.add(name)
            self._spill.append(pa.RecordBatch.from_pydict({"name": [name], "content": [content]}, schema=_SCHEMA))

    def read(self, value: OutsideValue) -> Iterator[bytes]:
        """The pieces of a value. Reads all that is held for each, which refused records are rare enough for."""
        for position, name in enumerate(value.names):
            if name in self._names:
                yield from self._held(name)
            else:
                size = min(BLOB_BYTES, value.size - position * BLOB_BYTES)
                yield from self._read_value(OutsideValue(value.field, value.is_text, size, (name,)))

    def close(self) -> None:
        """Free the space."""
        self._spill.close()

    def _held(self, name: bytes) -> Iterator[bytes]:
        for batch in self._spill.read():
            for row in pc.indices_nonzero(pc.equal(batch.column(0), name)).to_pylist():
                yield batch.column(1)[row].as_py()
