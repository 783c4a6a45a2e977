"""Which recovery points are kept, which may go, and why (pure: the clock and the zone are arguments).

Points of one CRM at a time. Their order is the sequence, never a clock; the clock only says into which hour, day, week,
month or year a point falls, on the wall clock of the zone that is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum

import msgspec

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint

MOST = 100_000
"""No rule counts further, and no time is longer in days: what is above is a typing error."""


class RetentionPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept. A point stays when any of the rules wants it. Times are in days.

    Of each of the newest `hourly` hours that have a point the newest point is kept; so with days, weeks (from Monday
    on), months and years. `last` is about the newest points, `within` about those that show a moment at most so long
    before the newest one: so a clock that is wrong, or backups that stopped, never empty a timeline.
    """

    last: int = 0
    hourly: int = 0
    daily: int = 0
    weekly: int = 0
    monthly: int = 0
    yearly: int = 0
    within: float = 0
    minimum_age: float = 0
    """Nothing that was taken less than so long ago goes."""
    other_kinds: float = 30
    """Safety and partial points count for none of the rules; each is kept for so long."""

    def __post_init__(self) -> None:
        """Raise InvalidRequest for a policy that keeps nothing, or that nobody can mean."""
        counts = (self.last, self.hourly, self.daily, self.weekly, self.monthly, self.yearly)
        if not all(0 <= number <= MOST for number in (*counts, self.within, self.minimum_age, self.other_kinds)):
            raise InvalidRequest(f"What a rule keeps is a number from 0 to {MOST:,}.")
        if not any((*counts, self.within)):
            raise InvalidRequest("These rules keep nothing; at least one of them must be above zero.")


class Reason(Enum):
    """Why a point is kept, or that nothing keeps it."""

    NEWEST = "newest"
    """The newest regular point is always kept, and also the newest that no check found damaged."""
    LAST = "last"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    WITHIN = "within"
    MINIMUM_AGE = "minimum_age"
    OTHER_KIND = "other_kind"
    """A safety or partial point that is not old enough."""
    PINNED = "pinned"
    LEGAL_HOLD = "legal_hold"
    ENTITY_HELD = "entity_held"
    """It holds an entity that is under legal hold."""
    NEEDED = "needed"
    """A point that is kept needs it, and cannot be made to stand without it."""
    NO_RULE = "no_rule"
    """Nothing keeps it."""


@dataclass(frozen=True)
class Decision:
    """What becomes of one point, and why: all reasons that keep it, or `NO_RULE`."""

    point: RecoveryPoint
    reasons: tuple[Reason, ...]

    @property
    def keep(self) -> bool:
        """Whether the point stays."""
        return self.reasons != (Reason.NO_RULE,)


@dataclass(frozen=True)
class Rebase:
    """A kept point that needs points which go: it is stored anew before they do.

    Then it holds what differs from the kept point `onto`, or with None everything. `chain` is what it will need.
    """

    point: RecoveryPoint
    onto: int | None
    chain: tuple[int, ...]


@dataclass(frozen=True)
class RetentionPlan:
    """What a policy wants of a timeline: a decision for each point, oldest first, and what must be done before."""

    decisions: tuple[Decision, ...]
    rebases: tuple[Rebase, ...]
    """In the order of their sequences, in which they can be carried out one by one."""

    @property
    def kept(self) -> tuple[Decision, ...]:
        """The points that stay."""
        return tuple(decision for decision in self.decisions if decision.keep)

    @property
    def dropped(self) -> tuple[Decision, ...]:
        """The points that go."""
        return tuple(decision for decision in self.decisions if not decision.keep)


