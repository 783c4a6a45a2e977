"""Where somebody begins."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup

from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step, Way
from crmbackup_gui.ui.widgets.card import Card
from crmbackup_gui.ui.wizards.protect.page import ProtectPage


class WayPage(ProtectPage):
    """Two cards."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.WAY)
        self.setTitle(self.tr("What would you like to do?"))
        self.setSubTitle(self.tr("Nothing happens to your CRM: it is only read."))
        self.new = Card(
            "add",
            self.tr("Protect a CRM"),
            self.tr("Choose the CRM, where its recovery points are kept, and how often. It takes a few minutes."),
        )
        self.existing = Card(
            "drive",
            self.tr("I already have a repository"),
            self.tr("Recovery points of this or of another computer are there: see them, restore, go on."),
        )
        group = QButtonGroup(self)
        for card in (self.new, self.existing):
            group.addButton(card)
            self.body.addWidget(card)
        self.new.setChecked(True)
        group.buttonClicked.connect(self._chosen)

    def initializePage(self) -> None:
        (self.new if self.state.way is Way.NEW else self.existing).setChecked(True)

    @Slot(QAbstractButton)
    def _chosen(self, card: QAbstractButton) -> None:
        self.state.way = Way.NEW if card is self.new else Way.EXISTING
        self.completeChanged.emit()
