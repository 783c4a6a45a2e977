"""What the tests of the window stand on: a window system that draws into memory, a program with folders of its own,
and a look at what each test leaves behind."""

import gc
import re
import shutil
import threading
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from crmbackup_gui.services.demo_home import open_demo
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.session import Session

PASSPHRASE = "a passphrase for tests"

OF_THE_WHOLE_RUN = re.compile("^store-requests$|^fake-gcs$|process_request_thread")
"""Threads that the first test begins which needs them: of requests to stores, and of servers that are fakes."""


PATIENCE = 30_000
"""Milliseconds that a test waits for what surely comes, on a machine that has much else to do."""


@pytest.fixture
def qtbot(qtbot):
    """Patient, where a test says nothing else: pytest-qt waits for 5 s."""
    for wait in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, wait, partial(getattr(qtbot, wait), timeout=PATIENCE))
    return qtbot


@pytest.fixture(scope="session")
def qapp_args():
    return ["crmbackup-gui"]


@pytest.fixture(autouse=True)
def dressed(qapp):
    """Every test sees the light palette, whatever an earlier one put on."""
    theme.apply(qapp)
    return qapp


@pytest.fixture(autouse=True)
def nothing_left(qapp):
    """Fails a test that leaves a window, a ticking timer or a thread behind."""
    threads = set(threading.enumerate())
    ticking = {id(timer) for timer in active_timers()}
    yield
    for widget in qapp.topLevelWidgets():
        if widget.isVisible():
            widget.close()
    settle()
    windows = [repr(widget) for widget in qapp.topLevelWidgets() if widget.isVisible()]
    timers = [repr(timer.parent()) for timer in active_timers() if id(timer) not in ticking]
    new = [thread for thread in threading.enumerate() if thread not in threads and thread.is_alive()]
    left = [thread.name for thread in new if not OF_THE_WHOLE_RUN.search(thread.name)]
    assert not windows, f"windows are still shown: {windows}"
    assert not left, f"threads still run: {left}"
    assert not timers, f"timers still tick below: {timers}"


@pytest.fixture
def language_kept(qapp):
    """For tests that install a language: puts back the one that the other tests see."""
    before, font = QLocale(), QApplication.font()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)
    QLocale.setDefault(before)
    QApplication.setFont(font)


@pytest.fixture(scope="module", autouse=True)
def young_heap():
    """What all tests before have left is no longer walked through whenever a test looks for what it has left itself.

    After five thousand tests that took most of the time of each.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture
def program(tmp_path):
    """A program that knows no CRM yet."""
    return Program(tmp_path / "settings", tmp_path / "state")


@pytest.fixture
def session(program):
    """A session of that program."""
    session = Session(program)
    yield session
    end(session)


@pytest.fixture
def demo(tmp_path):
    """A session of a program that protects the demo CRM, with five recovery points; `demo.folder` has all of it."""
    folder = tmp_path / "demo"
    folder.mkdir()
    session = Session(open_demo(folder, contacts=200))
    session.folder = folder
    (session.only,) = session.connections()
    yield session
    end(session)
    shutil.rmtree(folder)


def end(session):
    """End a session as quitting does: every job is asked to stop, and every thread has ended."""
    session.jobs.shut_down()
    while session.jobs.heavy or session.jobs._quick:
        for job in (*session.jobs.heavy, *session.jobs._quick):
            if job._thread is not None:
                job._thread.join(10)
        QApplication.processEvents()
    session.deleteLater()
    settle()


def settle():
    """Let everything that waits for the event loop happen, deletions included."""
    for _ in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def active_timers():
    return [
        timer
        for timer in gc.get_objects()
        if isinstance(timer, QTimer) and shiboken6.isValid(timer) and timer.isActive()
    ]
