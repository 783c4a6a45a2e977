"""Deleting: points and packs are marked first, and swept when the mark is 72 hours old and nothing needs them.

Everything rests on the mark. A commit refuses what is marked, and a backup commits within 24 hours or not at all: so
what has been marked for 72 hours and is in no manifest will not be in one. Marks, points and packs are looked at
afresh each time, by any machine, and whatever one of them left half done the next one finishes. Ages are told by the
clock of the place where the repository lives, which is the same for all machines.

Every single deletion leaves all other points whole: a manifest goes when no other one has it in its chain, newest
first, and a pack when it is in no manifest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from crmbackup_gui.errors import CommitRefused, DamagedRepository, ObjectMissing, PointBusy, StoreFailed
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.repository.holds import holds
from crmbackup_gui.repository.manifest import Manifest
from crmbackup_gui.repository.marking import CLAIM_SECONDS
from crmbackup_gui.repository.names import claim_name, ours, point_name
from crmbackup_gui.repository.objects import ObjectInfo, Obstacle
from crmbackup_gui.repository.packs import pack_name
from crmbackup_gui.repository.repository import FRESH_SECONDS, Repository
from crmbackup_gui.repository.stopwatch import Stopwatch

SWEEP_AFTER = 72 * 3600.0
ORPHANED_AFTER = 24 * 3600.0
"""A pack in no manifest may belong to a backup that runs; one of that age does not."""

_Which = tuple[str, int]
"""CRM id and sequence."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did. `points` are ids of those deleted for good, `restored` of those whose mark was taken back."""

    points: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    packs: int = 0
    bytes_freed: int = 0
    packs_marked: int = 0
    """Packs that are marked now, those marked before included; `bytes_marked` is what they take."""
    bytes_marked: int = 0
    kept_by_place: int = 0
    """Objects that the place must not delete yet, by a lock or a rule; each later sweep tries again."""
    obstacles: tuple[Obstacle, ...] = ()
    """What the place does to the deletions that were due."""
    unreadable: int = 0
    """Manifests that cannot be read. While there is one, no pack is deleted, for it may be the one that needs it."""


def drop(repository: Repository, crm: str, sequences: Collection[int], reason: str) -> tuple[int, ...]:
    """Mark points of a CRM for deletion; they no longer count as points from now on. The sequences that were marked.

    Left alone are the point of the highest sequence, those that are held, and those that a point which stays needs.
    Raises leaves of DamagedRepository when a manifest or a hold of the CRM cannot be read.
    """
    listed = ((sequence, repository.manifest_if_there(crm, sequence)) for sequence in repository.sequences(crm))
    manifests = {sequence: manifest for sequence, manifest in listed if manifest is not None}
    held = holds(repository, crm)
    marked = repository.marks()
    going = {s for s in sequences if s in manifests and s != max(manifests) and not held.reasons(manifests[s])}
    there = {s for s in manifests if repository.point_id(crm, s) in marked}
    for sequence in sorted(manifests.keys() - there, reverse=True):
        if sequence not in going:
            going -= set(manifests[sequence].point.chain)
    for sequence in sorted(going - there, reverse=True):
        repository.mark(repository.point_id(crm, sequence), reason)
    held = holds(repository, crm)
    kept = {sequence for sequence in going if held.reasons(manifests[sequence])}
    kept |= {needed for sequence in kept for needed in manifests[sequence].point.chain}
    repository.unmark(repository.point_id(crm, sequence) for sequence in kept)  # it was held meanwhile
    return tuple(sorted(going - kept))


def bring_back(repository: Repository, crm: str, wanted: Iterable[Manifest]) -> None:
    """Take the marks of points back, and those of the points that they need.

    A program that deletes a point says so first and then looks at its mark: so when nobody has said so by now, nobody
    will. Raises PointBusy when a program is about to delete or replace one of them.
    """
    needed = {sequence for manifest in wanted for sequence in (*manifest.point.chain, manifest.point.sequence)}
    ids = {sequence: repository.point_id(crm, sequence) for sequence in sorted(needed)}
    marked = repository.marks().keys() & set(ids.values())
    repository.unmark(sorted(marked))
    for sequence, name in ids.items():
        if name in marked and repository.is_claimed(crm, sequence):
            raise PointBusy(name)


