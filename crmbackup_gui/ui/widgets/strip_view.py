"""What a strip of time shows: its lanes of points, its gaps, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from crmbackup_gui.ui.viewmodels.buckets import Buckets, Gap, Span, bucket, find_gaps, nearest
from crmbackup_gui.ui.viewmodels.points import Mark, Numbers, Points

LANES = (Mark.FULL, Mark.DIFFERENTIAL, Mark.INCREMENTAL, Mark.SAFETY)
"""From top to bottom; the last only where safety points are shown."""

_REACH = 9.0
"""Pixels around a mark that belong to it."""


@dataclass(frozen=True, eq=False)
class Lane:
    """The points of one shape, sorted by time. `places` are their rows in `Points`."""

    mark: Mark
    places: Numbers
    times: Numbers
    verdicts: Numbers
    partial: Numbers


@dataclass(frozen=True, eq=False)
class StripData:
    """All that a strip can show, whatever part of time it looks at."""

    lanes: tuple[Lane, ...] = ()
    unreadable: Lane | None = None
    gaps: tuple[Gap, ...] = ()
    first: float | None = None
    """The oldest moment that anything shown has."""


def strip_data(points: Points, rows: Numbers, missed: tuple[float, ...], now: float, *, all_kinds: bool) -> StripData:
    """The lanes of the points in `rows`, and the gaps between the regular ones."""
    shown = np.sort(rows[~np.isnan(points.times[rows])])
    shown = shown[np.argsort(points.times[shown], kind="stable")]
    if not len(shown):
        return StripData(tuple(_lane(points, shown, mark) for mark in LANES[: 4 if all_kinds else 3]))
    return StripData(
        lanes=tuple(_lane(points, shown, mark) for mark in LANES[: 4 if all_kinds else 3]),
        unreadable=_lane(points, shown, Mark.UNREADABLE),
        gaps=find_gaps(sorted(missed), points.times[shown[points.usual[shown]]], now),
        first=float(points.times[shown[0]]),
    )


def _lane(points: Points, shown: Numbers, mark: Mark) -> Lane:
    places = shown[points.marks[shown] == mark]
    partial = ~points.usual[places] if mark is not Mark.SAFETY else np.zeros(len(places), np.bool_)
    return Lane(mark, places, points.times[places], points.verdicts[places], partial)


@dataclass(frozen=True, eq=False)
class Hit:
    """What is under a place of the strip: one point, or `count` of them between two moments."""

    place: int
    """The row in `Points` of the point that is nearest."""
    count: int
    start: float
    end: float


class StripView:
    """One look at the data: a span of time, and where the plot stands in the widget."""

    def __init__(self, data: StripData, span: Span, plot: QRectF) -> None:
        self.data, self.span, self.plot = data, span, plot
        self.lanes = tuple((lane, bucket(lane.times, lane.verdicts, span)) for lane in data.lanes)
        lost = data.unreadable
        self.unreadable: Buckets | None = bucket(lost.times, lost.verdicts, span) if lost else None

    @property
    def lane_height(self) -> float:
        """Pixels of a lane."""
        return self.plot.height() / max(1, len(self.lanes))

    def lane_middle(self, number: int) -> float:
        """The y of the middle of a lane, from the top."""
        return self.plot.top() + (number + 0.5) * self.lane_height

    def middle_of(self, mark: Mark) -> float:
        """The y where points of that shape stand; those that nobody can read stand between all."""
        for number, (lane, _) in enumerate(self.lanes):
            if lane.mark is mark:
                return self.lane_middle(number)
        return self.plot.center().y()

    def x(self, time: float) -> float:
        """The x of a moment in the widget."""
        return self.plot.left() + self.span.x(time)

    def hit(self, x: float, y: float) -> Hit | None:
        """What is there."""
        inside = x - self.plot.left()
        candidates = []
        if self.data.unreadable is not None and self.unreadable is not None:
            candidates.append((self.data.unreadable, self.unreadable, self.plot.center().y()))
        for number, (lane, buckets) in enumerate(self.lanes):
            candidates.append((lane, buckets, self.lane_middle(number)))
        found = None
        for lane, buckets, middle in candidates:
            reach = self.lane_height / 2 if lane.mark is not Mark.UNREADABLE else _REACH
            if abs(y - middle) <= reach and len(buckets.places):
                found = found or self._hit_in(lane, buckets, inside)
        return found

    def gap_at(self, x: float) -> Gap | None:
        """The gap that is there."""
        time, reach = self.span.time(x - self.plot.left()), 2 / self.span.scale
        return next((gap for gap in self.data.gaps if gap.start - reach <= time <= gap.end + reach), None)

    def _hit_in(self, lane: Lane, buckets: Buckets, x: float) -> Hit | None:
        number = nearest(buckets.places, x)
        if number is None or abs(buckets.places[number] - x) > _REACH:
            return None
        first, count = int(buckets.firsts[number]), int(buckets.counts[number])
        inside = nearest(lane.times[first : first + count], self.span.time(x))
        assert inside is not None
        times = lane.times
        return Hit(int(lane.places[first + inside]), count, float(times[first]), float(times[first + count - 1]))
