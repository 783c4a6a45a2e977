import threading

import pytest

from crmbackup_gui.repository.side_by_side import side_by_side


@pytest.mark.parametrize("count", [0, 1, 2, 7])
@pytest.mark.parametrize("threads", [1, 2, 8])
def test_results_come_in_the_order_of_the_items(count, threads):
    assert side_by_side(lambda item: -item, range(count), threads, "test") == [-item for item in range(count)]


def test_items_are_worked_on_at_the_same_time():
    meeting = threading.Barrier(2, timeout=10)
    assert sorted(side_by_side(lambda _: meeting.wait(), range(2), 2, "test")) == [0, 1]


def test_an_error_is_raised_and_leaves_no_thread():
    def fail(item):
        raise OSError(item)

    with pytest.raises(OSError, match="0"):
        side_by_side(fail, [0, 0], 2, "failing-test")
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("failing-test")]
