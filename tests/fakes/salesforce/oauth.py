"""Signing in by OAuth: authorization code with PKCE, refresh, client credentials and user name with password."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from tests.fakes.serving import Request, Response, answer_json

if TYPE_CHECKING:
    from tests.fakes.salesforce.service import FakeSalesforce


class OAuth:
    """Handlers of one service. Whoever opens `authorize` is taken for a user who says yes, unless `denies` is set."""

    def __init__(self, service: FakeSalesforce) -> None:
        self._service = service
        self._codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: set[str] = set()
        self.denies = False
        service.route("GET", "/services/oauth2/authorize", self.authorize)
        service.route("POST", "/services/oauth2/token", self.token)
        service.route("POST", "/services/oauth2/revoke", self.revoke)
        service.route("GET", "/services/oauth2/userinfo", self.userinfo)

    def authorize(self, request: Request) -> Response:
        asked = request.query
        if asked.get("client_id") != self._service.client_id:
            return answer_json({"error": "invalid_client_id", "error_description": "client identifier invalid"}, 400)
        place = asked.get("redirect_uri", "")
        if urlsplit(place).hostname not in ("localhost", "127.0.0.1"):
            return answer_json(
                {"error": "redirect_uri_mismatch", "error_description": "redirect_uri must match configuration"}, 400
            )
        if (
            asked.get("response_type") != "code"
            or asked.get("code_challenge_method", "S256") != "S256"
            or not asked.get("code_challenge")
        ):
            return answer_json(
                {"error": "invalid_request", "error_description": "missing required code challenge"}, 400
            )
        if self.denies:
            back = {"error": "access_denied", "error_description": "end-user denied authorization"}
        else:
            code = f"aPrx{len(self._codes):04d}"
            self._codes[code] = asked
            back = {"code": code}
        return Response(302, b"", {"Location": f"{place}?{urlencode({**back, 'state': asked.get('state', '')})}"})

    def token(self, request: Request) -> Response:
        form = request.form
        kind = form.get("grant_type")
        secret_needed = kind in ("client_credentials", "password")
        client, secret = form.get("client_id"), form.get("client_secret")
        basic = request.headers.get("Authorization", "")
        if basic.startswith("Basic "):
            client, _, secret = base64.b64decode(basic[6:]).decode().partition(":")
        if client != self._service.client_id:
            return _refused("invalid_client_id", "client identifier invalid")
        if (secret or secret_needed) and secret != self._service.client_secret:
            return _refused("invalid_client", "invalid client credentials")
        if kind == "authorization_code":
            asked = self._codes.pop(form.get("code", ""), None)
            if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
                return _refused("invalid_grant", "expired authorization code")
            digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
                return _refused("invalid_grant", "invalid code verifier")
            fresh = f"5Aep861{len(self.refresh_tokens):04d}"
            self.refresh_tokens.add(fresh)
            return self._granted(refresh=fresh, scope=asked.get("scope", "api refresh_token"))
        if kind == "refresh_token":
            if form.get("refresh_token") not in self.refresh_tokens:
                return _refused("invalid_grant", "expired access/refresh token")
            return self._granted()
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
        self.refresh_tokens.discard(token)
        self._service.expire(token)
        return Response(200)

    def userinfo(self, _request: Request) -> Response:
        org = self._service.org
        return answer_json({"user_id": org.me, "organization_id": org.id, "preferred_username": self._service.username})

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


def _refused(code: str, words: str) -> Response:
    return answer_json({"error": code, "error_description": words}, 400)
