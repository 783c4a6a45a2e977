"""Streams of records merge as plain dictionaries do, wherever they are cut into runs."""

import struct
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.arrow import ANY
from crmbackup_gui.repository.merge import (
    Run,
    coalesce,
    identical,
    interleave,
    newest_of,
    overlay,
    overlay_all,
    windows,
)

DELETED = "deleted"

integers = st.integers(-4, 12) | st.sampled_from([-(2**63), 2**53, 2**53 + 1, 2**63 - 1])
binaries = st.binary(max_size=2) | st.sampled_from([b"\0", b"\0\0", b"\xff\xff\xff", b"a", b"aa"])
key_kinds = st.sampled_from([(integers, pa.int64()), (binaries, pa.binary())])

# What a record holds: a real by its bits, and the text of a value that brings its own type.
records = st.tuples(
    st.sampled_from([0.0, -0.0, 1.5, float("nan"), float("inf")]).map(lambda real: struct.pack("<d", real)),
    st.sampled_from([None, b"", b"x", b"y"]),
)


def run_of(layer, kind):
    """One run of a dictionary's items; `deleted` is left out when nothing is."""
    keys = pa.array(list(layer), kind)
    gone = [record is DELETED for record in layer.values()]
    bits = [None if record is DELETED else struct.unpack("<q", record[0])[0] for record in layer.values()]
    texts = [None if record is DELETED else record[1] for record in layer.values()]
    any_column = pa.array([{} if text is None else {"text": text} for text in texts], ANY)
    columns = [keys, pa.array(bits, pa.int64()).view(pa.float64()), any_column]
    batch = pa.RecordBatch.from_arrays(columns, names=["key", "real", "any"])
    return Run(keys, batch, pa.array(gone, pa.bool_()) if any(gone) else None)


def items_of(run):
    """The records of a run, as the dictionary's items."""
    assert run.keys.equals(run.batch.column(0))
    gone = run.deleted.to_pylist() if run.deleted is not None else [False] * len(run)
    bits = run.batch.column(1).view(pa.int64()).to_pylist()
    texts = run.batch.column(2).field("text").to_pylist() if len(run) else []
    rows = zip(run.keys.to_pylist(), gone, bits, texts, strict=True)
    return [(key, DELETED if dead else (struct.pack("<q", real), text)) for key, dead, real, text in rows]


def items(stream):
    return [item for run in stream for item in items_of(run)]


def in_order(layer):
    return dict(sorted(layer.items()))


@st.composite
def streams(draw, kinds=key_kinds, living=False):
    """Several layers of one kind of key, each a dictionary and a stream of it in runs, some of them empty."""
    keys, kind = draw(kinds)
    values = records if living else records | st.just(DELETED)
    layers = [
        in_order(layer) for layer in draw(st.lists(st.dictionaries(keys, values, max_size=10), min_size=1, max_size=6))
    ]
    cuts = [draw(st.lists(st.integers(0, len(layer)), max_size=4).map(sorted)) for layer in layers]
    return [(layer, cut_up(run_of(layer, kind), ends)) for layer, ends in zip(layers, cuts, strict=True)]


@st.composite
def pairs(draw, living=False):
    two = draw(streams(living=living).filter(lambda layers: len(layers) > 1))
    return two[0], two[1]


def cut_up(run, ends):
    """The run in pieces that keep what lies before and behind them, as slices do."""
    return [run.slice(a, b - a) for a, b in pairwise([0, *ends, len(run)])]


def merged(layers):
    everything = {}
    for layer in layers:
        everything |= layer
    return sorted(everything.items())


@given(pairs())
def test_windows_hold_every_record_and_never_go_back(pair):
    (left, left_runs), (right, right_runs) = pair
    lefts, rights, last = [], [], None
    for a, b in windows(iter(left_runs), iter(right_runs)):
        assert a is not None or b is not None
        keys = [key for run in (a, b) if run is not None for key in run.keys.to_pylist()]
        assert keys
        assert last is None or min(keys) > last
        last = max(keys)
        lefts += items_of(a) if a else []
        rights += items_of(b) if b else []
    assert (lefts, rights) == (list(left.items()), list(right.items()))


@given(pairs())
def test_the_newer_record_of_a_key_counts_and_deleted_ones_are_kept(pair):
    (older, older_runs), (newer, newer_runs) = pair
    assert items(overlay(iter(older_runs), iter(newer_runs))) == merged([older, newer])


@given(streams())
def test_all_layers_together_are_what_a_dictionary_would_hold(layers):
    expected = [item for item in merged([layer for layer, _ in layers]) if item[1] is not DELETED]
    found = list(overlay_all([iter(runs) for _, runs in layers]))
    assert items(found) == expected
    assert all(len(run) and run.deleted is None for run in found)


