"""Signing in to a hosted CRM by the browser, for the window and the command line.

How a caller uses it, from worker threads:

    form = sign_in_form("salesforce")              # what to show: scopes, the callback address, whether a secret is due
    sign_in = program.begin_sign_in(SignInRequest(url, client, client_secret))    # quick; the port is ours from here on
    ...open sign_in.address in the browser...
    signed_in = sign_in.wait(cancel)               # blocks until somebody has answered; `cancel` is a CancelToken
    ...signed_in.url is the CRM's address from now on; its access is kept under that...

`wait` ends by itself: with SignedIn, or by raising SignInRefused, SignInTimedOut, Cancelled, AccountDiffers and other
leaves of SourceProblem. Whoever does not wait calls `close`. `program.sign_out(url)` gives the permission back and
forgets it. The window needs no sign-in for ways without a browser (an app's own user, user name and password, a private
app's token): those are secrets of the CRM, which `program.take_secrets(url, {name: secret}, remember=...)` keeps.

The app (its id, and its secret where it has one) is the user's own: this program ships none. The service sends the
browser to an address on this computer that the user registers with the app. All three services compare that address
as a whole with its port, so the port is a fixed one, `CALLBACK_PORT`, unless the user takes another.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self
from urllib.parse import urlencode

from crmbackup_gui.errors import CrmBackupError, InvalidRequest, PasswordUnavailable, SignInRefused, UnsupportedLocation
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.callback import CALLBACK_PORT, Callback, callback_address
from crmbackup_gui.services.crm_secrets import CrmSecrets, Given
from crmbackup_gui.sources.hosted.consent import (
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    AppSecret,
    Consent,
    Need,
    Scope,
)
from crmbackup_gui.sources.hosted.token_endpoint import ask_token_endpoint
from crmbackup_gui.sources.location import Location, parse_location
from crmbackup_gui.sources.registry import consent_of, sign_in_schemes

_CODE = re.compile(r"[a-z_-]{1,40}")
_MOST_WORDS = 300

_LOG = logging.getLogger(__name__)

TIME_LIMIT = timedelta(minutes=10)
"""For the person in the browser, who may have to find a password first."""


@dataclass(frozen=True)
class SignInForm:
    """What to show and to ask before somebody signs in to a kind of CRM. Nothing is secret."""

    callback: str
    """The address to register with the app at the service, to the letter."""
    app_secret: AppSecret
    scopes: tuple[Scope, ...]
    """What the app and the user must allow, by the service's own names."""


@dataclass(frozen=True)
class SignInRequest:
    """One sign-in.

    `url` is the CRM's address as far as the user knows it: `salesforce://login.salesforce.com` or the org's own host,
    `zoho://accounts.zoho.eu` (any data centre's), `hubspot://` or `hubspot://12345678`. `client` is the id of the app.
    `restore` also asks for what only a restore needs; `scopes` names the only ones to ask for, where the app has fewer
    than the form lists. `remember` keeps the permission in the keyring; otherwise it is known until the program ends.
    """

    url: str
    client: str
    client_secret: str = field(default="", repr=False)
    restore: bool = True
    scopes: tuple[str, ...] = ()
    port: int = CALLBACK_PORT
    remember: bool = True


@dataclass(frozen=True)
class SignedIn:
    """Somebody signed in, and the access is known by now.

    `url` is the CRM's address from now on: it has the app's id, the account or the data centre in it. `account` says
    whom the service let in, as far as it does. `missing` are scopes that were asked for and not granted. `not_kept`
    says why the keyring could not keep the access, if it should have.
    """

    url: str
    account: str
    missing: tuple[str, ...] = ()
    not_kept: PasswordUnavailable | None = None


def sign_in_form(scheme: str, *, restore: bool = True, port: int = CALLBACK_PORT) -> SignInForm | None:
    """For addresses that begin with `scheme` (`salesforce`, `zoho`, `hubspot`); None for CRMs without a sign-in."""
    consent = consent_of(scheme)
    if consent is None:
        return None
    return SignInForm(callback_address(port), consent.app_secret, _wanted(consent, restore=restore))


