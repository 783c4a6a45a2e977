"""How a CRM on a server is reached: looked at, mended, and tried before it counts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.server_addresses import server_address
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.services.trying_crms import Attempt, Tried, take_crm, take_password, try_crm
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.password_trouble import is_about_password, not_kept
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.server_form import ServerForm
from crmbackup_gui.ui.words.errors import Said, said
from crmbackup_gui.ui.words.found import found

_SIZE = QSize(600, 520)
_BAR = 6


class ConnectDialog(QDialog):
    """Accepted when the CRM was reached; `facts` then say what is there, and the program uses the password.

    `url` is where it was, and `reason` why that does not do any longer. A `fixed` one only waits for its password, and
    nobody looks at what is there. `taken` gives the name of the CRM that is at an address already, if that is another.
    """

    def __init__(
        self,
        session: Session,
        name: str,
        url: str,
        *,
        reason: Said | None = None,
        fixed: bool = False,
        taken: Callable[[str], str | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._fixed, self._taken_by = session, fixed, taken
        self.facts: SourceFacts | None = None
        self._taken = False
        self.asking, self._keyring = Asking(session.jobs, self), Asking(session.jobs, self)
        self.setWindowTitle(self.tr("Connection to {crm}").format(crm=name))
        self.resize(_SIZE)
        self.reason, self.notice = Notice(), Notice()
        self.form = ServerForm()
        self.test = QPushButton(icon("search"), self.tr("Test"))
        self.test.setAccessibleName(self.tr("Test"))
        self.test.setToolTip(self.tr("Look at the CRM and say what is there. Nothing is changed."))
        self.test.setAutoDefault(False)
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
        self._begin(url, reason)

    def _lay_out(self) -> None:
        area = QScrollArea()
        area.setWidget(self.form)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR)
        tests = QHBoxLayout()
        tests.addWidget(self.test)
        tests.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(self.reason)
        column.addWidget(area, 1)
        column.addLayout(tests)
        for part in (self.notice, self._doing, self._bar, self.buttons):
            column.addWidget(part)

    def _connect(self) -> None:
        self.form.changed.connect(self._edited)
        self.form.remember.toggled.connect(self._edited)
        self.test.clicked.connect(self._test)
        self.buttons.accepted.connect(self._use)
        self.buttons.rejected.connect(self.reject)
        self.asking.busy_changed.connect(self._show_busy)

    def _begin(self, url: str, reason: Said | None) -> None:
        self.form.show_address(server_address(url))
        if self._fixed:
            self.form.fix_address()
        self.test.setVisible(not self._fixed)
        if reason is not None:
            self.reason.say(Tone.WARN, reason.what, reason.advice)
        self.form.password.setFocus()
        self._show_busy()
        self._keyring.ask(partial(self._session.program.has_password, url), self._password_known, self._not_known)

    # What somebody does

    @Slot()
    def _edited(self) -> None:
        self.asking.drop()
        self.facts, self._taken = None, False
        self.notice.clear()
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

    # Inside

    def _password_known(self, has: bool) -> None:  # noqa: FBT001 - bound, not called
        self.form.tell_kept(kept=has)

    def _not_known(self, error: BaseException) -> None:
        """Nothing was tried yet, so this only explains why the field is empty."""
        words = said(error)
        self.reason.say(Tone.WARN, words.what, words.advice)

    def _url(self) -> str:
        """The address that stands there; empty while it leads nowhere."""
        address = self.form.address
        try:
            return address.url if address.complete else ""
        except InvalidRequest:
            return ""

    def _try(self, *, take: bool) -> None:
        self.notice.clear()
        attempt = Attempt(self._url(), self.form.password.text, self.facts if take else None)
        program = self._session.program
        other = self._taken_by(attempt.url) if self._taken_by is not None else None
        if other is not None:
            self.notice.say(Tone.BAD, self.tr("“{name}” of your list is at this place already.").format(name=other))
            return
        if take:
            use = take_password if self._fixed else take_crm
            work = partial(use, program, attempt, remember=self.form.remember.isChecked())
        else:
            work = partial(try_crm, program, attempt)
        self.asking.ask(work, partial(self._found, take), self._failed)

    def _found(self, take: bool, tried: Tried) -> None:  # noqa: FBT001 - bound, not called
        self.facts, self._taken = tried.facts, take
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
            self.form.password.setFocus()
        self._show_busy()

    @Slot()
    def _show_busy(self) -> None:
        busy = self.asking.busy
        self._bar.setVisible(busy)
        self._doing.setVisible(busy)
        self.test.setEnabled(not busy and bool(self._url()))
        self.use.setEnabled(not busy and bool(self._url()))