def sweep(
    repository: Repository, reason: str, progress: ProgressSink = no_progress, cancel: CancelToken | None = None
) -> Swept:
    """Delete what was marked long enough ago, mark packs that nothing needs, and take back marks of what is needed.

    Any number of programs may do it at the same time. Raises StoreFailed, Cancelled, and leaves of DamagedRepository
    when a hold cannot be read; what was done by then stays done, and the rest is done by the next sweep.
    """
    return _Sweep(repository, reason, progress, cancel or CancelToken()).run()


class _Sweep:
    """One sweep. One thread."""

    def __init__(self, repository: Repository, reason: str, progress: ProgressSink, cancel: CancelToken) -> None:
        self._repository, self._reason, self._progress, self._cancel = repository, reason, progress, cancel
        self._seen = Stopwatch()
        self._now = repository.place_time()
        self._marks = repository.marks()
        self._packs = {pack.hex(): info for pack, info in repository.packs().items()}
        self._manifests: dict[_Which, Manifest] = {}
        self._unreadable: set[_Which] = set()
        self._kept = 0
        self._obstacles: tuple[Obstacle, ...] = ()
        for which in _points(repository):
            self._read(which)

    def run(self) -> Swept:
        restored = tuple(self._take_back())
        self._ask_place()
        points = tuple(self._delete_points())
        packs, freed = (0, 0) if self._unreadable else self._delete_packs()
        if not self._unreadable:
            self._mark_packs()
        self._forget_claims()
        waiting = [self._packs[name] for name in self._marks if name in self._packs]
        return Swept(
            points=points,
            restored=restored,
            packs=packs,
            bytes_freed=freed,
            packs_marked=len(waiting),
            bytes_marked=sum(info.size for info in waiting),
            kept_by_place=self._kept,
            obstacles=self._obstacles,
            unreadable=len(self._unreadable),
        )

    def _read(self, which: _Which) -> None:
        try:
            manifest = self._repository.manifest_if_there(*which)
            if manifest is not None:
                self._manifests[which] = manifest
        except DamagedRepository:
            self._unreadable.add(which)

    def _take_back(self) -> Iterator[str]:
        """Points that are held or needed by a point that stays, or the last of their CRM, lose their mark."""
        for crm in sorted({crm for crm, _ in self._manifests}):
            of_crm = {sequence: manifest for (which, sequence), manifest in self._manifests.items() if which == crm}
            marked = {sequence for sequence in of_crm if self._repository.point_id(crm, sequence) in self._marks}
            if not marked:
                continue
            held = holds(self._repository, crm)
            staying = {s for s in of_crm if s not in marked or held.reasons(of_crm[s])} | {max(of_crm)}
            for sequence in sorted(staying, reverse=True):
                staying |= set(of_crm[sequence].point.chain) & of_crm.keys()
            for sequence in sorted(staying & marked):
                name = self._repository.point_id(crm, sequence)
                self._repository.unmark([name])
                del self._marks[name]
                yield name

    def _ask_place(self) -> None:
        """Before anything goes: of what is gone a place says nothing any more."""
        points = (point_name(*which) for which in self._manifests if self._due(self._repository.point_id(*which)))
        packs = (pack_name(bytes.fromhex(name)) for name in self._due_packs() if name in self._packs)
        self._obstacles = self._repository.store.obstacles([*points, *packs])

    def _delete_points(self) -> Iterator[str]:
        """Newest first, so that no moment leaves a point without what it needs."""
        torn = {crm for crm, _ in self._unreadable}
        for which in sorted(self._manifests, key=lambda which: which[1], reverse=True):
            name = self._repository.point_id(*which)
            if which[0] in torn or not self._due(name) or self._needed(which):
                continue
            if not self._fresh():
                return
            if not self._deleted(partial(self._delete_point, *which)):
                continue
            self._forget(name)
            del self._manifests[which]
            yield name
        there = {self._repository.point_id(*which) for which in (*self._manifests, *self._unreadable)}
        for name in [name for name in self._marks if _is_point(name) and name not in there and self._due(name)]:
            self._forget(name)

    def _delete_point(self, crm: str, sequence: int) -> bool:
        """Whether it went: not when somebody took its mark back, nor while somebody replaces it."""
        name = self._repository.point_id(crm, sequence)

        def may_go() -> bool:
            mark = self._repository.marks().get(name)
            return mark is not None and self._now - mark.modified >= SWEEP_AFTER and self._fresh()

        try:
            return self._repository.delete_point(crm, sequence, self._reason, may_go)
        except CommitRefused:
            return False

    def _needed(self, which: _Which) -> bool:
        crm, sequence = which
        return any(sequence in m.point.chain for (other, _), m in self._manifests.items() if other == crm)

    def _delete_packs(self) -> tuple[int, int]:
        """Those that are in no manifest at all, also in none of a point that is only marked."""
        due = self._due_packs()
        count = freed = 0
        for number, name in enumerate(due):
            if not self._fresh():
                break
            self._progress(Progress("delete", "", number, len(due)))
            info = self._packs.pop(name, None)
            if info is not None:
                pack = pack_name(bytes.fromhex(name))
                if not self._deleted(partial(self._repository.store.delete, [pack])):
                    continue
                count, freed = count + 1, freed + info.size
            self._forget(name)
        return count, freed

    def _due_packs(self) -> list[str]:
        needed = {pack for m in self._manifests.values() for pack in _packs_of(m)}
        return [name for name in self._marks if not _is_point(name) and name not in needed and self._due(name)]

    def _deleted(self, delete: Callable[[], bool | None]) -> bool:
        """Whether it is gone; not where the place must keep it for now, or `delete` says no."""
        try:
            with suppress(ObjectMissing):  # another program may be faster
                return delete() is not False
        except StoreFailed as error:
            if not error.kept:
                raise
            self._kept += 1
            return False
        return True

    def _mark_packs(self) -> None:
        """Mark what only marked points need, or nobody for a day; take back what a point needs that stays."""
        kept: set[str] = set()
        dropped: set[str] = set()
        for which, manifest in self._manifests.items():
            going = self._repository.point_id(*which) in self._marks
            (dropped if going else kept).update(_packs_of(manifest))
        back = [name for name in self._marks if name in kept]
        self._repository.unmark(back)
        for name in back:
            del self._marks[name]
        for name, info in self._packs.items():
            unused = name in dropped or self._now - info.modified > ORPHANED_AFTER
            if name not in kept and unused and name not in self._marks:
                self._cancel.check()
                self._repository.mark(name, self._reason)
                self._marks[name] = ObjectInfo(f"marks/{name}", 0, self._now)

    def _forget_claims(self) -> None:
        """Claims on manifests that are no longer there have done their work."""
        store = self._repository.store
        old = [info for info in ours(store.list("claims/")) if self._now - info.modified >= CLAIM_SECONDS]
        if not old or self._unreadable or not self._fresh():
            return
        there = {claim_name(crm, digest)[:-3] for crm, digest in self._digests()}
        store.delete([info.name for info in old if info.name[:-3] not in there])

    def _digests(self) -> Iterator[tuple[str, bytes]]:
        """CRM and digest of each manifest that is still there."""
        for crm, sequence in self._manifests:
            with suppress(ObjectMissing):
                yield crm, self._repository.manifest_digest(crm, sequence)

    def _due(self, name: str) -> bool:
        return name in self._marks and self._now - self._marks[name].modified >= SWEEP_AFTER

    def _forget(self, name: str) -> None:
        """Take away the mark of what is gone. One that must stay for now does no harm."""
        if self._deleted(partial(self._repository.unmark, [name])):
            self._marks.pop(name, None)

    def _fresh(self) -> bool:
        """Whether what was seen is young enough to delete something for. The next sweep does what is left."""
        self._cancel.check()
        return self._seen.seconds() < FRESH_SECONDS


def _points(repository: Repository) -> Iterable[_Which]:
    return [(crm, sequence) for crm in repository.crm_ids() for sequence in repository.sequences(crm)]


def _packs_of(manifest: Manifest) -> set[str]:
    return {pack.hex() for pack in (*manifest.packs, *manifest.reused)}


def _is_point(name: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", name) is not None
