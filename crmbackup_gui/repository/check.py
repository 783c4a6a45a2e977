"""Checking what a repository holds: every object that its points need is read and authenticated, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crmbackup_gui.errors import DamagedRepository, ObjectDamaged, ObjectMissing
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import INDEX_ENTITY, decode_blob, names_in
from crmbackup_gui.repository.manifest import Manifest, SegmentPlace
from crmbackup_gui.repository.packs import EntryKind, PackTable, Placed, pack_name, read_table
from crmbackup_gui.repository.repository import Repository, point_name
from crmbackup_gui.repository.segments import decode_segment, stored_schema, tombstone_schema


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


_Point = tuple[str, int]
"""CRM id and sequence."""


@dataclass
class _Needs:
    """Who needs an object."""

    points: set[_Point] = field(default_factory=set)
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
        self._manifests: dict[_Point, Manifest] = {}
        self._bad: dict[str, str] = {}
        self._needs: dict[str, _Needs] = {}
        self._readers: dict[tuple[_Point, str], set[_Point]] = {}
        """What a point stores of an entity, and the points whose reading goes through it."""
        self._living: dict[tuple[_Point, str], dict[bytes, str | None]] = {}
        """The blobs of an entity as of a point, and the packs where it finds them."""
        self._catalog: tuple[Placed, Catalog] | None = None
        """The catalog that was used last."""

    def run(self, points: Sequence[RecoveryPoint] | None) -> CheckReport:
        wanted = self._wanted(points)
        for point in wanted:
            self._collect(point)
        if points is None:
            # What no reading needs serves the next backup or a salvage.
            for written in (pack for manifest in self._manifests.values() for pack in manifest.packs):
                self._need(pack_name(written), ())
        packs = sorted(name for name in self._needs if name.startswith("packs/"))
        for number, name in enumerate(packs):
            self._cancel.check()
            self._progress(Progress("verify", "", number, len(packs)))
            self._check_pack(name)
        for which, manifest in sorted(self._manifests.items()):
            self._check_segments(which, manifest)
        if points is None:
            self._check_notes()
        harmed = self._harmed()
        return CheckReport(
            points_checked=len(wanted),
            objects_checked=len(self._needs),
            damaged=tuple(self._damaged(name) for name in sorted(self._bad)),
            history=tuple(self._history({crm for crm, _ in wanted})) if points is None else (),
            intact=_by_crm(point for point in wanted if point not in harmed),
            harmed=_by_crm(point for point in wanted if point in harmed),
        )

    def _wanted(self, points: Sequence[RecoveryPoint] | None) -> list[_Point]:
        if points is not None:
            return [(point.crm, point.sequence) for point in points]
        return [(crm, sequence) for crm in self._repository.crm_ids() for sequence in self._repository.sequences(crm)]

    def _collect(self, point: _Point) -> None:
        """Note every object that reading a point goes through, but for its blobs."""
        own = self._manifest(point, point)
        if own is None:
            return
        self._need(pack_name(own.catalog.pack), {point}, *(state.name for state in own.entities))
        safety = own.point.kind is PointKind.SAFETY
        unfinished = {state.name for state in own.entities}
        lost: set[str] = set()
        for sequence in (own.point.sequence, *reversed(own.point.chain)):
            which = (point[0], sequence)
            manifest = self._manifest(which, point)
            if manifest is None:
                return
            states = [state for state in manifest.entities if state.name in unfinished]
            for state in states:
                self._readers.setdefault((which, state.name), set()).add(point)
                for segment in (*state.upserts, *state.tombstones):
                    self._need(pack_name(segment.place.pack), {point}, state.name)
            lost |= unfinished - {state.name for state in states}
            unfinished = {state.name for state in states if not (state.anew or safety)}
        lost |= unfinished
        if lost:
            self._bad.setdefault(point_name(*point), "its chain does not hold the whole of its entities")
            self._need(point_name(*point), {point}, *lost)

    def _manifest(self, which: _Point, needed_by: _Point) -> Manifest | None:
        name = point_name(*which)
        self._need(name, {needed_by})
        if which not in self._manifests and name not in self._bad:
            try:
                self._manifests[which] = self._repository.manifest(*which)
            except DamagedRepository as error:
                self._bad[name] = _problem(error)
        return self._manifests.get(which)

    def _need(self, name: str, points: Iterable[_Point], *entities: str) -> None:
        needs = self._needs.setdefault(name, _Needs())
        needs.points.update(points)
        needs.entities.update(entities)

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

    def _check_segments(self, which: _Point, manifest: Manifest) -> None:
        """Decode every segment that a point wrote and that is read, and see that the blobs it names are there."""
        places: dict[bytes, str] | None = None
        for state in manifest.entities:
            readers = self._readers.get((which, state.name))
            if not readers:
                continue
            self._cancel.check()
            entity = self._entity(which if which in readers else min(readers), state.name)
            if entity is None:
                continue
            names = {name for segment in state.upserts for name in self._decoded(segment, entity, deleted=False)}
            for segment in state.tombstones:
                self._decoded(segment, entity, deleted=True)
            if names:
                places = self._places(manifest) if places is None else places
                self._check_blobs(which, state.name, names, places)

    def _places(self, manifest: Manifest) -> dict[bytes, str]:
        """The packs of the blobs that a point's records name, as far as its indexes are sound."""
        for segment in manifest.blobs:
            self._check_also(pack_name(segment.place.pack))
        return {name: pack_name(place.pack) for name, place in self._repository.blob_places(manifest)}

    def _check_blobs(self, which: _Point, entity: str, names: set[bytes], places: dict[bytes, str]) -> None:
        """See that the blobs are there which the records name that a point stores of an entity."""
        held: dict[str, set[bytes]] = {}
        for blob in names & places.keys():
            held.setdefault(places[blob], set()).add(blob)
        for pack in held:
            self._check_also(pack)
        unknown = names - places.keys()
        if unknown:
            indexes = {pack_name(segment.place.pack) for segment in self._manifests[which].blobs} & self._bad.keys()
            if not indexes:
                self._bad.setdefault(point_name(*which), "a blob that its records name is in no index")
            held |= dict.fromkeys(indexes or {point_name(*which)}, unknown)
        for name in held.keys() & self._bad.keys():
            harmed = {r for r in self._readers[which, entity] if self._blobs(r, entity, held[name]) & {name, None}}
            if harmed:
                self._need(name, harmed, entity)

    def _blobs(self, point: _Point, entity: str, among: set[bytes]) -> set[str | None]:
        """The packs where a point finds those of the blobs that its own records still name; None for nowhere.

        Only asked where there is damage. A point that cannot be read finds nothing; why it cannot is noted elsewhere.
        """
        if (point, entity) not in self._living:
            found: dict[bytes, str | None] = {}
            try:
                for run in self._repository.view(*point).read(entity):
                    found.update(dict.fromkeys(names_in(run.batch.column(-1), point_name(*point))))
                for sequence in (*self._manifests[point].point.chain, point[1]):
                    places = self._places(self._manifests[point[0], sequence])
                    found |= {blob: places[blob] for blob in found.keys() & places.keys()}
            except DamagedRepository:
                found = {}
            self._living[point, entity] = found
        living = self._living[point, entity]
        return {living[blob] for blob in among & living.keys()}

    def _entity(self, point: _Point, name: str) -> Entity | None:
        """The entity in the catalog of a point that reads it; None when the catalog is damaged, which is noted."""
        manifest = self._manifests[point]
        if self._catalog is None or self._catalog[0] != manifest.catalog:
            pack = pack_name(manifest.catalog.pack)
            if pack in self._bad:
                return None
            try:
                self._catalog = manifest.catalog, self._repository.catalog(manifest)
            except DamagedRepository as error:
                self._bad[pack] = _problem(error)
                return None
        entity = self._catalog[1].entity(name)
        if entity is None:
            self._bad.setdefault(point_name(*point), "its catalog does not have all of its entities")
            self._need(point_name(*point), {point}, name)
        return entity

    def _decoded(self, segment: SegmentPlace, entity: Entity, *, deleted: bool) -> set[bytes]:
        """Decode a segment; the names of all blobs that its records list."""
        pack = pack_name(segment.place.pack)
        names: set[bytes] = set()
        if pack in self._bad:
            return names
        rows = 0
        try:
            data = self._repository.read_placed(segment.place)
            for batch in decode_segment(pack, data, tombstone_schema(entity) if deleted else stored_schema(entity)):
                rows += batch.num_rows
                if not deleted:
                    names.update(names_in(batch.column(-1), pack))
            if rows != segment.rows:
                self._bad[pack] = "a segment has another number of records than its manifest says"
        except DamagedRepository as error:
            self._bad[pack] = _problem(error)
        return names

    def _check_also(self, name: str) -> None:
        """Check an object that only records or their manifest name, unless it was checked already."""
        if name not in self._needs:
            self._need(name, ())
            self._check_pack(name)

    def _check_notes(self) -> None:
        """Authenticate what no point needs: results of checks and restores, the log, and summaries."""
        for kind in ("checks", "holds", "log", "restores", "summaries"):
            for info in self._repository.store.list(kind):
                self._need(info.name, ())
                try:
                    self._repository.read_object(info.name)
                except DamagedRepository as error:
                    self._bad[info.name] = _problem(error)

    def _harmed(self) -> set[_Point]:
        return {point for name in self._bad for point in self._needs[name].points}

    def _damaged(self, name: str) -> DamagedObject:
        needs = self._needs[name]
        ids = sorted(self._repository.point_id(*point) for point in needs.points)
        return DamagedObject(name, self._bad[name], tuple(ids), tuple(sorted(needs.entities)))

    def _history(self, crms: set[str]) -> Iterator[str]:
        """Each manifest names the one before it; what does not fit must be explained by the log."""
        for crm in sorted(crms | set(self._repository.crm_ids())):
            log = self._repository.log(crm)
            seen = self._repository.remembered_head(crm)
            timeline = self._repository.timeline(crm)
            label = next((p.crm_name for p in reversed(timeline.points)), crm)
            digests = {s: self._repository.manifest_digest(crm, s) for s in self._repository.sequences(crm)}
            for (which, sequence), manifest in sorted(self._manifests.items()):
                before = sequence - 1
                if which != crm or manifest.previous is None or digests.get(before) == manifest.previous:
                    continue
                if point_name(crm, before) in self._bad:
                    continue
                if digests.get(before) not in stored.became(log, before, manifest.previous):
                    yield f"'{label}': the recovery point before number {sequence} is gone or was exchanged."
            pruned = {entry.sequence for entry in log if entry.new is None}
            for sequence in range(1, max(digests, default=0)):
                # One that has a successor was compared with what the successor says of it.
                if sequence not in pruned | digests.keys() and (crm, sequence + 1) not in self._manifests:
                    yield f"'{label}': recovery point number {sequence} is gone."
            here = digests.get(seen.sequence) if seen is not None else None
            if seen is not None and here not in {None, *stored.became(log, seen.sequence, seen.digest)}:
                yield f"'{label}': recovery point number {seen.sequence} is not the one that this machine has seen."
            if timeline.lost_after is not None:
                yield (
                    f"'{label}': this machine has seen recovery point number {timeline.lost_after.sequence}, "
                    f"but the newest one here is number {max(digests, default=0)}."
                )


def _problem(error: DamagedRepository) -> str:
    if isinstance(error, ObjectDamaged):
        return error.problem
    return "it is gone" if isinstance(error, ObjectMissing) else error.user_message


def _by_crm(points: Iterable[_Point]) -> dict[str, tuple[int, ...]]:
    result: dict[str, list[int]] = {}
    for crm, sequence in points:
        result.setdefault(crm, []).append(sequence)
    return {crm: tuple(sorted(sequences)) for crm, sequences in result.items()}
