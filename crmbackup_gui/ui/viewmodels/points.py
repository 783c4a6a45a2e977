"""The recovery points of one CRM as columns of numbers, which the list and the strip read by the hundred thousand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy

Numbers = npt.NDArray[Any]
"""One number for each row, of the type that its field says."""


class Mark(IntEnum):
    """The shape that stands for a recovery point."""

    FULL = 0
    DIFFERENTIAL = 1
    INCREMENTAL = 2
    SAFETY = 3
    UNREADABLE = 4
    """What it was, nobody can read any more."""


class Verdict(IntEnum):
    """What checks said of a point; the greater, the worse."""

    INTACT = 0
    UNCHECKED = 1
    DAMAGED = 2


@dataclass(frozen=True, eq=False)
class Points:
    """All points of a CRM, those that cannot be read included, in the order of their sequences.

    An unreadable point has no time; it is given one between its neighbours, NaN where nothing can be read at all.
    """

    points: tuple[RecoveryPoint, ...] = ()
    """Those that can be read, in the order of their sequences."""
    sequences: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    places: Numbers = field(default_factory=lambda: np.empty(0, np.int64))
    """Where the row stands in `points`, -1 for an unreadable one."""
    times: Numbers = field(default_factory=lambda: np.empty(0, np.float64))
    """The moment that the records show, in seconds since 1970."""
    marks: Numbers = field(default_factory=lambda: np.empty(0, np.uint8))
    verdicts: Numbers = field(default_factory=lambda: np.empty(0, np.uint8))
    usual: Numbers = field(default_factory=lambda: np.empty(0, np.bool_))
    """Whether it is shown always: a regular point, or one that nobody can read."""

    @staticmethod
    def of(
        points: Iterable[RecoveryPoint], unreadable: Collection[int] = (), verdicts: Mapping[int, bool] | None = None
    ) -> Points:
        """The columns of these points. Any thread; about 60 ms for 100,000 points."""
        ordered = tuple(sorted(points, key=attrgetter("sequence")))
        count = len(ordered)
        known = np.fromiter((p.sequence for p in ordered), np.int64, count)
        lost = np.setdiff1d(np.fromiter(unreadable, np.int64, len(unreadable)), known)
        sequences = np.concatenate([known, lost])
        order = np.argsort(sequences, kind="stable")
        sequences = sequences[order]
        times = np.fromiter((p.consistent_as_of.timestamp() for p in ordered), np.float64, count)
        lost_times = np.interp(lost, known, times) if count else np.full(len(lost), np.nan)
        return Points(
            points=ordered,
            sequences=sequences,
            places=np.concatenate([np.arange(count), np.full(len(lost), -1)])[order],
            times=np.concatenate([times, lost_times])[order],
            marks=np.concatenate([_marks(ordered), np.full(len(lost), Mark.UNREADABLE, np.uint8)])[order],
            verdicts=_verdicts(sequences, lost, verdicts or {}),
            usual=np.concatenate([_regular(ordered), np.ones(len(lost), np.bool_)])[order],
        )

    def __len__(self) -> int:
        return len(self.sequences)

    def row_of(self, sequence: int | None) -> int | None:
        """Where the point of that sequence stands, if it does."""
        if sequence is None:
            return None
        row = int(np.searchsorted(self.sequences, sequence))
        return row if row < len(self) and self.sequences[row] == sequence else None

    def point(self, row: int) -> RecoveryPoint | None:
        """The point of a row; None where it cannot be read."""
        place = int(self.places[row])
        return self.points[place] if place >= 0 else None


def _marks(points: tuple[RecoveryPoint, ...]) -> Numbers:
    full, differential, safety = Strategy.FULL, Strategy.DIFFERENTIAL, PointKind.SAFETY
    count = len(points)
    marks = np.full(count, Mark.INCREMENTAL, np.uint8)
    marks[np.fromiter((p.strategy is differential for p in points), np.bool_, count)] = Mark.DIFFERENTIAL
    marks[np.fromiter((p.strategy is full for p in points), np.bool_, count)] = Mark.FULL
    marks[np.fromiter((p.kind is safety for p in points), np.bool_, count)] = Mark.SAFETY
    return marks


def _regular(points: tuple[RecoveryPoint, ...]) -> Numbers:
    regular = PointKind.REGULAR
    return np.fromiter((p.kind is regular for p in points), np.bool_, len(points))


def _verdicts(sequences: Numbers, lost: Numbers, verdicts: Mapping[int, bool]) -> Numbers:
    judged = np.full(len(sequences), Verdict.UNCHECKED, np.uint8)
    intact = np.fromiter((s for s, good in verdicts.items() if good), np.int64)
    harmed = np.fromiter((s for s, good in verdicts.items() if not good), np.int64)
    judged[np.isin(sequences, intact)] = Verdict.INTACT
    judged[np.isin(sequences, harmed) | np.isin(sequences, lost)] = Verdict.DAMAGED
    return judged
