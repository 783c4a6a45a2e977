"""Tokens: private apps, and OAuth with its codes, refreshes, expiry and revocation.

After developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication, "Manage OAuth access tokens with
the 2026-03 API" and the changelog ("New OAuth v3 API Endpoints and Standardized Error Responses", "Additional details
returned when generating OAuth access tokens"): access tokens live 30 minutes, a refresh token stays the same until the
app is uninstalled, a code is good once, and the addresses of 2026-03 take nothing in the query. A redirect is compared
as a whole, and only `localhost` is sent back to without TLS. The install must ask for the app's required scopes and may
ask for no others than the app has; optional ones that the account does not have are left out of what is granted.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

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
    required: frozenset
    scopes: frozenset
    codes: dict = field(default_factory=dict)
    refresh: dict = field(default_factory=dict)


class SigningIn:
    """All tokens of an account."""

    def __init__(self, clock, portal=""):
        self._clock, self._portal = clock, portal
        self._tokens, self._apps = {}, {}
        self.denies = False
        """Whether whoever is asked says no."""
        self.included = None
        """Scopes of what the account's subscription includes; None for all."""

    def private_app(self, scopes):
        """A token that lives until it is revoked."""
        token = f"pat-eu1-{secrets.token_hex(16)}"
        self._tokens[token] = Token(frozenset(scopes), private=True)
        return token

    def app(self, client_id, secret, redirects=(), *, required=(), scopes=None):
        """A public app that customers may allow in. `scopes` are all in its settings, None for any."""
        has = None if scopes is None else frozenset(scopes)
        self._apps[client_id] = _App(secret, tuple(redirects), frozenset(required), has)

    def send_back_to(self, client_id, place):
        """One redirect more in the settings of an app."""
        self._apps[client_id].redirects += (place,)

    def allow(self, client_id, scopes, challenge=None, place=None):
        """What a customer's consent gives the app: a code."""
        code = secrets.token_urlsafe(16)
        self._apps[client_id].codes[code] = (frozenset(scopes), challenge, place)
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
        """The consent page: here the customer agrees at once, unless `denies` is set."""
        asked = request.query
        app = self._apps.get(asked.get("client_id"))
        place = asked.get("redirect_uri", "")
        if app is None or place not in app.redirects:
            raise invalid("client_id or redirect_uri is not of this app")
        if place.startswith("http://") and urlsplit(place).hostname != "localhost":
            raise invalid("redirect_uri must be https, or at localhost")
        if asked.get("code_challenge_method", "S256") != "S256":
            raise invalid("code_challenge_method must be S256")
        wanted, more = set(asked.get("scope", "").split()), set(asked.get("optional_scope", "").split())
        if not app.required <= wanted or (app.scopes is not None and not wanted | more <= app.scopes):
            raise invalid("the scopes do not match the settings of the app")
        if self.included is not None and not wanted <= self.included | {"oauth"}:
            raise invalid("this account has no access to some of the scopes")
        state = {"state": asked["state"]} if "state" in asked else {}
        if self.denies:
            return _back(place, {"error": "access_denied", "error_description": "User denied access", **state})
        granted = wanted | (more if self.included is None else more & self.included)
        code = self.allow(asked["client_id"], granted, asked.get("code_challenge"), place)
        return _back(place, {"code": code, **state})

    def give_token(self, request):
        """`POST /oauth/2026-03/token`, and `/oauth/v1/token` until February 2027."""
        form = request.form
        if request.query and "2026-03" in request.path:
            return _no("BAD_REQUEST", "invalid_request", "parameters belong into the body")
        app = self._apps.get(form.get("client_id"))
        if app is None or not secrets.compare_digest(form.get("client_secret", ""), app.secret):
            status = "BAD_CLIENT_SECRET" if app else "BAD_CLIENT_ID"
            return _no(status, "invalid_client", "missing or invalid client id or client secret")
        if form.get("grant_type") == "refresh_token":
            return self._refresh(app, form.get("refresh_token"))
        if form.get("grant_type") == "authorization_code":
            return self._redeem(app, form)
        return _no("BAD_GRANT_TYPE", "unsupported_grant_type", "missing or unknown grant type")

    def give_back(self, request):
        """`POST /oauth/2026-03/token/revoke`."""
        form = request.form
        app = self._apps.get(form.get("client_id"))
        if request.query or app is None or form.get("client_secret") != app.secret:
            return _no("BAD_CLIENT_ID", "invalid_client", "missing or invalid client id or client secret")
        if app.refresh.pop(form.get("token"), None) is None:
            return _no("BAD_REFRESH_TOKEN", "invalid_request", "the token is not known")
        return Response(204)

    def _redeem(self, app, form):
        scopes, challenge, place = app.codes.pop(form.get("code"), (None, None, None))
        if scopes is None:
            return _no("BAD_AUTH_CODE", "invalid_grant", "missing or unknown auth code")
        if place is not None and form.get("redirect_uri") != place:
            return _no("BAD_REDIRECT_URI", "invalid_grant", "missing or invalid redirect uri")
        if challenge is not None and challenge != _challenge(form.get("code_verifier", "")):
            return _no("BAD_CODE_VERIFIER", "invalid_grant", "the code verifier does not fit the challenge")
        refresh = f"eu1-{secrets.token_hex(16)}"
        app.refresh[refresh] = scopes
        return self._access(refresh, scopes)

    def _refresh(self, app, refresh):
        if refresh not in app.refresh:
            return _no("BAD_REFRESH_TOKEN", "invalid_grant", "refresh token is invalid, expired or revoked")
        return self._access(refresh, app.refresh[refresh])

    def _access(self, refresh, scopes):
        token = secrets.token_urlsafe(24)
        self._tokens[token] = Token(frozenset(scopes), private=False, expires=self._clock.now() + LIFETIME)
        return answer_json(
            {
                "token_type": "bearer",
                "refresh_token": refresh,
                "access_token": token,
                "expires_in": int(LIFETIME.total_seconds()),
                "hub_id": int(self._portal or 0),
                "scopes": sorted(scopes),
            }
        )


def _back(place, answer):
    return Response(302, b"", {"Location": f"{place}?{urlencode(answer)}"})


def _challenge(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _no(status, error, words):
    said = {"error": error, "error_description": words, "status": status, "message": words}
    return answer_json({**said, "correlationId": secrets.token_hex(8)}, 400)
