"""What a page shows instead of its content: a drawing, what is so, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone

_PICTURE = 48
_WIDEST = 460


class StateView(QWidget):
    """A state and at most one way on.

    Signals:
        wanted(): the button was clicked.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing = ""
        self._picture = QLabel()
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        self._title.setFont(font)
        self._text = QLabel(alignment=Qt.AlignmentFlag.AlignHCenter, wordWrap=True)
        for label in (self._title, self._text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setFixedWidth(_WIDEST)
        self.button = QPushButton(self.tr("Try again"))
        self.button.setAccessibleName(self.button.text())
        self.button.setMinimumHeight(36)
        self.button.setMinimumWidth(160)
        self.button.clicked.connect(self.wanted)
        column = QVBoxLayout()
        column.setSpacing(2 * SPACE)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        # Without an alignment of its own a label is asked how high its lines are at that width.
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        row.addStretch()
        row.addLayout(column)
        row.addStretch()

    @property
    def title(self) -> str:
        """What is so, in a few words."""
        return self._title.text()

    @property
    def text(self) -> str:
        """What to do about it."""
        return self._text.text()

    def say(self, drawing: str, title: str, text: str = "", action: str = "", action_drawing: str = "running") -> None:
        """Show this state; without an `action` there is no button. The drawings are icons by name."""
        self._drawing = drawing
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.button.setVisible(bool(action))
        if action:
            self.button.setText(action)
            self.button.setAccessibleName(action)
            self.button.setIcon(icon(action_drawing))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._drawing:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        picture = icon(self._drawing, Tone.QUIET).pixmap(QSize(_PICTURE, _PICTURE), self.devicePixelRatioF())
        self._picture.setPixmap(picture)