class SignIn:
    """A sign-in that has begun. One thread waits; any thread may close."""

    def __init__(self, request: SignInRequest, secrets: CrmSecrets) -> None:
        """Raises CallbackTaken, and leaves of InvalidRequest for an address or an app that cannot be used."""
        self._request, self._secrets = request, secrets
        self._location, self._consent = _usable(request)
        self._scopes = _chosen(_wanted(self._consent, restore=request.restore), request.scopes)
        question = self._consent.question(self._location, self._scopes)
        self._state, self._verifier = random_secrets.token_urlsafe(32), random_secrets.token_urlsafe(64)
        self._callback = Callback(self._state, request.port)
        self.callback = callback_address(self._callback.port)
        """Where the browser is sent back to."""
        parameters = {
            "response_type": "code",
            "client_id": request.client,
            "redirect_uri": self.callback,
            "state": self._state,
            "code_challenge": _challenge(self._verifier),
            "code_challenge_method": "S256",
            **question.parameters,
        }
        self.address = f"{question.address}?{urlencode(parameters)}"
        """What to open in the browser. It holds nothing that gives access."""

    def wait(self, cancel: CancelToken | None = None, limit: timedelta = TIME_LIMIT) -> SignedIn:
        """Block until somebody has signed in, said no, or `limit` has passed; then it is closed.

        Raises SignInRefused, SignInTimedOut, OtherAccount, SourceUnreachable, SourceUnreadable and Cancelled. Then
        nothing is kept, and what was kept before stays.
        """
        with self:
            answer = self._callback.wait(self._location.url, limit.total_seconds(), cancel or CancelToken())
        if "error" in answer:
            raise SignInRefused(self._location.url, _refusal(answer))
        return self._keep(answer)

    def close(self) -> None:
        """Await no answer any more."""
        self._callback.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _keep(self, answer: Mapping[str, str]) -> SignedIn:
        request = self._request
        form = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "client_id": request.client,
            "redirect_uri": self.callback,
            "code_verifier": self._verifier,
        }
        if request.client_secret:
            form[CLIENT_SECRET] = request.client_secret
        address = self._consent.token_address(self._location, answer)
        told = ask_token_endpoint(self._location.url, address, form)
        if told.refusal:
            raise SignInRefused(self._location.url, told.words)
        granted = self._consent.granted(self._location, request.client, answer, told.content)
        url = granted.location.url
        kept = {**granted.secrets, CLIENT_SECRET: request.client_secret}
        given = self._secrets.given(REFRESH_TOKEN) is not None
        before = _permission(self._secrets, url) if self._consent.adds_up and not given else None
        not_kept = _take(self._secrets, url, kept, remember=request.remember)
        if not_kept is None and before is not None and before["token"] != granted.secrets[REFRESH_TOKEN]:
            self._end(before, url)
        asked = {scope.name for scope in self._scopes if not scope.optional}
        missing = () if granted.scopes is None else tuple(sorted(asked - granted.scopes))
        return SignedIn(url, granted.account, missing, not_kept)

    def _end(self, permission: Given, url: str) -> None:
        """One that nobody needs any more would push out another computer's in the end."""
        try:
            _give_back(parse_location(url), self._consent, permission)
        except CrmBackupError as error:
            _LOG.info("The permission of an earlier sign-in stays: %s", error.user_message)


def take_back(signed_in: SignedIn, secrets: CrmSecrets) -> None:
    """Undo a sign-in that could not be kept, for a program that ends now: its permission is lost with it.

    What was kept before stays and is still good. Where sign-ins do not add up, the permission may be one that another
    computer has as well, and is left alone.
    """
    location = parse_location(signed_in.url)
    consent, finder = consent_of(location.scheme), secrets.of(signed_in.url)
    permission = _permission(secrets, signed_in.url)
    if consent is None or permission is None or not consent.adds_up or finder.is_kept(REFRESH_TOKEN):
        return
    try:
        _give_back(location, consent, permission)
    except CrmBackupError as error:
        _LOG.info("The permission of a sign-in that could not be kept stays: %s", error.user_message)


