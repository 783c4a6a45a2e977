"""HubSpot as a source: `hubspot://HUB`, where HUB is the number of the account as HubSpot's own addresses show it.

    hubspot://12345678                  with the access token of a private app as the secret `token`
    hubspot://12345678?client=ID        signed in in the browser, for an app of that id

`server` names another host than api.hubapi.com.
"""

from __future__ import annotations

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.hosted.access import Access, KeyAccess, bearer
from crmbackup_gui.sources.hosted.service import Service
from crmbackup_gui.sources.hosted.source import OPTIONS, HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.hubspot.access import HubSpotAccess
from crmbackup_gui.sources.hubspot.consent import TOKEN, api_origin
from crmbackup_gui.sources.hubspot.service import HubSpotService
from crmbackup_gui.sources.hubspot.verdicts import Meter, judge
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret


def open_hubspot(location: Location, secrets: FindSecret) -> HostedSource:
    """The account at a location. Raises InvalidLocation."""
    location.check_options((*OPTIONS, "client", "server"))
    hub = location.host or ""
    more = (location.port, location.user, location.database)
    if not (hub.isascii() and hub.isdigit()) or any(part is not None for part in more):
        raise InvalidLocation(location.url, "it must be the number of the account alone, as in hubspot://12345678")

    def connect() -> Service:
        meter = Meter()
        wire = Wire(location.url, api_origin(location), _access(location, secrets), judge=judge, measure=meter)
        return HubSpotService(wire, meter, hub=hub)

    return HostedSource(location, f"HubSpot {hub}", connect)


def _access(location: Location, secrets: FindSecret) -> Access:
    client = location.options.get("client")
    if client:
        return HubSpotAccess(location.url, f"{api_origin(location)}{TOKEN}", client, secrets)
    return KeyAccess(location.url, secrets, bearer)
