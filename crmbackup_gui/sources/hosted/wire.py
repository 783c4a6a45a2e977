"""The one way on which anything is asked of a hosted CRM.

`Wire.send` sends a request and returns an answer that the service meant: it waits where the service says so
(Retry-After), tries again what failed on the way, renews the token once when it is refused, counts the calls, keeps the
budget's free share and stops when the user cancels. What it cannot know is what a service means by an answer; that
says its `Judge`. A request that creates something is not `repeatable`: when its answer is lost, `AnswerLost` is raised
instead of a second try, and whoever called finds out what became of it.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import httpx
import tenacity

from crmbackup_gui.errors import BudgetSpent, InvalidRequest, LoginRefused, SourceUnreachable, SourceUnreadable
from crmbackup_gui.model.budget import Usage
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.sources.budgeted import Pause, PauseSink
from crmbackup_gui.sources.hosted.access import Access
from crmbackup_gui.sources.hosted.budget import Budget
from crmbackup_gui.sources.server import is_this_computer

LARGEST_ANSWER = 256 << 20
"""Bytes of an answer that is held as a whole; what is larger is streamed or refused."""
_TRIES = 8
_LONGEST_WAIT = 120.0
"""Seconds between two tries where the service names no time."""
_PATIENCE = timedelta(hours=6)
_LOOK_AGAIN = timedelta(minutes=15)
"""A budget that does not say when it is renewed is asked for again after so long."""
_TIMEOUT = httpx.Timeout(120.0, connect=20.0)


class AnswerLost(Exception):
    """A request that must not be sent twice may have had its effect, and nobody said so. `reason` is for logs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Meaning(Enum):
    """What an answer means for the way, not for the records."""

    ANSWER = "answer"
    """For the caller: it worked, or the service refuses what was asked."""
    NOT_LET_IN = "not let in"
    """The token is refused."""
    THROTTLED = "throttled"
    """Too fast: nothing was done; again after a while."""
    SPENT = "spent"
    """The budget of a day is used up: nothing was done."""
    FAILED = "failed"
    """It went wrong on the service's side; whether it was done is not known."""


@dataclass(frozen=True)
class Verdict:
    """What an answer means. `wait` is for how many seconds, where the service says; `words` are the service's own."""

    meaning: Meaning
    wait: float | None = None
    words: str = ""


Body = bytes | Callable[[], bytes | Iterator[bytes]]
"""What a request brings along. What is read from somewhere, or holds the token, is made anew for each try."""
Judge = Callable[[httpx.Response], Verdict | None]
"""What a service means by an answer (its content is read already); None where the status says it all."""

_BY_STATUS = {
    401: Meaning.NOT_LET_IN,
    429: Meaning.THROTTLED,
    **dict.fromkeys((408, 500, 502, 503, 504, 520, 522, 524), Meaning.FAILED),
}


class _Again(Exception):
    """A try that is not the last word. `verdict` is what the service said, None where nothing came through."""

    def __init__(self, reason: str, verdict: Verdict | None) -> None:
        super().__init__(reason)
        self.reason, self.verdict = reason, verdict


