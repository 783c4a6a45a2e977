"""How a cell of the list of points is painted: the shape of the point beside its strategy, and its check in colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from crmbackup_gui.model.recovery import PointKind
from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict
from crmbackup_gui.ui.viewmodels.timeline import Column, Role
from crmbackup_gui.ui.widgets.cells import Cells, Index, is_selected, text_ink
from crmbackup_gui.ui.widgets.point_marks import MARK_SIZE, draw_mark

_TONES = {Verdict.INTACT: Tone.GOOD, Verdict.UNCHECKED: Tone.QUIET, Verdict.DAMAGED: Tone.BAD}
MARK_PLACE = MARK_SIZE + SPACE // 2
"""What the shape takes of the column that it stands in."""


class PointDelegate(Cells):
    """Paints rows of a TimelineModel."""

    def draw_mark(self, painter: QPainter, room: QRect, cell: QStyleOptionViewItem, index: Index) -> int:
        if index.column() != Column.STRATEGY:
            return 0
        draw_mark(
            painter,
            QPointF(room.left() + MARK_SIZE / 2, room.center().y() + 0.5),
            index.data(Role.MARK),
            index.data(Role.VERDICT),
            cell.palette,
            partial=index.data(Role.KIND) is PointKind.PARTIAL,
            colour=text_ink(cell) if is_selected(cell) else None,
        )
        return MARK_PLACE

    def ink(self, cell: QStyleOptionViewItem, index: Index) -> QColor:
        if index.column() == Column.CHECKED:
            return tone(_TONES[index.data(Role.VERDICT)], cell.palette)
        if index.data(Role.MARK) is Mark.UNREADABLE:
            return tone(Tone.BAD, cell.palette)
        return text_ink(cell)
