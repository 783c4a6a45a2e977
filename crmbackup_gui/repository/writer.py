"""Writing one recovery point: packs first, the manifest last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec
import pyarrow as pa

from crmbackup_gui.errors import CommitRefused
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import (
    INDEX_ENTITY,
    BlobIndex,
    BlobPlace,
    OutsideValue,
    blob_name,
    cut,
    encode_blob,
    names_in,
)
from crmbackup_gui.repository.manifest import EntityState, Manifest, SegmentPlace
from crmbackup_gui.repository.packs import EntryKind, PackWriter, Placed
from crmbackup_gui.repository.segments import EncodedSegment, SegmentEncoder, stored_schema

Commit = Callable[[Manifest], RecoveryPoint]


class LayerWriter:
    """What one point stores of one entity. One thread; records and deleted keys each in key order."""

    def __init__(self, entity: Entity, packs: PackWriter, named: set[bytes]) -> None:
        """`named` takes the names of the records' blobs when the layer is finished."""
        self.entity = entity
        self._packs = packs
        self._all_named = named
        self._named: set[bytes] = set()
        self._subject = entity.name.encode()
        self._upserts = SegmentEncoder(entity)
        self._tombstones = SegmentEncoder(entity, keys_only=True)
        self._placed: dict[EntryKind, list[SegmentPlace]] = {EntryKind.UPSERTS: [], EntryKind.TOMBSTONES: []}
        self.rows = 0

    def upsert(self, batch: pa.RecordBatch) -> None:
        """Store records (with the `BLOBS` column)."""
        self.rows += batch.num_rows
        self._named.update(names_in(batch.column(-1), self.entity.name))
        self._place(EntryKind.UPSERTS, self._upserts.add(batch))

    def delete(self, keys: pa.RecordBatch) -> None:
        """Store keys of deleted records."""
        self.rows += keys.num_rows
        self._place(EntryKind.TOMBSTONES, self._tombstones.add(keys))

    def finish(self, *, records: int, anew: bool, added: int, changed: int, deleted: int) -> EntityState:
        """The entity's part of the manifest. Raises what storing raised."""
        self._place(EntryKind.UPSERTS, self._upserts.finish())
        self._place(EntryKind.TOMBSTONES, self._tombstones.finish())
        self._all_named |= self._named
        return EntityState(
            name=self.entity.name,
            records=records,
            anew=anew,
            upserts=tuple(self._placed[EntryKind.UPSERTS]),
            tombstones=tuple(self._placed[EntryKind.TOMBSTONES]),
            added=added,
            changed=changed,
            deleted=deleted,
        )

    def _place(self, kind: EntryKind, segments: Iterable[EncodedSegment]) -> None:
        for segment in segments:
            placed = self._packs.add(kind, segment.data, subject=self._subject, rows=segment.rows)
            self._placed[kind].append(SegmentPlace(placed, segment.rows, segment.first, segment.last))


