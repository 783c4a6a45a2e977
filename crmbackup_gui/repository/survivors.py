"""What is left of a recovery point whose objects are damaged, record by record.

A point is read in layers. Where a segment of one cannot be read, nobody knows which of the keys in its span it changed
or deleted: so no record below it counts within the span, unless a newer layer has its key. What is left are records
exactly as the point had them; each of the others is in a `Gap`. Older points may have these in an older version, which
is given to those alone who ask for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.errors import DamagedRepository, ObjectMissing
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.repository.blobs import BlobPlace, decode_blob, decode_outside
from crmbackup_gui.repository.hiding import hidden_in, without_erased
from crmbackup_gui.repository.manifest import EntityState, Manifest, SegmentPlace
from crmbackup_gui.repository.merge import Run, interleave, overlay
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.packs import Placed, pack_name
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import READ_ROWS
from crmbackup_gui.repository.view import EntityShape, Hide, PointView, same_shape


@dataclass(frozen=True)
class Gap:
    """Keys of an entity of which a point's newest records cannot be told.

    `first` and `last` are comparable keys (repository/order.py), None where the span has no end on that side.
    `stored` is how many records, and `deleted` how many keys of deleted ones, the damaged object held of them; None
    where nobody knows, and zero both for a single record whose large value is damaged.
    """

    object: str
    first: Any
    last: Any
    stored: int | None = None
    deleted: int | None = None

    @property
    def whole(self) -> bool:
        """Whether any key may lie in it."""
        return self.first is None and self.last is None


@dataclass(frozen=True)
class _Layer:
    """The readable segments of a layer, and the gaps of the layers above it."""

    upserts: tuple[SegmentPlace, ...]
    tombstones: tuple[SegmentPlace, ...]
    above: tuple[Gap, ...]


@dataclass(frozen=True)
class _Left:
    """What is left of an entity, oldest layer first."""

    layers: tuple[_Layer, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass
class _Known:
    """What was found out about parts that several points share."""

    segments: dict[tuple[Placed, bool], tuple[Any, ...] | str] = field(default_factory=dict)
    """Keys of a segment's records whose large values are damaged, or what is wrong with the segment."""
    blobs: dict[Placed, bool] = field(default_factory=dict)
    views: dict[int, SurvivingView | None] = field(default_factory=dict)


def open_survivors(repository: Repository, crm: str, sequence: int, *, older: bool = False) -> SurvivingView:
    """What is left of a point; with `older`, also the older versions of records whose newest one is damaged.

    Raises leaves of DamagedRepository when its own manifest or its catalog cannot be read: then nothing of it is left,
    and the answer is another point.
    """
    return _open(repository, crm, sequence, _Known(), older=older)


def _open(repository: Repository, crm: str, sequence: int, known: _Known, *, older: bool) -> SurvivingView:
    own = repository.manifest(crm, sequence)
    chain: dict[int, Manifest | None] = {}
    for needed in own.point.chain:
        try:
            chain[needed] = repository.manifest(crm, needed)
        except DamagedRepository:
            chain[needed] = None
    return SurvivingView(repository, own, chain, repository.catalog(own), known, older=older)


