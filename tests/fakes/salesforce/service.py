"""A fake Salesforce: one org, its REST, Bulk 2.0 and SOAP APIs and its sign-in, over HTTP on loopback."""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tests.fakes.salesforce.bulk import UPLOAD, Bulk
from tests.fakes.salesforce.oauth import OAuth
from tests.fakes.salesforce.org import RECYCLED, Org
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.rest import Rest, answer
from tests.fakes.salesforce.setup import Setup
from tests.fakes.salesforce.soap import Soap
from tests.fakes.serving import Clock, FakeService, Request, Response

SESSION = timedelta(hours=2)


class FakeSalesforce(FakeService):
    """The attributes are what a test may turn; everything else follows from the requests and the clock."""

    username = "backup@acme.example"
    password = "Winter,26"
    security_token = "TOKEN9"
    client_id = "3MVG9acme"
    client_secret = "E1F2G3"

    def __init__(self, clock: Clock | None = None, tls: Path | None = None, first: int = 0) -> None:
        """Ids begin behind the number `first`, so that two orgs may have none in common."""
        super().__init__(clock, tls)
        self.org = Org(self.clock, first)
        self.daily_limit = 100_000
        self.bulk_polls = 1
        self.bulk_batch = 10_000
        self.bulk_page = 50_000
        self.bulk_fails_after: int | None = None
        """How many batches of an ingest job are done before the job fails."""
        self.most_upload = UPLOAD
        self.most_deleted_ids = 600_000
        self.page_with_long_texts = 1_000
        self.unsettled = timedelta()
        """Changes of this last while may not be in the feed of deletions yet."""
        self.log_purged_before: datetime | None = None
        self._sessions: dict[str, datetime] = {}
        self._numbers = itertools.count()
        self._calls: deque[datetime] = deque()
        self.oauth = OAuth(self)
        self.soap = Soap(self)
        self.rest = Rest(self)
        self.setup = Setup(self)
        self.bulk = Bulk(self)

    # Sessions

    def issue(self) -> str:
        """A new access token, which none before it was."""
        token = f"{self.org.id[:15]}!AQ{next(self._numbers):06d}"
        self._sessions[token] = self.clock.now() + SESSION
        return token

    def accepts(self, token: str) -> bool:
        return self._sessions.get(token, datetime.min.replace(tzinfo=self.clock.now().tzinfo)) > self.clock.now()

    def expire(self, token: str | None = None) -> None:
        """This session ends, or all of them."""
        for known in list(self._sessions) if token is None else [token]:
            self._sessions.pop(known, None)

    # Limits

    def calls_used(self) -> int:
        """Calls of the last 24 hours."""
        while self._calls and self._calls[0] <= self.clock.now() - timedelta(hours=24):
            self._calls.popleft()
        return len(self._calls)

    def used_up(self) -> bool:
        """Count one call more, unless there is none left."""
        if self.calls_used() >= self.daily_limit:
            return True
        self._calls.append(self.clock.now())
        return False

    # The feed of deletions

    def settled_until(self, now: datetime) -> datetime:
        return (now - self.unsettled).replace(second=0, microsecond=0)

    def delete_log_since(self) -> datetime:
        oldest = self.clock.now() - RECYCLED
        return max(oldest, self.log_purged_before or oldest)

    # HTTP

    def handle(self, request: Request) -> Response:
        try:
            response = self._handle(replace(request, path=request.path.rstrip("/")))
        except Refused as refused:
            response = answer(refused.body(), refused.status)
        headers = dict(response.headers)
        if request.path.startswith("/services/data/"):
            headers["Sforce-Limit-Info"] = f"api-usage={self.calls_used()}/{self.daily_limit}"
        return Response(response.status, response.body, headers)

    def _handle(self, request: Request) -> Response:
        open_to_all = (
            request.path.startswith(("/services/oauth2/", "/services/Soap/")) or request.path == "/services/data"
        )
        if not open_to_all or request.path.endswith("/userinfo"):
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            if kind != "Bearer" or not self.accepts(token):
                raise Refused("INVALID_SESSION_ID", "Session expired or invalid")
        if not open_to_all and self.used_up():
            raise Refused("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        return super().handle(request)

    def no_route(self, request: Request, *, known_path: bool) -> Response:
        if known_path:
            raise Refused("METHOD_NOT_ALLOWED", f"HTTP Method '{request.method}' not allowed.")
        raise Refused("NOT_FOUND", "The requested resource does not exist")
