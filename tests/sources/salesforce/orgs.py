"""An org of Salesforce and the service that speaks to it, for tests."""

from datetime import UTC, datetime
from decimal import Decimal

from crmbackup_gui.sources.hosted.source import HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.salesforce.service import SalesforceService
from crmbackup_gui.sources.salesforce.signing_in import SalesforceAccess, Way
from crmbackup_gui.sources.salesforce.verdicts import judge, measure
from tests.fakes.salesforce.service import FakeSalesforce
from tests.fakes.serving import Clock

KINDS = ("Account", "Contact", "Lead", "Opportunity", "Task", "Invoice__c", "Invoice_Line__c")
"""What people of the org keep."""
MADE = frozenset(
    {"Id", "IsDeleted", "SystemModstamp", "CreatedDate", "LastModifiedDate", "CreatedById", "LastModifiedById"}
)


def new_fake(first=0):
    """Its clock begins now and moves when it is told; its ids begin behind a number."""
    return FakeSalesforce(Clock(datetime.now(UTC).replace(microsecond=0)), first=first)


class _Wire(Wire):
    """Does not wait: the fake's clock goes on instead."""

    def wait(self, seconds):
        self.clock.advance(seconds=seconds)
        self._cancel.check()


def secrets_of(fake):
    known = {"password": fake.password, "security_token": fake.security_token, "client_secret": fake.client_secret}
    return known.get


def service_of(fake, secrets=None, *, way=Way.PASSWORD, client=""):
    place = f"salesforce://{fake.host}"
    access = SalesforceAccess(place, fake.url, way, secrets or secrets_of(fake), client, fake.username)
    wire = _Wire(place, fake.url, access, judge=judge, measure=measure)
    wire.clock = fake.clock
    access.attach(wire)
    return SalesforceService(wire)


def source_of(fake, folder, **options):
    """The fake as a source, with its ledgers in a folder."""
    location = parse_location(f"salesforce://{fake.host}")
    return HostedSource(location, "Salesforce", lambda: service_of(fake, **options), ledgers=folder)


def module(service, name):
    return next(each for each in service.describe().modules if each.entity.name == name)


def names_of(fake):
    """By id, what a person would call a record; deleted ones too."""
    return {key: (kind, _called(row)) for kind, rows in fake.org.rows.items() for key, row in rows.items()}


def natural(fake):
    """All that people keep in an org, told without ids: what is restored under new ids is the same then."""
    called, held = names_of(fake), {}
    for kind in KINDS:
        known = fake.org.objects[kind]
        for row in fake.org.records(kind):
            values = {
                field.name: called.get(row[field.name], row[field.name])
                for field in known.fields
                if not (field.formula or field.auto_number or field.components or field.name in MADE)
                and row.get(field.name) is not None
            }
            name = (kind, _called(row))
            assert name not in held, f"{name} is there twice"
            held[name] = values
    return held


def _called(row):
    told = ("Amount__c", "LastName", "Subject", "Name", "Title", "Field")
    return next((str(row[name]) for name in told if row.get(name) is not None), "")


def fill(fake, accounts=6):
    """A small firm: customers with people who report to each other, deals, tasks, invoices with lines."""
    org = fake.org
    boss = org.seed("User", Username="ada@acme.example", LastName="Ada", Email="ada@acme.example", Alias="ada")
    types = [row["Id"] for row in org.records("RecordType") if row["SobjectType"] == "Account"]
    made = []
    for at in range(accounts):
        made.append(
            org.seed(
                "Account",
                Name=f"Account {at} æøå 中文",
                ParentId=made[0] if at else None,
                RecordTypeId=types[at % 2],
                OwnerId=boss,
                Customer_Number__c=f"C{at}",
                Credit_Limit__c=None if at % 3 == 0 else Decimal(f"{at}0000000.25"),
                Notes__c="\n".join(["line"] * at) or None,
                Is_Partner__c=bool(at % 2),
                Customer_Since__c="2020-02-29",
                Opens_At__c="08:30:00.000Z",
                Last_Visit__c="2026-01-02T03:04:05.000+0000",
                BillingStreet=f"Street {at}",
            )
        )
    people = []
    for at in range(accounts * 2):
        people.append(
            org.seed(
                "Contact",
                LastName=f"Person {at}",
                AccountId=made[at % accounts],
                ReportsToId=people[0] if at else None,
                Email=f"p{at}@example.org",
            )
        )
    for at, account in enumerate(made):
        row = org.rows["Account"][account]
        org._put(org.objects["Account"], {**row, "Key_Contact__c": people[at]})
        org.seed("Opportunity", Name=f"Deal {at}", AccountId=account, StageName="Prospecting", CloseDate="2027-01-01")
        org.seed("Task", Subject=f"Call {at}", Status="Completed", Priority="High", WhoId=people[at], WhatId=account)
        invoice = org.seed("Invoice__c", Account__c=account, Amount__c=Decimal(f"{at}.15"))
        org.seed("Invoice_Line__c", Name=f"Line {at}", Invoice__c=invoice, Quantity__c=Decimal("2.5"))
    fake.clock.advance(minutes=20)
    return made, people
