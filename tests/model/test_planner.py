"""The planning formulas and the measured model."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.planner import DAY, Measurements, Sizes, Times, recovery_time, sizes, stored, times
from crmbackup_gui.model.recovery import Strategy
from tests.model.measured import MEASURED, OLD_ONLY, UNTIMED

FULL, INCREMENTAL, DIFFERENTIAL = Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL

series = st.lists(st.integers(min_value=0, max_value=10**12), max_size=20).map(tuple)


def test_f1_is_the_data_f2_the_sum_of_increments_and_f3_the_newest_differential():
    formulas = sizes(MEASURED)
    assert formulas == Sizes(F1=100_000, F2=4_500, F3=3_000)


@given(series)
def test_f3_telescopes_to_the_newest_cumulative_size(cumulative):
    m = Measurements(full_bytes=1, scope_bytes=1, cumulative=cumulative)
    assert (cumulative[-1] if cumulative else 0) == sizes(m).F3


def test_times_divide_each_size_by_its_own_speed():
    assert times(MEASURED) == Times(T1=100.0, T2=45.0, T3=15.0)


def test_t1_counts_the_scope_and_not_the_data():
    assert times(Measurements(full_bytes=100_000, scope_bytes=5_000, s1=1_000.0)).T1 == 5.0


def test_a_time_without_a_measured_speed_is_unknown():
    m = Measurements(full_bytes=100, scope_bytes=100, changes=(5,), cumulative=(5,), s2=5.0)
    assert times(m) == Times(T1=None, T2=1.0, T3=None)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"full_bytes": -1},
        {"scope_bytes": -1},
        {"changes": (3, -1)},
        {"cumulative": (-1,)},
        {"s1": 0.0},
        {"s3": -2.0},
        {"interval_seconds": 0.0},
        {"changes": (1, 2), "cumulative": (1,)},
    ],
)
def test_what_cannot_have_been_measured_is_refused(spoilt):
    with pytest.raises(ValueError, match=r"negative|not above zero|differ in length"):
        Measurements(**({"full_bytes": 10, "scope_bytes": 10} | spoilt))


@pytest.mark.parametrize(("strategy", "kept"), [(FULL, 400_000), (INCREMENTAL, 104_500), (DIFFERENTIAL, 106_500)])
def test_what_is_kept_counts_the_full_and_every_change_set(strategy, kept):
    assert stored(strategy, MEASURED) == kept


@pytest.mark.parametrize(("strategy", "kept"), [(FULL, 200_000), (INCREMENTAL, 101_000), (DIFFERENTIAL, 101_000)])
def test_fewer_points_keep_only_the_oldest_of_the_measured(strategy, kept):
    assert stored(strategy, MEASURED, 2) == kept


def test_more_increments_than_measured_are_continued_by_their_mean():
    assert stored(INCREMENTAL, MEASURED, 6) == 104_500 + 2 * 1_500


def test_more_differentials_than_measured_grow_on_but_ever_more_slowly():
    kept = [stored(DIFFERENTIAL, MEASURED, points) for points in range(4, 8)]
    first, second, third = (after - before for before, after in pairwise(kept))
    assert 3_000 < first < second < third
    assert third - second < second - first


def test_differentials_grow_evenly_when_no_record_changes_twice():
    m = Measurements(full_bytes=10_000, scope_bytes=1, changes=(10, 10), cumulative=(10, 20), interval_seconds=DAY)
    assert stored(DIFFERENTIAL, m, 5) == 10_000 + 10 + 20 + 30 + 40


def test_no_differential_grows_above_the_data():
    m = Measurements(full_bytes=25, scope_bytes=1, changes=(10, 10), cumulative=(10, 20), interval_seconds=DAY)
    assert stored(DIFFERENTIAL, m, 6) == 25 + 10 + 20 + 25 + 25 + 25


def test_differentials_that_never_grow_stay_as_they_are():
    m = Measurements(full_bytes=1_000, scope_bytes=1, changes=(10, 10), cumulative=(10, 10), interval_seconds=DAY)
    assert stored(DIFFERENTIAL, m, 5) == 1_000 + 4 * 10


def test_increments_are_estimated_from_differentials_when_only_those_were_taken():
    m = Measurements(full_bytes=1_000, scope_bytes=1, cumulative=(10, 20), interval_seconds=DAY)
    assert stored(INCREMENTAL, m) == 1_000 + 2 * 10


def test_nothing_is_continued_from_a_full_alone():
    assert [stored(strategy, OLD_ONLY, 3) for strategy in Strategy] == [300_000, None, None]


@pytest.mark.parametrize(
    ("strategy", "seconds"), [(FULL, 100.0), (INCREMENTAL, 100.0 + 45.0), (DIFFERENTIAL, 100.0 + 15.0)]
)
def test_a_recovery_reads_the_full_before_the_changes(strategy, seconds):
    assert recovery_time(strategy, MEASURED) == pytest.approx(seconds)


@pytest.mark.parametrize(("strategy", "seconds"), [(FULL, 10.0), (INCREMENTAL, 14.5), (DIFFERENTIAL, 11.5)])
def test_a_smaller_scope_is_recovered_in_its_share_of_the_time(strategy, seconds):
    m = Measurements(100_000, 10_000, MEASURED.changes, MEASURED.cumulative, s1=1_000.0, s2=100.0, s3=200.0)
    assert recovery_time(strategy, m) == pytest.approx(seconds)


def test_an_unmeasured_speed_counts_as_the_slowest_of_the_others():
    m = Measurements(1_000, 1_000, changes=(100,), cumulative=(100,), s1=100.0, s3=50.0)
    assert recovery_time(INCREMENTAL, m) == pytest.approx(10.0 + 2.0)


@pytest.mark.parametrize("strategy", Strategy)
def test_no_recovery_time_is_invented_without_a_restore(strategy):
    assert recovery_time(strategy, UNTIMED) is None
