"""The contract between a CRM and the engine.

A source is opened from a location (sources/registry.py) and is cheap to make: it connects when `catalog`, `snapshot`
or `target` is called. Snapshots and targets are context managers and belong to the thread that entered them, except
that the iterators they hand out may be consumed by another thread as long as only one thread uses the snapshot at a
time. Every method may raise the leaves of `SourceProblem`; targets also those of `RestoreProblem`.

The shape of batches is `model.arrow.arrow_schema(entity)`; at most 65,536 rows and about 16 MiB each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from crmbackup_gui.model.catalog import Catalog, Entity, Field
from crmbackup_gui.model.outcome import RecordOutcome

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 65_536
BATCH_BYTES = 16 << 20
LARGE_VALUE = 64 << 10
"""Values above this many bytes do not travel in batches (ARCHITECTURE.md, "Objects")."""


class TypesChanged(Exception):
    """While it was read, an entity turned out to hold values that do not fit the types it announced.

    What was read of it so far counts for nothing. The source remembers: call `read` again.
    """

    def __init__(self, entity: str) -> None:
        super().__init__(entity)
        self.entity = entity


@dataclass(frozen=True)
class LargeValue:
    """A value above `LARGE_VALUE` bytes, or the content of a file: its cell in the batch is null.

    `read` is called while the batch is the newest one of its stream, and yields pieces of any size: once where the
    value comes from a source, as often as need be where it is handed to a target.
    """

    row: int
    field: int
    is_text: bool
    read: Callable[[], Iterator[bytes]]


@dataclass(frozen=True)
class Records:
    """Some records of an entity: a batch, and the values that are too large for it."""

    batch: pa.RecordBatch
    large: tuple[LargeValue, ...] = ()


@dataclass(frozen=True)
class RecordStream:
    """Records of one entity, once through.

    `entity` is the entity as read: types that depend on the data are settled here. `in_key_order` says whether the
    records come in canonical key order; if not, the engine sorts. `rows` is the exact number if known, for progress.
    `repeats` says that a record may come more than once: the last one counts. Such a stream is in no order.
    """

    entity: Entity
    records: Iterator[Records]
    in_key_order: bool
    rows: int | None = None
    repeats: bool = False


@dataclass(frozen=True)
class Changes:
    """What changed in an entity since a position.

    Records that did not change may be among the `upserts`. `deleted` is called when all of them were taken, and gives
    the key fields only; None when the source cannot tell (UNKNOWN): the engine then compares keys.

    `holds_exactly` may be called before that when all upserts were taken, with keys (int64, none twice) of an entity
    whose key is one integer: whether the entity has now exactly the records of these keys. None where the source cannot
    tell that sooner than it gives all its keys.
    """

    upserts: RecordStream
    deleted: Callable[[], RecordStream | None] = lambda: None
    holds_exactly: Callable[[Iterator[pa.Array]], bool] | None = None


class SourceSnapshot(Protocol):
    """One moment of a CRM. All entities show the same moment."""

    @property
    def catalog(self) -> Catalog:
        """The CRM's structure at that moment."""

    @property
    def consistent_as_of(self) -> datetime:
        """The moment, by the source's clock, aware UTC."""

    @property
    def position(self) -> bytes | None:
        """An opaque token for the next incremental, or None."""

    @property
    def warnings(self) -> Sequence[str]:
        """What this source cannot see or vouch for, in sentences for users."""

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records.

        `known` is the entity as the parent point stored it: a type settled there is kept where the data still fits, so
        that one odd value does not turn types to and fro.
        """

    def changes(self, entity: Entity, since: bytes, known: Entity) -> Changes | None:
        """What changed since the position, or None when the source cannot tell: the engine then compares all.

        `known` is the entity as the point of that position stored it (without digest and copies). None also when what
        changed would not fit its types.
        """

    def keys(self, entity: Entity) -> RecordStream:
        """The key fields of all records, as an entity that has only those."""

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        """The content of one record of an entity that has a field of type `content`."""


class Operation(Enum):
    """What a target is told to do with records."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class Refusal:
    """A record that the target did not take: its position in the records handed over, and the target's own words.

    With another `outcome`, something else became of it than was asked: a record that was to be created was brought
    back from the recycle bin, say. Of one that is SKIPPED, `reason` is a sentence for users.
    """

    row: int
    reason: str
    outcome: RecordOutcome = RecordOutcome.FAILED


@dataclass(frozen=True)
class EntityPlan:
    """What will be written to one entity of the target.

    `stored` is the entity as the recovery point has it. `fields` are the names written; the target has all of them.
    """

    stored: Entity
    fields: tuple[str, ...]
    whole: bool = False
    """Every record of the entity is in scope and mode is exact: afterwards it equals the point."""


@dataclass(frozen=True)
class TargetPlan:
    """What a target prepares for. Entities come parents first."""

    catalog: Catalog
    """The catalog of the recovery point."""
    entities: tuple[EntityPlan, ...]
    create: tuple[str, ...] = ()
    """Entities to create with their schema objects."""
    rebuild: tuple[str, ...] = ()
    """Entities whose definition differs: dropped and created again, empty."""
    drop: tuple[str, ...] = ()
    """Entities that the point does not have, dropped with their schema objects."""
    exact_schema: bool = False
    """Every schema object, sequence and property ends as the point has it."""
    only_missing: bool = False
    """What is there already stays as it is, under whatever id the target knows it."""
    clears: bool = True
    """What is empty in the point becomes empty in the target, whatever stands there now."""
    takes_back: bool = False
    """The plan undoes a restore: what that restore found there, rather than created, is not deleted."""
    about: str = ""
    """The same for the same point restored in the same way to the same extent, and for nothing else."""
    in_full: tuple[str, ...] = ()
    """Entities of which every record of the point is put back as it was, whatever stands there now."""


