"""The way through the guide, beside its pages."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.protect_state import Step

_WIDTH = 176
_ICON = 16


class StepList(QWidget):
    """Which steps there are, which are done, and which one this is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE + 4)
        grid.setColumnMinimumWidth(0, _ICON + 4)
        grid.setColumnStretch(1, 1)
        self._rows: list[tuple[QLabel, QLabel]] = []
        for row in range(len(Step)):
            mark, name = QLabel(), QLabel()
            name.setWordWrap(True)
            grid.addWidget(mark, row, 0)
            grid.addWidget(name, row, 1)
            self._rows.append((mark, name))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 3 * SPACE, SPACE, 2 * SPACE)
        column.addLayout(grid)
        column.addStretch(1)

    def show_steps(self, before: list[Step], now: Step, after: list[Step]) -> None:
        """Show the way as it is known at this step."""
        steps = (*before, now, *after)
        for row, (mark, name) in enumerate(self._rows):
            for label in (mark, name):
                label.setVisible(row < len(steps))
            if row < len(steps):
                self._show(row, steps[row], done=row < len(before), current=row == len(before))

    def _show(self, row: int, step: Step, *, done: bool, current: bool) -> None:
        mark, name = self._rows[row]
        name.setText(step_name(step))
        if done:
            mark.setPixmap(icon("check", Tone.GOOD).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
        else:
            mark.setText(str(row + 1))
        font = self.font()
        font.setBold(current)
        faint = not (done or current)
        for label in (mark, name):
            label.setFont(font)
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText if faint else QPalette.ColorRole.WindowText)


def step_name(step: Step) -> str:
    """In a word or two."""
    return {
        Step.WAY: QCoreApplication.translate("Steps", "Begin"),
        Step.CRM: QCoreApplication.translate("Steps", "CRM"),
        Step.SCOPE: QCoreApplication.translate("Steps", "How much"),
        Step.PLACE: QCoreApplication.translate("Steps", "Where to keep"),
        Step.UNLOCK: QCoreApplication.translate("Steps", "Open"),
        Step.PASSPHRASE: QCoreApplication.translate("Steps", "Passphrase"),
        Step.CODE: QCoreApplication.translate("Steps", "Recovery code"),
        Step.CRMS: QCoreApplication.translate("Steps", "CRMs"),
        Step.RHYTHM: QCoreApplication.translate("Steps", "Rhythm and start"),
    }[step]
