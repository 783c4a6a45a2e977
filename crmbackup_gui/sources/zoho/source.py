"""Opens an organisation of Zoho CRM: `zoho://accounts.zoho.eu`, by the accounts server of its data centre.

A name before the `@` keeps several organisations of a data centre apart: `zoho://zylker@accounts.zoho.eu`.
"""

from __future__ import annotations

from crmbackup_gui.errors import InvalidLocation
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.hosted.source import OPTIONS, HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.secrets import FindSecret
from crmbackup_gui.sources.zoho.access import ZohoAccess, accounts_origin
from crmbackup_gui.sources.zoho.api import Meter, judge
from crmbackup_gui.sources.zoho.service import ZohoService


def open_zoho(location: Location, secrets: FindSecret) -> Source:
    """The organisation at a location; nothing is asked of it yet. Raises InvalidLocation."""
    location.check_options((*OPTIONS, "attachments"))
    if location.host is None or location.database is not None:
        raise InvalidLocation(location.url, "it must end with the name of the server, as in zoho://accounts.zoho.com")
    attachments = location.options.get("attachments", "yes")
    if attachments not in ("yes", "no"):
        raise InvalidLocation(location.url, "'attachments' is one of 'yes', 'no'")
    # One token serves all that this source opens: Zoho gives no more than ten of them in ten minutes.
    access = ZohoAccess(location.url, accounts_origin(location.host, location.port), secrets)

    def connect() -> ZohoService:
        wire = Wire(location.url, access.api, access, judge=judge, measure=Meter())
        return ZohoService(wire, lambda: access.api, attachments=attachments == "yes")

    return HostedSource(location, location.user or "Zoho CRM", connect)
