import threading
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Conditions, Extent, Rule, Schedule
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import Run, Task, Trigger
from crmbackup_gui.ui.scheduler import ASLEEP, Scheduler

BEGIN = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
HOURLY = Schedule(rules=(Rule(Strategy.INCREMENTAL, every_minutes=60),))


class Clock:
    """A clock that stands still until it is put forward."""

    def __init__(self, now=BEGIN):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def gate():
    """Whether backups may end."""
    gate = threading.Event()
    gate.set()
    yield gate
    gate.set()


@pytest.fixture
def backups(program, clock, gate, monkeypatch):
    """Backups that are only recorded: what was asked for, in order. The program stands on UTC."""
    asked = Asked()
    program.zone = UTC

    def back_up(connection, *, strategy, trigger, slot, cancel, **_):
        asked.append((connection.name, strategy, trigger, slot))
        run = Run(
            connection=connection.id,
            crm_name=connection.name,
            task=Task.BACKUP,
            trigger=trigger,
            slot=slot,
            started_at=clock(),
            outcome=asked.end_as,
            strategy="full",
        )
        while not gate.wait(0.005):
            cancel.check()
        return program.history.add(run)

    monkeypatch.setattr(program, "back_up", back_up)
    return asked


class Asked(list):
    """A list that also knows how the next backup is to end."""

    end_as = Outcome.OK


@pytest.fixture
def network(monkeypatch):
    """Nothing is known of the network but what the test says."""
    state = {"conditions": Conditions()}
    monkeypatch.setattr("PySide6.QtNetwork.QNetworkInformation.loadDefaultBackend", lambda: False)
    return state


@pytest.fixture
def scheduler(session, clock, network, backups):  # noqa: ARG001 - no real backup may begin
    scheduler = Scheduler(session, lambda: network["conditions"], clock)
    yield scheduler
    scheduler.stop()


@pytest.fixture
def connect(session, tmp_path):
    def add(name="Acme", schedule=HOURLY):
        connection = Connection(
            id=name.lower(),
            name=name,
            source=f"sqlite://{tmp_path}/{name}.db",
            repository=str(tmp_path / "repository"),
            schedule=schedule,
        )
        session.program.settings.change(
            lambda settings: msgspec.structs.replace(settings, connections=(*settings.connections, connection))
        )
        return connection

    return add


@pytest.fixture
def look(qtbot, session, scheduler):
    """Lets the timer fire once, and waits until everything that it began has ended."""

    def look():
        with qtbot.waitSignal(scheduler.looked):
            scheduler.tick()
        qtbot.waitUntil(lambda: not session.jobs.active)

    return look


def backed_up(program, connection, when, outcome=Outcome.OK, slot=None):
    program.history.add(
        Run(
            connection=connection.id,
            crm_name=connection.name,
            task=Task.BACKUP,
            started_at=when,
            outcome=outcome,
            strategy="full",
            slot=slot,
        )
    )


def skips(program):
    return [run for run in program.history.runs() if run.outcome is Outcome.SKIPPED]


def test_a_check_that_is_due_is_run_once_after_the_backup_and_before_the_drill(
    connect, look, clock, backups, program, monkeypatch
):
    done = []

    def ran(task, connection, trigger, extent=""):
        done.append((task, trigger, extent))
        run = Run(
            connection=connection.id,
            crm_name=connection.name,
            task=task,
            trigger=trigger,
            extent=extent,
            started_at=clock(),
            outcome=Outcome.OK,
        )
        return program.history.add(run)

    def check(connection, what, *, trigger, **_):
        return ran(Task.CHECK, connection, trigger, what.value)

    def drill(connection, *, trigger, **_):
        return ran(Task.DRILL, connection, trigger)

    monkeypatch.setattr(program, "check", check)
    monkeypatch.setattr(program, "drill", drill)
    connect(schedule=msgspec.structs.replace(HOURLY, check_days=7, check_extent=Extent.NEWEST, drill_days=7))
    look()
    assert (len(backups), done) == (1, [])
    for _ in range(4):
        look()
    assert len(backups) == 1
    assert done == [(Task.CHECK, Trigger.SCHEDULE, "newest"), (Task.DRILL, Trigger.SCHEDULE, "")]


def test_a_drill_that_is_due_is_held_once_and_after_the_backup(connect, look, clock, backups, program, monkeypatch):
    drills = []

    def drill(connection, *, trigger, **_):
        drills.append((connection.name, trigger))
        run = Run(
            connection=connection.id,
            crm_name=connection.name,
            task=Task.DRILL,
            trigger=trigger,
            started_at=clock(),
            outcome=Outcome.OK,
        )
        return program.history.add(run)

    monkeypatch.setattr(program, "drill", drill)
    connect(schedule=msgspec.structs.replace(HOURLY, drill_days=7))
    look()
    assert (len(backups), drills) == (1, [])
    clock.forward(minutes=1)
    look()
    look()
    assert (len(backups), drills) == (1, [("Acme", Trigger.SCHEDULE)])


def test_what_never_ran_is_due_at_once(connect, look, backups):
    connect()
    look()
    assert [(name, slot) for name, _, _, slot in backups] == [("Acme", BEGIN)]


def test_a_slot_runs_once(connect, look, backups, clock):
    connect()
    look()
    for _ in range(3):
        clock.forward(seconds=30)
        look()
    assert len(backups) == 1


def test_the_next_slot_runs_when_it_comes(connect, program, look, backups, clock):
    backed_up(program, connect(), BEGIN + timedelta(minutes=1))
    clock.forward(minutes=59, seconds=30)
    look()
    assert not backups
    clock.forward(seconds=30)
    look()
    assert backups == [("Acme", Strategy.INCREMENTAL, Trigger.SCHEDULE, BEGIN + timedelta(hours=1))]


