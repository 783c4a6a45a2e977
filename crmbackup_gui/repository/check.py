"""Checking what a repository holds: every object that its points need is read and authenticated, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crmbackup_gui.errors import DamagedRepository, ObjectDamaged, ObjectMissing
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.blobs import INDEX_ENTITY, decode_blob, decode_outside
from crmbackup_gui.repository.manifest import Manifest
from crmbackup_gui.repository.packs import EntryKind, PackTable, pack_name, read_table
from crmbackup_gui.repository.repository import Repository, point_name
from crmbackup_gui.repository.segments import decode_segment, stored_schema


@dataclass(frozen=True)
class DamagedObject:
    """An object that is not what was written, and what that harms: ids of points, names of entities."""

    name: str
    problem: str
    points: tuple[str, ...]
    entities: tuple[str, ...]


@dataclass(frozen=True)
class CheckReport:
    """What a check found. `history` has a sentence for each point that vanished or was exchanged."""

    points_checked: int
    objects_checked: int
    damaged: tuple[DamagedObject, ...]
    history: tuple[str, ...] = ()
    intact: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """By CRM id: sequences of the points that were checked and can be read whole."""
    harmed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """By CRM id: sequences of the points that cannot."""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong at all."""
        return not self.damaged and not self.history


_GONE = b""
"""Stands for the digest of a manifest that is not there."""


@dataclass
class _Needs:
    """Who needs an object."""

    points: set[tuple[str, int]] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)


