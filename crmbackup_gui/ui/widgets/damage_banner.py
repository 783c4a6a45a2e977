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
        rebuild_wanted(): make a repository elsewhere of what is left.
    """

    full_wanted = Signal()
    restore_wanted = Signal()
    check_wanted = Signal()
    rebuild_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self.full = QPushButton(icon("backup"), self.tr("Full backup now"))
        self.restore = QPushButton(icon("restore"), self.tr("Restore the newest intact point…"))
        self.check = QPushButton(icon("check"), self.tr("Check everything"))
        self.rebuild = QPushButton(icon("restore"), self.tr("Rebuild what is left elsewhere…"))
        self.rebuild.setToolTip(self.tr("Everything that can still be read becomes a repository in another place."))
        row, below = QHBoxLayout(), QHBoxLayout()
        for buttons in (row, below):
            buttons.setSpacing(SPACE)
        for button, wanted in (
            (self.full, self.full_wanted),
            (self.restore, self.restore_wanted),
            (self.check, self.check_wanted),
            (self.rebuild, self.rebuild_wanted),
        ):
            button.setAccessibleName(button.text())
            button.clicked.connect(wanted)
            (below if button is self.rebuild else row).addWidget(button)
        row.addStretch(1)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.notice)
        column.addLayout(row)
        column.addLayout(below)
        self.hide()

    def show_damage(self, damage: Damage | None, *, busy: bool) -> None:
        """Say what is damaged, or nothing; while a job of the CRM runs no other one is begun."""
        self.setVisible(damage is not None)
        if damage is None:
            self.notice.clear()
            return
        self.notice.say(Tone.BAD, *damage_words(damage))
        self.restore.setVisible(damage.good is not None)
        for button in (self.full, self.check, self.rebuild):
            button.setEnabled(not busy)