@dataclass(frozen=True)
class SignedOut:
    """It is forgotten here. `given_back`: the service knows, too; if it should and does not, `problem` says why.

    Who runs the CRM can end it there at any time.
    """

    given_back: bool
    problem: CrmBackupError | None = None


def sign_out(url: str, secrets: CrmSecrets) -> SignedOut:
    """Give the permission back to the service, and forget every secret of the CRM at that address, also a typed one.

    Raises PasswordUnavailable when the keyring cannot let go of it, and leaves of InvalidRequest.
    """
    location = parse_location(url)
    consent = consent_of(location.scheme)
    permission = _permission(secrets, url) if consent is not None else None
    problem: CrmBackupError | None = None
    if consent is not None and permission is not None:
        try:
            _give_back(location, consent, permission)
        except CrmBackupError as error:
            problem = error
    secrets.forget(url)
    return SignedOut(permission is not None and problem is None, problem)


def _permission(secrets: CrmSecrets, url: str) -> Given | None:
    """The one that is known, as `Consent.revocation` takes it."""
    find = secrets.of(url)
    known = {
        "token": find(REFRESH_TOKEN),
        CLIENT_ID: parse_location(url).options.get("client") or find(CLIENT_ID),
        CLIENT_SECRET: find(CLIENT_SECRET),
    }
    return {name: value for name, value in known.items() if value} if known["token"] else None


def _give_back(location: Location, consent: Consent, permission: Given) -> None:
    address, form = consent.revocation(location, permission)
    told = ask_token_endpoint(location.url, address, form)
    if told.refusal:
        raise SignInRefused(location.url, told.words)


def _take(secrets: CrmSecrets, url: str, found: Given, *, remember: bool) -> PasswordUnavailable | None:
    """Use these from now on; what is empty is known no longer, so that nothing of an earlier app is left."""
    given = {name: secret for name, secret in found.items() if secret}
    try:
        secrets.forget(url, found.keys() - given.keys() if remember else found.keys())
        if remember:
            secrets.keep(url, given)
            return None
    except PasswordUnavailable as error:
        secrets.enter(url, given)
        return error if remember else None
    secrets.enter(url, given)
    return None


def _usable(request: SignInRequest) -> tuple[Location, Consent]:
    location = parse_location(request.url)
    consent = consent_of(location.scheme)
    if consent is None:
        raise UnsupportedLocation(location.scheme, sign_in_schemes())
    if not request.client.strip():
        raise InvalidRequest("The id of the app that the service knows is missing.")
    if consent.app_secret is AppSecret.NEEDED and not request.client_secret:
        raise InvalidRequest("The secret of the app is missing; this service lets no app in without it.")
    return location, consent


def _wanted(consent: Consent, *, restore: bool) -> tuple[Scope, ...]:
    wanted = tuple(scope for scope in consent.scopes if restore or scope.need is not Need.RESTORE)
    included = {scope.instead_of for scope in wanted}
    return tuple(scope for scope in wanted if scope.name not in included)


def _chosen(scopes: tuple[Scope, ...], names: tuple[str, ...]) -> tuple[Scope, ...]:
    """What keeps somebody signed in is always asked for. Raises InvalidRequest for a name that is none of them."""
    unknown = set(names) - {scope.name for scope in scopes}
    if unknown:
        raise InvalidRequest(f"There is no scope '{min(unknown)}'; there are: {', '.join(s.name for s in scopes)}.")
    return tuple(scope for scope in scopes if not names or scope.name in names or scope.need is Need.STAY)


def _refusal(answer: Given) -> str:
    """The service's words, which any page can have written where there is no state: then nothing but its code."""
    if "state" not in answer:
        return answer["error"] if _CODE.fullmatch(answer["error"]) else "access_denied"
    words = answer.get("error_description") or answer["error"]
    return "".join(character for character in words if character.isprintable())[:_MOST_WORDS]


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
