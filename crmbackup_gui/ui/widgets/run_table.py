"""The table of runs: as many columns as there is room for, and how each run ended in shape, word and colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from crmbackup_gui.services.history import Run
from crmbackup_gui.ui.look.icons import draw
from crmbackup_gui.ui.look.theme import SPACE, tone
from crmbackup_gui.ui.viewmodels.activity import Activity, RunColumn, RunRole
from crmbackup_gui.ui.widgets.ended_row import OUTCOME_LOOKS
from crmbackup_gui.ui.widgets.table_look import dress_table, set_heights

_Index = QModelIndex | QPersistentModelIndex

_ICON = 16
_LOOKED_AT = 200
"""So many rows are measured for the width of a column; longer words further down are shortened."""

_RESULT_AT_LEAST = 200
_GIVEN_UP = (RunColumn.DURATION, RunColumn.TRIGGER, RunColumn.CRM)
"""Columns that make room, in this order; the detail of a run says the same."""


class RunTable(QTableView):
    """A table of an Activity. It keeps its selection, by the run, while rows come and go.

    Signals:
        chosen_changed(Run | None): another run is selected, or the same one has changed.
    """

    chosen_changed = Signal(object)

    def __init__(self, model: Activity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._widths: dict[RunColumn, int] = {}
        self._crm_shown = True
        self.setModel(model)
        self.setItemDelegate(_RunCells(self))
        self.setAccessibleName(self.tr("What was done, newest first"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        dress_table(self, RunColumn.RESULT)
        model.modelReset.connect(self._reset)
        model.rowsInserted.connect(self._grown)
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
        self._crm_shown = shown
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            set_heights(self)
            self._measure(afresh=True)

    @Slot()
    def _reset(self) -> None:
        self._measure(afresh=True)
        self.chosen_changed.emit(None)

    @Slot()
    def _grown(self) -> None:
        self._measure(afresh=False)

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, first: QModelIndex, last: QModelIndex) -> None:
        if first.row() <= self.currentIndex().row() <= last.row() and last.column() > RunColumn.WHEN:
            self._tell()

    @Slot()
    def _tell(self) -> None:
        self.chosen_changed.emit(self.chosen)

    def _measure(self, *, afresh: bool) -> None:
        """Widths by what the newest rows say; they only grow while the same runs stay, so that nothing jumps."""
        if afresh:
            self._widths = {}
        bold = QFont(self.font())
        bold.setBold(True)
        metrics, header = QFontMetrics(bold), QFontMetrics(self.horizontalHeader().font())
        for column in RunColumn:
            if column is RunColumn.RESULT:
                continue
            texts = {self._model.index(row, column).data() for row in range(min(_LOOKED_AT, self._model.rowCount()))}
            widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            widest += _ICON + SPACE // 2 if column is RunColumn.OUTCOME else 0
            title = self._model.headerData(column, Qt.Orientation.Horizontal)
            needed = max(widest, header.horizontalAdvance(str(title))) + 2 * SPACE + 4
            self._widths[column] = max(needed, self._widths.get(column, 0))
        self._share_out()

    def _share_out(self) -> None:
        if not self._widths:
            self._measure(afresh=True)
            return
        room = self.viewport().width() - _RESULT_AT_LEAST
        hidden = set() if self._crm_shown else {RunColumn.CRM}
        for column in _GIVEN_UP:
            if sum(width for known, width in self._widths.items() if known not in hidden) <= room:
                break
            hidden.add(column)
        for column, width in self._widths.items():
            self.setColumnHidden(column, column in hidden)
            self.setColumnWidth(column, width)


class _RunCells(QStyledItemDelegate):
    """Problems that nobody has seen are bold; the outcome has its shape beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(80, QFontMetrics(option.font).height() + 2 * SPACE - 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        style = cell.widget.style() if cell.widget else QApplication.style()
        # The row as a whole shows the focus, by its selection; a frame around one cell of it would only puzzle.
        cell.state &= ~QStyle.StateFlag.State_HasFocus
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        ink = cell.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        field: QRect = cell.rect.adjusted(SPACE, 0, -SPACE, 0)
        painter.save()
        if index.column() == RunColumn.OUTCOME:
            drawing, meaning = OUTCOME_LOOKS[index.data(RunRole.OUTCOME)]
            ink = ink if selected else tone(meaning, cell.palette)
            square = QRect(field.left(), field.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            draw(painter, square.toRectF(), drawing, ink)
            field.setLeft(square.right() + 1 + SPACE // 2)
        font = QFont(cell.font)
        font.setBold(bool(index.data(RunRole.UNSEEN)))
        painter.setFont(font)
        painter.setPen(ink)
        told = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, field.width())
        painter.drawText(field, cell.displayAlignment, told)
        painter.restore()
