"""From moments to pixels: which points stand alone in a strip of time, and which are so dense that bars show them.

Times are seconds since 1970, sorted; places are pixels from the left edge of the strip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crmbackup_gui.ui.viewmodels.points import Numbers

BAR = 3
"""Pixels from one bar to the next."""

APART = 13
"""Pixels that two shapes keep from each other; nearer ones become bars."""


@dataclass(frozen=True)
class Span:
    """The part of time that a strip of `width` pixels shows."""

    start: float
    end: float
    width: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start

    @property
    def scale(self) -> float:
        """Pixels of a second."""
        return self.width / self.seconds

    def x(self, time: float) -> float:
        """The place of a moment."""
        return (time - self.start) * self.scale

    def time(self, x: float) -> float:
        """The moment at a place."""
        return self.start + x / self.scale

    def moved(self, seconds: float) -> Span:
        """The same length, later."""
        return Span(self.start + seconds, self.end + seconds, self.width)

    def zoomed(self, factor: float, x: float) -> Span:
        """`factor` times as long, with the moment at `x` where it is."""
        fixed, seconds = self.time(x), self.seconds * factor
        start = fixed - seconds * x / self.width
        return Span(start, start + seconds, self.width)


@dataclass(frozen=True, eq=False)
class Buckets:
    """What a strip shows of some points, from left to right.

    `firsts` and `counts` say which of the given points a bucket holds, `worst` the greatest of their verdicts, `alone`
    whether it is one point with enough room for its shape.
    """

    places: Numbers
    firsts: Numbers
    counts: Numbers
    worst: Numbers
    alone: Numbers


def bucket(times: Numbers, verdicts: Numbers, span: Span) -> Buckets:
    """Gather the points that fall on the same bar of the strip.

    Bars stand on a grid that moves with time, so nothing flickers while the strip is dragged. Points less than `APART`
    pixels outside of the strip belong to it, because their shapes reach into it.
    """
    beyond = APART / span.scale
    low, high = np.searchsorted(times, [span.start - beyond, span.end + beyond])
    inside = times[low:high]
    if not len(inside):
        empty = np.empty(0, np.int64)
        return Buckets(np.empty(0), empty, empty, np.empty(0, np.uint8), np.empty(0, np.bool_))
    bar = BAR / span.scale
    cells = np.floor_divide(inside, bar)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(cells)) + 1])
    counts = np.diff(begins, append=len(inside))
    exact = (inside[begins] - span.start) * span.scale
    gaps = np.diff(exact, prepend=-np.inf, append=np.inf)
    alone = (counts == 1) & (gaps[:-1] >= APART) & (gaps[1:] >= APART)
    grid = (cells[begins] * bar - span.start) * span.scale
    return Buckets(
        places=np.where(alone, exact, grid),
        firsts=begins + low,
        counts=counts,
        worst=np.maximum.reduceat(verdicts[low:high], begins),
        alone=alone,
    )


def nearest(times: Numbers, moment: float) -> int | None:
    """Which of the points is nearest to a moment; None where there are none."""
    if not len(times):
        return None
    after = int(np.searchsorted(times, moment))
    if after == 0:
        return 0
    if after == len(times) or moment - times[after - 1] <= times[after] - moment:
        return after - 1
    return after


@dataclass(frozen=True)
class Gap:
    """A time in which `missed` scheduled backups did not run, until the next point, or until now."""

    start: float
    end: float
    missed: int


def find_gaps(missed: Sequence[float], times: Numbers, now: float) -> tuple[Gap, ...]:
    """The gaps that missed slots leave between the points at `times`, both sorted."""
    if not missed:
        return ()
    slots = np.asarray(missed, np.float64)
    behind = np.searchsorted(times, slots, side="right")
    begins = np.concatenate([[0], np.flatnonzero(np.diff(behind)) + 1])
    counts = np.diff(begins, append=len(slots))
    ends = np.append(times, max(now, slots[-1]))[behind[begins]]
    return tuple(
        Gap(start, end, count)
        for start, end, count in zip(slots[begins].tolist(), ends.tolist(), counts.tolist(), strict=True)
    )
