"""A table of words and numbers with some air at the sides of each cell."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.table_look import dress_table

_Index = QModelIndex | QPersistentModelIndex


class PaddedTable(QTableView):
    """The column `stretched` takes what the others leave; those are as wide as what they hold."""

    def __init__(self, model: QAbstractItemModel, stretched: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A heading forgets what it is told of columns that are not there yet.
        self.setModel(model)
        dress_table(self, stretched)
        self.setItemDelegate(PaddedCells(self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)


class PaddedCells(QStyledItemDelegate):
    """Text stands `SPACE` away from the sides of its cell, as the headings of table_look.py do."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        widget = cell.widget
        style = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)
        selected = bool(cell.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        room = self._room(cell)
        shown = cell.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.save()
        painter.setFont(cell.font)
        painter.setPen(cell.palette.color(role))
        painter.drawText(room, int(cell.displayAlignment), shown)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return super().sizeHint(option, index) + QSize(2 * SPACE, 0)

    def _room(self, cell: QStyleOptionViewItem) -> QRect:
        """Where the text goes: beside the tick, if there is one."""
        place = cell.widget.style().subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget)
        ticked = bool(cell.features & QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator)
        left = place.left() if ticked else cell.rect.left() + SPACE
        return QRect(left, cell.rect.top(), cell.rect.right() - SPACE - left, cell.rect.height())
