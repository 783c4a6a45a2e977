"""Work ahead of the consumer on a thread of its own, a bounded number of items far."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")


def prefetch(items: Iterator[_T], depth: int = 2, name: str = "prefetch") -> Generator[_T, None, None]:
    """The same items, produced on a thread up to `depth` items ahead. Errors of the producer are raised here.

    The thread is started when the first item is asked for, and joined when the items are at an end or the generator is
    closed. Close it (`closing_all`) before whatever the items come from: an exception on its way keeps the generator,
    and so the thread, alive.
    """
    yield from prefetch_now(items, depth, name)


def prefetch_now(
    items: Iterator[_T],
    depth: int = 2,
    name: str = "prefetch",
    weight: Callable[[_T], int] = lambda _: 0,
    limit: int = 1,
) -> Generator[_T, None, None]:
    """As `prefetch`, with the thread at work when this returns; so the generator must be closed, come what may.

    Items ahead weigh no more than `limit` together, unless a single one does.
    """
    ahead = _ahead(_Producer(items, _Ahead(depth, weight, limit)), name)
    next(ahead)
    return ahead


def _ahead(producer: _Producer[_T], name: str) -> Generator[Any, None, None]:
    """Starts the thread and gives None, then the items."""
    thread = threading.Thread(target=producer.run, name=name, daemon=True)
    thread.start()
    try:
        yield None
        while True:
            item = producer.ready.take()
            if isinstance(item, _End):
                item.raise_error()
                return
            yield item
    finally:
        producer.ready.close()
        thread.join()


@contextmanager
def closing_all(*streams: Iterable[object]) -> Iterator[None]:
    """Close those of the streams that are generators when the block ends, however it ends."""
    try:
        yield
    finally:
        for stream in streams:
            if isinstance(stream, Generator):
                stream.close()


class _End:
    """Ends the queue; carries the error that ended the producer, if any."""

    def __init__(self, error: BaseException | None) -> None:
        self._error = error

    def raise_error(self) -> None:
        """Raise it, if there is one, and forget it: see `_Producer.run`."""
        error, self._error = self._error, None
        try:
            if error is not None:
                raise error
        finally:
            del error


class _Ahead(Generic[_T]):
    """The items between the two threads, bounded in number and in weight."""

    def __init__(self, depth: int, weight: Callable[[_T], int], limit: int) -> None:
        self._depth, self._weight, self._limit = depth, weight, limit
        self._items: deque[tuple[int, _T | _End]] = deque()
        self._held = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, item: _T | _End) -> bool:
        """Wait for room, then add the item; False when nobody takes items any more."""
        weight = 0 if isinstance(item, _End) else self._weight(item)
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room(weight))
            if not self._closed:
                self._items.append((weight, item))
                self._held += weight
            self._changed.notify_all()
            return not self._closed

    def take(self) -> _T | _End:
        """Wait for an item."""
        with self._changed:
            self._changed.wait_for(lambda: self._items)
            weight, item = self._items.popleft()
            self._held -= weight
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Nothing will be taken any more."""
        with self._changed:
            self._closed = True
            self._items.clear()
            self._changed.notify_all()

    def _has_room(self, weight: int) -> bool:
        return not self._items or (len(self._items) < self._depth and self._held + weight <= self._limit)


class _Producer(Generic[_T]):
    """Hands on its items until they end or nobody takes them any more."""

    def __init__(self, items: Iterator[_T], ready: _Ahead[_T]) -> None:
        self.items = items
        self.ready = ready

    def run(self) -> None:
        error: BaseException | None = None
        try:
            with closing_all(self.items):
                for item in self.items:
                    if not self.ready.put(item):
                        break
        except BaseException as raised:  # noqa: BLE001 - it is raised again where the items are consumed
            error = raised
        finally:
            self.ready.put(_End(error))
            # The error leads to this frame; were it to lead back, it would keep open what the items come from.
            del error
