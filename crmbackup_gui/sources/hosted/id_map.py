"""Under which ids the restored records of one entity stand in the target."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc


class IdMap:
    """Under which ids the restored records of one entity stand in the target."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}
        self._arrays: tuple[pa.Array, pa.Array] | None = None

    def __len__(self) -> int:
        return len(self._new)

    def put(self, old: str, new: str) -> None:
        """A record stands under another id than before; under its own one it needs no entry."""
        if old == new:
            self._new.pop(old, None)
        else:
            self._new[old] = new
        self._arrays = None

    def new(self, old: str) -> str:
        """The id in the target; the same where it has none of its own."""
        return self._new.get(old, old)

    def knows(self, old: str) -> bool:
        """Whether the record was restored under another id."""
        return old in self._new

    def to_old(self, ids: pa.Array) -> pa.Array:
        """Ids of the target as the ids that the point has; those that were not restored as they are."""
        old, new = self._both()
        return _translated(ids, new, old)

    def among_new(self, ids: pa.Array) -> pa.BooleanArray:
        """Which ids of the target belong to restored records."""
        return pc.is_in(ids, value_set=self._both()[1])

    def items(self) -> Iterator[tuple[str, str]]:
        """Old and new ids."""
        return iter(self._new.items())

    def _both(self) -> tuple[pa.Array, pa.Array]:
        if self._arrays is None:
            old, new = pa.array(self._new, pa.string()), pa.array(self._new.values(), pa.string())
            self._arrays = old, new
        return self._arrays


def _translated(ids: pa.Array, known: pa.Array, meant: pa.Array) -> pa.Array:
    if not len(known) or not len(ids):
        return ids
    places = pc.index_in(ids, value_set=known)
    return pc.coalesce(meant.take(places), ids)