class PointWriter:
    """A recovery point in the making. Nothing of it is visible before `commit`, and nothing is left to undo.

    Layers belong to one thread at a time; `store_value` may be called from another one beside it.
    """

    def __init__(
        self,
        run: str,
        packs: PackWriter,
        blobs: Callable[[], BlobIndex],
        blob_key: bytes,
        commit: Commit,
        *,
        run_of: Callable[[int], str | None],
        earlier_runs: tuple[str, ...] = (),
    ) -> None:
        """`run_of` gives the run of the point of a sequence, if there is one that can be read.

        `earlier_runs` are those that stored the point before, when it is stored anew.
        """
        self.run = run
        self._earlier_runs = earlier_runs
        self._run_of = run_of
        self._packs = packs
        self._load_blobs = blobs
        self._known: BlobIndex | None = None
        self._new: dict[bytes, Placed] = {}
        self._named: set[bytes] = set()
        self._blob_key = blob_key
        self._commit = commit

    def layer(self, entity: Entity) -> LayerWriter:
        """Begin to write an entity. A layer that is never finished leaves nothing in the point."""
        return LayerWriter(entity, self._packs, self._named)

    def store_value(self, position: int, pieces: Iterator[bytes], *, is_text: bool) -> OutsideValue:
        """Store a value in blobs, each content once, and return what `BLOBS` has to say of it.

        `position` is the field's position in its entity.
        """
        names, size = [], 0
        for content in cut(pieces):
            names.append(self.store_blob(content))
            size += len(content)
        return OutsideValue(position, is_text, size, tuple(names))

    def store_blob(self, content: bytes) -> bytes:
        """Store a blob unless the repository has it; its name."""
        name = blob_name(self._blob_key, content)
        if name not in self._new and self._find(name) is None:
            self._new[name] = self._packs.add(EntryKind.BLOB, encode_blob(content), subject=name)
        return name

    def keep_blobs(self, names: Iterable[bytes]) -> None:
        """Blobs of records that were not written here but belong to the point; its indexes will list them."""
        self._named.update(names)

    def commit(
        self,
        draft: RecoveryPoint,
        catalog: Catalog,
        states: Iterable[EntityState],
        *,
        same_catalog: Placed | None = None,
        position: bytes | None = None,
        created: tuple[str, ...] = (),
        schema_changed: bool = False,
    ) -> RecoveryPoint:
        """Store what is open, then the manifest; the point as it stands in the timeline from now on.

        `draft` lacks its id, its sequence and its sizes. `same_catalog` is where an equal catalog lies already;
        the other arguments are those of `Manifest`.
        Raises CommitRefused when the point could not be relied on.
        """
        states = tuple(states)
        placed = same_catalog or self._packs.add(EntryKind.CATALOG, stored.encode(catalog))
        places = self._blob_places()
        index = index_segments(self._packs, places)
        point = msgspec.structs.replace(
            draft,
            entities=len(states),
            records=sum(state.records for state in states),
            records_added=sum(state.added for state in states),
            records_changed=sum(state.changed for state in states),
            records_deleted=sum(state.deleted for state in states),
            bytes_data=sum(state.bytes_data for state in states),
        )
        packs = self._packs.ids
        manifest = Manifest(
            point=point,
            run=self.run,
            earlier_runs=self._earlier_runs,
            previous=None,
            parent_run=None if point.parent is None else self._run_of(point.parent),
            catalog=placed,
            entities=states,
            blobs=index,
            packs=packs,
            reused=tuple(sorted({placed.pack, *(place.pack for _, place in places), *_packs_of(states)} - set(packs))),
            position=position,
            created=created,
            schema_changed=schema_changed,
        )
        if packs:
            self._packs.add(EntryKind.DRAFT, stored.encode(manifest))
        self._packs.flush()
        point = msgspec.structs.replace(point, bytes_stored=self._packs.bytes_stored)
        packs = tuple(self._packs.packs)  # the draft may have opened one more
        return self._commit(msgspec.structs.replace(manifest, point=point, packs=packs))

    def _find(self, name: bytes) -> BlobPlace | None:
        """Where an older point keeps a blob."""
        if self._known is None:
            self._known = self._load_blobs()
        return self._known.find(name)

    def _blob_places(self) -> list[tuple[bytes, Placed | BlobPlace]]:
        """Every blob that was stored, or that records name, and where it lies; by name."""
        places: dict[bytes, Placed | BlobPlace] = dict(self._new)
        for name in self._named - self._new.keys():
            known = self._find(name)
            if known is None:
                raise CommitRefused("a part of the repository that it needs is gone")
            places[name] = known
        return sorted(places.items())


def index_segments(packs: PackWriter, rows: Sequence[tuple[bytes, Placed | BlobPlace]]) -> tuple[SegmentPlace, ...]:
    """Store an index of blobs, which come by name."""
    if not rows:
        return ()
    batch = pa.RecordBatch.from_arrays(
        [
            pa.array([name for name, _ in rows], pa.binary()),
            pa.array([place.pack for _, place in rows], pa.binary()),
            pa.array([place.offset for _, place in rows], pa.int64()),
            pa.array([place.length for _, place in rows], pa.int64()),
            pa.nulls(len(rows), pa.binary()),
        ],
        schema=stored_schema(INDEX_ENTITY),
    )
    encoder = SegmentEncoder(INDEX_ENTITY)
    segments = [*encoder.add(batch), *encoder.finish()]
    return tuple(
        SegmentPlace(packs.add(EntryKind.BLOB_INDEX, s.data, rows=s.rows), s.rows, s.first, s.last) for s in segments
    )


def _packs_of(states: Iterable[EntityState]) -> Iterator[bytes]:
    """The packs of the records, which are not all of this run where a point is stored anew."""
    return (segment.place.pack for state in states for segment in (*state.upserts, *state.tombstones))
