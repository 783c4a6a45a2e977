"""Waits for somebody who signs in to a CRM in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.services.hosted_addresses import HostedAddress, HostedKind
from crmbackup_gui.services.signing_in import SignedIn, SignIn, SignInRequest
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.words.errors import said
from crmbackup_gui.ui.words.hosted import service_name

_WIDTH = 560
_BAR = 6
_APP = ("client_id", "client_secret")


@dataclass(frozen=True)
class SignInErrand:
    """What somebody signs in for. What was not typed is as this computer keeps it for the CRM at `known`."""

    address: HostedAddress
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    known: str = ""
    remember: bool = True


class SignInDialog(QDialog):
    """Opens the browser by itself. Accepted when somebody has signed in; `signed_in` is then what came of it."""

    def __init__(self, session: Session, errand: SignInErrand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._errand = session, errand
        self._sign_in: SignIn | None = None
        self.signed_in: SignedIn | None = None
        self.asking = Asking(session.jobs, self)
        service = service_name(errand.address.kind)
        self.setWindowTitle(self.tr("Sign in to {service}").format(service=service))
        self.setMinimumWidth(_WIDTH)
        self.words = text_label(
            self.tr(
                "Your browser opens {service}. Sign in there, and allow this program to use the account. "
                "This window then goes on by itself."
            ).format(service=service)
        )
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR)
        self.notice = Notice()
        self.reopen = QPushButton(icon("cloud"), self.tr("Open the browser again"))
        self.copy = QPushButton(icon("copy"), self.tr("Copy the address"))
        self.copy.setToolTip(self.tr("For another browser of this computer"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setText(self.tr("Cancel"))
        for button in (self.reopen, self.copy, self.cancel):
            button.setAccessibleName(button.text())
            button.setAutoDefault(False)
        self._lay_out()
        self.reopen.clicked.connect(self._open_again)
        self.copy.clicked.connect(self._copy)
        self.buttons.rejected.connect(self.reject)
        self._begin()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.reopen)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        for widget in (self.words, self._bar, self.notice):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(row)

    def done(self, result: int) -> None:
        """Await nobody any more."""
        self.asking.drop()
        super().done(result)

    # Inside

    def _begin(self) -> None:
        self.notice.clear()
        self._show_waiting(waiting=True)
        errand = self._errand
        complete = partial(self._session.program.completed, errand.known or errand.address.url, errand.given, _APP)
        self.asking.ask(complete, self._completed, self._failed)

    def _completed(self, given: Mapping[str, str]) -> None:
        address = self._errand.address
        zoho = address.kind is HostedKind.ZOHO
        request = SignInRequest(
            address.url,
            given.get("client_id", "") if zoho else address.client,
            given.get("client_secret", ""),
            remember=self._errand.remember,
        )
        try:
            sign_in = self._session.program.begin_sign_in(request)
        except CrmBackupError as error:
            self._failed(error)
            return
        self._sign_in = sign_in
        self.asking.wait_for(sign_in.wait, self._signed_in, self._failed)
        self._open()

    def _signed_in(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._sign_in = None
        words = said(error)
        self.notice.say(Tone.BAD, words.what, words.advice)
        self._show_waiting(waiting=False)

    def _show_waiting(self, *, waiting: bool) -> None:
        self._bar.setVisible(waiting)
        self.copy.setVisible(waiting)
        self.reopen.setText(self.tr("Open the browser again") if waiting else self.tr("Try again"))
        self.reopen.setAccessibleName(self.reopen.text())

    @Slot()
    def _open_again(self) -> None:
        if self._sign_in is None:
            self._begin()
        else:
            self._open()

    def _open(self) -> None:
        if self._sign_in is not None and not self._session.open_in_browser(self._sign_in.address):
            self.notice.say(
                Tone.WARN,
                self.tr("The browser did not open."),
                self.tr("Copy the address, and open it in a browser of this computer."),
            )

    @Slot()
    def _copy(self) -> None:
        if self._sign_in is not None:
            QGuiApplication.clipboard().setText(self._sign_in.address)
