"""Rate limits as developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines documents them.

Calls within ten seconds and calls a day, told in headers; searches a second, told in none. A day ends at midnight
in the account's time zone, which is UTC here. Refused calls count for the day too.
"""

from collections import deque
from datetime import timedelta

from tests.fakes.hubspot.refusals import Refused


class Limits:
    """`burst` calls within ten seconds, `daily` a day and `searches` a second; None for no limit."""

    def __init__(self, clock, burst=None, daily=250_000, searches=None):
        self.clock = clock
        self.burst, self.daily, self.searches = burst, daily, searches
        self.used_today = 0
        self.headers_of_private_apps = True
        self._day = clock.now().date()
        self._recent, self._searched = deque(), deque()

    def count(self, *, search):
        """Count a call. Refuses one that is too many."""
        now = self.clock.now()
        if now.date() != self._day:
            self._day, self.used_today = now.date(), 0
        _forget(self._recent, now - timedelta(seconds=10))
        _forget(self._searched, now - timedelta(seconds=1))
        if self.used_today >= self.daily:
            raise self._refusal("daily", "DAILY")
        self.used_today += 1
        if search and self.searches is not None and len(self._searched) >= self.searches:
            raise self._refusal("secondly", "SECONDLY", headers={})
        if self.burst is not None and len(self._recent) >= self.burst:
            raise self._refusal("ten_secondly_rolling", "TEN_SECONDLY_ROLLING")
        self._recent.append(now)
        if search:
            self._searched.append(now)

    def headers(self, *, private):
        """What every answer but a search's tells. Public apps are told nothing of the day."""
        burst = self.burst if self.burst is not None else 190
        told = {
            "X-HubSpot-RateLimit-Max": str(burst),
            "X-HubSpot-RateLimit-Remaining": str(max(burst - len(self._recent), 0)),
            "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        }
        if private:
            told["X-HubSpot-RateLimit-Daily"] = str(self.daily)
            told["X-HubSpot-RateLimit-Daily-Remaining"] = str(max(self.daily - self.used_today, 0))
        return told

    def _refusal(self, which, policy, headers=None):
        return Refused(
            429,
            "RATE_LIMITS",
            f"You have reached your {which} limit.",
            headers=headers,
            errorType="RATE_LIMIT",
            policyName=policy,
            groupName=f"publicapi:private-apps-api-calls-{which}",
        )


def _forget(times, until):
    while times and times[0] <= until:
        times.popleft()
