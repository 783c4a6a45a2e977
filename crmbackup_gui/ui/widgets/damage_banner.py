"""What to do now that recovery points are damaged."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.damage import Damage, damage_words
from crmbackup_gui.ui.widgets.notice import Notice


class DamageBanner(QWidget):
    """Hidden while nothing is known to be damaged.

    Signals:
        full_wanted(): back up everything, needing no other point.
        restore_wanted(): restore the newest point that is intact.
        check_wanted(): read everything.
    """

    full_wanted = Signal()
    restore_wanted = Signal()
    check_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.full = QPushButton(icon("backup"), self.tr("Full backup now"))
        self.restore = QPushButton(icon("restore"), self.tr("Restore the newest intact point…"))
        self.check = QPushButton(icon("check"), self.tr("Check everything"))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for button, wanted in (
            (self.full, self.full_wanted),
            (self.restore, self.restore_wanted),
            (self.check, self.check_wanted),
        ):
            button.setAccessibleName(button.text())
            button.clicked.connect(wanted)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.notice)
        column.addLayout(row)
        self.hide()

    def show_damage(self, damage: Damage | None, *, busy: bool) -> None:
        """Say what is damaged, or nothing; while a job of the CRM runs no other one is begun."""
        self.setVisible(damage is not None)
        if damage is None:
            self.notice.clear()
            return
        self.notice.say(Tone.BAD, *damage_words(damage))
        self.restore.setVisible(damage.good is not None)
        for button in (self.full, self.check):
            button.setEnabled(not busy)
