"""Work ahead changes nothing but the time, and leaves nothing running."""

import gc
import threading
import weakref
from contextlib import suppress

import pytest

from crmbackup_gui.repository.prefetch import prefetch, prefetch_now


def threads(name="ahead"):
    return [thread for thread in threading.enumerate() if thread.name == name]


@pytest.mark.parametrize("depth", [1, 2, 100])
def test_all_items_come_in_their_order(depth):
    assert list(prefetch(iter(range(300)), depth)) == list(range(300))


def test_nothing_to_produce_is_nothing_to_consume():
    assert list(prefetch(iter(()))) == []


def test_nothing_is_produced_before_somebody_asks():
    asked = []
    items = prefetch(asked.append(number) or number for number in range(3))
    assert asked == []
    assert next(items) == 0
    items.close()


def test_work_that_is_begun_now_does_not_wait_for_somebody_to_ask():
    begun = threading.Event()

    def produce():
        begun.set()
        yield 1

    items = prefetch_now(produce(), name="ahead")
    assert begun.wait(10)
    assert list(items) == [1]


def test_work_that_was_begun_and_never_asked_for_ends_when_it_is_closed():
    closed = []
    items = prefetch_now(endless(closed), name="ahead")
    items.close()
    assert closed in ([], ["ahead"])
    assert not threads()


def test_items_are_produced_on_the_named_thread_ahead_of_the_consumer():
    ahead = threading.Event()

    def produce():
        yield threading.current_thread().name
        ahead.set()
        yield "second"

    items = prefetch(produce(), name="ahead")
    assert next(items) == "ahead"
    assert ahead.wait(10)
    assert list(items) == ["second"]


def test_the_producer_stays_within_its_depth():
    produced = []
    too_many = threading.Event()

    def produce():
        for number in range(10):
            produced.append(number)
            if len(produced) > 4:  # the consumer's one, two that are ready, one that waits for room
                too_many.set()
            yield number

    items = prefetch(produce(), depth=2)
    assert next(items) == 0
    assert not too_many.wait(0.2)
    assert list(items) == list(range(1, 10))


def failing(error):
    yield 1
    yield 2
    raise error


@pytest.mark.parametrize("error", [ValueError("broken"), KeyboardInterrupt()])
def test_an_error_of_the_producer_comes_after_the_items_before_it(error):
    items = prefetch(failing(error))
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(type(error)) as raised:
        next(items)
    assert raised.value is error


def test_an_error_of_the_producer_leaves_no_thread():
    with pytest.raises(ValueError, match="broken"):
        list(prefetch(failing(ValueError("broken")), name="ahead"))
    assert not threads()


def test_an_error_of_the_producer_keeps_nothing_alive_once_it_is_forgotten():
    gc.collect()
    gc.disable()
    try:

        def produce():
            yield 1
            raise ValueError("broken")

        items = produce()
        ended = weakref.ref(items)
        with suppress(ValueError):
            list(prefetch(items))
        del items
        assert ended() is None
    finally:
        gc.enable()


def endless(closed):
    try:
        number = 0
        while True:
            yield number
            number += 1
    finally:
        closed.append(threading.current_thread().name)


def test_a_consumer_that_stops_early_closes_the_producer_on_its_own_thread_and_joins_it():
    closed = []
    items = prefetch(endless(closed), name="ahead")
    assert next(items) == 0
    items.close()
    assert closed == ["ahead"]
    assert not threads()


def test_a_consumer_that_lets_go_stops_the_producer():
    closed = []
    items = prefetch(endless(closed), name="ahead")
    next(items)
    del items
    assert closed == ["ahead"]
    assert not threads()


def test_a_consumer_that_fails_stops_the_producer():
    closed = []

    def consume():
        for number in prefetch(endless(closed), name="ahead"):
            if number == 3:
                raise KeyError

    with pytest.raises(KeyError):
        consume()
    assert closed == ["ahead"]
    assert not threads()


def test_an_iterator_that_cannot_be_closed_serves_as_well():
    items = prefetch(iter([1, 2, 3]), depth=1)
    assert next(items) == 1
    items.close()


def test_one_prefetch_feeds_another():
    inner = prefetch(iter(range(50)), name="ahead")
    assert list(prefetch((number * 2 for number in inner), name="ahead")) == [number * 2 for number in range(50)]
    assert not threads()


def test_items_ahead_weigh_no_more_than_the_limit_unless_a_single_one_does():
    made, third = [], threading.Event()

    def heavy():
        for weight in (5, 4, 3, 30, 1):
            made.append(weight)
            if weight == 3:
                third.set()
            yield weight

    ahead = prefetch_now(heavy(), depth=10, weight=lambda weight: weight, limit=10)
    assert third.wait(10)
    assert not threading.Event().wait(0.05)
    assert made == [5, 4, 3]
    assert list(ahead) == [5, 4, 3, 30, 1]
