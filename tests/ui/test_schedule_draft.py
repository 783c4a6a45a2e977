"""A schedule as an editable sentence, without a window."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Rule, Schedule, Slot
from crmbackup_gui.ui.viewmodels.next_runs import NextRuns
from crmbackup_gui.ui.viewmodels.schedule_draft import (
    EVERY_DAY,
    Preset,
    Row,
    RowProblem,
    ScheduleDraft,
    preset_schedule,
    rows_of,
)
from crmbackup_gui.ui.viewmodels.schedule_words import preset_name, preset_reason, sentence

FULL, INCREMENTAL = Strategy.FULL, Strategy.INCREMENTAL

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_schedule_is_said_in_one_sentence():
    rules = (Rule(FULL, (6,), ("02:00",)), Rule(INCREMENTAL, every_minutes=60, first="08:00", last="20:00"))
    expected = "Full on Sundays at 02:00, incremental every hour from 08:00 to 20:00"
    assert sentence(rows_of(Schedule(rules=rules))) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(FULL), "Full every day at 18:00"),
        (Row(None, (0, 1, 2, 3, 4), first="09:30"), "Automatic on Mondays to Fridays at 09:30"),
        (Row(FULL, (5, 6), first="01:00"), "Full on weekends at 01:00"),
        (Row(INCREMENTAL, EVERY_DAY, 60, "00:00", "23:59"), "Incremental every hour"),
        (Row(INCREMENTAL, (0,), 60, "00:00", "23:59"), "Incremental every hour on Mondays"),
        (Row(INCREMENTAL, (0,), 60, "08:00", "12:00"), "Incremental every hour from 08:00 to 12:00 on Mondays"),
    ],
)
def test_each_kind_of_row_has_its_words(row, expected):
    assert sentence([row]) == expected


def test_no_rule_is_said_too():
    assert "Back up now" in sentence([])


def test_rules_with_several_times_become_rows_that_mean_the_same():
    schedule = Schedule(rules=(Rule(FULL, (6, 0), ("02:00", "14:00"), 120, "08:00", "18:00"),))
    assert rows_of(schedule) == [
        Row(FULL, (0, 6), first="02:00"),
        Row(FULL, (0, 6), first="14:00"),
        Row(FULL, (0, 6), 120, "08:00", "18:00"),
    ]


def test_a_draft_that_nobody_edited_changes_nothing():
    schedule = Schedule(rules=(Rule(FULL, (6,), ("02:00", "14:00")),), avoid_battery_below=30)
    assert ScheduleDraft.of(schedule).schedule(schedule) == schedule


def test_an_edited_draft_reads_back_as_it_is():
    saved = Schedule(paused_until=datetime(2026, 1, 1, tzinfo=UTC))
    draft = ScheduleDraft([Row(FULL), Row(INCREMENTAL, (1, 2), 30, "09:00", "10:00")], need_network=True)
    written = draft.schedule(saved)
    assert ScheduleDraft.of(written) == draft
    assert written.paused_until == saved.paused_until


@pytest.mark.parametrize("preset", Preset)
def test_presets_are_recognised_again(preset):
    assert ScheduleDraft.of(preset_schedule(preset)).preset is preset
    assert preset_name(preset)
    assert preset_reason(preset)


def test_another_rhythm_is_no_preset():
    assert ScheduleDraft([Row(FULL, (1,))]).preset is None


def test_rows_that_would_never_run_are_named():
    assert ScheduleDraft([Row(FULL, ())]).problem is RowProblem.NO_DAY
    assert ScheduleDraft([Row(FULL, EVERY_DAY, 60, "20:00", "08:00")]).problem is RowProblem.BACKWARDS
    assert ScheduleDraft([Row(FULL)]).problem is None


def test_the_next_runs_are_a_sound_model_that_tells_day_and_time(qtmodeltester):
    now = datetime(2026, 11, 3, 10, tzinfo=UTC)
    model = NextRuns()
    model.show_slots([Slot(now + timedelta(hours=3), FULL), Slot(now + timedelta(days=9), None)], now)
    assert model.data(model.index(0, 0)) == "today 13:00"
    assert model.data(model.index(1, 0)).endswith("10:00")
    assert model.data(model.index(1, 1)) == "automatic"
    qtmodeltester.check(model)


def test_stored_schedules_stay_readable():
    schedule = preset_schedule(Preset.HOURLY)
    assert msgspec.json.decode(msgspec.json.encode(schedule), type=Schedule) == schedule