class SurvivingView(PointView):
    """Reads what is left of a point, as a `PointView` that never meets damage. Any thread may use it.

    The number of records that the manifest names is that of the whole point.
    """

    def __init__(
        self,
        repository: Repository,
        own: Manifest,
        chain: dict[int, Manifest | None],
        catalog: Catalog,
        known: _Known,
        *,
        older: bool,
    ) -> None:
        readable = [manifest for manifest in (*chain.values(), own) if manifest is not None]
        self.own_blobs: dict[bytes, BlobPlace] = {}
        for manifest in readable:
            for name, place in repository.blob_places(manifest):
                self.own_blobs[name] = BlobPlace(place.pack, place.offset, place.length)
        # What was erased stays hidden, also where it is the older version of something.
        erasures = repository.erasures(own.point.crm)
        hidden: dict[Placed, Hide] = {}
        for manifest in readable:
            hidden |= hidden_in(repository.erased_key, manifest, erasures)
        if hidden:
            readable = [*readable[:-1], without_erased(own, erasures)]
        threads = repository.store.requests_at_once
        super().__init__(readable, catalog, repository.read_placed, self._find, repository.blob_key, threads, hidden)
        self._repository, self._chain, self._known, self._with_older = repository, chain, known, older
        self._left: dict[str, _Left] = {}
        self._fillers: dict[str, tuple[SurvivingView, ...]] = {}

    def gaps(self, name: str) -> tuple[Gap, ...]:
        """Where the entity is damaged at this point. Reads all of its segments and large values."""
        return self._left_of(self.entity(name)).gaps

    def sources(self, name: str) -> tuple[RecoveryPoint, ...]:
        """The older points that have records in the gaps of the entity, newest first."""
        return tuple(view.point for view in self._older_views(self.entity(name)))

    def count(self, name: str, sources: int = 0) -> int:
        """How many records there are with the first of the older points alone."""
        shape = EntityShape(self.entity(name), keys_only=True)
        used = self._older_views(self.entity(name))[:sources]
        return sum(len(run) for run in _living(self.filled(shape, used, None)))

    # As a PointView

    def layers(self, name: str) -> tuple[EntityState, ...]:
        states = (manifest.state(name) for manifest in self._manifests)
        return tuple(state for state in states if state is not None and (state.upserts or state.tombstones))

    def read(self, name: str, only: pa.Array | None = None) -> Iterator[Run]:
        return self._survivors(EntityShape(self.entity(name)), only)

    def keys(self, name: str, only: pa.Array | None = None) -> Iterator[Run]:
        return self._survivors(EntityShape(self.entity(name), keys_only=True), only)

    # Inside

    def _survivors(self, shape: EntityShape, only: pa.Array | None) -> Iterator[Run]:
        used = self._older_views(shape.entity) if self._with_older else ()
        return _living(self.filled(shape, used, only))

    def filled(self, shape: EntityShape, older: Sequence[SurvivingView], only: pa.Array | None) -> Iterator[Run]:
        """The records that are certain, with those of older points in the gaps, deleted keys still among them."""
        certain = self._certain(shape, only)
        if not older:
            return certain
        first, *others = older
        below = first.filled(shape, others, only)
        gaps = self._left_of(shape.entity).gaps
        return overlay((run.filter(_within(gaps, run.keys)) for run in below), certain)

    def _certain(self, shape: EntityShape, only: pa.Array | None) -> Iterator[Run]:
        layers = [self._layer_left(shape, layer, only) for layer in self._left_of(shape.entity).layers]
        return reduce(overlay, layers, iter(()))

    def _layer_left(self, shape: EntityShape, layer: _Layer, only: pa.Array | None) -> Iterator[Run]:
        upserts = self._segments(shape, layer.upserts, only, READ_ROWS, deleted=False)
        tombstones = self._segments(shape, layer.tombstones, only, READ_ROWS, deleted=True)
        for run in interleave(upserts, tombstones):
            yield run.filter(pc.invert(_within(layer.above, run.keys))) if layer.above else run

    def _left_of(self, entity: Entity) -> _Left:
        if entity.name not in self._left:
            self._left[entity.name] = self._look_for(EntityShape(entity))
        return self._left[entity.name]

    def _look_for(self, shape: EntityShape) -> _Left:
        """Go from the newest layer down, and see of each what can be read and what cannot."""
        name = shape.entity.name
        layers: list[_Layer] = []
        gaps: list[Gap] = []
        crm, own = self.point.crm, self.point.sequence
        for sequence in (own, *reversed(self.point.chain)):
            manifest = self.manifest if sequence == own else self._chain[sequence]
            state = None if manifest is None else manifest.state(name)
            if state is None:
                # Whatever stands below may have been changed there.
                gaps.append(Gap(point_name(crm, sequence), None, None))
                break
            layers.append(self._layer_of(shape, state, gaps))
            if state.anew or self.point.kind is PointKind.SAFETY:
                break
        else:
            gaps.append(Gap(point_name(crm, own), None, None))
        return _Left(tuple(reversed(layers)), tuple(gaps))

    def _layer_of(self, shape: EntityShape, state: EntityState, gaps: list[Gap]) -> _Layer:
        """A layer; its own gaps come to those of the layers above it, within which none of it counts."""
        above = tuple(gaps)
        found: dict[bool, list[SegmentPlace]] = {False: [], True: []}
        singles: list[Gap] = []
        for deleted, segments in ((False, state.upserts), (True, state.tombstones)):
            for segment in segments:
                lacking = self._examined(shape, segment, deleted=deleted)
                pack = pack_name(segment.place.pack)
                if isinstance(lacking, str):
                    first, last = (_key(shape, key) for key in (segment.first, segment.last))
                    # Where an entity is stored anew, what was deleted until then is just not there.
                    rows = (0, segment.rows) if deleted else (segment.rows, None if state.anew else 0)
                    gaps.append(Gap(pack, first, last, *rows))
                else:
                    found[deleted].append(segment)
                    singles += [Gap(where, key, key, 0, 0) for where, key in lacking]
        gaps += singles
        return _Layer(tuple(found[False]), tuple(found[True]), (*above, *singles))

    def _examined(self, shape: EntityShape, segment: SegmentPlace, *, deleted: bool) -> tuple[Any, ...] | str:
        """What is wrong with a segment, or of its records the objects and keys of those whose values are damaged."""
        known = self._known.segments
        which = (segment.place, deleted)
        if which not in known:
            lacking: list[Any] = []
            try:
                for run in self._segments(shape, [segment], None, READ_ROWS, deleted=deleted):
                    if not deleted:
                        lacking += self._lacking(run)
                known[which] = tuple(lacking)
            except DamagedRepository as error:
                known[which] = error.user_message
        return known[which]

    def _lacking(self, run: Run) -> Iterator[tuple[str, Any]]:
        """Records of which a large value cannot be read, and the object that is to blame."""
        cells = run.batch.column(run.batch.num_columns - 1)
        for row in pc.indices_nonzero(cells.is_valid()).to_pylist():
            for value in decode_outside(cells[row].as_py(), "a record"):
                damaged = next((self._blame(name) for name in value.names if not self._is_sound(name)), None)
                if damaged is not None:
                    yield damaged, run.keys[row].as_py()
                    break

    def _blame(self, blob: bytes) -> str:
        place = self.own_blobs.get(blob)
        return point_name(self.point.crm, self.point.sequence) if place is None else pack_name(place.pack)

    def _is_sound(self, blob: bytes) -> bool:
        place = self.own_blobs.get(blob)
        if place is None:
            return False
        placed = Placed(place.pack, place.offset, place.length)
        known = self._known.blobs
        if placed not in known:
            try:
                decode_blob(self._repository.blob_key, blob, self._repository.read_placed(placed), "a blob")
                known[placed] = True
            except DamagedRepository:
                known[placed] = False
        return known[placed]

    def _find(self, blob: bytes) -> BlobPlace | None:
        """Its own, those of the older points that fill its gaps, and values that a restore replaced."""
        if blob in self.own_blobs:
            return self.own_blobs[blob]
        for views in self._fillers.values():
            for view in views:
                if blob in view.own_blobs:
                    return view.own_blobs[blob]
        return self._repository.find_blob(blob)

    def _older_views(self, entity: Entity) -> tuple[SurvivingView, ...]:
        """Older points, newest first, each of which does not share some of the damage of all before it."""
        if entity.name not in self._fillers:
            found: list[SurvivingView] = []
            damage = _objects(self._left_of(entity).gaps)
            sequences = self._repository.sequences(self.point.crm) if damage else []
            for sequence in sorted((s for s in sequences if s < self.point.sequence), reverse=True):
                view = self._older_view(sequence)
                if view is None or not _comparable(view, entity):
                    continue
                shared = _objects(view.gaps(entity.name))
                if not damage <= shared:
                    found.append(view)
                    damage = shared
                if not damage:
                    break
            self._fillers[entity.name] = tuple(found)
        return self._fillers[entity.name]

    def _older_view(self, sequence: int) -> SurvivingView | None:
        """A point of its own scope, or None where it cannot be opened."""
        views = self._known.views
        if sequence not in views:
            try:
                view = _open(self._repository, self.point.crm, sequence, self._known, older=False)
                views[sequence] = view if view.point.kind is PointKind.REGULAR else None
            except (DamagedRepository, ObjectMissing):
                views[sequence] = None
        return views[sequence]


