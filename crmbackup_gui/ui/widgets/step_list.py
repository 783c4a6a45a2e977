"""The way through a wizard, beside its pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.painting import draw_field
from crmbackup_gui.ui.look.theme import SPACE, Tone

_WIDTH = 20 * SPACE
_ICON = 16
_ROUND = 6


class StepList(QWidget):
    """Names of the steps from top to bottom: those done with a tick, the present one bold, later ones faint."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._present = -1
        self._rows: list[tuple[QLabel, QLabel]] = []
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE + 4)
        self._grid.setColumnMinimumWidth(0, _ICON + 4)
        self._grid.setColumnStretch(1, 1)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_steps(self, names: Sequence[str], present: int) -> None:
        """Show the way as it is known at the step `present`, counted from 0; -1 for before the first."""
        self._present = present
        while len(self._rows) < len(names):
            self._add_row()
        for row, labels in enumerate(self._rows):
            for label in labels:
                label.setVisible(row < len(names))
        for (_mark, label), name in zip(self._rows, names, strict=False):
            label.setText(name)
        self._widen(names)
        self._draw()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_field(painter, self.rect(), self.palette().color(QPalette.ColorRole.AlternateBase), None, round_=_ROUND)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _add_row(self) -> None:
        mark, name = QLabel(), QLabel()
        # A row is as high with a tick as with its number.
        mark.setFixedHeight(max(_ICON, self.fontMetrics().height()))
        row = len(self._rows)
        self._grid.addWidget(mark, row, 0)
        self._grid.addWidget(name, row, 1)
        self._rows.append((mark, name))

    def _widen(self, names: Sequence[str]) -> None:
        """So far that no name is cut off, also while it is the present one."""
        margins = self._column.contentsMargins()
        around = margins.left() + margins.right() + self._grid.columnMinimumWidth(0) + self._grid.horizontalSpacing()
        metrics = QFontMetrics(_bold(self.font()))
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        self.setFixedWidth(max(self.width(), around + widest + SPACE))

    def _draw(self) -> None:
        for row, (mark, name) in enumerate(self._rows):
            if row < self._present:
                mark.setPixmap(icon("check", Tone.GOOD).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
            else:
                mark.setText(str(row + 1))
            font = _bold(self.font()) if row == self._present else self.font()
            faint = row > self._present
            for label in (mark, name):
                label.setFont(font)
                label.setForegroundRole(QPalette.ColorRole.PlaceholderText if faint else QPalette.ColorRole.WindowText)


def _bold(font: QFont) -> QFont:
    strong = QFont(font)
    strong.setBold(True)
    return strong
