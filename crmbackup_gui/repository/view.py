"""An entity as of a recovery point, whatever strategies made the point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from crmbackup_gui.errors import EntityNotFound, ObjectDamaged
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.keyless import COPIES, MOST_COPIES, is_keyless
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.repository.blobs import BlobPlace, OutsideValue, decode_blob
from crmbackup_gui.repository.manifest import EntityState, Manifest, SegmentPlace
from crmbackup_gui.repository.merge import Run, interleave, newest_of, overlay, overlay_all
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import Placed, pack_name
from crmbackup_gui.repository.prefetch import closing_all, prefetch_now
from crmbackup_gui.repository.segments import READ_ROWS, decode_segment, stored_schema, tombstone_schema
from crmbackup_gui.repository.side_by_side import side_by_side

_LEAST_ROWS = 1_024
_SMALL_CHANGES = 1 << 20
_GROUP_ROWS = 131_072
_GROUP_BYTES = 12 << 20
"""Neighbouring change sets of up to the first (bytes as stored) are merged in memory, as many at once as stay below
both others: a stream for each would take longer to begin than to read. Larger ones are merged in streams, which keeps
the memory bounded."""

_MOST_AHEAD = 64
_BYTES_AHEAD = 40 << 20
"""Runs of a base that are decoded before they are asked for, so that two processors have something to do while a long
chain is collapsed."""

_DECODING = 2
"""Small change sets that are decoded at once, however few a store wants to fetch at once."""

ReadPlaced = Callable[[Placed], bytes]

Hide = Callable[[KeyOrder, pa.Array], pa.BooleanArray]
"""Which of these comparable keys are those of erased records."""


class PointView:
    """Reads one recovery point. Any thread may use it; each iterator belongs to one thread.

    `manifests` are those of the point's chain and its own, oldest first. `read_placed` fetches an entry of a pack,
    `find_blob` says where a blob lies, `threads` is how many small entries are worth fetching at once.
    Everything may raise leaves of DamagedRepository.
    """

    def __init__(  # noqa: PLR0917 - what a point is read with
        self,
        manifests: Sequence[Manifest],
        catalog: Catalog,
        read_placed: ReadPlaced,
        find_blob: Callable[[bytes], BlobPlace | None],
        blob_key: bytes,
        threads: int,
        hidden: Mapping[Placed, Hide] | None = None,
    ) -> None:
        """`hidden` tells which records of a segment are erased."""
        self._hidden = hidden or {}
        self.manifest = manifests[-1]
        self.catalog = catalog
        self._manifests = manifests
        self._read_placed = read_placed
        self._find_blob = find_blob
        self._blob_key = blob_key
        self._threads = threads

    @property
    def point(self) -> RecoveryPoint:
        """The recovery point that is read."""
        return self.manifest.point

    def entity(self, name: str) -> Entity:
        """The entity as stored. Raises EntityNotFound."""
        entity = self.catalog.entity(name)
        if entity is None or self.manifest.state(name) is None:
            close = [state.name for state in self.manifest.entities if name.lower() in state.name.lower()]
            raise EntityNotFound(name, close=close[:3])
        return entity

    def entities(self) -> tuple[Entity, ...]:
        """The entities that are part of the point."""
        names = {state.name for state in self.manifest.entities}
        return tuple(entity for entity in self.catalog.entities if entity.name in names)

    def layers(self, name: str) -> tuple[EntityState, ...]:
        """What must be laid over one another to read the entity, oldest first; the first one is whole."""
        if self.point.kind is PointKind.SAFETY:
            state = self.manifest.state(name)
            return () if state is None else (state,)
        found: list[EntityState] = []
        for manifest in reversed(self._manifests):
            state = manifest.state(name)
            if state is None:
                raise ObjectDamaged(f"point {self.point.id}", f"its chain does not hold '{name}'")
            if state.anew or state.upserts or state.tombstones:
                found.append(state)
            if state.anew:
                return tuple(reversed(found))
        raise ObjectDamaged(f"point {self.point.id}", f"its chain does not begin with the whole of '{name}'")

    def bytes_read(self, name: str) -> int:
        """How many bytes of segments reading the entity goes through."""
        return sum(state.bytes_data for state in self.layers(name))

    def read(self, name: str, only: pa.Array | None = None) -> Iterator[Run]:
        """The records of the entity in key order, as stored records (repository/segments.py).

        `only` narrows the result to these comparable keys, and reads no segment that cannot hold one of them.
        """
        entity = self.entity(name)
        layers = self.layers(name)
        if not layers:
            return iter(())
        return self._all(EntityShape(entity), layers, only)

    def _all(self, shape: EntityShape, layers: Sequence[EntityState], only: pa.Array | None) -> Iterator[Run]:
        if only is not None:
            return overlay_all([self._layer(shape, state, only, READ_ROWS) for state in layers])
        groups = _grouped(layers[1:])
        rows = max(_LEAST_ROWS, READ_ROWS // (1 + len(groups)))
        return self._laid_over(shape, layers[0], [self._collapsed(shape, group, rows) for group in groups])

    def _laid_over(self, shape: EntityShape, base: EntityState, changes: Sequence[Iterator[Run]]) -> Iterator[Run]:
        """The base is decoded on a thread of its own, from the moment that the first record is asked for.

        With change sets above it, it goes on while those are collapsed: as long as one run waits, nothing does.
        """
        base_runs = self._layer(shape, base, None, READ_ROWS)
        depth = _MOST_AHEAD if changes else 1
        ahead = prefetch_now(base_runs, depth, "read-segments", weight=_bytes_of, limit=_BYTES_AHEAD)
        with closing_all(ahead):
            yield from overlay_all([ahead, *changes])

    def keys(self, name: str, only: pa.Array | None = None) -> Iterator[Run]:
        """The keys of all records, in key order, as records that have no other columns. Decodes nothing else.

        `only` narrows them as in `read`.
        """
        entity = self.entity(name)
        layers = self.layers(name)
        if not layers:
            return iter(())
        return self._all(EntityShape(entity, keys_only=True), layers, only)

    def changes(self, name: str) -> Iterator[Run]:
        """What this point itself stores of the entity: records, and keys of deleted ones marked as such."""
        state = self.manifest.state(name)
        if state is None:
            return iter(())
        return self._layer(EntityShape(self.entity(name)), state, None, READ_ROWS)

    def merged(self, name: str, layers: Sequence[EntityState]) -> Iterator[Run]:
        """Change sets among the layers of an entity laid over one another, oldest first, as `changes` gives one.

        Each record or deleted key that any of them has comes once, as the newest of them has it.
        """
        shape = EntityShape(self.entity(name))
        first, *others = (self._layer(shape, state, None, READ_ROWS) for state in layers)
        return reduce(overlay, others, first)

    def value(self, outside: OutsideValue) -> Iterator[bytes]:
        """The pieces of a value that lives in blobs, each at most 8 MiB; together as long as it tells."""
        missing = outside.size
        for name in outside.names:
            place = self._find_blob(name)
            if place is None:
                raise ObjectDamaged(f"point {self.point.id}", "a blob is not in any index")
            data = self._read_placed(Placed(place.pack, place.offset, place.length))
            content = decode_blob(self._blob_key, name, data, pack_name(place.pack))
            missing -= len(content)
            if missing < 0 or not content:
                break
            yield content
        if missing:
            raise ObjectDamaged(f"point {self.point.id}", "a value has another length than its record tells")

    def _collapsed(self, shape: EntityShape, group: Sequence[EntityState], rows: int) -> Iterator[Run]:
        """Small change sets as one, or a single one in runs of at most `rows`."""
        if len(group) == 1:
            yield from self._layer(shape, group[0], None, rows)
            return

        def decoded(state: EntityState) -> list[Run]:
            return list(self._layer(shape, state, None, READ_ROWS))

        layers = side_by_side(decoded, group, max(_DECODING, self._threads), "read-changes")
        runs = [run for layer in layers for run in layer]
        if runs:
            yield from newest_of(runs)

    def _layer(self, shape: EntityShape, state: EntityState, only: pa.Array | None, rows: int) -> Iterator[Run]:
        upserts = self._segments(shape, state.upserts, only, rows, deleted=False)
        if not state.tombstones:
            return upserts
        return interleave(upserts, self._segments(shape, state.tombstones, only, rows, deleted=True))

    def _segments(
        self, shape: EntityShape, segments: Sequence[SegmentPlace], only: pa.Array | None, rows: int, *, deleted: bool
    ) -> Iterator[Run]:
        before: Any = None
        for segment in segments:
            if only is not None and not _may_hold(segment, only, shape.order):
                continue
            name = pack_name(segment.place.pack)
            found = 0
            for batch in self._decoded(name, segment, shape, rows, deleted=deleted):
                found += batch.num_rows
                if found > segment.rows:
                    break
                run = shape.gone(batch) if deleted else Run(shape.order.keys_of(batch), batch)
                hide = None if deleted else self._hidden.get(segment.place)
                if hide is not None:
                    run = run.filter(pc.invert(hide(shape.order, run.keys)))
                if len(run):
                    first, last = run.keys[0].as_py(), run.keys[-1].as_py()
                    if first > last or (before is not None and first <= before):
                        raise ObjectDamaged(
                            name, f"records of '{shape.entity.name}' are not in the order of their keys"
                        )
                    before = last
                yield run if only is None else run.filter(pc.is_in(run.keys, value_set=only))
            if found != segment.rows:
                raise ObjectDamaged(
                    name, f"a segment of '{shape.entity.name}' has another number of records than its manifest says"
                )

    def _decoded(
        self, name: str, segment: SegmentPlace, shape: EntityShape, rows: int, *, deleted: bool
    ) -> Iterator[pa.RecordBatch]:
        data = self._read_placed(segment.place)
        if deleted:
            yield from decode_segment(name, data, shape.tombstones, rows, entity=shape.entity.name)
            return
        for batch in decode_segment(name, data, shape.stored, rows, shape.columns, entity=shape.entity.name):
            shape.check_copies(name, batch)
            yield batch


def _bytes_of(run: Run) -> int:
    return run.batch.nbytes


class EntityShape:
    """What decoding needs to know of an entity, worked out once for all of its segments.

    With `keys_only`, nothing but its key is decoded.
    """

    def __init__(self, entity: Entity, *, keys_only: bool = False) -> None:
        self.entity = entity
        self.stored = stored_schema(entity)
        self.tombstones = tombstone_schema(entity)
        self.columns = KeyOrder(entity).positions if keys_only else None
        self._copies = entity.index(COPIES) if is_keyless(entity) and not keys_only else None
        self.records = self.tombstones if keys_only else self.stored
        self.order = KeyOrder(msgspec.structs.replace(entity, fields=entity.key_fields) if keys_only else entity)

    def check_copies(self, name: str, batch: pa.RecordBatch) -> None:
        """Raise ObjectDamaged, with the name of the object, when a record has a number of copies that none can have."""
        if self._copies is None:
            return
        column = batch.column(self._copies)
        least, most = pc.min_max(column).values() if batch.num_rows else (pa.scalar(1), pa.scalar(1))
        if column.null_count or least.as_py() < 1 or most.as_py() > MOST_COPIES:
            raise ObjectDamaged(name, f"a record of '{self.entity.name}' has a number of copies that none can have")

    def gone(self, keys: pa.RecordBatch) -> Run:
        """Deleted keys as rows of the entity's shape: the key fields set, all else null."""
        columns = [pa.nulls(keys.num_rows, field.type) for field in self.records]
        for column, position in zip(keys.columns, self.order.positions, strict=True):
            columns[position] = column
        rows = pa.RecordBatch.from_arrays(columns, schema=self.records)
        return Run(self.order.keys(keys.columns), rows, pa.repeat(True, keys.num_rows).cast(pa.bool_()))