def _comparable(view: SurvivingView, entity: Entity) -> bool:
    there = view.catalog.entity(entity.name)
    return there is not None and view.manifest.state(entity.name) is not None and same_shape(there, entity)


def _objects(gaps: Sequence[Gap]) -> set[tuple[str, Any, Any]]:
    return {(gap.object, gap.first, gap.last) for gap in gaps}


def _key(shape: EntityShape, canonical: bytes) -> Any:  # noqa: ANN401 - an integer or bytes, as the entity's keys are
    try:
        return shape.order.from_bytes(canonical)
    except ValueError:
        return None


def _within(gaps: Sequence[Gap], keys: pa.Array) -> pa.BooleanArray:
    """Which of the keys lie in one of the gaps."""
    if any(gap.whole for gap in gaps):
        return pa.repeat(True, len(keys)).cast(pa.bool_())
    single = pa.array([gap.first for gap in gaps if gap.first == gap.last], keys.type)
    found = pc.is_in(keys, value_set=single)
    for gap in gaps:
        if gap.first != gap.last:
            found = pc.or_(found, _spanned(gap, keys))
    return found


def _spanned(gap: Gap, keys: pa.Array) -> pa.BooleanArray:
    inside = pa.repeat(True, len(keys)).cast(pa.bool_())
    sides: list[tuple[Callable[..., Any], Any]] = [(pc.greater_equal, gap.first), (pc.less_equal, gap.last)]
    for compare, end in sides:
        if end is not None:
            inside = pc.and_(inside, compare(keys, pa.scalar(end, keys.type)))
    return inside


def _living(stream: Iterator[Run]) -> Iterator[Run]:
    for run in stream:
        living = run if run.deleted is None else run.filter(pc.invert(run.deleted))
        if len(living):
            yield Run(living.keys, living.batch)
