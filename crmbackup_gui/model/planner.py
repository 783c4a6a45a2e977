"""How much the three strategies store, how long a recovery takes, and which of them to use.

`sizes` and `times` are the planning formulas, F1 to F3 and T1 to T3, exactly as they are defined; they leave out the
full that every chain needs. `stored` and `recovery_time` are the measured model, which counts it; `advise` uses that.

The model continues what was measured: the size of the data stays D, the CRM changes as much in one second as in
another, and records change again as often as they did (`_growth`). How long a backup runs is not in the age of a point.
Sizes are bytes, times seconds, speeds bytes per second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from enum import Enum
from itertools import accumulate, pairwise
from math import inf, log

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.recovery import CHAIN_LIMIT, Strategy

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
RHYTHMS = (*(h * HOUR for h in (0.25, 0.5, 1, 2, 3, 4, 6, 8, 12)), DAY, 2 * DAY, 7 * DAY)
"""Times between two points that an advice chooses from, shortest first."""

LONGEST_CYCLE = {Strategy.FULL: 1, Strategy.INCREMENTAL: CHAIN_LIMIT + 1, Strategy.DIFFERENTIAL: 366}
"""The most points from one full up to the next, the full included. Increments stop where `auto` would shorten their
chain; differentials after a year of days, because all of them are lost with their full."""


@dataclass(frozen=True)
class MeasuredRestore:
    """What one restore really took."""

    point: str
    bytes: int
    seconds: float


@dataclass(frozen=True)
class Measurements:
    """What is known of one CRM in one repository. Raises ValueError for what cannot have been measured."""

    full_bytes: int
    """D, the size of the data: what the newest full takes; 0 when there is none."""
    scope_bytes: int
    """R, the size of the recovery scope: D for a whole CRM."""
    changes: tuple[int, ...] = ()
    """d_i of the change sets since that full, each against the point before it, oldest first."""
    cumulative: tuple[int, ...] = ()
    """d_i against the full: what a differential at the moment of the same change set holds or would hold.
    As long as `changes`, unless one of the two was not measured and is empty."""
    s1: float | None = None
    s2: float | None = None
    s3: float | None = None
    """Speeds at which a full, a chain of increments and a differential are restored; None until measured."""
    interval_seconds: float | None = None
    """Mean time between two points; None while there is only one."""
    stored: Mapping[Strategy, int] = field(default_factory=dict)
    restores: tuple[MeasuredRestore, ...] = ()
    """What the points of each strategy really stored and restores really took: shown beside the model."""

    def __post_init__(self) -> None:
        if min(self.full_bytes, self.scope_bytes, *self.changes, *self.cumulative) < 0:
            raise ValueError("a size is negative")
        if any(value is not None and value <= 0 for value in (self.s1, self.s2, self.s3, self.interval_seconds)):
            raise ValueError("a speed or an interval is not above zero")
        if self.changes and self.cumulative and len(self.changes) != len(self.cumulative):
            raise ValueError("the two series of change sets differ in length")

    @property
    def change_sets(self) -> int:
        """How many change sets were measured: n."""
        return max(len(self.changes), len(self.cumulative))


@dataclass(frozen=True)
class Sizes:
    """F1 to F3, the planned size of full, incremental and differential backups."""

    F1: int
    F2: int
    F3: int


@dataclass(frozen=True)
class Times:
    """T1 to T3, the planned recovery times; None where the speed is not measured."""

    T1: float | None
    T2: float | None
    T3: float | None


def sizes(m: Measurements) -> Sizes:
    """F1 = D;  F2 = Σ d_i over `changes`;  F3 = Σ (d_i - d_(i-1)) over `cumulative`, d_0 = 0.

    F3 telescopes to the newest cumulative d_n: what the newest differential holds. F2 and F3 leave out the full that
    the change sets need, and F3 also the older differentials that are kept.
    """
    return Sizes(m.full_bytes, sum(m.changes), sum(b - a for a, b in pairwise((0, *m.cumulative))))


def times(m: Measurements) -> Times:
    """T1 = R / s1;  T2 = Σ d_i / s2 over `changes`;  T3 = Σ (d_i - d_(i-1)) / s3 over `cumulative`, d_0 = 0.

    T2 and T3 leave out the full that is restored before the change sets, and that a smaller scope needs less of them.
    """
    f = sizes(m)
    planned = ((m.scope_bytes, m.s1), (f.F2, m.s2), (f.F3, m.s3))
    return Times(*(None if speed is None else size / speed for size, speed in planned))


def stored(strategy: Strategy, m: Measurements, points: int | None = None) -> int | None:
    """What a full and the points after it keep in the repository; `points` counts the full, by default those measured.

    Full: points · D. Incremental: D + Σ d_i. Differential: D + Σ of the cumulative d_i, as every differential stays.
    Points beyond the measured ones are continued; None when no change set was measured to continue from.
    """
    points = 1 + m.change_sets if points is None else points
    if strategy is Strategy.FULL:
        return points * m.full_bytes
    known = (m.changes if strategy is Strategy.INCREMENTAL else m.cumulative)[: max(points - 1, 0)]
    beyond = range(len(known) + 1, points)
    if beyond and not m.change_sets:
        return None
    size, interval = _growth(m), m.interval_seconds or DAY
    more = (size(i * interval if strategy is Strategy.DIFFERENTIAL else interval) for i in beyond)
    return m.full_bytes + sum(known) + round(sum(more))


def recovery_time(strategy: Strategy, m: Measurements) -> float | None:
    """How long it takes to recover the newest point, had its chain been made by that strategy.

    Full: R / s1. Incremental: D / s1 + Σ d_i / s2. Differential: D / s1 + newest cumulative d / s3. The last two times
    R / D where the scope is smaller than the data. A speed that was not measured counts as the slowest that was; None
    when none was. A cumulative size that was not measured counts as the sum of the increments, and the other way round.
    """
    newest = m.cumulative[-1] if m.cumulative else sum(m.changes)
    chains = {Strategy.FULL: 0, Strategy.INCREMENTAL: sum(m.changes) or newest, Strategy.DIFFERENTIAL: newest}
    return _recovery(strategy, m, chains[strategy])


@dataclass(frozen=True)
class Wish:
    """What a user wants of the backups; None means no matter. Raises InvalidRequest for what nobody can want.

    `newest_age_seconds` is how old the newest point may become, `keep_days` for how long points are kept.
    """

    recovery_seconds: float | None = None
    newest_age_seconds: float | None = None
    storage_bytes: int | None = None
    keep_days: float = 30

    def __post_init__(self) -> None:
        if any(value is not None and not 0 < value < inf for value in astuple(self)):
            raise InvalidRequest("A wish for the backups must be a number above zero.")


class FullReason(Enum):
    """Why a full is taken when it is, in English."""

    FIRST = "there is none yet"
    EVERY_POINT = "every point is a full"
    RECOVERY = "a longer chain would be recovered too slowly"
    STORAGE = "this keeps the least"
    LIMIT = "no more points should depend on one full"


class Finding(Enum):
    """What an advice rests on, in English. Braces name the data of the `Reason` that carries it."""

    CHANGES_UNKNOWN = "How much the CRM changes is not measured yet: take increments, and ask again after a few."
    REPEATS_UNKNOWN = "How often records change again is not measured yet, so each is taken to change only once."
    RHYTHM_ASSUMED = "The time between points is not measured yet; {expected} is assumed."
    SPEED_UNKNOWN = "No restore is measured yet, so nobody can tell how long a recovery takes."
    SPEED_ASSUMED = "Restoring {strategy} backups is not measured yet; {expected} a second is assumed."
    MISSES_AGE = "The newest point would be up to {expected} old; at most {limit} is wished."
    MISSES_RECOVERY = "With {strategy} backups a recovery would take {expected}; at most {limit} is wished."
    MISSES_STORAGE = "With {strategy} backups {expected} would be kept; at most {limit} is wished."
    KEEPS_MORE = "With {strategy} backups {expected} would be kept instead of {limit}."
    SLOWER = "With {strategy} backups a recovery would take {expected} instead of {limit}."


@dataclass(frozen=True)
class Reason:
    """A finding and its data: bytes, seconds or bytes per second, as the finding says."""

    finding: Finding
    strategy: Strategy | None = None
    expected: float = 0.0
    limit: float = 0.0

    def sentence(self) -> str:
        """The finding in English."""
        units = _BYTES if self.finding in _IN_BYTES else _SPANS
        strategy = self.strategy.value if self.strategy else ""
        expected, limit = _in_words(self.expected, units), _in_words(self.limit, units)
        return self.finding.value.format(strategy=strategy, expected=expected, limit=limit)


@dataclass(frozen=True)
class Advice:
    """Which strategy, how often, and when to take the next full. Sizes and times are those of the worst moment.

    They are None where no change set was measured, the time also where no restore was. `full_every` counts the points
    from one full up to the next, itself included, `next_full_in` those still to come before it; 0 means that the next
    point should be one. `shortfalls` are the wishes that give.
    """

    strategy: Strategy
    interval_seconds: float
    full_every: int
    next_full_in: int
    full_because: FullReason
    stored_bytes: int | None
    recovery_seconds: float | None
    reasons: tuple[Reason, ...] = ()
    shortfalls: tuple[Reason, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether all wishes are met, as far as the measurements tell."""
        return not self.shortfalls

    def sentences(self) -> tuple[str, ...]:
        """The advice in English: what to do, when to take the next full, what to expect, what gives, and why."""
        rhythm = _in_words(self.interval_seconds, _SPANS).removeprefix("1 ")
        fulls = "" if self.full_every == 1 else f", with a full every {self.full_every} points"
        due = f"is due after {self.next_full_in} more" if self.next_full_in else "should be the next point"
        kept, wait = self.stored_bytes, self.recovery_seconds
        return (
            f"Take {self.strategy.value} backups every {rhythm}{fulls}.",
            f"The next full {due}: {self.full_because.value}.",
            *(() if kept is None else (f"Up to {_in_words(kept, _BYTES)} will be kept.",)),
            *(() if wait is None else (f"A recovery will take up to {_in_words(wait, _SPANS)}.",)),
            *(() if self.feasible else ("Not every wish can be met; this comes closest.",)),
            *(reason.sentence() for reason in (*self.shortfalls, *self.reasons)),
        )


