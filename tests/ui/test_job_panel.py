import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QTimer

from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.model.budget import BudgetFacts, Usage
from crmbackup_gui.model.outcome import Outcome, Progress
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.ui.jobs import Ended
from crmbackup_gui.ui.viewmodels.pace import Sample
from crmbackup_gui.ui.widgets.ended_row import outcome_of
from crmbackup_gui.ui.widgets.job_panel import JobPanel
from crmbackup_gui.ui.widgets.job_row import JobRow, step_sentence


@pytest.fixture
def panel(qtbot, session):
    panel = JobPanel(session)
    qtbot.addWidget(panel)
    panel.resize(820, 300)
    return panel


@pytest.fixture
def gate():
    """Holds jobs up until the test lets them go, and at its end in any case."""
    gate = threading.Event()
    yield gate
    gate.set()


def held(gate, *progress):
    def work(sink, cancel):
        for said in progress:
            sink(said)
        while not gate.wait(0.005):
            cancel.check()

    return work


def run_of(outcome, **more):
    return Run(connection="c", crm_name="Acme", task=Task.BACKUP, started_at=datetime.now(UTC), outcome=outcome, **more)


def ending(outcome, **more):
    return lambda _sink, _cancel: run_of(outcome, **more)


def end_with(qtbot, session, work, title="Backing up Acme"):
    job = session.jobs.run(title, work)
    qtbot.waitUntil(lambda: job.ended is not None)


def test_without_jobs_it_takes_no_room(panel):
    assert panel.isHidden()


def test_a_job_shows_what_it_does_and_how_far_it_is(qtbot, session, panel, gate):
    session.jobs.run("Backing up Acme", held(gate, Progress("read", "contact", 250, 1000)))
    (row,) = panel.rows
    qtbot.waitUntil(lambda: row._percent.text() == "25 %")
    panel._tell()
    assert row._title.whole() == "Backing up Acme"
    assert row._step.whole() == "Reading Contact"
    assert (row._bar.maximum(), row._bar.value()) == (1000, 250)


def test_where_nobody_knows_the_total_the_bar_is_busy(qtbot, session, panel, gate):
    job = session.jobs.run("Backing up Acme", held(gate, Progress("read", "contact", 250)))
    (row,) = panel.rows
    qtbot.waitUntil(lambda: job.progress is not None)
    qtbot.waitSignal(job.progressed).wait()
    assert row._bar.maximum() == 0
    assert row._percent.text() == ""


def test_a_third_job_waits_and_says_so(session, panel, gate):
    for title in ("one", "two", "three"):
        session.jobs.run(title, held(gate))
    panel._tell()
    assert [row._step.whole() for row in panel.rows] == [
        "Getting ready…",
        "Getting ready…",
        "Waits until another job has ended",
    ]


def test_jobs_that_began_before_the_panel_are_shown(qtbot, session, gate):
    session.jobs.run("one", held(gate))
    panel = JobPanel(session)
    qtbot.addWidget(panel)
    assert [row.title for row in panel.rows] == ["one"]


def test_cancelling_asks_nothing_and_says_that_it_stops_safely(qtbot, session, panel, gate):
    job = session.jobs.run("Backing up Acme", held(gate))
    button = panel.rows[0]._cancel
    before = button.minimumWidth()
    button.click()
    assert job.cancelling
    assert not button.isEnabled()
    assert button.text() == "Stopping safely…"
    assert button.sizeHint().width() <= before
    qtbot.waitUntil(lambda: bool(panel.ended_rows))
    assert panel.ended_rows[0].outcome is Outcome.CANCELLED


def test_figures_keep_their_place_when_they_change(qtbot, session, panel, gate):
    session.jobs.run("Backing up Acme", held(gate))
    panel.show()
    qtbot.waitExposed(panel)
    row = panel.rows[0]

    def places(rate, left):
        row._rate.setText(rate)
        row._left.setText(left)
        row.layout().activate()
        return [part.geometry() for part in (row._bar, row._note, row._rate, row._left, row._cancel)]

    assert places("", "") == places("9 records/s", "5 s left") == places("1,240,000 records/s", "59 min 55 s left")


