"""How tables look: no grid, one row of air, a quiet heading that stands exactly above its column."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from crmbackup_gui.ui.look.theme import SPACE

_AIR = 2 * SPACE - 2
_HEADING = """
QHeaderView { background: palette(base); border: none; }
QHeaderView::section {
    background: palette(base); color: palette(placeholder-text); padding: 0 %dpx;
    border: none; border-bottom: 1px solid palette(mid);
}
"""


def dress_table(table: QTableView, stretched: int) -> None:
    """Rows are selected as a whole, one at a time; the column `stretched` takes what the others leave.

    Tab leaves the table; the arrow keys walk in it.
    """
    table.setFont(tabular(table.font()))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    rows, heading = table.verticalHeader(), table.horizontalHeader()
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    heading.setStyleSheet(_HEADING % SPACE)
    heading.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    heading.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
    heading.setHighlightSections(False)
    heading.setSectionsClickable(False)
    set_heights(table)


def set_heights(table: QTableView) -> None:
    """Rows as high as a line of the table's font and some air."""
    height = QFontMetrics(table.font()).height() + _AIR
    table.verticalHeader().setMinimumSectionSize(height)
    table.verticalHeader().setDefaultSectionSize(height)
    table.horizontalHeader().setFixedHeight(height + 2)


def tabular(font: QFont) -> QFont:
    """The font with digits that are all equally wide, where it has them."""
    digits = QFont(font)
    digits.setFeature(QFont.Tag("tnum"), 1)
    return digits
