"""One of several to choose from, as a button with a drawing; a card is large enough to say what it means."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.painting import draw_field
from crmbackup_gui.ui.look.theme import SPACE

ICON = 24
_ROUND = 6.0


class Choice(QAbstractButton):
    """One of several in an exclusive QButtonGroup: a drawing and a name. `words` say to screen readers what it means.

    Its ground is a sheet whose edge says whether it is chosen and has the keyboard.
    """

    def __init__(self, drawing: str, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._drawing = drawing

    def draw(self, painter: QPainter, at: QPoint) -> None:
        """Draw the ground, and the drawing at that point, which is its upper left corner."""
        palette = self.palette()
        role = QPalette.ColorRole.Accent if self.isChecked() else QPalette.ColorRole.Mid
        fill = palette.color(QPalette.ColorRole.Base)
        width = 2 if self.isChecked() else 1
        draw_field(painter, self.rect(), fill, palette.color(role), width=width, round_=_ROUND)
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            ring = palette.color(QPalette.ColorRole.Accent)
            draw_field(painter, self.rect().adjusted(4, 4, -4, -4), None, ring, round_=_ROUND - 2)
        painter.drawPixmap(at, icon(self._drawing).pixmap(QSize(ICON, ICON), self.devicePixelRatioF()))


class Card(Choice):
    """A choice with a sentence below its name."""

    def __init__(self, drawing: str, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(drawing, name, words, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        title, text = QLabel(name), QLabel(words)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        text.setWordWrap(True)
        text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        column = QVBoxLayout()
        column.setSpacing(SPACE // 2)
        column.addWidget(title)
        column.addWidget(text)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE + ICON + 2 * SPACE, 2 * SPACE - 4, 2 * SPACE, 2 * SPACE - 4)
        row.addLayout(column)
        for label in (title, text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.draw(QPainter(self), QPoint(2 * SPACE, 2 * SPACE - 2))
