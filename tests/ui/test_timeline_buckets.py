"""From moments to pixels: which points a strip shows as shapes, which as bars, and where backups are missing."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.ui.viewmodels.axis import Grain, ticks
from crmbackup_gui.ui.viewmodels.buckets import APART, BAR, Gap, Span, bucket, find_gaps, nearest

HOUR, DAY = 3_600.0, 86_400.0
WIDTH = 1_000


def buckets_of(times, span):
    times = np.asarray(times, np.float64)
    return bucket(times, np.zeros(len(times), np.uint8), span)


def test_points_with_room_keep_their_shape_and_their_exact_place():
    found = buckets_of([0, 100, 500], Span(0, 1_000, WIDTH))
    assert found.alone.all()
    assert found.places.tolist() == [0, 100, 500]


def test_points_nearer_than_a_shape_become_bars():
    found = buckets_of([100, 100 + APART - 1, 500], Span(0, 1_000, WIDTH))
    assert found.alone.tolist() == [False, False, True]


def test_points_on_the_same_bar_are_counted_together():
    found = buckets_of([300, 300.1, 300.2, 900], Span(0, 1_000, WIDTH))
    assert found.counts.tolist() == [3, 1]
    assert found.firsts.tolist() == [0, 3]


def test_a_bar_shows_the_worst_of_its_points():
    times, verdicts = np.array([300.0, 300.1]), np.array([0, 2], np.uint8)
    assert bucket(times, verdicts, Span(0, 1_000, WIDTH)).worst.tolist() == [2]


def test_points_out_of_sight_are_left_out():
    assert buckets_of([-500, 500, 5_000], Span(0, 1_000, WIDTH)).firsts.tolist() == [1]


def test_no_points_make_no_buckets():
    assert not len(buckets_of([], Span(0, 1_000, WIDTH)).places)


def test_bars_do_not_jump_when_the_strip_is_dragged():
    times = np.sort(np.random.default_rng(1).uniform(0, 1_000, 5_000))
    before = buckets_of(times, Span(0, 1_000, WIDTH))
    after = buckets_of(times, Span(100.4, 1_100.4, WIDTH))
    shared = after.firsts[5:50]
    assert np.isin(shared, before.firsts).all()


@given(st.lists(st.floats(0, 1e9), max_size=200), st.floats(1, 1e9))
def test_every_point_in_sight_is_in_exactly_one_bucket(times, seconds):
    found = buckets_of(sorted(times), Span(0, seconds, WIDTH))
    beyond = APART * seconds / WIDTH
    assert found.counts.sum() == sum(-beyond <= t < seconds + beyond for t in times)
    assert (np.diff(found.firsts) == found.counts[:-1]).all()


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=50), st.floats(-1e9, 2e9))
def test_the_nearest_point_is_the_nearest(times, moment):
    ordered = np.asarray(sorted(times))
    found = nearest(ordered, moment)
    assert abs(ordered[found] - moment) == min(abs(t - moment) for t in times)


def test_nothing_is_nearest_where_nothing_is():
    assert nearest(np.empty(0), 5.0) is None


def test_zooming_keeps_the_moment_under_the_cursor():
    span = Span(0, 1_000, WIDTH)
    assert span.zoomed(0.5, 250).time(250) == pytest.approx(span.time(250))


def test_a_gap_begins_where_a_backup_was_due_and_ends_with_the_next_point():
    assert find_gaps([2 * HOUR], np.array([HOUR, 5 * HOUR]), 9 * HOUR) == (Gap(2 * HOUR, 5 * HOUR, 1),)


def test_backups_missed_in_a_row_are_one_gap():
    assert find_gaps([2 * HOUR, 3 * HOUR], np.array([HOUR, 5 * HOUR]), 9 * HOUR) == (Gap(2 * HOUR, 5 * HOUR, 2),)


def test_a_gap_without_a_later_point_lasts_until_now():
    assert find_gaps([2 * HOUR], np.array([HOUR]), 9 * HOUR) == (Gap(2 * HOUR, 9 * HOUR, 1),)


def test_where_nothing_was_missed_there_is_no_gap():
    assert find_gaps([], np.array([HOUR]), 9 * HOUR) == ()


def at(*parts, zone=UTC):
    return datetime(*parts, tzinfo=zone).timestamp()


def test_a_day_is_marked_by_hours_and_its_midnight_by_the_date():
    found = ticks(Span(at(2026, 11, 2, 12), at(2026, 11, 3, 12), WIDTH), 80, UTC)
    assert {tick.grain for tick in found} == {Grain.HOUR, Grain.DAY}
    assert [tick.local.day for tick in found if tick.grain is Grain.DAY] == [3]


def test_a_year_is_marked_by_months_and_its_beginning_by_the_year():
    found = ticks(Span(at(2025, 12, 15), at(2026, 12, 15), WIDTH), 60, UTC)
    assert [tick.local.month for tick in found] == [*range(1, 13)]
    assert found[0].grain is Grain.YEAR


def test_marks_stand_on_the_wall_clock_also_when_it_changes():
    zone = ZoneInfo("Europe/Berlin")
    span = Span(at(2026, 10, 24, zone=zone), at(2026, 10, 27, zone=zone), WIDTH)
    days = [tick.local for tick in ticks(span, 300, zone) if tick.grain is Grain.DAY]
    assert [day.hour for day in days] == [0] * len(days)
    assert days[0] == datetime(2026, 10, 24)  # noqa: DTZ001


@given(st.floats(0, 4e9), st.floats(60, 3e9))
def test_marks_are_apart_and_in_order(start, seconds):
    span = Span(start, start + seconds, WIDTH)
    places = [span.x(tick.time) for tick in ticks(span, 60, UTC)]
    assert places == sorted(places)
    # Months and what is left of them are not equally long.
    assert all(b - a > 40 for a, b in pairwise(places))


def test_bars_are_thinner_than_shapes():
    assert BAR < APART
