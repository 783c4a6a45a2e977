"""When backups are due, over days on which the clock is changed and computers that sleep."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import (
    AFTER_CANCEL,
    LATE,
    RETRIES,
    Conditions,
    Due,
    Past,
    Rule,
    Schedule,
    Wait,
    WaitReason,
    decide,
    missed,
    next_runs,
)

BERLIN = ZoneInfo("Europe/Berlin")
ANY = Conditions()
DAILY = Schedule((Rule(at=("18:00",)),))
WEEKLY_FULL = Rule(Strategy.FULL, (6,), ("12:00",))
HOURLY = Rule(Strategy.INCREMENTAL, every_minutes=60, first="08:00", last="20:00")
STRENGTH = {None: 0, Strategy.INCREMENTAL: 1, Strategy.DIFFERENTIAL: 2, Strategy.FULL: 3}

TIMES = st.integers(0, 24 * 60 - 1).map(lambda m: f"{m // 60:02}:{m % 60:02}")
RULES = st.builds(
    Rule,
    strategy=st.sampled_from([None, *Strategy]),
    days=st.lists(st.integers(0, 6), max_size=3).map(tuple),
    at=st.lists(TIMES, min_size=1, max_size=3).map(tuple),
    every_minutes=st.sampled_from([None, None, 30, 60, 240]),
    first=TIMES,
)
SCHEDULES = st.lists(RULES, min_size=1, max_size=3).map(lambda rules: Schedule(tuple(rules)))
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "UTC"])
# Both changes of the clock in both hemispheres lie between these.
MOMENTS = st.datetimes(datetime(2026, 2, 20), datetime(2026, 11, 20), timezones=st.just(UTC))  # noqa: DTZ001

UNSHRUNK = settings(phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=30)


def local(*when, fold=0):
    return datetime(*when, tzinfo=BERLIN, fold=fold).astimezone(UTC)


def ran(when, strategy=Strategy.INCREMENTAL, outcome=Outcome.OK, slot=None):
    return Past(when, slot, strategy, outcome)


def asked(schedule, history, now, conditions=ANY, zone=BERLIN):
    return decide(schedule, history, conditions, now, zone)


class Computer:
    """Asks a schedule what is due, and runs it."""

    def __init__(self, schedule, zone, outcome=Outcome.OK):
        self.schedule, self.zone, self.outcome, self.history, self.runs = schedule, zone, outcome, [], []

    def look(self, now):
        decision = decide(self.schedule, self.history, ANY, now, self.zone)
        if isinstance(decision, Due):
            self.runs.append((now, decision))
            self.history.append(Past(now, decision.slot, decision.strategy or Strategy.INCREMENTAL, self.outcome))
        return decision

    def live(self, begin, end, every=timedelta(minutes=13)):
        now = begin
        while now < end:
            self.look(now)
            now += every


# Slots


def test_a_time_of_day_stands_on_the_wall_clock_in_winter_and_summer():
    slots = next_runs(DAILY, local(2026, 3, 28, 0, 0), BERLIN, 3)
    assert [slot.when for slot in slots] == [local(2026, 3, day, 18, 0) for day in (28, 29, 30)]


def test_a_time_that_the_clock_skips_is_run_when_it_would_have_come():
    (slot,) = next_runs(Schedule((Rule(at=("02:30",)),)), local(2026, 3, 28, 12, 0), BERLIN, 1)
    assert slot.when == local(2026, 3, 29, 3, 30)


def test_of_two_equal_times_a_time_of_day_is_run_at_the_first():
    slots = next_runs(Schedule((Rule(at=("02:30",)),)), local(2026, 10, 24, 12, 0), BERLIN, 2)
    assert [slot.when for slot in slots] == [local(2026, 10, 25, 2, 30), local(2026, 10, 26, 2, 30)]


@pytest.mark.parametrize("begin", [(2026, 3, 28, 23, 30), (2026, 10, 24, 23, 30)])
def test_a_rhythm_goes_on_through_a_change_of_the_clock(begin):
    slots = next_runs(Schedule((Rule(every_minutes=60),)), local(*begin), BERLIN, 8)
    assert {b.when - a.when for a, b in pairwise(slots)} == {timedelta(hours=1)}


def test_a_rhythm_keeps_to_its_hours_and_days():
    slots = next_runs(Schedule((Rule(None, (0,), (), 600, "08:00", "20:00"),)), local(2026, 6, 3, 0, 0), BERLIN, 3)
    assert [slot.when for slot in slots] == [local(2026, 6, 8, 8), local(2026, 6, 8, 18), local(2026, 6, 15, 8)]


def test_two_rules_at_one_moment_make_one_run_of_the_stronger_strategy():
    schedule = Schedule((Rule(Strategy.INCREMENTAL, at=("12:00",)), WEEKLY_FULL))
    slots = next_runs(schedule, local(2026, 6, 6, 0, 0), BERLIN, 2)
    assert [slot.strategy for slot in slots] == [Strategy.INCREMENTAL, Strategy.FULL]


@given(SCHEDULES, ZONES, MOMENTS)
def test_slots_come_in_order_each_once_and_are_the_same_whoever_asks_when(schedule, zone, now):
    slots = next_runs(schedule, now, ZoneInfo(zone), 12)
    assert len(slots) == 12
    assert [slot.when for slot in slots] == sorted({slot.when for slot in slots})
    assert slots[0].when > now
    assert next_runs(schedule, slots[5].when, ZoneInfo(zone), 6) == slots[6:]


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": ("24:00",)},
        {"at": ("7:00",)},
        {"first": "noon"},
        {"days": (7,)},
        {"every_minutes": 0},
        {"every_minutes": 1441},
    ],
)
def test_what_no_clock_shows_is_refused(wrong):
    with pytest.raises(InvalidRequest):
        Rule(**wrong)


# What is due


@given(SCHEDULES, ZONES, MOMENTS)
def test_a_crm_that_was_never_backed_up_is_due_now(schedule, zone, now):
    decision = decide(schedule, [], ANY, now, ZoneInfo(zone))
    assert isinstance(decision, Due)
    assert decision.slot <= now
    assert not decision.catch_up


def test_a_slot_is_run_when_it_has_come_and_not_twice():
    yesterday = ran(local(2026, 6, 1, 18, 0))
    before, after = local(2026, 6, 2, 17, 59), local(2026, 6, 2, 18, 0)
    assert asked(DAILY, [yesterday], before) == Wait(after, WaitReason.NOT_YET, after)
    assert asked(DAILY, [yesterday], after) == Due(after, None)
    assert isinstance(asked(DAILY, [yesterday, ran(after)], after + timedelta(seconds=30)), Wait)


def test_a_run_by_hand_before_the_slot_does_not_take_its_place():
    by_hand = ran(local(2026, 6, 2, 17, 50))
    assert isinstance(asked(DAILY, [by_hand], local(2026, 6, 2, 18, 0)), Due)


def test_a_slot_that_is_run_late_is_a_catch_up():
    yesterday, slot = ran(local(2026, 6, 1, 18, 0)), local(2026, 6, 2, 18, 0)
    assert asked(DAILY, [yesterday], slot + LATE) == Due(slot, None, catch_up=False)
    assert asked(DAILY, [yesterday], slot + LATE + timedelta(minutes=1)) == Due(slot, None, catch_up=True)


def test_all_that_was_missed_asleep_is_one_run_of_the_strongest_strategy():
    schedule = Schedule((HOURLY, WEEKLY_FULL))
    friday = ran(local(2026, 6, 5, 20, 0))
    full = ran(local(2026, 5, 31, 12, 0), Strategy.FULL)
    monday = local(2026, 6, 8, 9, 10)
    decision = asked(schedule, [full, friday], monday)
    assert decision == Due(local(2026, 6, 8, 9, 0), Strategy.FULL, catch_up=True)
    then = asked(schedule, [full, friday, ran(monday, Strategy.FULL)], monday + timedelta(minutes=1))
    assert then == Wait(local(2026, 6, 8, 10, 0), WaitReason.NOT_YET, local(2026, 6, 8, 10, 0))


def test_an_increment_does_not_take_the_place_of_a_full():
    schedule = Schedule((HOURLY, WEEKLY_FULL))
    full, by_hand = ran(local(2026, 5, 31, 12, 0), Strategy.FULL), ran(local(2026, 6, 7, 13, 1))
    assert asked(schedule, [full, by_hand], local(2026, 6, 7, 13, 2)) == Due(
        local(2026, 6, 7, 12, 0), Strategy.FULL, catch_up=True
    )


def test_a_full_takes_the_place_of_an_increment():
    by_hand = ran(local(2026, 6, 7, 13, 1), Strategy.FULL)
    assert isinstance(asked(Schedule((HOURLY,)), [by_hand], local(2026, 6, 7, 13, 2)), Wait)


def test_rules_owe_nothing_from_before_they_held():
    schedule = Schedule((WEEKLY_FULL,), since=local(2026, 6, 9, 10, 0))
    increment = ran(local(2026, 6, 9, 9, 0))
    assert asked(schedule, [increment], local(2026, 6, 9, 10, 1)).reason is WaitReason.NOT_YET
    assert isinstance(asked(schedule, [increment], local(2026, 6, 14, 12, 0)), Due)


def test_runs_from_the_future_are_those_of_a_wrong_clock():
    wrong = ran(local(2036, 1, 1, 0, 0))
    assert isinstance(asked(DAILY, [wrong], local(2026, 6, 2, 18, 0)), Due)


@UNSHRUNK
@given(SCHEDULES, ZONES, MOMENTS, st.integers(1, 60 * 24 * 20))
def test_however_long_it_slept_a_computer_catches_up_once_and_later_slots_stay(schedule, zone_name, now, asleep):
    zone = ZoneInfo(zone_name)
    computer = Computer(schedule, zone)
    computer.look(now)
    woken = now + timedelta(minutes=asleep)
    computer.look(woken)
    computer.look(woken)
    assert len(computer.runs) <= 2
    following = next_runs(schedule, woken, zone, 3)
    for slot in following:
        waiting = computer.look(slot.when - timedelta(seconds=1))
        assert waiting == Wait(slot.when, WaitReason.NOT_YET, slot.when)
        due = computer.look(slot.when)
        assert (due.slot, due.catch_up) == (slot.when, False)
        assert STRENGTH[due.strategy] >= STRENGTH[slot.strategy]


@UNSHRUNK
@given(SCHEDULES, ZONES, MOMENTS)
def test_a_computer_that_is_always_on_runs_each_slot_once(schedule, zone_name, now):
    zone = ZoneInfo(zone_name)
    computer = Computer(schedule, zone)
    computer.live(now, now + timedelta(days=1))
    slots = [due.slot for _, due in computer.runs]
    assert len(slots) == len(set(slots))
    assert missed(schedule, computer.history, now, now + timedelta(days=1), zone) == ()


# Failures


def test_a_failed_run_is_tried_again_ever_later_and_then_with_the_next_slot():
    slot = local(2026, 6, 2, 18, 0)
    history, now = [ran(local(2026, 6, 1, 18, 0))], slot
    for delay in RETRIES:
        assert isinstance(asked(DAILY, history, now), Due)
        history.append(ran(now, None, Outcome.FAILED, slot))
        assert asked(DAILY, history, now) == Wait(now + delay, WaitReason.RETRY_LATER, slot)
        now += delay
    history.append(ran(now, None, Outcome.FAILED, slot))
    following = local(2026, 6, 3, 18, 0)
    assert asked(DAILY, history, now) == Wait(following, WaitReason.RETRY_LATER, slot)
    assert isinstance(asked(DAILY, history, following), Due)


@UNSHRUNK
@given(SCHEDULES, ZONES, MOMENTS)
def test_retries_are_bounded(schedule, zone_name, now):
    computer = Computer(schedule, ZoneInfo(zone_name), Outcome.FAILED)
    computer.live(now, now + timedelta(days=1))
    slots = [due.slot for _, due in computer.runs]
    assert max(map(slots.count, slots)) <= 1 + len(RETRIES)


def test_who_cancels_a_scheduled_run_has_an_hour_of_peace():
    slot = local(2026, 6, 2, 18, 0)
    history = [ran(local(2026, 6, 1, 18, 0)), ran(slot, None, Outcome.CANCELLED, slot)]
    assert asked(DAILY, history, slot) == Wait(slot + AFTER_CANCEL, WaitReason.RETRY_LATER, slot)
    assert isinstance(asked(DAILY, history, slot + AFTER_CANCEL), Due)


def test_cancelling_a_run_by_hand_keeps_no_schedule_waiting():
    slot = local(2026, 6, 2, 18, 0)
    history = [ran(local(2026, 6, 1, 18, 0)), ran(slot, None, Outcome.CANCELLED)]
    assert isinstance(asked(DAILY, history, slot), Due)


# Reasons to wait


def test_without_rules_there_is_no_schedule():
    assert asked(Schedule(), [], local(2026, 6, 2)) == Wait(None, WaitReason.NO_SCHEDULE)
    assert asked(Schedule((Rule(),)), [], local(2026, 6, 2)) == Wait(None, WaitReason.NO_SCHEDULE)


def test_a_schedule_that_is_off_runs_nothing():
    off = Schedule(DAILY.rules, active=False)
    assert asked(off, [], local(2026, 6, 2)) == Wait(None, WaitReason.OFF)
    assert next_runs(off, local(2026, 6, 2), BERLIN) == ()
    assert missed(off, [], local(2026, 6, 2), local(2026, 6, 9), BERLIN) == ()


def test_a_pause_ends_with_one_catch_up():
    end = local(2026, 6, 5, 9, 0)
    schedule = Schedule(DAILY.rules, paused_until=end)
    history = [ran(local(2026, 6, 1, 18, 0))]
    assert asked(schedule, history, local(2026, 6, 3, 18, 0)).reason is WaitReason.PAUSED
    assert asked(schedule, history, end) == Due(local(2026, 6, 4, 18, 0), None, catch_up=True)
    assert next_runs(schedule, local(2026, 6, 3), BERLIN, 1)[0].when == local(2026, 6, 5, 18, 0)


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        (Conditions(network=False), WaitReason.NETWORK),
        (Conditions(metered=True), WaitReason.METERED),
        (Conditions(on_battery=True, battery_percent=29), WaitReason.BATTERY),
    ],
)
def test_a_condition_that_is_not_met_keeps_what_is_due_waiting(conditions, reason):
    slot = local(2026, 6, 2, 18, 0)
    careful = Schedule(DAILY.rules, need_network=True, avoid_metered=True, avoid_battery_below=30)
    history = [ran(local(2026, 6, 1, 18, 0))]
    assert asked(careful, history, slot, conditions) == Wait(None, reason, slot)
    assert isinstance(asked(DAILY, history, slot, conditions), Due)


@pytest.mark.parametrize(
    "conditions",
    [
        ANY,
        Conditions(network=True, metered=False, on_battery=False, battery_percent=5),
        Conditions(on_battery=True),
        Conditions(on_battery=None, battery_percent=5),
        Conditions(on_battery=True, battery_percent=30),
    ],
)
def test_a_condition_that_nobody_can_tell_counts_as_met(conditions):
    careful = Schedule(DAILY.rules, need_network=True, avoid_metered=True, avoid_battery_below=30)
    assert isinstance(asked(careful, [], local(2026, 6, 2), conditions), Due)


# Gaps


def test_slots_without_a_point_are_gaps_and_one_run_late_is_none():
    runs = [ran(local(2026, 6, 1, 18, 0)), ran(local(2026, 6, 4, 9, 0))]
    gaps = missed(DAILY, runs, local(2026, 6, 1, 0, 0), local(2026, 6, 5, 0, 0), BERLIN)
    assert gaps == (local(2026, 6, 2, 18, 0), local(2026, 6, 4, 18, 0))


def test_a_run_that_failed_leaves_a_gap():
    failed = ran(local(2026, 6, 1, 18, 0), None, Outcome.FAILED)
    assert len(missed(DAILY, [failed], local(2026, 6, 1, 0, 0), local(2026, 6, 2, 0, 0), BERLIN)) == 1


def test_a_slot_that_has_only_just_come_is_no_gap_yet():
    slot = local(2026, 6, 1, 18, 0)
    assert missed(DAILY, [], local(2026, 6, 1, 0, 0), slot + LATE - timedelta(seconds=1), BERLIN) == ()
    assert missed(DAILY, [], local(2026, 6, 1, 0, 0), slot + LATE, BERLIN) == (slot,)


def test_rules_miss_nothing_from_before_they_held():
    schedule = Schedule(DAILY.rules, since=local(2026, 6, 3, 0, 0))
    assert missed(schedule, [], local(2026, 6, 1), local(2026, 6, 4), BERLIN) == (local(2026, 6, 3, 18, 0),)


def test_rules_that_a_wrong_clock_dated_in_the_future_hold_now():
    schedule = Schedule(DAILY.rules, since=local(2036, 1, 1))
    past = [ran(local(2026, 3, 9, 18), Strategy.FULL)]
    assert isinstance(decide(schedule, past, ANY, local(2026, 3, 11, 18), BERLIN), Due)
    assert missed(schedule, past, local(2026, 3, 10), local(2026, 3, 11), BERLIN) == (local(2026, 3, 10, 18),)
