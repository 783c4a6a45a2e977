"""An account of HubSpot and the service that speaks to it, for tests."""

from datetime import UTC, datetime

from crmbackup_gui.sources.hosted.access import KeyAccess, bearer
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.hubspot.service import HubSpotService
from crmbackup_gui.sources.hubspot.verdicts import Meter, judge
from tests.fakes.hubspot.server import ALL_SCOPES
from tests.fakes.serving import Clock

PLACE = "hubspot://example"


def clock():
    """A clock that begins now and moves when it is told."""
    return Clock(datetime.now(UTC).replace(microsecond=0))


def service_of(hubspot, scopes=ALL_SCOPES, *, token=None, compare_below=5_000, free=0):
    """A service that speaks to a fake, which does not really wait."""
    key = token or hubspot.tokens.private_app(scopes)
    meter = Meter()
    wire = Wire(
        PLACE,
        hubspot.url,
        KeyAccess(PLACE, lambda _: key, bearer),
        judge=judge,
        measure=meter,
        sleep=lambda seconds: hubspot.clock.advance(seconds=seconds),
    )
    wire.budget.free = free
    return HubSpotService(wire, meter, compare_below=compare_below)


def module(service, name):
    return next(each for each in service.describe().modules if each.entity.name == name)


def rows(pages):
    return [row for page in pages for row in page.rows]