def _grouped(changes: Sequence[EntityState]) -> list[list[EntityState]]:
    """The change sets in their order, those together that are merged in memory."""
    groups: list[list[EntityState]] = []
    rows = size = 0
    for state in changes:
        more = sum(segment.rows for segment in (*state.upserts, *state.tombstones))
        rows, size = rows + more, size + state.bytes_data
        large = max(state.bytes_data, groups[-1][-1].bytes_data if groups else 0) > _SMALL_CHANGES
        if not groups or large or rows > _GROUP_ROWS or size > _GROUP_BYTES:
            groups.append([])
            rows, size = more, state.bytes_data
        groups[-1].append(state)
    return groups


def _may_hold(segment: SegmentPlace, keys: pa.Array, order: KeyOrder) -> bool:
    try:
        first, last = order.from_bytes(segment.first), order.from_bytes(segment.last)
    except ValueError as error:
        raise ObjectDamaged(pack_name(segment.place.pack), "a segment has no such keys") from error
    between = pc.and_(pc.greater_equal(keys, first), pc.less_equal(keys, last))
    return bool(pc.any(between).as_py())


def same_shape(one: Entity, other: Entity) -> bool:
    """Whether records of both entities can be laid over one another: fields, types, key and fingerprint agree."""
    return msgspec.structs.replace(one, label="", references=()) == msgspec.structs.replace(
        other, label="", references=()
    )
