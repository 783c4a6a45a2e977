"""The list of recovery points: as many columns as there is room for, the most telling ones first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.timeline import Column, TimelineModel
from crmbackup_gui.ui.widgets.point_delegate import MARK_PLACE, PointDelegate
from crmbackup_gui.ui.widgets.table_look import dress_table, set_heights

_LOOKED_AT = 200
"""So many rows are measured for the width of a column; longer words further down are shortened."""

_GIVEN_UP = (Column.STORED, Column.CHANGES, Column.RECORDS)
"""Columns that make room, in this order; the detail of a point says the same."""


_WIDEST = 380
"""More than that no table asks for, however long its words are."""


class PointTable(QTableView):
    """A table of a TimelineModel. It keeps its selection, by the point, whatever the model does.

    Signals:
        chosen_changed(sequence | None): another point is selected.
    """

    chosen_changed = Signal(object)

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._chosen: int | None = None
        self._widths: dict[Column, int] = {}
        self.setModel(model)
        self.setItemDelegate(PointDelegate(self))
        self.setAccessibleName(self.tr("Recovery points, newest first"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        dress_table(self, Column.WHEN)
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._grown)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            set_heights(self)
            self._measure(afresh=True)

    @Slot()
    def _reset(self) -> None:
        self._measure(afresh=True)
        if self._chosen is not None and not self.choose(self._chosen):
            self._chosen = None
            self.chosen_changed.emit(None)

    @Slot()
    def _grown(self) -> None:
        self._measure(afresh=False)

    @Slot(QModelIndex, QModelIndex)
    def _noted(self, current: QModelIndex, _before: QModelIndex) -> None:
        # A reset takes the selection away for a moment, and it comes back at once.
        sequence = self._model.sequence(current.row()) if current.isValid() else None
        if sequence is not None and sequence != self._chosen:
            self._chosen = sequence
            self.chosen_changed.emit(sequence)

    def _measure(self, *, afresh: bool) -> None:
        """Widths by what the newest rows say; they only grow while the same points stay, so that nothing jumps."""
        if afresh:
            self._widths = {}
        metrics, header = QFontMetrics(self.font()), QFontMetrics(self.horizontalHeader().font())
        for column in Column:
            title = self._model.headerData(column, Qt.Orientation.Horizontal)
            texts = (
                self._model.index(row, column).data() or "" for row in range(min(_LOOKED_AT, self._model.rowCount()))
            )
            widest = max((metrics.horizontalAdvance(text) for text in {*texts}), default=0)
            widest += MARK_PLACE if column is Column.STRATEGY else 0
            needed = max(widest, header.horizontalAdvance(title)) + 2 * SPACE + 4
            self._widths[column] = max(needed, self._widths.get(column, 0))
        kept = sum(width for column, width in self._widths.items() if column not in _GIVEN_UP)
        self.setMinimumWidth(min(kept + self.verticalScrollBar().sizeHint().width() + 2 * self.frameWidth(), _WIDEST))
        self._share_out()

    def _share_out(self) -> None:
        if not self._widths:
            self._measure(afresh=True)
            return
        room = self.viewport().width()
        hidden: set[Column] = set()
        for column in (*_GIVEN_UP, None):
            if column is None or sum(w for c, w in self._widths.items() if c not in hidden) <= room:
                break
            hidden.add(column)
        for column, width in self._widths.items():
            self.setColumnHidden(column, column in hidden)
            if column is not Column.WHEN:
                self.setColumnWidth(column, width)
