"""A choice as a drawing above its name, where there is no room for a card; what it means stands elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.card import ICON, Choice


class Tile(Choice):
    """A small choice."""

    def __init__(self, drawing: str, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(drawing, name, words, parent)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.text()) + 3 * SPACE
        return QSize(width, 2 * SPACE + ICON + SPACE // 2 + metrics.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.draw(painter, QPoint((self.width() - ICON) // 2, SPACE))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        below = self.rect().adjusted(0, SPACE + ICON + SPACE // 2, 0, -SPACE // 2)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), self.text())
