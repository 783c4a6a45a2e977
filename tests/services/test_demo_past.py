"""The demo CRM with a past: backups of two weeks."""

from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.model.health import HealthState
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Conditions, Wait
from crmbackup_gui.services.demo_past import open_demo_with_past


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    return open_demo_with_past(tmp_path_factory.mktemp("past"), contacts=40)


@pytest.fixture
def overview(program):
    (connection,) = program.settings.read().connections
    return program.overview(connection)


def test_its_points_are_days_apart_and_end_lately(overview):
    times = [point.consistent_as_of for point in overview.points]
    assert times == sorted(times)
    assert times[0] < datetime.now(UTC) - timedelta(days=8)
    assert datetime.now(UTC) - timedelta(days=1, hours=1) < times[-1] < datetime.now(UTC)


def test_all_strategies_are_among_them(overview):
    assert {point.strategy for point in overview.points} == set(Strategy)


def test_one_backup_failed_and_all_is_well_by_now(program, overview):
    failed = [run for run in program.history.runs() if run.outcome is Outcome.FAILED]
    assert [run.error for run in failed] == ["SourceMissing"]
    assert overview.health.state is HealthState.PROTECTED


def test_all_but_the_newest_points_were_checked(overview):
    sequences = [point.sequence for point in overview.points]
    assert overview.verdicts == dict.fromkeys(sequences[:-2], True)


def test_nothing_is_due_when_it_opens(program):
    (decided,) = program.due(Conditions(), datetime.now(UTC))
    assert isinstance(decided[1], Wait)
