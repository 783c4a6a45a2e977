"""What damage means for the CRM as a whole: which point is the newest good one, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.services.overview import Overview
from crmbackup_gui.ui.words.telling import sentences, told


@dataclass(frozen=True)
class Damage:
    """How many points are damaged, the newest that no check found damaged, and whether a check found it intact.

    `newest_lost` says whether the newest of all is among the damaged.
    """

    damaged: int
    good: RecoveryPoint | None
    proven: bool
    newest_lost: bool


def damage_of(overview: Overview) -> Damage | None:
    """None where no check found any."""
    damaged = [sequence for sequence, intact in overview.verdicts.items() if not intact]
    if not damaged:
        return None
    regular = [point for point in overview.points if point.kind is PointKind.REGULAR]
    good = max(
        (point for point in regular if overview.verdicts.get(point.sequence) is not False),
        key=lambda point: point.sequence,
        default=None,
    )
    newest = max((*overview.unreadable, *(point.sequence for point in regular)), default=0)
    proven = good is not None and overview.verdicts.get(good.sequence) is True
    return Damage(len(damaged), good, proven, newest in damaged)


def may_be_rebuilt(overview: Overview | None) -> bool:
    """Whether something of the repository is known to be damaged or gone, so that rebuilding what is left helps."""
    return overview is not None and (overview.lost or damage_of(overview) is not None)


def damage_words(damage: Damage) -> tuple[str, str]:
    """What is so, and what to do."""
    what = QCoreApplication.translate("Damage", "%Ln recovery point(s) are damaged.", "", damage.damaged)
    if damage.good is None:
        return what, QCoreApplication.translate(
            "Damage",
            "None is left that is known to be good. Back up the CRM anew now, and look for a copy of the repository.",
        )
    when = told(damage.good.consistent_as_of)
    if damage.newest_lost:
        state = QCoreApplication.translate(
            "Damage", "The newest good one was taken {time}; later changes are only in the CRM itself."
        )
    else:
        state = QCoreApplication.translate("Damage", "The newest one, taken {time}, is not among them.")
    proof = (
        QCoreApplication.translate("Damage", "A check has read all of it.")
        if damage.proven
        else QCoreApplication.translate("Damage", "It was not checked yet: check it first.")
    )
    advice = QCoreApplication.translate(
        "Damage", "A new full backup needs none of the others. Then find out why the disk loses data."
    )
    return what, sentences((state.format(time=when), proof, advice))
