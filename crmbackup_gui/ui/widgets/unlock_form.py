"""Asking for the key of a repository: what is wrong, one field, and whether this computer shall keep it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.errors import KeyringUnavailable
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.key_trouble import KeyCase, key_case, key_words, not_kept
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.secret_field import SecretField
from crmbackup_gui.ui.words.errors import said

_BAR = 6
_AGAIN = frozenset({KeyCase.KEYRING_LOCKED, KeyCase.KEYRING_REFUSED})
"""Where somebody can unlock or allow the keyring and need not type anything."""
_USUAL = frozenset({KeyCase.NO_KEY})


class UnlockForm(QWidget):
    """Tries the key on a thread and stays, with a message, while it does not fit.

    Signals:
        changed(): `ready` may be another.
        opened(bool): the repository is open; False when it could not be kept on this computer as asked, which the form
            then says.
    """

    changed = Signal()
    opened = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._location = ""
        self.asking = Asking(session.jobs, self)
        self.place = QLabel()
        self.place.setWordWrap(True)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.notice = Notice()
        self.secret = SecretField(self.tr("Passphrase or recovery code"))
        self.remember = QCheckBox(self.tr("&Remember on this computer, so that backups run by themselves"))
        self.remember.setAccessibleName(self.remember.text().replace("&", ""))
        self.remember.setChecked(True)
        self.again = QPushButton(self.tr("Try the keyring again"))
        self.again.setAccessibleName(self.again.text())
        self.again.setAutoDefault(False)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR)
        self._lay_out()
        self.secret.changed.connect(self.changed)
        self.again.clicked.connect(self._try_keyring)
        self.asking.busy_changed.connect(self._show_busy)
        self._show_busy()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE + 2)
        form.addRow(self.tr("&Passphrase or recovery code"), self.secret)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        again = QHBoxLayout()
        again.addWidget(self.again)
        again.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        column.addWidget(self.place)
        column.addWidget(self.notice)
        column.addLayout(again)
        column.addLayout(form)
        column.addWidget(self.remember)
        column.addWidget(self._bar)

    def begin(self, location: str, error: BaseException | None) -> None:
        """Ask for the key of the repository there. `error` is why; without one the keyring is tried first."""
        self._location = location
        self.place.setText(self.tr("Repository: {place}").format(place=location))
        self.secret.clear()
        self.notice.clear()
        self.again.hide()
        self.remember.show()
        if error is None:
            self._try_keyring()
        else:
            self._failed(error)
        self.secret.setFocus()

    @property
    def ready(self) -> bool:
        """Whether there is something to try."""
        return bool(self.secret.text.strip()) and not self.asking.busy

    @Slot()
    def try_it(self) -> None:
        """Try what was typed."""
        if self.ready:
            remember = self.remember.isChecked()
            work = partial(_unlock, self._session.program, self._location, self.secret.text, remember)
            self.asking.ask(work, self._opened, self._failed)

    @Slot()
    def _try_keyring(self) -> None:
        work = partial(_unlock, self._session.program, self._location, None, False)  # noqa: FBT003 - named there
        self.asking.ask(work, self._opened, self._failed)

    def _opened(self, result: _Opened) -> None:
        self.secret.clear()
        self.again.hide()
        if result.not_kept is None:
            self.notice.clear()
        else:
            words = not_kept(result.not_kept)
            self.notice.say(Tone.WARN, words.what, words.advice)
        for connection in self._session.connections():
            if connection.repository == self._location:
                self._session.refresh(connection.id)
        self.opened.emit(result.not_kept is None)

    def _failed(self, error: BaseException) -> None:
        case, words = key_case(error), key_words(error)
        if words is None:
            other = said(error)
            self.notice.say(Tone.BAD, other.what, other.advice)
        else:
            tone = Tone.QUIET if case in _USUAL else Tone.BAD
            self.notice.say(tone, words.what, words.advice)
        self.again.setVisible(case in _AGAIN)
        if case is KeyCase.KEYRING_MISSING:
            # Nothing to remember it in: a tick would promise what does not happen.
            self.remember.setChecked(False)
            self.remember.hide()
        self.secret.edit.selectAll()
        self.secret.setFocus()
        self.changed.emit()

    @Slot()
    def _show_busy(self) -> None:
        busy = self.asking.busy
        self._bar.setVisible(busy)
        self.secret.setEnabled(not busy)
        self.remember.setEnabled(not busy)
        self.again.setEnabled(not busy)
        self.changed.emit()


@dataclass(frozen=True)
class _Opened:
    """The repository is open; `not_kept` says why this computer could not keep a key, if it should have."""

    not_kept: KeyringUnavailable | None = None


def _unlock(program: Program, location: str, secret: str | None, remember: bool) -> _Opened:  # noqa: FBT001
    try:
        program.unlock(location, secret, remember=remember)
    except KeyringUnavailable as error:
        if secret is not None and program.is_unlocked(location):
            return _Opened(error)
        raise
    return _Opened()
