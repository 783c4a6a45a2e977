"""A job that a page of the wizard waits for: what it does, how far it is, and a button to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink
from crmbackup_gui.ui.jobs import Ended, Job, Jobs
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.words.budget import pause_sentence
from crmbackup_gui.ui.words.parts import part_name

_PARTS = 1_000


class Working(QWidget):
    """One job at a time; hidden while there is none.

    Signals:
        ended(Ended): the job that was begun last has ended. One that was dropped tells nobody.
    """

    ended = Signal(object)

    def __init__(self, jobs: Jobs, names: Callable[[str], str] = part_name, parent: QWidget | None = None) -> None:
        """`names` is what users call an entity."""
        super().__init__(parent)
        self._jobs, self._names = jobs, names
        self._job: Job | None = None
        self._says = QLabel()
        self._says.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("How far it is"))
        self._bar.setTextVisible(False)
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop"))
        self.stop_button.setAutoDefault(False)
        self.stop_button.clicked.connect(self._stop)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._bar, 1)
        row.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._says)
        column.addLayout(row)
        self.hide()

    @property
    def busy(self) -> bool:
        """Whether a job is awaited."""
        return self._job is not None

    def begin(self, title: str, work: Callable[[ProgressSink, CancelToken], Any]) -> None:
        """Start a job, and show it."""
        self.drop()
        job = self._jobs.run(title, work)
        self._job = job
        job.progressed.connect(self._progressed)
        job.finished.connect(self._finished)
        self._says.setText(title)
        self._bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        self.show()

    def drop(self) -> None:
        """Stop the job and want nothing more of it."""
        job, self._job = self._job, None
        if job is not None:
            job.progressed.disconnect(self._progressed)
            job.finished.disconnect(self._finished)
            job.cancel()
        self.hide()

    @Slot()
    def _stop(self) -> None:
        if self._job is not None:
            self.stop_button.setEnabled(False)
            self._says.setText(self.tr("Stopping…"))
            self._job.cancel()

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self._job is None or self._job.cancelling:
            return
        self._says.setText(self._worded(progress))
        if progress.total:
            self._bar.setRange(0, _PARTS)
            self._bar.setValue(min(_PARTS, progress.done * _PARTS // progress.total))
        else:
            self._bar.setRange(0, 0)

    @Slot(object)
    def _finished(self, ended: Ended) -> None:
        self._job = None
        self.hide()
        self.ended.emit(ended)

    def _worded(self, progress: Progress) -> str:
        """What is being done to what."""
        if (waits := pause_sentence(progress)) is not None:
            return waits
        step = {
            "compare": self.tr("Comparing {part}"),
            "delete": self.tr("Rehearsing what goes: {part}"),
            "write": self.tr("Rehearsing what is written: {part}"),
            "verify": self.tr("Reading back {part}"),
        }.get(progress.step, self.tr("Reading {part}"))
        return step.format(part=self._names(progress.subject)).rstrip(" :")
