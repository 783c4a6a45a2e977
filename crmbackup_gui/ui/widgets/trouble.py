"""What went wrong in a step, and the one thing to click about it. The wizard stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from crmbackup_gui.errors import KeyProblem
from crmbackup_gui.services.crm_forms import form_address, has_form
from crmbackup_gui.services.hosted_addresses import is_hosted
from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand, Purpose
from crmbackup_gui.ui.dialogs.unlock import UnlockDialog
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.password_trouble import is_about_password
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.words.errors import said


@dataclass(frozen=True)
class Asked:
    """A CRM that was to be opened, and whether its password is worth keeping."""

    name: str
    url: str
    remember: bool = True


class Trouble(QWidget):
    """Hidden while there is none."""

    def __init__(self, session: Session, repository: str, parent: QWidget | None = None) -> None:
        """`repository` is the location of the one that may turn out to be locked."""
        super().__init__(parent)
        self._session, self._repository = session, repository
        self._error: BaseException | None = None
        self._crm: Asked | None = None
        self._retry: Callable[[], object] | None = None
        self.notice = Notice()
        self.button = QPushButton(self.tr("Try again"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.notice, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return self.notice.text

    def show_error(self, error: BaseException, retry: Callable[[], object], crm: Asked | None = None) -> None:
        """Say what failed; `retry`, a bound method of what outlives this, does it again.

        `crm` is what was asked of a CRM, whose server may not have let the program in.
        """
        words = said(error)
        self._crm = crm if crm is not None and has_form(crm.url) and is_about_password(error) else None
        label = self.tr("Try again")
        if isinstance(error, KeyProblem):
            label = self.tr("Unlock…")
        elif self._crm is not None:
            label = self.tr("Sign in again…") if is_hosted(self._crm.url) else self.tr("Enter the password…")
        self._error = error
        self.offer(Tone.BAD, words.what, words.advice, label, retry)

    def offer(self, tone: Tone, what: str, advice: str, label: str, retry: Callable[[], object]) -> None:
        """Say something, with a button that does something about it."""
        self._retry = retry
        self.notice.say(tone, what, advice)
        self.button.setText(label)
        self.button.setAccessibleName(label)
        self.button.show()
        self.show()

    def say(self, tone: Tone, what: str, advice: str = "") -> None:
        """Say something, with nothing to click."""
        self._error = self._retry = self._crm = None
        self.notice.say(tone, what, advice)
        self.button.hide()
        self.setVisible(bool(what))

    def clear(self) -> None:
        """All is well."""
        self._error = self._retry = self._crm = None
        self.notice.clear()
        self.hide()

    @Slot()
    def _clicked(self) -> None:
        error, retry = self._error, self._retry
        if isinstance(error, KeyProblem):
            dialog = UnlockDialog(self._session, self._repository, error, self.window())
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.accepted.connect(self._unlocked)
            dialog.open()
            return
        if self._crm is not None:
            known = self._crm.url
            errand = Errand(self._crm.name, form_address(known), known, Purpose.PASSWORD, remember=self._crm.remember)
            connect = ConnectDialog(self._session, errand, self.window())
            connect.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            connect.accepted.connect(self._unlocked)
            connect.open()
            return
        self.clear()
        if retry is not None:
            retry()

    @Slot()
    def _unlocked(self) -> None:
        retry = self._retry
        self.clear()
        if retry is not None:
            retry()
