"""Names of blobs without storing them, for comparing what is too large to be compared as a value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from crmbackup_gui.repository.blobs import OutsideValue, blob_name, cut


class BlobNamer:
    """Reads a value and says which blobs would hold it. `key` is the repository's sub-key for names."""

    def __init__(
        self, key: bytes, needed: Collection[bytes] = (), store: Callable[[bytes], object] | None = None
    ) -> None:
        """`store` is called with the content of each blob whose name is among those `needed`."""
        self._key, self._needed, self._store = key, needed, store

    def store_value(self, position: int, pieces: Iterator[bytes], *, is_text: bool) -> OutsideValue:
        """As `PointWriter.store_value`, storing only what is needed."""
        names, size = [], 0
        for content in cut(pieces):
            name = blob_name(self._key, content)
            if self._store is not None and name in self._needed:
                self._store(content)
            names.append(name)
            size += len(content)
        return OutsideValue(position, is_text, size, tuple(names))
