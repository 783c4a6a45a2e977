"""A policy keeps what it says, tells why, and never leaves a point without what it needs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy, chain_below
from crmbackup_gui.model.retention import MOST, Reason, RetentionPolicy, decide

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=2_000)


def point(sequence, when, *, parent=None, kind=PointKind.REGULAR, strategy=None):
    return RecoveryPoint(
        id=f"{sequence:016x}",
        crm="c" * 32,
        crm_name="Sales",
        url="sqlite:///crm.db",
        sequence=sequence,
        kind=kind,
        strategy=strategy or (Strategy.INCREMENTAL if parent else Strategy.FULL),
        taken_at=when,
        consistent_as_of=when,
        parent=parent.sequence if parent else None,
        base=(parent.base or parent.sequence) if parent else None,
        chain=chain_below(parent) if parent else (),
    )


def fulls(*times):
    return [point(number, when) for number, when in enumerate(times, 1)]


def days(count, step=1):
    return fulls(*(START + timedelta(days=n * step) for n in range(count)))


def plan(points, held=None, damaged=(), now=NOW, zone=UTC, **rules):
    return decide(points, RetentionPolicy(**rules), held or {}, damaged, now, zone)


def kept(*arguments, **options):
    return [decision.point.sequence for decision in plan(*arguments, **options).kept]


def why(sequence, *arguments, **options):
    return {d.point.sequence: d.reasons for d in plan(*arguments, **options).decisions}[sequence]


def test_the_last_ones_are_kept():
    assert kept(days(5), last=2) == [4, 5]


def test_each_day_keeps_its_newest_point():
    times = [START.replace(day=day, hour=hour) for day in (1, 2, 3) for hour in (8, 20)]
    assert kept(fulls(*times), daily=2) == [4, 6]


def test_a_day_is_one_of_the_zone_that_is_given():
    late = datetime(2026, 1, 1, 23, 30, tzinfo=UTC), datetime(2026, 1, 2, 0, 30, tzinfo=UTC)
    assert kept(fulls(*late), daily=2) == [1, 2]
    assert kept(fulls(*late), daily=2, zone=ZoneInfo("Asia/Shanghai")) == [2]


def test_the_hour_that_clocks_repeat_counts_twice():
    times = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]  # both 02:30 in Berlin
    assert kept(fulls(*times), hourly=2, zone=ZoneInfo("Europe/Berlin")) == [1, 2]


def test_days_without_a_point_do_not_count():
    assert kept(days(3, step=100), daily=2) == [2, 3]


def test_a_week_begins_on_monday_also_over_new_year():
    times = [datetime(2026, 12, 31, tzinfo=UTC), datetime(2027, 1, 3, tzinfo=UTC), datetime(2027, 1, 4, tzinfo=UTC)]
    assert kept(fulls(*times), weekly=2) == [2, 3]


def test_months_and_years_keep_their_newest_point():
    points = days(800)
    assert len(kept(points, monthly=12)) == 12
    assert kept(points, yearly=2) == [730, 800]  # 31 December 2027, and the newest


def test_within_counts_from_the_newest_point_so_that_backups_that_stopped_keep_theirs():
    assert kept(days(10), within=3, now=NOW + timedelta(days=9_999)) == [7, 8, 9, 10]


def test_nothing_below_the_minimum_age_goes():
    now = START + timedelta(days=9, hours=1)
    assert kept(days(10), last=1, minimum_age=4, now=now) == [7, 8, 9, 10]
    assert why(7, days(10), last=1, minimum_age=4, now=now) == (Reason.MINIMUM_AGE,)


def test_a_clock_that_runs_ahead_makes_no_point_old():
    points = [*days(3), point(4, NOW + timedelta(days=9_999))]
    assert 4 in kept(points, last=1, minimum_age=1)


def test_a_point_is_kept_for_every_reason_that_there_is():
    assert why(3, days(3), last=1, daily=1, yearly=1) == (Reason.NEWEST, Reason.LAST, Reason.DAILY, Reason.YEARLY)
    assert why(1, days(3), last=1) == (Reason.NO_RULE,)


@pytest.mark.parametrize("reason", [Reason.PINNED, Reason.LEGAL_HOLD, Reason.ENTITY_HELD])
def test_what_is_held_stays(reason):
    assert why(2, days(4), {2: [reason]}, last=1) == (reason,)


def test_a_damaged_point_takes_no_place_of_an_intact_one():
    assert kept(days(4), damaged={3, 4}, last=1) == [2, 4]
    assert kept(days(4), damaged={3, 4}, daily=2) == [1, 2, 4]


def test_safety_and_partial_points_take_no_place_and_stay_for_a_time():
    points = [*days(2), point(3, START, kind=PointKind.SAFETY), point(4, START, kind=PointKind.PARTIAL)]
    assert kept(points, last=1, other_kinds=30, now=START + timedelta(days=29)) == [2, 3, 4]
    assert kept(points, last=1, other_kinds=30, now=START + timedelta(days=31)) == [2]


@pytest.mark.parametrize("rules", [{}, {"minimum_age": 5}, {"last": 0, "within": 0, "other_kinds": 90}])
def test_a_policy_that_keeps_nothing_is_refused(rules):
    with pytest.raises(InvalidRequest, match="keep nothing"):
        RetentionPolicy(**rules)


@pytest.mark.parametrize("rules", [{"last": -1}, {"daily": MOST + 1}, {"last": 1, "within": float("nan")}])
def test_a_number_that_nobody_can_mean_is_refused(rules):
    with pytest.raises(InvalidRequest, match="number from 0"):
        RetentionPolicy(**rules)


def chain_of(count):
    points = days(1)
    for number in range(2, count + 1):
        points.append(point(number, START + timedelta(days=number - 1), parent=points[-1]))
    return points


def moved(found):
    return [(rebase.point.sequence, rebase.onto, rebase.chain) for rebase in found.rebases]


def test_the_first_point_that_outlives_its_full_becomes_whole_and_the_others_follow_it():
    assert moved(plan(chain_of(5), last=3)) == [(3, None, ()), (4, 3, (3,)), (5, 4, (3, 4))]


def test_a_point_whose_parent_goes_is_laid_on_the_nearest_one_that_stays():
    assert moved(plan(chain_of(4), {1: [Reason.PINNED]}, last=1)) == [(4, 1, (1,))]


def test_each_differential_of_a_full_that_goes_becomes_whole():
    (full,) = days(1)
    others = [point(n, START, parent=full, strategy=Strategy.DIFFERENTIAL) for n in (2, 3)]
    assert moved(plan([full, *others], last=2)) == [(2, None, ()), (3, None, ())]


def test_what_a_damaged_point_needs_is_kept_for_it_cannot_be_stored_anew():
    found = plan(chain_of(3), damaged={3}, last=1)
    assert next(d.reasons for d in found.decisions) == (Reason.NEEDED,)
    assert found.rebases == ()


@st.composite
def timelines(draw):
    """Any history that backups can leave, with clocks that jump."""
    points = []
    for sequence in range(1, draw(st.integers(1, 25)) + 1):
        when = START + timedelta(hours=draw(st.integers(-2_000, 20_000)))
        regular = [p for p in points if p.kind is PointKind.REGULAR]
        full = next((p for p in reversed(regular) if p.strategy is Strategy.FULL), None)
        kind = draw(st.sampled_from(PointKind)) if regular else PointKind.REGULAR
        strategy = draw(st.sampled_from(Strategy)) if full and kind is not PointKind.SAFETY else Strategy.FULL
        parent = {Strategy.FULL: None, Strategy.INCREMENTAL: regular[-1:], Strategy.DIFFERENTIAL: [full]}[strategy]
        points.append(point(sequence, when, parent=parent[0] if parent else None, kind=kind, strategy=strategy))
    return points


count = st.integers(0, 6)
policies = st.builds(
    dict, last=count, hourly=count, daily=count, weekly=count, monthly=count, yearly=count, within=count
).filter(lambda rules: any(rules.values()))
some = st.sets(st.integers(1, 25))


@given(timelines(), policies, some, some)
def test_no_policy_ever_leaves_nothing(points, rules, held, damaged):
    held = {sequence: [Reason.PINNED] for sequence in held}
    staying = set(kept(points, held, damaged, **rules))
    regular = [p.sequence for p in points if p.kind is PointKind.REGULAR]
    assert max(regular) in staying
    assert not set(regular) - damaged or max(set(regular) - damaged) in staying
    assert held.keys() & {p.sequence for p in points} <= staying


@given(timelines(), policies, some, some)
def test_every_point_that_stays_can_stand_on_what_stays(points, rules, held, damaged):
    found = plan(points, {sequence: [Reason.PINNED] for sequence in held}, damaged, **rules)
    staying = {decision.point.sequence for decision in found.kept}
    chains = {d.point.sequence: d.point.chain for d in found.kept}
    kinds = {p.sequence: p.kind for p in points}
    for rebase in found.rebases:
        assert rebase.point.sequence not in damaged
        assert rebase.onto is None or kinds[rebase.onto] is PointKind.REGULAR
        assert set(rebase.chain) < set(rebase.point.chain)
        chains[rebase.point.sequence] = rebase.chain
    for sequence, chain in chains.items():
        assert staying.issuperset(chain)
        assert all(needed < sequence for needed in chain)
        assert not chain or chains[chain[-1]] == chain[:-1]


@given(timelines(), policies, some, some)
def test_deciding_again_about_what_was_kept_keeps_all_of_it(points, rules, held, damaged):
    held = {sequence: [Reason.LEGAL_HOLD] for sequence in held}
    first = plan(points, held, damaged, **rules)
    again = plan([decision.point for decision in first.kept], held, damaged, **rules)
    assert [d.point for d in again.kept] == [d.point for d in first.kept]
