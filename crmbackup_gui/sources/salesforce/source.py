"""Salesforce as a source: `salesforce://HOST`, where HOST is where people of the org sign in.

salesforce://acme.my.salesforce.com?client=3MVG9...                  signed in in the browser
salesforce://acme.my.salesforce.com?client=3MVG9...&signin=app       the app's own user, by `client_secret`
salesforce://ada%40acme.example@login.salesforce.com                 a user's `password` and `security_token`
"""

from __future__ import annotations

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.hosted.service import Service
from crmbackup_gui.sources.hosted.source import OPTIONS, HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.salesforce.consent import LOGIN, login_origin
from crmbackup_gui.sources.salesforce.service import SalesforceService
from crmbackup_gui.sources.salesforce.signing_in import SalesforceAccess, Way
from crmbackup_gui.sources.salesforce.verdicts import judge, measure
from crmbackup_gui.sources.secrets import FindSecret

_OF_ALL_ORGS = ("login.salesforce.com", "test.salesforce.com")
"""Where client credentials are not taken (help.salesforce.com, "OAuth 2.0 Client Credentials Flow")."""


def open_salesforce(location: Location, secrets: FindSecret) -> HostedSource:
    """The org at a location. Raises InvalidLocation."""
    location.check_options((*OPTIONS, "client", "signin"))
    login = login_origin(location)
    way = _way(location)
    if way is not Way.PASSWORD and "client" not in location.options:
        raise InvalidLocation(location.url, "'client=' must name the app by which this program signs in")
    host = location.host or LOGIN
    if way is Way.APP and host in _OF_ALL_ORGS:
        raise InvalidLocation(
            location.url, "an app signs in at its org's own host, as in salesforce://acme.my.salesforce.com"
        )

    def connect() -> Service:
        client, user = location.options.get("client", ""), location.user or ""
        access = SalesforceAccess(location.url, login, way, secrets, client, user)
        wire = Wire(location.url, login, access, judge=judge, measure=measure)
        access.attach(wire)
        return SalesforceService(wire)

    return HostedSource(location, f"Salesforce {location.user or host}", connect)


def _way(location: Location) -> Way:
    told = location.options.get("signin")
    if told is None:
        return Way.PASSWORD if location.user else Way.BROWSER
    try:
        return Way(told)
    except ValueError:
        ways = ", ".join(f"'{way.value}'" for way in Way)
        raise InvalidLocation(location.url, f"'signin' is one of {ways}") from None