@dataclass(frozen=True)
class Violation:
    """A rule of the target that the written records break: `count` records of `entity` lack their `parent`."""

    entity: str
    parent: str
    count: int


@dataclass(frozen=True)
class LateRefusal:
    """A record that the target took, but not all of it: what it refused was written at the end."""

    entity: str
    key: tuple[str, ...]
    operation: Operation
    reason: str


@dataclass
class Settlement:
    """How the target stands after everything was applied and its own rules were checked again."""

    violations: list[Violation] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    late: list[LateRefusal] = field(default_factory=list)


class Target(Protocol):
    """A CRM that is being written, as one unit of work. Leaving the context without `commit` rolls back."""

    @property
    def catalog(self) -> Catalog:
        """The structure as it is now; follows `prepare`."""

    @property
    def rehearses_contents(self) -> bool:
        """Whether a rehearsal can be read back in full; a folder's keeps no copies of files."""

    def replaces(self, entity: str) -> bool:
        """Whether an updated record is first deleted and then created.

        So two records may exchange values that must be unique. The engine then calls DELETE for all of them before it
        calls CREATE.
        """

    def makes_anew(self, entity: str) -> bool:
        """Whether `settle` makes the entity anew by itself once what it is about was written, as a search index.

        An undo leaves it to that: what the CRM has added to it meanwhile cannot be told from what the restore did.
        """

    def in_text(self, field: Field, values: pa.Array, stored: Field) -> pa.Array:
        """Values of another type in the text that `read` gives of this field, which it reads as text.

        They are as the point has them in `stored`. A column that became text holds them as the CRM converts them.
        Text stays text, also where `read` gives the field as bytes because not all in it now is valid text: what is
        returned then is the same in both. Raises ArrowInvalid where there is no such text. So records of a point
        compare with those of a target whose values meanwhile need a wider type.
        """

    def read(self, entity: Entity, known: Entity | None = None) -> RecordStream:
        """All records as they are now, what was applied included. Ended before anything else is called."""

    def open_content(self, entity: Entity, key: Sequence[object]) -> Iterator[bytes]:
        """As `SourceSnapshot.open_content`, for what is there now."""

    def prepare(self, plan: TargetPlan) -> None:
        """Make the structure ready and quiet whatever would act on its own (triggers, constraints)."""

    def apply(self, plan: EntityPlan, operation: Operation, records: Records) -> list[Refusal]:
        """Create, update or delete records of the shape of `plan.stored`. The refused ones are left as they were."""

    def settle(self) -> Settlement:
        """Put triggers, indexes and counters back, then check the target's own rules."""

    def commit(self) -> None:
        """Make it permanent."""

    def rollback(self) -> None:
        """Undo everything since the target was entered."""


LookUp = Callable[[str, Sequence[tuple[str, ...]]], Iterator[Records]]
"""Gives records of the recovery point: of an entity, those of these keys (each part as text) that it has."""


@dataclass(frozen=True)
class KeptIds:
    """What a repository keeps of what became of records that were restored into an account of a service.

    `place` is the repository. `parts` are what it has, oldest first, and `newest` the name of the last; `names` are all
    names that it has given, as far as it knows.
    """

    place: str
    parts: tuple[bytes, ...] = ()
    names: frozenset[str] = frozenset()
    newest: str = ""


@runtime_checkable
class LastingTarget(Protocol):
    """What a `Target` promises beyond that when it has no transaction: what it took stays, whatever happens then.

    It shows records that were restored under other ids than they had under their old ones, in keys and references, so
    that they compare with the point. `rollback` undoes nothing; a restore that is run again goes on where it stopped.
    """

    @property
    def account(self) -> str:
        """What tells the account that is written to from all others of all services."""

    def remember(self, kept: KeptIds) -> None:
        """What became of records so far, by what a repository keeps of it: called before anything else."""

    @property
    def news(self) -> bytes:
        """What became of records since that was kept; empty for nothing. None of the records' values is in it."""

    @property
    def everything(self) -> Iterator[bytes]:
        """All that is known of what became of records, in parts in the place of all that was kept before."""

    def kept(self, place: str, name: str, *, whole: bool) -> None:
        """The news, or with `whole` everything, is kept in that repository under that name."""

    def meet(self, point: Catalog, look_up: LookUp) -> list[str]:
        """Called first, with the catalog of the point that will be restored. What users should know beforehand."""

    def recognise(self, plan: EntityPlan, records: Records) -> bool:
        """Of records that the target does not show, learn which are there all the same under another id.

        `read` shows those as the records of the point from then on. Called before anything is written; whether there
        are any.
        """

    def read_some(self, entity: Entity, known: Entity, keys: Iterator[Sequence[tuple[str, ...]]]) -> RecordStream:
        """As `read`, but only the records of these keys, which may cost far less."""


class Source(Protocol):
    """A CRM at a location."""

    @property
    def url(self) -> str:
        """The location without secrets, absolute, in one canonical form."""

    @property
    def name(self) -> str:
        """What to call it when the user gave no name."""

    def catalog(self) -> Catalog:
        """The CRM's structure now."""

    def snapshot(self) -> AbstractContextManager[SourceSnapshot]:
        """One moment of the CRM, held until the context is left."""

    def exists(self) -> bool:
        """Whether there is anything at the location; a target need not exist yet."""

    def target(self, *, rehearsal: bool = False, create: bool = False) -> AbstractContextManager[Target]:
        """The CRM for writing.

        `rehearsal` works on a private copy that is thrown away, so that a dry run counts what the run then does.
        `create` allows a target that does not exist yet.
        """