def advise(m: Measurements, wish: Wish) -> Advice:
    """The plan that meets the wishes and keeps the least; among equals the one that recovers faster.

    All rhythms that meet the wished age are tried. Without such a wish the present rhythm stays, or a day, unless only
    a longer one meets the others. Where nothing does, the plan that misses its wishes by the least is advised: the sum
    of expected / wished, to a tenth. The same measurements and wish always give the same advice.
    """
    trials = [[option for rhythm in group for option in _options(m, wish, rhythm)] for group in _rhythms(m, wish)]
    tried = next((options for options in trials if any(not o.shortfalls for o in options)), trials[0])
    best = min(tried, key=_Option.rank)
    taken = 1 + m.change_sets if m.full_bytes or m.change_sets else 0
    return Advice(
        strategy=best.strategy,
        interval_seconds=best.interval,
        full_every=best.full_every,
        next_full_in=max(0, best.full_every - taken) if taken else 0,
        full_because=_full_reason(best, tried) if taken else FullReason.FIRST,
        stored_bytes=best.stored if m.change_sets else None,
        recovery_seconds=best.recovery if m.change_sets else None,
        reasons=(*_rivals(best, tried), *_assumptions(m, best)),
        shortfalls=best.shortfalls,
    )


def _growth(m: Measurements) -> Callable[[float], float]:
    """Size of a change set by the seconds it covers: first · (seconds / interval)^exponent, never more than the data.

    That is Heaps' law: the longer, the fewer records are met for the first time. It goes through the mean of `changes`
    after one interval and the newest of `cumulative` after all of them.
    """
    count = max(m.change_sets, 1)
    newest = m.cumulative[-1] if m.cumulative else sum(m.changes)
    first = sum(m.changes) / count if m.changes else max((*m.cumulative[:1], newest / count))
    exponent = min(log(max(newest / first, 1)) / log(count), 1.0) if count > 1 and first > 0 else 1.0
    interval, ceiling = m.interval_seconds or DAY, float(max(m.full_bytes, newest))
    return lambda seconds: min(first * pow(seconds / interval, exponent), ceiling)


