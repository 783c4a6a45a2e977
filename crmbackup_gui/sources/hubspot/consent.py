"""Signing in to HubSpot by the browser, for those who have an app there. A private app's token is the simpler way.

After developers.hubspot.com, "Working with OAuth", "Scopes" and "Manage OAuth access tokens with the 2026-03 API"; the
names of the scopes are those that "Pipelines API" of 2026-09 lists. The app always has a secret. Scopes that an
account's subscription does not include would refuse the whole sign-in, so all but the plainest are asked for as
optional ones. The app must name the same scopes in its own settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crmbackup_gui.errors import InvalidLocation, OtherAccount, SourceUnreadable
from crmbackup_gui.sources.hosted.consent import (
    REFRESH_TOKEN,
    AppSecret,
    Gives,
    Granted,
    Need,
    Question,
    Scope,
    lasting_permission,
)
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.server import is_this_computer

TOKEN, REVOKE = "/oauth/2026-03/token", "/oauth/2026-03/token/revoke"
_SERVER = "api.hubapi.com"
_WEBSITE = "app.hubspot.com"

_EVERY_ACCOUNT = ("contacts", "companies", "deals")
"""Notes, calls, e-mails, meetings and tasks are read and written with the scopes of contacts."""
_SOME_ACCOUNTS = (
    "appointments",
    "carts",
    "commercepayments",
    "courses",
    "custom",
    "goals",
    "invoices",
    "leads",
    "line_items",
    "listings",
    "orders",
    "products",
    "quotes",
    "services",
    "subscriptions",
)
_ONLY_READ = ("feedback_submissions",)
_WITHOUT_SCHEMA = ("feedback_submissions", "goals", "leads", "products")
"""Their properties are read with the scope of their records, those of products with `e-commerce`."""


def _reading(objects: Sequence[str], *, optional: bool) -> list[Scope]:
    records = [
        Scope(f"crm.objects.{name}.read", Need.BACK_UP, Gives.READ_RECORDS, optional=optional) for name in objects
    ]
    return records + [
        Scope(f"crm.schemas.{name}.read", Need.BACK_UP, Gives.READ_STRUCTURE, optional=optional)
        for name in objects
        if name not in _WITHOUT_SCHEMA
    ]


def _writing(objects: Sequence[str], *, optional: bool) -> list[Scope]:
    return [
        Scope(f"crm.objects.{name}.write", Need.RESTORE, Gives.WRITE_RECORDS, optional=optional) for name in objects
    ]


class HubSpotConsent:
    """A `Consent`."""

    app_secret = AppSecret.NEEDED
    adds_up = False
    scopes = (
        Scope("oauth", Need.STAY, Gives.STAY),
        *_reading(_EVERY_ACCOUNT, optional=False),
        Scope("crm.objects.owners.read", Need.BACK_UP, Gives.READ_USERS),
        Scope("tickets", Need.BACK_UP, Gives.WRITE_RECORDS, optional=True),
        Scope("e-commerce", Need.BACK_UP, Gives.WRITE_RECORDS, optional=True),
        Scope("sales-email-read", Need.BACK_UP, Gives.READ_RECORDS, optional=True),
        Scope("crm.pipelines.orders.read", Need.BACK_UP, Gives.READ_STRUCTURE, optional=True),
        *_reading((*_SOME_ACCOUNTS, *_ONLY_READ), optional=True),
        *_writing(_EVERY_ACCOUNT, optional=False),
        *_writing(_SOME_ACCOUNTS, optional=True),
    )

    def question(self, location: Location, scopes: Sequence[Scope]) -> Question:
        return Question(
            f"{_website(location)}/oauth/authorize",
            {
                "scope": " ".join(scope.name for scope in scopes if not scope.optional),
                "optional_scope": " ".join(scope.name for scope in scopes if scope.optional),
            },
        )

    def token_address(self, location: Location, answer: Mapping[str, str]) -> str:  # noqa: ARG002 - as all services
        return f"{api_origin(location)}{TOKEN}"

    def granted(
        self,
        location: Location,
        client: str,
        answer: Mapping[str, str],  # noqa: ARG002 - as all services
        told: Mapping[str, object],
    ) -> Granted:
        refresh, hub = lasting_permission(told), str(told.get("hub_id") or "")
        if not refresh or not (hub.isascii() and hub.isdigit()):
            raise SourceUnreadable(location.url, "the service does not say to which account it gave permission")
        if location.host is not None and location.host != hub:
            raise OtherAccount(location.url, hub)
        scopes = told.get("scopes")
        here = replace(location, host=hub, options={**location.options, "client": client})
        names = frozenset(str(each) for each in scopes) if isinstance(scopes, Sequence) else None
        return Granted(here, {REFRESH_TOKEN: refresh}, hub, names)

    def revocation(self, location: Location, form: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        return f"{api_origin(location)}{REVOKE}", {**form, "token_type_hint": REFRESH_TOKEN}


def api_origin(location: Location) -> str:
    """Where the API stands, without a slash at the end."""
    return _origin(location.options.get("server", _SERVER))


def _website(location: Location) -> str:
    """Where people allow an app in: a website of its own, except where a server is named for both."""
    hub = location.host
    if hub is not None and not (hub.isascii() and hub.isdigit()):
        raise InvalidLocation(location.url, "it must be the number of the account alone, as in hubspot://12345678")
    named = location.options.get("server")
    return _origin(_WEBSITE if named is None else named)


def _origin(server: str) -> str:
    host = server.rpartition(":")[0] or server
    return f"http://{server}" if is_this_computer(host.strip("[]")) else f"https://{server}"


CONSENT = HubSpotConsent()
