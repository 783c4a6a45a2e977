"""Work ahead of the consumer on a thread of its own, a bounded number of items far."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

_T = TypeVar("_T")


def prefetch(items: Iterator[_T], depth: int = 2, name: str = "prefetch") -> Iterator[_T]:
    """The same items, produced on a thread up to `depth` items ahead. Errors of the producer are raised here.

    The thread is joined when the consumer is done, also when it stops early (close the generator or let it go).
    """
    producer = _Producer(items, depth)
    thread = threading.Thread(target=producer.run, name=name, daemon=True)
    thread.start()
    try:
        while True:
            item = producer.ready.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        producer.stop.set()
        thread.join()


class _End:
    """Ends the queue; carries the error that ended the producer, if any."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class _Producer(Generic[_T]):
    """Fills a queue until its items end or it is told to stop."""

    def __init__(self, items: Iterator[_T], depth: int) -> None:
        self.items = items
        self.ready: queue.Queue[_T | _End] = queue.Queue(maxsize=depth)
        self.stop = threading.Event()

    def run(self) -> None:
        error: BaseException | None = None
        try:
            for item in self.items:
                if not self._offer(item):
                    break
        except BaseException as raised:  # noqa: BLE001 - it is raised again where the items are consumed
            error = raised
        finally:
            if isinstance(self.items, Generator):
                self.items.close()
            self._offer(_End(error))

    def _offer(self, item: _T | _End) -> bool:
        while not self.stop.is_set():
            try:
                self.ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False
