"""While a job works: how far it is, and how a person stops it."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from crmbackup_gui.cli.output import Output
from crmbackup_gui.cli.wording import moment, printable
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink, no_progress

_SECONDS = 0.25
"""Between two reports of progress."""

_STEPS = {
    "read": "Reading",
    "compare": "Comparing",
    "delete": "Deleting",
    "copy": "Copying",
    "erase": "Erasing",
    "write": "Writing",
    "verify": "Checking",
}


@dataclass(frozen=True)
class Work:
    """What a job is given."""

    progress: ProgressSink
    cancel: CancelToken


@contextmanager
def working(output: Output, cancel: CancelToken | None = None) -> Iterator[Work]:
    """Shows progress (a bar on a terminal, events with `--json`, else nothing) and makes Ctrl-C cancel the job.

    `cancel` is the token to use. The first Ctrl-C, or a request to terminate, asks the job to stop in good order; the
    second one stops it hard.
    """
    cancel = cancel or CancelToken()
    with _cancelled_by_signals(cancel):
        if output.json:
            yield Work(_Sampled(lambda progress: output.event(_event(progress))), cancel)
        elif sys.stderr.isatty():
            with _bars() as show:
                yield Work(_Sampled(show), cancel)
        else:
            yield Work(no_progress, cancel)


class _Sampled:
    """Passes on a few reports a second, however many there are and from however many threads."""

    def __init__(self, show: ProgressSink) -> None:
        self._show = show
        self._busy = threading.Lock()
        self._last = 0.0

    def __call__(self, progress: Progress) -> None:
        if self._busy.acquire(blocking=False):
            try:
                now = time.monotonic()
                # A pause is told whenever it begins: nothing else is told for as long as it lasts.
                if now - self._last >= _SECONDS or progress.paused_until is not None:
                    self._last = now
                    self._show(progress)
            finally:
                self._busy.release()


@contextmanager
def _bars() -> Iterator[ProgressSink]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bars:
        task = bars.add_task("Starting", total=None)

        def show(progress: Progress) -> None:
            step = _STEPS.get(progress.step, progress.step)
            subject = progress.subject
            if progress.paused_until is not None:
                step, subject = "Waiting for the CRM until", moment(progress.paused_until)
            bars.update(
                task,
                description=printable(f"{step} {subject}".rstrip()),
                completed=progress.done,
                total=progress.total,
            )

        yield show


def _event(progress: Progress) -> dict[str, object]:
    told: dict[str, object] = {
        "event": "progress",
        "step": progress.step,
        "subject": progress.subject,
        "done": progress.done,
        "total": progress.total,
    }
    if progress.paused_until is not None:
        told["paused_until"] = progress.paused_until
    if progress.budget is not None:
        told |= {"calls": progress.budget.calls, "calls_left": progress.budget.left}
    return told


@contextmanager
def _cancelled_by_signals(cancel: CancelToken) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        if cancel.cancelled:
            raise KeyboardInterrupt
        cancel.cancel()

    before: list[tuple[signal.Signals, Callable[[int, FrameType | None], object] | int | None]] = [
        (which, signal.signal(which, ask)) for which in (signal.SIGINT, signal.SIGTERM)
    ]
    try:
        yield
    finally:
        for which, handler in before:
            signal.signal(which, handler)
