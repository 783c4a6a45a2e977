"""Manifests: what a recovery point consists of (FORMAT.md, "Manifests")."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
import zstandard

from crmbackup_gui.errors import FormatNotSupported, ObjectDamaged
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.packs import Placed

FORMAT = 1
MANIFEST_LIMIT = 64 << 20
CATALOG_LIMIT = 256 << 20
"""No honest one is larger; a hostile one, which takes ten times as much when it is decoded, shall not fill the memory.
A manifest has 80 bytes for each segment; a catalog describes every field."""

_Stored = TypeVar("_Stored", bound=msgspec.Struct)


class SegmentPlace(msgspec.Struct, frozen=True, array_like=True):
    """Where a segment lies, how many records it has, and its first and last canonical key."""

    place: Placed
    rows: int
    first: bytes
    last: bytes


class EntityState(msgspec.Struct, frozen=True, kw_only=True):
    """What a point stores of one entity. Without segments and not `anew`, the entity is as its parent point has it."""

    name: str
    records: int
    """Records of the entity at this point."""
    anew: bool = False
    """The segments hold the whole entity, whatever the strategy; older points are not needed for it."""
    upserts: tuple[SegmentPlace, ...] = ()
    tombstones: tuple[SegmentPlace, ...] = ()
    added: int = 0
    changed: int = 0
    deleted: int = 0

    @property
    def bytes_data(self) -> int:
        """What the segments take in packs."""
        return sum(segment.place.length for segment in (*self.upserts, *self.tombstones))


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """One recovery point: its description, its catalog, and where its segments are."""

    point: RecoveryPoint
    run: str
    """Random id of the backup run, also in its packs."""
    previous: bytes | None
    """SHA-256 of the sealed manifest of the sequence before; None for the first."""
    earlier_runs: tuple[str, ...] = ()
    """The runs that stored the point before it was stored anew, by which others may name it."""
    previous_run: str | None = None
    """The run of that manifest, so that it can be told from runs that never became a point."""
    parent_run: str | None = None
    """The run of the point that the changes were counted against, which the draft says, too."""
    catalog: Placed
    entities: tuple[EntityState, ...]
    blobs: tuple[SegmentPlace, ...] = ()
    """Blob indexes of all blobs that the records stored here name, whichever point added them: so a point can be read
    with the manifests of its chain alone."""
    packs: tuple[bytes, ...] = ()
    """Packs that this point wrote."""
    reused: tuple[bytes, ...] = ()
    """Other packs that hold blobs of this one or its catalog; of a point that was stored anew, also its records."""
    position: bytes | None = None
    """The source's token for the next incremental."""
    created: tuple[str, ...] = ()
    """Of a safety point: entities that the restore created."""
    schema_changed: bool = False
    """Of a safety point: the restore changed the structure of its target."""
    erased: tuple[str, ...] = ()
    """Erasures (the last part of their names) of which nothing is left in what the point itself stores."""
    format: int = FORMAT

    def state(self, entity: str) -> EntityState | None:
        """What the point stores of the entity, or None when the entity is not part of it."""
        return next((state for state in self.entities if state.name == entity), None)


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Descriptions of a range of points, so that the timeline need not read every manifest."""

    points: tuple[RecoveryPoint, ...]
    digests: tuple[bytes, ...]
    """Digest of the sealed manifest of each."""


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a check found. `damaged` and `intact` are sequences of points of one CRM."""

    checked_at: str
    intact: tuple[int, ...]
    damaged: tuple[int, ...]


class RestoreRun(msgspec.Struct, frozen=True, kw_only=True):
    """What a restore went through: the point's sequence, bytes of segments read, records, and seconds."""

    sequence: int
    finished_at: str
    bytes_read: int
    records: int
    seconds: float


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Why manifests are no longer what their successors say: pruned (no new digest), stored anew, or erased from."""

    sequence: int
    old: bytes
    new: bytes | None
    reason: str


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """Records of an entity are erased: hidden at once wherever they still are."""

    entity: str
    keys: tuple[bytes, ...]
    """Digests of the keys of the records, under a key of the repository; nothing else names them."""
    through: int
    """The highest sequence when it was noted. Later points were taken knowing of it."""
    points: dict[int, int]
    """Sequences of the points that store any of the keys or have the records, and how many of them each has."""
    noted_at: datetime


class CopyNote(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of the repository was brought up to date at that place."""

    location: str
    copied_at: datetime
    """By the clock of the machine that copied."""
    heads: dict[str, int]
    """The newest sequence of each CRM that the copy has."""