def test_what_was_missed_while_asleep_is_caught_up_once_and_moves_nothing(
    qtbot, connect, scheduler, look, backups, clock
):
    backed_up(scheduler._session.program, connect(), BEGIN + timedelta(minutes=1))
    clock.forward(minutes=2)
    look()
    clock.forward(hours=7, minutes=20)
    with qtbot.waitSignal(scheduler.resumed):
        look()
    assert backups == [("Acme", Strategy.INCREMENTAL, Trigger.CATCH_UP, BEGIN + timedelta(hours=7))]
    clock.forward(minutes=38)
    look()
    assert backups[1:] == [("Acme", Strategy.INCREMENTAL, Trigger.SCHEDULE, BEGIN + timedelta(hours=8))]


def test_an_ordinary_tick_is_no_sleep(qtbot, scheduler, look, clock):
    with qtbot.assertNotEmitted(scheduler.resumed):
        look()
        clock.forward(seconds=ASLEEP.total_seconds())
        look()


def test_a_clock_that_is_put_back_is_no_sleep(qtbot, scheduler, look, clock):
    with qtbot.assertNotEmitted(scheduler.resumed):
        look()
        clock.forward(hours=-2)
        look()


def test_a_crm_never_has_two_runs_at_once(qtbot, connect, session, scheduler, backups, gate):
    connect()
    gate.clear()
    for _ in range(3):
        with qtbot.waitSignal(scheduler.looked):
            scheduler.tick()
    assert len(session.jobs.heavy) == 1
    gate.set()
    qtbot.waitUntil(lambda: not session.jobs.active)
    assert len(backups) == 1


def test_what_was_found_out_before_a_run_ended_begins_no_second_one(
    qtbot, connect, session, scheduler, backups, monkeypatch
):
    connect()
    answer, ended = threading.Event(), session.program.due

    def slow_due(conditions, now):
        decided = ended(conditions, now)
        answer.wait()
        return decided

    monkeypatch.setattr(session.program, "due", slow_due)
    scheduler.tick()
    with qtbot.waitSignal(session.run_ended):
        session.back_up("acme")
    with qtbot.waitSignal(scheduler.looked):
        answer.set()
    assert len(backups) == 1


def test_two_crms_run_side_by_side(qtbot, connect, session, scheduler, backups, gate):
    connect("Acme")
    connect("Bolt")
    gate.clear()
    with qtbot.waitSignal(scheduler.looked):
        scheduler.tick()
    qtbot.waitUntil(lambda: len(backups) == 2)
    assert session.is_busy("acme")
    assert session.is_busy("bolt")


def test_nothing_runs_while_everything_is_paused(connect, session, look, backups, clock):
    connect()
    session.program.settings.change(
        lambda settings: msgspec.structs.replace(settings, paused_until=BEGIN + timedelta(hours=1))
    )
    look()
    assert not backups
    clock.forward(hours=1, minutes=1)
    look()
    assert len(backups) == 1


def test_a_condition_that_is_not_met_is_noted_once_for_a_slot_with_its_reason(
    connect, program, look, backups, clock, network
):
    connect(schedule=msgspec.structs.replace(HOURLY, need_network=True))
    network["conditions"] = Conditions(network=False)
    for _ in range(3):
        look()
        clock.forward(seconds=30)
    assert not backups
    assert [(run.skipped, run.slot) for run in skips(program)] == [("network", BEGIN)]
    network["conditions"] = Conditions(network=True)
    look()
    assert len(backups) == 1
    assert len(skips(program)) == 1


def test_a_failed_run_is_tried_again_later_and_not_at_once(connect, look, backups, clock):
    connect()
    backups.end_as = Outcome.FAILED
    look()
    clock.forward(seconds=30)
    look()
    assert len(backups) == 1
    clock.forward(minutes=10)
    look()
    assert len(backups) == 2


def test_while_quitting_nothing_begins(connect, session, scheduler, backups):
    connect()
    session.jobs.shut_down()
    scheduler.tick()
    assert not session.jobs.active
    assert not backups


def test_what_is_found_due_while_quitting_is_not_run(qtbot, connect, session, scheduler, backups, monkeypatch):
    connect()
    due = session.program.due
    looked = threading.Event()

    def slow_due(conditions, now):
        looked.wait()
        return due(conditions, now)

    monkeypatch.setattr(session.program, "due", slow_due)
    scheduler.tick()
    session.jobs.shut_down()
    with qtbot.waitSignal(session.jobs.idle):
        looked.set()
    assert not backups


def test_an_error_while_looking_is_logged_and_the_next_look_works(connect, session, look, backups, monkeypatch, caplog):
    connect()

    def broken(*_):
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(session.program, "due", broken)
        look()
    assert "nobody can tell what is due" in caplog.text
    look()
    assert len(backups) == 1


def test_after_start_changed_settings_are_looked_at_without_waiting(qtbot, connect, session, scheduler, backups):
    scheduler.start()
    scheduler.start()
    qtbot.waitUntil(lambda: not session.jobs.active)
    connect()
    session.settings_changed.emit()
    qtbot.waitUntil(lambda: len(backups) == 1)
    qtbot.waitUntil(lambda: not session.jobs.active)
    scheduler.stop()
    scheduler.stop()
    session.settings_changed.emit()
    assert not session.jobs.active


def test_looks_that_are_asked_for_during_a_look_become_one(qtbot, session, scheduler, monkeypatch):
    looks = []
    monkeypatch.setattr(session.program, "due", lambda *_: looks.append(1) or [])
    for _ in range(5):
        scheduler.look()
    qtbot.waitUntil(lambda: not session.jobs.active)
    assert len(looks) == 2
