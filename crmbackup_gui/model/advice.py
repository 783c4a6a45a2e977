"""Which strategy to use, how often, and when to take the next full: what the measured model (planner.py) advises.

The model continues what was measured. How long a backup runs is not in the age of a point. Sizes are bytes, times
seconds, speeds bytes per second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from enum import Enum
from itertools import accumulate
from math import inf, log

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.planner import DAY, Measurements, growth, seconds_to_recover, speed, speeds
from crmbackup_gui.model.recovery import CHAIN_LIMIT, Strategy

MINUTE, HOUR = 60.0, 3_600.0
RHYTHMS = (*(h * HOUR for h in (0.25, 0.5, 1, 2, 3, 4, 6, 8, 12)), DAY, 2 * DAY, 7 * DAY)
"""Times between two points that an advice chooses from, shortest first."""

LONGEST_CYCLE = {Strategy.FULL: 1, Strategy.INCREMENTAL: CHAIN_LIMIT + 1, Strategy.DIFFERENTIAL: 366}
"""The most points from one full up to the next, the full included. Increments stop where `auto` would shorten their
chain; differentials after a year of days, because all of them are lost with their full."""


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
    size = growth(m)
    window = int(wish.keep_days * DAY // rhythm) + 1
    for strategy, longest in LONGEST_CYCLE.items() if m.change_sets else [(Strategy.INCREMENTAL, CHAIN_LIMIT + 1)]:
        sets = [size(i * rhythm if strategy is Strategy.DIFFERENTIAL else rhythm) for i in range(1, longest)]
        held = list(accumulate(sets, initial=float(m.full_bytes)))
        for every in range(min(longest, 2) if m.change_sets else longest, longest + 1):
            cycles, rest = divmod(window + every - 1, every)
            kept = round(cycles * held[every - 1] + (held[rest - 1] if rest else 0))
            chain = sets[every - 2 : every - 1] if strategy is Strategy.DIFFERENTIAL else sets[: every - 1]
            recovery = seconds_to_recover(strategy, m, sum(chain))
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
        if best.recovery is not None and speeds(m)[strategy] is None:
            yield Reason(Finding.SPEED_ASSUMED, strategy, speed(m, strategy) or 0.0)


_BYTES = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "bytes"))
_IN_BYTES = {Finding.SPEED_ASSUMED, Finding.MISSES_STORAGE, Finding.KEEPS_MORE}
_SPANS = ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes"), (1.0, "seconds"))


def _in_words(value: float, units: tuple[tuple[float, str], ...]) -> str:
    factor, name = next((unit for unit in units if value >= unit[0]), units[-1])
    number = f"{value / factor:,.1f}".removesuffix(".0")
    return f"{number} {name.removesuffix('s') if number == '1' else name}"
