"""HubSpot as a source: `hubspot://HUB`, where HUB is the number of the account as HubSpot's own addresses show it.

    hubspot://12345678          with the access token of a private app as the secret `token`

`server` names another host than api.hubapi.com.
"""

from __future__ import annotations

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.hosted.access import KeyAccess, bearer
from crmbackup_gui.sources.hosted.service import Service
from crmbackup_gui.sources.hosted.source import OPTIONS, HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.hubspot.service import HubSpotService
from crmbackup_gui.sources.hubspot.verdicts import Meter, judge
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.server import is_this_computer

_SERVER = "api.hubapi.com"


def open_hubspot(location: Location, secrets: FindSecret) -> HostedSource:
    """The account at a location. Raises InvalidLocation."""
    location.check_options((*OPTIONS, "server"))
    hub = location.host or ""
    more = (location.port, location.user, location.database)
    if not (hub.isascii() and hub.isdigit()) or any(part is not None for part in more):
        raise InvalidLocation(location.url, "it must be the number of the account alone, as in hubspot://12345678")

    def connect() -> Service:
        meter = Meter()
        access = KeyAccess(location.url, secrets, bearer)
        wire = Wire(location.url, _base(location), access, judge=judge, measure=meter)
        return HubSpotService(wire, meter, hub=hub)

    return HostedSource(location, f"HubSpot {hub}", connect)


def _base(location: Location) -> str:
    server = location.options.get("server", _SERVER)
    host = server.rpartition(":")[0] or server
    return f"http://{server}" if is_this_computer(host.strip("[]")) else f"https://{server}"
