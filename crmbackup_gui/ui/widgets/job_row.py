"""One job that runs or waits for its turn."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

from crmbackup_gui.model.outcome import Progress
from crmbackup_gui.ui.jobs import Job
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.pace import Course, Sample, coarse, percent, rounded_rate
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.budget import calls_left, calls_shortly, pause_sentence
from crmbackup_gui.ui.words.parts import part_name

_BAR_STEPS = 1_000
_BAR_HEIGHT = 8
_WIDEST_RATE = 8_888_888
_WIDEST_SECONDS = 88 * 60 + 88


class JobRow(QWidget):
    """Follows the job; `tell` is called once a second, so that words and figures do not flicker."""

    def __init__(self, job: Job, names: Callable[[str], str] = part_name, parent: QWidget | None = None) -> None:
        """`names` is what users call an entity of the CRM that the job is about."""
        super().__init__(parent)
        self.job = job
        self._names = names
        self.title = job.title
        self._course = Course()
        self._title = Elided()
        bold = self._title.font()
        bold.setBold(True)
        self._title.setFont(bold)
        self._title.setText(job.title)
        self._step = Elided()
        self._percent = Figure("100 %")
        self._rate = Figure(telling.rate(_WIDEST_RATE))
        self._left = Figure(self.tr("{time} left").format(time=telling.duration(_WIDEST_SECONDS)))
        self._note = Elided()
        self._calls = Figure("")
        for quiet in (self._step, self._note, self._calls, self._rate, self._left):
            quiet.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(_BAR_HEIGHT)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(job.title)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Cancel: {job}").format(job=job.title))
        self._cancel.clicked.connect(self.cancel)
        self._lay_out()
        job.progressed.connect(self._follow)
        if job.progress is not None:
            self._follow(job.progress)

    def tell(self, *, window_may_close: bool) -> None:
        """Put what is known into words."""
        job = self.job
        waiting = not job.running and job.ended is None
        for part in (self._bar, self._note, self._calls, self._rate, self._left, self._percent):
            part.setVisible(not waiting)
        progress = job.progress
        if waiting:
            self._step.setText(self.tr("Waits until another job has ended"))
        elif progress is None:
            self._step.setText(self.tr("Getting ready…"))
        else:
            self._step.setText(step_sentence(progress, self._names))
        budget = None if progress is None else progress.budget
        self._calls.setText("" if budget is None else calls_shortly(budget))
        self._calls.setToolTip("" if budget is None else calls_left(budget))
        # A service sets the pace; what it still grants is what people want to know.
        self._rate.setVisible(not waiting and budget is None)
        pace = self._course.pace(time.monotonic())
        counts_records = progress is not None and progress.subject != ""
        self._rate.setText(telling.rate(rounded_rate(pace.rate)) if pace.rate and counts_records else "")
        self._left.setText(
            ""
            if pace.seconds_left is None
            else self.tr("{time} left").format(time=telling.duration(coarse(pace.seconds_left)))
        )
        self._note.setText(
            self.tr("You may close this window.") if window_may_close else self.tr("Keep this window open.")
        )
        self._show_cancelling()

    def tells_calls(self) -> bool:
        """Whether it says how many calls the job has used."""
        return bool(self._calls.text())

    @Slot()
    def cancel(self) -> None:
        """Ask the job to stop. Nothing is asked back: whatever runs can be stopped without harm."""
        self.job.cancel()
        self._show_cancelling()

    def _show_cancelling(self) -> None:
        if self.job.cancelling and self._cancel.isEnabled():
            self._cancel.setEnabled(False)
            self._cancel.setText(self.tr("Stopping safely…"))

    @Slot(object)
    def _follow(self, progress: Progress) -> None:
        self._course.add(Sample(time.monotonic(), progress))
        fraction = self._course.pace(time.monotonic()).fraction
        if fraction is None:
            self._bar.setRange(0, 0)
            self._percent.setText("")
        else:
            self._bar.setRange(0, _BAR_STEPS)
            self._bar.setValue(round(fraction * _BAR_STEPS))
            #: A share of the whole; the number comes formatted.
            self._percent.setText(self.tr("{number} %").format(number=percent(fraction)))

    def _lay_out(self) -> None:
        # The button is made as wide as its longer text, so that nothing moves when it is clicked.
        metrics = QFontMetrics(self._cancel.font())
        texts = (self.tr("Cancel"), self.tr("Stopping safely…"))
        self._cancel.setMinimumWidth(max(metrics.horizontalAdvance(text) for text in texts) + 4 * SPACE)
        said = QHBoxLayout()
        said.setSpacing(SPACE)
        said.addWidget(self._title, 3)
        said.addWidget(self._step, 2)
        self._step.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        below = QHBoxLayout()
        below.setSpacing(2 * SPACE)
        below.addWidget(self._note, 1)
        below.addWidget(self._calls)
        below.addWidget(self._rate)
        below.addWidget(self._left)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.addLayout(said, 0, 0, 1, 2)
        grid.addWidget(self._bar, 1, 0)
        grid.addWidget(self._percent, 1, 1)
        grid.addLayout(below, 2, 0, 1, 2)
        grid.addWidget(self._cancel, 0, 2, 3, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)


class Elided(QLabel):
    """Plain text that is cut with dots where there is no room; whole in its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        """Show a text."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self._cut()

    def whole(self) -> str:
        """The text as it was given."""
        return self._whole

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Figure(QLabel):
    """A figure, right-aligned, with digits of one width, in a place as wide as its widest text."""

    def __init__(self, widest: str) -> None:
        super().__init__()
        font = self.font()
        font.setFeature(QFont.Tag("tnum"), 1)
        self.setFont(font)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumWidth(QFontMetrics(font).horizontalAdvance(widest))


def step_sentence(progress: Progress, names: Callable[[str], str] = part_name) -> str:
    """What a job is doing right now."""
    sentences = {
        "read": QCoreApplication.translate("JobRow", "Reading {entity}"),
        "compare": QCoreApplication.translate("JobRow", "Comparing {entity}"),
        "delete": QCoreApplication.translate("JobRow", "Removing from {entity}"),
        "write": QCoreApplication.translate("JobRow", "Writing {entity}"),
        "verify": QCoreApplication.translate("JobRow", "Reading back {entity}"),
    }
    if (waits := pause_sentence(progress)) is not None:
        return waits
    if not progress.subject:
        return QCoreApplication.translate("JobRow", "Checking what is stored")
    return sentences.get(progress.step, "{entity}").format(entity=names(progress.subject))
