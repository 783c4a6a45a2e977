"""The object types of HubSpot that hold an account's records, and which of them may be associated.

Types and their ids are those of developers.hubspot.com/docs/guides/crm/understanding-the-crm#object-type-ids. An
account has those that its subscription includes; what it has not, HubSpot does not know, and what the token may not
see, it refuses. Custom objects come from the account's schemas.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """One object type. `path` stands in addresses: HubSpot takes the type's id for every type."""

    name: str
    path: str
    label: str
    required: tuple[str, ...] = ()
    """Properties without which HubSpot makes no record, as far as it says so anywhere."""
    hub: bool = False
    """Other records are associated with it."""
    kept: frozenset[str] = field(default_factory=frozenset)
    """Properties that may be written by their definition, but follow from associations, which are restored instead."""

    @property
    def modified(self) -> str:
        """The property with the time of the last change."""
        return "lastmodifieddate" if self.path == "0-1" else "hs_lastmodifieddate"


_TIME = ("hs_timestamp",)

STANDARD = (
    Kind("companies", "0-2", "Companies", hub=True),
    Kind("contacts", "0-1", "Contacts", hub=True, kept=frozenset({"associatedcompanyid"})),
    Kind("products", "0-7", "Products", ("name",)),
    Kind("deals", "0-3", "Deals", ("dealname", "dealstage"), hub=True),
    Kind("tickets", "0-5", "Tickets", ("hs_pipeline_stage",), hub=True),
    Kind("leads", "0-136", "Leads", ("hs_lead_name",)),
    Kind("line_items", "0-8", "Line items"),
    Kind("quotes", "0-14", "Quotes"),
    Kind("orders", "0-123", "Orders"),
    Kind("carts", "0-142", "Carts"),
    Kind("invoices", "0-53", "Invoices"),
    Kind("subscriptions", "0-69", "Subscriptions"),
    Kind("commerce_payments", "0-101", "Commerce payments"),
    Kind("discounts", "0-84", "Discounts"),
    Kind("fees", "0-85", "Fees"),
    Kind("taxes", "0-86", "Taxes"),
    Kind("appointments", "0-421", "Appointments"),
    Kind("courses", "0-410", "Courses"),
    Kind("listings", "0-420", "Listings"),
    Kind("services", "0-162", "Services"),
    Kind("goals", "0-74", "Goals"),
    Kind("feedback_submissions", "0-19", "Feedback submissions"),
    Kind("notes", "0-46", "Notes", _TIME),
    Kind("calls", "0-48", "Calls", _TIME),
    Kind("emails", "0-49", "E-mails", (*_TIME, "hs_email_direction")),
    Kind("meetings", "0-47", "Meetings", _TIME),
    Kind("tasks", "0-27", "Tasks", _TIME),
    Kind("communications", "0-18", "Communications", _TIME),
    Kind("postal_mail", "0-116", "Postal mail", _TIME),
)

_LISTED_ON = ("deals", "quotes", "orders", "carts", "invoices", "subscriptions")
"""Line items, discounts, fees and taxes are parts of these."""
_PARTS = ("line_items", "discounts", "fees", "taxes")


def pairs(kinds: list[Kind]) -> list[tuple[Kind, Kind]]:
    """Which kinds may be associated with which, each pair once, the one that is read from first.

    What is in an account by the hundred thousand (notes, e-mails) stands first: it has few associations each.
    """
    by_name = {kind.name: kind for kind in kinds}
    hubs = [kind for kind in kinds if kind.hub]
    found = [(one, other) for at, other in enumerate(hubs) for one in hubs[at:]]
    found += [(one, hub) for one in kinds if not one.hub and one.name not in _PARTS for hub in hubs]
    found += [
        (by_name[part], by_name[whole]) for part in _PARTS for whole in _LISTED_ON if {part, whole} <= by_name.keys()
    ]
    return found
