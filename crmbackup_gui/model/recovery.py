"""Recovery points, the strategies that make them, and the rules of their chains.

Points of one CRM are numbered; their order is that sequence, never a clock. A list of points given to a function
here belongs to one CRM and may come in any order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import Enum

import msgspec

from crmbackup_gui.errors import PointNotFound
from crmbackup_gui.model.scope import RecoveryScope


class Strategy(Enum):
    """What a recovery point stores."""

    FULL = "full"
    """Every record in scope; it needs no other point."""
    INCREMENTAL = "incremental"
    """What changed since the newest regular point."""
    DIFFERENTIAL = "differential"
    """What changed since the newest full."""


class PointKind(Enum):
    """What a recovery point is for."""

    REGULAR = "regular"
    SAFETY = "safety"
    """Taken before a restore; holds what the restore replaces, for its undo."""
    PARTIAL = "partial"
    """Narrower than the CRM's own scope."""


class RecoveryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of one CRM, as the timeline shows it. Sizes are bytes, durations seconds, times aware UTC."""

    id: str
    crm: str
    """Random id of the CRM connection."""
    crm_name: str
    url: str
    """Where it was read, without secrets."""
    sequence: int
    kind: PointKind
    strategy: Strategy
    taken_at: datetime
    """When the backup began, by this machine's clock."""
    consistent_as_of: datetime
    """The moment that the records show, by the source's clock."""
    behind: dict[str, datetime | None] = {}
    """Entities that could not be read when the service granted no more calls: as of when the point has them, by the
    source's clock, and None for those that it does not have at all."""
    broke_off: str | None = None
    """The entity in the midst of which the calls ran out, if it took half of them; the next backup reads it last."""
    parent: int | None = None
    """Sequence of the point that the changes were counted against, which may be gone; None for the first point."""
    base: int | None = None
    """Sequence of the newest full that reading this point begins with; None for a full and for safety points."""
    chain: tuple[int, ...] = ()
    """Sequences of the other points that reading this one needs, oldest first."""
    made_from: int | None = None
    """Sequence of the point from whose chain this one was made, without the CRM; its own when it was stored anew."""
    scope: RecoveryScope = RecoveryScope()
    entities: int = 0
    records: int = 0
    records_added: int = 0
    records_changed: int = 0
    records_deleted: int = 0
    bytes_stored: int = 0
    """What this point added to the repository, its manifest included."""
    bytes_data: int = 0
    """What its records take in segments, without blobs: D for a full, d for a change set."""
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()

    @property
    def whole_as_of(self) -> datetime:
        """The moment as of which it has all that it has."""
        return min((self.consistent_as_of, *(moment for moment in self.behind.values() if moment is not None)))


CHAIN_LIMIT = 32
"""After so many points that one reading must go through, `auto` takes a differential to shorten the way."""

FULL_SHARE = 0.5
"""When the changes since the newest full reach this share of its size, `auto` takes a new full."""


def newest(points: Iterable[RecoveryPoint], strategy: Strategy | None = None) -> RecoveryPoint | None:
    """The newest regular point, of that strategy if one is given. Safety and partial points never answer."""
    regular = (p for p in points if p.kind is PointKind.REGULAR and strategy in (None, p.strategy))
    return max(regular, key=lambda p: p.sequence, default=None)


def parent_of(strategy: Strategy, points: Collection[RecoveryPoint]) -> RecoveryPoint | None:
    """What a new point of that strategy is compared with: for a differential the newest full, else the newest point."""
    return newest(points, Strategy.FULL) if strategy is Strategy.DIFFERENTIAL else newest(points)


def chain_below(parent: RecoveryPoint) -> tuple[int, ...]:
    """What a point that stores changes against `parent` needs, oldest first."""
    return (*parent.chain, parent.sequence)


def choose_strategy(points: Collection[RecoveryPoint]) -> Strategy:
    """The rule of `--strategy auto`.

    Full when there is none, or when the change sets since the newest full reach `FULL_SHARE` of its size;
    otherwise differential when the chain has `CHAIN_LIMIT` points; otherwise incremental. Where the service's calls do
    not reach so far, it is incremental nevertheless: neither of the others would ever be a regular point.
    """
    full, last = newest(points, Strategy.FULL), newest(points)
    if full is None or last is None:
        return Strategy.FULL
    if last.behind or _took_too_many_calls(points):
        return Strategy.INCREMENTAL
    chain = set(chain_below(last))
    changes = sum(p.bytes_data for p in points if p.sequence in chain and p.sequence > full.sequence)
    if changes >= FULL_SHARE * full.bytes_data and changes > 0:
        return Strategy.FULL
    return Strategy.DIFFERENTIAL if len(last.chain) >= CHAIN_LIMIT else Strategy.INCREMENTAL


def _took_too_many_calls(points: Collection[RecoveryPoint]) -> bool:
    """Whether a full or differential ran out of calls, and fewer than `CHAIN_LIMIT` regular points came since then."""
    in_vain = max(
        (
            p.sequence
            for p in points
            if p.kind is PointKind.PARTIAL and p.behind and p.strategy is not Strategy.INCREMENTAL
        ),
        default=None,
    )
    if in_vain is None:
        return False
    return sum(p.kind is PointKind.REGULAR and p.sequence > in_vain for p in points) < CHAIN_LIMIT


def find_point(points: Collection[RecoveryPoint], wanted: str) -> RecoveryPoint:
    """The point of that id, the only one whose id begins so, or `latest`. Raises PointNotFound."""
    if wanted == "latest":
        point = newest(points)
        if point is None:
            raise PointNotFound(wanted)
        return point
    wanted_id = wanted.lower()
    matching = [p for p in points if p.id == wanted_id] or [p for p in points if wanted and p.id.startswith(wanted_id)]
    if len(matching) != 1:
        raise PointNotFound(wanted, candidates=sorted(p.id for p in matching))
    return matching[0]


def point_at(points: Collection[RecoveryPoint], time: datetime) -> RecoveryPoint:
    """Point-in-time recovery: the newest regular point that shows the CRM at or before `time`.

    Among points at or before it the sequence decides, not the clock. Raises PointNotFound.
    """
    point = newest(p for p in points if p.consistent_as_of <= time)
    if point is None:
        raise PointNotFound(f"at or before {time.isoformat(timespec='seconds')}")
    return point
