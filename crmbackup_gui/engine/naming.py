"""Names of blobs without storing them, for comparing what is too large to be compared as a value."""

from __future__ import annotations

from collections.abc import Iterator

from crmbackup_gui.repository.blobs import OutsideValue, blob_name, cut


class BlobNamer:
    """Reads a value and says which blobs would hold it. `key` is the repository's sub-key for names."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def store_value(self, position: int, pieces: Iterator[bytes], *, is_text: bool) -> OutsideValue:
        """As `PointWriter.store_value`, storing nothing."""
        names, size = [], 0
        for content in cut(pieces):
            names.append(blob_name(self._key, content))
            size += len(content)
        return OutsideValue(position, is_text, size, tuple(names))
