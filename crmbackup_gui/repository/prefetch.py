"""Work ahead of the consumer on a thread of its own, a bounded number of items far."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterable, Iterator
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


def prefetch_now(items: Iterator[_T], depth: int = 2, name: str = "prefetch") -> Generator[_T, None, None]:
    """As `prefetch`, with the thread at work when this returns; so the generator must be closed, come what may."""
    ahead = _ahead(items, depth, name)
    next(ahead)
    return ahead


def _ahead(items: Iterator[_T], depth: int, name: str) -> Generator[Any, None, None]:
    """Starts the thread and gives None, then the items."""
    producer = _Producer(items, depth)
    thread = threading.Thread(target=producer.run, name=name, daemon=True)
    thread.start()
    try:
        yield None
        while True:
            item = producer.ready.get()
            if isinstance(item, _End):
                item.raise_error()
                return
            yield item
    finally:
        producer.stop.set()
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


class _Producer(Generic[_T]):
    """Fills a queue until its items end or it is told to stop."""

    def __init__(self, items: Iterator[_T], depth: int) -> None:
        self.items = items
        self.ready: queue.Queue[_T | _End] = queue.Queue(maxsize=depth)
        self.stop = threading.Event()

    def run(self) -> None:
        error: BaseException | None = None
        try:
            with closing_all(self.items):
                for item in self.items:
                    if not self._offer(item):
                        break
        except BaseException as raised:  # noqa: BLE001 - it is raised again where the items are consumed
            error = raised
        finally:
            self._offer(_End(error))
            # The error leads to this frame; were it to lead back, it would keep open what the items come from.
            del error

    def _offer(self, item: _T | _End) -> bool:
        while not self.stop.is_set():
            try:
                self.ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
