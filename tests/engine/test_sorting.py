"""Sorting on disk: any number of runs, of which few are open, and none more than needs be."""

from random import Random

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.engine import sorting
from crmbackup_gui.engine.sorting import in_key_order
from crmbackup_gui.model.arrow import arrow_schema
from crmbackup_gui.model.catalog import Entity, Field, ValueType

SHAPE = Entity(
    name="contact",
    fields=(Field(name="id", type=ValueType.INT64), Field(name="value", type=ValueType.INT64)),
    key=("id",),
)


def batch_of(rows):
    columns = [pa.array([row[at] for row in rows], pa.int64()) for at in range(2)]
    return pa.RecordBatch.from_arrays(columns, schema=arrow_schema(SHAPE))


def sorted_by(batches, **options):
    found = in_key_order(SHAPE, iter([batch_of(batch) for batch in batches]), 1, **options)
    return [tuple(row.values())[:2] for run in found for row in run.batch.to_pylist()]


@given(st.lists(st.lists(st.integers(0, 20), max_size=4, unique=True), max_size=40))
def test_of_a_key_that_comes_again_and_again_the_last_record_counts_however_many_runs_there_are(keys):
    batches, last = [], {}
    for number, batch in enumerate(keys):
        batches.append([(key, number * 100 + key) for key in batch])
        last.update(batches[-1])
    assert sorted_by(batches, last_counts=True) == sorted(last.items())


@pytest.fixture
def spills(monkeypatch):
    """Those that are open, and the most that ever were."""
    opened, most = set(), [0]

    class Watched(sorting.Spill):
        def __init__(self, schema):
            super().__init__(schema)
            opened.add(self)
            most[0] = max(most[0], len(opened))

        def close(self):
            super().close()
            opened.discard(self)

    monkeypatch.setattr(sorting, "Spill", Watched)
    return opened, most


def test_runs_that_follow_one_another_are_one(spills):
    batches = [[(first + n, n) for n in range(5)] for first in range(0, 5_000, 5)]
    assert sorted_by(batches, last_counts=True) == [row for batch in batches for row in batch]
    assert spills == (set(), [1])


def test_so_many_runs_that_none_fits_behind_another_never_need_many_open_files(spills):
    numbers = list(range(3_000))
    Random(7).shuffle(numbers)
    batches = [[(numbers[at + n], at) for n in range(3)] for at in range(0, 3_000, 3)]
    assert [key for key, _ in sorted_by(batches)] == list(range(3_000))
    opened, (most,) = spills
    assert not opened
    assert most <= 40  # seven of each of four sizes, and those that are being merged
