"""A repository: its CRMs, their recovery points, and how new ones are committed."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from copy import copy
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol, TypeVar

import msgspec
import pyarrow as pa

from crmbackup_gui.errors import (
    CommitRefused,
    DamagedRepository,
    FormatNotSupported,
    ObjectDamaged,
    ObjectMissing,
    StoreFailed,
)
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, chain_below, newest
from crmbackup_gui.repository import manifest as stored
from crmbackup_gui.repository.blobs import BlobIndex, BlobPlace, decode_index
from crmbackup_gui.repository.hiding import hidden_in, pending, without_erased
from crmbackup_gui.repository.manifest import (
    LogEntry,
    Manifest,
    SegmentPlace,
    Summary,
)
from crmbackup_gui.repository.marking import MarksAndClaims
from crmbackup_gui.repository.names import new_point_name, ours, point_name, point_of
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore
from crmbackup_gui.repository.pack_reader import PackReader
from crmbackup_gui.repository.packs import PackWriter, Placed, pack_name
from crmbackup_gui.repository.sealing import seal, subkey
from crmbackup_gui.repository.side_by_side import side_by_side
from crmbackup_gui.repository.stopwatch import Stopwatch
from crmbackup_gui.repository.view import Hide, PointView
from crmbackup_gui.repository.writer import PointWriter

_LOG = logging.getLogger(__name__)

SUMMARY_EVERY = 64
OLDEST_COMMIT_SECONDS = 24 * 3600.0
"""A backup that began earlier may need packs that a prune has since swept, and is not committed."""

FRESH_SECONDS = 1800.0
"""Nothing is deleted or committed for what was seen longer ago: the machine may have been asleep meanwhile."""

_COMMIT_TRIES = 1_000
_GONE = "a part of the repository that it needs is gone"
_STORED_ANEW = "another program deleted the point or stored it anew meanwhile"

Proof = Callable[[PointView], None]
"""Raises when a point does not read as it must."""

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

    def crms(self, repository: str) -> Iterable[str]:
        """Ids of the CRMs of which a head is known."""


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
    dropped: tuple[RecoveryPoint, ...] = ()
    """Points that are about to be deleted, which no longer count as points of the CRM."""


class Repository(MarksAndClaims):
    """An open repository. Any thread may use it; views and writers say what their own threads may do."""

    def __init__(self, store: ObjectStore, repository_id: str, master: bytes, heads: HeadMemory | None = None) -> None:
        super().__init__(store, master)
        self.id = repository_id
        self._heads = heads
        self.blob_key = subkey(master, "blob names")
        self._id_key = subkey(master, "point ids")
        self.erased_key = subkey(master, "erased records")
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

    def manifest_digests(self, crm: str) -> dict[int, bytes]:
        """The same of every point that is there, by sequence."""
        found: dict[int, bytes] = {}
        for sequence in self.sequences(crm):
            with suppress(ObjectMissing):  # deleted since it was listed
                found[sequence] = self.manifest_digest(crm, sequence)
        return found

    def remembered_head(self, crm: str) -> Head | None:
        """The newest head of a CRM that this machine has seen, or None."""
        return self._heads.recall(self.id, crm) if self._heads else None

    def remembered_crms(self) -> set[str]:
        """Ids of the CRMs of which this machine has seen a point."""
        return set(self._heads.crms(self.id)) if self._heads else set()

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
                found = self.manifest_if_there(crm, sequence)
                if found is not None:
                    points[sequence] = found.point
            except DamagedRepository as error:
                unreadable[sequence] = error

        self._read_all(load, [s for s in sequences if s not in points])
        seen = self.remembered_head(crm)
        lost = seen if seen is not None and seen.sequence > last else None
        if self._heads and last in points and self._as_seen(crm, seen, sequences):
            self._heads.remember(self.id, crm, Head(last, self.manifest_digest(crm, last)))
        marks = self.marks()
        ordered = [points[s] for s in sorted(points)]
        dropped = {point.sequence for point in ordered if self.point_id(crm, point.sequence) in marks}
        staying = tuple(point for point in ordered if point.sequence not in dropped)
        return Timeline(staying, unreadable, lost, tuple(point for point in ordered if point.sequence in dropped))

    def manifest(self, crm: str, sequence: int) -> Manifest:
        """The manifest of one point. Raises ObjectMissing, ObjectDamaged."""
        name = point_name(crm, sequence)
        manifest = self._load(name, Manifest)
        if (manifest.point.crm, manifest.point.sequence) != (crm, sequence):
            raise ObjectDamaged(name, "it is the manifest of another point")
        stored.check_chain(name, manifest.point)
        return manifest

    def manifest_if_there(self, crm: str, sequence: int) -> Manifest | None:
        """The manifest of a point that was listed, or None when it was deleted since. Raises ObjectDamaged."""
        try:
            return self.manifest(crm, sequence)
        except ObjectMissing:
            if sequence in self.sequences(crm):
                raise
            return None

    def view(self, crm: str, sequence: int) -> PointView:
        """One point for reading. Raises leaves of DamagedRepository when its chain cannot be read."""
        return self.view_of(self.manifest(crm, sequence))

    def view_of(self, own: Manifest) -> PointView:
        """The point that a manifest describes, for reading. Raises as `view`."""
        chain = self._read_all(partial(self.manifest, own.point.crm), own.point.chain)
        manifests = [*chain, own]

        @cache
        def own_blobs() -> BlobIndex:
            return BlobIndex([batch for part in manifests for batch in self._blob_batches(part.blobs)])

        def find_blob(name: bytes) -> BlobPlace | None:
            # A restore also asks for values that it replaced, which lie in a safety point or in any other.
            return own_blobs().find(name) or self._usable_blobs().find(name)

        erasures = self.erasures(own.point.crm)
        hidden: dict[Placed, Hide] = {}
        for manifest in manifests:
            hidden |= hidden_in(self.erased_key, manifest, erasures)
        if hidden:
            manifests = [*chain, without_erased(own, erasures)]
        threads = self.store.requests_at_once
        return PointView(manifests, self.catalog(own), self.read_placed, find_blob, self.blob_key, threads, hidden)

    def catalog(self, manifest: Manifest) -> Catalog:
        """The catalog of a point."""
        return stored.decode(pack_name(manifest.catalog.pack), self.read_placed(manifest.catalog), Catalog)

    @contextmanager
    def new_point(self, crm: str, *, following: int | None = None) -> Iterator[PointWriter]:
        """A writer for the next point of a CRM. Leaving the context before `commit` leaves no point.

        With `following`, the commit is refused when a regular point was taken after the one of that sequence.
        """
        erased = tuple(self.erasures(crm))

        def commit(manifest: Manifest, began: Stopwatch) -> RecoveryPoint:
            if tuple(self.erasures(crm)) != erased:
                raise CommitRefused("records were erased meanwhile")
            return self._commit(msgspec.structs.replace(manifest, erased=erased), began, following)

        with self._writer(crm, commit) as writer:
            yield writer

    @contextmanager
    def same_point(self, crm: str, sequence: int, reason: str, proof: Proof) -> Iterator[PointWriter]:
        """A writer that stores a point anew in its place; until `commit` nothing of it is to be seen.

        Just before, `proof` is given the new point for reading, and what it raises is raised. The commit is refused
        when the point that was there when the context was entered is no longer the one that is there.
        """
        with self.unchanged(crm, sequence) as before:
            old = self.manifest(crm, sequence)

            def replace(manifest: Manifest, began: Stopwatch) -> RecoveryPoint:
                return self._replace(manifest, sequence, before, began, reason, proof)

            with self._writer(crm, replace, (*old.earlier_runs, old.run)) as writer:
                yield writer

    @contextmanager
    def unchanged(self, crm: str, sequence: int) -> Iterator[bytes]:
        """For work that reads a point, whose digest is given: what goes while it is deleted or rewritten is no damage.

        Raises CommitRefused then.
        """
        try:
            before = self.manifest_digest(crm, sequence)
        except ObjectMissing as error:
            if self._was_deleted(crm, sequence):
                raise CommitRefused(_STORED_ANEW) from error
            raise
        try:
            yield before
        except DamagedRepository as error:
            lost = sequence not in self.sequences(crm) and not self._was_deleted(crm, sequence)
            if lost or self.is_still(crm, sequence, before):
                raise
            raise CommitRefused(_STORED_ANEW) from error

    # Objects

    def read_placed(self, placed: Placed) -> bytes:
        """An entry of a pack. Raises ObjectMissing, ObjectDamaged."""
        return self._packs.read(placed)

    def blob_places(self, manifest: Manifest) -> Iterator[tuple[bytes, Placed]]:
        """Every blob that the records of a point name and where it lies, as far as its indexes can be read."""
        for batch in self._blob_batches(manifest.blobs):
            for row in batch.to_pylist():
                yield row["name"], Placed(row["pack"], row["offset"], row["length"])

    def find_blob(self, name: bytes) -> BlobPlace | None:
        """Where a blob lies, whichever point has it, unless it is about to be deleted."""
        return self._usable_blobs().find(name)

    def forget_packs(self) -> None:
        """Read from the store what is read from now on: a proof must not rest on what this program remembers."""
        self._packs.forget()

    # Copies

    def elsewhere(self, store: ObjectStore) -> Repository:
        """The same repository, as another place has it or is to have it. What this machine saw here is not asked."""
        other = copy(self)
        other.store, other._heads = store, None  # noqa: SLF001 - it is one of us
        other._packs = PackReader(store, self._key)  # noqa: SLF001 - as above
        other._erasures = {}  # noqa: SLF001 - as above
        return other

    @contextmanager
    def loose_packs(self, crm: str) -> Iterator[tuple[str, PackWriter]]:
        """A run that writes packs for manifests which the caller makes; its id, and where entries go."""
        run = secrets.token_hex(16)
        with PackWriter(crm, run, lambda pack, buffers: self._store(pack_name(pack), buffers, create=True)) as packs:
            yield run, packs

    # Inside

    def _read_all(self, read: Callable[[int], _Read], sequences: Sequence[int]) -> list[_Read]:
        return side_by_side(read, sequences, self.store.requests_at_once, "read-manifests")

    @contextmanager
    def _writer(
        self, crm: str, commit: Callable[[Manifest, Stopwatch], RecoveryPoint], earlier_runs: tuple[str, ...] = ()
    ) -> Iterator[PointWriter]:
        run, began = secrets.token_hex(16), Stopwatch()

        def store_pack(pack: bytes, buffers: list[bytes | pa.Buffer]) -> int:
            return self._store(pack_name(pack), buffers, create=True)

        with PackWriter(crm, run, store_pack) as packs:
            yield PointWriter(
                run,
                packs,
                self._usable_blobs,
                self.blob_key,
                lambda manifest: commit(manifest, began),
                run_of=partial(self._run_of, crm),
                earlier_runs=earlier_runs,
            )

    def _commit(self, manifest: Manifest, began: Stopwatch, following: int | None) -> RecoveryPoint:
        crm = manifest.point.crm
        manifest = self._on_parent(manifest)
        looked = self._check_reliable(manifest, began)
        for _ in range(_COMMIT_TRIES):
            sequence, previous, run = self._next(crm)
            if following is not None:
                self._refuse_later(crm, following, sequence)
            numbered = self._numbered(msgspec.structs.replace(manifest, previous_run=run), sequence, previous)
            name = new_point_name(crm, sequence)
            sealed = seal(self._key, name, stored.encode(numbered))
            try:
                self.store.put(name, sealed, create=True)
            except AlreadyThere:
                continue
            if looked.seconds() > FRESH_SECONDS:
                self._check_again(numbered, began)
            if self._heads:
                self._heads.remember(self.id, crm, Head(sequence, stored.digest(sealed)))
            if sequence % SUMMARY_EVERY == 0:
                self._summarise(crm, sequence)
            return numbered.point
        raise CommitRefused("other programs committed all the time")

    def _replace(
        self, manifest: Manifest, sequence: int, before: bytes, began: Stopwatch, reason: str, proof: Proof
    ) -> RecoveryPoint:
        """Log, then the manifest under its name. A crash in between leaves the old one, which the log allows for."""
        crm = manifest.point.crm
        old = self.manifest(crm, sequence)
        if pending(old, self.erasures(crm)):
            raise CommitRefused("records are still being erased from it")
        manifest = self._numbered(self._on_parent(manifest), sequence, old.previous)
        manifest = msgspec.structs.replace(manifest, erased=old.erased, previous_run=old.previous_run)
        if not set(manifest.point.chain) <= set(old.point.chain):
            # A point whose chain goes through this one would not find what this one needs.
            raise CommitRefused("it would need more points than before")
        if not manifest.packs:
            kept = msgspec.structs.replace(manifest.point, bytes_stored=old.point.bytes_stored)
            manifest = msgspec.structs.replace(manifest, point=kept)
        if not self.is_still(crm, sequence, before):
            raise CommitRefused(_STORED_ANEW)
        try:
            proof(self.view_of(manifest))
        except DamagedRepository:
            # What was erased while it was read differs, too; and of a machine that slept the new packs may be gone.
            if pending(old, self.erasures(crm)) or not self.is_still(crm, sequence, before):
                raise CommitRefused(_STORED_ANEW) from None
            self._check_reliable(manifest, began)
            raise
        looked = self._check_reliable(manifest, began)
        self.put_in_place(manifest, before, reason, looked)
        return manifest.point

    def put_in_place(self, manifest: Manifest, before: bytes, reason: str, since: Stopwatch) -> None:
        """Put a manifest in the place of the one of that digest; its packs were there `since` then.

        Raises CommitRefused when another one is there, or when parts that it needs went meanwhile.
        """
        crm, sequence = manifest.point.crm, manifest.point.sequence
        name = point_name(crm, sequence)
        sealed = seal(self._key, name, stored.encode(manifest))
        self.claim(crm, before)
        if not self.is_still(crm, sequence, before):
            raise CommitRefused(_STORED_ANEW)
        self._note("log", crm, LogEntry(sequence=sequence, old=before, new=stored.digest(sealed), reason=reason))
        self.forget_summary(crm, sequence)
        while since.seconds() > FRESH_SECONDS:
            # A claim counts for three days only, and packs that no manifest names are kept for a few.
            since = Stopwatch()
            if not self.packs().keys() >= {*manifest.packs, *manifest.reused}:
                raise CommitRefused(_GONE)
            if not self.is_still(crm, sequence, before):
                raise CommitRefused(_STORED_ANEW)
        self.store.put(name, sealed)
        self.forget_summary(crm, sequence)  # somebody may have written one meanwhile

    def _on_parent(self, manifest: Manifest) -> Manifest:
        """The point on its parent as it is now, which may have been stored anew, on fewer points, meanwhile."""
        point = manifest.point
        if not point.chain:
            return manifest
        parent = self._needed(point.crm, point.chain[-1]).point
        on_it = msgspec.structs.replace(point, chain=chain_below(parent), base=parent.base or parent.sequence)
        return msgspec.structs.replace(manifest, point=on_it)

    def _needed(self, crm: str, sequence: int) -> Manifest:
        """One that a new point needs. Raises CommitRefused when it was deleted, and ObjectMissing when it is lost."""
        try:
            return self.manifest(crm, sequence)
        except ObjectMissing as error:
            if self._was_deleted(crm, sequence):
                raise CommitRefused(_GONE) from error
            raise

    def _was_deleted(self, crm: str, sequence: int) -> bool:
        """Whether the log says so of a point."""
        return any(entry.sequence == sequence and entry.new is None for entry in self.log(crm))

    def _refuse_later(self, crm: str, following: int, sequence: int) -> None:
        for between in self.sequences(crm):
            if following < between < sequence and self.manifest(crm, between).point.kind is PointKind.REGULAR:
                raise CommitRefused("another backup was taken meanwhile")

    def _numbered(self, manifest: Manifest, sequence: int, previous: bytes | None) -> Manifest:
        crm = manifest.point.crm
        point = msgspec.structs.replace(manifest.point, id=self.point_id(crm, sequence), sequence=sequence)
        numbered = msgspec.structs.replace(manifest, point=point, previous=previous)
        size = point.bytes_stored + len(stored.encode(numbered))
        return msgspec.structs.replace(numbered, point=msgspec.structs.replace(point, bytes_stored=size))

    def _next(self, crm: str) -> tuple[int, bytes | None, str | None]:
        """The next sequence, and digest and run of the manifest before it. A sequence once seen is never used again."""
        last = max(self.sequences(crm), default=0)
        seen = self.remembered_head(crm)
        if seen is not None and seen.sequence > last:
            return seen.sequence + 1, seen.digest, None
        if not last:
            return 1, None, None
        return last + 1, self.manifest_digest(crm, last), self._run_of(crm, last)

    def _run_of(self, crm: str, sequence: int) -> str | None:
        try:
            return self.manifest(crm, sequence).run
        except (DamagedRepository, FormatNotSupported):
            return None  # only a salvage asks for it, which has other means, too

    def _as_seen(self, crm: str, seen: Head | None, sequences: Sequence[int]) -> bool:
        """Whether the head that was seen may be forgotten for a newer one; not while another point stands there."""
        if seen is None or seen.sequence not in sequences:
            return True
        try:
            now = self.manifest_digest(crm, seen.sequence)
        except ObjectMissing:
            return True
        return now == seen.digest or now in stored.became(self.log(crm), seen.sequence, seen.digest)

    def _check_again(self, manifest: Manifest, began: Stopwatch) -> None:
        """Take a manifest back where what it needs went before it was there.

        For that a machine must have slept for days between the look and the writing. Where it slept just after the
        writing, others may have gone on with the point: they found all that it needs. Raises CommitRefused.
        """
        crm, sequence = manifest.point.crm, manifest.point.sequence
        try:
            self._check_reliable(manifest, began)
        except CommitRefused as refused:
            if self.delete_point(crm, sequence, refused.reason, lambda: not self._is_needed(crm, sequence)):
                raise

    def _is_needed(self, crm: str, sequence: int) -> bool:
        """Whether a later point rests on one, or cannot be read, so that it may."""
        try:
            later = [self.manifest_if_there(crm, other) for other in self.sequences(crm) if other > sequence]
        except DamagedRepository:
            return True
        return any(manifest is not None and sequence in manifest.point.chain for manifest in later)

    def _check_reliable(self, manifest: Manifest, began: Stopwatch) -> Stopwatch:
        """Refuse a point that took too long, or whose objects, or whose chain's, are gone or marked for deletion.

        How long ago it was that this began.
        """
        looked = Stopwatch()
        if began.seconds() > OLDEST_COMMIT_SECONDS:
            raise CommitRefused("it took longer than a day, and parts of it may have been cleaned up meanwhile")
        needed = {*manifest.packs, *manifest.reused}
        for sequence in manifest.point.chain:
            older = self._needed(manifest.point.crm, sequence)
            needed |= {*older.packs, *older.reused}
        existing = self.packs()
        if any(pack not in existing for pack in needed):
            raise CommitRefused(_GONE)
        marked = self.marks()
        points = (self.point_id(manifest.point.crm, sequence) for sequence in manifest.point.chain)
        if any(name in marked for name in (*(pack.hex() for pack in needed), *points)):
            raise CommitRefused("a part of the repository that it needs is about to be cleaned up")
        return looked

    def _usable_blobs(self) -> BlobIndex:
        """Every blob that a new point may rely on: its pack is there and not about to go."""
        usable = self.packs().keys() - {bytes.fromhex(mark) for mark in self.marks()}
        written = [(set(manifest.packs), manifest.blobs) for manifest in self._manifests()]
        listed = {pack for packs, _ in written for pack in packs}
        batches = []
        for own, segments in written:
            for batch in self._blob_batches(segments):
                # Blobs of other points' packs are listed by those points, unless they are gone.
                packs = batch.column("pack").to_pylist()
                wanted = [(p in own or p not in listed) and p in usable for p in packs]
                batches.append(batch.filter(pa.array(wanted, pa.bool_())))
        return BlobIndex(batches)

    def _blob_batches(self, segments: Sequence[SegmentPlace]) -> Iterator[pa.RecordBatch]:
        for place in dict.fromkeys(segment.place for segment in segments):
            try:
                yield from decode_index(pack_name(place.pack), self.read_placed(place))
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
            which = point_of(info.name)
            if which is not None:
                yield which

    def forget_summary(self, crm: str, sequence: int) -> None:
        """Remove the summary that speaks of a point."""
        last = -(-sequence // SUMMARY_EVERY) * SUMMARY_EVERY
        self.store.delete([f"summaries/{crm}/{last:010d}"])

    def summarise(self, crm: str, sequences: Iterable[int]) -> None:
        """Make the summaries that speak of these points anew, where all of their points are committed."""
        newest = max(self.sequences(crm), default=0)
        for last in sorted({-(-sequence // SUMMARY_EVERY) * SUMMARY_EVERY for sequence in sequences}):
            if last <= newest:
                self.store.delete([f"summaries/{crm}/{last:010d}"])
                self._summarise(crm, last)

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
        def load(name: str) -> tuple[RecoveryPoint, ...]:
            try:
                return self._load(name, Summary).points
            except DamagedRepository:
                return ()  # the manifests are read instead

        names = [info.name for info in ours(self.store.list(f"summaries/{crm}/"))]
        for points in side_by_side(load, names, self.store.requests_at_once, "read-summaries"):
            yield from points
