"""How well a CRM is protected."""

from datetime import UTC, datetime, timedelta

import pytest

from crmbackup_gui.model.health import Concern, HealthState, assess
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.model.schedule import Past, Rule, Schedule

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
DAILY = Schedule((Rule(at=("18:00",)),))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def point(sequence, age, strategy=Strategy.FULL, kind=PointKind.REGULAR, warnings=()):
    return RecoveryPoint(
        id=str(sequence),
        crm="c",
        crm_name="Sales",
        url="sqlite:////sales.db",
        sequence=sequence,
        kind=kind,
        strategy=strategy,
        taken_at=NOW - age,
        consistent_as_of=NOW - age,
        warnings=warnings,
    )


def run(age, outcome=Outcome.OK, error=""):
    return Past(NOW - age, None, Strategy.FULL, outcome, error)


def health(points=(), verdicts=None, runs=(), schedule=DAILY, **more):
    return assess(points, verdicts or {}, None, runs, schedule, NOW, UTC, **more)


def test_a_fresh_point_and_a_schedule_protect():
    found = health([point(1, 18 * HOUR)], runs=[run(18 * HOUR)])
    assert (found.state, found.concerns) == (HealthState.PROTECTED, ())
    assert found.last_good == NOW - 18 * HOUR
    assert found.next_run == NOW + 6 * HOUR


def test_without_a_point_nothing_is_protected():
    found = health()
    assert (found.state, found.concerns) == (HealthState.UNPROTECTED, (Concern.NEVER_BACKED_UP,))
    assert found.last_good is None


def test_safety_and_partial_points_protect_nothing():
    kinds = [point(1, HOUR, kind=PointKind.SAFETY), point(2, HOUR, kind=PointKind.PARTIAL)]
    assert health(kinds).state is HealthState.UNPROTECTED


def test_the_newest_point_that_is_good_counts():
    found = health([point(1, 20 * HOUR), point(2, HOUR, Strategy.INCREMENTAL)], {1: True, 2: False}, [run(HOUR)])
    assert (found.state, found.concerns) == (HealthState.ATTENTION, (Concern.DAMAGED,))
    assert found.last_good == NOW - 20 * HOUR


def test_when_every_point_is_damaged_nothing_is_protected():
    found = health([point(1, HOUR)], {1: False}, [run(HOUR)])
    assert (found.state, found.concerns) == (HealthState.UNPROTECTED, (Concern.DAMAGED,))


def test_when_no_description_can_be_read_that_is_damage_and_not_a_crm_without_backups():
    assert health([], {1: False}).concerns == (Concern.DAMAGED,)


def test_a_new_full_mends_what_is_damaged_before_it():
    found = health([point(1, 2 * DAY), point(2, HOUR)], {1: False}, [run(HOUR)])
    assert found.state is HealthState.PROTECTED


def test_vanished_points_deserve_attention():
    found = health([point(1, HOUR)], runs=[run(HOUR)], lost=True)
    assert (found.state, found.concerns) == (HealthState.ATTENTION, (Concern.POINTS_VANISHED,))


@pytest.mark.parametrize(
    ("error", "concern"),
    [
        ("SourceBusy", Concern.LAST_RUN_FAILED),
        ("Unexpected", Concern.LAST_RUN_FAILED),
        ("RepositoryNotFound", Concern.NOT_REACHABLE),
        ("StoreFailed", Concern.NOT_REACHABLE),
        ("SourceMissing", Concern.NOT_REACHABLE),
        ("KeyMissing", Concern.LOCKED),
        ("KeyringUnavailable", Concern.LOCKED),
        ("SourceUnreachable", Concern.NOT_REACHABLE),
        ("PasswordMissing", Concern.PASSWORD),
        ("PasswordUnavailable", Concern.PASSWORD),
        ("LoginRefused", Concern.PASSWORD),
    ],
)
def test_a_last_run_that_failed_says_why(error, concern):
    runs = [run(17 * HOUR, Outcome.FAILED, error), run(18 * HOUR)]
    found = health([point(1, 18 * HOUR)], runs=runs)
    assert (found.state, found.concerns) == (HealthState.ATTENTION, (concern,))


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.WARNINGS])
def test_a_later_run_that_went_well_ends_the_alarm(outcome):
    runs = [run(HOUR, outcome), run(2 * HOUR, Outcome.FAILED, "SourceBusy")]
    assert health([point(1, HOUR)], runs=runs).state is HealthState.PROTECTED


