"""How HubSpot lets an app in that somebody has allowed: a permission that stays gives tokens for half an hour.

After developers.hubspot.com, "Manage OAuth access tokens with the 2026-03 API". A permission ends when the app is
uninstalled from the account or given back, and never by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crmbackup_gui.errors import AccessRevoked, LoginRefused, SourceUnreadable
from crmbackup_gui.sources.hosted.access import bearer
from crmbackup_gui.sources.hosted.permission import exchange_at, exchange_permission
from crmbackup_gui.sources.secrets import FindSecret


@dataclass
class HubSpotAccess:
    """An `Access` (hosted/access.py). `place` names the account in errors, `address` is the token endpoint's."""

    place: str
    address: str
    client: str
    secrets: FindSecret
    _token: str | None = None
    _scopes: frozenset[str] | None = None

    @property
    def scopes(self) -> frozenset[str] | None:
        """What the app may do in the account, None where HubSpot does not say. May call the sign-in."""
        self.headers()
        return self._scopes

    def headers(self) -> Mapping[str, str]:
        if self._token is None:
            self.renew()
        assert self._token is not None
        return bearer(self._token)

    def renew(self) -> bool:
        self._token = None
        told = exchange_permission(self.place, self.secrets, self.client, exchange_at(self.place, self.address))
        if told.refusal == "invalid_grant":
            raise AccessRevoked(self.place, told.words)
        if told.refusal:
            raise LoginRefused(self.place, told.words)
        token = told.content.get("access_token")
        if not isinstance(token, str) or not token:
            raise SourceUnreadable(self.place, "the service gave no token")
        self._token = token
        scopes = told.content.get("scopes")
        self._scopes = frozenset(str(each) for each in scopes) if isinstance(scopes, list) else None
        return True
