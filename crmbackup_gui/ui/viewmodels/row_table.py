"""What tables share: headings above their columns; and those of a few rows, a text for each cell."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class HeadedTable(QAbstractTableModel):
    """A table with `headings`. Those of `NUMBERS` (columns) stand at the right, all others at the left."""

    NUMBERS: ClassVar[Collection[int]] = ()

    def headings(self) -> tuple[str, ...]:
        """One for each column."""
        raise NotImplementedError

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Where the heading of a column and its cells stand."""
        side = Qt.AlignmentFlag.AlignRight if column in self.NUMBERS else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headings())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(section)
        return self.headings()[section] if role == Qt.ItemDataRole.DisplayRole else None


class RowTable(HeadedTable):
    """Rows that are shown all at once: a table says what stands in a `cell` and in its `tip`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Any, ...] = ()

    def cell(self, row: Any, column: int) -> str:  # noqa: ANN401 - whatever the table holds
        """What stands there."""
        raise NotImplementedError

    def tip(self, row: Any, column: int) -> str:  # noqa: ANN401 - as above
        """What is told of it besides."""
        return self.cell(row, column)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cell(row, index.column())
        return self.tip(row, index.column()) if role == Qt.ItemDataRole.ToolTipRole else None
