"""Records without a key: each as often as it is told, whatever number that is, in pieces that fit the memory."""

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from crmbackup_gui.model.keyless import MOST_COPIES, expanded


@given(st.lists(st.integers(-2, 5), max_size=20), st.data())
def test_each_row_comes_as_often_as_it_is_told_and_in_order(copies, data):
    rows = sorted(data.draw(st.sets(st.integers(0, max(0, len(copies) - 1))))) if copies else []
    assert [row for piece in expanded(rows, copies) for row in piece] == [
        row for row in rows for _ in range(max(0, copies[row]))
    ]


def test_pieces_have_at_most_65536_rows_and_the_next_one_begins_where_the_last_one_ended():
    assert [len(piece) for piece in expanded([0, 1], [100_000, 60_000])] == [65_536, 65_536, 28_928]


def test_a_count_beyond_all_memory_gives_its_first_pieces_at_once():
    assert [len(piece) for piece in islice(expanded([0], [MOST_COPIES]), 3)] == [65_536] * 3
