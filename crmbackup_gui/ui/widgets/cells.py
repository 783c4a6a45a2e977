"""How the cells of every table are painted: text with some air at its sides, and nothing around the current one."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crmbackup_gui.ui.look.theme import SPACE

Index = QModelIndex | QPersistentModelIndex


class Cells(QStyledItemDelegate):
    """Text stands `SPACE` away from the sides of its cell, as the headings of table_look.py do.

    Tables with more to show than text say so by what they override: `draw_mark`, `ink` and `font`.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        if is_selected(cell):
            painter.fillRect(cell.rect, cell.palette.color(QPalette.ColorRole.Highlight))
        _move_tick_in(cell)
        style = cell.widget.style() if cell.widget else QApplication.style()
        # The row as a whole shows the focus, by its selection; a frame around one cell of it would only puzzle.
        cell.state &= ~QStyle.StateFlag.State_HasFocus
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        painter.save()
        room = _room(style, cell)
        room.setLeft(room.left() + self.draw_mark(painter, room, cell, index))
        font = self.font(cell, index)
        painter.setFont(font)
        painter.setPen(text_ink(cell) if is_selected(cell) else self.ink(cell, index))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(cell.displayAlignment), shown)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click on the tick, where `paint` draws it."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        _move_tick_in(cell)
        return super().editorEvent(event, model, cell, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(2 * SPACE, 0)

    def draw_mark(self, _painter: QPainter, _room: QRect, _cell: QStyleOptionViewItem, _index: Index) -> int:
        """Draw what stands before the text; how many pixels it takes."""
        return 0

    def ink(self, cell: QStyleOptionViewItem, _index: Index) -> QColor:
        """The colour of the text where the row is not selected."""
        return text_ink(cell)

    def font(self, cell: QStyleOptionViewItem, _index: Index) -> QFont:
        """The font of the text."""
        return QFont(cell.font)


def _move_tick_in(cell: QStyleOptionViewItem) -> None:
    """As far from the side of the cell as text is."""
    if cell.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
        cell.rect.setLeft(cell.rect.left() + SPACE // 2)


def is_selected(cell: QStyleOptionViewItem) -> bool:
    """Whether the cell is in the selected row."""
    return bool(cell.state & QStyle.StateFlag.State_Selected)


def text_ink(cell: QStyleOptionViewItem) -> QColor:
    """The colour of plain text in the cell, selected or not."""
    return cell.palette.color(QPalette.ColorRole.HighlightedText if is_selected(cell) else QPalette.ColorRole.Text)


def _room(style: QStyle, cell: QStyleOptionViewItem) -> QRect:
    """Where the text goes: beside the tick, if there is one."""
    left = cell.rect.left() + SPACE
    if cell.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator:
        left = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget).left() + SPACE // 2
    return QRect(left, cell.rect.top(), cell.rect.right() + 1 - SPACE - left, cell.rect.height())
