"""What answers of HubSpot mean for the way: too fast, spent, locked, failed, and what they say of the budget.

After the pages "Error handling" and "API usage guidelines and limits" of developers.hubspot.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import msgspec

from crmbackup_gui.model.budget import Usage
from crmbackup_gui.sources.hosted.wire import Meaning, Verdict, retry_after

_LOCKED, _MIGRATING = 423, 477
_LOCK = 2.0
"""Seconds that a lock lasts, as documented."""
_MILLISECONDS = 300.0
"""A Retry-After above this is meant in milliseconds: HubSpot's pages say both, and no limit lasts so many seconds."""
_BURST = 10.0
_FAILED = frozenset({521, 523, 525, 526})
"""Beyond those that fail at every service."""


def judge(response: httpx.Response) -> Verdict | None:
    """What an answer means, where its status alone does not say it."""
    if response.status_code == 429:
        return _too_much(response)
    if response.status_code == _LOCKED:
        return Verdict(Meaning.THROTTLED, _LOCK, _said(response))
    if response.status_code == _MIGRATING:
        return Verdict(Meaning.THROTTLED, retry_after(response) or 60.0, _said(response))
    if response.status_code in _FAILED:
        return Verdict(Meaning.FAILED)
    if response.status_code == 401:
        return Verdict(Meaning.NOT_LET_IN, words=_said(response))
    return None


class Meter:
    """What answers say of the budget. They do not say when it is renewed; `told` remembers who does."""

    def __init__(self) -> None:
        self._resets_at: datetime | None = None

    def __call__(self, response: httpx.Response) -> Usage | None:
        """The calls of a day, which answers to private apps tell; those to public apps and of searches do not."""
        try:
            limit = int(response.headers["x-hubspot-ratelimit-daily"])
            left = int(response.headers["x-hubspot-ratelimit-daily-remaining"])
        except (KeyError, ValueError):
            return None
        return Usage(max(limit - left, 0), limit, self._next_reset(response))

    def _next_reset(self, response: httpx.Response) -> datetime | None:
        """Days follow each other; that one is over is seen by the service's own clock."""
        try:
            now = parsedate_to_datetime(response.headers["date"])
        except (KeyError, ValueError):
            return self._resets_at
        if self._resets_at is not None and now.tzinfo is not None and now >= self._resets_at:
            self._resets_at += timedelta(days=(now - self._resets_at).days + 1)
        return self._resets_at

    def told(self, answer: Mapping[str, Any]) -> Usage | None:
        """The calls of a day as the account's own page of them tells, with the moment at which they are renewed."""
        for each in answer.get("results") or ():
            if not isinstance(each, Mapping):
                continue
            limit, used = each.get("usageLimit"), each.get("currentUsage")
            if isinstance(limit, int) and isinstance(used, int):
                self._resets_at = _moment(each.get("resetsAt"))
                return Usage(used, limit, self._resets_at)
        return None


def _too_much(response: httpx.Response) -> Verdict:
    body = _body(response)
    policy, said = str(body.get("policyName") or ""), _said(response)
    asked = retry_after(response)
    if asked is not None and asked > _MILLISECONDS:
        asked /= 1000
    if policy == "DAILY":
        return Verdict(Meaning.SPENT, None, said)
    return Verdict(Meaning.THROTTLED, asked if asked is not None else _window(response, policy), said)


def _window(response: httpx.Response, policy: str) -> float:
    """Seconds until there is room again: a search's limit is one of a second, all others of the window they tell."""
    if policy == "SECONDLY":
        return 1.0
    told = response.headers.get("x-hubspot-ratelimit-interval-milliseconds", "")
    return min(int(told) / 1000, _BURST) if told.isdigit() else _BURST


def _said(response: httpx.Response) -> str:
    return str(_body(response).get("message") or "")


def _body(response: httpx.Response) -> Mapping[str, Any]:
    try:
        content = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return content if isinstance(content, dict) else {}


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
