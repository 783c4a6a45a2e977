"""What the parts of the page have in common."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from crmbackup_gui.errors import KeyProblem
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.key_trouble import key_words
from crmbackup_gui.ui.widgets.heading import heading
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import panel
from crmbackup_gui.ui.words.errors import said


class StoragePart(QWidget):
    """A heading, a sheet with the content (`column`), and a notice below it. It looks things up while it is shown."""

    def __init__(self, session: Session, title: str) -> None:
        super().__init__()
        self.session = session
        self.connection: Connection | None = None
        self.asking = Asking(session.jobs, self)
        self.notice = Notice()
        self.sheet: QFrame
        self.sheet, self.column = panel()
        self.column.addWidget(self.notice)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(SPACE)
        around.addWidget(heading(title))
        around.addWidget(self.sheet)
        session.jobs.changed.connect(self.show_ready)
        self.asking.busy_changed.connect(self.show_ready)

    def show_connection(self, connection: Connection | None) -> None:
        """Show another CRM, or the same one anew."""
        before, self.connection = self.connection, connection
        if before is None or connection is None or before.id != connection.id:
            self.asking.drop()
            self.notice.clear()
            self.forget()
        if connection is not None:
            self.read()
        self.show_ready()

    def forget(self) -> None:
        """Show nothing of the CRM that was shown before."""

    def read(self) -> None:
        """Look up what is shown."""
        raise NotImplementedError

    @Slot()
    def show_ready(self) -> None:
        """Let those controls be used that can be at the moment."""

    @property
    def free(self) -> bool:
        """Whether nothing works on the CRM, and nothing is being asked."""
        return self.connection is not None and not self.asking.busy and not self.session.is_busy(self.connection.id)

    def say_error(self, error: BaseException) -> None:
        """What is wrong, and what to do."""
        words = key_words(error) if isinstance(error, KeyProblem) else None
        if words is None:
            told = said(error)
            self.notice.say(Tone.WARN, told.what, told.advice)
        else:
            self.notice.say(Tone.WARN, words.what, words.advice)
