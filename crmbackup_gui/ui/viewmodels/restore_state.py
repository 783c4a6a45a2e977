"""What a person asks of a restore, step by step, and what that means for the engine. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from crmbackup_gui.engine.find import FoundRecord
from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest
from crmbackup_gui.errors import PointNotFound
from crmbackup_gui.model.recovery import RecoveryPoint, point_at
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.services.places import same_place
from crmbackup_gui.services.tasks import Left


class PointChoice(Enum):
    """How the recovery point is chosen."""

    FROM_LIST = auto()
    AT_A_TIME = auto()
    NEWEST_INTACT = auto()


class What(Enum):
    """How much of it is restored."""

    WHOLE = auto()
    ENTITIES = auto()
    RECORDS = auto()


class Where(Enum):
    """What it is restored into."""

    SAME = auto()
    OTHER = auto()
    """A CRM of the same kind that is there already."""
    NEW = auto()
    """A place where there is nothing yet."""
    FILES = auto()
    """A folder of files that other programs open."""


class Obstacle(Enum):
    """Why what was asked for cannot be done as it stands."""

    NO_POINT = auto()
    NO_POINT_THEN = auto()
    INTACT_NOT_LOOKED_FOR = auto()
    NO_ENTITY = auto()
    NO_RECORD = auto()
    NO_FIELD = auto()
    NO_PLACE = auto()
    SAME_PLACE = auto()
    """The other place is the CRM itself."""
    PLACE_TAKEN = auto()
    """The new place is not new."""
    NOTHING_THERE = auto()
    """The other place is empty."""
    FIELDS_NEED_RECORDS = auto()
    """Single fields are put back into records, and a new place has none."""
    NOTHING_TICKED = auto()
    FIELDS_ONLY_PUT_BACK = auto()
    """With single fields, putting back is all that there is."""
    PUT_BACK_NEEDS_CREATE = auto()
    REMOVE_NEEDS_BOTH = auto()


_ALL_IS_NEW = frozenset({Where.NEW, Where.FILES})
"""Nothing is there that could be put back or removed."""


@dataclass(frozen=True)
class Ticks:
    """The three ticks: which are set, or which can be."""

    create: bool
    put_back: bool
    remove: bool


@dataclass(frozen=True)
class RestoreState:
    """All that the wizard asks for. URLs are canonical, or empty while nothing was chosen."""

    connection: str
    same_url: str
    choice: PointChoice = PointChoice.FROM_LIST
    listed: int | None = None
    """The sequence picked from the list."""
    at: datetime | None = None
    intact: int | None = None
    """The newest sequence that is intact, once somebody looked."""
    what: What = What.WHOLE
    entities: tuple[str, ...] = ()
    records: tuple[FoundRecord, ...] = ()
    with_children: bool = True
    some_fields: bool = False
    fields: tuple[str, ...] = ()
    where: Where = Where.SAME
    other_url: str = ""
    new_url: str = ""
    files_url: str = ""
    left: Left | None = None
    """What is taken of a damaged point; None for one that is whole."""
    ticks: Ticks = Ticks(create=True, put_back=True, remove=False)
    clears: bool = False
    """Whether fields of a CRM on the internet are emptied that the point has empty."""
    create_structure: bool = False
    """Whether parts that the target lacks altogether are created in it. A new place always gets them."""


def sequence_of(state: RestoreState, points: Collection[RecoveryPoint]) -> int | Obstacle:
    """The recovery point that is meant."""
    if state.choice is PointChoice.NEWEST_INTACT:
        return Obstacle.INTACT_NOT_LOOKED_FOR if state.intact is None else state.intact
    if state.choice is PointChoice.AT_A_TIME:
        if state.at is None:
            return Obstacle.NO_POINT_THEN
        try:
            return point_at(points, state.at).sequence
        except PointNotFound:
            return Obstacle.NO_POINT_THEN
    return Obstacle.NO_POINT if state.listed is None else state.listed


def scope_of(state: RestoreState) -> RecoveryScope | Obstacle:
    """How much of the point is meant."""
    if state.some_fields and not state.fields:
        return Obstacle.NO_FIELD
    fields = state.fields if state.some_fields else ()
    if state.what is What.WHOLE:
        return RecoveryScope(fields=fields)
    if state.what is What.ENTITIES:
        return RecoveryScope(entities=state.entities, fields=fields) if state.entities else Obstacle.NO_ENTITY
    if not state.records:
        return Obstacle.NO_RECORD
    records: dict[str, tuple[str, ...]] = {}
    for record in state.records:
        records[record.entity] = (*records.get(record.entity, ()), record.key)
    return RecoveryScope(records=records, fields=fields, with_children=state.with_children)


def target_of(state: RestoreState) -> str | Obstacle:
    """The URL that is written to."""
    if state.where is Where.SAME:
        return state.same_url
    url = {Where.NEW: state.new_url, Where.FILES: state.files_url}.get(state.where, state.other_url)
    if not url:
        return Obstacle.NO_PLACE
    return Obstacle.SAME_PLACE if same_place(url, state.same_url) else url


def ticks_possible(state: RestoreState) -> Ticks:
    """Which of the ticks mean anything.

    A new place and new files are filled, fields go into what is there, and of chosen records none is newer than the
    recovery point.
    """
    fields, new = state.some_fields, state.where in _ALL_IS_NEW
    return Ticks(
        create=not new and not fields,
        put_back=not new,
        remove=not new and not fields and state.what is not What.RECORDS and state.left is None,
    )


def ticks_set(state: RestoreState) -> Ticks:
    """The ticks as they count: those that mean nothing do not."""
    possible, asked = ticks_possible(state), state.ticks
    if state.where in _ALL_IS_NEW:
        return Ticks(create=True, put_back=False, remove=False)
    return Ticks(
        create=possible.create and asked.create,
        put_back=possible.put_back and asked.put_back,
        remove=possible.remove and asked.remove,
    )


def mode_of(state: RestoreState) -> RestoreMode | Obstacle:
    """What may happen to the records of the target."""
    if state.where is Where.FILES:
        return RestoreMode.MERGE
    if state.where is Where.NEW:
        return Obstacle.FIELDS_NEED_RECORDS if state.some_fields else RestoreMode.MERGE
    ticks = ticks_set(state)
    if state.some_fields:
        return RestoreMode.MERGE if ticks.put_back else Obstacle.FIELDS_ONLY_PUT_BACK
    if ticks.remove:
        return RestoreMode.EXACT if ticks.create and ticks.put_back else Obstacle.REMOVE_NEEDS_BOTH
    if ticks.put_back:
        return RestoreMode.MERGE if ticks.create else Obstacle.PUT_BACK_NEEDS_CREATE
    return RestoreMode.MISSING if ticks.create else Obstacle.NOTHING_TICKED


def request_of(state: RestoreState, *, dry_run: bool) -> RestoreRequest | Obstacle:
    """What the engine is asked for."""
    scope, mode = scope_of(state), mode_of(state)
    if isinstance(scope, Obstacle):
        return scope
    if isinstance(mode, Obstacle):
        return mode
    create = state.create_structure or state.where is Where.NEW
    return RestoreRequest(scope=scope, mode=mode, dry_run=dry_run, create_schema=create, clears=state.clears)


def records_written(report: RestoreReport) -> int:
    """How many records a restore creates, brings back, changes or removes."""
    return sum(report.total(what) for what in ("created", "undeleted", "updated", "deleted"))
