import sqlite3
import time
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel

from crmbackup_gui.actions import Action
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.schedule import WaitReason
from crmbackup_gui.services.history import Run, Task, Trigger
from crmbackup_gui.ui.pages.activity import ActivityPage
from crmbackup_gui.ui.viewmodels.activity import PAGE, Activity, RunColumn, RunRole
from crmbackup_gui.ui.words import runs

NOW = datetime.now(UTC)


def run_of(**more):
    more = {"task": Task.BACKUP, "outcome": Outcome.OK, "started_at": datetime.now(UTC), "connection": "acme", **more}
    return Run(crm_name=more["connection"].title(), **more)


def failed(**more):
    message = "'/mnt/x' cannot be used: it is full."
    return run_of(outcome=Outcome.FAILED, error="StoreFailed", message=message, action=Action.CHECK_PLACE.name, **more)


@pytest.fixture
def history(session):
    return session.program.history


@pytest.fixture
def settled(qtbot, session):
    """Waits for everything that was asked of the history."""
    return lambda: qtbot.waitUntil(lambda: not session.jobs.active)


@pytest.fixture
def model(session):
    return Activity(session)


@pytest.fixture
def page(qtbot, session, settled):
    page = ActivityPage(session)
    qtbot.addWidget(page)
    page.resize(820, 420)
    settled()
    return page


def shown(page, settled, connection="acme"):
    page.show_connection(connection)
    settled()
    return page


def ids(model):
    return [model.run(row).id for row in range(model.rowCount())]


# The table


def test_the_model_keeps_the_rules_of_models(qtmodeltester, history, model, settled):
    for _ in range(PAGE + 5):
        history.add(run_of())
    model.show(None, problems_only=False)
    settled()
    qtmodeltester.check(model, force_py=True)
    settled()


def test_runs_stand_newest_first(history, model, settled):
    for _ in range(3):
        history.add(run_of())
    model.show("acme", problems_only=False)
    settled()
    assert ids(model) == [3, 2, 1]
    assert model.complete


def test_more_runs_are_read_when_a_view_asks_for_them(history, model, settled):
    for _ in range(PAGE + 50):
        history.add(run_of())
    model.show(None, problems_only=False)
    settled()
    assert model.rowCount() == PAGE
    assert model.canFetchMore(QModelIndex())
    model.fetchMore()
    assert not model.canFetchMore(QModelIndex())
    settled()
    assert ids(model) == list(range(PAGE + 50, 0, -1))
    assert not model.canFetchMore(QModelIndex())


def test_a_huge_history_is_there_at_once(program, history, model, settled):
    first = history.add(run_of())
    with sqlite3.connect(program.history._path) as database:
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
            " INSERT INTO run (connection, task, outcome, started_at, strategy, error, skipped, seen, body)"
            " SELECT connection, task, outcome, started_at, strategy, error, skipped, seen, body FROM run, n"
        )
    database.close()
    began = time.monotonic()
    model.show("acme", problems_only=False)
    settled()
    assert time.monotonic() - began < 1
    assert model.rowCount() == PAGE
    assert ids(model)[0] == first.id + 200_000


def test_a_new_run_comes_on_top_and_the_rest_stays(qtbot, session, history, model, settled):
    for _ in range(PAGE + 50):
        history.add(run_of())
    model.show(None, problems_only=False)
    settled()
    model.fetchMore()
    settled()
    history.add(run_of())
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted) as inserted:
        session.activity_changed.emit()
    assert inserted.args[1:] == [0, 0]
    settled()
    assert ids(model) == list(range(PAGE + 51, 0, -1))


def test_many_new_runs_at_once_leave_no_gap(session, history, model, settled):
    history.add(run_of())
    model.show(None, problems_only=False)
    settled()
    for _ in range(PAGE + 10):
        history.add(run_of())
    session.activity_changed.emit()
    settled()
    model.fetchMore()
    settled()
    assert ids(model) == list(range(PAGE + 11, 0, -1))


def test_the_first_run_of_all_appears(session, history, model, settled):
    model.show("acme", problems_only=False)
    settled()
    assert model.rowCount() == 0
    history.add(run_of())
    session.activity_changed.emit()
    settled()
    assert ids(model) == [1]


