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
from crmbackup_gui.sources.salesforce.service import SalesforceService
from crmbackup_gui.sources.salesforce.signing_in import SalesforceAccess, Way
from crmbackup_gui.sources.salesforce.verdicts import judge, measure
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.server import is_this_computer

_LOGIN = "login.salesforce.com"


def open_salesforce(location: Location, secrets: FindSecret) -> HostedSource:
    """The org at a location. Raises InvalidLocation."""
    location.check_options((*OPTIONS, "client", "signin"))
    if location.database is not None:
        raise InvalidLocation(
            location.url, "it must end with the name of the server, as in salesforce://login.salesforce.com"
        )
    way = _way(location)
    if way is not Way.PASSWORD and "client" not in location.options:
        raise InvalidLocation(location.url, "'client=' must name the app by which this program signs in")
    host = location.host or _LOGIN
    login = _base(host, location.port)

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


def _base(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host
    scheme = "http" if is_this_computer(host) else "https"
    return f"{scheme}://{shown}" + (f":{port}" if port is not None else "")