def check(
    repository: Repository,
    points: Sequence[RecoveryPoint] | None = None,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> CheckReport:
    """Read everything that the points need (all points of the repository without any given).

    Nothing is changed and nothing raised for damage; the caller keeps the verdicts.
    """
    return _Check(repository, progress, cancel or CancelToken()).run(points)


class _Check:
    """One check. One thread."""

    def __init__(self, repository: Repository, progress: ProgressSink, cancel: CancelToken) -> None:
        self._repository, self._progress, self._cancel = repository, progress, cancel
        self._manifests: dict[tuple[str, int], Manifest] = {}
        self._bad: dict[str, str] = {}
        self._needs: dict[str, _Needs] = {}
        self._blob_packs: dict[bytes, str] = {}

    def run(self, points: Sequence[RecoveryPoint] | None) -> CheckReport:
        wanted = self._wanted(points)
        for point in wanted:
            self._collect(point)
        self._index_blobs()
        packs = sorted(name for name in self._needs if name.startswith("packs/"))
        for number, name in enumerate(packs):
            self._cancel.check()
            self._progress(Progress("verify", "", number, len(packs)))
            self._check_pack(name)
        for point in wanted:
            self._check_segments(point)
        harmed = self._harmed()
        return CheckReport(
            points_checked=len(wanted),
            objects_checked=len(self._needs),
            damaged=tuple(self._damaged(name) for name in sorted(self._bad)),
            history=tuple(self._history({crm for crm, _ in wanted})) if points is None else (),
            intact=_by_crm(point for point in wanted if point not in harmed),
            harmed=_by_crm(point for point in wanted if point in harmed),
        )

    def _wanted(self, points: Sequence[RecoveryPoint] | None) -> list[tuple[str, int]]:
        if points is not None:
            return [(point.crm, point.sequence) for point in points]
        return [(crm, sequence) for crm in self._repository.crm_ids() for sequence in self._repository.sequences(crm)]

    def _collect(self, point: tuple[str, int]) -> None:
        """Note every object that a point needs: its manifest, its chain's, their packs."""
        own = self._manifest(point, point)
        if own is None:
            return
        for sequence in own.point.chain:
            self._manifest((point[0], sequence), point)
        for manifest in self._chain(point):
            self._need(pack_name(manifest.catalog.pack), point)
            for state in manifest.entities:
                for segment in (*state.upserts, *state.tombstones):
                    self._need(pack_name(segment.place.pack), point, state.name)
            for segment in manifest.blobs:
                self._need(pack_name(segment.place.pack), point)

    def _chain(self, point: tuple[str, int]) -> Iterator[Manifest]:
        own = self._manifests.get(point)
        if own is not None:
            for sequence in (*own.point.chain, point[1]):
                manifest = self._manifests.get((point[0], sequence))
                if manifest is not None:
                    yield manifest

    def _manifest(self, which: tuple[str, int], needed_by: tuple[str, int]) -> Manifest | None:
        name = point_name(*which)
        self._need(name, needed_by)
        if which not in self._manifests and name not in self._bad:
            try:
                self._manifests[which] = self._repository.manifest(*which)
            except DamagedRepository as error:
                self._bad[name] = _problem(error)
        return self._manifests.get(which)

    def _need(self, name: str, point: tuple[str, int], entity: str | None = None) -> None:
        needs = self._needs.setdefault(name, _Needs())
        needs.points.add(point)
        if entity is not None:
            needs.entities.add(entity)

    def _index_blobs(self) -> None:
        """Which pack holds which blob, from every index that can be read."""
        for name, place in self._repository.blob_places():
            self._blob_packs[name] = pack_name(place.pack)

    def _check_pack(self, name: str) -> None:
        """Authenticate a whole pack, and look at each entry by itself."""
        try:
            content = self._repository.read_object(name)
            table = read_table(name, content)
            for problem in self._entries(name, content, table):
                self._bad.setdefault(name, problem)
        except DamagedRepository as error:
            self._bad[name] = _problem(error)

    def _entries(self, name: str, content: bytes, table: PackTable) -> Iterator[str]:
        for entry in table.entries:
            data = content[entry.offset : entry.offset + entry.length]
            try:
                if entry.kind == EntryKind.BLOB:
                    decode_blob(self._repository.blob_key, entry.subject, data, name)
                elif entry.kind == EntryKind.BLOB_INDEX:
                    list(decode_segment(name, data, stored_schema(INDEX_ENTITY)))
            except ObjectDamaged as error:
                yield error.problem

    def _check_segments(self, point: tuple[str, int]) -> None:
        """Decode every segment that the point itself wrote, and see that the blobs it names are there."""
        manifest = self._manifests.get(point)
        if manifest is None or pack_name(manifest.catalog.pack) in self._bad:
            return
        try:
            view = self._repository.view(*point)
        except DamagedRepository as error:
            self._bad.setdefault(point_name(*point), _problem(error))
            return
        for state in manifest.entities:
            self._cancel.check()
            if any(pack_name(s.place.pack) in self._bad for s in (*state.upserts, *state.tombstones)):
                continue
            try:
                for run in view.changes(state.name):
                    self._check_blobs(point, state.name, run.batch.column(-1).drop_null().to_pylist())
            except DamagedRepository as error:
                for segment in (*state.upserts, *state.tombstones):
                    self._bad.setdefault(pack_name(segment.place.pack), _problem(error))

    def _check_blobs(self, point: tuple[str, int], entity: str, cells: Iterable[bytes]) -> None:
        for cell in cells:
            for value in decode_outside(cell, point_name(*point)):
                for name in value.names:
                    pack = self._blob_packs.get(name)
                    if pack is None:
                        self._bad.setdefault(point_name(*point), "a blob that it names is in no index")
                        self._need(point_name(*point), point, entity)
                        continue
                    known = pack in self._needs
                    for user in self._users(point):
                        self._need(pack, user, entity)
                    if not known:
                        self._check_pack(pack)

    def _users(self, point: tuple[str, int]) -> Iterator[tuple[str, int]]:
        """The points whose reading goes through this one."""
        crm, sequence = point
        yield point
        for (other_crm, other), manifest in self._manifests.items():
            if other_crm == crm and sequence in manifest.point.chain:
                yield other_crm, other

    def _harmed(self) -> set[tuple[str, int]]:
        return {point for name in self._bad for point in self._needs[name].points}

    def _damaged(self, name: str) -> DamagedObject:
        needs = self._needs[name]
        ids = sorted(self._repository.point_id(*point) for point in needs.points)
        return DamagedObject(name, self._bad[name], tuple(ids), tuple(sorted(needs.entities)))

    def _history(self, crms: set[str]) -> Iterator[str]:
        """Each manifest names the one before it; what does not fit must be explained by the log."""
        for crm in sorted(crms | set(self._repository.crm_ids())):
            explained = {(entry.sequence, entry.old): entry.new or _GONE for entry in self._repository.log(crm)}
            timeline = self._repository.timeline(crm)
            label = next((p.crm_name for p in reversed(timeline.points)), crm)
            digests = {s: self._repository.manifest_digest(crm, s) for s in self._repository.sequences(crm)}
            for (which, sequence), manifest in sorted(self._manifests.items()):
                before = sequence - 1
                if which != crm or manifest.previous is None or digests.get(before) == manifest.previous:
                    continue
                if _now(before, manifest.previous, explained) != digests.get(before, _GONE):
                    yield f"'{label}': the recovery point before number {sequence} is gone or was exchanged."
            if timeline.lost_after is not None:
                yield (
                    f"'{label}': this machine has seen recovery point number {timeline.lost_after.sequence}, "
                    f"but the newest one here is number {max(digests, default=0)}."
                )


def _now(sequence: int, digest: bytes, explained: dict[tuple[int, bytes], bytes]) -> bytes:
    """What the log says has become of a manifest, which may have been rewritten several times."""
    for _ in explained:
        digest = explained.get((sequence, digest), digest)
    return digest


def _problem(error: DamagedRepository) -> str:
    if isinstance(error, ObjectDamaged):
        return error.problem
    return "it is gone" if isinstance(error, ObjectMissing) else error.user_message


def _by_crm(points: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    result: dict[str, list[int]] = {}
    for crm, sequence in points:
        result.setdefault(crm, []).append(sequence)
    return {crm: tuple(sorted(sequences)) for crm, sequences in result.items()}
