"""An account of HubSpot and the service that speaks to it, for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from crmbackup_gui.sources.hosted.access import KeyAccess, bearer
from crmbackup_gui.sources.hosted.source import HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.hubspot.service import HubSpotService
from crmbackup_gui.sources.hubspot.verdicts import Meter, judge
from crmbackup_gui.sources.location import parse_location
from tests.fakes.hubspot.account import PORTAL
from tests.fakes.hubspot.kinds import Property
from tests.fakes.hubspot.server import ALL_SCOPES
from tests.fakes.serving import Clock

PLACE = "hubspot://example"


def clock():
    """A clock that begins now and moves when it is told."""
    return Clock(datetime.now(UTC).replace(microsecond=0))


class _Wire(Wire):
    """Does not wait: the fake's clock goes on instead."""

    def wait(self, seconds):
        self.clock.advance(seconds=seconds)
        self._cancel.check()


def service_of(hubspot, scopes=ALL_SCOPES, *, token=None, hub="", compare_below=5_000, free=0):
    """A service that speaks to a fake, which does not really wait."""
    key = token or hubspot.tokens.private_app(scopes)
    meter = Meter()
    wire = _Wire(PLACE, hubspot.url, KeyAccess(PLACE, lambda _: key, bearer), judge=judge, measure=meter)
    wire.clock = hubspot.clock
    wire.budget.free = free
    return HubSpotService(wire, meter, hub, compare_below=compare_below)


def source_of(hubspot, folder, *, token=None, **options):
    """The fake as a source, with its ledgers in a folder."""
    token = token or hubspot.tokens.private_app(ALL_SCOPES)
    location = parse_location(f"hubspot://{options.get('hub', PORTAL)}")
    return HostedSource(location, "HubSpot", lambda: service_of(hubspot, token=token, **options), ledgers=folder)


def natural(hubspot):
    """All that an account holds, told without its ids: what is restored under new ids is the same then."""
    account = hubspot.account
    names = {}
    for kind in account.kinds.values():
        for record in kind.records.values():
            names[kind.name, record.id] = (kind.name, _called(record))
    held = {}
    for kind in account.kinds.values():
        for record in kind.records.values():
            if record.archived_at:
                continue
            values = {
                name: Decimal(value) if kind.properties[name].type == "number" else value
                for name, value in record.properties.items()
                if not (kind.properties[name].read_only or kind.properties[name].calculated) and name != "createdate"
            }
            if "hs_product_id" in values:
                values["hs_product_id"] = names["products", str(values["hs_product_id"])]
            links = {
                (names[other.name, key], tuple(link.label for link in types))
                for other in account.kinds.values()
                for key, types in account.links.of(kind, record.id, other)
            }
            name = names[kind.name, record.id]
            assert name not in held, f"{name} is there twice"
            held[name] = (values, frozenset(links))
    return held


def _called(record):
    told = ("email", "name", "dealname", "subject", "hs_note_body", "hs_task_subject", "vin", "lastname")
    return next(record.properties[name] for name in told if record.properties.get(name))


def module(service, name):
    return next(each for each in service.describe().modules if each.entity.name == name)


def rows(pages):
    return [row for page in pages for row in page.rows]


def fill(hubspot):
    """A small firm: owners, companies, people, deals, tickets, notes, tasks, cars, and how they belong together."""
    account = hubspot.account
    add, kinds, link = account.add, account.kinds, account.links.add
    boss = account.add_owner("boss@example.org", "Ada", "Boss")
    account.add_owner("gone@example.org", archived=True)
    car = account.add_custom(
        "car", ("Car", "Cars"), [Property("vin", unique=True), Property("seats", "number")], ("vin",)
    )
    adviser = account.links.define_label("contacts", "companies", "Adviser", "Advised by")
    label = account.links.type(
        kinds["contacts"],
        kinds["companies"],
        {"associationCategory": "USER_DEFINED", "associationTypeId": adviser},
    )
    primary = next(t for t in account.links.types(kinds["contacts"], kinds["companies"]) if t.primary)
    companies = [add("companies", name=f"Company {at}", city="Oslo", annualrevenue=f"{at}.50") for at in range(6)]
    people = [
        add(
            "contacts",
            email=f"p{at}@example.org",
            lastname=f"Person {at}",
            lifecyclestage="lead",
            hubspot_owner_id=boss,
        )
        for at in range(12)
    ]
    for at, person in enumerate(people):
        company = companies[at % 6]
        link(kinds["contacts"], person, kinds["companies"], company, [primary] if at % 2 else [label])
    for at in range(4):
        deal = add("deals", dealname=f"Deal {at}", dealstage="contractsent", amount=f"1{at}.10", hubspot_owner_id=boss)
        link(kinds["contacts"], people[at], kinds["deals"], deal, [])
        product = add("products", name=f"Product {at}", price="3")
        line = add("line_items", name=f"Line {at}", quantity="2", price="3.5", hs_product_id=product)
        link(kinds["deals"], deal, kinds["line_items"], line, [])
        note = add("notes", hs_timestamp="2026-01-01T00:00:00Z", hs_note_body=f"<p>Note {at} æøå 中文</p>")
        link(kinds["notes"], note, kinds["contacts"], people[at], [])
        ticket = add("tickets", subject=f"Ticket {at}", hs_pipeline="0", hs_pipeline_stage="1")
        link(kinds["tickets"], ticket, kinds["contacts"], people[at], [])
        wheels = add(car.name, vin=f"VIN{at}", seats="5")
        link(car, wheels, kinds["contacts"], people[at], [])
    hubspot.clock.advance(minutes=5)
    return companies, people
