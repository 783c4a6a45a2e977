"""`crmbackup-gui`: the desktop program."""

from __future__ import annotations

import argparse
import logging
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from crmbackup_gui.services.core_dumps import forbid_core_dumps
from crmbackup_gui.services.memory import give_memory_back
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.quitting import Quitting
from crmbackup_gui.ui.scheduler import Scheduler
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.single_instance import SingleInstance
from crmbackup_gui.ui.translation import install
from crmbackup_gui.ui.tray import Tray

_LOG = logging.getLogger(__name__)

_SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter from the event loop: with Python's own 5 ms, two busy threads make a gap
of 100 ms, with this one of 40 ms."""

_BY_SIGNAL = 128
"""The exit code of a process that a signal ended is so much more than the signal's number."""

_LONGEST_CLEANING = 5.0
_SETTLED = 0.05
"""Seconds: a thread that was writing meets its missing folder within the second."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the desktop program; its exit code."""
    options = _options(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    give_memory_back()
    forbid_core_dumps()
    sys.setswitchinterval(_SWITCH_SECONDS)
    app = QApplication.instance() or QApplication(["crmbackup-gui"])
    assert isinstance(app, QApplication)
    app.setApplicationName("crmbackup")
    app.setDesktopFileName("crmbackup")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(icon("app"))
    theme.apply(app)
    if options.screenshots is not None:
        from crmbackup_gui.ui.screenshots import take  # noqa: PLC0415 - only who takes pictures needs it

        return take(options.screenshots)
    with _program(demo=options.demo, folder=options.demo_folder) as program:
        return _run(app, program, alone=options.demo, hidden=options.hidden)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="crmbackup-gui", description="The desktop program of crmbackup.")
    parser.add_argument("--demo", action="store_true", help="open on an invented CRM that is thrown away afterwards")
    parser.add_argument("--demo-folder", type=Path, metavar="DIR", help="with --demo: where it lives, and stays")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="make pictures of every page and end")
    parser.add_argument("--hidden", action="store_true", help="start in the tray, without a window")
    return parser.parse_args(arguments)


@contextmanager
def _program(*, demo: bool, folder: Path | None) -> Iterator[Program]:
    if not demo:
        yield Program.standard()
        return
    from crmbackup_gui.services.demo_past import open_demo_with_past  # noqa: PLC0415 - it loads the engine

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield open_demo_with_past(folder)
    else:
        with _thrown_away() as throw_away:
            yield open_demo_with_past(throw_away)


@contextmanager
def _thrown_away() -> Iterator[Path]:
    """An empty folder that is gone afterwards, also when the process is asked to terminate meanwhile."""
    folder: tempfile.TemporaryDirectory[str] | None = None
    asked = False

    def end(which: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        # While the folder is made nobody knows it yet, and nobody could take it away.
        if folder is not None:
            raise SystemExit(_BY_SIGNAL + which)

    before = signal.signal(signal.SIGTERM, end)
    try:
        folder = tempfile.TemporaryDirectory(prefix="crmbackup-demo-")
        if asked:
            raise SystemExit(_BY_SIGNAL + signal.SIGTERM)
        yield Path(folder.name)
    finally:
        # Being asked again does not leave the half of it.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if folder is not None:
            _take_away(folder)
        signal.signal(signal.SIGTERM, before)


def _take_away(folder: tempfile.TemporaryDirectory[str]) -> None:
    """Remove it for good: threads that were at work when the process was asked to end may make a part of it anew."""
    over = time.monotonic() + _LONGEST_CLEANING
    while Path(folder.name).exists() and time.monotonic() < over:
        shutil.rmtree(folder.name, ignore_errors=True)
        time.sleep(_SETTLED)
    folder.cleanup()


def _run(app: QApplication, program: Program, *, alone: bool, hidden: bool) -> int:
    install(app, program.settings.read().language)
    instance = SingleInstance()
    if not alone and not instance.claim():
        return 0
    session = Session(program)
    window = MainWindow(session)
    tray = Tray(session, window.bring_up)
    scheduler = Scheduler(session)

    def stays() -> bool:
        return tray.available and session.settings().keep_running and not alone

    quitting = Quitting(session, window, stays)
    quitting.watch_system()
    window.close_wanted.connect(quitting.close_window)
    tray.quit_wanted.connect(quitting.quit)
    instance.called.connect(window.bring_up)
    # Not app.quit, which gives way to a window that does not close by itself.
    quitting.quit_now.connect(app.exit)
    if not (hidden and tray.available):
        window.bring_up()
    QTimer.singleShot(0, scheduler, scheduler.start)
    code = app.exec()
    scheduler.stop()
    instance.close()
    tray.close()
    window.may_close = True
    window.close()
    return code


if __name__ == "__main__":
    sys.exit(main())
