"""The way through a wizard, with where one is on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone

_WIDTH = 136
_ICON = 16


class Steps(QFrame):
    """Names of the steps from top to bottom: those done with a tick, the present one bold."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        self._present = -1
        self._marks: list[QLabel] = []
        self._names: list[QLabel] = []
        super().__init__(parent)
        self._marks += [QLabel() for _ in names]
        self._names += [QLabel(name) for name in names]
        self.setFixedWidth(_WIDTH)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Midlight)
        grid = QGridLayout(self)
        grid.setContentsMargins(2 * SPACE, 3 * SPACE, SPACE, 2 * SPACE)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(2 * SPACE)
        for row, (mark, name) in enumerate(zip(self._marks, self._names, strict=True)):
            mark.setFixedSize(_ICON, _ICON)
            mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
            name.setWordWrap(True)
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(name, row, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(names), 1)

    @Slot(int)
    def show_step(self, present: int) -> None:
        """The present step, counted from 0; -1 for none."""
        self._present = present
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        for step, (mark, name) in enumerate(zip(self._marks, self._names, strict=True)):
            font = name.font()
            font.setBold(step == self._present)
            name.setFont(font)
            name.setEnabled(step <= self._present)
            done = step < self._present
            if done:
                picture = icon("check", Tone.GOOD).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF())
                mark.setPixmap(picture)
            else:
                mark.setText(str(step + 1))
                mark.setFont(font)
                mark.setEnabled(step == self._present)
