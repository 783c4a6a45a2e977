"""Pages learn from the session what changed, and never touch a repository themselves."""

import msgspec
import pytest

from crmbackup_gui.errors import KeyMissing, StoreFailed
from crmbackup_gui.model.health import HealthState
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.history import Task, Trigger
from crmbackup_gui.services.settings import Notify
from tests.ui.conftest import settle


def read(qtbot, session):
    with qtbot.waitSignal(session.overview_changed):
        session.refresh(session.only.id)
    return session.overview(session.only.id)


def test_the_recovery_points_are_read_on_demand(qtbot, demo):
    assert demo.overview(demo.only.id) is None
    assert len(read(qtbot, demo).points) == 5


def test_two_wishes_to_read_at_the_same_time_are_read_once_more_and_no_oftener(qtbot, demo, monkeypatch):
    calls = []
    overview = demo.program.overview
    monkeypatch.setattr(demo.program, "overview", lambda connection: calls.append(1) or overview(connection))
    for _ in range(5):
        demo.refresh(demo.only.id)
    qtbot.waitUntil(lambda: len(calls) == 2 and not demo._reading)
    settle()
    assert len(calls) == 2


def test_a_repository_that_cannot_be_reached_is_a_state_that_passes(qtbot, demo):
    place = demo.folder / "repository"
    place.rename(demo.folder / "unplugged")
    with qtbot.waitSignal(demo.overview_changed):
        demo.refresh(demo.only.id)
    assert demo.trouble(demo.only.id) is not None
    (demo.folder / "unplugged").rename(place)
    assert len(read(qtbot, demo).points) == 5
    assert demo.trouble(demo.only.id) is None


def test_a_backup_is_recorded_and_the_points_are_read_again(qtbot, demo):
    runs = []
    demo.run_ended.connect(runs.append)
    with qtbot.waitSignals([demo.activity_changed, demo.overview_changed]):
        demo.back_up(demo.only.id, Strategy.FULL)
    (run,) = runs
    assert (run.task, run.outcome, run.strategy) == (Task.BACKUP, Outcome.OK, "full")
    assert len(demo.overview(demo.only.id).points) == 6


def test_one_crm_is_backed_up_once_at_a_time(qtbot, demo):
    first = demo.back_up(demo.only.id)
    assert demo.is_busy(demo.only.id)
    assert demo.back_up(demo.only.id) is None
    with qtbot.waitSignal(first.finished):
        pass
    settle()
    assert not demo.is_busy(demo.only.id)


def test_a_crm_that_nobody_knows_is_not_backed_up(demo):
    assert demo.back_up("0" * 16) is None
    assert demo.check("0" * 16) is None


def test_a_check_says_what_it_found(qtbot, demo):
    with qtbot.waitSignal(demo.run_ended) as caught:
        demo.check(demo.only.id)
    assert (caught.args[0].task, caught.args[0].outcome) == (Task.CHECK, Outcome.OK)


def test_a_backup_of_a_locked_repository_asks_for_the_key_and_can_be_done_again(qtbot, demo):
    demo.program.lock(demo.only.repository)
    with qtbot.waitSignal(demo.key_wanted) as caught:
        demo.back_up(demo.only.id)
    connection_id, error, again = caught.args
    assert connection_id == demo.only.id
    assert isinstance(error, KeyMissing)
    assert demo.health(demo.only.id).state is not HealthState.PROTECTED
    assert again() is not None


def test_a_scheduled_backup_of_a_locked_repository_asks_nobody(qtbot, demo):
    demo.program.lock(demo.only.repository)
    asked = []
    demo.problem.connect(lambda *problem: asked.append(problem))
    demo.key_wanted.connect(lambda *wanted: asked.append(wanted))
    with qtbot.waitSignal(demo.overview_changed):
        demo.back_up(demo.only.id, trigger=Trigger.SCHEDULE)
    settle()
    assert asked == []
    assert isinstance(demo.trouble(demo.only.id), KeyMissing)


def test_settings_are_kept_before_anybody_is_told(qtbot, demo):
    with qtbot.waitSignal(demo.settings_changed):
        demo.change_settings(lambda settings: msgspec.structs.replace(settings, notify=Notify.NOTHING))
    assert demo.settings().notify is Notify.NOTHING


def test_settings_that_cannot_be_kept_are_told_and_stay_as_they_were(qtbot, demo, monkeypatch):
    def refuse(_change):
        raise StoreFailed("/full", "the drive is full")

    monkeypatch.setattr(demo.program.settings, "change", refuse)
    before = demo.settings()
    with qtbot.waitSignal(demo.problem) as caught:
        demo.change_settings(lambda settings: settings)
    assert isinstance(caught.args[0], StoreFailed)
    assert demo.settings() == before


def test_a_crm_that_is_forgotten_is_no_longer_shown_and_keeps_its_repository(qtbot, demo):
    demo.show(demo.only.id)
    with qtbot.waitSignal(demo.connections_changed):
        demo.forget_connection(demo.only.id)
    assert demo.connections() == ()
    assert demo.current is None
    assert (demo.folder / "repository" / "repository").is_file()


def test_a_crm_that_is_added_is_read_at_once(qtbot, demo):
    other = new_connection("Other", f"sqlite:///{demo.folder / 'other.db'}", str(demo.folder / "repository"))
    with qtbot.waitSignal(demo.overview_changed) as caught:
        demo.change_connection(other)
    assert caught.args == [other.id]
    assert [connection.id for connection in demo.connections()] == [demo.only.id, other.id]


@pytest.mark.parametrize("what", ["back_up", "check"])
def test_nothing_begins_while_the_program_ends(qtbot, demo, what):
    demo.jobs.shut_down()
    job = getattr(demo, what)(demo.only.id)
    with qtbot.waitSignal(job.finished) as caught:
        pass
    assert caught.args[0].outcome is Outcome.CANCELLED
