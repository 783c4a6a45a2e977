"""A choice large enough to say what it means: a drawing, a name and a sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.painting import draw_field
from crmbackup_gui.ui.look.theme import SPACE

_ICON = 24
_ROUND = 6.0


class Card(QAbstractButton):
    """One of several in an exclusive QButtonGroup."""

    def __init__(self, drawing: str, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._drawing = drawing
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
        row.setContentsMargins(2 * SPACE + _ICON + 2 * SPACE, 2 * SPACE - 4, 2 * SPACE, 2 * SPACE - 4)
        row.addLayout(column)
        for label in (title, text):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_choice(painter, self)
        picture = icon(self._drawing).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
        painter.drawPixmap(2 * SPACE, 2 * SPACE - 2, picture)


def draw_choice(painter: QPainter, choice: QAbstractButton) -> None:
    """The ground of one of several: a sheet whose edge says whether it is chosen and has the keyboard."""
    palette = choice.palette()
    role = QPalette.ColorRole.Accent if choice.isChecked() else QPalette.ColorRole.Mid
    fill = palette.color(QPalette.ColorRole.Base)
    width = 2 if choice.isChecked() else 1
    draw_field(painter, choice.rect(), fill, palette.color(role), width=width, round_=_ROUND)
    if choice.hasFocus() and choice.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
        ring = palette.color(QPalette.ColorRole.Accent)
        draw_field(painter, choice.rect().adjusted(4, 4, -4, -4), None, ring, round_=_ROUND - 2)
