"""Work ahead of the consumer on a thread of its own, a bounded number of items far."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import TypeVar

_T = TypeVar("_T")


class _End:
    """Ends the queue; carries the error that ended the producer, if any."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def prefetch(items: Iterator[_T], depth: int = 2, name: str = "prefetch") -> Iterator[_T]:
    """The same items, produced on a thread up to `depth` items ahead. Errors of the producer are raised here.

    The thread is joined when the consumer is done, also when it stops early (close the generator or let it go).
    """
    ready: queue.Queue[_T | _End] = queue.Queue(maxsize=depth)
    stop = threading.Event()

    def offer(item: _T | _End) -> bool:
        while not stop.is_set():
            try:
                ready.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def produce() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                if not offer(item):
                    break
        except BaseException as raised:  # noqa: BLE001 - it is raised again where the items are consumed
            error = raised
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()
            offer(_End(error))

    thread = threading.Thread(target=produce, name=name, daemon=True)
    thread.start()
    try:
        while True:
            item = ready.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stop.set()
        thread.join()
