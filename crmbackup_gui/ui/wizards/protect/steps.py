"""The way through the guide, beside its pages."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from crmbackup_gui.ui.icons import icon
from crmbackup_gui.ui.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.protect_state import Step

_WIDTH = 176
_ICON = 16


class StepList(QWidget):
    """Which steps there are, which are done, and which one this is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Midlight)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE + 4)
        self._grid.setColumnMinimumWidth(0, _ICON + 4)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 3 * SPACE, SPACE, 2 * SPACE)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_steps(self, before: list[Step], now: Step, after: list[Step]) -> None:
        """Show the way as it is known at this step."""
        while (item := self._grid.takeAt(0)) is not None:
            if (label := item.widget()) is not None:
                label.deleteLater()
        for row, step in enumerate((*before, now, *after)):
            mark, name = QLabel(), QLabel(step_name(step))
            name.setWordWrap(True)
            if step in before:
                mark.setPixmap(icon("check", Tone.GOOD).pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))
            else:
                mark.setText(str(row + 1))
            font = name.font()
            font.setBold(step is now)
            name.setFont(font)
            mark.setFont(font)
            if step in after:
                name.setForegroundRole(QPalette.ColorRole.PlaceholderText)
                mark.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            self._grid.addWidget(mark, row, 0)
            self._grid.addWidget(name, row, 1)


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