@pytest.mark.parametrize("outcome", [Outcome.CANCELLED, Outcome.SKIPPED])
def test_what_was_cancelled_or_skipped_is_no_failure(outcome):
    assert health([point(1, 2 * HOUR)], runs=[run(2 * HOUR), run(HOUR, outcome)]).state is HealthState.PROTECTED


def test_two_slots_without_a_point_make_the_last_one_too_old():
    once, twice = DAY + 18 * HOUR, 2 * DAY + 18 * HOUR
    assert health([point(1, once)], runs=[run(once)]).state is HealthState.PROTECTED
    found = health([point(1, twice)], runs=[run(twice)])
    assert (found.state, found.concerns) == (HealthState.ATTENTION, (Concern.TOO_OLD,))


def test_a_night_between_two_slots_makes_nothing_too_old():
    office = Schedule((Rule(every_minutes=60, first="08:00", last="20:00"),))
    night = 16 * HOUR
    now = NOW.replace(hour=8, minute=30)
    found = assess([point(1, night)], {}, None, [run(night)], office, now, UTC)
    assert found.state is HealthState.PROTECTED


def test_new_rules_begin_anew_but_make_no_old_point_younger():
    changed = Schedule((Rule(every_minutes=60),), since=NOW)
    assert health([point(1, DAY)], runs=[run(DAY)], schedule=changed).state is HealthState.PROTECTED
    assert Concern.TOO_OLD in health([point(1, 8 * DAY)], runs=[run(8 * DAY)], schedule=changed).concerns


@pytest.mark.parametrize("schedule", [Schedule(), Schedule(DAILY.rules, active=False)])
def test_without_a_schedule_a_point_protects_for_a_week(schedule):
    young = health([point(1, 6 * DAY)], schedule=schedule)
    assert (young.state, young.concerns) == (HealthState.PROTECTED, (Concern.NO_SCHEDULE,))
    old = health([point(1, 8 * DAY)], schedule=schedule)
    assert (old.state, old.concerns) == (HealthState.ATTENTION, (Concern.TOO_OLD, Concern.NO_SCHEDULE))
    assert young.next_run is None


def test_a_point_of_last_month_protects_nothing():
    assert health([point(1, 31 * DAY)], schedule=Schedule()).state is HealthState.UNPROTECTED


def test_a_pause_is_no_alarm_and_moves_the_next_run():
    paused = Schedule(DAILY.rules, paused_until=NOW + 8 * HOUR)
    found = health([point(1, HOUR)], runs=[run(HOUR)], schedule=paused)
    assert (found.state, found.concerns) == (HealthState.PROTECTED, (Concern.PAUSED,))
    assert found.next_run == NOW + DAY + 6 * HOUR


def test_warnings_of_the_newest_point_deserve_attention():
    found = health([point(1, 2 * HOUR), point(2, HOUR, warnings=("'contact' fell.",))], runs=[run(HOUR)])
    assert (found.state, found.concerns) == (HealthState.ATTENTION, (Concern.WARNINGS,))


def test_where_no_points_can_be_read_the_runs_say_how_old_the_last_one_is():
    found = health(runs=[run(HOUR)], trouble=Concern.NOT_REACHABLE)
    assert (found.state, found.concerns) == (HealthState.ATTENTION, (Concern.NOT_REACHABLE,))
    assert found.last_good == NOW - HOUR
    assert health(trouble=Concern.LOCKED).state is HealthState.UNPROTECTED
