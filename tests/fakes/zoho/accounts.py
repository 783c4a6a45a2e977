"""Zoho's accounts server: consent, codes, permissions and the tokens that they give.

After zoho.com/accounts/protocol/oauth ("Get authorization code", "Get access token", "Refresh access token", "Multi DC
support", "Revoke OAuth tokens", the pages on mobile and desktop apps) and zoho.com/crm/developer/docs/api/v8
("Token Validity") as read in November 2026. A permission that stays is given to `access_type=offline` alone, and after
the first time only with `prompt=consent`. A user has at most twenty of them: the next ends the oldest. What the token
endpoint refuses, it refuses with status 200.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.fakes.serving import Request, Response, answer_json

if TYPE_CHECKING:
    from tests.fakes.zoho.zoho import FakeZoho

CLIENT_ID, CLIENT_SECRET = "1000.CLIENT", "client-secret"
ACCESS_LIVES = timedelta(hours=1)
CODE_LIVES = timedelta(minutes=2)
TOKENS_IN_TEN_MINUTES = 10
MOST_PERMISSIONS = 20


@dataclass
class _Grant:
    scopes: tuple[str, ...]
    revoked: bool = False
    issued: list[datetime] = field(default_factory=list)


@dataclass
class _Code:
    asked: dict[str, str]
    until: datetime


class Accounts:
    """Handlers of one service. Whoever opens the consent page says yes, unless `denies` is set."""

    def __init__(self, service: FakeZoho) -> None:
        self._service = service
        self._grants: dict[str, _Grant] = {}
        self._access: dict[str, tuple[str, datetime]] = {}
        self._codes: dict[str, _Code] = {}
        self._consented: Counter[str] = Counter()
        self._random = random.Random(8)
        self.callbacks = {"http://127.0.0.1:1/back"}
        """What the app has registered, to the letter."""
        self.public = False
        """Whether the app is one for mobile and desktop, which has no secret and must prove its challenge."""
        self.denies = False
        self.location = "us"
        self.server = ""
        """The accounts server of the user's data centre, as the answer names it; empty for this fake's own."""
        self.codes_from: Accounts | None = None
        """The accounts server whose codes are good here as well, since the user is asked there and has data here."""
        self.api_domain = ""
        """What the token endpoint says; empty for this fake's own address."""
        service.route("GET", "/oauth/v2/auth", self._authorise)
        service.route("POST", "/oauth/v2/token", self._token)
        service.route("POST", "/oauth/v2/token/revoke", self._revoke)

    def grant(self, *scopes: str) -> str:
        """A permission that stays."""
        token = f"1000.refresh.{len(self._grants):04d}"
        self._grants[token] = _Grant(scopes)
        for oldest in [one for one in self._grants.values() if not one.revoked][:-MOST_PERMISSIONS]:
            oldest.revoked = True
        return token

    def access(self, permission: str) -> str:
        """A token for an hour."""
        token = f"1000.access.{self._random.randrange(16**12):012x}"
        self._access[token] = (permission, self._service.clock.now() + ACCESS_LIVES)
        return token

    def revoke(self, permission: str) -> None:
        """The customer takes it back."""
        self._grants[permission].revoked = True

    def end_sessions(self) -> None:
        """All tokens expire now."""
        now = self._service.clock.now()
        self._access = {token: (permission, now) for token, (permission, _) in self._access.items()}

    def scopes_of(self, token: str) -> tuple[str, ...] | None:
        """What a token may do; None for one that is none, or no longer."""
        permission, expires = self._access.get(token, ("", self._service.clock.now()))
        if self._service.clock.now() >= expires or self._grants[permission].revoked:
            return None
        return self._grants[permission].scopes

    def _authorise(self, request: Request) -> Response:
        asked = request.query
        if asked.get("client_id") != CLIENT_ID or asked.get("response_type") != "code":
            return answer_json({"error": "invalid_client"}, 400)
        place = asked.get("redirect_uri", "")
        if place not in self.callbacks:
            return answer_json({"error": "invalid_redirect_uri"}, 400)
        if not asked.get("scope"):
            return answer_json({"error": "invalid_scope"}, 400)
        if self.public and not (asked.get("code_challenge") and asked.get("code_challenge_method") == "S256"):
            return answer_json({"error": "invalid_request"}, 400)
        state = {"state": asked["state"]} if "state" in asked else {}
        if self.denies:
            return _back(place, {"error": "access_denied", **state})
        code = f"1000.code.{len(self._codes):04d}"
        self._codes[code] = _Code(asked, self._service.clock.now() + CODE_LIVES)
        answer = {"code": code, "location": self.location, "accounts-server": self.server or self._service.url}
        return _back(place, {**answer, **state})

    def _token(self, request: Request) -> Response:
        form = {**request.query, **request.form}
        if form.get("client_id") != CLIENT_ID:
            return answer_json({"error": "invalid_client"})
        if form.get("client_secret", "") != ("" if self.public else CLIENT_SECRET):
            return answer_json({"error": "invalid_client_secret"})
        kinds = {"authorization_code": self._exchange, "refresh_token": self._refresh}
        answer = kinds.get(form.get("grant_type", ""))
        return answer(form) if answer else answer_json({"error": "unsupported_grant_type"})

    def _refresh(self, form: dict[str, str]) -> Response:
        grant = self._grants.get(form.get("refresh_token", ""))
        if grant is None or grant.revoked:
            return answer_json({"error": "invalid_code"})
        now = self._service.clock.now()
        grant.issued = [when for when in grant.issued if now - when < timedelta(minutes=10)]
        if len(grant.issued) >= TOKENS_IN_TEN_MINUTES:
            words = "You have made too many requests continuously. Please try again after some time."
            return answer_json({"error_description": words, "error": "Access Denied", "status": "failure"}, 400)
        grant.issued.append(now)
        return answer_json(self._issued(form["refresh_token"]))

    def _exchange(self, form: dict[str, str]) -> Response:
        codes = self._codes if self.codes_from is None else self.codes_from._codes
        found = codes.pop(form.get("code", ""), None)
        if found is None or self._service.clock.now() >= found.until:
            return answer_json({"error": "invalid_code"})
        asked = found.asked
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return answer_json({"error": "invalid_redirect_uri"})
        if "code_challenge" in asked and _challenge(form.get("code_verifier", "")) != asked["code_challenge"]:
            return answer_json({"error": "invalid_code"})
        permission = self.grant(*asked["scope"].split(","))
        issued = self._issued(permission)
        again = self._consented[asked["scope"]] > 0 and asked.get("prompt") != "consent"
        self._consented[asked["scope"]] += 1
        if asked.get("access_type") != "offline" or again:
            return answer_json(issued)
        return answer_json({**issued, "refresh_token": permission})

    def _issued(self, permission: str) -> dict[str, object]:
        return {
            "access_token": self.access(permission),
            "scope": " ".join(self._grants[permission].scopes),
            "api_domain": self.api_domain or self._service.url,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_LIVES.total_seconds()),
        }

    def _revoke(self, request: Request) -> Response:
        grant = self._grants.get({**request.query, **request.form}.get("token", ""))
        if grant is None or grant.revoked:
            return answer_json({"error": "invalid_code"}, 400)
        grant.revoked = True
        return answer_json({"status": "success"})


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _back(place: str, answer: dict[str, str]) -> Response:
    return Response(302, b"", {"Location": f"{place}?{urlencode(answer)}"})
