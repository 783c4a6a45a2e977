"""How much the three strategies store, and how long a recovery takes.

`sizes` and `times` are the planning formulas, F1 to F3 and T1 to T3, exactly as they are defined; they leave out the
full that every chain needs. `stored` and `recovery_time` are the measured model, which counts it;
advice.py rests on that.

The model continues what was measured: the size of the data stays D, the CRM changes as much in one second as in
another, and records change again as often as they did (`growth`). How long a backup runs is not in the age of a point.
Sizes are bytes, times seconds, speeds bytes per second.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import log

from crmbackup_gui.model.recovery import Strategy

DAY = 86_400.0


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
    size, interval = growth(m), m.interval_seconds or DAY
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
    return seconds_to_recover(strategy, m, chains[strategy])


def growth(m: Measurements) -> Callable[[float], float]:
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


def seconds_to_recover(strategy: Strategy, m: Measurements, chain: float) -> float | None:
    """Seconds to restore the scope from a full and `chain` bytes of change sets; None when no speed was measured."""
    full, changes = speed(m, Strategy.FULL), speed(m, strategy)
    if full is None or changes is None:
        return None
    share = min(1.0, m.scope_bytes / m.full_bytes) if m.full_bytes else 1.0
    return (m.full_bytes / full + chain / changes) * share


def speed(m: Measurements, strategy: Strategy) -> float | None:
    """The measured speed, else the slowest of the others, else None."""
    measured = speeds(m)
    return measured[strategy] or min((known for known in measured.values() if known is not None), default=None)


def speeds(m: Measurements) -> dict[Strategy, float | None]:
    """s1, s2 and s3 by strategy."""
    return {Strategy.FULL: m.s1, Strategy.INCREMENTAL: m.s2, Strategy.DIFFERENTIAL: m.s3}
