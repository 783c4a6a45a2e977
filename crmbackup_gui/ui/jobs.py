"""Work on threads of its own, so that the event loop never waits.

A `Job` lives in the GUI thread; its work runs in a plain thread and knows nothing of Qt. The worker leaves its newest
Progress where a timer of the GUI thread samples it, ten times a second, and hands over its ending through a signal that
crosses the threads. Whatever happens in the work, exactly one `Ended` arrives.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from crmbackup_gui.errors import Cancelled
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink

_LOG = logging.getLogger(__name__)
_SAMPLE_MS = 100
_T = TypeVar("_T")

HEAVY_AT_ONCE = 2
"""More busy Python threads than this make the event loop late (QT.md, 5)."""

QUICK_AT_ONCE = 2

Work = Callable[[ProgressSink, CancelToken], Any]


@dataclass(frozen=True)
class Ended:
    """How a job ended: `result` of its work, or the `error` that ended it.

    A result that has an `outcome` of its own ends the job with that.
    """

    outcome: Outcome
    result: Any = None
    error: BaseException | None = None


class Job(QObject):
    """One piece of work on a thread of its own. Made and used in the GUI thread.

    Signals:
        progressed(Progress): at most ten times a second, while it runs.
        finished(Ended): once, after the thread has ended.
    """

    progressed = Signal(object)
    finished = Signal(object)
    _left = Signal(object)

    def __init__(self, title: str, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.owner = ""
        self.ended: Ended | None = None
        self._work: Work | None = work
        self._cancel = CancelToken()
        self._newest: Progress | None = None
        self._shown: Progress | None = None
        self._thread: threading.Thread | None = None
        self._sampler = QTimer(self)
        self._sampler.setInterval(_SAMPLE_MS)
        self._sampler.timeout.connect(self._sample)
        self._left.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> bool:
        """Whether its thread was started and has not ended."""
        return self._thread is not None and self.ended is None

    @property
    def cancelling(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancel.cancelled

    @property
    def progress(self) -> Progress | None:
        """Where it stands, as far as it has said so."""
        return self._newest

    def start(self) -> None:
        """Begin, once."""
        work, self._work = self._work, None
        if work is None:
            raise RuntimeError("a job runs once")
        self._thread = threading.Thread(target=self._run, args=(work,), name=f"job: {self.title}", daemon=True)
        self._sampler.start()
        self._thread.start()

    @Slot()
    def cancel(self) -> None:
        """Ask it to stop at its next batch. One that was not started ends at once."""
        self._cancel.cancel()
        if self._thread is None and self.ended is None:
            self._work = None
            self._finish(Ended(Outcome.CANCELLED, error=Cancelled()))

    def _run(self, work: Work) -> None:
        try:
            result = work(self._note, self._cancel)
            ended = Ended(getattr(result, "outcome", Outcome.OK), result)
        except Cancelled as error:
            ended = Ended(Outcome.CANCELLED, error=error)
        except BaseException as error:  # noqa: BLE001 - it is shown where the job is shown
            ended = Ended(Outcome.FAILED, error=error)
        del work
        self._left.emit(ended)

    def _note(self, progress: Progress) -> None:
        self._newest = progress

    @Slot()
    def _sample(self) -> None:
        if self._newest is not None and self._newest is not self._shown:
            self._shown = self._newest
            self.progressed.emit(self._newest)

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        assert self._thread is not None
        self._thread.join()
        self._sampler.stop()
        self._sample()
        self._finish(ended)

    def _finish(self, ended: Ended) -> None:
        self.ended = ended
        self.finished.emit(ended)


class Jobs(QObject):
    """All work of the window: jobs that people watch, and quick look-ups. GUI thread only.

    Signals:
        started(Job): a job that people watch has begun or waits for its turn.
        changed(): the list of such jobs changed.
        idle(): after `shut_down`, the last thread has ended.
    """

    started = Signal(object)
    changed = Signal()
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heavy: list[Job] = []
        """Running ones and, behind them, those that wait."""
        self._quick: list[Job] = []
        self._waiting: list[Job] = []
        self._closing = False

    @property
    def busy(self) -> bool:
        """Whether anything that people watch runs or waits."""
        return bool(self.heavy)

    @property
    def active(self) -> bool:
        """Whether anything at all runs or waits, look-ups included."""
        return bool(self.heavy or self._quick)

    @property
    def closing(self) -> bool:
        """Whether the program is about to end, so that nothing new begins."""
        return self._closing

    def run(self, title: str, work: Work, owner: str = "") -> Job:
        """Work that is shown in the job panel; at most two such jobs run at once, further ones wait.

        `owner` is the id of the CRM that it is about.
        """
        job = self._new(title, work, self.heavy)
        job.owner = owner
        self.started.emit(job)
        self.changed.emit()
        self._advance(self.heavy, HEAVY_AT_ONCE)
        return job

    def ask(
        self,
        work: Callable[[], _T],
        then: Callable[[_T], object],
        otherwise: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """A quick look-up: `then` gets its answer in the GUI thread, `otherwise` the error that ended it.

        Both must be bound methods of QObjects that outlive the answer, or functions. Without `otherwise` an error is
        logged.
        """
        job = self._new("look-up", lambda _progress, _cancel: work(), self._quick)
        job.finished.connect(partial(_answer, then, otherwise))
        self._advance(self._quick, QUICK_AT_ONCE)
        return job

    def wait_for(
        self,
        work: Callable[[CancelToken], _T],
        then: Callable[[_T], object],
        otherwise: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """The same for something that somebody else ends, such as a person in the browser.

        It takes no turn of the look-ups, and ends soon after the job is cancelled.
        """
        job = self._new("wait", lambda _progress, cancel: work(cancel), self._waiting)
        job.finished.connect(partial(_answer, then, otherwise))
        self._advance(self._waiting, len(self._waiting))
        return job

    def shut_down(self) -> None:
        """Take nothing new, ask everything to stop, and tell by `idle` when the last thread has ended."""
        self._closing = True
        for job in (*self.heavy, *self._quick, *self._waiting):
            job.cancel()
        if not self._any:
            self.idle.emit()

    @property
    def _any(self) -> bool:
        return bool(self.heavy or self._quick or self._waiting)

    def _new(self, title: str, work: Work, among: list[Job]) -> Job:
        job = Job(title, work, self)
        among.append(job)
        job.finished.connect(partial(self._ended, job, among))
        if self._closing:
            QTimer.singleShot(0, job, job.cancel)
        return job

    def _advance(self, among: list[Job], at_once: int) -> None:
        running = sum(job.running for job in among)
        for job in list(among):
            if running >= at_once or self._closing:
                return
            if not job.running and job.ended is None:
                job.start()
                running += 1

    def _ended(self, job: Job, among: list[Job], _ended: Ended) -> None:
        among.remove(job)
        self._advance(among, HEAVY_AT_ONCE if among is self.heavy else QUICK_AT_ONCE)
        if among is self.heavy:
            self.changed.emit()
        job.deleteLater()
        if self._closing and not self._any:
            self.idle.emit()


def _answer(then: Callable[[Any], object], otherwise: Callable[[BaseException], object] | None, ended: Ended) -> None:
    if ended.error is None:
        then(ended.result)
    elif isinstance(ended.error, Cancelled):
        return
    elif otherwise is not None:
        otherwise(ended.error)
    else:
        _LOG.error("a look-up failed", exc_info=ended.error)
