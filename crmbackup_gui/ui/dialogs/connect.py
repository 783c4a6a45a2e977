"""How a CRM on a server is reached: looked at, mended, and tried before it counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.crm_forms import FormAddress
from crmbackup_gui.services.server_addresses import ServerAddress
from crmbackup_gui.services.signing_in import SignedIn
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.services.trying_crms import Attempt, Tried, take_crm, take_password, try_crm
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.signing_in import SigningIn
from crmbackup_gui.ui.viewmodels.password_trouble import is_about_password, not_kept
from crmbackup_gui.ui.widgets.fitting_area import FittingArea
from crmbackup_gui.ui.widgets.hosted_form import HostedForm
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.readable_button import ReadableButton
from crmbackup_gui.ui.widgets.server_form import ServerForm
from crmbackup_gui.ui.words.errors import Said, said
from crmbackup_gui.ui.words.found import found

_SIZE = QSize(600, 460)
_TALLEST = 600
"""The form and all that it has for experts."""
_BAR = 6


class Purpose(Enum):
    """What a connection is for."""

    REACH = auto()
    """A CRM that is there, and can be looked at."""
    PASSWORD = auto()
    """The same one as ever, of which only the password is wanted."""
    NEW = auto()
    """A database in which there is nothing yet."""


@dataclass(frozen=True)
class Errand:
    """What somebody is asked about a connection.

    `address` is what stands in the form at first, and `reason` why that does not do any longer. `known` is the CRM
    whose password this computer may have, or nothing: it does for other databases of its server, too. `taken` gives the
    name of the CRM that is at an address already, if that is another one. With `files`, a folder of attachments is
    needed.
    """

    crm: str
    address: FormAddress
    known: str
    purpose: Purpose = Purpose.REACH
    reason: Said | None = None
    taken: Callable[[str], str | None] | None = None
    files: bool = False
    remember: bool = True


class ConnectDialog(QDialog):
    """Accepted when the server let the program in, which uses the password from then on.

    `url` then is the address, and `facts` say what is there, if somebody had to look.
    """

    def __init__(self, session: Session, errand: Errand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._errand = session, errand
        self.facts: SourceFacts | None = None
        self._taken = False
        self.asking, self._keyring = Asking(session.jobs, self), Asking(session.jobs, self)
        new = errand.purpose is Purpose.NEW
        title = self.tr("A new database for {crm}") if new else self.tr("Connection to {crm}")
        self.setWindowTitle(title.format(crm=errand.crm))
        self.resize(_SIZE)
        self.reason, self.notice = Notice(), Notice()
        self.form = ServerForm() if isinstance(errand.address, ServerAddress) else HostedForm()
        self.test = QPushButton(icon("search"), self.tr("Test"))
        self.test.setAccessibleName(self.tr("Test"))
        self.test.setToolTip(self.tr("Look at the CRM and say what is there. Nothing is changed."))
        self.test.setAutoDefault(False)
        self.readable = ReadableButton()
        self._doing = QLabel(self.tr("Looking at the CRM…"))
        self._bar = QProgressBar()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.use = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.use.setText(self.tr("Connect"))
        self.cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setText(self.tr("Cancel"))
        for button in (self.use, self.cancel):
            button.setAccessibleName(button.text())
        self._lay_out()
        self._connect()
        if isinstance(self.form, HostedForm):
            self._signing_in = SigningIn(session, self.form, self, lambda: errand.known)
            self._signing_in.signed_in.connect(self._signed_in)
        self._begin(errand)

    def _lay_out(self) -> None:
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR)
        tests = QHBoxLayout()
        tests.addWidget(self.test)
        tests.addWidget(self.readable)
        tests.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(self.reason)
        column.addWidget(FittingArea(self.form, _TALLEST, gives_way=True))
        column.addLayout(tests)
        for part in (self.notice, self._doing, self._bar):
            column.addWidget(part)
        column.addStretch(1)
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.form.changed.connect(self._edited)
        self.form.remember.toggled.connect(self._edited)
        self.test.clicked.connect(self._test)
        self.buttons.accepted.connect(self._use)
        self.buttons.rejected.connect(self.reject)
        self.asking.busy_changed.connect(self._show_busy)

    def _begin(self, errand: Errand) -> None:
        self._show_address(errand.address)
        self.form.remember.setChecked(errand.remember)
        if errand.files and isinstance(self.form, ServerForm):
            self.form.files.edit.setPlaceholderText(self.tr("where the attachments go"))
        if errand.purpose is Purpose.PASSWORD:
            self.form.fix_address()
        self.test.setVisible(errand.purpose is Purpose.REACH)
        if errand.purpose is Purpose.NEW:
            self.reason.say(
                Tone.QUIET,
                self.tr("The database of that name is made on the server, if the user may do that."),
                self.tr("One that is there and empty does as well."),
            )
        if errand.reason is not None:
            self.reason.say(Tone.WARN, errand.reason.what, errand.reason.advice)
        if isinstance(self.form, ServerForm) and not errand.address.complete:
            self.form.database.setFocus()
        else:
            self.form.wanting.setFocus()
        self._show_busy()
        if errand.known:
            known = partial(self._session.program.secrets_known, errand.known)
            self._keyring.ask(known, self._secrets_known, self._not_known)

    def _show_address(self, address: FormAddress) -> None:
        if isinstance(address, ServerAddress):
            assert isinstance(self.form, ServerForm)
            self.form.show_address(address)
        else:
            assert isinstance(self.form, HostedForm)
            self.form.show_address(address)

    # What somebody does

    @Slot()
    def _edited(self) -> None:
        self.asking.drop()
        self.facts, self._taken = None, False
        self.notice.clear()
        self.readable.take(None)
        self._show_busy()
        try:
            _ = self.form.address.url
        except InvalidRequest as error:
            self._failed(error)

    @Slot()
    def _test(self) -> None:
        self._try(take=False)

    @Slot()
    def _use(self) -> None:
        if self._taken:
            self.accept()
        else:
            self._try(take=True)

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        if signed_in.not_kept is not None:
            told = not_kept(signed_in.not_kept)
            self.notice.say(Tone.WARN, told.what, told.advice)
        elif self.url:
            self._try(take=False)

    # Inside

    def _secrets_known(self, known: frozenset[str]) -> None:
        self.form.tell_kept(known)

    def _not_known(self, error: BaseException) -> None:
        """Nothing was tried yet, so this only explains why the field is empty."""
        words = said(error)
        self.reason.say(Tone.WARN, words.what, words.advice)

    @property
    def url(self) -> str:
        """The address that stands there; empty while it leads nowhere."""
        address = self.form.address
        lacks_files = self._errand.files and not address.files
        try:
            return address.url if address.complete and not lacks_files else ""
        except InvalidRequest:
            return ""

    def _try(self, *, take: bool) -> None:
        self.notice.clear()
        errand, program = self._errand, self._session.program
        attempt = Attempt(self.url, self.form.given, self.facts if take else None, errand.known)
        other = errand.taken(attempt.url) if errand.taken is not None else None
        if other is not None:
            self.notice.say(Tone.BAD, self.tr("“{name}” of your list is at this place already.").format(name=other))
            return
        if take:
            use = take_crm if errand.purpose is Purpose.REACH else take_password
            work = partial(use, program, attempt, remember=self.form.remember.isChecked())
        else:
            work = partial(try_crm, program, attempt)
        self.asking.ask(work, partial(self._found, take), self._failed)

    def _found(self, take: bool, tried: Tried) -> None:  # noqa: FBT001 - bound, not called
        if self._errand.purpose is Purpose.NEW and tried.there:
            self.notice.say(
                Tone.BAD,
                self.tr("There is something in this database already."),
                self.tr("Choose the name of one that does not exist yet, or that is empty."),
            )
            self._show_busy()
            return
        self.facts, self._taken = tried.facts, take
        self.readable.take(tried.facts)
        if take and tried.not_kept is None:
            self.accept()
            return
        if tried.not_kept is not None:
            told = not_kept(tried.not_kept)
            self.notice.say(Tone.WARN, told.what, told.advice)
        elif tried.facts is not None:
            words = found(tried.facts)
            self.notice.say(Tone.WARN if words.advice else Tone.GOOD, words.what, words.advice)
        self.reason.clear()
        self._show_busy()

    def _failed(self, error: BaseException) -> None:
        words = said(error)
        self.notice.say(Tone.BAD, words.what, words.advice)
        self.reason.clear()
        if is_about_password(error):
            self.form.wanting.setFocus()
        self._show_busy()

    @Slot()
    def _show_busy(self) -> None:
        busy = self.asking.busy
        self._bar.setVisible(busy)
        self._doing.setVisible(busy)
        self.test.setEnabled(not busy and bool(self.url))
        self.use.setEnabled(not busy and bool(self.url))
