"""What is said of one recovery point: what reading it needs, and what its kind and its check mean for a restore."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.ui.viewmodels.points import Points, Verdict


def name_of(point: RecoveryPoint) -> str:
    """What sort of point it is, as a heading."""
    if point.kind is PointKind.SAFETY:
        return QCoreApplication.translate("PointWords", "Safety point")
    if point.kind is PointKind.PARTIAL:
        return QCoreApplication.translate("PointWords", "Partial recovery point")
    return {
        Strategy.FULL: QCoreApplication.translate("PointWords", "Full recovery point"),
        Strategy.DIFFERENTIAL: QCoreApplication.translate("PointWords", "Differential recovery point"),
        Strategy.INCREMENTAL: QCoreApplication.translate("PointWords", "Incremental recovery point"),
    }[point.strategy]


def needs_of(point: RecoveryPoint, points: Points, told: Callable[[RecoveryPoint], str]) -> str:
    """Which other points a reading of this one goes through, in a sentence; `told` says when a point was."""
    if not point.chain:
        return QCoreApplication.translate("PointWords", "It can be read without any other recovery point.")
    parts = [_base(point, points, told)]
    others = [_at(points, sequence) for sequence in point.chain if sequence != point.base]
    differentials = sum(other is not None and other.strategy is Strategy.DIFFERENTIAL for other in others)
    increments = len(others) - differentials
    if differentials:
        parts.append(QCoreApplication.translate("PointWords", "%n differential one(s)", "", differentials))
    if increments:
        parts.append(QCoreApplication.translate("PointWords", "%n incremental one(s)", "", increments))
    return QCoreApplication.translate("PointWords", "Reading it needs {points}.").format(points=_joined(parts))


def verdict_of(verdict: Verdict, *, readable: bool = True) -> str:
    """What checks said of a point."""
    if not readable:
        return QCoreApplication.translate("PointWords", "Damaged: even its description can no longer be read.")
    return {
        Verdict.INTACT: QCoreApplication.translate("PointWords", "Checked: all of it can be read."),
        Verdict.UNCHECKED: QCoreApplication.translate("PointWords", "Not checked yet."),
        Verdict.DAMAGED: QCoreApplication.translate("PointWords", "Damaged: a part of what it needs cannot be read."),
    }[verdict]


def meaning_of(point: RecoveryPoint | None, verdict: Verdict) -> str:
    """What somebody who looks for a point to restore must know of it; empty where there is nothing to say."""
    if point is None:
        return QCoreApplication.translate(
            "PointWords",
            "What this point held is lost. Other points are not harmed by that, unless they are marked, too.",
        )
    if verdict is Verdict.DAMAGED:
        return QCoreApplication.translate(
            "PointWords",
            "A restore from here would not bring back everything. Better take the newest point that is intact.",
        )
    if point.kind is PointKind.SAFETY:
        return QCoreApplication.translate(
            "PointWords", "Taken before a restore. It holds what that restore replaced, so that it can be undone."
        )
    if point.kind is PointKind.PARTIAL:
        return QCoreApplication.translate(
            "PointWords", "It holds only a part of the CRM: the entities that are listed here."
        )
    return ""


def _base(point: RecoveryPoint, points: Points, told: Callable[[RecoveryPoint], str]) -> str:
    base = _at(points, point.base)
    if base is None:
        return QCoreApplication.translate("PointWords", "a full recovery point that is no longer there")
    return QCoreApplication.translate("PointWords", "the full one of {when}").format(when=told(base))


def _at(points: Points, sequence: int | None) -> RecoveryPoint | None:
    row = points.row_of(sequence)
    return None if row is None else points.point(row)


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        return QCoreApplication.translate("PointWords", "{first} and {second}").format(first=parts[0], second=parts[1])
    return QCoreApplication.translate("PointWords", "{first}, {second} and {third}").format(
        first=parts[0], second=parts[1], third=parts[2]
    )
