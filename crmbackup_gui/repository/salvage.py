"""Salvage: what is left of a damaged repository becomes a repository again, in another place.

Packs go over byte for byte, the readable frames of damaged ones among them, and so do all manifests and notes that can
be read. Manifests that cannot be are made again: each backup run left a draft of its manifest in its last pack, and
every pack says which entries of which run it holds. Nothing is written where the damaged repository lies.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

import msgspec

from crmbackup_gui.errors import CrmBackupError, DamagedRepository, ObjectMissing, RepositoryExists, StoreFailed
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.check import CheckReport, check
from crmbackup_gui.repository.identity import CONFIG, write_config
from crmbackup_gui.repository.manifest import LogEntry, Manifest
from crmbackup_gui.repository.names import is_ours, ours, point_name, point_of
from crmbackup_gui.repository.note import NOTE, leave_note
from crmbackup_gui.repository.numbering import number_drafts
from crmbackup_gui.repository.objects import AlreadyThere, ObjectInfo, ObjectStore
from crmbackup_gui.repository.packs import EntryKind, Placed, pack_of, read_table
from crmbackup_gui.repository.pieces import RunPacks, manifest_of_pieces
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.sealing import seal, subkey

_LOG = logging.getLogger(__name__)

_COPIED = ("keys/", "erasures/", "exports/", "holds/", "ids/", "log/", "packs/", "points/", "checks/", "restores/")
_UNSEALED = ("keys/",)


class Origin(Enum):
    """Where a point of the salvaged repository comes from."""

    MANIFEST = "manifest"
    """Its manifest could be read; it is as it was."""
    DRAFT = "draft"
    """Its manifest was made again from the draft that the backup left; it holds the same."""
    PIECES = "pieces"
    """Neither was there. What the packs of a run say of themselves became a partial point, which may lack records."""


@dataclass(frozen=True)
class SalvagedPoint:
    """A point that the other place has now.

    `intact`: everything that it needs was read there, and is what it was. That cannot be told of a point which needs
    others that were made again while a pack cannot be read: the run that it belonged to may have been the right one.
    """

    point: RecoveryPoint
    origin: Origin
    intact: bool

    @property
    def made_again(self) -> bool:
        """Whether its description was lost."""
        return self.origin is not Origin.MANIFEST


@dataclass(frozen=True)
class Salvaged:
    """What a salvage brought over."""

    points: tuple[SalvagedPoint, ...]
    lost_objects: tuple[str, ...]
    """Objects that could not be read, not even in parts, and are not in the other place."""
    unexplained: int
    """Backup runs whose packs are there and that belong to no point: never finished, or pruned since."""
    report: CheckReport
    """A check of the other place."""


@dataclass
class _Run(RunPacks):
    """A backup run, and the draft that it left of its manifest."""

    draft: Manifest | None = None


def salvage(
    store: ObjectStore,
    repository_id: str,
    master: bytes,
    to: ObjectStore,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
    *,
    clearing: ObjectStore | None = None,
) -> Salvaged:
    """Make a repository of what is left in `store`, in a place that is empty. Ids, sequences and times stay.

    Raises RepositoryExists when anything is at the other place, StoreFailed, Cancelled. Then what was written there is
    taken away again, through `clearing` where a cancelled job can no longer use `to`; where it cannot be, it stays, and
    is no repository: `repository` is written last, and goes first.
    """
    if next(iter(to.list()), None) is not None:
        raise RepositoryExists(to.location)
    salvaging = _Salvage(store, repository_id, master, to, progress, cancel or CancelToken())
    try:
        return salvaging.run()
    except (CrmBackupError, KeyboardInterrupt):
        salvaging.clear(to if clearing is None else clearing)
        raise


class _Salvage:
    """One salvage. One thread."""

    def __init__(
        self,
        store: ObjectStore,
        repository_id: str,
        master: bytes,
        to: ObjectStore,
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> None:
        self._from, self._to, self._id, self._master = store, to, repository_id, master
        self._progress, self._cancel = progress, cancel
        self._key = subkey(master, "objects")
        self._here, self._there = (Repository(place, repository_id, master) for place in (store, to))
        self._lost: list[str] = []
        self._unread: set[bytes] = set()
        """Packs that do not say what they are."""
        self._runs: dict[str, _Run] = {}
        self._known: dict[str, dict[int, Manifest]] = {}
        self._origins: dict[tuple[str, int], Origin] = {}
        self._brought: set[str] = set()
        self._is_repository = False

    def run(self) -> Salvaged:
        self._copy()
        candidates = self._unknown_runs()
        unexplained = sum(self._rebuild(crm, runs) for crm, runs in candidates.items())
        self._explain()
        self._make_repository()
        leave_note(self._to)
        report = check(self._there, progress=self._progress, cancel=self._cancel)
        return Salvaged(tuple(self._points(report)), tuple(self._lost), unexplained, report)

    def clear(self, place: ObjectStore) -> None:
        """Take away what was written; that it cannot be is logged, for the error that ended the salvage tells more.

        Where another program made a repository meanwhile, everything stays: it may need any of it.
        """
        try:
            if self._is_repository:
                place.delete([CONFIG])
            elif any(info.name == CONFIG for info in place.list()):
                return
            place.delete([info.name for info in ours(place.list()) if self._wrote(info.name)])
        except StoreFailed as error:
            _LOG.warning("what a salvage has begun could not be taken away: %s", error.user_message)

    def _wrote(self, name: str) -> bool:
        return name == NOTE or name in self._brought or any(name.startswith(f"log/{crm}/") for crm in self._known)

    def _make_repository(self) -> None:
        self._is_repository = True  # also where it is written and nobody learns so
        try:
            write_config(self._to, self._id, self._master)
        except RepositoryExists:
            self._is_repository = False
            raise

    # What is there

    def _copy(self) -> None:
        """Everything that can be read at least in parts."""
        listed = [info for prefix in _COPIED for info in self._from.list(prefix.rstrip("/")) if is_ours(info.name)]
        for number, info in enumerate(listed):
            self._cancel.check()
            self._progress(Progress("copy", "", number, len(listed)))
            try:
                content = self._from.get(info.name)
            except ObjectMissing:
                self._lost.append(info.name)
                continue
            if self._is_worth_keeping(info, content):
                self._brought.add(info.name)
                try:
                    self._to.put(info.name, content, create=True)
                except AlreadyThere:
                    self._brought.discard(info.name)
            else:
                self._lost.append(info.name)

    def _is_worth_keeping(self, info: ObjectInfo, content: bytes) -> bool:
        """Damaged packs may hold sound entries; anything else that is damaged holds nothing."""
        if info.name.startswith(_UNSEALED):
            return True
        pack, which = pack_of(info.name), point_of(info.name)
        if pack is not None:
            self._look_into(pack, info, content)
            return bool(content)
        try:
            self._here.read_object(info.name)
            if which is not None:
                crm, sequence = which
                self._known.setdefault(crm, {})[sequence] = self._here.manifest(crm, sequence)
                self._origins[which] = Origin.MANIFEST
        except DamagedRepository:
            return False
        return True

    def _look_into(self, pack: bytes, info: ObjectInfo, content: bytes) -> None:
        """Note what a pack says of itself, if it still does."""
        try:
            table = read_table(info.name, self._here.read_object(info.name))
        except DamagedRepository:
            self._unread.add(pack)
            return
        run = self._runs.setdefault(table.run, _Run(table.crm, table.run))
        run.packs[pack] = table
        run.bytes_stored += len(content)
        run.written = max(run.written, info.modified)
        for entry in table.entries:
            if entry.kind == EntryKind.DRAFT:
                with suppress(DamagedRepository):
                    data = self._here.read_placed(Placed(pack, entry.offset, entry.length))
                    run.draft = stored.decode(info.name, data, Manifest)

    # What is made again

    def _unknown_runs(self) -> dict[str, list[_Run]]:
        """Runs that no readable manifest speaks of, by CRM, oldest first."""
        known = {
            run
            for manifests in self._known.values()
            for manifest in manifests.values()
            for run in (manifest.run, *manifest.earlier_runs)
        }
        found: dict[str, list[_Run]] = {}
        for run in sorted(self._runs.values(), key=_moment):
            if run.run not in known and not self._is_replaced(run):
                found.setdefault(run.crm, []).append(run)
        return found

    def _is_replaced(self, run: _Run) -> bool:
        """Whether it stored a point anew that can still be read, as it was or as it became."""
        if run.draft is None or run.draft.point.made_from is None:
            return False
        point = run.draft.point
        origin = self._known.get(run.crm, {}).get(point.made_from or 0)
        return origin is not None and origin.point.taken_at == point.taken_at

    def _rebuild(self, crm: str, runs: Sequence[_Run]) -> int:
        """Give the runs of a CRM their points; how many get none."""
        known = self._known.setdefault(crm, {})
        deleted = {entry.sequence for entry in self._here.log(crm) if entry.new is None}
        # One that was stored anew has two drafts of one moment, of which the later one has all that it needs.
        latest = {run.draft.point.taken_at: run for run in sorted(runs, key=lambda run: run.written) if run.draft}
        drafts = [run for run in runs if run.draft is not None and latest[run.draft.point.taken_at] is run]
        same: dict[datetime, set[str]] = {}
        for run in self._runs.values():
            if run.crm == crm and run.draft is not None:
                same.setdefault(run.draft.point.taken_at, set()).update((run.run, *run.draft.earlier_runs))
        found = [run.draft for run in drafts if run.draft is not None]
        numbers = number_drafts(found, [same[draft.point.taken_at] for draft in found], known, deleted)
        left = len(runs) - len(drafts) - sum(run.draft is None for run in runs)
        for run, sequence in zip(drafts, numbers, strict=True):
            assert run.draft is not None
            if sequence is None:
                left += 1
            else:
                self._commit(crm, sequence, run, run.draft, Origin.DRAFT)
        for run in runs:
            if run.draft is None and not self._commit_pieces(crm, run, deleted):
                left += 1
        return left

    def _commit_pieces(self, crm: str, run: _Run, deleted: set[int]) -> bool:
        known = self._known[crm]
        catalogs = [m.catalog for m in sorted(known.values(), key=lambda m: -m.point.sequence)]
        names = [m.point for m in known.values()]
        draft = manifest_of_pieces(self._here, run, catalogs, names)
        if draft is None:
            return False
        self._commit(crm, max([0, *known, *deleted]) + 1, run, draft, Origin.PIECES)
        return True

    def _commit(self, crm: str, sequence: int, run: _Run, draft: Manifest, origin: Origin) -> None:
        point = msgspec.structs.replace(
            draft.point,
            id=self._there.point_id(crm, sequence),
            sequence=sequence,
            bytes_stored=run.bytes_stored,
            warnings=(*draft.point.warnings, _SAID[origin]),
        )
        packs = tuple(sorted({*draft.packs, *run.packs}))
        before = self._known[crm].get(sequence - 1)
        manifest = msgspec.structs.replace(
            draft,
            point=point,
            previous=self._digest_before(crm, sequence),
            previous_run=None if before is None else before.run,
            packs=packs,
        )
        name = point_name(crm, sequence)
        self._brought.add(name)
        self._to.put(name, seal(self._key, name, stored.encode(manifest)), create=True)
        self._known[crm][sequence] = manifest
        self._origins[crm, sequence] = origin

    def _digest_before(self, crm: str, sequence: int) -> bytes | None:
        try:
            return self._there.manifest_digest(crm, sequence - 1)
        except ObjectMissing:
            return None

    def _explain(self) -> None:
        """What was made again is not what its successor says, to the byte: the log tells why."""
        for (crm, sequence), origin in self._origins.items():
            successor = self._known[crm].get(sequence + 1)
            if origin is Origin.MANIFEST or successor is None or successor.previous is None:
                continue
            new = self._there.manifest_digest(crm, sequence)
            if successor.previous != new:
                self._there.record_log(
                    crm, LogEntry(sequence=sequence, old=successor.previous, new=new, reason="salvaged")
                )

    def _points(self, report: CheckReport) -> Iterator[SalvagedPoint]:
        manifests = [manifest for of_crm in self._known.values() for manifest in of_crm.values()]
        nobodys = self._unread - {pack for manifest in manifests for pack in manifest.packs}
        for (crm, sequence), origin in sorted(self._origins.items()):
            point = self._known[crm][sequence].point
            intact = sequence in report.intact.get(crm, ())
            needed = (*point.chain, sequence)
            if intact and any(self._origins.get((crm, one)) is not Origin.MANIFEST for one in needed):
                intact = not nobodys and self._counts_fit(crm, sequence)
            yield SalvagedPoint(point, origin, intact)

    def _counts_fit(self, crm: str, sequence: int) -> bool:
        """Whether a point that rests on what was made again has as many records as it was said to have."""
        self._cancel.check()
        view = self._there.view(crm, sequence)
        if view.point.kind is PointKind.SAFETY:
            return True
        return all(sum(map(len, view.keys(state.name))) == state.records for state in view.manifest.entities)


_SAID = {
    Origin.DRAFT: "Its description was lost and made again in a salvage.",
    Origin.PIECES: "It was put together from what was left in a salvage, and may lack records.",
}


def _moment(run: _Run) -> tuple[float, str]:
    return (run.written if run.draft is None else run.draft.point.taken_at.timestamp()), run.run
