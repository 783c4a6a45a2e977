"""A hosted CRM in memory, which the shared part of hosted sources is tried on: as awkward as services may be.

`Office` is the service's own state, one account at a service; `office.service()` speaks to it as an adapter does. It
issues ids, computes fields, keeps a list of deletions that reaches back only so far, has a recycle bin, refuses rows
and loses answers when it is told to.
"""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crmbackup_gui.model.budget import Usage
from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType
from crmbackup_gui.sources.hosted.access import KeyAccess, bearer
from crmbackup_gui.sources.hosted.service import (
    Deletions,
    Description,
    Fate,
    Form,
    KeysBy,
    Module,
    Order,
    Page,
    Reading,
    Written,
)
from crmbackup_gui.sources.hosted.source import HostedSource
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.location import parse_location

TEXT, MOMENT = ValueType.TEXT, ValueType.TIMESTAMP_TZ
PAGE = 3


def module(name, *fields, references=(), forms=None, **more):
    """A module with the fields that every one has beside its own."""
    own = [
        Field(name="id", type=TEXT, nullable=False, generated=True),
        *fields,
        Field(name="created", type=MOMENT, generated=True),
        Field(name="modified", type=MOMENT, generated=True),
    ]
    entity = Entity(name=name, fields=tuple(own), key=("id",), label=name.title(), references=tuple(references))
    return Module(entity, forms or {}, modified="modified", created="created", undeletes=True, **more)


def to(target, field, *, belongs=True):
    return Reference(fields=(field,), target=target, target_fields=("id",), belongs=belongs)


MODULES = (
    module(
        "user",
        Field(name="login", type=TEXT, unique=True),
        creates=False,
        updates=False,
        deletes=False,
        matched_by=(("login",),),
    ),
    module(
        "company",
        Field(name="name", type=TEXT, required=True),
        Field(name="parent", type=TEXT),
        Field(name="main_contact", type=TEXT),
        Field(name="owner", type=TEXT),
        Field(name="turnover", type=TEXT, native="money"),
        Field(name="tags", type=TEXT),
        Field(name="shouted", type=TEXT, generated=True),
        references=(to("company", "parent"), to("contact", "main_contact"), to("user", "owner", belongs=False)),
        forms={"turnover": Form.DECIMAL, "tags": Form.JSON},
    ),
    module(
        "contact",
        Field(name="name", type=TEXT, required=True),
        Field(name="mail", type=TEXT, unique=True),
        Field(name="company", type=TEXT),
        Field(name="level", type=TEXT, choices=("low", "high")),
        Field(name="born", type=ValueType.DATE),
        Field(name="visits", type=ValueType.INT64),
        Field(name="vip", type=ValueType.BOOL),
        references=(to("company", "company"),),
        matched_by=(("mail",),),
    ),
    Module(
        Entity(
            name="membership",
            fields=tuple(Field(name=name, type=TEXT, nullable=False) for name in ("company", "contact", "role")),
            key=("company", "contact", "role"),
            references=(to("company", "company"), to("contact", "contact")),
        ),
        keys_by=KeysBy.VALUES,
        updates=False,
        part_of="contact",
    ),
)


