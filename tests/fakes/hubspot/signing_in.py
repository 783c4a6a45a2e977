"""Tokens: private apps, and OAuth with its codes, refreshes, expiry and revocation.

After developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication: access tokens live 30 minutes, a
refresh token stays the same until the app is uninstalled, and a code is good once.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from tests.fakes.hubspot.refusals import Refused, invalid
from tests.fakes.hubspot.values import stamp
from tests.fakes.serving import Response, answer_json

LIFETIME = timedelta(minutes=30)


@dataclass
class Token:
    scopes: frozenset
    private: bool
    expires: object = None


@dataclass
class _App:
    secret: str
    redirects: tuple
    codes: dict = field(default_factory=dict)
    refresh: dict = field(default_factory=dict)


class SigningIn:
    """All tokens of an account."""

    def __init__(self, clock):
        self._clock = clock
        self._tokens, self._apps = {}, {}

    def private_app(self, scopes):
        """A token that lives until it is revoked."""
        token = f"pat-eu1-{secrets.token_hex(16)}"
        self._tokens[token] = Token(frozenset(scopes), private=True)
        return token

    def app(self, client_id, secret, redirects=()):
        """A public app that customers may allow in."""
        self._apps[client_id] = _App(secret, tuple(redirects))

    def allow(self, client_id, scopes, challenge=None):
        """What a customer's consent gives the app: a code."""
        code = secrets.token_urlsafe(16)
        self._apps[client_id].codes[code] = (frozenset(scopes), challenge)
        return code

    def revoke(self, token):
        """End a private app's token, or an app's access and refresh token."""
        self._tokens.pop(token, None)
        for app in self._apps.values():
            app.refresh.pop(token, None)

    def uninstall(self, client_id):
        """The customer throws the app out: nothing that it holds is good any more."""
        self._apps[client_id].refresh.clear()
        for token in [t for t, held in self._tokens.items() if not held.private]:
            del self._tokens[token]

    def token_of(self, request):
        """The token that a request bears. Refuses none, an unknown one, and an expired one."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        held = self._tokens.get(token)
        if held is None:
            raise Refused(401, "INVALID_AUTHENTICATION", "The access token is invalid or has been revoked.")
        if held.expires is not None and held.expires <= self._clock.now():
            ago = int((self._clock.now() - held.expires).total_seconds())
            raise Refused(
                401,
                "EXPIRED_AUTHENTICATION",
                f"The OAuth token used to make this call expired {ago} second(s) ago.",
                context={"expire time": [stamp(held.expires)]},
            )
        return held

    # Endpoints

    def authorize(self, request):
        """The consent page: here the customer agrees at once."""
        asked = request.query
        app = self._apps.get(asked.get("client_id"))
        if app is None or asked.get("redirect_uri", "").partition("?")[0] not in app.redirects:
            raise invalid("client_id or redirect_uri is not of this app")
        if asked.get("code_challenge_method", "S256") != "S256":
            raise invalid("code_challenge_method must be S256")
        code = self.allow(asked["client_id"], asked.get("scope", "").split(), asked.get("code_challenge"))
        back = urlencode({"code": code, **({"state": asked["state"]} if "state" in asked else {})})
        return Response(302, b"", {"Location": f"{asked['redirect_uri']}?{back}"})

    def give_token(self, request):
        """`POST /oauth/v1/token`."""
        form = request.form
        app = self._apps.get(form.get("client_id"))
        if app is None or not secrets.compare_digest(form.get("client_secret", ""), app.secret):
            return _no("BAD_CLIENT_SECRET" if app else "BAD_CLIENT_ID", "missing or invalid client id or client secret")
        if form.get("grant_type") == "refresh_token":
            return self._refresh(app, form.get("refresh_token"))
        if form.get("grant_type") == "authorization_code":
            return self._redeem(app, form)
        return _no("BAD_GRANT_TYPE", "missing or unknown grant type")

    def _redeem(self, app, form):
        scopes, challenge = app.codes.pop(form.get("code"), (None, None))
        if scopes is None:
            return _no("BAD_AUTH_CODE", "missing or unknown auth code")
        if challenge is not None and challenge != _challenge(form.get("code_verifier", "")):
            return _no("BAD_CODE_VERIFIER", "the code verifier does not fit the challenge")
        refresh = f"eu1-{secrets.token_hex(16)}"
        app.refresh[refresh] = scopes
        return self._access(refresh, scopes)

    def _refresh(self, app, refresh):
        if refresh not in app.refresh:
            return _no("BAD_REFRESH_TOKEN", "missing or invalid refresh token")
        return self._access(refresh, app.refresh[refresh])

    def _access(self, refresh, scopes):
        token = secrets.token_urlsafe(24)
        self._tokens[token] = Token(scopes, private=False, expires=self._clock.now() + LIFETIME)
        return answer_json(
            {
                "token_type": "bearer",
                "refresh_token": refresh,
                "access_token": token,
                "expires_in": int(LIFETIME.total_seconds()),
            }
        )


def _challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _no(status, message):
    return answer_json({"status": status, "message": message, "correlationId": secrets.token_hex(8)}, 400)
