"""The advice that rests on the measured model."""

from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.advice import HOUR, LONGEST_CYCLE, RHYTHMS, Finding, FullReason, Wish, advise
from crmbackup_gui.model.planner import DAY, Measurements
from crmbackup_gui.model.recovery import Strategy
from tests.model.measured import MEASURED, OLD_ONLY

FULL, INCREMENTAL, DIFFERENTIAL = Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL

speeds = st.none() | st.floats(min_value=1, max_value=1e9)


@st.composite
def measurements(draw):
    """Measurements as a repository can give them: no cumulative size above the sum of the increments."""
    full = draw(st.integers(min_value=1, max_value=10**12))
    changes = draw(st.lists(st.integers(min_value=0, max_value=full), max_size=10).map(tuple))
    kept = draw(st.floats(min_value=0.1, max_value=1))
    cumulative = tuple(round(total * kept) for total in accumulate(changes)) if draw(st.booleans()) else ()
    return Measurements(
        full_bytes=full,
        scope_bytes=draw(st.integers(min_value=0, max_value=full)),
        changes=changes,
        cumulative=cumulative,
        s1=draw(speeds),
        s2=draw(speeds),
        s3=draw(speeds),
        interval_seconds=draw(st.none() | st.floats(min_value=60, max_value=60 * DAY)),
    )


wishes = st.builds(
    Wish,
    recovery_seconds=st.none() | st.floats(min_value=0.1, max_value=1e6),
    newest_age_seconds=st.none() | st.floats(min_value=60, max_value=30 * DAY),
    storage_bytes=st.none() | st.integers(min_value=1, max_value=10**14),
    keep_days=st.integers(min_value=1, max_value=400),
)


def findings(advice):
    return {(reason.finding, reason.strategy) for reason in advice.reasons}


def test_without_wishes_the_strategy_that_keeps_the_least_is_advised():
    advice = advise(MEASURED, Wish())
    assert (advice.strategy, advice.feasible) == (INCREMENTAL, True)
    assert {(Finding.KEEPS_MORE, FULL), (Finding.KEEPS_MORE, DIFFERENTIAL)} == findings(advice)


def test_a_wish_for_recovery_shortens_the_chain():
    longest = advise(MEASURED, Wish()).full_every
    advice = advise(MEASURED, Wish(recovery_seconds=150))
    assert advice.recovery_seconds <= 150
    assert advice.full_every < longest or advice.strategy is not INCREMENTAL


def test_differentials_are_advised_where_increments_would_be_recovered_too_slowly():
    repeated = (1_000, 1_010, 1_020, 1_030, 1_040)
    m = Measurements(100_000, 100_000, (1_000,) * 5, repeated, s1=1e3, s2=10.0, s3=1e3, interval_seconds=DAY)
    advice = advise(m, Wish(recovery_seconds=110))
    assert (advice.strategy, advice.full_every, advice.feasible) == (DIFFERENTIAL, 30, True)
    assert 100 + 1.04 < advice.recovery_seconds < 100 + 1.1
    assert (Finding.MISSES_RECOVERY, INCREMENTAL) in findings(advice)


def test_fulls_are_advised_where_only_they_are_fast_enough():
    advice = advise(MEASURED, Wish(recovery_seconds=100))
    assert (advice.strategy, advice.full_every, advice.full_because) == (FULL, 1, FullReason.EVERY_POINT)
    assert advice.feasible
    assert {finding for finding, _ in findings(advice)} == {Finding.MISSES_RECOVERY}


def test_fulls_are_advised_where_everything_changes_every_day():
    restless = Measurements(1_000, 1_000, (1_000,) * 3, (1_000,) * 3, s1=10.0, s2=10.0, s3=10.0, interval_seconds=DAY)
    assert advise(restless, Wish()).strategy is FULL


def test_an_unwished_rhythm_stays_near_the_present_one():
    m = Measurements(1_000, 1_000, (1,), (1,), s1=1.0, s2=1.0, s3=1.0, interval_seconds=6.2 * HOUR)
    assert advise(m, Wish()).interval_seconds == 6 * HOUR


