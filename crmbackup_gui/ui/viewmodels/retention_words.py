"""What becomes of each recovery point under retention rules, and why, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.model.retention import Decision, Reason, RetentionPlan
from crmbackup_gui.ui.words.telling import day_and_time, exact, strategy_name

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RetentionPreview(QAbstractTableModel):
    """Columns: when, strategy, what becomes of it, and why. What goes comes first, then the newest."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Decision, ...] = ()

    def show(self, plan: RetentionPlan | None) -> None:
        """Show what these rules make of the points."""
        self.beginResetModel()
        self._rows = () if plan is None else (*reversed(plan.dropped), *reversed(plan.kept))
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Recovery point"), self.tr("Strategy"), self.tr("What becomes of it"), self.tr("Why"))[
                section
            ]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        decision = self._rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return exact(decision.point.consistent_as_of) if index.column() == 0 else why(decision.reasons)
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                day_and_time(decision.point.consistent_as_of),
                strategy_name(decision.point.strategy),
                self.tr("stays") if decision.keep else self.tr("goes"),
                why(decision.reasons),
            )[index.column()]
        return None


def why(reasons: Sequence[Reason]) -> str:
    """The reasons in a line."""
    comma = QCoreApplication.translate("RetentionPreview", ", ")
    return comma.join(reason_word(reason) for reason in reasons)


def reason_word(reason: Reason) -> str:
    """One of them."""
    return {
        Reason.NEWEST: QCoreApplication.translate("RetentionPreview", "the newest"),
        Reason.LAST: QCoreApplication.translate("RetentionPreview", "among the last"),
        Reason.HOURLY: QCoreApplication.translate("RetentionPreview", "of its hour"),
        Reason.DAILY: QCoreApplication.translate("RetentionPreview", "of its day"),
        Reason.WEEKLY: QCoreApplication.translate("RetentionPreview", "of its week"),
        Reason.MONTHLY: QCoreApplication.translate("RetentionPreview", "of its month"),
        Reason.YEARLY: QCoreApplication.translate("RetentionPreview", "of its year"),
        Reason.WITHIN: QCoreApplication.translate("RetentionPreview", "not old enough"),
        Reason.MINIMUM_AGE: QCoreApplication.translate("RetentionPreview", "too young to go"),
        Reason.OTHER_KIND: QCoreApplication.translate(
            "RetentionPreview", "a young safety point or point of some parts"
        ),
        Reason.PINNED: QCoreApplication.translate("RetentionPreview", "pinned"),
        Reason.LEGAL_HOLD: QCoreApplication.translate("RetentionPreview", "under legal hold"),
        Reason.ENTITY_HELD: QCoreApplication.translate("RetentionPreview", "has a part under legal hold"),
        Reason.NEEDED: QCoreApplication.translate("RetentionPreview", "needed by a damaged point"),
        Reason.NO_RULE: QCoreApplication.translate("RetentionPreview", "no rule keeps it"),
    }[reason]