@pytest.mark.parametrize(("tray", "says"), [(True, "You may close"), (False, "Keep this window open")])
def test_it_says_what_closing_the_window_does(session, panel, gate, monkeypatch, tray, says):
    monkeypatch.setattr("PySide6.QtWidgets.QSystemTrayIcon.isSystemTrayAvailable", lambda: tray)
    session.jobs.run("one", held(gate))
    panel._tell()
    assert panel.rows[0]._note.whole().startswith(says)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_ended_job_leaves_a_line_with_its_outcome(qtbot, session, panel, outcome):
    end_with(qtbot, session, ending(outcome))
    (row,) = panel.ended_rows
    assert not panel.rows
    assert row.outcome is outcome


def test_a_failure_says_why_and_stays_until_it_is_closed(qtbot, session, panel):
    failure = ending(
        Outcome.FAILED, error="StoreFailed", message="'/mnt/x' cannot be used: it is full.", action="CHECK_PLACE"
    )
    end_with(qtbot, session, failure)
    end_with(qtbot, session, ending(Outcome.OK))
    failed, good = panel.ended_rows
    assert "/mnt/x" in failed._reason.text()
    good.close_wanted.emit()
    assert panel.ended_rows == [failed]
    failed.close_button.click()
    assert panel.isHidden()


def test_details_of_a_run_are_handed_on(qtbot, session, panel):
    end_with(qtbot, session, ending(Outcome.WARNINGS, warnings=("Something.",)))
    with qtbot.waitSignal(panel.details_wanted) as wanted:
        panel.ended_rows[0].details.click()
    assert wanted.args[0].warnings == ("Something.",)


def test_an_error_without_a_run_is_explained(qtbot, session, panel):
    def work(_sink, _cancel):
        raise StoreFailed("/mnt/x", "it is full")

    end_with(qtbot, session, work)
    with qtbot.waitSignal(session.problem) as problem:
        panel.ended_rows[0].details.click()
    assert isinstance(problem.args[0], StoreFailed)


def test_a_rate_is_told_only_of_records(qtbot, session, gate, monkeypatch):
    monkeypatch.setattr("crmbackup_gui.ui.widgets.job_row.time.monotonic", lambda: 100.0)
    for subject, told in (("contact", True), ("", False)):
        job = session.jobs.run("one", held(gate))
        row = JobRow(job)
        qtbot.addWidget(row)
        for at, done in ((90, 0), (100, 500)):
            row._course.add(Sample(at, Progress("verify", subject, done, 1000)))
        job._newest = Progress("verify", subject, 500, 1000)
        row.tell(window_may_close=True)
        assert bool(row._rate.text()) is told


@pytest.mark.parametrize("step", ["read", "compare", "delete", "write", "verify", "something new"])
def test_every_step_is_a_sentence_with_its_entity(step):
    assert "Contact" in step_sentence(Progress(step, "contact"))
    assert step_sentence(Progress(step))


def test_a_job_that_ended_without_a_result_has_the_outcome_of_its_thread():
    assert outcome_of(Ended(Outcome.CANCELLED)) is Outcome.CANCELLED


def test_good_news_leaves_by_itself(qtbot, session, panel):
    end_with(qtbot, session, ending(Outcome.OK))
    (timer,) = panel.ended_rows[0].findChildren(QTimer)
    timer.timeout.emit()
    assert panel.isHidden()


# CRMs on the internet


def rows_of(panel):
    return panel.findChildren(JobRow)


def test_the_calls_of_a_service_are_counted_beside_the_pace(qtbot, session, panel, gate):
    budget = BudgetFacts(Usage(2_000, 10_000), 20, 1_204)
    session.jobs.run("Backing up Acme", held(gate, Progress("read", "contact", 5, 10, budget=budget)))
    qtbot.waitUntil(lambda: bool(rows_of(panel)) and bool(rows_of(panel)[0]._calls.text()))
    (row,) = rows_of(panel)
    assert row._calls.text() == "6,000 calls left"
    assert "2,000 of 10,000" in row._calls.toolTip()


def test_a_pause_says_until_when_it_lasts_and_a_short_one_is_not_told():
    now = datetime.now(UTC)
    waits = Progress("read", "contact", 5, 10, paused_until=now + timedelta(hours=2))
    assert step_sentence(waits).startswith("Waits until")
    assert "Contact" in step_sentence(replace(waits, paused_until=now + timedelta(seconds=2)))
    assert "Contact" in step_sentence(replace(waits, paused_until=now - timedelta(hours=1)))