class ExportNote(msgspec.Struct, frozen=True, kw_only=True):
    """Records of a point were written into files that lie outside of the repository."""

    sequence: int
    location: str
    machine: str
    """What the computer calls itself on which the location means something."""
    exported_at: datetime
    """By the clock of that machine."""
    entities: dict[str, tuple[bytes, ...] | None]
    """By entity: digests of the keys of the records, as an erasure has them; None: all of them."""


class IdNote(msgspec.Struct, frozen=True, kw_only=True):
    """What became of records that were restored into an account of a service: lines of JSON, as sources write them."""

    lines: bytes
    replaces: tuple[str, ...] = ()
    """Notes of the account, by the last part of their names, that no longer count: this one says all of it."""


class PlaceRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a place: when, where, and whether it kept two writers of one name apart."""

    checked_at: datetime
    location: str
    creates_once: bool


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A pack or a point is about to be deleted. What counts is that the mark is there, and since when."""

    reason: str


class HoldKind(Enum):
    """What keeps a point from being removed whatever the policy says."""

    PIN = "pin"
    """A user wants to keep it."""
    LEGAL = "legal_hold"
    """It must be kept, and nothing of it may be erased."""


class HoldNote(msgspec.Struct, frozen=True, kw_only=True):
    """A point (`sequence`) or an entity of all points is held from now on; or with `releases`, notes no longer count.

    The notes that are released are named by the last part of their object names.
    """

    kind: HoldKind
    sequence: int | None = None
    entity: str | None = None
    reason: str = ""
    noted_at: datetime
    releases: tuple[str, ...] = ()


def encode(stored: msgspec.Struct) -> bytes:
    """MessagePack, compressed: the plaintext of a sealed manifest, summary, check or log entry."""
    return zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(stored))


def decode(name: str, plaintext: bytes, kind: type[_Stored]) -> _Stored:
    """Undo `encode`. Raises ObjectDamaged with `name` as the object's name, or FormatNotSupported."""
    try:
        limit = CATALOG_LIMIT if kind is Catalog else MANIFEST_LIMIT
        size = zstandard.frame_content_size(plaintext)
        if size > limit:
            raise ObjectDamaged(name, "it is larger than any such object can be")
        packed = zstandard.ZstdDecompressor().decompress(plaintext, max_output_size=limit)
        if kind is Manifest:
            version = _DECODERS[_Version].decode(packed).format
            if version > FORMAT:
                raise FormatNotSupported(version, FORMAT)
        found: _Stored = _DECODERS[kind].decode(packed)
    except (zstandard.ZstdError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise ObjectDamaged(name, "it cannot be decoded") from error
    return found


def check_chain(name: str, point: RecoveryPoint) -> None:
    """Raise ObjectDamaged, with `name` as the object's name, unless the chain leads from older points to newer ones.

    So it has no more points than there are manifests, and none leads to itself.
    """
    chain = (0, *point.chain, point.sequence)
    if any(before >= after for before, after in pairwise(chain)):
        raise ObjectDamaged(name, "its chain is not in the order of its points")


def digest(sealed: bytes) -> bytes:
    """What the next manifest carries of this one."""
    return hashlib.sha256(sealed).digest()


def became(log: Iterable[LogEntry], sequence: int, known: bytes) -> set[bytes | None]:
    """The digests that a manifest may have today by what the log says, the known one included; None: it is gone.

    Entries are written before what they explain, by programs that may not get to it, or work at the same time: so more
    than one may begin at the same digest.
    """
    steps: dict[bytes, set[bytes | None]] = {}
    for entry in log:
        if entry.sequence == sequence:
            steps.setdefault(entry.old, set()).add(entry.new)
    found: set[bytes | None] = set()
    ahead: set[bytes | None] = {known}
    while ahead:
        digest = ahead.pop()
        found.add(digest)
        ahead |= steps.get(digest, set()) - found if digest is not None else set()
    return found


class _Version(msgspec.Struct):
    format: int = FORMAT


_DECODERS: dict[type, msgspec.msgpack.Decoder[Any]] = {
    kind: msgspec.msgpack.Decoder(kind)
    for kind in (
        Manifest,
        Summary,
        CheckResult,
        RestoreRun,
        LogEntry,
        HoldNote,
        CopyNote,
        ExportNote,
        Erasure,
        Mark,
        PlaceRecord,
        IdNote,
        Catalog,
        _Version,
    )
}
"""Made before any thread is started: msgspec learns a type when it is first decoded, and threads that teach it the same
one at the same time crash the interpreter."""