@given(pairs(living=True))
def test_updates_that_change_few_columns_are_taken_to_the_bit(pair):
    """Changes to records that are all there already, which is what most of them are."""
    (older, older_runs), (newer, _) = pair
    kind = older_runs[0].keys.type
    updates = {key: record for key, record in newer.items() if key in older}
    updates |= {key: (older[key][0], b"z") for key in list(older)[::2]}
    if updates:
        found = items(overlay(iter(older_runs), iter([run_of(in_order(updates), kind)])))
        assert found == merged([older, updates])


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64()])
def test_reals_are_identical_when_their_bits_are(kind):
    assert identical(pa.array([float("nan"), -0.0, None], kind), pa.array([float("nan"), -0.0, None], kind))
    assert not identical(pa.array([0.0], kind), pa.array([-0.0], kind))
    assert not identical(pa.array([0.0], kind), pa.array([None], kind))


def test_values_that_bring_their_own_type_are_identical_when_type_and_bits_are():
    one = pa.array([{"real": 0.0}, {"text": b"a"}, {}], ANY)
    assert identical(one, pa.array([{"real": 0.0}, {"text": b"a"}, {}], ANY))
    for other in ({"real": -0.0}, {"integer": 0}, {}):
        assert not identical(one, pa.array([other, {"text": b"a"}, {}], ANY))
    assert not identical(one, pa.array([{"real": 0.0}, {"bytes": b"a"}, {}], ANY))


@given(streams())
def test_the_newest_record_of_each_key_is_kept_when_all_are_in_memory(layers):
    runs = [run for _, pieces in layers for run in pieces]
    assert items(newest_of(runs)) == merged([layer for layer, _ in layers])


def test_many_records_that_are_merged_in_memory_come_in_bounded_runs():
    record = (struct.pack("<d", 1.5), b"x")
    old = run_of(dict.fromkeys(range(40_000), record), pa.int64())
    new = run_of(dict.fromkeys(range(0, 40_000, 2), record), pa.int64())
    found = list(newest_of([old, new]))
    assert sum(len(run) for run in found) == 40_000
    assert max(len(run) for run in found) <= 16_384


@given(streams(), st.integers(1, 30))
def test_small_runs_are_joined_until_they_are_long_enough(layers, rows):
    layer, runs = layers[0]
    found = list(coalesce(iter(runs), rows))
    assert items(found) == list(layer.items())
    assert all(len(run) >= rows for run in found[:-1])


@given(pairs(), st.data())
def test_two_streams_without_a_common_key_interleave(pair, data):
    (left, left_runs), (right, right_runs) = pair
    kind = left_runs[0].keys.type
    right = {key: record for key, record in right.items() if key not in left}
    ends = data.draw(st.lists(st.integers(0, len(right)), max_size=4).map(sorted))
    right_runs = cut_up(run_of(right, kind), ends)
    assert items(interleave(iter(left_runs), iter(right_runs))) == merged([left, right])


@pytest.mark.parametrize("layers", [[[]], [[], []], [[], [], []]])
def test_layers_without_records_are_no_records(layers):
    assert list(overlay_all([iter(layer) for layer in layers])) == []


def test_a_record_deleted_and_created_again_is_its_newest_self():
    one = (struct.pack("<d", 1.0), b"x")
    layers = [{1: one}, {1: DELETED}, {1: (one[0], b"new")}]
    found = overlay_all([iter([run_of(layer, pa.int64())]) for layer in layers])
    assert items(found) == [(1, (one[0], b"new"))]


def test_streams_are_read_no_further_than_the_window_needs():
    """A run of each side is enough, so that memory stays bounded."""
    taken = []

    def numbers(name, start):
        for key in range(start, 100, 2):
            taken.append((name, key))
            yield run_of({key: (struct.pack("<d", 0.0), None)}, pa.int64())

    merging = overlay(numbers("even", 0), numbers("odd", 1))
    assert items([next(merging)]) == [(0, (struct.pack("<d", 0.0), None))]
    assert sorted(taken) == [("even", 0), ("odd", 1)]


def test_runs_are_joined_until_they_have_the_rows_or_the_bytes():
    runs = [run_of({number: (struct.pack("<d", 1.5), b"x")}, pa.int64()) for number in range(10)]
    size = runs[0].batch.nbytes
    assert [len(joined) for joined in coalesce(iter(runs), 4, 100 * size)] == [4, 4, 2]
    assert [len(joined) for joined in coalesce(iter(runs), 100, 3 * size)] == [3, 3, 3, 1]
