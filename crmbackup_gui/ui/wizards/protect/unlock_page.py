"""The key of a repository that is there."""

from __future__ import annotations

from PySide6.QtCore import Slot

from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.unlock_form import UnlockForm
from crmbackup_gui.ui.wizards.protect.page import ProtectPage


class UnlockPage(ProtectPage):
    """The form of the unlock dialog, as a page."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.UNLOCK)
        self.setTitle(self.tr("Open the repository"))
        self.setSubTitle(self.tr("Its recovery points are encrypted; the passphrase or the recovery code opens them."))
        self.form = UnlockForm(session)
        self.body.addWidget(self.form)
        self.form.changed.connect(self.completeChanged)
        self.form.opened.connect(self._opened)

    def initializePage(self) -> None:
        if not self.state.open:
            self.form.begin(self.state.location, None)

    def ready(self) -> bool:
        return self.state.open or self.form.ready

    def settled(self) -> bool:
        return self.state.open

    def settle(self) -> None:
        self.form.try_it()

    @Slot(bool)
    def _opened(self, kept: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.state.unlocked.add(self.state.location)
        self.completeChanged.emit()
        if kept:
            self.go_on()
