"""Recovery points: which is newest, what a new one is compared with, and which one a user means."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.errors import PointNotFound
from crmbackup_gui.model.recovery import (
    CHAIN_LIMIT,
    PointKind,
    RecoveryPoint,
    Strategy,
    chain_below,
    choose_strategy,
    find_point,
    newest,
    parent_of,
    point_at,
)
from crmbackup_gui.model.scope import RecoveryScope

NOON = datetime(2024, 2, 29, 12, tzinfo=UTC)
FULL, INCREMENTAL, DIFFERENTIAL = Strategy.FULL, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL


def point(sequence, strategy=FULL, **given_values):
    values = {
        "id": f"{sequence:04x}",
        "crm": "c0ffee",
        "crm_name": "sales",
        "url": "sqlite:////crm.db",
        "kind": PointKind.REGULAR,
        "taken_at": NOON + timedelta(hours=sequence),
        "consistent_as_of": NOON + timedelta(hours=sequence),
    }
    return RecoveryPoint(sequence=sequence, strategy=strategy, **(values | given_values))


def timeline(*strategies, full_bytes=1000, change_bytes=1):
    """Regular points as backups would make them, chains included."""
    points = []
    for sequence, strategy in enumerate(strategies, start=1):
        parent = None if strategy is FULL else parent_of(strategy, points)
        points.append(
            point(
                sequence,
                strategy,
                parent=parent.sequence if parent else None,
                chain=chain_below(parent) if parent else (),
                bytes_data=full_bytes if strategy is FULL else change_bytes,
            )
        )
    return points


def test_no_points_have_no_newest():
    assert newest([]) is None


@given(st.permutations(range(1, 8)))
def test_the_highest_sequence_is_newest_in_any_order(order):
    assert newest([point(sequence) for sequence in order]).sequence == 7


def test_the_clock_does_not_decide_which_is_newest():
    points = [point(1, taken_at=NOON + timedelta(days=9)), point(2, taken_at=NOON)]
    assert newest(points).sequence == 2


@pytest.mark.parametrize("kind", [PointKind.SAFETY, PointKind.PARTIAL])
def test_safety_and_partial_points_are_never_newest(kind):
    assert newest([point(1), point(2, kind=kind)]).sequence == 1


def test_the_newest_of_a_strategy_is_asked_for():
    assert newest(timeline(FULL, INCREMENTAL, FULL, INCREMENTAL), FULL).sequence == 3


@pytest.mark.parametrize(("strategy", "parent"), [(FULL, 5), (INCREMENTAL, 5), (DIFFERENTIAL, 3)])
def test_a_differential_is_compared_with_the_newest_full_and_the_others_with_the_newest(strategy, parent):
    points = timeline(FULL, INCREMENTAL, FULL, INCREMENTAL, INCREMENTAL)
    assert parent_of(strategy, points).sequence == parent


@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("kind", [PointKind.SAFETY, PointKind.PARTIAL])
def test_safety_and_partial_points_are_never_parents(strategy, kind):
    assert parent_of(strategy, [point(1), point(2, kind=kind)]).sequence == 1


@pytest.mark.parametrize("strategy", Strategy)
def test_the_first_point_has_no_parent(strategy):
    assert parent_of(strategy, []) is None


def test_the_chain_of_increments_holds_every_point_back_to_the_full():
    assert timeline(FULL, INCREMENTAL, INCREMENTAL, INCREMENTAL)[-1].chain == (1, 2, 3)


def test_the_chain_of_a_differential_is_its_full():
    assert timeline(FULL, INCREMENTAL, DIFFERENTIAL)[-1].chain == (1,)


def test_an_increment_after_a_differential_skips_the_increments_before_it():
    assert timeline(FULL, INCREMENTAL, DIFFERENTIAL, INCREMENTAL)[-1].chain == (1, 3)


@given(st.lists(st.sampled_from(Strategy), max_size=12))
def test_a_chain_begins_with_a_full_and_rises(strategies):
    points = timeline(FULL, *strategies)
    by_sequence = {p.sequence: p for p in points}
    for p in points:
        chain = [by_sequence[sequence] for sequence in p.chain] + [p]
        assert chain[0].strategy is FULL
        assert all(a.sequence < b.sequence for a, b in pairwise(chain))
        assert all(link.strategy is not FULL for link in chain[1:])


def test_auto_begins_with_a_full():
    assert choose_strategy([]) is FULL


@pytest.mark.parametrize("kind", [PointKind.SAFETY, PointKind.PARTIAL])
def test_auto_takes_a_full_when_only_other_kinds_are_there(kind):
    assert choose_strategy([point(1, kind=kind)]) is FULL


def test_auto_goes_on_with_increments():
    assert choose_strategy(timeline(FULL, INCREMENTAL)) is INCREMENTAL


@pytest.mark.parametrize(("change_bytes", "chosen"), [(249, INCREMENTAL), (250, FULL), (251, FULL)])
def test_auto_takes_a_full_once_the_changes_reach_half_of_it(change_bytes, chosen):
    points = timeline(FULL, INCREMENTAL, INCREMENTAL, full_bytes=1000, change_bytes=change_bytes)
    assert choose_strategy(points) is chosen


def test_auto_does_not_count_changes_before_the_newest_full():
    points = timeline(FULL, INCREMENTAL, INCREMENTAL, FULL, INCREMENTAL, full_bytes=1000, change_bytes=400)
    assert choose_strategy(points) is INCREMENTAL


def test_auto_does_not_count_increments_that_a_differential_replaced():
    points = timeline(FULL, INCREMENTAL, INCREMENTAL, DIFFERENTIAL, full_bytes=1000, change_bytes=200)
    assert choose_strategy(points) is INCREMENTAL


def test_auto_does_not_count_safety_points():
    points = timeline(FULL, INCREMENTAL)
    assert choose_strategy([*points, point(3, kind=PointKind.SAFETY, bytes_data=10**9)]) is INCREMENTAL


def test_auto_goes_on_with_increments_after_an_empty_full():
    assert choose_strategy(timeline(FULL, INCREMENTAL, full_bytes=0, change_bytes=0)) is INCREMENTAL


@pytest.mark.parametrize(("increments", "chosen"), [(CHAIN_LIMIT - 1, INCREMENTAL), (CHAIN_LIMIT, DIFFERENTIAL)])
def test_auto_shortens_a_long_chain_with_a_differential(increments, chosen):
    assert choose_strategy(timeline(FULL, *[INCREMENTAL] * increments)) is chosen


def test_auto_goes_on_with_increments_after_the_differential():
    points = timeline(FULL, *[INCREMENTAL] * CHAIN_LIMIT, DIFFERENTIAL)
    assert choose_strategy(points) is INCREMENTAL


@given(st.integers(min_value=1, max_value=3 * CHAIN_LIMIT))
def test_under_auto_no_reading_goes_through_more_than_the_limit(count):
    strategies = []
    for _ in range(count):
        strategies.append(choose_strategy(timeline(*strategies, full_bytes=10**6)))
    assert max(len(p.chain) for p in timeline(*strategies)) <= CHAIN_LIMIT


def test_a_point_is_found_by_its_id():
    assert find_point([point(1), point(2)], "0002").sequence == 2


def test_a_point_is_found_by_a_beginning_that_no_other_has():
    points = [point(1, id="abc1"), point(2, id="abd2")]
    assert find_point(points, "abd").sequence == 2


def test_capital_letters_find_the_same_point():
    assert find_point([point(1, id="abc1")], "ABC").sequence == 1


def test_a_whole_id_is_never_ambiguous():
    points = [point(1, id="abc"), point(2, id="abcd")]
    assert find_point(points, "abc").sequence == 1


def test_a_beginning_of_several_ids_names_them_all():
    points = [point(1, id="abd2"), point(2, id="abc1"), point(3, id="ff00")]
    with pytest.raises(PointNotFound) as raised:
        find_point(points, "ab")
    assert raised.value.candidates == ("abc1", "abd2")


@pytest.mark.parametrize("wanted", ["", "ffff", "00010", " 0001"])
def test_a_name_of_no_point_is_not_found(wanted):
    with pytest.raises(PointNotFound) as raised:
        find_point([point(1)], wanted)
    assert (raised.value.wanted, raised.value.candidates) == (wanted, ())


def test_latest_is_the_newest_regular_point():
    points = [point(1), point(2), point(3, kind=PointKind.SAFETY), point(4, kind=PointKind.PARTIAL)]
    assert find_point(points, "latest").sequence == 2


def test_latest_is_not_found_among_safety_points_alone():
    with pytest.raises(PointNotFound):
        find_point([point(1, kind=PointKind.SAFETY)], "latest")


@pytest.mark.parametrize("kind", [PointKind.SAFETY, PointKind.PARTIAL])
def test_safety_and_partial_points_answer_to_their_id(kind):
    assert find_point([point(1), point(2, kind=kind)], "0002").kind is kind


def test_a_time_between_two_points_means_the_earlier_one():
    assert point_at([point(1), point(2)], NOON + timedelta(minutes=90)).sequence == 1


def test_the_very_moment_of_a_point_means_that_point():
    assert point_at([point(1), point(2)], NOON + timedelta(hours=2)).sequence == 2


def test_a_time_in_another_zone_is_the_same_moment():
    east = datetime.fromisoformat("2024-02-29T19:30:00+05:30")
    assert point_at([point(1), point(2), point(3)], east).sequence == 2


def test_a_time_before_the_first_point_finds_none():
    with pytest.raises(PointNotFound, match="at or before 2024-02-29T12:00:00"):
        point_at([point(1)], NOON)


def test_the_moment_that_the_records_show_counts_and_not_that_of_the_backup():
    late = point(2, taken_at=NOON, consistent_as_of=NOON + timedelta(hours=5))
    assert point_at([point(1), late], NOON + timedelta(hours=2)).sequence == 1


def test_among_points_before_a_time_the_sequence_decides_and_not_the_clock():
    points = [point(1, consistent_as_of=NOON + timedelta(hours=3)), point(2, consistent_as_of=NOON)]
    assert point_at(points, NOON + timedelta(hours=4)).sequence == 2


@pytest.mark.parametrize("kind", [PointKind.SAFETY, PointKind.PARTIAL])
def test_safety_and_partial_points_never_answer_to_a_time(kind):
    assert point_at([point(1), point(2, kind=kind)], NOON + timedelta(days=1)).sequence == 1


EVERYTHING = point(
    7,
    INCREMENTAL,
    kind=PointKind.PARTIAL,
    consistent_as_of=NOON + timedelta(microseconds=1),
    parent=6,
    base=3,
    chain=(3, 6),
    scope=RecoveryScope(entities=("contact",), records={"contact": ("17",)}),
    entities=1,
    records=3,
    bytes_stored=2**40,
    seconds=0.25,
    warnings=("The clock of the CRM is 2 minutes late.",),
)


def test_a_point_survives_storing():
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(EVERYTHING), type=RecoveryPoint) == EVERYTHING


def test_times_are_still_aware_after_storing():
    read = msgspec.msgpack.decode(msgspec.msgpack.encode(EVERYTHING), type=RecoveryPoint)
    assert read.taken_at.utcoffset() == timedelta(0)


def test_a_point_of_a_newer_program_is_read_without_what_is_new():
    newer = msgspec.to_builtins(EVERYTHING) | {"colour": "blue"}
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(newer), type=RecoveryPoint) == EVERYTHING


@pytest.mark.parametrize("spoilt", [{"strategy": "half"}, {"kind": 3}, {"sequence": "7"}, {"taken_at": "yesterday"}])
def test_a_point_with_a_spoilt_value_is_refused(spoilt):
    stored = msgspec.msgpack.encode(msgspec.to_builtins(EVERYTHING) | spoilt)
    with pytest.raises(msgspec.ValidationError):
        msgspec.msgpack.decode(stored, type=RecoveryPoint)
