"""A table whose columns are as wide as what they hold."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from crmbackup_gui.ui.widgets.cells import Cells
from crmbackup_gui.ui.widgets.table_look import dress_table


class FittedTable(QTableView):
    """The column `stretched` takes what the others leave."""

    def __init__(self, model: QAbstractItemModel, stretched: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A heading forgets what it is told of columns that are not there yet.
        self.setModel(model)
        self.setItemDelegate(Cells(self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        dress_table(self, stretched)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
