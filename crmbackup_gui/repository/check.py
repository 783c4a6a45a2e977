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
from crmbackup_gui.repository.contents import Contents, Part
from crmbackup_gui.repository.keys import damaged_slots
from crmbackup_gui.repository.manifest import Manifest, SegmentPlace
from crmbackup_gui.repository.names import ours, point_name
from crmbackup_gui.repository.packs import EntryKind, PackTable, Placed, find_table, pack_name
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import SEGMENT_ROWS, decode_segment, stored_schema, tombstone_schema


@dataclass(frozen=True)
class DamagedObject:
    """An object that is not what was written, and what that harms: ids of points, names of entities.

    A manifest that is gone or damaged harms its own point, whose entities only it could name, and those that need it.
    """

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


_NOTES = ("checks", "claims", "copies", "erasures", "exports", "holds", "ids", "log", "marks", "restores", "summaries")

_TRIES = 5

_Point = tuple[str, int]
"""CRM id and sequence."""


@dataclass(frozen=True)
class _Gap:
    """Something that the history does not explain, and the point that is gone, where it is one."""

    sentence: str
    gone: _Point | None = None


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

    Nothing is changed and nothing raised for damage; the caller keeps the verdicts. What another program deleted or
    rewrote meanwhile is no damage: where something seems to be, and that happened, everything is read once more.
    """
    wanted = points
    for _ in range(_TRIES):
        before = _traces(repository)
        report = _Check(repository, progress, cancel or CancelToken()).run(wanted)
        after = _traces(repository)
        if report.sound or not (before.points - after.points or after.log - before.log):
            break
        wanted = points and [p for p in points if point_name(p.crm, p.sequence) in after.points]
    return report


@dataclass(frozen=True)
class _Traces:
    """By what is seen that points were deleted or rewritten: names of manifests, and of what the log says."""

    points: frozenset[str]
    log: frozenset[str]


def _traces(repository: Repository) -> _Traces:
    points, log = (frozenset(info.name for info in ours(repository.store.list(kind))) for kind in ("points", "log"))
    return _Traces(points, log)


class _Check:
    """One check. One thread."""

    def __init__(self, repository: Repository, progress: ProgressSink, cancel: CancelToken) -> None:
        self._repository, self._progress, self._cancel = repository, progress, cancel
        self._manifests: dict[_Point, Manifest] = {}
        self._bad: dict[str, str] = {}
        self._needs: dict[str, _Needs] = {}
        """Who needs an object that is damaged; every object that was looked at is a key."""
        self._uses: dict[str, dict[Placed, _Needs]] = {}
        """Who needs an entry, by the name of its pack."""
        self._readers: dict[tuple[_Point, str], set[_Point]] = {}
        """What a point stores of an entity, and the points whose reading goes through it."""
        self._living: dict[tuple[_Point, str], dict[bytes, Placed | None]] = {}
        """The blobs of an entity as of a point, and where it finds them."""
        self._lost: dict[tuple[bytes, Placed], bool] = {}
        """Whether a blob cannot be read from its place, where that was asked."""
        self._checked: set[str] = set()
        """Packs that were read."""
        self._held: tuple[str, Contents] | None = None
        """The sound pack that was read last, and its content: records of an entity mostly lie in one behind another."""
        self._total = 0
        self._catalog: tuple[Placed, Catalog] | None = None
        """The catalog that was used last."""

    def run(self, points: Sequence[RecoveryPoint] | None) -> CheckReport:
        self._repository.forget_packs()
        wanted = self._wanted(points)
        for point in wanted:
            self._collect(point)
        if points is None:
            # What no reading needs serves the next backup or a salvage.
            for written in (pack for manifest in self._manifests.values() for pack in manifest.packs):
                self._need(pack_name(written), ())
            for pack in self._repository.packs():
                self._need(pack_name(pack), ())
        packs = sorted(name for name in self._needs if name.startswith("packs/"))
        self._total = len(packs)
        for which, manifest in sorted(self._manifests.items()):
            self._check_segments(which, manifest)
        for name in packs:
            self._check_pack(name)
        for name in self._bad.keys() & self._uses.keys():
            self._find_harmed(name)
        if points is None:
            self._check_notes()
        history = list(self._history({crm for crm, _ in wanted})) if points is None else []
        unread = {name.split("/")[1] for name in self._bad if name.startswith("log/")}
        for gone in (gap.gone for gap in history if gap.gone is not None and gap.gone[0] not in unread):
            self._bad.setdefault(point_name(*gone), "it is gone")
            self._need(point_name(*gone), {gone})
        harmed = self._harmed()
        return CheckReport(
            points_checked=len(wanted),
            objects_checked=len(self._needs),
            damaged=tuple(self._damaged(name) for name in sorted(self._bad)),
            history=tuple(gap.sentence for gap in history),
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
        names = {state.name for state in own.entities}
        self._use(own.catalog, {point}, *names)
        safety = own.point.kind is PointKind.SAFETY
        chain = [(which, self._manifest(which, point, *names)) for which in ((point[0], s) for s in own.point.chain)]
        if any(manifest is None for _, manifest in chain):
            return  # a view of the point cannot be opened at all, and why that is so is noted
        unfinished = set(names)
        lost: set[str] = set()
        for which, manifest in ((point, own), *reversed(chain)):
            assert manifest is not None
            states = [state for state in manifest.entities if state.name in unfinished]
            for state in states:
                self._readers.setdefault((which, state.name), set()).add(point)
                for segment in (*state.upserts, *state.tombstones):
                    self._use(segment.place, {point}, state.name)
            lost |= unfinished - {state.name for state in states}
            unfinished = {state.name for state in states if not (state.anew or safety)}
        lost |= unfinished
        if lost:
            self._bad.setdefault(point_name(*point), "its chain does not hold the whole of its entities")
            self._need(point_name(*point), {point}, *lost)

    def _manifest(self, which: _Point, needed_by: _Point, *entities: str) -> Manifest | None:
        name = point_name(*which)
        self._need(name, {needed_by}, *entities)
        if which not in self._manifests and name not in self._bad:
            try:
                self._manifests[which] = self._repository.manifest(*which)
            except DamagedRepository as error:
                self._bad[name] = _problem(error)
                self._need(name, {which})
        return self._manifests.get(which)

    def _need(self, name: str, points: Iterable[_Point], *entities: str) -> None:
        needs = self._needs.setdefault(name, _Needs())
        needs.points.update(points)
        needs.entities.update(entities)

    def _use(self, place: Placed, points: Iterable[_Point], *entities: str) -> None:
        name = pack_name(place.pack)
        self._need(name, ())
        uses = self._uses.setdefault(name, {}).setdefault(place, _Needs())
        uses.points.update(points)
        uses.entities.update(entities)

    def _harm(self, place: Placed) -> None:
        """Whoever needs an entry lacks it."""
        name = pack_name(place.pack)
        uses = self._uses.get(name, {}).get(place, _Needs())
        self._need(name, uses.points, *uses.entities)

    def _find_harmed(self, name: str) -> None:
        """A damaged pack harms those alone who need an entry that cannot be read: its other frames still can be."""
        for place in self._uses[name]:
            if not self._readable(place):
                self._harm(place)

    def _readable(self, place: Placed) -> bool:
        try:
            self._repository.read_placed(place)
        except DamagedRepository:
            return False
        return True

    def _check_pack(self, name: str) -> None:
        """Authenticate a whole pack, and look at each entry by itself, unless that was done already."""
        if name in self._checked:
            return
        self._cancel.check()
        if len(self._checked) < self._total:
            self._progress(Progress("verify", "", len(self._checked), self._total))
        self._checked.add(name)
        try:
            self._held = None  # two packs at once would be twice the memory
            content = self._repository.contents(name)
            self._held = name, content
            table = find_table(name, content.size, content.read)
            for problem in self._entries(name, content, table):
                self._bad.setdefault(name, problem)
        except DamagedRepository as error:
            self._bad[name] = _problem(error)

    def _entries(self, name: str, content: Contents, table: PackTable) -> Iterator[str]:
        for entry in table.entries:
            if entry.kind not in (EntryKind.BLOB, EntryKind.BLOB_INDEX):
                continue
            data = content.read(entry.offset, entry.length)
            try:
                if entry.kind == EntryKind.BLOB:
                    decode_blob(self._repository.blob_key, entry.subject, data, name)
                else:
                    list(decode_segment(name, data, stored_schema(INDEX_ENTITY)))
            except ObjectDamaged as error:
                yield error.problem

    def _check_segments(self, which: _Point, manifest: Manifest) -> None:
        """Decode every segment that a point wrote and that is read, and see that the blobs it names are there."""
        places: dict[bytes, Placed] | None = None
        for state in manifest.entities:
            readers = self._readers.get((which, state.name))
            if not readers:
                continue
            self._cancel.check()
            # Where its own catalog is damaged, those that read its segments with another one lack nothing.
            sorted_readers = sorted(readers, key=lambda reader: (reader != which, reader))
            entity = next(filter(None, (self._entity(reader, state.name) for reader in sorted_readers)), None)
            if entity is None:
                continue
            names = {name for segment in state.upserts for name in self._decoded(segment, entity, deleted=False)}
            for segment in state.tombstones:
                self._decoded(segment, entity, deleted=True)
            if names:
                places = self._places(manifest) if places is None else places
                self._check_blobs(which, state.name, names, places)

    def _places(self, manifest: Manifest) -> dict[bytes, Placed]:
        """Where the blobs lie that a point's records name, as far as its indexes are sound."""
        for segment in manifest.blobs:
            self._check_also(pack_name(segment.place.pack))
        return dict(self._repository.blob_places(manifest))

    def _check_blobs(self, which: _Point, entity: str, names: set[bytes], places: dict[bytes, Placed]) -> None:
        """See that the blobs are there which the records name that a point stores of an entity."""
        held: dict[str, set[bytes]] = {}
        for blob in names & places.keys():
            held.setdefault(pack_name(places[blob].pack), set()).add(blob)
        for pack in held:
            self._check_also(pack)
        lost = {pack: {b for b in blobs if self._is_lost(b, places[b])} for pack, blobs in held.items()}
        unknown = names - places.keys()
        if unknown:
            indexes = {pack_name(s.place.pack) for s in self._manifests[which].blobs if not self._readable(s.place)}
            indexes |= {pack_name(s.place.pack) for s in self._manifests[which].blobs} & self._bad.keys()
            if not indexes:
                self._bad.setdefault(point_name(*which), "a blob that its records name is in no index")
            for name in indexes or {point_name(*which)}:
                lost[name] = lost.get(name, set()) | unknown
        for name, blobs in lost.items():
            harmed = {reader for reader in self._readers[which, entity] if self._lacks(reader, entity, blobs)}
            if blobs and harmed:
                self._need(name, harmed, entity)

    def _is_lost(self, blob: bytes, place: Placed) -> bool:
        name = pack_name(place.pack)
        self._check_also(name)
        if name not in self._bad:
            return False
        if (blob, place) not in self._lost:
            try:
                decode_blob(self._repository.blob_key, blob, self._repository.read_placed(place), name)
                self._lost[blob, place] = False
            except DamagedRepository:
                self._lost[blob, place] = True
        return self._lost[blob, place]

    def _lacks(self, point: _Point, entity: str, blobs: set[bytes]) -> bool:
        """Whether a point's own records still name one of the blobs, and it finds it nowhere or in a damaged place.

        Only asked where there is damage. A point that cannot be read finds nothing; why it cannot is noted elsewhere.
        """
        if (point, entity) not in self._living:
            found: dict[bytes, Placed | None] = {}
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
        found_at = [(blob, living[blob]) for blob in blobs & living.keys()]
        return any(place is None or self._is_lost(blob, place) for blob, place in found_at)

    def _entity(self, point: _Point, name: str) -> Entity | None:
        """The entity in the catalog of a point that reads it; None when the catalog is damaged, which is noted."""
        manifest = self._manifests[point]
        if self._catalog is None or self._catalog[0] != manifest.catalog:
            try:
                self._catalog = manifest.catalog, self._repository.catalog(manifest)
            except DamagedRepository as error:
                self._bad.setdefault(pack_name(manifest.catalog.pack), _problem(error))
                self._harm(manifest.catalog)
                return None
        entity = self._catalog[1].entity(name)
        if entity is None:
            self._bad.setdefault(point_name(*point), "its catalog does not have all of its entities")
            self._need(point_name(*point), {point}, name)
        return entity

    def _decoded(self, segment: SegmentPlace, entity: Entity, *, deleted: bool) -> set[bytes]:
        """See that a segment is one of so many records of the entity; the names of all blobs that these list.

        Its bytes are what was written, as its pack was authenticated: so no more is decoded than the names of blobs.
        """
        pack = pack_name(segment.place.pack)
        names: set[bytes] = set()
        rows = 0
        self._check_pack(pack)
        try:
            data = self._content(segment.place)
            schema = tombstone_schema(entity) if deleted else stored_schema(entity)
            for batch in decode_segment(pack, data, schema, SEGMENT_ROWS, [len(schema) - 1], entity=entity.name):
                rows += batch.num_rows
                if not deleted:
                    names.update(names_in(batch.column(-1), pack))
            if rows != segment.rows:
                raise ObjectDamaged(
                    pack, f"a segment of '{entity.name}' has another number of records than its manifest says"
                )
        except DamagedRepository as error:
            self._bad.setdefault(pack, _problem(error))
            self._harm(segment.place)
        return names

    def _content(self, place: Placed) -> bytes | Part:
        if self._held is not None and self._held[0] == pack_name(place.pack):
            content = self._held[1]
            if 0 <= place.offset <= place.offset + place.length <= content.size:
                return Part(content.read, place.offset, place.length)
        return self._repository.read_placed(place)

    def _check_also(self, name: str) -> None:
        """Check a pack that only records or their manifest name."""
        self._need(name, ())
        self._check_pack(name)

    def _check_notes(self) -> None:
        """Authenticate what no point needs: keys, results of checks and restores, holds, marks, log, and summaries."""
        store = self._repository.store
        for kind in _NOTES:
            for info in ours(store.list(kind)):
                self._need(info.name, ())
                try:
                    self._repository.read_object(info.name)
                except DamagedRepository as error:
                    # Marks, claims and summaries are taken back by programs that work at the same time.
                    if isinstance(error, ObjectDamaged) or info.name in {there.name for there in store.list(kind)}:
                        self._bad[info.name] = _problem(error)
        for info in ours(store.list("keys")):
            self._need(info.name, ())
        for name, problem in damaged_slots(store, self._repository.id).items():
            self._bad[name] = problem

    def _harmed(self) -> set[_Point]:
        return {point for name in self._bad for point in self._needs[name].points}

    def _damaged(self, name: str) -> DamagedObject:
        needs = self._needs[name]
        ids = sorted(self._repository.point_id(*point) for point in needs.points)
        return DamagedObject(name, self._bad[name], tuple(ids), tuple(sorted(needs.entities)))

    def _history(self, crms: set[str]) -> Iterator[_Gap]:
        """Each manifest names the one before it; what does not fit must be explained by the log."""
        for crm in sorted(crms | set(self._repository.crm_ids()) | self._repository.remembered_crms()):
            log = self._repository.log(crm)
            seen = self._repository.remembered_head(crm)
            timeline = self._repository.timeline(crm)
            label = next((p.crm_name for p in reversed(timeline.points)), crm)
            digests = self._repository.manifest_digests(crm)
            for (which, sequence), manifest in sorted(self._manifests.items()):
                before = sequence - 1
                if which != crm or manifest.previous is None or digests.get(before) == manifest.previous:
                    continue
                if point_name(crm, before) in self._bad:
                    continue
                if digests.get(before) not in stored.became(log, before, manifest.previous):
                    gone = None if before in digests else (crm, before)
                    yield _Gap(
                        f"'{label}': the recovery point before number {sequence} is gone or was exchanged.", gone
                    )
            pruned = {entry.sequence for entry in log if entry.new is None}
            for sequence in range(1, max(digests, default=0)):
                # One that has a successor was compared with what the successor says of it.
                if sequence not in pruned | digests.keys() and (crm, sequence + 1) not in self._manifests:
                    yield _Gap(f"'{label}': recovery point number {sequence} is gone.", (crm, sequence))
            here = digests.get(seen.sequence) if seen is not None else None
            if seen is not None and here not in {None, *stored.became(log, seen.sequence, seen.digest)}:
                yield _Gap(
                    f"'{label}': recovery point number {seen.sequence} is not the one that this machine has seen."
                )
            if timeline.lost_after is not None:
                newest = timeline.lost_after.sequence
                yield _Gap(
                    f"'{label}': this machine has seen recovery point number {newest}, "
                    f"but the newest one here is number {max(digests, default=0)}.",
                    (crm, newest),
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
