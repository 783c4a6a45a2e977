"""The table of runs: as many columns as there is room for, and how each run ended in shape, word and colour."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from crmbackup_gui.services.history import Run
from crmbackup_gui.ui.look.icons import draw
from crmbackup_gui.ui.look.theme import SPACE, tone
from crmbackup_gui.ui.viewmodels.activity import Activity, RunColumn, RunRole
from crmbackup_gui.ui.widgets.cells import Cells, Index, is_selected, text_ink
from crmbackup_gui.ui.widgets.ended_row import OUTCOME_LOOKS
from crmbackup_gui.ui.widgets.yielding_table import YieldingTable

_ICON = 16
_MARK_PLACE = _ICON + SPACE // 2
_RESULT_AT_LEAST = 200
_GIVEN_UP = (RunColumn.DURATION, RunColumn.TRIGGER, RunColumn.CRM)
"""Columns that make room, in this order; the detail of a run says the same."""


class RunTable(YieldingTable):
    """A table of an Activity. It keeps its selection, by the run, while rows come and go.

    Signals:
        chosen_changed(Run | None): another run is selected, or the same one has changed.
    """

    chosen_changed = Signal(object)

    def __init__(self, model: Activity, parent: QWidget | None = None) -> None:
        super().__init__(model, RunColumn.RESULT, _GIVEN_UP, parent)
        self._model = model
        self.setItemDelegate(_RunCells(self))
        self.setAccessibleName(self.tr("What was done, newest first"))
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(self._changed)
        self.selectionModel().currentRowChanged.connect(self._tell)

    @property
    def chosen(self) -> Run | None:
        """The selected run."""
        return self._model.run(self.currentIndex().row())

    def choose(self, row: int) -> None:
        """Select a run and scroll to it."""
        self.setCurrentIndex(self._model.index(row, 0))

    def show_crm(self, shown: bool) -> None:  # noqa: FBT001 - what it shows
        """Whether there is a column with the name of the CRM, where there is room."""
        self.leave_out(frozenset() if shown else frozenset({RunColumn.CRM}))

    def beside(self, column: int) -> int:
        return _MARK_PLACE if column == RunColumn.OUTCOME else 0

    def widest_font(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def needed(self, column: int) -> int:
        return _RESULT_AT_LEAST if column == RunColumn.RESULT else super().needed(column)

    @Slot()
    def _reset(self) -> None:
        self.chosen_changed.emit(None)

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row() and last.column() > RunColumn.WHEN:
            self._tell()

    @Slot()
    def _tell(self) -> None:
        self.chosen_changed.emit(self.chosen)


class _RunCells(Cells):
    """Problems that nobody has seen are bold; the outcome has its shape beside it."""

    def draw_mark(self, painter: QPainter, room: QRect, cell: QStyleOptionViewItem, index: Index) -> int:
        if index.column() != RunColumn.OUTCOME:
            return 0
        drawing, _meaning = OUTCOME_LOOKS[index.data(RunRole.OUTCOME)]
        square = QRect(room.left(), room.center().y() - _ICON // 2 + 1, _ICON, _ICON)
        draw(painter, square.toRectF(), drawing, text_ink(cell) if is_selected(cell) else self.ink(cell, index))
        return _MARK_PLACE

    def ink(self, cell: QStyleOptionViewItem, index: Index) -> QColor:
        if index.column() != RunColumn.OUTCOME:
            return text_ink(cell)
        _drawing, meaning = OUTCOME_LOOKS[index.data(RunRole.OUTCOME)]
        return tone(meaning, cell.palette)

    def font(self, cell: QStyleOptionViewItem, index: Index) -> QFont:
        font = super().font(cell, index)
        font.setBold(bool(index.data(RunRole.UNSEEN)))
        return font
