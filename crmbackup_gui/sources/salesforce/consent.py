"""Signing in to Salesforce by the browser: the web server flow with its proof key.

After help.salesforce.com, "OAuth 2.0 Web Server Flow for Web App Integration" and "OAuth Tokens and Scopes". The app is
an external client app of the user's org (or a connected app of old) with the callback address of this program. An app
that asks for no secret in this flow needs none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from crmbackup_gui.errors import InvalidLocation, SourceUnreadable
from crmbackup_gui.sources.hosted.consent import (
    REFRESH_TOKEN,
    AppSecret,
    Gives,
    Granted,
    Need,
    Question,
    Scope,
    lasting_permission,
    scopes_in,
)
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.server import is_this_computer

LOGIN = "login.salesforce.com"
_ORG = re.compile(r"[a-z0-9-]+(--[a-z0-9-]+)?(\.[a-z]+)?\.my\.salesforce\.com")
"""A host that is one org's own: `acme.my.salesforce.com`, `acme--test.sandbox.my.salesforce.com`."""


class SalesforceConsent:
    """A `Consent`. Scopes do not tell reading from writing here: that do the permissions of the user."""

    app_secret = AppSecret.IF_IT_HAS_ONE
    adds_up = True
    scopes = (
        Scope("api", Need.BACK_UP, Gives.ALL_BY_API),
        Scope("refresh_token", Need.STAY, Gives.STAY),
    )

    def question(self, location: Location, scopes: Sequence[Scope]) -> Question:
        return Question(
            f"{login_origin(location)}/services/oauth2/authorize", {"scope": " ".join(scope.name for scope in scopes)}
        )

    def token_address(self, location: Location, answer: Mapping[str, str]) -> str:  # noqa: ARG002 - as all services
        return f"{login_origin(location)}/services/oauth2/token"

    def granted(
        self,
        location: Location,
        client: str,
        answer: Mapping[str, str],  # noqa: ARG002 - as all services
        told: Mapping[str, object],
    ) -> Granted:
        refresh = lasting_permission(told)
        if not refresh:
            raise SourceUnreadable(
                location.url, "the app may not stay signed in: it lacks the scope 'refresh_token' in Salesforce"
            )
        org = urlsplit(str(told.get("instance_url") or "")).hostname or ""
        # The org's own host keeps what belongs to several orgs apart, and signs in there alone.
        own = replace(location, host=org, port=None) if _ORG.fullmatch(org) else location
        options = {**{name: value for name, value in location.options.items() if name != "signin"}, "client": client}
        return Granted(replace(own, user=None, options=options), {REFRESH_TOKEN: refresh}, org, scopes_in(told))

    def revocation(self, location: Location, form: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        return f"{login_origin(location)}/services/oauth2/revoke", {"token": form["token"]}


def login_origin(location: Location) -> str:
    """Where people of the org sign in, without a slash at the end. Raises InvalidLocation."""
    if location.database is not None:
        raise InvalidLocation(
            location.url, "it must end with the name of the server, as in salesforce://login.salesforce.com"
        )
    host = location.host or LOGIN
    shown = f"[{host}]" if ":" in host else host
    scheme = "http" if is_this_computer(host) else "https"
    return f"{scheme}://{shown}" + (f":{location.port}" if location.port is not None else "")


CONSENT = SalesforceConsent()
