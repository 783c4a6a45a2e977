"""Which sequences the points of drafts had, for a draft does not say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.repository.manifest import Manifest


def number_drafts(
    drafts: Sequence[Manifest], known: Mapping[int, Manifest], deleted: Collection[int]
) -> list[int | None]:
    """A sequence for each of the drafts of a CRM, which come in the order of their times.

    `known` are the manifests that can be read, `deleted` the sequences that the log says went. A point whose next
    regular one was counted against it has the sequence which that one names; the others have, in the order of time,
    what is free between those around them. None where nothing is: the run was never finished, or its point was deleted.
    """
    return _Numbering([draft.point for draft in drafts], known, deleted).run()


class _Numbering:
    def __init__(
        self, points: Sequence[RecoveryPoint], known: Mapping[int, Manifest], deleted: Collection[int]
    ) -> None:
        self._points = points
        self._taken = {sequence: manifest.point for sequence, manifest in known.items()}
        self._known = tuple(self._taken.values())
        self._deleted = set(deleted)
        everything = (*self._known, *points)
        self._needed = {needed for point in everything for needed in point.chain}

    def run(self) -> list[int | None]:
        found = [self._named_by_next(point) for point in self._points]
        for number, sequence in enumerate(found):
            if sequence is not None and sequence not in self._taken:
                self._taken[sequence] = self._points[number]
            else:
                found[number] = None
        anchored = [sequence is not None for sequence in found]
        for number, point in enumerate(self._points):
            if not anchored[number]:
                found[number] = self._free_for(point)
        return found

    def _named_by_next(self, point: RecoveryPoint) -> int | None:
        """What the next regular point says that it was counted against."""
        if point.kind is not PointKind.REGULAR:
            return None
        regular = [p for p in (*self._known, *self._points) if p.kind is PointKind.REGULAR]
        after = min((p for p in regular if p.taken_at > point.taken_at), key=lambda p: p.taken_at, default=None)
        if after is None or after.strategy is Strategy.DIFFERENTIAL or after.parent is None:
            return None
        fits = after.parent > max((0, *point.chain, point.parent or 0)) and after.parent not in self._deleted
        return after.parent if fits else None

    def _free_for(self, point: RecoveryPoint) -> int | None:
        before = [s for s, p in self._taken.items() if p.taken_at <= point.taken_at]
        after = [s for s, p in self._taken.items() if p.taken_at > point.taken_at]
        floor = max([0, *before, *point.chain, point.parent or 0])
        ceiling = min(after, default=floor + len(self._deleted) + 2)
        free = [s for s in range(floor + 1, ceiling) if s not in self._taken and s not in self._deleted]
        # Only regular points are in chains.
        wanted = [s for s in free if (s in self._needed) is (point.kind is PointKind.REGULAR)]
        sequence = next(iter(wanted or free), None)
        if sequence is not None:
            self._taken[sequence] = point
        return sequence
