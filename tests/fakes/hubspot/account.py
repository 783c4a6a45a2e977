"""The state of one HubSpot account: its object types, records, owners and pipelines, and what may be done to records.

Everything that a request may do goes through here and raises `Refused` where HubSpot would refuse.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.fakes.hubspot.kinds import custom_kind, standard_kinds
from tests.fakes.hubspot.linking import Links
from tests.fakes.hubspot.refusals import Refused, invalid
from tests.fakes.hubspot.values import checked, stamp

PORTAL = 891936587


@dataclass
class Record:
    id: str
    properties: dict
    created_at: object
    updated_at: object
    archived_at: object = None
    history: list = field(default_factory=list)
    """What the search index was told, oldest first: (since when, properties or None for archived, updated_at)."""


class Account:
    """`index_lag` is how long the search index takes to see a change."""

    def __init__(self, clock, index_lag=timedelta(seconds=10)):
        self.clock = clock
        self.portal = PORTAL
        self.index_lag = index_lag
        self.kinds = standard_kinds()
        self.owners = []
        self.pipelines = {
            "deals": _pipelines(
                ("default", "Sales", ("appointmentscheduled", "contractsent", "closedwon", "closedlost"))
            ),
            "tickets": _pipelines(("0", "Support", ("1", "2", "3", "4"))),
        }
        self.links = Links(self)
        self.automations = []
        """Functions (kind, record, wrote) that act on what was written, as workflows do."""
        self._last_id = 100

    # Set-up, by tests

    def add_custom(self, name, labels, properties, required=(), primary=""):
        """Define a custom object; returns its kind."""
        number = 1000 + sum(kind.custom for kind in self.kinds.values())
        kind = custom_kind(number, self.portal, name, labels, properties, required=required, primary=primary)
        self.kinds[kind.name] = kind
        self.links.define_custom(kind)
        return kind

    def add_owner(self, email, first="", last="", *, archived=False):
        """An owner of records; returns its id."""
        owner_id = str(self.new_id())
        now = stamp(self.clock.now())
        self.owners.append(
            {
                "id": owner_id,
                "email": email,
                "firstName": first,
                "lastName": last,
                "userId": int(owner_id) + 1,
                "type": "PERSON",
                "createdAt": now,
                "updatedAt": now,
                "archived": archived,
            }
        )
        return owner_id

    def add(self, kind_name, **properties):
        """A record as a user of HubSpot would make it; returns its id."""
        return self.create(self.kind(kind_name), properties).id

    def skip_ids(self, many):
        """As if so many records had been there before: ids of two accounts then mean different things."""
        self._last_id += many

    def new_id(self):
        """Ids rise, and never return."""
        self._last_id += 1
        return self._last_id

    # Looking

    def kind(self, name):
        """The object type of a path. Refuses one that is not there."""
        for kind in self.kinds.values():
            if kind.answers_to(name):
                return kind
        raise Refused(400, "VALIDATION_ERROR", f"Unable to infer object type from: {name}")

    def record(self, kind, record_id, *, archived=False):
        """A record by id, or None."""
        found = kind.records.get(record_id)
        return found if found is not None and bool(found.archived_at) == archived else None

    def unique(self, kind, name, value):
        """The record that has this value of a unique property, or None. E-mail addresses match in any case."""
        wanted = value.lower()
        for record in kind.records.values():
            if not record.archived_at and record.properties.get(name, "").lower() == wanted:
                return record
        return None

    # Doing

    def create(self, kind, properties, associations=()):
        """Create a record. Refuses wrong values, missing ones, and values that must be unique and are not."""
        kept = {name: value for name, value in checked(kind, properties, self).items() if value}
        self._require(kind, kept)
        self._refuse_double(kind, kept, None)
        specs = self.links.checked_new(kind, associations)
        now = self.clock.now()
        record = Record(str(self.new_id()), kept, now, now)
        if kind.pipeline and kind.pipeline[0] not in kept:
            kept[kind.pipeline[0]] = next(iter(self.pipelines[kind.name]))
        if kind.created not in kept:
            kept[kind.created] = stamp(now)
        kind.records[record.id] = record
        kind.order.append(int(record.id))
        self._touch(kind, record, now)
        for to_kind, to_id, types in specs:
            self.links.add(kind, record.id, to_kind, to_id, types)
        self._automate(kind, record, properties)
        return record

    def update(self, kind, record, properties):
        """Change a record. An empty text takes a value away."""
        kept = checked(kind, properties, self, before=record.properties)
        self._refuse_double(kind, kept, record)
        if _goes_back(kind, record.properties.get("lifecyclestage"), kept.get("lifecyclestage")):
            del kept["lifecyclestage"]
        after = {name: value for name, value in {**record.properties, **kept}.items() if value}
        self._require(kind, after)
        if after != record.properties:
            record.properties = after
            self._touch(kind, record, self.clock.now())
            self._automate(kind, record, properties)
        return record

    def archive(self, kind, record_id):
        """Archive a record with its associations. The modified date does not move. Idle when it is not there."""
        record = self.record(kind, record_id)
        if record is None:
            return
        record.archived_at = self.clock.now()
        record.history.append((record.archived_at, None, record.updated_at))
        self.links.drop(kind, record_id)

    def erase(self, kind, record_id):
        """Gone for good and in no list, as after a deletion for privacy or 90 days."""
        self.links.drop(kind, record_id)
        kind.records.pop(record_id)

    def purge(self, days=90):
        """What archived records older than this become: nothing."""
        until = self.clock.now() - timedelta(days=days)
        for kind in self.kinds.values():
            for record_id in [r.id for r in kind.records.values() if r.archived_at and r.archived_at < until]:
                kind.records.pop(record_id)

    def merge(self, kind, keep_id, lose_id):
        """Merge one record into another: the lost id is gone, and the kept record names it."""
        kept, lost = kind.records[keep_id], kind.records.pop(lose_id)
        self.links.move(kind, lose_id, keep_id)
        merged = [*filter(None, kept.properties.get("hs_merged_object_ids", "").split(";")), lose_id]
        kept.properties = {**lost.properties, **kept.properties, "hs_merged_object_ids": ";".join(merged)}
        self._touch(kind, kept, self.clock.now())

    # Inside

    def _require(self, kind, properties):
        missing = [name for name in kind.required if not properties.get(name)]
        if not missing and kind.one_of and not any(properties.get(name) for name in kind.one_of):
            missing = list(kind.one_of)
        if missing:
            raise invalid(
                f"Error creating {kind.singular.upper()}. Some required properties were not set.",
                context={"properties": missing},
            )

    def _refuse_double(self, kind, properties, record):
        for name, value in properties.items():
            other = self.unique(kind, name, value) if value and kind.properties[name].unique else None
            if other is None or other is record:
                continue
            if name == "email":
                message = f"Contact already exists. Existing ID: {other.id}"
                raise Refused(409, "CONFLICT", message, context={"existingId": [other.id]})
            whose = record.id if record else "a new record"
            raise invalid(f"Cannot set {name}={value} on {whose}. {other.id} already has that value.")

    def _touch(self, kind, record, now):
        record.updated_at = max(now, record.updated_at)
        own = record.properties
        own[kind.modified] = stamp(record.updated_at)
        own["hs_object_id"] = record.id
        own.setdefault("hs_object_source", "INTEGRATION")
        _calculate(kind, own)
        record.history.append((now, dict(own), record.updated_at))
        visible = now - self.index_lag
        while len(record.history) > 1 and record.history[1][0] <= visible:
            record.history.pop(0)

    def _automate(self, kind, record, wrote):
        for automation in self.automations:
            automation(kind, record, wrote)

    def set_by_workflow(self, kind, record, **properties):
        """A change that HubSpot makes by itself; nothing is checked."""
        record.properties = {**record.properties, **properties}
        self._touch(kind, record, self.clock.now())

    def recount(self, kind, record_id):
        """What HubSpot counts of associations: a property changes, and with it the modified date.

        Where nothing is counted, an association leaves no trace on the records that it links.
        """
        record = kind.records.get(record_id)
        if record is None or record.archived_at or "num_associated_contacts" not in kind.properties:
            return
        count = str(self.links.count(kind, record_id, self.kinds["contacts"]))
        if record.properties.get("num_associated_contacts", "0") != count:
            self.set_by_workflow(kind, record, num_associated_contacts=count)


def _goes_back(kind, before, after):
    """A lifecycle stage is only ever set forward; to go back it must be cleared first."""
    if not before or not after:
        return False
    order = [value for value, _ in kind.properties["lifecyclestage"].options]
    return order.index(after) < order.index(before)


def _calculate(kind, own):
    if kind.name == "contacts":
        email = own.get("email", "")
        full = " ".join(filter(None, (own.get("firstname"), own.get("lastname"))))
        own["hs_full_name_or_email"] = full or email
        own["hs_email_domain"] = email.partition("@")[2]
    elif kind.name == "deals":
        own["hs_is_closed"] = "true" if own.get("dealstage", "").startswith("closed") else "false"
    elif kind.name == "line_items" and own.get("price") and own.get("quantity"):
        own["amount"] = str(float(own["price"]) * float(own["quantity"]))
    for name in [name for name, value in own.items() if value == ""]:
        del own[name]


def _pipelines(*pipelines):
    return {
        pipeline: {
            "id": pipeline,
            "label": label,
            "displayOrder": place,
            "archived": False,
            "createdAt": "2024-01-01T00:00:00.000Z",
            "updatedAt": "2024-01-01T00:00:00.000Z",
            "stages": [
                {
                    "id": stage,
                    "label": stage.capitalize(),
                    "displayOrder": order,
                    "metadata": {"isClosed": "true" if stage.startswith("closed") else "false"},
                    "archived": False,
                    "createdAt": "2024-01-01T00:00:00.000Z",
                    "updatedAt": "2024-01-01T00:00:00.000Z",
                }
                for order, stage in enumerate(stages)
            ],
        }
        for place, (pipeline, label, stages) in enumerate(pipelines)
    }