def decide(
    points: Collection[RecoveryPoint],
    policy: RetentionPolicy,
    held: Mapping[int, Collection[Reason]],
    damaged: Collection[int],
    now: datetime,
    zone: tzinfo,
) -> RetentionPlan:
    """What the policy makes of the points of one CRM.

    `held` says which sequences are pinned or under legal hold, and in which of these ways. `damaged` are sequences that
    a check found damaged: they count for no rule but `within`, so that no intact point goes in their favour, and what
    they need stays. Deciding again about what was kept, at the same moment, keeps all of it.
    """
    reasons: dict[int, list[Reason]] = {point.sequence: [] for point in points}
    for reason, sequence in _wanted(points, policy, held, damaged, now, zone):
        if sequence in reasons and reason not in reasons[sequence]:
            reasons[sequence].append(reason)
    for point in points:
        if point.sequence in damaged and reasons[point.sequence]:
            for needed in point.chain:
                if needed in reasons and Reason.NEEDED not in reasons[needed]:
                    reasons[needed].append(Reason.NEEDED)
    ordered = sorted(points, key=_sequence)
    return RetentionPlan(
        tuple(Decision(point, tuple(reasons[point.sequence]) or (Reason.NO_RULE,)) for point in ordered),
        tuple(rebases([point for point in ordered if reasons[point.sequence]])),
    )


def rebases(kept: Collection[RecoveryPoint]) -> Iterable[Rebase]:
    """How each point that needs points outside of `kept` comes to stand on kept ones alone, oldest first.

    It is laid on the nearest kept point of its chain; where there is none, it becomes whole. So chains only ever become
    shorter, and a point whose chain goes through this one stays right, however far the work has come.
    """
    staying = {point.sequence for point in kept}
    chains: dict[int, tuple[int, ...]] = {}
    for point in sorted(kept, key=_sequence):
        chains[point.sequence] = point.chain
        if staying.issuperset(point.chain):
            continue
        nearest = max(staying.intersection(point.chain), default=None)
        chains[point.sequence] = () if nearest is None else (*chains[nearest], nearest)
        yield Rebase(point, nearest, chains[point.sequence])


def _wanted(
    points: Collection[RecoveryPoint],
    policy: RetentionPolicy,
    held: Mapping[int, Collection[Reason]],
    damaged: Collection[int],
    now: datetime,
    zone: tzinfo,
) -> Iterable[tuple[Reason, int]]:
    """Every reason to keep a point."""
    newest_first = sorted((p for p in points if p.kind is PointKind.REGULAR), key=_sequence, reverse=True)
    intact = [point for point in newest_first if point.sequence not in damaged]
    for first in (newest_first[:1], intact[:1]):
        yield from ((Reason.NEWEST, point.sequence) for point in first)
    yield from ((Reason.LAST, point.sequence) for point in intact[: policy.last])
    for reason, count, period in (
        (Reason.HOURLY, policy.hourly, _hour),
        (Reason.DAILY, policy.daily, datetime.date),
        (Reason.WEEKLY, policy.weekly, _week),
        (Reason.MONTHLY, policy.monthly, _month),
        (Reason.YEARLY, policy.yearly, _year),
    ):
        yield from ((reason, sequence) for sequence in _newest_of_periods(intact, count, period, zone))
    if policy.within and newest_first:
        since = newest_first[0].consistent_as_of - timedelta(days=policy.within)
        yield from ((Reason.WITHIN, point.sequence) for point in newest_first if point.consistent_as_of >= since)
    for point in points:
        age = now - point.taken_at
        if age < timedelta(days=policy.minimum_age):
            yield Reason.MINIMUM_AGE, point.sequence
        if point.kind is not PointKind.REGULAR and age < timedelta(days=policy.other_kinds):
            yield Reason.OTHER_KIND, point.sequence
    yield from ((reason, sequence) for sequence, all_of_it in held.items() for reason in all_of_it)


def _newest_of_periods(
    newest_first: Collection[RecoveryPoint], count: int, period: Callable[[datetime], object], zone: tzinfo
) -> Iterable[int]:
    """The newest point of each of the first `count` periods that are met on the way back."""
    seen: set[object] = set()
    for point in newest_first:
        if len(seen) >= count:
            return
        which = period(point.consistent_as_of.astimezone(zone))
        if which not in seen:
            seen.add(which)
            yield point.sequence


def _hour(local: datetime) -> object:
    """The hour that is repeated when clocks are set back counts twice."""
    return local.date(), local.hour, local.utcoffset()


def _week(local: datetime) -> object:
    return local.isocalendar()[:2]


def _month(local: datetime) -> object:
    return local.year, local.month


def _year(local: datetime) -> object:
    return local.year


def _sequence(point: RecoveryPoint) -> int:
    return point.sequence
