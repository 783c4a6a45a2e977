"""How a row of the list of CRMs is painted: a mark for its health, its name, and below it the age of its last point."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crmbackup_gui.ui.look.icons import draw
from crmbackup_gui.ui.look.painting import draw_field, shows_focus
from crmbackup_gui.ui.look.theme import SPACE, tone
from crmbackup_gui.ui.viewmodels.crm_list import CrmRole
from crmbackup_gui.ui.words.health import state_icon, state_tone

_MARK = 20
_ROUND = 6


class CrmDelegate(QStyledItemDelegate):
    """Two lines a row; the selection is a rounded field, as in the rest of the window."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        lines = QFontMetrics(option.font).height() + QFontMetrics(_small(option.font)).height()
        return QSize(160, lines + 2 * SPACE + 2)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = option.palette
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        field = option.rect.adjusted(2, 1, -2, -1)
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(field, _ROUND, _ROUND)
        text = palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
        faint = text if selected else palette.color(QPalette.ColorRole.PlaceholderText)
        if shows_focus(option):
            ring = text if selected else palette.color(QPalette.ColorRole.Accent)
            draw_field(painter, field.adjusted(2, 2, -2, -2), None, ring, round_=_ROUND - 2)
        state = index.data(CrmRole.STATE)
        mark = QRectF(field.left() + SPACE, field.center().y() - _MARK / 2 + 1, _MARK, _MARK)
        if state is not None:
            draw(painter, mark, state_icon(state), text if selected else tone(state_tone(state), palette))
        left = field.left() + _MARK + 2 * SPACE
        width = field.right() - left - SPACE
        small = _small(option.font)
        metrics, lower = QFontMetrics(option.font), QFontMetrics(small)
        top = field.top() + (field.height() - metrics.height() - lower.height()) // 2
        name = QRect(left, top, width, metrics.height())
        painter.setFont(option.font)
        painter.setPen(text)
        painter.drawText(
            name,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, width),
        )
        below = QRect(left, name.bottom() + 1, width, lower.height())
        painter.setFont(small)
        painter.setPen(faint)
        age = index.data(CrmRole.AGE) or ""
        painter.drawText(
            below,
            Qt.AlignmentFlag.AlignVCenter,
            lower.elidedText(age, Qt.TextElideMode.ElideRight, width),
        )
        painter.restore()


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.88)
    return smaller
