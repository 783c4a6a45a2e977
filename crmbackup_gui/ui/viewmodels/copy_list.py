"""The copies of a repository as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.services.copies import CopyState, PlaceOfCopy
from crmbackup_gui.ui.words.telling import ago, exact, number

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CopyList(QAbstractTableModel):
    """Columns: the place, its age, the recovery points that it lacks, and whether it is there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._copies: tuple[PlaceOfCopy, ...] = ()

    def show(self, copies: Sequence[PlaceOfCopy]) -> None:
        """Show these."""
        self.beginResetModel()
        self._copies = tuple(copies)
        self.endResetModel()

    def copy(self, row: int) -> PlaceOfCopy | None:
        """The one in that row."""
        return self._copies[row] if 0 <= row < len(self._copies) else None

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._copies)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Place"), self.tr("Up to date"), self.tr("Points it lacks"), self.tr("State"))[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        copy = self.copy(index.row()) if index.isValid() else None
        if copy is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return exact(copy.copied_at) if index.column() == 1 and copy.copied_at else copy.location
        if role == Qt.ItemDataRole.DisplayRole:
            return (
                copy.location,
                ago(copy.copied_at) if copy.copied_at else self.tr("never"),
                number(copy.points_behind) if copy.points_behind else self.tr("none"),
                self.tr("there") if copy.state is CopyState.THERE else self.tr("not connected"),
            )[index.column()]
        return None
