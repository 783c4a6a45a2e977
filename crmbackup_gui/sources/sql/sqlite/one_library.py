"""Which SQLite library has which database file open in this process.

The ADBC driver and Python's sqlite3 are two copies of SQLite. POSIX drops all locks of a process on a file as soon as
the process closes any descriptor of it (sqlite.org/howtocorrupt.html, section 2.2.1), so that two copies that have the
same file open, or a copy and plain file access, silently unlock each other. Here both sides say what they open.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Identity = tuple[int, int]
"""Device and number of a file: the same for every name it has."""

_changed = threading.Condition()
_opened_by_driver: Counter[Identity] = Counter()
_opened_otherwise: set[Identity] = set()


def driver_opens(path: Path) -> Identity:
    """Called before the driver opens the file; waits while somebody else in this process has it open. Any thread."""
    identity = _identity(path)
    with _changed:
        _changed.wait_for(lambda: identity not in _opened_otherwise)
        _opened_by_driver[identity] += 1
    return identity


def driver_closed(identity: Identity) -> None:
    """Called after the driver closed the file."""
    with _changed:
        _opened_by_driver[identity] -= 1
        if not _opened_by_driver[identity]:
            del _opened_by_driver[identity]
        _changed.notify_all()


@contextmanager
def without_driver(path: Path) -> Iterator[bool]:
    """True while the driver is kept from the file; False at once, and nothing may be opened, when it has it open."""
    identity = _identity(path)
    with _changed:
        _changed.wait_for(lambda: identity not in _opened_otherwise)
        if _opened_by_driver[identity]:
            free = False
        else:
            _opened_otherwise.add(identity)
            free = True
    try:
        yield free
    finally:
        if free:
            with _changed:
                _opened_otherwise.discard(identity)
                _changed.notify_all()


def _identity(path: Path) -> Identity:
    status = path.stat()
    return status.st_dev, status.st_ino
