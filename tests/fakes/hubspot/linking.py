"""Associations between records: types of both directions, labels, and what may be linked (associations API v4).

A link is kept once and seen from both sides. Whoever sets a labelled type gets the plain one as well, and a record
has at most one primary company.
"""

from dataclasses import dataclass

from tests.fakes.hubspot.refusals import Refused, invalid

HUBSPOT, USER = "HUBSPOT_DEFINED", "USER_DEFINED"

_PLAIN = [
    ("contacts", "companies", 279, 280),
    ("contacts", "deals", 4, 3),
    ("contacts", "tickets", 15, 16),
    ("contacts", "contacts", 449, 449),
    ("companies", "deals", 342, 341),
    ("companies", "tickets", 340, 339),
    ("companies", "companies", 450, 450),
    ("deals", "tickets", 27, 28),
    ("deals", "line_items", 19, 20),
    ("notes", "contacts", 202, 201),
    ("notes", "companies", 190, 189),
    ("notes", "deals", 214, 213),
    ("notes", "tickets", 228, 227),
    ("calls", "contacts", 194, 193),
    ("calls", "companies", 182, 181),
    ("calls", "deals", 206, 205),
    ("calls", "tickets", 220, 219),
    ("emails", "contacts", 198, 197),
    ("emails", "companies", 186, 185),
    ("emails", "deals", 210, 209),
    ("emails", "tickets", 224, 223),
    ("meetings", "contacts", 200, 199),
    ("meetings", "companies", 188, 187),
    ("meetings", "deals", 212, 211),
    ("meetings", "tickets", 226, 225),
    ("tasks", "contacts", 204, 203),
    ("tasks", "companies", 192, 191),
    ("tasks", "deals", 216, 215),
    ("tasks", "tickets", 230, 229),
]
_PRIMARY = [("contacts", "companies", 1, 2), ("deals", "companies", 5, 6), ("tickets", "companies", 26, 25)]


@dataclass(frozen=True)
class LinkType:
    """One direction of a kind of association. `inverse` is the id of the other one."""

    from_kind: str
    to_kind: str
    category: str
    type_id: int
    inverse: int
    label: str | None = None
    plain: bool = False
    primary: bool = False

    def described(self):
        return {"category": self.category, "typeId": self.type_id, "label": self.label}


