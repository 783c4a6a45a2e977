"""The jobs that run, wait or have ended, below all pages: they outlive every page and wizard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QSystemTrayIcon, QVBoxLayout, QWidget

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.ui.jobs import Ended, Job
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.ended_row import EndedRow
from crmbackup_gui.ui.widgets.fitting_area import FittingArea
from crmbackup_gui.ui.widgets.job_row import JobRow

_WORDS_MS = 1_000
"""Words change once a second; the bar follows every sample."""

_GOOD_NEWS_MS = 30_000
"""How long a job that went well is shown afterwards. What did not go well stays until somebody closes it."""

_TALLEST = 224


class JobPanel(QFrame):
    """Nothing while there is nothing to tell; else one row for each job.

    Signals:
        details_wanted(Run): somebody wants to know more of a job that has ended.
    """

    details_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Jobs"))
        self.rows: list[JobRow] = []
        self.ended_rows: list[EndedRow] = []
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        self._column.setSpacing(SPACE + SPACE // 2)
        self._scroll = FittingArea(self._inside, _TALLEST)
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.HLine)
        self._line.setFrameShadow(QFrame.Shadow.Plain)
        self._line.setForegroundRole(self.palette().ColorRole.Mid)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.setSpacing(0)
        outside.addWidget(self._line)
        outside.addWidget(self._scroll)
        self._clock = QTimer(self)
        self._clock.setInterval(_WORDS_MS)
        self._clock.timeout.connect(self._tell)
        session.jobs.started.connect(self._add)
        session.jobs.changed.connect(self._tell)
        session.settings_changed.connect(self._tell)
        session.part_names.learned.connect(self._tell)
        for job in session.jobs.heavy:
            self._add(job)
        self._arrange()

    @Slot(object)
    def _add(self, job: Job) -> None:
        row = JobRow(job, partial(self._session.part_names.name, job.owner))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        job.finished.connect(partial(self._ended, row))
        self._arrange()
        self._tell()

    def _ended(self, row: JobRow, ended: Ended) -> None:
        if row not in self.rows:
            return
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        told = EndedRow(row.title, ended)
        told.close_wanted.connect(self._close)
        told.details_wanted.connect(self._details)
        self.ended_rows.append(told)
        self._column.addWidget(told)
        if told.outcome is Outcome.OK:
            leave = QTimer(told, singleShot=True, interval=_GOOD_NEWS_MS)
            leave.timeout.connect(told.close_wanted)
            leave.start()
        self._arrange()

    @Slot()
    def _close(self) -> None:
        row = self.sender()
        if isinstance(row, EndedRow) and row in self.ended_rows:
            self.ended_rows.remove(row)
            row.hide()
            row.deleteLater()
            self._arrange()

    @Slot(object)
    def _details(self, ended: Ended) -> None:
        run = getattr(ended.result, "run", ended.result)
        if run is not None:
            self.details_wanted.emit(run)
        elif ended.error is not None:
            self._session.explain(ended.error)

    @Slot()
    def _tell(self) -> None:
        goes_on = QSystemTrayIcon.isSystemTrayAvailable() and self._session.settings().keep_running
        for row in self.rows:
            row.tell(window_may_close=goes_on)

    def _arrange(self) -> None:
        self.setVisible(bool(self.rows or self.ended_rows))
        if self.rows and not self._clock.isActive():
            self._clock.start()
        elif not self.rows:
            self._clock.stop()
        self._column.activate()
        self._scroll.updateGeometry()
