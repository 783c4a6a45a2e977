"""How fast a job goes and how long it still takes, from what it said of itself and when."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import ceil

from crmbackup_gui.model.outcome import Progress

WINDOW = 15.0
"""Seconds that a rate is the average of: long enough not to flicker, short enough to follow a slower entity."""

SETTLED = 2.0
"""Seconds before a rate is told at all; the first batches come in bursts."""

_STEPS = ((10.0, 1.0), (60.0, 5.0), (600.0, 60.0), (3_600.0, 300.0))
_LONGEST_STEP = 900.0


@dataclass(frozen=True)
class Sample:
    """What a job said, and when: seconds of a monotonic clock."""

    at: float
    progress: Progress


@dataclass(frozen=True)
class Pace:
    """Where a job stands. None is what nobody can tell.

    `fraction` is from 0 to 1, `rate` in records a second, `seconds_left` for the present step.
    """

    fraction: float | None = None
    rate: float | None = None
    seconds_left: float | None = None


class Course:
    """The samples of one job that its pace depends on. Those of an earlier step, or older than the window, are dropped.

    A step that counts anew begins a new course. Times that run backwards count as standing still.
    """

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque()

    def add(self, sample: Sample) -> None:
        """Take what the job says now."""
        samples = self._samples
        if samples and not _goes_on(samples[-1], sample):
            samples.clear()
        samples.append(Sample(max(sample.at, samples[-1].at), sample.progress) if samples else sample)
        # One sample from before the window stays, so that the window is always covered.
        while len(samples) > 2 and samples[1].at <= samples[-1].at - WINDOW:
            samples.popleft()

    def pace(self, now: float) -> Pace:
        """The pace at a moment. A job that has stopped saying anything slows down, rather than keeping its rate."""
        if not self._samples:
            return Pace()
        first, last = self._samples[0], self._samples[-1]
        done, total = last.progress.done, last.progress.total
        span = max(now, last.at) - first.at
        rate = (done - first.progress.done) / span if span >= SETTLED else None
        if total is None or total <= 0 or not 0 <= done <= total:
            return Pace(rate=rate)
        left = (total - done) / rate if rate else None
        return Pace(done / total, rate, left)


def percent(fraction: float) -> int:
    """Whole per cent; 100 only when nothing is left."""
    return 100 if fraction >= 1 else min(99, max(0, int(fraction * 100)))


def coarse(seconds: float) -> float:
    """A time left in steps that do not change with every sample, rounded up: nobody minds being done earlier."""
    step = next((step for limit, step in _STEPS if seconds < limit), _LONGEST_STEP)
    return ceil(seconds / step) * step


def rounded_rate(rate: float) -> float:
    """A rate to two figures: more of them would only flicker."""
    return float(f"{rate:.2g}")


def _goes_on(before: Sample, after: Sample) -> bool:
    return (
        before.progress.step == after.progress.step
        and before.progress.total == after.progress.total
        and before.progress.done <= after.progress.done
    )
