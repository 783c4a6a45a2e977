"""A repository: its CRMs, their recovery points, and how new ones are committed."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol, TypeVar

import msgspec
import pyarrow as pa

from crmbackup_gui.errors import CommitRefused, DamagedRepository, ObjectDamaged, StoreFailed
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.recovery import RecoveryPoint, newest
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import INDEX_ENTITY, BlobIndex, BlobPlace
from crmbackup_gui.repository.manifest import CheckResult, LogEntry, Manifest, RestoreRun, SegmentPlace, Summary
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore
from crmbackup_gui.repository.pack_reader import PackReader
from crmbackup_gui.repository.packs import PackWriter, Placed, pack_name
from crmbackup_gui.repository.sealing import seal, subkey, unseal
from crmbackup_gui.repository.segments import decode_segment, stored_schema
from crmbackup_gui.repository.side_by_side import side_by_side
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.repository.writer import PointWriter

_LOG = logging.getLogger(__name__)

SUMMARY_EVERY = 64
OLDEST_COMMIT_SECONDS = 24 * 3600.0
"""A backup that began earlier may need packs that a prune has since swept, and is not committed."""

_COMMIT_TRIES = 1_000

_Stored = TypeVar("_Stored", bound=msgspec.Struct)
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Head:
    """The newest point of a CRM that somebody saw: its sequence and the digest of its manifest."""

    sequence: int
    digest: bytes


class HeadMemory(Protocol):
    """Remembers on this machine the newest heads seen, so that points which vanish are noticed."""

    def recall(self, repository: str, crm: str) -> Head | None:
        """The newest head seen of that CRM, or None."""

    def remember(self, repository: str, crm: str, head: Head) -> None:
        """Keep a head if it is newer than the one that is known."""


@dataclass(frozen=True)
class CrmInfo:
    """A CRM that the repository holds, as its newest readable point describes it."""

    id: str
    name: str
    url: str


@dataclass(frozen=True)
class Timeline:
    """The points of one CRM, oldest first, and the sequences whose manifest cannot be read, with the reason."""

    points: tuple[RecoveryPoint, ...]
    unreadable: dict[int, DamagedRepository]
    lost_after: Head | None = None
    """The head that this machine remembers, when newer points than those here have been seen."""


class Repository:
    """An open repository. Any thread may use it; views and writers say what their own threads may do."""

    def __init__(self, store: ObjectStore, repository_id: str, master: bytes, heads: HeadMemory | None = None) -> None:
        self.store = store
        self.id = repository_id
        self._heads = heads
        self._key = subkey(master, "objects")
        self.blob_key = subkey(master, "blob names")
        self._id_key = subkey(master, "point ids")
        self._packs = PackReader(store, self._key)

    # Points

    def crms(self) -> tuple[CrmInfo, ...]:
        """Every CRM that has a point, by name and id."""
        found = []
        for crm in self.crm_ids():
            points = self.timeline(crm).points
            last = newest(points) or next(reversed(points), None)
            found.append(CrmInfo(crm, last.crm_name if last else crm, last.url if last else ""))
        return tuple(sorted(found, key=lambda info: (info.name, info.id)))

    def crm_ids(self) -> list[str]:
        """Ids of every CRM that has a point, readable or not."""
        return sorted({crm for crm, _ in self._stored_points()})

    def point_id(self, crm: str, sequence: int) -> str:
        """The id of a point, which needs no manifest to be known."""
        return hmac.digest(self._id_key, f"{crm}/{sequence}".encode(), "sha256")[:8].hex()

    def manifest_digest(self, crm: str, sequence: int) -> bytes:
        """What the next manifest says of this one. Raises ObjectMissing."""
        return stored.digest(self.store.get(point_name(crm, sequence)))

    def remembered_head(self, crm: str) -> Head | None:
        """The newest head of a CRM that this machine has seen, or None."""
        return self._heads.recall(self.id, crm) if self._heads else None

    def sequences(self, crm: str) -> list[int]:
        """Sequences of the points that exist, ascending."""
        return [sequence for _, sequence in self._stored_points(f"points/{crm}/")]

    def timeline(self, crm: str) -> Timeline:
        """All points of a CRM. Reads summaries where there are any, else manifests, several at a time."""
        sequences = self.sequences(crm)
        last = max(sequences, default=0)
        summarised = set(sequences) - {last}
        points = {p.sequence: p for p in self._summarised(crm) if p.sequence in summarised}
        unreadable: dict[int, DamagedRepository] = {}

        def load(sequence: int) -> None:
            try:
                points[sequence] = self.manifest(crm, sequence).point
            except DamagedRepository as error:
                unreadable[sequence] = error

        self._read_all(load, [s for s in sequences if s not in points])
        seen = self.remembered_head(crm)
        lost = seen if seen is not None and seen.sequence > last else None
        if self._heads and last in points and self._as_seen(crm, seen, sequences):
            self._heads.remember(self.id, crm, Head(last, self.manifest_digest(crm, last)))
        return Timeline(tuple(points[s] for s in sorted(points)), unreadable, lost)

    def manifest(self, crm: str, sequence: int) -> Manifest:
        """The manifest of one point. Raises ObjectMissing, ObjectDamaged."""
        name = point_name(crm, sequence)
        manifest = self._load(name, Manifest)
        if (manifest.point.crm, manifest.point.sequence) != (crm, sequence):
            raise ObjectDamaged(name, "it is the manifest of another point")
        return manifest

    def view(self, crm: str, sequence: int) -> PointView:
        """One point for reading. Raises leaves of DamagedRepository when its chain cannot be read."""
        own = self.manifest(crm, sequence)
        chain = self._read_all(partial(self.manifest, crm), own.point.chain)
        manifests = [*chain, own]

        @cache
        def own_blobs() -> BlobIndex:
            return BlobIndex([batch for part in manifests for batch in self._blob_batches(part.blobs)])

        def find_blob(name: bytes) -> BlobPlace | None:
            # A restore also asks for values that it replaced, which lie in a safety point or in any other.
            return own_blobs().find(name) or self._usable_blobs().find(name)

        threads = self.store.requests_at_once
        return PointView(manifests, self.catalog(own), self.read_placed, find_blob, self.blob_key, threads)

    def catalog(self, manifest: Manifest) -> Catalog:
        """The catalog of a point."""
        return stored.decode(pack_name(manifest.catalog.pack), self.read_placed(manifest.catalog), Catalog)

    @contextmanager
    def new_point(self, crm: str) -> Iterator[PointWriter]:
        """A writer for the next point of a CRM. Leaving the context before `commit` leaves no point."""
        run, began = secrets.token_hex(16), time.monotonic()

        def store_pack(pack: bytes, buffers: list[bytes | pa.Buffer]) -> int:
            return self._store(pack_name(pack), buffers, create=True)

        with PackWriter(crm, run, store_pack) as packs:
            yield PointWriter(
                run,
                packs,
                self._usable_blobs,
                self.blob_key,
                lambda manifest: self._commit(manifest, began),
            )

    # Objects

    def read_placed(self, placed: Placed) -> bytes:
        """An entry of a pack. Raises ObjectMissing, ObjectDamaged."""
        return self._packs.read(placed)

    def read_object(self, name: str) -> bytes:
        """The whole content of a sealed object. Raises ObjectMissing, ObjectDamaged."""
        return unseal(self._key, name, self.store.get(name))

    def blob_places(self, manifest: Manifest) -> Iterator[tuple[bytes, Placed]]:
        """Every blob that the records of a point name and where it lies, as far as its indexes can be read."""
        for batch in self._blob_batches(manifest.blobs):
            for row in batch.to_pylist():
                yield row["name"], Placed(row["pack"], row["offset"], row["length"])

    # What was learned about points

    def record_check(self, crm: str, result: CheckResult) -> None:
        """Keep what a check found, beside earlier results."""
        self._note("checks", crm, result)

    def record_restore(self, crm: str, run: RestoreRun) -> None:
        """Keep what a restore read and how long it took, for the planner."""
        self._note("restores", crm, run)

    def intact(self, crm: str) -> dict[int, bool]:
        """The newest verdict of a check on each point that was ever checked."""
        verdicts: dict[int, bool] = {}
        for result in self.checks(crm):
            verdicts.update(dict.fromkeys(result.intact, True) | dict.fromkeys(result.damaged, False))
        return verdicts

    def checks(self, crm: str) -> tuple[CheckResult, ...]:
        """What checks of points of that CRM found, and when, oldest first."""
        return tuple(self._notes("checks", crm, CheckResult))

    def restores(self, crm: str) -> tuple[RestoreRun, ...]:
        """Restores of points of that CRM, oldest first."""
        return tuple(self._notes("restores", crm, RestoreRun))

    def log(self, crm: str) -> tuple[LogEntry, ...]:
        """Why points are gone or rewritten, oldest first."""
        return tuple(self._notes("log", crm, LogEntry))

    # Inside

    def _read_all(self, read: Callable[[int], _Read], sequences: Sequence[int]) -> list[_Read]:
        return side_by_side(read, sequences, self.store.requests_at_once, "read-manifests")

    def _commit(self, manifest: Manifest, began: float) -> RecoveryPoint:
        crm = manifest.point.crm
        if time.monotonic() - began > OLDEST_COMMIT_SECONDS:
            raise CommitRefused("it took longer than a day, and parts of it may have been cleaned up meanwhile")
        self._check_needed(manifest)
        for _ in range(_COMMIT_TRIES):
            sequence, previous = self._next(crm)
            numbered = self._numbered(manifest, sequence, previous)
            name = point_name(crm, sequence)
            sealed = seal(self._key, name, stored.encode(numbered))
            try:
                self.store.put(name, sealed, create=True)
            except AlreadyThere:
                continue
            if self._heads:
                self._heads.remember(self.id, crm, Head(sequence, stored.digest(sealed)))
            if sequence % SUMMARY_EVERY == 0:
                self._summarise(crm, sequence)
            return numbered.point
        raise CommitRefused("other programs committed all the time")

    def _numbered(self, manifest: Manifest, sequence: int, previous: bytes | None) -> Manifest:
        crm = manifest.point.crm
        point = msgspec.structs.replace(manifest.point, id=self.point_id(crm, sequence), sequence=sequence)
        numbered = msgspec.structs.replace(manifest, point=point, previous=previous)
        size = point.bytes_stored + len(stored.encode(numbered))
        return msgspec.structs.replace(numbered, point=msgspec.structs.replace(point, bytes_stored=size))

    def _next(self, crm: str) -> tuple[int, bytes | None]:
        """The next sequence, and the digest of the manifest before it. A sequence once seen is never used again."""
        last = max(self.sequences(crm), default=0)
        seen = self.remembered_head(crm)
        if seen is not None and seen.sequence > last:
            return seen.sequence + 1, seen.digest
        return last + 1, self.manifest_digest(crm, last) if last else None

    def _as_seen(self, crm: str, seen: Head | None, sequences: Sequence[int]) -> bool:
        """Whether the head that was seen may be forgotten for a newer one; not while another point stands there."""
        if seen is None or seen.sequence not in sequences:
            return True
        return self.manifest_digest(crm, seen.sequence) == seen.digest

    def _check_needed(self, manifest: Manifest) -> None:
        """Refuse a point whose objects, or whose chain's, are gone or marked for deletion."""
        needed = {*manifest.packs, *manifest.reused}
        for sequence in manifest.point.chain:
            older = self.manifest(manifest.point.crm, sequence)
            needed |= {*older.packs, *older.reused}
        existing = self._existing_packs()
        if any(pack_name(pack) not in existing for pack in needed):
            raise CommitRefused("a part of the repository that it needs is gone")
        marked = self._marked_packs()
        if any(pack_name(pack) in marked for pack in needed):
            raise CommitRefused("a part of the repository that it needs is about to be cleaned up")

    def _existing_packs(self) -> set[str]:
        return {info.name for info in self.store.list("packs/")}

    def _marked_packs(self) -> set[str]:
        marks = (info.name.rsplit("/", 1)[1] for info in self.store.list("marks/"))
        return {f"packs/{mark[:2]}/{mark}" for mark in marks}

    def _usable_blobs(self) -> BlobIndex:
        """Every blob that a new point may rely on: its pack is there and not about to go."""
        usable = self._existing_packs() - self._marked_packs()
        written = [(set(manifest.packs), manifest.blobs) for manifest in self._manifests()]
        listed = {pack for packs, _ in written for pack in packs}
        batches = []
        for own, segments in written:
            for batch in self._blob_batches(segments):
                # Blobs of other points' packs are listed by those points, unless they are gone.
                packs = batch.column("pack").to_pylist()
                wanted = [(p in own or p not in listed) and pack_name(p) in usable for p in packs]
                batches.append(batch.filter(pa.array(wanted, pa.bool_())))
        return BlobIndex(batches)

    def _blob_batches(self, segments: Sequence[SegmentPlace]) -> Iterator[pa.RecordBatch]:
        schema = stored_schema(INDEX_ENTITY)
        for segment in segments:
            name = pack_name(segment.place.pack)
            try:
                yield from decode_segment(name, self.read_placed(segment.place), schema)
            except DamagedRepository:
                continue  # its blobs count as unknown, so that they are stored again; checks report it

    def _manifests(self) -> Iterator[Manifest]:
        for crm, sequence in self._stored_points():
            try:
                yield self.manifest(crm, sequence)
            except DamagedRepository:
                continue  # what cannot be read holds no index; checks report it

    def _stored_points(self, prefix: str = "points/") -> Iterator[tuple[str, int]]:
        """CRM and sequence of every manifest below `prefix`; objects that others put there are not seen."""
        for info in self.store.list(prefix):
            parts = re.fullmatch(r"points/([0-9a-z]+)/([0-9]{10})", info.name)
            if parts is not None:
                yield parts[1], int(parts[2])

    def _summarise(self, crm: str, last: int) -> None:
        """Keep the descriptions of the last points together.

        An extra copy, made when the newest of them is committed already: losing it loses nothing.
        """
        points, digests = [], []
        try:
            for sequence in self.sequences(crm):
                if last - SUMMARY_EVERY < sequence <= last:
                    digests.append(self.manifest_digest(crm, sequence))
                    points.append(self.manifest(crm, sequence).point)
            self._save(f"summaries/{crm}/{last:010d}", Summary(points=tuple(points), digests=tuple(digests)))
        except (AlreadyThere, DamagedRepository, StoreFailed) as problem:
            _LOG.warning("no summary of the points up to %d was kept: %s", last, problem)

    def _summarised(self, crm: str) -> Iterator[RecoveryPoint]:
        for info in self.store.list(f"summaries/{crm}/"):
            try:
                yield from self._load(info.name, Summary).points
            except DamagedRepository:
                continue  # the manifests are read instead

    def _note(self, kind: str, crm: str, note: msgspec.Struct) -> None:
        self._save(f"{kind}/{crm}/{time.time_ns():019d}{secrets.token_hex(4)}", note)

    def _notes(self, kind: str, crm: str, type_: type[_Stored]) -> Iterator[_Stored]:
        for info in self.store.list(f"{kind}/{crm}/"):
            try:
                yield self._load(info.name, type_)
            except DamagedRepository:
                continue  # a note is an extra; checks report that it is damaged

    def _load(self, name: str, type_: type[_Stored]) -> _Stored:
        return stored.decode(name, self.read_object(name), type_)

    def _save(self, name: str, value: msgspec.Struct) -> None:
        self._store(name, [stored.encode(value)], create=True)

    def _store(self, name: str, buffers: list[bytes | pa.Buffer], *, create: bool) -> int:
        sealed = seal(self._key, name, buffers)
        self.store.put(name, sealed, create=create)
        return len(sealed)


def point_name(crm: str, sequence: int) -> str:
    """The object name of a point's manifest."""
    return f"points/{crm}/{sequence:010d}"
