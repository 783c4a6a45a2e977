"""A table that gives columns up where there is no room for them, rather than scroll sideways."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.table_look import dress_table, set_heights

_LOOKED_AT = 200
"""So many rows are measured for the width of a column; longer words further down are shortened."""


class YieldingTable(QTableView):
    """Columns are as wide as what the newest rows say; they only grow while the same rows stay, so nothing jumps."""

    def __init__(
        self, model: QAbstractItemModel, stretched: int, given_up: Sequence[int], parent: QWidget | None = None
    ) -> None:
        """`stretched` takes what the other columns leave; those `given_up` make room, in this order."""
        self._stretched, self._given_up = stretched, given_up
        self._left_out: frozenset[int] = frozenset()
        self._widths: dict[int, int] = {}
        super().__init__(parent)
        self.setModel(model)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        dress_table(self, stretched)
        model.modelReset.connect(self._measure_anew)
        model.rowsInserted.connect(self._measure_more)
        model.dataChanged.connect(self._measure_more)

    def leave_out(self, columns: frozenset[int]) -> None:
        """Show none of these, also where there is room for them."""
        self._left_out = columns
        self._share_out()

    def beside(self, _column: int) -> int:
        """How many pixels a cell of the column needs besides its text."""
        return 0

    def widest_font(self) -> QFont:
        """The font of the table's widest text."""
        return self.font()

    def needed(self, column: int) -> int:
        """The width that the column asks for."""
        model, metrics = self.model(), QFontMetrics(self.widest_font())
        rows = range(min(_LOOKED_AT, model.rowCount()))
        texts = {str(model.index(row, column).data() or "") for row in rows}
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0) + self.beside(column)
        title = str(model.headerData(column, Qt.Orientation.Horizontal))
        return max(widest, QFontMetrics(self.horizontalHeader().font()).horizontalAdvance(title)) + 2 * SPACE + 4

    def measured(self, widths: dict[int, int]) -> None:
        """What each column needs has been found out."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            set_heights(self)
            self._measure_anew()

    @Slot()
    def _measure_anew(self) -> None:
        self._widths = {}
        self._measure_more()

    @Slot()
    def _measure_more(self) -> None:
        if self.model() is None:
            return
        for column in range(self.model().columnCount()):
            self._widths[column] = max(self.needed(column), self._widths.get(column, 0))
        self.measured(self._widths)
        self._share_out()

    def _share_out(self) -> None:
        if not self._widths:
            self._measure_more()
            return
        room, hidden = self.viewport().width(), set(self._left_out)
        for column in self._given_up:
            if sum(width for known, width in self._widths.items() if known not in hidden) <= room:
                break
            hidden.add(column)
        for column, width in self._widths.items():
            self.setColumnHidden(column, column in hidden)
            if column != self._stretched:
                self.setColumnWidth(column, width)