class Office:
    """One account. `rows` are its records by module and id, `bin` the recycle bin, `gone` what was deleted and when."""

    def __init__(self, account="office-1", prefix="a", modules=MODULES):
        self.account, self.prefix, self.modules = account, prefix, modules
        self.now = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
        self.rows = {m.entity.name: {} for m in modules}
        self.bin = {m.entity.name: {} for m in modules}
        self.gone = {m.entity.name: [] for m in modules}
        self.numbers = itertools.count(1)
        self.feed_reaches = timedelta(days=15)
        self.hidden = ()
        self.metadata = {}
        self.refuses = lambda *_: None
        """Gives the words of a refusal."""
        self.loses = lambda *_: None
        """Gives `before` or `after` when no answer comes back."""
        self.changes_itself = lambda *_: None
        """Automation: acts on a row that was written."""
        self.after_page = lambda *_: None
        """Called between two pages of a reading."""
        self.calls = []
        self.granted = None
        """Calls a day; None for as many as one likes."""
        self.used = 0
        self.renewed = self.now + timedelta(hours=16)

    def tick(self, **how_long):
        self.now += timedelta(**(how_long or {"seconds": 1}))
        return self.now

    def add(self, name, /, **values):
        key = f"{self.prefix}{name[0]}{next(self.numbers):05}"
        self._put(name, key, values, created=self.tick())
        return key

    def put(self, name, *key):
        self.rows[name][key] = dict(zip(self._module(name).entity.key, key, strict=True))

    def change(self, name, key, /, **values):
        self._put(name, key, {**self.rows[name][key], **values}, created=None)

    def delete(self, name, key):
        row = self.rows[name].pop(key)
        self.tick()
        if not isinstance(key, tuple):
            self.bin[name][key] = row
            self.gone[name].append((self.now, key))

    def empty_bin(self):
        for kept in self.bin.values():
            kept.clear()

    def _put(self, name, key, values, created):
        row = {field.name: values.get(field.name) for field in self._module(name).entity.fields}
        row |= {"id": key, "modified": _text(self.tick())}
        row["created"] = _text(created) if created else row["created"]
        if "shouted" in row:
            row["shouted"] = (row["name"] or "").upper()
        self.changes_itself(name, row)
        self.rows[name][key] = row

    def _module(self, name):
        return next(m for m in self.modules if m.entity.name == name)

    def service(self):
        return OfficeService(self)


def _text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


