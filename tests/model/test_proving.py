"""When a check or a drill is due."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.health import Concern, HealthState, assess
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.proving import check_due, drill_due, last_drill, proof_waits
from crmbackup_gui.model.schedule import Conditions, Extent, Past, Rule, Schedule, WaitReason
from tests.model.test_health import DAILY, point

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WEEKLY = Schedule((Rule(at=("18:00",)),), drill_days=7)


def drill(age, outcome=Outcome.OK, error=""):
    return Past(NOW - age, None, None, outcome, error)


@pytest.mark.parametrize(
    ("drills", "due"),
    [
        ([], True),
        ([drill(7 * DAY)], True),
        ([drill(7 * DAY - timedelta(minutes=1))], False),
        ([drill(DAY, Outcome.WARNINGS)], False),
        ([drill(DAY, Outcome.FAILED)], True),
        ([drill(DAY / 2, Outcome.FAILED)], False),
        ([drill(DAY / 2, Outcome.CANCELLED), drill(9 * DAY)], False),
        ([drill(DAY, Outcome.FAILED), drill(DAY / 2)], False),
        ([drill(-DAY)], True),
        ([drill(DAY / 2, Outcome.SKIPPED), drill(8 * DAY)], True),
    ],
)
def test_a_drill_is_due_when_its_days_are_over_and_a_day_after_one_that_failed(drills, due):
    assert drill_due(WEEKLY, drills, NOW) is due
    assert drill_due(WEEKLY, drills[::-1], NOW) is due


def test_a_daily_drill_that_failed_is_not_tried_more_often_than_daily():
    daily = msgspec.structs.replace(WEEKLY, drill_days=1)
    assert not drill_due(daily, [drill(DAY / 2, Outcome.FAILED)], NOW)


@pytest.mark.parametrize("changes", [{"drill_days": None}, {"active": False}, {"paused_until": NOW + DAY}])
def test_no_drill_is_due_where_none_is_wanted_or_nothing_runs(changes):
    assert not drill_due(msgspec.structs.replace(WEEKLY, **changes), [], NOW)


def test_a_pause_that_is_over_keeps_no_drill_back():
    assert drill_due(msgspec.structs.replace(WEEKLY, paused_until=NOW - DAY), [], NOW)


def test_drills_look_at_the_conditions_that_backups_look_at():
    careful = msgspec.structs.replace(WEEKLY, avoid_metered=True)
    assert proof_waits(careful, Conditions(metered=True)) is WaitReason.METERED
    assert proof_waits(careful, Conditions()) is None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_days_that_are_none_are_refused(days):
    with pytest.raises(InvalidRequest):
        Schedule(drill_days=days)


def test_schedules_that_were_written_before_want_no_drill():
    assert msgspec.json.decode(b'{"rules": []}', type=Schedule).drill_days is None


def health(drilled):
    return assess([point(1, DAY / 2)], {}, None, (), DAILY, NOW, UTC, drilled=drilled)


def test_a_failed_drill_needs_attention_and_its_date_is_told():
    found = health(drill(DAY, Outcome.FAILED, "ReadBackDiffers"))
    assert (found.state, found.concerns, found.last_drill) == (
        HealthState.ATTENTION,
        (Concern.DRILL_FAILED,),
        NOW - DAY,
    )


def test_a_drill_that_went_well_concerns_nobody():
    found = health(drill(DAY))
    assert (found.state, found.last_drill) == (HealthState.PROTECTED, NOW - DAY)


def test_a_drill_that_could_not_begin_says_nothing_of_the_points():
    assert health(drill(DAY, Outcome.FAILED, "StoreFailed")).concerns == ()


def test_a_cancelled_drill_does_not_hide_what_the_one_before_found():
    drills = [drill(DAY, Outcome.CANCELLED), drill(2 * DAY, Outcome.FAILED, "ObjectDamaged")]
    assert last_drill(drills) == drills[1]


@pytest.mark.parametrize(
    ("checks", "due"),
    [
        ([], True),
        ([drill(30 * DAY)], True),
        ([drill(29 * DAY)], False),
        ([drill(2 * DAY, Outcome.FAILED, "StoreFailed")], True),
        ([drill(DAY / 2, Outcome.FAILED, "StoreFailed")], False),
        ([drill(2 * DAY, Outcome.FAILED, "DamagedRepository")], False),
        ([drill(2 * DAY, Outcome.FAILED, "ObjectDamaged")], False),
        ([drill(30 * DAY, Outcome.FAILED, "DamagedRepository")], True),
    ],
)
def test_a_check_is_due_when_its_days_are_over_and_one_that_found_damage_is_done(checks, due):
    assert check_due(Schedule(check_days=30), checks, NOW) is due


def test_without_a_rhythm_no_check_is_due():
    assert not check_due(WEEKLY, [], NOW)


@pytest.mark.parametrize("wrong", [{"check_days": 0}, {"check_days": 10_000}, {"check_extent": Extent.SOME}])
def test_a_rhythm_of_checks_that_is_none_is_refused(wrong):
    with pytest.raises(InvalidRequest):
        Schedule(**wrong)
