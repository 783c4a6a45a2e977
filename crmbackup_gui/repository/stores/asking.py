"""Requests to a store over a network: with limits of time, tried again, and given up when somebody asks.

Requests run on one event loop of a daemon thread, so that waiting for them can end at any moment. Each has a limit of
its own in proportion to what it sends: a slow line is given the time that it needs, and a server that hangs is not.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self, TypeVar

from obstore import exceptions as refusals
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from crmbackup_gui.errors import StoreFailed
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.stores.refused import understand

BASE_SECONDS = 45.0
"""For a request that sends next to nothing."""

SLOWEST = 64 * 1024
"""Bytes a second of the slowest line that is counted on at first; each new try counts on half of it."""

_HALVINGS = 4
_LARGE = 1 << 20
_LARGE_TRIES = 3
"""What is large is tried as often at least, for its first limit may be longer than all patience: a line of 16 KiB a
second still gets 16 MiB through, and a server that hangs just then is given up within the hour."""

_GLANCE = 0.1
"""Seconds between two looks at whether somebody asked to stop."""

_T = TypeVar("_T")

ANSWERS = (FileNotFoundError, refusals.NotFoundError, refusals.AlreadyExistsError)
"""What a store raises to say how things are; all other errors say that it could not be asked."""

TROUBLES = (refusals.BaseError, OSError, TimeoutError)


@dataclass(frozen=True)
class Patience:
    """How long trying again is worth it, in seconds from the first failure on."""

    known: float = 300.0
    """For a place that has answered before: its network will come back."""
    unknown: float = 12.0
    """For one that has never answered, which may be a typing error."""
    pause: float = 20.0
    """The longest between two tries."""


@dataclass
class Asking:
    """Asks one place. Any thread may use it. `cancel` makes all that is under way raise Cancelled."""

    location: str
    patience: Patience = field(default_factory=Patience)
    cancel: CancelToken = field(default_factory=CancelToken)
    answered: bool = False

    def briefly(self) -> Self:
        """Asks the same place as if it had never answered: for what a job can do without."""
        known = min(self.patience.known, self.patience.unknown)
        return replace(self, patience=replace(self.patience, known=known))

    def ask(self, request: Callable[[], Coroutine[Any, Any, _T]], sent: int = 0, *, limited: bool = True) -> _T:
        """What a request gives, `sent` being the bytes of its body; it may be carried out more than once.

        Raises what ANSWERS names, StoreFailed and Cancelled. Without `limited` the request limits its own time.
        """

        def tried(number: int) -> _T:
            seconds = BASE_SECONDS + sent / SLOWEST * 2 ** min(number - 1, _HALVINGS) if limited else None
            return self._once(request, seconds)

        return self.trying(tried, _LARGE_TRIES if sent > _LARGE else 1)

    def trying(self, attempt: Callable[[int], _T], least: int = 1) -> _T:
        """What the attempt gives, which is called with 1, 2 and so on until it raises nothing that passes.

        It is called `least` times before patience ends.
        """
        began = time.monotonic()

        def give_up(state: RetryCallState) -> bool:
            patience = self.patience.known if self.answered else self.patience.unknown
            return state.attempt_number >= least and time.monotonic() - began + state.upcoming_sleep > patience

        retrying = Retrying(
            retry=retry_if_exception(_passes),
            stop=give_up,
            wait=wait_random_exponential(multiplier=0.2, max=self.patience.pause),
            sleep=self._pause,
            reraise=True,
        )
        try:
            for attempt_state in retrying:
                with attempt_state:
                    result = attempt(attempt_state.retry_state.attempt_number)
                    self.answered = True
                    return result
        except ANSWERS:
            self.answered = True
            raise
        except TROUBLES as error:
            # The texts of obstore may hold signed addresses, so they stay in the cause.
            refusal = understand(error)
            raise StoreFailed(self.location, refusal.words, action=refusal.action, kept=refusal.kept) from error
        raise AssertionError  # a try either returns or raises

    def _once(self, request: Callable[[], Coroutine[Any, Any, _T]], seconds: float | None) -> _T:
        async def limited() -> _T:
            return await asyncio.wait_for(request(), seconds)

        self.cancel.check()
        waiting: Future[_T] = asyncio.run_coroutine_threadsafe(limited(), _loop())
        try:
            while True:
                try:
                    return waiting.result(_GLANCE)
                except NotYet:
                    if waiting.done():
                        raise
                    self.cancel.check()
        finally:
            waiting.cancel()

    def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.cancel.check()
            time.sleep(min(left, _GLANCE))


def _passes(error: BaseException) -> bool:
    return isinstance(error, TROUBLES) and not isinstance(error, ANSWERS) and understand(error).passing


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="store-requests", daemon=True).start()
    return loop
