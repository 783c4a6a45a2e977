"""Ending the program in the middle of a job is safe, and says what happens."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.ui import quitting as quitting_module
from crmbackup_gui.ui.quitting import Quitting


class Holding:
    """Work that goes on until it is told to stop."""

    def __init__(self):
        self.entered = threading.Event()

    def __call__(self, _progress, cancel):
        self.entered.set()
        while True:
            cancel.check()
            threading.Event().wait(0.005)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def working(session):
    """A session in which a job runs."""
    work = Holding()
    job = session.jobs.run("Backing up Acme", work)
    assert work.entered.wait(10)
    session.job = job
    return session


def box_over(window):
    return next((box for box in window.findChildren(QMessageBox) if box.isVisible()), None)


def button(box, text):
    return next(b for b in box.buttons() if b.text() == text)


def test_nothing_to_finish_means_quitting_at_once(qtbot, session, window):
    quitting = Quitting(session, window, lambda: False)
    with qtbot.waitSignal(quitting.quit_now):
        quitting.close_window()


def test_closing_the_window_leaves_the_program_in_the_tray(working, window):
    quitting = Quitting(working, window, lambda: True)
    quitting.close_window()
    assert not window.isVisible()
    assert working.job.running


def test_quitting_during_a_job_asks_and_keeping_on_is_the_answer_that_is_ready(working, window):
    quitting = Quitting(working, window, lambda: False)
    quitting.quit()
    box = box_over(window)
    assert "Backing up Acme" in box.text()
    assert box.defaultButton().text() == "Keep running"
    box.defaultButton().click()
    assert working.job.running
    assert not working.jobs.closing


def test_asking_twice_shows_one_question(working, window):
    quitting = Quitting(working, window, lambda: False)
    quitting.quit()
    quitting.quit()
    assert len([box for box in window.findChildren(QMessageBox) if box.isVisible()]) == 1
    box_over(window).defaultButton().click()


def test_stopping_waits_for_the_job_says_so_and_then_quits(qtbot, working, window):
    quitting = Quitting(working, window, lambda: False)
    quitting.quit()
    endings = []
    working.job.finished.connect(endings.append)
    with qtbot.waitSignal(quitting.quit_now):
        button(box_over(window), "Stop safely and quit").click()
        assert box_over(window).text() == "Finishing safely…"
    assert [ended.outcome for ended in endings] == [Outcome.CANCELLED]
    assert box_over(window) is None


def test_quitting_from_the_tray_asks_in_a_window_that_is_shown(working, window):
    window.hide()
    quitting = Quitting(working, window, lambda: True)
    quitting.quit()
    assert window.isVisible()
    box_over(window).defaultButton().click()


def test_logging_out_stops_jobs_before_the_system_goes_on(qtbot, working, window):
    quitting = Quitting(working, window, lambda: True)
    quitting._log_out(None)
    assert not working.jobs.busy
    assert not any(t.name.startswith("job:") for t in threading.enumerate())
    qtbot.wait(0)


def test_a_request_to_terminate_ends_the_program_in_good_order(tmp_path):
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QWidget
        from crmbackup_gui.services.program import Program
        from crmbackup_gui.ui.quitting import Quitting
        from crmbackup_gui.ui.session import Session

        app = QApplication([])
        session = Session(Program(Path(sys.argv[1]) / "settings", Path(sys.argv[1]) / "state"))
        window = QWidget()
        quitting = Quitting(session, window, lambda: True)
        quitting.watch_system()
        quitting.quit_now.connect(app.quit)

        def hold(_progress, cancel):
            print("working", flush=True)
            while True:
                cancel.check()

        job = session.jobs.run("hold", hold)
        job.finished.connect(lambda ended: print(ended.outcome.value, flush=True))
        sys.exit(app.exec())
        """
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        assert process.stdout.readline() == "working\n"
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert rest == "cancelled\n"
    assert process.returncode == 0


def test_a_look_up_that_hangs_does_not_keep_the_program_from_ending(qtbot, session, window, monkeypatch):
    monkeypatch.setattr(quitting_module, "LOOK_UP_SECONDS", 0.05)
    hanging, entered = threading.Event(), threading.Event()

    def look():
        entered.set()
        hanging.wait(30)

    session.jobs.ask(look, print)
    assert entered.wait(10)
    quitting = Quitting(session, window, lambda: False)
    with qtbot.waitSignal(quitting.quit_now):
        quitting.quit()
    hanging.set()


def test_a_second_wish_to_end_changes_nothing(qtbot, working, window):
    quitting = Quitting(working, window, lambda: False)
    with qtbot.waitSignal(quitting.quit_now):
        quitting.stop()
        quitting.stop()
        QTimer.singleShot(0, window, quitting.quit)
    QApplication.processEvents()
    assert box_over(window) is None
