"""How a cell of the list of points is painted: the shape of the point beside its strategy, and its check in colour."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crmbackup_gui.model.recovery import PointKind
from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict
from crmbackup_gui.ui.viewmodels.timeline import Column, Role
from crmbackup_gui.ui.widgets.point_marks import MARK_SIZE, draw_mark

_Index = QModelIndex | QPersistentModelIndex
_TONES = {Verdict.INTACT: Tone.GOOD, Verdict.UNCHECKED: Tone.QUIET, Verdict.DAMAGED: Tone.BAD}
MARK_PLACE = MARK_SIZE + SPACE // 2
"""What the shape takes of the column that it stands in."""


class PointDelegate(QStyledItemDelegate):
    """Paints rows of a TimelineModel."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

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
        field: QRect = cell.rect.adjusted(SPACE, 0, -SPACE, 0)
        painter.save()
        if index.column() == Column.STRATEGY:
            self._mark(painter, field, cell.palette, index, selected=selected)
            field.setLeft(field.left() + MARK_PLACE)
        painter.setFont(cell.font)
        painter.setPen(_ink(cell.palette, index, selected=selected))
        told = cell.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, field.width())
        painter.drawText(field, cell.displayAlignment, told)
        painter.restore()

    def _mark(self, painter: QPainter, field: QRect, palette: QPalette, index: _Index, *, selected: bool) -> None:
        draw_mark(
            painter,
            QPointF(field.left() + MARK_SIZE / 2, field.center().y() + 0.5),
            index.data(Role.MARK),
            index.data(Role.VERDICT),
            palette,
            partial=index.data(Role.KIND) is PointKind.PARTIAL,
            colour=palette.color(QPalette.ColorRole.HighlightedText) if selected else None,
        )


def _ink(palette: QPalette, index: _Index, *, selected: bool) -> QColor:
    if selected:
        return palette.color(QPalette.ColorRole.HighlightedText)
    if index.column() == Column.CHECKED:
        return tone(_TONES[index.data(Role.VERDICT)], palette)
    if index.data(Role.MARK) is Mark.UNREADABLE:
        return tone(Tone.BAD, palette)
    return palette.color(QPalette.ColorRole.Text)
