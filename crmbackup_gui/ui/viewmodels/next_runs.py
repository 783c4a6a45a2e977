"""The next runs of a schedule, in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.model.schedule import Slot
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.viewmodels.schedule_words import strategy_word
from crmbackup_gui.ui.words.telling import exact, told

_Index = QModelIndex | QPersistentModelIndex


class NextRuns(HeadedTable):
    """Columns: when, and what is stored."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._slots: tuple[Slot, ...] = ()
        self._now = datetime.now().astimezone()

    def show_slots(self, slots: Sequence[Slot], now: datetime) -> None:
        """Show these. `now` is aware; it says what today is, and in which zone."""
        self.beginResetModel()
        self._slots, self._now = tuple(slots), now
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (self.tr("When"), self.tr("Strategy"))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._slots)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        slot = self._slots[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return told(slot.when, self._now) if index.column() == 0 else strategy_word(slot.strategy)
        if role == Qt.ItemDataRole.ToolTipRole:
            return exact(slot.when)
        return None
