"""Look-ups of one widget that may be closed before the answer comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.ui.jobs import Ended, Job, Jobs


class Asking(QObject):
    """One look-up at a time: a new question makes the answer to the last one void, and so does the widget's end.

    Signals:
        busy_changed(): a question was put, or answered.
    """

    busy_changed = Signal()

    def __init__(self, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self._then: Callable[[Any], object] | None = None
        self._otherwise: Callable[[BaseException], object] | None = None
        self._ends = False

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited."""
        return self._job is not None

    def ask(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        otherwise: Callable[[BaseException], object],
    ) -> None:
        """Do the work on a thread; `then` gets its result, `otherwise` its error. Both belong to the widget."""
        self.drop()
        self._await(self._jobs.ask(work, _ignore, _ignore), then, otherwise)

    def wait_for(
        self,
        work: Callable[[CancelToken], Any],
        then: Callable[[Any], object],
        otherwise: Callable[[BaseException], object],
    ) -> None:
        """The same for something that somebody else ends; whoever wants no answer any more ends the work as well."""
        self.drop()
        self._await(self._jobs.wait_for(work, _ignore, _ignore), then, otherwise)
        self._ends = True

    def _await(self, job: Job, then: Callable[[Any], object], otherwise: Callable[[BaseException], object]) -> None:
        self._then, self._otherwise, self._job, self._ends = then, otherwise, job, False
        # A bound method of a QObject: Qt forgets it together with the object.
        job.finished.connect(self._ended)
        self.busy_changed.emit()

    def drop(self) -> None:
        """Want no answer any more."""
        if self._job is not None:
            self._job.finished.disconnect(self._ended)
            if self._ends:
                self._job.cancel()
            self._job = self._then = self._otherwise = None
            self.busy_changed.emit()

    @Slot(object)
    def _ended(self, ended: Ended) -> None:
        then, otherwise = self._then, self._otherwise
        self._job = self._then = self._otherwise = None
        self.busy_changed.emit()
        if ended.error is None and then is not None:
            then(ended.result)
        elif ended.error is not None and otherwise is not None and not isinstance(ended.error, Cancelled):
            otherwise(ended.error)


def _ignore(_: object) -> None:
    """The answer comes by the job's own signal."""
