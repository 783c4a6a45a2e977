"""Finishing an erasure: whatever holds erased records is written anew without them, and the old packs go.

What an erasure hides is known by digests alone, so that any program can finish what another one began, also on another
machine. Each manifest is replaced by itself, as when a point is stored anew: new packs, log entry, manifest. Until
then readers hide the records in it. A pack goes when no manifest names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import msgspec
import pyarrow.compute as pc

from crmbackup_gui.errors import CommitRefused, DamagedRepository, ObjectDamaged, StoreFailed
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import names_in
from crmbackup_gui.repository.hiding import erased_digest, hide, pending
from crmbackup_gui.repository.manifest import EntityState, Erasure, Manifest, SegmentPlace
from crmbackup_gui.repository.merge import Run, identical, windows
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.objects import Obstacle, gathered, unless_kept
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import EntryKind, PackWriter, Placed, pack_name, read_table
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import (
    EncodedSegment,
    SegmentEncoder,
    decode_segment,
    stored_schema,
    tombstone_schema,
)
from crmbackup_gui.repository.stopwatch import Stopwatch
from crmbackup_gui.repository.view import Hide
from crmbackup_gui.repository.writer import index_segments

REASON = "records were erased from it"
_ROUNDS = 5
_TAKEN_BACK = "something in it is held, and so an erasure was taken back"
_MUST_STAY = "its place does not let anything be replaced yet"

_Which = tuple[str, int]


@dataclass(frozen=True)
class Rewritten:
    """What was done. `packs` still exist and hold erased records, until they are deleted; `problems` are sentences.

    `obstacles` are what the place does to the deletion of these packs, and of manifests as they were.
    """

    points: int = 0
    packs: tuple[str, ...] = ()
    packs_deleted: int = 0
    problems: tuple[str, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


def rewrite(
    repository: Repository,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
    *,
    at_once: bool = False,
) -> Rewritten:
    """Write anew what holds erased records in any point, and mark the old packs for deletion.

    `at_once` says that no other program works with the repository: then they are deleted now, with all packs that no
    point needs. Does nothing when nothing is left to do. Raises StoreFailed, Cancelled, and leaves of DamagedRepository
    when an erasure cannot be read.
    """
    return _Rewriting(repository, progress, cancel or CancelToken()).run(at_once=at_once)


@dataclass
class _Found:
    """What holds erased records: segments and whole packs; and blobs that nothing but them named."""

    segments: set[Placed] = field(default_factory=set)
    packs: set[bytes] = field(default_factory=set)
    blobs: set[bytes] = field(default_factory=set)


class _Rewriting:
    """One thread."""

    def __init__(self, repository: Repository, progress: ProgressSink, cancel: CancelToken) -> None:
        self._repository, self._progress, self._cancel = repository, progress, cancel
        self._manifests: dict[_Which, Manifest] = {}
        self._problems: dict[str, None] = {}
        self._left: set[_Which] = set()
        """Points that could not be replaced, which the next run tries again."""
        self._moved: dict[Placed, Placed] = {}
        self._cleaned: dict[Placed, tuple[SegmentPlace, ...]] = {}
        self._found = _Found()
        self._obstacles: tuple[Obstacle, ...] = ()

    def run(self, *, at_once: bool) -> Rewritten:
        crms = {crm for crm in self._repository.crm_ids() if self._repository.erasures(crm)}
        done = self._round(crms) if crms else None
        if done is None:
            packs, deleted = self._finish(at_once=at_once) if crms else ((), 0)
            return Rewritten(0, packs, deleted, tuple(self._problems), self._obstacles)
        packs, deleted = self._let_go(at_once=at_once)
        for _ in range(_ROUNDS):
            # A point that was committed meanwhile may rely on something else that the old packs hold.
            more = self._round(crms)
            if not more:
                break
            packs, also = self._let_go(at_once=at_once)
            done, deleted = done + more, deleted + also
        return Rewritten(done, packs, deleted, tuple(self._problems), self._obstacles)

    def _round(self, crms: set[str]) -> int | None:
        """Replace all manifests that have to be, as they are listed now; how many were, or None where none has to."""
        self._read_manifests()
        self._look_at_marks()
        waiting = {which: self._pending(which) for which in self._manifests if which[0] in crms}
        waiting = {which: erasures for which, erasures in waiting.items() if erasures and which not in self._left}
        if waiting:
            for which, erasures in waiting.items():
                self._look_at(which, erasures)
            self._look_at_packs({crm for crm, _ in waiting}, waiting)
            self._look_for_blobs()
        wanted = sorted(which for which, m in self._manifests.items() if which in waiting or self._touched(m))
        wanted = [which for which in wanted if which not in self._left]
        if not wanted:
            return None
        self._ask_place([*(point_name(*which) for which in wanted), *map(pack_name, self._found.packs)])
        return self._replace_all(wanted, waiting)

    def _replace_all(self, wanted: Sequence[_Which], waiting: dict[_Which, dict[str, Erasure]]) -> int:
        done = 0
        for number, which in enumerate(wanted):
            self._cancel.check()
            self._progress(Progress("erase", "", number, len(wanted)))
            if self._must_stay(which):
                self._leave(which, _MUST_STAY)
                continue
            known = dict(self._moved), dict(self._cleaned)
            try:
                self._replace(which, waiting.get(which, {}))
                done += 1
            except (CommitRefused, DamagedRepository) as error:
                self._moved, self._cleaned = known  # what was not stored lies nowhere
                self._leave(which, error.reason if isinstance(error, CommitRefused) else error.user_message)
            except StoreFailed as error:
                if not error.kept:
                    raise
                self._moved, self._cleaned = known
                self._problems[f"Recovery points wait: {error.problem}."] = None
                self._left.update(wanted[number:])
                break  # nor will it let any other be replaced
        return done

    def _leave(self, which: _Which, why: str) -> None:
        self._problems[f"Recovery point {self._repository.point_id(*which)} waits: {why}."] = None
        self._left.add(which)

    def _ask_place(self, names: Iterable[str]) -> None:
        self._obstacles = gathered([*self._obstacles, *self._repository.store.obstacles(names)])

    def _must_stay(self, which: _Which) -> bool:
        """Whether the place lets no manifest be replaced: what was written for it would lie there for nothing."""
        if not any(obstacle.refuses for obstacle in self._obstacles):
            return False
        return any(obstacle.refuses for obstacle in self._repository.store.obstacles([point_name(*which)]))

    # Looking

    def _read_manifests(self) -> None:
        self._manifests = {}
        for crm in self._repository.crm_ids():
            for sequence in self._repository.sequences(crm):
                try:
                    manifest = self._repository.manifest_if_there(crm, sequence)
                except DamagedRepository as error:
                    self._problems[error.user_message] = None
                    continue
                if manifest is not None:
                    self._manifests[crm, sequence] = manifest

    def _look_at_marks(self) -> None:
        """Find packs that an earlier run let go, and that a point needs which was committed at that very moment."""
        needed = {pack.hex() for manifest in self._manifests.values() for pack in (*manifest.packs, *manifest.reused)}
        for name in sorted(self._repository.marks().keys() & needed):
            if self._repository.mark_reason(name) == REASON:
                self._found.packs.add(bytes.fromhex(name))

    def _pending(self, which: _Which) -> dict[str, Erasure]:
        return pending(self._manifests[which], self._repository.erasures(which[0]))

    def _look_at(self, which: _Which, erasures: dict[str, Erasure]) -> None:
        """Find the segments of a point that have an erased key, and the blobs of those records."""
        manifest = self._manifests[which]
        for state in manifest.entities:
            hides = self._hides(which[0], state.name, erasures.values())
            if hides is None:
                continue
            entity = self._entity(manifest, state.name)
            for segment, deleted in _segments_of(state):
                self._cancel.check()
                for run in self._decoded(entity, segment, deleted=deleted):
                    gone = run.filter(hides(_order(entity, deleted=deleted), run.keys))
                    if len(gone):
                        self._found.segments.add(segment.place)
                        self._found.packs.add(segment.place.pack)
                        if not deleted:
                            where = pack_name(segment.place.pack)
                            self._found.blobs.update(names_in(gone.batch.column(-1), where))

    def _look_at_packs(self, crms: set[str], waiting: dict[_Which, dict[str, Erasure]]) -> None:
        """Find packs whose drafts name an erased key, and those with records that a run left behind."""
        named = {
            segment.place
            for m in self._manifests.values()
            for state in m.entities
            for segment, _ in _segments_of(state)
        }
        digests: dict[tuple[str, str], frozenset[bytes]] = {}
        for which, erasures in waiting.items():
            for erasure in erasures.values():
                subject = which[0], erasure.entity
                digests[subject] = digests.get(subject, frozenset()) | frozenset(erasure.keys)
        packs = {pack for (crm, _), m in self._manifests.items() if crm in crms for pack in (*m.packs, *m.reused)}
        for pack in sorted(packs - self._found.packs):
            self._cancel.check()
            name = pack_name(pack)
            try:
                content = self._repository.read_object(name)
                table = read_table(name, content)
                for entry in table.entries:
                    place = Placed(pack, entry.offset, entry.length)
                    of_erased = (table.crm, entry.subject.decode(errors="replace")) in digests
                    if entry.kind in (EntryKind.UPSERTS, EntryKind.TOMBSTONES) and of_erased and place not in named:
                        self._found.packs.add(pack)
                    if entry.kind == EntryKind.DRAFT:
                        draft = stored.decode(name, content[entry.offset :][: entry.length], Manifest)
                        if self._names_erased(table.crm, draft, digests):
                            self._found.packs.add(pack)
            except DamagedRepository as error:
                self._problems[error.user_message] = None

    def _names_erased(self, crm: str, draft: Manifest, digests: dict[tuple[str, str], frozenset[bytes]]) -> bool:
        key = self._repository.erased_key
        return any(
            erased_digest(key, crm, state.name, bound) in digests[crm, state.name]
            for state in draft.entities
            if (crm, state.name) in digests
            for segment, _ in _segments_of(state)
            for bound in (segment.first, segment.last)
        )

    def _look_for_blobs(self) -> None:
        """Keep of the blobs those that nothing else names, and find the packs that hold them."""
        if not self._found.blobs:
            return
        for which, manifest in self._manifests.items():
            erasures = self._pending(which)
            for state in manifest.entities:
                entity = self._entity(manifest, state.name)
                hides = self._hides(which[0], state.name, erasures.values())
                for segment in state.upserts:
                    self._cancel.check()
                    for run in self._decoded(entity, segment, deleted=False):
                        left = run if hides is None else run.filter(pc.invert(hides(KeyOrder(entity), run.keys)))
                        where = pack_name(segment.place.pack)
                        self._found.blobs.difference_update(names_in(left.batch.column(-1), where))
        for manifest in self._manifests.values():
            for name, place in self._repository.blob_places(manifest):
                if name in self._found.blobs:
                    self._found.packs.add(place.pack)

    def _touched(self, manifest: Manifest) -> bool:
        return not self._found.packs.isdisjoint((*manifest.packs, *manifest.reused))

    def _hides(self, crm: str, entity: str, erasures: Iterable[Erasure]) -> Hide | None:
        own = [erasure for erasure in erasures if erasure.entity == entity]
        return hide(self._repository.erased_key, crm, entity, own) if own else None

    def _entity(self, manifest: Manifest, name: str) -> Entity:
        entity = self._repository.catalog(manifest).entity(name)
        if entity is None:
            where = point_name(manifest.point.crm, manifest.point.sequence)
            raise ObjectDamaged(where, "its catalog does not have all of its entities")
        return entity

    def _decoded(self, entity: Entity, segment: SegmentPlace, *, deleted: bool) -> Iterator[Run]:
        schema = tombstone_schema(entity) if deleted else stored_schema(entity)
        order = _order(entity, deleted=deleted)
        data = self._repository.read_placed(segment.place)
        for batch in decode_segment(pack_name(segment.place.pack), data, schema, entity=entity.name):
            yield Run(order.keys_of(batch), batch)

    # Writing

    def _replace(self, which: _Which, erasures: dict[str, Erasure]) -> None:
        crm, sequence = which
        began = Stopwatch()
        before = self._repository.manifest_digest(crm, sequence)
        old = self._repository.manifest(crm, sequence)
        with self._repository.loose_packs(crm) as (run, packs):
            states = [self._state(old, state, erasures, packs) for state in old.entities]
            catalog = self._move(packs, old.catalog, EntryKind.CATALOG)
            index, blob_packs = self._index(old, packs)
            point = msgspec.structs.replace(
                old.point,
                records=old.point.records
                + sum(new.records - was.records for new, was in zip(states, old.entities, strict=True)),
                bytes_data=sum(state.bytes_data for state in states),
                scope=self._scope(old, erasures),
            )
            used = {catalog.pack, *blob_packs, *(s.place.pack for s in index)}
            used |= {segment.place.pack for state in states for segment, _ in _segments_of(state)}
            kept = tuple(pack for pack in old.packs if pack not in self._found.packs)
            others = {*old.reused, *used} - self._found.packs

            def with_packs(own: tuple[bytes, ...]) -> Manifest:
                return msgspec.structs.replace(
                    old,
                    point=point,
                    run=run,
                    earlier_runs=(*old.earlier_runs, old.run),
                    catalog=catalog,
                    entities=tuple(states),
                    blobs=index,
                    packs=own,
                    reused=tuple(sorted(others - set(own))),
                    position=None if erasures else old.position,
                    erased=tuple(sorted({*old.erased, *erasures})),
                )

            if packs.ids:
                draft = msgspec.structs.replace(
                    with_packs((*kept, *packs.ids)),
                    point=msgspec.structs.replace(point, id="", sequence=0),
                    previous=None,
                    previous_run=None,
                )
                packs.add(EntryKind.DRAFT, stored.encode(draft))
            packs.flush()
            manifest = with_packs((*kept, *packs.packs))
            self._prove(old, manifest)
        if not erasures.keys() <= self._repository.erasures(crm).keys():
            raise CommitRefused(_TAKEN_BACK)
        self._repository.put_in_place(manifest, before, REASON, began)
        self._manifests[which] = manifest

    def _state(
        self, manifest: Manifest, state: EntityState, erasures: dict[str, Erasure], packs: PackWriter
    ) -> EntityState:
        own = [erasure for erasure in erasures.values() if erasure.entity == state.name]
        hides = self._hides(manifest.point.crm, state.name, own)
        sequence = manifest.point.sequence

        def cleaned(segments: Sequence[SegmentPlace], kind: EntryKind) -> tuple[SegmentPlace, ...]:
            found: list[SegmentPlace] = []
            for segment in segments:
                if hides is not None and segment.place in self._found.segments:
                    found += self._cleaned_segment(manifest, state.name, segment, hides, kind, packs)
                else:
                    place = self._move(packs, segment.place, kind, state.name.encode(), segment.rows)
                    found.append(SegmentPlace(place, segment.rows, segment.first, segment.last))
            return tuple(found)

        upserts = cleaned(state.upserts, EntryKind.UPSERTS)
        tombstones = cleaned(state.tombstones, EntryKind.TOMBSTONES)
        fewer = sum(erasure.points.get(sequence, 0) for erasure in own)
        if any(sequence not in erasure.points for erasure in own) and manifest.entities:
            # It was committed while the erasure was noted, so nobody has counted yet.
            fewer = state.records - sum(len(run) for run in self._repository.view_of(manifest).keys(state.name))
        return msgspec.structs.replace(state, records=state.records - fewer, upserts=upserts, tombstones=tombstones)

    def _cleaned_segment(
        self,
        manifest: Manifest,
        name: str,
        segment: SegmentPlace,
        hides: Hide,
        kind: EntryKind,
        packs: PackWriter,
    ) -> tuple[SegmentPlace, ...]:
        if segment.place not in self._cleaned:
            deleted = kind is EntryKind.TOMBSTONES
            entity = self._entity(manifest, name)
            encoder = SegmentEncoder(entity, keys_only=deleted)
            encoded: list[EncodedSegment] = []
            for run in self._decoded(entity, segment, deleted=deleted):
                left = run.filter(pc.invert(hides(_order(entity, deleted=deleted), run.keys)))
                if len(left):
                    encoded += encoder.add(left.batch)
            encoded += encoder.finish()
            self._cleaned[segment.place] = tuple(
                SegmentPlace(packs.add(kind, e.data, subject=name.encode(), rows=e.rows), e.rows, e.first, e.last)
                for e in encoded
            )
        return self._cleaned[segment.place]

    def _move(self, packs: PackWriter, place: Placed, kind: EntryKind, subject: bytes = b"", rows: int = 0) -> Placed:
        """An entry of a pack that goes, once, into a new one; any other stays."""
        if place.pack not in self._found.packs:
            return place
        if place not in self._moved:
            self._moved[place] = packs.add(kind, self._repository.read_placed(place), subject=subject, rows=rows)
        return self._moved[place]

    def _index(self, manifest: Manifest, packs: PackWriter) -> tuple[tuple[SegmentPlace, ...], set[bytes]]:
        """The indexes of the blobs, and the packs that they name."""
        places = dict(self._repository.blob_places(manifest))
        changed = any(segment.place.pack in self._found.packs for segment in manifest.blobs) or any(
            name in self._found.blobs or place.pack in self._found.packs for name, place in places.items()
        )
        if not changed:
            return manifest.blobs, {place.pack for place in places.values()}
        rows = [
            (name, self._move(packs, place, EntryKind.BLOB, name))
            for name, place in sorted(places.items())
            if name not in self._found.blobs
        ]
        return index_segments(packs, rows), {place.pack for _, place in rows}

    def _scope(self, manifest: Manifest, erasures: dict[str, Erasure]) -> RecoveryScope:
        """What was asked for without the keys that were named for it, where any of their records is erased."""
        scope = manifest.point.scope
        erased = {erasure.entity for erasure in erasures.values()}
        return msgspec.structs.replace(
            scope, records={entity: () if entity in erased else keys for entity, keys in scope.records.items()}
        )

    def _prove(self, old: Manifest, new: Manifest) -> None:
        """What the point stores reads as before, but for what is hidden. Raises ObjectDamaged."""
        was, now = self._repository.view_of(old), self._repository.view_of(new)
        for before, after in zip(old.entities, new.entities, strict=True):
            if (before.upserts, before.tombstones) == (after.upserts, after.tombstones):
                continue
            for one, other in windows(_records(was.changes(before.name)), _records(now.changes(before.name))):
                if one is None or other is None or not _same(one, other):
                    where = point_name(old.point.crm, old.point.sequence)
                    raise ObjectDamaged(where, f"its '{before.name}' does not read the same when it is rewritten")

    # The old packs

    def _finish(self, *, at_once: bool) -> tuple[tuple[str, ...], int]:
        """Delete what a run left that was stopped when all was written anew, or name what a prune will delete."""
        needed = {pack for manifest in self._manifests.values() for pack in (*manifest.packs, *manifest.reused)}
        left = [] if self._problems else [pack for pack in self._repository.packs() if pack not in needed]
        self._ask_place(map(pack_name, left))
        return self._let_go(at_once=True) if at_once else (_told(left), 0)

    def _let_go(self, *, at_once: bool) -> tuple[tuple[str, ...], int]:
        """Mark the old packs, or delete them, where every manifest was rewritten that named them."""
        needed: set[bytes] = set()
        for crm in self._repository.crm_ids():
            for sequence in self._repository.sequences(crm):
                try:
                    manifest = self._repository.manifest_if_there(crm, sequence)
                except DamagedRepository:
                    # It may need any of them.
                    return _told(self._found.packs), 0
                if manifest is not None:
                    needed |= {*manifest.packs, *manifest.reused}
        there = self._repository.packs().keys()
        going = self._found.packs & there
        if not at_once:
            for pack in sorted(going - needed):
                self._repository.mark(pack.hex(), REASON)
            return _told(going), 0
        free = there - needed
        with unless_kept():
            self._repository.store.delete(map(pack_name, sorted(free)))
        left = free & self._repository.packs().keys()
        for pack in sorted(left):
            self._repository.mark(pack.hex(), REASON)
        gone = free - left
        with unless_kept():
            self._repository.unmark(_told(gone))
        return _told(going - gone), len(gone)


def _told(packs: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(sorted(pack.hex() for pack in packs))


def _segments_of(state: EntityState) -> Iterator[tuple[SegmentPlace, bool]]:
    """Every segment, and whether it has keys of deleted records."""
    yield from ((segment, False) for segment in state.upserts)
    yield from ((segment, True) for segment in state.tombstones)


def _order(entity: Entity, *, deleted: bool) -> KeyOrder:
    """Of stored records, or of keys alone."""
    return KeyOrder(msgspec.structs.replace(entity, fields=entity.key_fields) if deleted else entity)


def _records(runs: Iterator[Run]) -> Iterator[Run]:
    for run in runs:
        yield run if run.deleted is None else run.filter(pc.invert(run.deleted))


def _same(one: Run, other: Run) -> bool:
    columns = zip(one.batch.columns, other.batch.columns, strict=True)
    return len(one) == len(other) and all(identical(a, b) for a, b in columns)