class Links:
    """All associations of an account."""

    def __init__(self, account):
        self._account = account
        self._types = {}
        self._links = {}
        self._by_record = {}
        self._next_label = 1
        self._next_custom = 900
        for one, other, there, back in _PLAIN:
            self._define(one, other, HUBSPOT, there, back, plain=True)
        for one, other, there, back in _PRIMARY:
            self._define(one, other, HUBSPOT, there, back, label="Primary", primary=True)
        self._define("companies", "companies", HUBSPOT, 14, 13, label="Child Company", back_label="Parent Company")

    # Types

    def _define(self, one, other, category, there, back, *, label=None, back_label=None, plain=False, primary=False):
        for source, target, own, inverse, text in (
            (one, other, there, back, label),
            (other, one, back, there, back_label or label),
        ):
            self._types[source, target, category, own] = LinkType(
                source, target, category, own, inverse, text, plain, primary
            )

    def define_custom(self, kind):
        """Every custom object may be linked with the standard ones and with itself."""
        for other in ("contacts", "companies", "deals", "tickets", kind.name):
            there = self._next_custom
            back = there if other == kind.name else there + 1
            self._next_custom += 2
            self._define(kind.name, other, USER, there, back, plain=True)

    def define_label(self, one, other, label, inverse=None):
        """A label of the customer's own; returns the id of its type."""
        there = self._next_label
        back = there if inverse is None and one == other else there + 1
        self._next_label += 2
        self._define(one, other, USER, there, back, label=label, back_label=inverse)
        return there

    def types(self, one, other):
        """The types from one kind to another, the plain one first."""
        found = [t for t in self._types.values() if (t.from_kind, t.to_kind) == (one.name, other.name)]
        return sorted(found, key=lambda t: (not t.plain, t.type_id))

    def type(self, one, other, spec):
        """The type that `{associationCategory, associationTypeId}` means. Refuses one that is not there."""
        try:
            key = (one.name, other.name, spec["associationCategory"], int(spec["associationTypeId"]))
        except (KeyError, TypeError, ValueError):
            raise invalid("Some required fields were not set: [associationCategory, associationTypeId]") from None
        if key not in self._types:
            raise invalid(
                f"One or more association types are not valid: {spec['associationTypeId']} "
                f"({spec['associationCategory']}) between {one.name} and {other.name}",
                subCategory="crm.associations.INVALID_ASSOCIATION_TYPE",
            )
        return self._types[key]

    # Links

    def checked_new(self, kind, associations):
        """What comes with a new record, as (kind, id, types). Refuses unknown types and records that are not there."""
        found = []
        for association in associations or ():
            specs = association.get("types") or ()
            wanted = {(s.get("associationCategory"), s.get("associationTypeId")) for s in specs}
            targets = {
                t.to_kind
                for t in self._types.values()
                if t.from_kind == kind.name and (t.category, t.type_id) in wanted
            }
            if len(targets) != 1:
                raise invalid(f"One or more association types are not valid: {sorted(map(str, wanted))}")
            to_kind = self._account.kinds[targets.pop()]
            to_id = str((association.get("to") or {}).get("id", ""))
            self._there(to_kind, to_id)
            found.append((to_kind, to_id, [self.type(kind, to_kind, spec) for spec in specs]))
        return found

    def add(self, one, one_id, other, other_id, types):
        """Link two records. Refuses one that is not there."""
        self._there(one, one_id)
        self._there(other, other_id)
        plain = next(t for t in self.types(one, other) if t.plain)
        for each in {plain, *types}:
            if each.primary:
                self._end_other_primary(each, one, one_id, other, other_id)
            for link_type, source, target in (
                (each, (one.name, one_id), (other.name, other_id)),
                (
                    self._types[each.to_kind, each.from_kind, each.category, each.inverse],
                    (other.name, other_id),
                    (one.name, one_id),
                ),
            ):
                self._links.setdefault((source, target), {})[link_type.category, link_type.type_id] = link_type
                self._by_record.setdefault(source, set()).add(target)
        self._recount(one, one_id, other, other_id)

    def remove(self, one, one_id, other, other_id, types=None):
        """Unlink two records, or take some of their types away. The last label leaves the plain type."""
        source, target = (one.name, one_id), (other.name, other_id)
        if types is None or any(t.plain for t in types):
            self._cut(source, target)
        else:
            for each in types:
                self._links.get((source, target), {}).pop((each.category, each.type_id), None)
                self._links.get((target, source), {}).pop((each.category, each.inverse), None)
        self._recount(one, one_id, other, other_id)

    def of(self, one, one_id, other):
        """(id, types) of the records of one kind that a record is linked with, by id."""
        targets = [t for t in self._by_record.get((one.name, one_id), ()) if t[0] == other.name]
        for target in sorted(targets, key=lambda t: int(t[1])):
            types = self._links[(one.name, one_id), target].values()
            yield target[1], sorted(types, key=lambda t: (not t.plain, t.type_id))

    def count(self, one, one_id, other):
        """With how many records of one kind a record is linked."""
        return sum(1 for _ in self.of(one, one_id, other))

    def drop(self, kind, record_id):
        """End all links of a record."""
        for target in list(self._by_record.get((kind.name, record_id), ())):
            other = self._account.kinds[target[0]]
            self._cut((kind.name, record_id), target)
            self._recount(kind, record_id, other, target[1])

    def move(self, kind, from_id, to_id):
        """Give all links of a record to another one of its kind."""
        for target in list(self._by_record.get((kind.name, from_id), ())):
            types = list(self._links[(kind.name, from_id), target].values())
            self._cut((kind.name, from_id), target)
            if target != (kind.name, to_id):
                self.add(kind, to_id, self._account.kinds[target[0]], target[1], types)

    # Inside

    def _cut(self, source, target):
        for one, other in ((source, target), (target, source)):
            self._links.pop((one, other), None)
            self._by_record.get(one, set()).discard(other)

    def _end_other_primary(self, link_type, one, one_id, other, other_id):
        if other.name == "companies":
            holder, company = (one, one_id), other_id
        else:
            holder, company = (other, other_id), one_id
            link_type = self._types[link_type.to_kind, link_type.from_kind, link_type.category, link_type.inverse]
        companies = self._account.kinds["companies"]
        for company_id, types in list(self.of(*holder, companies)):
            if company_id != company and link_type in types:
                self.remove(*holder, companies, company_id, [link_type])

    def _there(self, kind, record_id):
        if self._account.record(kind, record_id) is None:
            raise Refused(404, "OBJECT_NOT_FOUND", f"{kind.singular} {record_id} does not exist")

    def _recount(self, one, one_id, other, other_id):
        self._account.recount(one, one_id)
        self._account.recount(other, other_id)
