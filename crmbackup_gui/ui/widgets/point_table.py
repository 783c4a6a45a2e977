"""The list of recovery points: as many columns as there is room for, the most telling ones first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from crmbackup_gui.ui.viewmodels.timeline import Column, TimelineModel
from crmbackup_gui.ui.widgets.point_delegate import MARK_PLACE, PointDelegate
from crmbackup_gui.ui.widgets.yielding_table import YieldingTable

_GIVEN_UP = (Column.STORED, Column.CHANGES, Column.RECORDS)
"""Columns that make room, in this order; the detail of a point says the same."""

_WIDEST = 380
"""More than that no table asks for, however long its words are."""


class PointTable(YieldingTable):
    """A table of a TimelineModel. It keeps its selection, by the point, whatever the model does.

    Signals:
        chosen_changed(sequence | None): another point is selected.
    """

    chosen_changed = Signal(object)

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(model, Column.WHEN, _GIVEN_UP, parent)
        self._model = model
        self._chosen: int | None = None
        self.setItemDelegate(PointDelegate(self))
        self.setAccessibleName(self.tr("Recovery points, newest first"))
        model.modelReset.connect(self._reset)
        self.selectionModel().currentRowChanged.connect(self._noted)

    @property
    def chosen(self) -> int | None:
        """The sequence of the selected point."""
        return self._chosen

    def choose(self, sequence: int | None) -> bool:
        """Select the point of that sequence and scroll to it; whether the list shows it."""
        row = self._model.row_of(sequence)
        if row is None:
            return False
        self.setCurrentIndex(self._model.index(row, 0))
        return True

    def beside(self, column: int) -> int:
        return MARK_PLACE if column == Column.STRATEGY else 0

    def measured(self, widths: dict[int, int]) -> None:
        kept = sum(width for column, width in widths.items() if column not in _GIVEN_UP)
        self.setMinimumWidth(min(kept + self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth(), _WIDEST))

    @Slot()
    def _reset(self) -> None:
        if self._chosen is not None and not self.choose(self._chosen):
            self._chosen = None
            self.chosen_changed.emit(None)

    @Slot(QModelIndex, QModelIndex)
    def _noted(self, current: QModelIndex, _before: QModelIndex) -> None:
        # A reset takes the selection away for a moment, and it comes back at once.
        sequence = self._model.sequence(current.row()) if current.isValid() else None
        if sequence is not None and sequence != self._chosen:
            self._chosen = sequence
            self.chosen_changed.emit(sequence)