def test_a_rhythm_is_slowed_down_only_where_storage_asks_for_it():
    daily = advise(MEASURED, Wish())
    slower = advise(MEASURED, Wish(storage_bytes=daily.stored_bytes - 1))
    assert slower.interval_seconds > daily.interval_seconds
    assert slower.feasible


def test_a_storage_that_cannot_hold_the_data_gives():
    advice = advise(MEASURED, Wish(storage_bytes=50_000))
    assert not advice.feasible
    assert [(r.finding, r.limit) for r in advice.shortfalls] == [(Finding.MISSES_STORAGE, 50_000)]
    assert advice.interval_seconds == DAY


def test_a_recovery_faster_than_the_data_can_be_read_gives():
    advice = advise(MEASURED, Wish(recovery_seconds=50))
    assert [(r.finding, r.limit) for r in advice.shortfalls] == [(Finding.MISSES_RECOVERY, 50)]
    assert advice.shortfalls[0].expected == advice.recovery_seconds


def test_an_age_below_the_shortest_rhythm_gives():
    advice = advise(MEASURED, Wish(newest_age_seconds=60))
    assert advice.interval_seconds == RHYTHMS[0]
    assert [(r.finding, r.expected) for r in advice.shortfalls] == [(Finding.MISSES_AGE, RHYTHMS[0])]


def test_a_pair_of_points_is_kept_cheapest_as_fulls_since_an_old_increment_would_keep_its_full_too():
    m = Measurements(1_000, 1_000, (10,), (10,), s1=1.0, s2=1.0, s3=1.0, interval_seconds=DAY)
    advice = advise(m, Wish(keep_days=1))
    assert (advice.strategy, advice.stored_bytes) == (FULL, 2 * 1_000)
    assert advice.reasons[0].expected == 1_000 + 10 + 1_000


def test_what_is_kept_counts_the_points_before_the_oldest_wanted_one_that_it_needs():
    m = Measurements(1_000, 1_000, (10,), (10,), s1=1.0, s2=1.0, s3=1.0, interval_seconds=DAY)
    advice = advise(m, Wish(keep_days=6))
    assert (advice.strategy, advice.full_every) == (INCREMENTAL, 6)
    assert advice.stored_bytes == 2 * 1_000 + 10 * 10


def test_the_next_full_counts_the_points_that_are_there():
    advice = advise(MEASURED, Wish())
    assert advice.next_full_in == advice.full_every - 4


def test_a_chain_that_is_too_long_already_is_ended_at_once():
    advice = advise(MEASURED, Wish(recovery_seconds=108))
    assert advice.strategy is not FULL
    assert (advice.next_full_in, advice.full_because) == (0, FullReason.RECOVERY)


def test_a_chain_of_increments_ends_where_auto_would_shorten_it():
    advice = advise(MEASURED, Wish(keep_days=330))
    assert (advice.strategy, advice.full_every, advice.full_because) == (INCREMENTAL, 33, FullReason.LIMIT)


def test_a_full_alone_is_followed_by_increments_to_measure():
    advice = advise(OLD_ONLY, Wish())
    assert (advice.strategy, advice.interval_seconds) == (INCREMENTAL, DAY)
    assert (advice.stored_bytes, advice.recovery_seconds) == (None, None)
    assert (Finding.CHANGES_UNKNOWN, None) in findings(advice)
    assert advice.next_full_in == LONGEST_CYCLE[INCREMENTAL] - 1


def test_a_wish_that_the_full_alone_misses_is_known_before_any_change_is_measured():
    m = Measurements(full_bytes=100_000, scope_bytes=100_000, s1=10.0)
    missed = {reason.finding for reason in advise(m, Wish(recovery_seconds=60, storage_bytes=99_999)).shortfalls}
    assert missed == {Finding.MISSES_RECOVERY, Finding.MISSES_STORAGE}


def test_an_empty_repository_needs_a_full_first():
    advice = advise(Measurements(full_bytes=0, scope_bytes=0), Wish(newest_age_seconds=HOUR))
    assert (advice.next_full_in, advice.full_because, advice.interval_seconds) == (0, FullReason.FIRST, HOUR)