@dataclass(frozen=True)
class _Option:
    """One plan, and what the model expects of it at the worst moment."""

    strategy: Strategy
    interval: float
    full_every: int
    stored: int
    recovery: float | None
    shortfalls: tuple[Reason, ...]

    def rank(self) -> tuple[float, int, float, float, int]:
        """The smaller the better."""
        overrun = sum(reason.expected / reason.limit for reason in self.shortfalls)
        return (round(overrun, 1), self.stored, self.recovery or 0.0, -self.interval, self.full_every)


def _options(m: Measurements, wish: Wish, rhythm: float) -> Iterator[_Option]:
    """Every strategy and distance between fulls at one rhythm; while no change is measured only the longest increments.

    Kept are the points of `keep_days` and, in the worst case, the `full_every` - 1 before them of the same chain.
    """
    size = _growth(m)
    window = int(wish.keep_days * DAY // rhythm) + 1
    for strategy, longest in LONGEST_CYCLE.items() if m.change_sets else [(Strategy.INCREMENTAL, CHAIN_LIMIT + 1)]:
        sets = [size(i * rhythm if strategy is Strategy.DIFFERENTIAL else rhythm) for i in range(1, longest)]
        held = list(accumulate(sets, initial=float(m.full_bytes)))
        for every in range(min(longest, 2) if m.change_sets else longest, longest + 1):
            cycles, rest = divmod(window + every - 1, every)
            kept = round(cycles * held[every - 1] + (held[rest - 1] if rest else 0))
            chain = sets[every - 2 : every - 1] if strategy is Strategy.DIFFERENTIAL else sets[: every - 1]
            recovery = _recovery(strategy, m, sum(chain))
            yield _Option(strategy, rhythm, every, kept, recovery, _shortfalls(wish, strategy, rhythm, kept, recovery))


def _rhythms(m: Measurements, wish: Wish) -> list[tuple[float, ...]]:
    """Rhythms to choose from, in groups of falling preference. At least one group, and none empty."""
    if wish.newest_age_seconds is not None:
        return [tuple(rhythm for rhythm in RHYTHMS if rhythm <= wish.newest_age_seconds) or RHYTHMS[:1]]
    nearest = min(RHYTHMS, key=lambda rhythm: abs(log(rhythm / (m.interval_seconds or DAY))))
    return [(rhythm,) for rhythm in RHYTHMS if rhythm >= nearest]


def _shortfalls(wish: Wish, strategy: Strategy, rhythm: float, kept: int, recovery: float | None) -> tuple[Reason, ...]:
    """The wishes that such a plan misses. A recovery time that nobody can tell misses none."""
    expected = (
        (Finding.MISSES_AGE, rhythm, wish.newest_age_seconds),
        (Finding.MISSES_RECOVERY, recovery, wish.recovery_seconds),
        (Finding.MISSES_STORAGE, kept, wish.storage_bytes),
    )
    return tuple(
        Reason(finding, strategy, value, limit)
        for finding, value, limit in expected
        if value is not None and limit is not None and value > limit
    )


def _full_reason(best: _Option, tried: list[_Option]) -> FullReason:
    """Why its fulls are not further apart. Where that would keep less, only the recovery time can speak against it."""
    if best.strategy is Strategy.FULL:
        return FullReason.EVERY_POINT
    longer = (o for o in tried if (o.strategy, o.interval) == (best.strategy, best.interval))
    if any(o.full_every > best.full_every and o.stored < best.stored for o in longer):
        return FullReason.RECOVERY
    return FullReason.LIMIT if best.full_every == LONGEST_CYCLE[best.strategy] else FullReason.STORAGE


def _rivals(best: _Option, tried: list[_Option]) -> Iterator[Reason]:
    """What speaks against the other strategies, each at its best."""
    for strategy in (other for other in Strategy if other is not best.strategy):
        rival = min((o for o in tried if o.strategy is strategy), key=_Option.rank, default=best)
        missed = [r for r in rival.shortfalls if r.finding not in {own.finding for own in best.shortfalls}]
        yield from missed
        if not missed and rival.stored > best.stored:
            yield Reason(Finding.KEEPS_MORE, strategy, rival.stored, best.stored)
        elif not missed and (rival.recovery or 0.0) > (best.recovery or 0.0):
            yield Reason(Finding.SLOWER, strategy, rival.recovery or 0.0, best.recovery or 0.0)


def _assumptions(m: Measurements, best: _Option) -> Iterator[Reason]:
    """What had to be assumed for want of measurements."""
    if not (m.changes and m.cumulative):
        yield Reason(Finding.REPEATS_UNKNOWN if m.change_sets else Finding.CHANGES_UNKNOWN)
    if m.interval_seconds is None:
        yield Reason(Finding.RHYTHM_ASSUMED, expected=DAY)
    if best.recovery is None:
        yield Reason(Finding.SPEED_UNKNOWN)
    for strategy in dict.fromkeys((Strategy.FULL, best.strategy)):
        if best.recovery is not None and _speeds(m)[strategy] is None:
            yield Reason(Finding.SPEED_ASSUMED, strategy, _speed(m, strategy) or 0.0)


def _recovery(strategy: Strategy, m: Measurements, chain: float) -> float | None:
    """Seconds to restore the scope from a full and `chain` bytes of change sets; None when no speed was measured."""
    full, changes = _speed(m, Strategy.FULL), _speed(m, strategy)
    if full is None or changes is None:
        return None
    share = min(1.0, m.scope_bytes / m.full_bytes) if m.full_bytes else 1.0
    return (m.full_bytes / full + chain / changes) * share


def _speed(m: Measurements, strategy: Strategy) -> float | None:
    """The measured speed, else the slowest of the others, else None."""
    measured = _speeds(m)
    return measured[strategy] or min((speed for speed in measured.values() if speed is not None), default=None)


def _speeds(m: Measurements) -> dict[Strategy, float | None]:
    return {Strategy.FULL: m.s1, Strategy.INCREMENTAL: m.s2, Strategy.DIFFERENTIAL: m.s3}


_BYTES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "bytes"))
_IN_BYTES = {Finding.SPEED_ASSUMED, Finding.MISSES_STORAGE, Finding.KEEPS_MORE}
_SPANS = ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes"), (1.0, "seconds"))


def _in_words(value: float, units: tuple[tuple[float, str], ...]) -> str:
    factor, name = next((unit for unit in units if value >= unit[0]), units[-1])
    number = f"{value / factor:,.1f}".removesuffix(".0")
    return f"{number} {name.removesuffix('s') if number == '1' else name}"