@dataclass
class Wire:
    """One service's HTTP. One thread at a time uses it; any thread may cancel, or look at `budget`.

    `place` names the service in messages (its canonical URL). `judge` says what answers mean, `measure` what they say
    of the budget; both look at every answer. `patience` is how long a spent budget is waited for before BudgetSpent is
    raised. Relative URLs count from `base`.
    """

    place: str
    base: str
    access: Access
    judge: Judge = lambda _: None
    measure: Callable[[httpx.Response], Usage | None] = lambda _: None
    budget: Budget = field(default_factory=Budget)
    patience: timedelta = _PATIENCE
    sleep: Callable[[float], None] = time.sleep
    """For tests; longer pauses are taken in pieces, between which cancelling counts."""
    _client: httpx.Client = field(init=False)
    _cancel: CancelToken = field(default_factory=CancelToken)
    _paused: PauseSink = lambda _: None
    _ahead: timedelta = timedelta()
    _waited: timedelta = timedelta()

    def __post_init__(self) -> None:
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, headers={"User-Agent": "crmbackup"})

    def attend(self, paused: PauseSink, cancel: CancelToken) -> None:
        """Who is told of pauses, and whose cancelling ends whatever goes on here."""
        self._paused, self._cancel = paused, cancel

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        content: Body | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
        authorised: bool = True,
        calls: int = 1,
    ) -> httpx.Response:
        """The service's answer, whole, whatever its status (a 4xx is its word on what was asked).

        `calls` is what it takes from the budget. `authorised` is false for an address that brings its own permission
        and must not see the token. A callable as `content` is called anew for each try.
        Raises AnswerLost (where not `repeatable`), BudgetSpent, LoginRefused, AccessExpired, AccessRevoked,
        SourceUnreachable, SourceUnreadable, Cancelled.
        """

        def attempt() -> httpx.Response:
            request = self._request(method, url, params, content, headers, authorised=authorised)
            return self._exchange(request, calls, repeatable=repeatable, authorised=authorised)

        return self._persist(attempt)

    @contextmanager
    def stream(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        authorised: bool = True,
        calls: int = 1,
    ) -> Iterator[httpx.Response]:
        """A GET whose content of any size is read by the caller (`iter_bytes`), status 200 to 299.

        What breaks off while it is read raises SourceUnreachable at the reader; another status gives that answer whole.
        """

        def attempt() -> httpx.Response:
            request = self._request("GET", url, params, None, headers, authorised=authorised)
            response = self._open(request, calls, repeatable=True)
            if response.is_success:
                return response
            return self._judged(self._whole(response, repeatable=True), repeatable=True, authorised=authorised)

        response = self._persist(attempt)
        try:
            yield response
        except httpx.TransportError as error:
            raise SourceUnreachable(self.place, _worded(error)) from error
        finally:
            response.close()

    def now(self) -> datetime:
        """The service's clock as of its newest answer, aware UTC; this computer's before the first."""
        return datetime.now(UTC) + self._ahead

    @property
    def skew(self) -> timedelta:
        """How far the service's clock is ahead of this computer's."""
        return self._ahead

    def wait(self, seconds: float) -> None:
        """Wait, for example between two looks at a bulk job. Raises Cancelled."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._cancel.check()
            self.sleep(min(left, 0.25))
            if self.sleep is not time.sleep:
                break
        self._cancel.check()

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    # One try

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        content: Body | None,
        headers: Mapping[str, str] | None,
        *,
        authorised: bool,
    ) -> httpx.Request:
        body = content() if callable(content) else content
        target = httpx.URL(self.base).join(url) if not urlsplit(url).scheme else httpx.URL(url)
        if target.scheme != "https" and not is_this_computer(target.host):
            raise InvalidRequest(f"'{self.place}' must be spoken to through https.")
        shown = self.access.headers() if authorised else {}
        sent = {**({"Content-Type": "application/json"} if body is not None else {}), **(headers or {}), **shown}
        return self._client.build_request(method, target, params=params, content=body, headers=sent)

    def _exchange(self, request: httpx.Request, calls: int, *, repeatable: bool, authorised: bool) -> httpx.Response:
        response = self._whole(self._open(request, calls, repeatable=repeatable), repeatable=repeatable)
        return self._judged(response, repeatable=repeatable, authorised=authorised)

    def _open(self, request: httpx.Request, calls: int, *, repeatable: bool) -> httpx.Response:
        self.keep_share(calls)
        self._cancel.check()
        self.budget.count(calls)
        try:
            response = self._client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            self.budget.count(-calls)
            raise _Again(_worded(error), None) from error
        except httpx.TransportError as error:
            raise self._lost(_worded(error), None, repeatable=repeatable) from error
        self._look_at_clock(response)
        usage = self.measure(response)
        if usage is not None:
            self.budget.note(usage)
        return response

    def _whole(self, response: httpx.Response, *, repeatable: bool) -> httpx.Response:
        """The same with its content read, which has a limit: a proxy or a stranger may answer instead."""
        pieces, size = [], 0
        try:
            for piece in response.iter_bytes():
                size += len(piece)
                if size > LARGEST_ANSWER:
                    raise SourceUnreadable(self.place, f"an answer is larger than {LARGEST_ANSWER >> 20} MiB")
                pieces.append(piece)
        except httpx.DecodingError as error:
            raise SourceUnreadable(self.place, "an answer is not compressed as it says") from error
        except httpx.TransportError as error:
            raise self._lost(_worded(error), None, repeatable=repeatable) from error
        finally:
            response.close()
        kept = [(name, value) for name, value in response.headers.multi_items() if name not in _OF_THE_WAY]
        return httpx.Response(response.status_code, headers=kept, content=b"".join(pieces), request=response.request)

    def _judged(self, response: httpx.Response, *, repeatable: bool, authorised: bool) -> httpx.Response:
        verdict = self.judge(response) or _by_status(response)
        if verdict.meaning is Meaning.ANSWER or (verdict.meaning is Meaning.NOT_LET_IN and not authorised):
            return response
        reason = verdict.words or f"it answers with status {response.status_code}"
        if verdict.meaning is Meaning.FAILED:
            raise self._lost(reason, verdict, repeatable=repeatable)
        raise _Again(reason, verdict)

    def _lost(self, reason: str, verdict: Verdict | None, *, repeatable: bool) -> Exception:
        return _Again(reason, verdict) if repeatable else AnswerLost(reason)

    # Again

    def _persist(self, attempt: Callable[[], httpx.Response]) -> httpx.Response:
        """Try until there is an answer, or `_Persistence` has no more patience."""
        again = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Again),
            wait=_Persistence(self).seconds_after,
            sleep=self.wait,
        )
        return again(attempt)

    def keep_share(self, calls: int) -> None:
        """Wait until the budget allows so many calls. Raises BudgetSpent and Cancelled."""
        if not self.budget.allows(calls):
            # The call afterwards tells how things stand: answers say what is used.
            self.wait(self.pause(self.until_renewed(), spent=True))

    def until_renewed(self) -> float:
        """Seconds until it is worth while to ask whether there is budget again."""
        usage = self.budget.usage
        if usage is None or usage.resets_at is None:
            return _LOOK_AGAIN.total_seconds()
        return max((usage.resets_at - self.now()).total_seconds(), 1.0)

    def pause(self, seconds: float, *, spent: bool) -> float:
        """Tell of a pause that is about to begin; its seconds. Raises BudgetSpent when there were too many of them."""
        how_long = timedelta(seconds=seconds)
        until = datetime.now(UTC) + how_long
        self._waited += how_long
        if self._waited > self.patience:
            usage = self.budget.usage
            had = f"{usage.used} of {usage.limit}" if usage else str(self.budget.calls)
            raise BudgetSpent(self.place, had, f"{until:%Y-%m-%d %H:%M} UTC")
        if seconds >= 1:
            self._paused(Pause(until, spent))
        return seconds

    def _look_at_clock(self, response: httpx.Response) -> None:
        try:
            told = parsedate_to_datetime(response.headers["date"])
        except (KeyError, ValueError):
            return
        if told.tzinfo is not None:
            self._ahead = told - datetime.now(UTC)


class _Persistence:
    """How one request goes on after tries that were not the last word."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._failures = self._turned_away = 0
        self._renewed = False

    def seconds_after(self, state: tenacity.RetryCallState) -> float:
        """How long to wait before the next try; raises what ends the request.

        Throttling and a spent budget are no failures: they count against the wire's patience, not against the tries.
        A service that names a time too short to help is left alone a little longer each time, so that patience ends.
        """
        assert state.outcome is not None
        trouble = state.outcome.exception()
        assert isinstance(trouble, _Again)
        verdict = trouble.verdict or Verdict(Meaning.FAILED)
        if verdict.meaning is Meaning.NOT_LET_IN:
            self._renew(trouble)
            return 0.0
        if verdict.meaning in (Meaning.SPENT, Meaning.THROTTLED):
            self._turned_away += 1
            spent = verdict.meaning is Meaning.SPENT
            told = self._wire.until_renewed() if spent and verdict.wait is None else verdict.wait or 0.0
            least = 1.0 if spent else 0.0
            return self._wire.pause(max(told, least, _backoff(self._turned_away)), spent=spent)
        self._failures += 1
        if self._failures >= _TRIES:
            raise SourceUnreachable(self._wire.place, trouble.reason) from trouble
        return min(max(verdict.wait or 0.0, _backoff(self._failures)), _LONGEST_WAIT)

    def _renew(self, trouble: _Again) -> None:
        """Another token, once: what is refused with a fresh one is refused for good."""
        if self._renewed or not self._wire.access.renew():
            raise LoginRefused(self._wire.place, trouble.reason) from trouble
        self._renewed = True


def _backoff(failures: int) -> float:
    longest = min(2.0 ** min(failures - 1, 10), _LONGEST_WAIT)
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - it only keeps callers from trying at the same moment


_OF_THE_WAY = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers that no longer hold once an answer is read."""


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the service asks to wait, from a number of seconds or a date; None where it says nothing."""
    told = response.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d*)?", told):
        return float(told)
    try:
        return max((parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _by_status(response: httpx.Response) -> Verdict:
    meaning = _BY_STATUS.get(response.status_code, Meaning.ANSWER)
    return Verdict(meaning, retry_after(response))


def _worded(error: Exception) -> str:
    """Without the address, which may say too much."""
    return str(error) or type(error).__name__