def test_every_assumption_is_said():
    m = Measurements(full_bytes=1_000, scope_bytes=1_000, changes=(1,))
    assumed = {finding for finding, strategy in findings(advise(m, Wish())) if strategy is None}
    assert assumed == {Finding.REPEATS_UNKNOWN, Finding.RHYTHM_ASSUMED, Finding.SPEED_UNKNOWN}


def test_a_speed_taken_from_another_strategy_is_said():
    m = Measurements(1_000, 1_000, (1,), (1,), s1=10.0, interval_seconds=DAY)
    assumed = [reason for reason in advise(m, Wish()).reasons if reason.finding is Finding.SPEED_ASSUMED]
    assert [(reason.strategy, reason.expected) for reason in assumed] == [(INCREMENTAL, 10.0)]


@settings(max_examples=25)
@given(measurements(), wishes)
def test_an_advice_meets_every_wish_that_it_does_not_give_up(m, wish):
    advice = advise(m, wish)
    given_up = {reason.finding for reason in advice.shortfalls}
    expected = {
        Finding.MISSES_AGE: (advice.interval_seconds, wish.newest_age_seconds),
        Finding.MISSES_RECOVERY: (advice.recovery_seconds, wish.recovery_seconds),
        Finding.MISSES_STORAGE: (advice.stored_bytes, wish.storage_bytes),
    }
    for finding, (value, limit) in expected.items():
        if value is not None and limit is not None:
            assert (value > limit) == (finding in given_up)


@settings(max_examples=25)
@given(measurements(), wishes)
def test_the_same_question_gets_the_same_advice(m, wish):
    assert advise(m, wish) == advise(m, wish)


@settings(max_examples=25)
@given(measurements(), wishes)
def test_an_advice_stays_within_the_longest_cycle_and_the_known_rhythms(m, wish):
    advice = advise(m, wish)
    assert 1 <= advice.full_every <= LONGEST_CYCLE[advice.strategy]
    assert 0 <= advice.next_full_in < advice.full_every
    assert advice.interval_seconds in RHYTHMS


@settings(max_examples=25)
@given(measurements(), wishes)
def test_no_advice_keeps_less_than_the_data(m, wish):
    kept = advise(m, wish).stored_bytes
    assert kept is None or kept >= m.full_bytes


@settings(max_examples=25)
@given(measurements(), wishes)
def test_a_wish_for_recovery_never_makes_what_is_kept_smaller(m, wish):
    free = advise(m, Wish(newest_age_seconds=wish.newest_age_seconds, keep_days=wish.keep_days))
    bound = advise(m, Wish(wish.recovery_seconds, newest_age_seconds=wish.newest_age_seconds, keep_days=wish.keep_days))
    assert free.stored_bytes is None or bound.stored_bytes >= free.stored_bytes


@settings(max_examples=25)
@given(measurements(), wishes)
def test_an_advice_reads_as_sentences(m, wish):
    for sentence in advise(m, wish).sentences():
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "{" not in sentence
        assert "None" not in sentence


def test_the_sentences_say_what_to_do_when_and_why():
    assert advise(MEASURED, Wish(keep_days=7)).sentences() == (
        "Take incremental backups every day, with a full every 7 points.",
        "The next full is due after 3 more: this keeps the least.",
        "Up to 218 kB will be kept.",
        "A recovery will take up to 3.2 minutes.",
        "With full backups 800 kB would be kept instead of 218 kB.",
        "With differential backups 238.4 kB would be kept instead of 218 kB.",
    )


def test_the_sentences_say_which_wish_gives():
    assert advise(MEASURED, Wish(recovery_seconds=50)).sentences()[:5] == (
        "Take full backups every day.",
        "The next full should be the next point: every point is a full.",
        "Up to 3.1 MB will be kept.",
        "A recovery will take up to 1.7 minutes.",
        "Not every wish can be met; this comes closest.",
    )


@pytest.mark.parametrize("nonsense", [0, -1, float("nan"), float("inf")])
@pytest.mark.parametrize("wish", ["recovery_seconds", "newest_age_seconds", "storage_bytes", "keep_days"])
def test_a_wish_for_nothing_is_refused(wish, nonsense):
    with pytest.raises(InvalidRequest):
        Wish(**{wish: nonsense})
