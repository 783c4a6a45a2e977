"""A manifest from what packs say of themselves, where neither it nor its draft is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import INDEX_ENTITY
from crmbackup_gui.repository.manifest import EntityState, Manifest, SegmentPlace
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.packs import Entry, EntryKind, PackTable, Placed, pack_name
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import decode_segment, stored_schema


@dataclass
class RunPacks:
    """What the packs of one backup run say of themselves; `written` is when the last was, in seconds since 1970."""

    crm: str
    run: str
    packs: dict[bytes, PackTable] = field(default_factory=dict)
    bytes_stored: int = 0
    written: float = 0.0


def manifest_of_pieces(
    repository: Repository, run: RunPacks, catalogs: Sequence[Placed], known: Sequence[RecoveryPoint]
) -> Manifest | None:
    """A partial point of all records that the packs of a run hold, or None when they hold none that can be read.

    Its catalog is the run's own, else the first of `catalogs` that can be read. The times are those of the packs; what
    the CRM is called is taken from the `known` points.
    """
    packs, written = run.packs, datetime.fromtimestamp(run.written, UTC)
    entries = [(pack, entry) for pack, table in packs.items() for entry in table.entries]
    own = [_place(pack, entry) for pack, entry in entries if entry.kind == EntryKind.CATALOG]
    found = _first_catalog(repository, (*own, *catalogs))
    if found is None:
        return None
    place, catalog = found
    states = []
    for entity in catalog.entities:
        subject = entity.name.encode()
        parts = sorted(
            ((e.number, pack, e) for pack, e in entries if e.kind == EntryKind.UPSERTS and e.subject == subject),
            key=lambda part: part[0],
        )
        segments = _in_order(_segments(repository, entity, [(pack, entry) for _, pack, entry in parts]))
        if segments:
            records = sum(segment.rows for segment in segments)
            states.append(EntityState(name=entity.name, records=records, anew=True, upserts=tuple(segments)))
    if not states:
        return None
    indexes = [(pack, entry) for pack, entry in entries if entry.kind == EntryKind.BLOB_INDEX]
    last = max(known, key=lambda point: point.sequence, default=None)
    point = RecoveryPoint(
        id="",
        crm=run.crm,
        crm_name=run.crm if last is None else last.crm_name,
        url="" if last is None else last.url,
        sequence=0,
        kind=PointKind.PARTIAL,
        strategy=Strategy.FULL,
        taken_at=written,
        consistent_as_of=written,
        entities=len(states),
        records=sum(state.records for state in states),
        bytes_data=sum(state.bytes_data for state in states),
    )
    blobs = tuple(_segments(repository, INDEX_ENTITY, indexes))
    return Manifest(
        point=point,
        run=run.run,
        previous=None,
        catalog=place,
        entities=tuple(states),
        blobs=blobs,
        packs=tuple(packs),
        reused=() if place.pack in packs else (place.pack,),
    )


def _first_catalog(repository: Repository, places: Iterable[Placed]) -> tuple[Placed, Catalog] | None:
    for place in places:
        try:
            return place, stored.decode(pack_name(place.pack), repository.read_placed(place), Catalog)
        except DamagedRepository:
            continue
    return None


def _segments(repository: Repository, entity: Entity, entries: Iterable[tuple[bytes, Entry]]) -> list[SegmentPlace]:
    """Those that can be decoded as the entity, with their first and last keys."""
    order = KeyOrder(entity)
    found = []
    for pack, entry in entries:
        place = _place(pack, entry)
        try:
            keys = [
                order.keys_of(batch)
                for batch in decode_segment(pack_name(pack), repository.read_placed(place), stored_schema(entity))
                if batch.num_rows
            ]
        except DamagedRepository:
            continue
        if keys:
            first, last = order.to_bytes(keys[0][0].as_py()), order.to_bytes(keys[-1][-1].as_py())
            found.append(SegmentPlace(place, sum(map(len, keys)), first, last))
    return found


def _in_order(segments: Sequence[SegmentPlace]) -> list[SegmentPlace]:
    """The last series of segments whose keys increase: an entity that was begun again has the whole of it there."""
    series: list[SegmentPlace] = []
    for segment in segments:
        if series and segment.first <= series[-1].last:
            series = []
        series.append(segment)
    return series


def _place(pack: bytes, entry: Entry) -> Placed:
    return Placed(pack, entry.offset, entry.length)
