"""A limit to how many bytes a second are sent, so that a backup leaves room on the line for others."""

from __future__ import annotations

import re
import threading
import time
from functools import cache

from crmbackup_gui.errors import Cancelled, InvalidRequest
from crmbackup_gui.model.outcome import CancelToken

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_GLANCE = 0.1
LEAST_RATE = 1_000
"""A limit below it would let nothing through in any useful time."""


class RateLimit:
    """A bucket of tokens, one a byte, for all threads that send. It fills at the rate and holds one second of it.

    What is larger than the bucket is let through on credit, and the next one waits for it: over any time, no more
    than the rate and one object is sent.
    """

    def __init__(self, bytes_a_second: int) -> None:
        self.bytes_a_second = bytes_a_second
        self._guard = threading.Lock()
        self._free_at = time.monotonic() - 1.0

    def wait(self, count: int, cancel: CancelToken) -> None:
        """Return when so many bytes may be sent. Raises Cancelled; then others need not wait for them."""
        with self._guard:
            now = time.monotonic()
            start = max(self._free_at, now - 1.0)
            self._free_at = start + count / self.bytes_a_second
        try:
            while (left := start - time.monotonic()) > 0:
                cancel.check()
                time.sleep(min(left, _GLANCE))
        except Cancelled:
            with self._guard:
                self._free_at -= count / self.bytes_a_second
            raise


def read_rate(text: str) -> RateLimit:
    """`500k` or `2M`: bytes a second, with k, M or G for thousands, millions and more. Raises InvalidRequest.

    All places of this process that are held to one rate share it.
    """
    found = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([kKmMgG]?)(?:i?[bB](?:/s)?)?", text.strip())
    rate = int(float(found[1]) * _UNITS[found[2].lower()]) if found else 0
    if rate < LEAST_RATE:
        raise InvalidRequest("A limit to the rate is a number of bytes a second such as 500k or 2M, at least 1k.")
    return _shared(rate)


@cache
def _shared(bytes_a_second: int) -> RateLimit:
    return RateLimit(bytes_a_second)