class OfficeService:
    overlap = timedelta(minutes=5)
    lag = timedelta(seconds=2)
    per_fetch = 2

    def __init__(self, office):
        self.office = office
        self.wire = OfficeWire(office)

    def describe(self):
        office = self.office
        return Description(
            office.account, "Office", "The Office", office.modules, tuple(office.hidden), dict(office.metadata)
        )

    def read(self, module):
        self._called("read", module)
        return Reading(self._pages(module, list(self._all(module))), rows=len(self._all(module)))

    def changed(self, module, since):
        self._called("changed", module)
        since = _text(since.moment)
        return Reading(self._pages(module, [r for r in self._all(module) if r["modified"] >= since]))

    def deleted(self, module, since):
        self._called("deleted", module)
        office = self.office
        if module.keys_by is KeysBy.VALUES or office.now - since.moment > office.feed_reaches:
            return None
        gone = [{"id": key} for at, key in office.gone[module.entity.name] if at >= since.moment]
        return Deletions(iter([Page(gone)]), covered_until=office.now)

    def keys(self, module):
        self._called("keys", module)
        names = module.entity.key
        yield Page([{name: row[name] for name in names} for row in self._all(module)])

    def fetch(self, module, keys):
        for first in range(0, len(keys), self.per_fetch):
            self._called("fetch", module)
            wanted = set(keys[first : first + self.per_fetch])
            yield Page([r for r in self._all(module) if tuple(r[n] for n in module.entity.key) in wanted])

    def find(self, module, fields, values):
        for first in range(0, len(values), self.per_fetch):
            self._called("find", module)
            wanted = {tuple(str(part).casefold() for part in value) for value in values[first : first + self.per_fetch]}
            rows = self._all(module)
            yield Page([r for r in rows if tuple(str(r[name]).casefold() for name in fields) in wanted])

    def undeletable(self, module, keys):
        self._called("undeletable", module)
        return {key for key in keys if key[0] in self.office.bin[module.entity.name]}

    def content(self, *_):
        raise AssertionError("nothing here has content")

    def write(self, module, order, rows):
        for first in range(0, len(rows), PAGE):
            self._called(order.value, module)
            yield [self._written(module, order, dict(row)) for row in rows[first : first + PAGE]]

    def count(self, module):
        return len(self._all(module))

    def cost(self, *asked):
        return -(-asked[2] // PAGE)

    def cost_of_changes(self, *asked):
        return 1 + -(-asked[2] // PAGE)

    def _written(self, module, order, row):
        office, name = self.office, module.entity.name
        lost = office.loses(name, order, row)
        if lost == "before":
            return Written(Fate.UNKNOWN)
        refused = office.refuses(name, order, row) or self._wrong(module, order, row)
        if refused:
            return refused if isinstance(refused, Written) else Written(Fate.REFUSED, words=refused)
        key = self._do(module, order, row)
        return Written(Fate.UNKNOWN) if lost == "after" else Written(Fate.DONE, key=key)

    def _wrong(self, module, order, row):
        """What every strict service looks at."""
        office, entity = self.office, module.entity
        writable = {f.name for f in entity.fields if not f.generated} | set(entity.key)
        issued = module.keys_by is KeysBy.SERVICE
        if unknown := set(row) - writable:
            return f"{sorted(unknown)} cannot be written"
        if order is Order.CREATE and issued and "id" in row:
            return "ids are issued here"
        if order in (Order.UPDATE, Order.DELETE) and issued and row["id"] not in office.rows[entity.name]:
            return "no such record"
        if order is Order.UNDELETE and row["id"] not in office.bin[entity.name]:
            return "it is not in the recycle bin"
        return self._wrong_values(entity, order, row) if order in (Order.CREATE, Order.UPDATE) else None

    def _wrong_values(self, entity, order, row):
        rows = self.office.rows
        for field in entity.fields:
            value = row.get(field.name)
            if field.required and not value and (order is Order.CREATE or field.name in row):
                return f"{field.name} is required"
            if field.choices and value is not None and value not in field.choices:
                return f"{value} is not a level"
            holders = [k for k, r in rows[entity.name].items() if r[field.name] == value] if field.unique else []
            if value is not None and any(holder != row.get("id") for holder in holders):
                return Written(Fate.REFUSED, words=f"{value} is taken", conflict=(holders[0],))
        for reference in entity.references:
            value = row.get(reference.fields[0])
            if value is not None and value not in rows[reference.target]:
                return f"{reference.fields[0]}: no such {reference.target}"
        return None

    def _do(self, module, order, row):
        office, name = self.office, module.entity.name
        if module.keys_by is KeysBy.VALUES:
            key = tuple(row[part] for part in module.entity.key)
            if order is Order.DELETE:
                office.delete(name, key)
            else:
                office.put(name, *key)
            return key
        if order is Order.CREATE:
            return (office.add(name, **row),)
        key = row.pop("id")
        if order is Order.UPDATE:
            office.change(name, key, **row)
        elif order is Order.DELETE:
            office.delete(name, key)
        else:
            kept = office.bin[name].pop(key)
            office.gone[name] = [(at, k) for at, k in office.gone[name] if k != key]
            office._put(name, key, kept, created=None)
        return (key,)

    def _all(self, module):
        return list(self.office.rows[module.entity.name].values())

    def _pages(self, module, rows):
        """What was read stays as it was then; a record that moves meanwhile may come twice."""
        for first in range(0, len(rows), PAGE):
            yield Page([dict(row) for row in rows[first : first + PAGE]])
            self.office.after_page(module.entity.name)

    def _called(self, what, module):
        office = self.office
        if office.granted is not None:
            self.wire.budget.note(Usage(office.used, office.granted, office.renewed))
            self.wire.keep_share(1)
            if office.now >= office.renewed:
                office.used, office.renewed = 0, office.renewed + timedelta(days=1)
            office.used += 1
            self.wire.budget.count(1)
            assert office.used <= office.granted, "the program goes on when it has nothing left"
            self.wire.budget.note(Usage(office.used, office.granted, office.renewed))
        self.office.calls.append((what, module.entity.name))


class OfficeWire(Wire):
    """Its clock is the office's, and waiting moves it on."""

    def __init__(self, office):
        super().__init__("office://here", "http://127.0.0.1:9", KeyAccess("office://here", lambda _: "key", bearer))
        self.office = office

    def now(self):
        return self.office.now

    @property
    def skew(self):
        return timedelta()

    def wait(self, seconds):
        self.office.tick(seconds=seconds)


def source_of(office, folder: Path):
    """The office as a source, with its ledger in a folder of its own."""
    return HostedSource(parse_location(f"office://{office.account}"), "Office", office.service, ledgers=folder)


def ids(office, name):
    return list(office.rows[name])


def counts(report):
    return {n: report.total(n) for n in ("created", "updated", "undeleted", "unchanged", "skipped", "failed")}
