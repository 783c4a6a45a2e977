"""A sentence or two with an icon that says how they are meant."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone

_ICON = 20
_NAMES = {Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad", Tone.QUIET: "help", Tone.ACCENT: "key"}


class Notice(QFrame):
    """Hidden while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.QUIET
        self._icon = QLabel()
        self._icon.setFixedSize(_ICON, _ICON)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setMinimumHeight(_ICON)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        row.setSpacing(SPACE + 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return self._label.text()

    @property
    def tone(self) -> Tone:
        """How it is meant."""
        return self._tone

    def say(self, tone: Tone, what: str, advice: str = "") -> None:
        """Show these words."""
        self._tone = tone
        text = "\n".join(part for part in (what, advice) if part)
        self._label.setText(text)
        self.setAccessibleName(text)
        self._draw()
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Say nothing."""
        self._label.clear()
        self.setAccessibleName("")
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        picture = icon(_NAMES[self._tone], self._tone)
        self._icon.setPixmap(picture.pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
