"""Signing in by OAuth: authorization code with PKCE, refresh, client credentials and user name with password.

After help.salesforce.com ("OAuth 2.0 Web Server Flow", "OAuth 2.0 Refresh Token Flow", "OAuth 2.0 Authorization
Errors", "Revoke OAuth Tokens Programmatically", "Manage OAuth Access Policies") as read in November 2026. A user has at
most five permissions of one app: the sixth ends the oldest. Who says no is sent back without the state, as the page on
errors shows it. `expired access/refresh token` is said of every permission that is none, whatever ended it, except
where a policy of the app did.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.fakes.serving import Request, Response, answer_json

if TYPE_CHECKING:
    from tests.fakes.salesforce.service import FakeSalesforce

CODE_LIVES = timedelta(minutes=15)
MOST_PERMISSIONS = 5


class OAuth:
    """Handlers of one service. Whoever opens `authorize` is taken for a user who says yes, unless `denies` is set."""

    def __init__(self, service: FakeSalesforce) -> None:
        self._service = service
        self._codes: dict[str, tuple[dict[str, str], datetime]] = {}
        self._made = 0
        self.refresh_tokens: list[str] = []
        """Oldest first."""
        self.outlived: set[str] = set()
        """Permissions that a policy of the app has ended by their age."""
        self.callbacks = {"http://localhost:1717/callback"}
        """What the app has registered, to the letter."""
        self.scopes = {"api", "refresh_token"}
        self.denies = False
        self.rotates = False
        """Whether each refresh gives another permission, and ends the one that was shown."""
        self.wants_secret = False
        """Whether the app requires its secret in the web server flow and for refreshing."""
        self.user_active = True
        service.route("GET", "/services/oauth2/authorize", self.authorize)
        service.route("POST", "/services/oauth2/token", self.token)
        service.route("POST", "/services/oauth2/revoke", self.revoke)
        service.route("GET", "/services/oauth2/userinfo", self.userinfo)

    def authorize(self, request: Request) -> Response:
        asked = request.query
        if asked.get("client_id") != self._service.client_id:
            return _page("invalid_client_id", "client identifier invalid")
        place = asked.get("redirect_uri", "")
        if place not in self.callbacks:
            return _page("redirect_uri_mismatch", "redirect_uri must match configuration")
        if (
            asked.get("response_type") != "code"
            or asked.get("code_challenge_method", "S256") != "S256"
            or not asked.get("code_challenge")
        ):
            return _page("invalid_request", "missing required code challenge")
        state = {"state": asked["state"]} if "state" in asked else {}
        if not set(asked.get("scope", "").split()) <= self.scopes:
            return _back(place, {"error": "invalid_scope", "error_description": "the requested scope is not allowed"})
        if self.denies:
            return _back(place, {"error": "access_denied", "error_description": "end-user denied authorization"})
        code = f"aPrx{len(self._codes):04d}"
        self._codes[code] = (asked, self._service.clock.now() + CODE_LIVES)
        return _back(place, {"code": code, **state})

    def token(self, request: Request) -> Response:
        if request.query:
            return _refused("invalid_request", "the fake takes no secrets in the address")
        form = request.form
        kind = form.get("grant_type")
        secret_needed = kind in ("client_credentials", "password") or self.wants_secret
        client, secret = form.get("client_id"), form.get("client_secret")
        basic = request.headers.get("Authorization", "")
        if basic.startswith("Basic "):
            client, _, secret = base64.b64decode(basic[6:]).decode().partition(":")
        if client != self._service.client_id:
            return _refused("invalid_client_id", "client identifier invalid")
        if (secret or secret_needed) and secret != self._service.client_secret:
            return _refused("invalid_client", "invalid client credentials")
        if kind == "authorization_code":
            return self._exchange(form)
        if kind == "refresh_token":
            return self._refresh(form.get("refresh_token", ""))
        if kind == "client_credentials":
            return self._granted()
        if kind == "password":
            if (form.get("username"), form.get("password")) != (
                self._service.username,
                self._service.password + self._service.security_token,
            ):
                return _refused("invalid_grant", "authentication failure")
            return self._granted()
        return _refused("unsupported_grant_type", "grant type not supported")

    def revoke(self, request: Request) -> Response:
        token = request.form.get("token", "")
        if request.query or (token not in self.refresh_tokens and not self._service.accepts(token)):
            return answer_json({"error": "invalid_token", "error_description": "invalid token: "}, 400)
        self.end(token)
        self._service.expire(token)
        return Response(200)

    def end(self, permission: str) -> None:
        """Somebody takes a permission back."""
        if permission in self.refresh_tokens:
            self.refresh_tokens.remove(permission)

    def grant(self) -> str:
        """A permission, as a sign-in gives it."""
        self._made += 1
        fresh = f"5Aep861{self._made:04d}"
        self.refresh_tokens.append(fresh)
        del self.refresh_tokens[:-MOST_PERMISSIONS]
        return fresh

    def userinfo(self, _request: Request) -> Response:
        org = self._service.org
        return answer_json({"user_id": org.me, "organization_id": org.id, "preferred_username": self._service.username})

    def _exchange(self, form: dict[str, str]) -> Response:
        asked, until = self._codes.pop(form.get("code", ""), ({}, self._service.clock.now()))
        if self._service.clock.now() >= until:
            return _refused("invalid_grant", "expired authorization code")
        if asked["redirect_uri"] != form.get("redirect_uri"):
            return _refused("redirect_uri_mismatch", "redirect_uri must match configuration")
        if not form.get("code_verifier"):
            return _refused("invalid_grant", "missing required code verifier")
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return _refused("invalid_request", "invalid code verifier")
        scope = asked.get("scope") or " ".join(sorted(self.scopes))
        stays = "refresh_token" in scope.split()
        return self._granted(refresh=self.grant() if stays else "", scope=scope)

    def _refresh(self, permission: str) -> Response:
        if permission in self.outlived:
            return _refused("invalid_grant", "token validity expired")
        if permission not in self.refresh_tokens:
            return _refused("invalid_grant", "expired access/refresh token")
        if not self.user_active:
            return _refused("inactive_user", "user is inactive")
        if not self.rotates:
            return self._granted()
        self.end(permission)
        return self._granted(refresh=self.grant())

    def _granted(self, refresh: str = "", scope: str = "api refresh_token") -> Response:
        granted = {
            "access_token": self._service.issue(),
            "instance_url": self._service.url,
            "id": f"{self._service.url}/id/{self._service.org.id}/{self._service.org.me}",
            "token_type": "Bearer",
            "issued_at": str(int(self._service.clock.now().timestamp() * 1000)),
            "signature": "c2lnbmF0dXJl",
            "scope": scope,
        }
        return answer_json({**granted, "refresh_token": refresh} if refresh else granted)


def _back(place: str, answer: dict[str, str]) -> Response:
    return Response(302, b"", {"Location": f"{place}?{urlencode(answer)}"})


def _page(code: str, words: str) -> Response:
    """What a person sees when the app or the callback is not known: nobody is sent anywhere."""
    return answer_json({"error": code, "error_description": words}, 400)


def _refused(code: str, words: str) -> Response:
    return answer_json({"error": code, "error_description": words}, 400)
