from datetime import datetime, timedelta

import pytest

from crmbackup_gui.model.health import Concern, Health, HealthState
from crmbackup_gui.ui.words.health import concern, sentence, state_icon, state_name, state_tone

pytestmark = pytest.mark.usefixtures("qapp")

NOW = datetime(2026, 3, 11, 12, 0).astimezone()


def hours_ago(hours):
    return NOW - timedelta(hours=hours)


def test_the_age_of_the_newest_good_point_follows_the_state():
    health = Health(HealthState.PROTECTED, (), hours_ago(2), hours_ago(14), NOW + timedelta(hours=6))
    assert (
        sentence(health, NOW) == "Protected. Last good recovery point 2 hour(s) ago, checked yesterday. "
        "Next: today 18:00"
    )


def test_a_point_that_was_never_checked_says_so():
    health = Health(HealthState.PROTECTED, (Concern.NO_SCHEDULE,), hours_ago(2))
    assert sentence(health, NOW) == "Protected. Last good recovery point 2 hour(s) ago, not checked yet. No schedule."


def test_only_the_gravest_concern_is_said():
    concerns = (Concern.DAMAGED, Concern.LAST_RUN_FAILED, Concern.PAUSED)
    said = sentence(Health(HealthState.ATTENTION, concerns, hours_ago(30)), NOW)
    assert said.startswith("Needs attention. A recovery point is damaged; take a full backup. Last good")
    assert "failed" not in said


def test_a_missing_password_is_said_beside_what_is_graver_for_somebody_can_do_something_about_it():
    concerns = (Concern.NEVER_BACKED_UP, Concern.PASSWORD)
    said = sentence(Health(HealthState.UNPROTECTED, concerns), NOW)
    assert said.startswith("Not protected. It was never backed up. The CRM does not let the program in")
    assert sentence(Health(HealthState.ATTENTION, (Concern.PASSWORD,)), NOW).count("password") == 1


def test_a_pause_is_said_with_what_comes_after_it():
    health = Health(HealthState.PROTECTED, (Concern.PAUSED,), hours_ago(1), None, NOW + timedelta(hours=20))
    assert sentence(health, NOW).endswith("Paused. Next: tomorrow 08:00")


def test_without_any_point_no_age_is_made_up():
    health = Health(HealthState.UNPROTECTED, (Concern.NEVER_BACKED_UP, Concern.NO_SCHEDULE))
    assert sentence(health, NOW) == "Not protected. It was never backed up. No schedule."


@pytest.mark.parametrize("hours", [0, 13, 24, 24 * 40, 24 * 400])
def test_a_check_is_told_by_the_calendar(hours):
    said = sentence(Health(HealthState.PROTECTED, (), hours_ago(1), hours_ago(hours)), NOW)
    days = (NOW.date() - hours_ago(hours).date()).days
    assert {0: "checked today", 1: "checked yesterday"}.get(days, f"checked {days} day(s) ago") in said


def test_every_state_has_a_name_a_shape_and_a_colour_of_its_own():
    for of in (state_name, state_icon, state_tone):
        assert len({of(state) for state in HealthState}) == len(HealthState)


@pytest.mark.parametrize("what", Concern)
def test_every_concern_is_a_sentence(what):
    assert concern(what).endswith(".")