def test_an_answer_for_another_filter_is_not_shown(history, model, settled):
    history.add(run_of())
    history.add(run_of(connection="bolt"))
    model.show("acme", problems_only=False)
    model.show("bolt", problems_only=False)
    settled()
    assert ids(model) == [2]


def test_cells_say_it_in_words(history, model, settled):
    history.add(run_of(trigger=Trigger.SCHEDULE, seconds=12.2, counts={"added": 1, "changed": 2}))
    model.show(None, problems_only=False)
    settled()
    cells = [model.index(0, column).data() for column in RunColumn]
    assert cells == ["just now", "Acme", "Backup", "on schedule", "done", "12 s", "1 added, 2 changed"]
    assert model.headerData(RunColumn.RESULT, Qt.Orientation.Horizontal) == "Result"


def test_a_history_that_cannot_be_read_is_told(qtbot, model, history, settled, monkeypatch):
    def broken(*_, **__):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(history, "runs", broken)
    with qtbot.waitSignal(model.failed):
        model.show(None, problems_only=False)
    settled()
    assert not model.canFetchMore(QModelIndex())


# What a run says


@pytest.mark.parametrize("reason", WaitReason)
def test_every_reason_to_wait_is_a_sentence(reason):
    assert runs.skip_reason(reason.value).endswith(".")


def test_a_failure_says_why_and_what_to_do():
    said = runs.reason(failed())
    assert "/mnt/x" in said.what
    assert "plugged in" in said.advice
    assert runs.result(failed()) == said.what
    assert runs.reason(run_of()) is None


def test_a_backup_that_found_no_change_says_so():
    assert runs.done(run_of(counts={"records": 10})) == "nothing had changed"


def test_the_proof_of_a_restore_is_told():
    run = run_of(
        task=Task.RESTORE,
        counts={"created": 3, "updated": 0, "failed": 1, "verified": 12},
        report={
            "target": "sqlite:///srv/crm.db",
            "as_of": NOW.isoformat(),
            "verified": True,
            "refused": [{"entity": "contact", "key": "7", "reason": "it is locked"}],
        },
    )
    facts = dict(runs.facts(run))
    assert facts["Written to"].endswith("crm.db")
    assert facts["Created"] == "3"
    assert "Put back" not in facts
    assert "every one matches" in facts["Proof"]
    assert facts["Contact 7"] == "it is locked"


def test_what_was_not_read_back_claims_no_proof():
    run = run_of(task=Task.RESTORE, counts={"verified": 0}, report={"verified": False})
    assert "every one" not in dict(runs.facts(run))["Proof"]


def test_damage_that_a_check_found_is_listed():
    run = run_of(
        task=Task.CHECK,
        counts={"points": 2, "damaged": 1},
        report={"damaged": [{"object": "packs/ab", "problem": "x", "points": [], "entities": []}], "history": ["y"]},
    )
    assert [value for name, value in runs.facts(run) if name == "Damaged"] == ["packs/ab", "y"]


def test_a_planned_run_says_when_it_was_planned_for():
    assert "planned for" in runs.when_and_why(run_of(slot=NOW, trigger=Trigger.CATCH_UP))
    assert "took" not in runs.when_and_why(run_of(outcome=Outcome.SKIPPED))


# The page


def test_it_shows_this_crm_and_on_demand_all(history, page, settled):
    history.add(run_of())
    history.add(run_of(connection="bolt"))
    shown(page, settled)
    assert ids(page.model) == [1]
    page.whose.setCurrentIndex(1)
    settled()
    assert ids(page.model) == [2, 1]
    page.show_connection("bolt")
    settled()
    assert ids(page.model) == [2, 1]


def test_it_can_show_problems_only(history, page, settled):
    history.add(failed())
    history.add(run_of())
    history.add(run_of(outcome=Outcome.WARNINGS, warnings=("Something.",)))
    history.add(run_of(outcome=Outcome.SKIPPED, skipped="network"))
    shown(page, settled)
    page.problems_only.setChecked(True)
    settled()
    assert ids(page.model) == [3, 1]


def test_the_newest_run_is_told_in_full(history, page, settled):
    history.add(failed())
    shown(page, settled)
    assert page.detail.title.text() == "Backup of Acme: failed"
    assert "plugged in" in page.detail.reason.text


