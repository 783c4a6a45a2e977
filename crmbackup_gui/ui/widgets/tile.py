"""A choice as a drawing above its name, where there is no room for a card; what it means stands elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.card import draw_choice

_ICON = 24


class Tile(QAbstractButton):
    """One of several in an exclusive QButtonGroup. `words` are told to screen readers."""

    def __init__(self, drawing: str, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self._drawing = drawing

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + 3 * SPACE
        return QSize(width, 2 * SPACE + _ICON + SPACE // 2 + metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_choice(painter, self)
        picture = icon(self._drawing).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
        painter.drawPixmap((self.width() - _ICON) // 2, SPACE, picture)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        below = self.rect().adjusted(0, SPACE + _ICON + SPACE // 2, 0, -SPACE // 2)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self.text())
