"""The key of a repository that is there."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot

from crmbackup_gui.services.found_crms import AtAddress, find_crms_at
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step, Way
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
        self.doing(self.tr("Reading what the repository holds…"))
        self.form.changed.connect(self.completeChanged)
        self.form.opened.connect(self._opened)

    def initializePage(self) -> None:
        if not self.state.open:
            self.form.begin(self.state.location, None)

    def ready(self) -> bool:
        return self.state.open or self.form.ready

    def settled(self) -> bool:
        return self.state.open and (self.state.way is Way.EXISTING or self.state.compared)

    def settle(self) -> None:
        if not self.state.open:
            self.form.try_it()
            return
        self.notice.clear()
        location, url = self.state.location, self.state.source_url
        find = partial(find_crms_at, self.session.program, location, url)
        self.asking.ask(find, partial(self._compared, (location, url)), self.say)

    def _compared(self, place: tuple[str, str], beside: AtAddress) -> None:
        self.state.beside[place] = beside
        self.go_on()

    @Slot(bool)
    def _opened(self, kept: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.state.unlocked.add(self.state.location)
        self.completeChanged.emit()
        if kept:
            self.go_on()
