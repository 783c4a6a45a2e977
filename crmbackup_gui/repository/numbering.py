"""Which sequences the points of drafts had, for a draft does not say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.repository.manifest import Manifest


def number_drafts(
    drafts: Sequence[Manifest],
    runs: Sequence[Collection[str]],
    known: Mapping[int, Manifest],
    deleted: Collection[int],
) -> list[int | None]:
    """A sequence for each of the drafts of a CRM, which come in the order of their times.

    `runs` are, for each draft, the runs that stored its point, for it may have been stored anew. `known` are the
    manifests that can be read, `deleted` the sequences that the log says went. A run that another point names has the
    sequence that it is named with, and nothing else gets that. Where nobody names runs, a point whose next regular one
    was counted against it has the sequence which that one names. The others have, in the order of time, what is free
    between those around them. None where nothing is: the run was never finished, or its point was deleted.
    """
    return _Numbering(drafts, runs, known, deleted).run()


class _Numbering:
    def __init__(
        self,
        drafts: Sequence[Manifest],
        runs: Sequence[Collection[str]],
        known: Mapping[int, Manifest],
        deleted: Collection[int],
    ) -> None:
        self._points, self._runs = [draft.point for draft in drafts], runs
        self._taken = {sequence: manifest.point for sequence, manifest in known.items()}
        self._known = tuple(self._taken.values())
        self._deleted = set(deleted)
        everything = (*self._known, *self._points)
        self._needed = {needed for point in everything for needed in point.chain}
        manifests = (*known.values(), *drafts)
        self._says_parent = {_which(manifest.point) for manifest in manifests if manifest.parent_run is not None}
        self._named = {
            **{m.parent_run: m.point.parent for m in manifests if m.parent_run and m.point.parent},
            **{m.previous_run: m.point.sequence - 1 for m in known.values() if m.previous_run},
        }
        """Sequences by the runs that stored their points, as others name them."""

    def run(self) -> list[int | None]:
        found = [
            self._named_by(runs) or self._named_by_next(p) for p, runs in zip(self._points, self._runs, strict=True)
        ]
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

    def _named_by(self, runs: Collection[str]) -> int | None:
        """The sequence with which another point names one of the runs, unless the log says that it went."""
        return next((s for run in runs if (s := self._named.get(run)) is not None and s not in self._deleted), None)

    def _named_by_next(self, point: RecoveryPoint) -> int | None:
        """What the next regular point says that it was counted against."""
        if point.kind is not PointKind.REGULAR:
            return None
        regular = [p for p in (*self._known, *self._points) if p.kind is PointKind.REGULAR]
        after = min((p for p in regular if p.taken_at > point.taken_at), key=lambda p: p.taken_at, default=None)
        if after is None or after.strategy is Strategy.DIFFERENTIAL or after.parent is None:
            return None
        if _which(after) in self._says_parent:
            return None  # it would have named this one
        fits = after.parent > max((0, *point.chain, point.parent or 0)) and after.parent not in self._deleted
        return after.parent if fits else None

    def _free_for(self, point: RecoveryPoint) -> int | None:
        before = [s for s, p in self._taken.items() if p.taken_at <= point.taken_at]
        after = [s for s, p in self._taken.items() if p.taken_at > point.taken_at]
        floor = max([0, *before, *point.chain, point.parent or 0])
        ceiling = min(after, default=floor + len(self._deleted) + 2)
        others = {*self._taken, *self._deleted, *self._named.values()}
        free = [s for s in range(floor + 1, ceiling) if s not in others]
        # Only regular points are in chains.
        wanted = [s for s in free if (s in self._needed) is (point.kind is PointKind.REGULAR)]
        sequence = next(iter(wanted or free), None)
        if sequence is not None:
            self._taken[sequence] = point
        return sequence


def _which(point: RecoveryPoint) -> tuple[int, float]:
    """What tells the points of a CRM apart, of which drafts have no sequence."""
    return point.sequence, point.taken_at.timestamp()
