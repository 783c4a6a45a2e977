"""A button in the column of CRMs: its icon and its words on the left, and nothing around them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from crmbackup_gui.ui.look.buttons import draw_bare_button
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE

_HEIGHT = 32
_ICON = 16


class SideButton(QPushButton):
    """Drawn as the style draws bare buttons, but for its words, which do not stand in the middle."""

    def __init__(self, drawing: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(icon(drawing), text, parent)
        self.setAccessibleName(text)
        self.setFlat(True)
        self.setMinimumHeight(_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        draw_bare_button(option, painter)
        left = SPACE + 2
        picture = self.icon().pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - _ICON) // 2, picture)
        words = self.rect().adjusted(left + _ICON + SPACE, 0, -SPACE, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self.style().drawItemText(
            painter, words, int(flags), option.palette, bool(option.state & QStyle.StateFlag.State_Enabled), self.text()
        )
        painter.end()
