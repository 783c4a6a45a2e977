"""Work leaves the GUI thread alone, ends exactly once whatever happens, and stops when it is asked to."""

import threading

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from PySide6.QtWidgets import QApplication

from crmbackup_gui.errors import Cancelled, SourceMissing
from crmbackup_gui.model.outcome import Outcome, Progress
from crmbackup_gui.ui.jobs import HEAVY_AT_ONCE, Job, Jobs
from tests.ui.conftest import settle


@pytest.fixture
def jobs():
    jobs = Jobs()
    yield jobs
    jobs.shut_down()
    while jobs.heavy or jobs._quick:
        QApplication.processEvents()
    jobs.deleteLater()
    settle()


class Listener(QObject):
    """Notes what arrives, and on which thread."""

    def __init__(self):
        super().__init__()
        self.ended = []
        self.threads = set()

    @Slot(object)
    def on_finished(self, ended):
        self.ended.append(ended)
        self.threads.add(QThread.currentThread() is QApplication.instance().thread())


class Gate:
    """Work that waits for the test and looks whether it was cancelled meanwhile."""

    def __init__(self):
        self.open, self.entered = threading.Event(), threading.Event()

    def __call__(self, _progress, cancel):
        self.entered.set()
        while not self.open.wait(0.01):
            cancel.check()
        return "through"


def test_the_result_of_the_work_arrives_once_in_the_gui_thread(qtbot):
    job, listener = Job("add", lambda _progress, _cancel: 1 + 1), Listener()
    job.finished.connect(listener.on_finished)
    with qtbot.waitSignal(job.finished):
        job.start()
    settle()
    assert [(e.outcome, e.result, e.error) for e in listener.ended] == [(Outcome.OK, 2, None)]
    assert listener.threads == {True}
    assert not job.running


@pytest.mark.parametrize("error", [SourceMissing("/nowhere"), ZeroDivisionError(), SystemExit(3), KeyboardInterrupt()])
def test_whatever_the_work_raises_ends_the_job_once(qtbot, error):
    def work(_progress, _cancel):
        raise error

    job, listener = Job("fail", work), Listener()
    job.finished.connect(listener.on_finished)
    with qtbot.waitSignal(job.finished):
        job.start()
    settle()
    (ended,) = listener.ended
    assert ended.outcome is Outcome.FAILED
    assert ended.error is error


def test_a_result_with_an_outcome_of_its_own_ends_the_job_with_it(qtbot):
    class Report:
        outcome = Outcome.WARNINGS

    job = Job("warn", lambda _progress, _cancel: Report())
    with qtbot.waitSignal(job.finished) as caught:
        job.start()
    assert caught.args[0].outcome is Outcome.WARNINGS


def test_progress_is_sampled_and_not_sent_each_time(qtbot):
    gate, seen = Gate(), []

    def work(progress, cancel):
        for number in range(50_000):
            progress(Progress("read", "contact", number, 50_000))
        return gate(progress, cancel)

    job = Job("count", work)
    job.progressed.connect(seen.append)
    job.start()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].done == 49_999)
    gate.open.set()
    with qtbot.waitSignal(job.finished):
        pass
    assert len(seen) < 500


def test_a_job_that_is_cancelled_says_so(qtbot):
    gate = Gate()
    job = Job("wait", gate)
    job.start()
    assert gate.entered.wait(10)
    with qtbot.waitSignal(job.finished) as caught:
        job.cancel()
    assert caught.args[0].outcome is Outcome.CANCELLED
    assert isinstance(caught.args[0].error, Cancelled)


def test_a_job_that_never_started_is_cancelled_at_once(qtbot):
    job = Job("wait", Gate())
    with qtbot.waitSignal(job.finished) as caught:
        job.cancel()
    assert caught.args[0].outcome is Outcome.CANCELLED


def test_a_job_runs_once():
    job = Job("wait", lambda _progress, _cancel: None)
    job.cancel()
    with pytest.raises(RuntimeError):
        job.start()


def test_further_jobs_wait_for_their_turn(qtbot, jobs):
    gates = [Gate() for _ in range(HEAVY_AT_ONCE + 1)]
    started = [jobs.run(str(number), gate) for number, gate in enumerate(gates)]
    assert all(gate.entered.wait(10) for gate in gates[:HEAVY_AT_ONCE])
    assert not started[-1].running
    gates[0].open.set()
    qtbot.waitUntil(lambda: started[-1].running)
    for gate in gates:
        gate.open.set()
    qtbot.waitUntil(lambda: not jobs.busy)


def test_a_look_up_answers_whoever_asked(qtbot, jobs):
    answers, problems = [], []
    jobs.ask(lambda: "answer", answers.append, problems.append)
    jobs.ask(lambda: 1 / 0, answers.append, problems.append)
    qtbot.waitUntil(lambda: bool(answers and problems))
    assert answers == ["answer"]
    assert isinstance(problems[0], ZeroDivisionError)
    assert not jobs.busy


def test_look_ups_are_not_shown_as_jobs(qtbot, jobs):
    shown = []
    jobs.started.connect(shown.append)
    done = []
    jobs.ask(lambda: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert shown == []


def test_shutting_down_stops_what_runs_and_what_waits_and_begins_nothing_new(qtbot, jobs):
    gates = [Gate() for _ in range(HEAVY_AT_ONCE + 1)]
    endings = []
    for number, gate in enumerate(gates):
        jobs.run(str(number), gate).finished.connect(endings.append)
    assert gates[0].entered.wait(10)
    with qtbot.waitSignal(jobs.idle):
        jobs.shut_down()
    late = jobs.run("late", gates[-1])
    late.finished.connect(endings.append)
    qtbot.waitUntil(lambda: len(endings) == len(gates) + 1)
    assert {ended.outcome for ended in endings} == {Outcome.CANCELLED}
    assert not gates[-1].entered.is_set()


def test_shutting_down_with_nothing_to_do_is_idle_at_once(qtbot, jobs):
    with qtbot.waitSignal(jobs.idle):
        jobs.shut_down()