def test_warnings_are_told_in_full(history, page, settled):
    history.add(run_of(outcome=Outcome.WARNINGS, warnings=("'contact' fell from 1200 to 300 records.", "And more.")))
    shown(page, settled)
    assert page.detail.warnings.text.count("\n") == 1


def test_a_problem_is_bold_until_it_is_marked_as_seen(history, page, settled):
    history.add(failed())
    shown(page, settled)
    index = page.model.index(0, 0)
    assert index.data(RunRole.UNSEEN)
    page.detail.seen.click()
    settled()
    assert not index.data(RunRole.UNSEEN)
    assert history.unseen_problems() == 0
    assert page.detail.seen.text() == "Seen"
    assert not page.detail.seen.isEnabled()
    assert not page.all_seen.isEnabled()


def test_all_problems_can_be_marked_also_those_far_below(history, page, settled):
    for _ in range(2 * PAGE + 1):
        history.add(failed())
    history.add(failed(connection="bolt"))
    shown(page, settled)
    assert page.all_seen.isEnabled()
    page.all_seen.click()
    settled()
    assert history.unseen_problems() == 1
    assert not page.all_seen.isEnabled()


def test_what_went_well_cannot_be_marked(history, page, settled):
    history.add(run_of())
    shown(page, settled)
    assert page.detail.seen.isHidden()
    assert not page.all_seen.isEnabled()


def test_the_selection_stays_with_its_run_when_new_ones_come(session, history, page, settled):
    for _ in range(3):
        history.add(run_of())
    shown(page, settled)
    page.table.choose(1)
    history.add(run_of())
    session.activity_changed.emit()
    settled()
    assert page.table.chosen.id == 2


def test_a_run_of_another_crm_is_found_whatever_is_filtered(history, page, settled):
    wanted = history.add(run_of(connection="bolt"))
    history.add(failed())
    shown(page, settled)
    page.problems_only.setChecked(True)
    page.show_run(wanted)
    settled()
    assert page.table.chosen.id == wanted.id


def test_nothing_done_yet_is_a_state_of_its_own(page, settled):
    shown(page, settled)
    assert page.state.title == "Nothing was done yet"
    page.problems_only.setChecked(True)
    settled()
    assert page.state.title == "No problems"


def test_a_history_that_cannot_be_read_can_be_tried_again(history, page, settled, monkeypatch):
    def broken(*_, **__):
        raise OSError("gone")

    history.add(run_of())
    with monkeypatch.context() as patched:
        patched.setattr(history, "runs", broken)
        shown(page, settled)
    assert page.state.title == "What was done cannot be read"
    page.state.button.click()
    settled()
    assert ids(page.model) == [1]


def test_the_column_of_the_crm_is_there_only_for_all_of_them(qtbot, history, page, settled):
    history.add(run_of())
    shown(page, settled)
    page.resize(1400, 420)
    page.show()
    qtbot.waitExposed(page)
    assert page.table.isColumnHidden(RunColumn.CRM)
    page.whose.setCurrentIndex(1)
    settled()
    assert not page.table.isColumnHidden(RunColumn.CRM)


def test_in_a_narrow_window_the_result_keeps_its_room(qtbot, history, page, settled):
    history.add(failed())
    shown(page, settled)
    page.resize(560, 420)
    page.show()
    qtbot.waitExposed(page)
    assert page.table.isColumnHidden(RunColumn.DURATION)
    assert page.table.columnWidth(RunColumn.RESULT) >= 150


def test_many_refused_records_do_not_make_a_huge_page(history, page, settled):
    refused = [{"entity": "contact", "key": str(n), "reason": "no"} for n in range(200)]
    history.add(run_of(task=Task.RESTORE, counts={"verified": 1, "failed": 200}, report={"refused": refused}))
    shown(page, settled)
    assert len(page.detail.findChildren(QLabel)) < 150


def test_times_move_with_the_clock(qtbot, history, page, settled):
    history.add(run_of(started_at=NOW - timedelta(minutes=5)))
    shown(page, settled)
    with qtbot.waitSignal(page.model.dataChanged) as changed:
        page.model.clock_moved()
    assert changed.args[0].column() == changed.args[1].column() == RunColumn.WHEN
