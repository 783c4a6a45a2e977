"""What every page of the guide is."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWizardPage

from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.words.errors import said

_BAR = 6


class ProtectPage(QWizardPage):
    """A page that writes to the state at once and may have to look something up before the next page comes.

    Next calls `settle` until `settled`; whatever it looked up calls `go_on`. `body` takes the page's own widgets; the
    notice and a bar that shows that something is looked up stand below them. `below` takes what can be done about what
    the notice says. `fills` says that the page has a table or so that takes all the room there is.
    """

    def __init__(self, session: Session, state: ProtectState, step: Step, *, fills: bool = False) -> None:
        super().__init__()
        self.session, self.state, self.step = session, state, step
        self.asking = Asking(session.jobs, self)
        self.notice = Notice()
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE + 4)
        self.below = QVBoxLayout()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR)
        self._doing = QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, 0)
        column.setSpacing(SPACE + 4)
        column.addLayout(self.body, int(fills))
        column.addWidget(self.notice)
        column.addLayout(self.below)
        column.addWidget(self._doing)
        column.addWidget(self._bar)
        if not fills:
            column.addStretch(1)
        self._bar.hide()
        self._doing.hide()
        self.asking.busy_changed.connect(self._show_busy)

    def ready(self) -> bool:
        """Whether Next can be pressed, as far as the page's own fields go."""
        return True

    def settled(self) -> bool:
        """Whether the next page may come."""
        return True

    def settle(self) -> None:
        """Do what makes the page settled, and then `go_on`."""

    def doing(self, words: str) -> None:
        """What is being looked up, for the person who waits."""
        self._doing.setText(words)

    def go_on(self) -> None:
        """To the next page, as if Next had been pressed; not when somebody has gone back meanwhile."""
        wizard = self.wizard()
        if wizard.currentPage() is self:
            wizard.next()

    def say(self, error: BaseException) -> None:
        """Tell what failed, on the page."""
        words = said(error)
        self.notice.say(Tone.BAD, words.what, words.advice)

    def isComplete(self) -> bool:
        return not self.asking.busy and self.ready()

    def validatePage(self) -> bool:
        if self.asking.busy:
            return False
        if not self.settled():
            self.settle()
            return False
        return True

    def nextId(self) -> int:
        step = self.state.next_step(self.step)
        return -1 if step is None else int(step)

    @Slot()
    def _show_busy(self) -> None:
        self._bar.setVisible(self.asking.busy)
        self._doing.setVisible(self.asking.busy)
        self.completeChanged.emit()
