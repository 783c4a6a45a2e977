"""How this program is let into an org: OAuth in a browser, an app of its own, or a user name with a password.

Secrets by name: `refresh_token` (given by the sign-in in the browser), `client_secret`, `password` and
`security_token`. None of them is kept longer than a sign-in takes; the access token lives in memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlencode, urlsplit

from simple_salesforce.exceptions import SalesforceAuthenticationFailed
from simple_salesforce.login import SalesforceLogin

from crmbackup_gui.errors import AccessExpired, AccessRevoked, LoginRefused, PasswordMissing, SourceUnreadable
from crmbackup_gui.sources.hosted.access import bearer
from crmbackup_gui.sources.hosted.permission import exchange_permission
from crmbackup_gui.sources.hosted.rows import decode_object
from crmbackup_gui.sources.hosted.token_endpoint import Told
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.salesforce.library import VERSION, WireSession
from crmbackup_gui.sources.secrets import FindSecret

_OF_PERMISSION = frozenset({"invalid_grant", "inactive_user", "inactive_org", "access_denied", "invalid_app_access"})
"""Refusals that are about the permission or its user; others are about the app."""

_SERVER = re.compile(r"<serverUrl>([^<]+)</serverUrl>")


class Way(Enum):
    """How to sign in; the values are what the address says after `signin=`."""

    BROWSER = "browser"
    APP = "app"
    """Client credentials: the app acts as the user whom the org has given it."""
    PASSWORD = "password"  # noqa: S105 - the name of a way


@dataclass
class SalesforceAccess:
    """An `Access` that signs in when the first request is made. `attach` gives it the wire, once.

    `login` is the host at which people sign in; the wire's `base` becomes that of the org. `client` is the id of the
    connected app; without one, PASSWORD signs in by SOAP, which needs none.
    """

    place: str
    login: str
    way: Way
    secrets: FindSecret
    client: str = ""
    user: str = ""
    _wire: Wire = field(init=False, repr=False)
    _token: str | None = None

    def attach(self, wire: Wire) -> None:
        """The wire by which signing in goes as well."""
        self._wire = wire

    def headers(self) -> Mapping[str, str]:
        if self._token is None:
            self._token = self._signed_in()
        return bearer(self._token)

    def renew(self) -> bool:
        self._token = None
        self._token = self._signed_in()
        return True

    def _signed_in(self) -> str:
        if self.way is Way.PASSWORD and not self.client:
            return self._by_soap()
        if self.way is Way.BROWSER:
            told = exchange_permission(self.place, self.secrets, self.client, self._exchange)
        else:
            told = self._exchange(self._grant())
        if told.refusal:
            raise self._not_let_in(told.refusal, told.words)
        return self._taken(str(told.content.get("access_token") or ""), str(told.content.get("instance_url") or ""))

    def _exchange(self, form: Mapping[str, str]) -> Told:
        answer = self._wire.send(
            "POST",
            f"{self.login}/services/oauth2/token",
            content=urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
            authorised=False,
        )
        said = decode_object(answer.content, self.place)
        return Told(said, "" if answer.is_success else str(said.get("error") or f"status {answer.status_code}"))

    def _grant(self) -> dict[str, str]:
        known = {"client_id": self.client, "client_secret": self._secret("client_secret")}
        if self.way is Way.APP:
            return {"grant_type": "client_credentials", **known}
        both = self._secret("password") + (self.secrets("security_token") or "")
        return {"grant_type": "password", "username": self.user, "password": both, **known}

    def _by_soap(self) -> str:
        """The call of the SOAP API, which works without a connected app."""
        session = WireSession(self._wire, authorised=False)
        try:
            token, _ = SalesforceLogin(
                username=self.user,
                password=self._secret("password"),
                security_token=self.secrets("security_token") or "",
                sf_version=VERSION,
                session=session,
                scratch_url=self.login,
            )
        except SalesforceAuthenticationFailed as error:
            raise LoginRefused(self.place, error.auth_message or str(error.code)) from None
        # The library tells the name of the org's host alone, without its scheme and port.
        url = _SERVER.search(session.newest)
        return self._taken(token, url[1] if url else "")

    def _taken(self, token: str, instance: str) -> str:
        """From here on the wire speaks to the org's own host."""
        found = urlsplit(instance)
        if not token or not found.hostname:
            raise SourceUnreadable(self.place, "the sign-in does not say how to go on")
        self._wire.base = f"{found.scheme}://{found.netloc}"
        return token

    def _not_let_in(self, code: str, words: str) -> AccessExpired | AccessRevoked | LoginRefused:
        if self.way is not Way.BROWSER:
            return LoginRefused(self.place, words)
        if code not in _OF_PERMISSION:
            return LoginRefused(self.place, words)
        # "expired access/refresh token" is said of one that was taken back as well: to sign in again comes first.
        return AccessExpired(self.place) if "expired" in words else AccessRevoked(self.place, words)

    def _secret(self, name: str) -> str:
        found = self.secrets(name)
        if not found:
            raise PasswordMissing(self.place)
        return found
