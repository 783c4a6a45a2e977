"""An organisation with something in each of its modules, and the source that it is."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from crmbackup_gui.sources.hosted.source import HostedSource
from crmbackup_gui.sources.location import parse_location
from tests.fakes.serving import Clock
from tests.sources.zoho.setting import PLACE, access_of, service_of

LEFT_OUT = {"Created_Time", "Modified_Time", "Created_By", "Modified_By", "Last_Activity_Time", "id"}


def clock_of_today():
    """A fake's clock that begins now, in whole seconds."""
    return Clock(datetime.now(UTC).replace(microsecond=0))


def source_of(zoho, folder, *, refresh=None, **options):
    """The fake as a source, with its ledgers in a folder."""
    access = access_of(zoho, refresh)

    def connect():
        service = service_of(zoho, access, **options)
        service.wire.budget.free = 0
        return service

    return HostedSource(parse_location(PLACE), "Zylker", connect, ledgers=folder)


def fill(zoho, people=12):
    """Some of everything. The records by module."""
    org = zoho.org
    accounts = [
        org.add("Accounts", Account_Name=f"Firm {n}", Account_Number=f"N{n}", Industry="Retail") for n in range(4)
    ]
    org.write(accounts[1], {"Parent_Account": accounts[0].id, "Annual_Revenue": 1234567.89, "Tag": ["key", "old"]})
    contacts = [
        org.add(
            "Contacts",
            First_Name="Ünal" if n % 2 else "",
            Last_Name=f"Person {n}",
            Email=f"p{n}@example.com",
            Account_Name=accounts[n % 4].id,
            Languages=["中文", "Français; Québec"] if n % 3 == 0 else None,
            Date_of_Birth="1990-02-03",
            Email_Opt_Out=n % 2 == 0,
            Score=(n + 1) / 8,
            Legacy_Id=str(10**15 + n),
        )
        for n in range(people)
    ]
    # Two who report to each other.
    org.write(contacts[0], {"Reporting_To": contacts[1].id})
    org.write(contacts[1], {"Reporting_To": contacts[0].id})
    org.add("Leads", Last_Name="Lead", Company="New", Lead_Status="Contacted")
    deal = org.add(
        "Deals", Deal_Name="Deal", Stage="Proposal", Amount=99.5, Probability=50, Account_Name=accounts[2].id
    )
    org.write(deal, {"Contact_Name": contacts[2].id, "Next_Call": org.shown(org.now()), "Closing_Date": "2027-01-31"})
    quotes = [org.add("Quotes", Subject=f"Quote {n}", Deal_Name=deal.id, Account_Name=accounts[n].id) for n in range(2)]
    for n, item in enumerate(("Chair", "Table", "Lamp")):
        org.add("Quoted_Items", Parent_Id=quotes[n % 2].id, Item=item, Quantity=n + 1, List_Price=9.5)
    project = org.add("Projects", Name="Project", Project_Code="P-1")
    for contact in contacts[:3]:
        org.add("Projects_X_Contacts", Project=project.id, Member=contact.id)
    org.add("Tasks", Subject="Call them", What_Id=accounts[3].id, Who_Id=contacts[4].id, Status="In Progress")
    org.add("Notes", Note_Title="Note", Note_Content="They like tea", Parent_Id=contacts[5].id)
    org.add("Notes", Note_Content="About the firm", Parent_Id=accounts[1].id)
    zoho.files.add("Accounts", accounts[1].id, "plan 计划.pdf", bytes(range(256)) * 400)
    zoho.files.add("Contacts", contacts[5].id, "https://example.com", b"", link="https://example.com")
    return {"accounts": accounts, "contacts": contacts, "deals": [deal], "quotes": quotes, "projects": [project]}


def natural(zoho):
    """All that the organisation holds, told without ids: what was restored under new ids is the same then.

    By module and what a record is called there, or a file: the values of all that are called so, in order.
    """
    org = zoho.org
    held = defaultdict(list)
    for module, records in org.records.items():
        spec = org.modules[module]
        for record in records.values():
            values = {}
            for field in org.visible(spec):
                value = record.raw(field.name)
                if value is None or field.name in LEFT_OUT or field.type == "autonumber":
                    continue
                values[field.name] = _called(org, field, value)
            held[module, org.name_of(record)].append(sorted(values.items()))
    for one in org.files.values():
        held["Attachments", one.name].append((one.module, _called_as(org, org.find(one.parent)), one.content, one.link))
    return {name: sorted(map(repr, all_called_so)) for name, all_called_so in held.items()}


def _called(org, field, value):
    if field.type == "lookup":
        return _called_as(org, org.find(str(value), field.any_of or (field.lookup,)))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return sorted(value) if isinstance(value, list) else value


def _called_as(org, record):
    return None if record is None else (record.module, org.name_of(record))
