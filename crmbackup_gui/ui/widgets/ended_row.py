"""One job that has ended, and how."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.history import Run
from crmbackup_gui.ui.jobs import Ended
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.widgets.job_row import Elided
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import said, said_by_name
from crmbackup_gui.ui.words.notes import translated

_ICON = 20

OUTCOME_LOOKS = {
    Outcome.OK: ("good", Tone.GOOD),
    Outcome.WARNINGS: ("warn", Tone.WARN),
    Outcome.FAILED: ("bad", Tone.BAD),
    Outcome.CANCELLED: ("stopped", Tone.QUIET),
    Outcome.SKIPPED: ("clock", Tone.QUIET),
}
"""The icon and the tone of how something ended."""


class EndedRow(QWidget):
    """The outcome, with the reason below it where there is one; it stays until its panel takes it away.

    Signals:
        details_wanted(Ended): its "Details" was clicked.
        close_wanted(): its cross was clicked.
    """

    details_wanted = Signal(object)
    close_wanted = Signal()

    def __init__(self, title: str, ended: Ended, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ended = ended
        self.outcome = outcome_of(ended)
        name, meaning = OUTCOME_LOOKS[self.outcome]
        badge = QLabel()
        badge.setPixmap(icon(name, meaning).pixmap(_ICON, _ICON))
        badge.setAccessibleName(telling.outcome_name(self.outcome))
        self._title = Elided()
        bold = self._title.font()
        bold.setBold(True)
        self._title.setFont(bold)
        self._title.setText(self.tr("{job}: {outcome}").format(job=title, outcome=telling.outcome_name(self.outcome)))
        # What went wrong is read whole, or nobody knows what to do.
        self._reason = text_label(self._said(), quiet=True)
        self._reason.setVisible(bool(self._reason.text()))
        self.details = QPushButton(self.tr("Details"))
        self.details.setAccessibleName(self.tr("Details: {job}").format(job=title))
        self.details.setVisible(ended.result is not None or self.outcome is Outcome.FAILED)
        self.details.clicked.connect(self._details)
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("cancel"))
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(self.tr("Close"))
        self.close_button.setAccessibleName(self.tr("Close: {job}").format(job=title))
        self.close_button.clicked.connect(self.close_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(badge, 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(SPACE // 4)
        words.addWidget(self._title)
        words.addWidget(self._reason)
        row.addLayout(words, 1)
        row.addWidget(self.details)
        row.addWidget(self.close_button)

    def _said(self) -> str:
        run = getattr(self._ended.result, "run", self._ended.result)
        if self.outcome is Outcome.FAILED:
            if isinstance(run, Run):
                return said_by_name(run.error, run.message, run.action).what
            return said(self._ended.error).what if self._ended.error is not None else ""
        if self.outcome is Outcome.WARNINGS and isinstance(run, Run) and run.warnings:
            return translated(run.warnings[0])
        return ""

    @Slot()
    def _details(self) -> None:
        self.details_wanted.emit(self._ended)


def outcome_of(ended: Ended) -> Outcome:
    """How a job ended: its run knows better than the thread, which also ended well when it recorded a failure."""
    run = getattr(ended.result, "run", ended.result)
    return run.outcome if isinstance(run, Run) else ended.outcome
