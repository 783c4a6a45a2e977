"""What an organisation holds: records, the recycle bin, what is gone for good, files and users.

Times have whole seconds and are given in the organisation's own time zone, as Zoho does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from tests.fakes.serving import Clock
from tests.fakes.zoho.schema import DEFAULT_MODULES, FieldSpec, ModuleSpec, User, spec_id

IN_BIN = timedelta(days=60)
LISTED_AFTERWARDS = timedelta(days=120)
INDIA = timezone(timedelta(hours=5, minutes=30))


@dataclass
class Record:
    """A record: `values` are raw (ids for lookups, lists for multi-selects), without the system's own."""

    id: str
    module: str
    values: dict
    owner: str
    created_by: str
    modified_by: str
    created: datetime
    modified: datetime
    locked: bool = False
    converted: bool = False
    """A lead that became a contact: lists have it only when they are asked for it."""

    def raw(self, name: str) -> object:
        """The value of a field as it is kept."""
        system = {
            "id": self.id,
            "Owner": self.owner,
            "Created_By": self.created_by,
            "Modified_By": self.modified_by,
            "Created_Time": self.created,
            "Modified_Time": self.modified,
        }
        return system[name] if name in system else self.values.get(name)


@dataclass
class Deleted:
    """A record that was deleted. `gone` is when it left the recycle bin, `with_parent` whose deletion took it there."""

    record: Record
    when: datetime
    by: str
    gone: datetime | None = None
    with_parent: str = ""


@dataclass
class StoredFile:
    """An attachment: a file, or a link."""

    id: str
    module: str
    parent: str
    name: str
    content: bytes
    created: datetime
    by: str
    link: str = ""


@dataclass
class Org:
    """All that an organisation holds. Not safe for threads by itself: the fake's lock is."""

    clock: Clock
    modules: dict[str, ModuleSpec] = field(default_factory=lambda: {spec.name: spec for spec in DEFAULT_MODULES})
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    deleted: dict[str, dict[str, Deleted]] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    deleted_files: dict[str, StoredFile] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    company: str = "Zylker"
    number: str = "6092001"
    zone: timezone = INDIA
    next_id: int = 1
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.modules:
            self.records.setdefault(name, {})
            self.deleted.setdefault(name, {})
        if not self.users:
            for user in (
                User(spec_id("patricia"), "Patricia Boyle", "patricia@example.com"),
                User(spec_id("john"), "John Kent", "john@example.com"),
                User(spec_id("old"), "Former Colleague", "former@example.com", status="disabled"),
            ):
                self.users[user.id] = user
        self.me = next(iter(self.users))

    def now(self) -> datetime:
        """The organisation's time, in whole seconds."""
        return self.clock.now().replace(microsecond=0)

    def new_id(self) -> str:
        self.next_id += 1
        return f"57257670{self.next_id:011d}"

    def shown(self, when: datetime) -> str:
        """A time as the API gives it."""
        return when.astimezone(self.zone).isoformat()

    def add(self, module: str, **values: object) -> Record:
        """A record as if somebody had entered it in a browser; nothing is validated."""
        now = self.now()
        spec = self.modules[module]
        record = Record(self.new_id(), module, {}, self.me, self.me, self.me, now, now)
        self.records[module][record.id] = record
        self.write(record, values)
        for one in spec.fields:
            if one.type == "autonumber":
                self.numbers[module] = self.numbers.get(module, 0) + 1
                record.values[one.name] = f"Q-{self.numbers[module]:05d}"
        return record

    def edit(self, record: Record, **values: object) -> None:
        """Change a record as if somebody had done it in a browser."""
        self.write(record, values)
        self.touch(record)

    def touch(self, record: Record) -> None:
        record.modified = self.now()
        record.modified_by = self.me

    def write(self, record: Record, values: dict) -> None:
        """Set raw values, and compute what follows from them. An empty text is no value."""
        for name, value in values.items():
            if name == "Owner":
                record.owner = str(value)
            else:
                record.values[name] = None if value in ("", []) else value
        for spec in self.modules[record.module].fields:
            if callable(spec.formula):
                computed = spec.formula(record.values)
                record.values[spec.name] = None if computed == "" else computed

    def delete(self, record: Record, with_parent: str = "") -> None:
        """Move a record to the recycle bin, with its rows, its notes and its files. Rows of subforms are just gone."""
        self.records[record.module].pop(record.id)
        spec = self.modules[record.module]
        if spec.generated in ("subform", "linking"):
            return
        self.deleted[record.module][record.id] = Deleted(record, self.now(), self.me, with_parent=with_parent)
        for child in self.rows_of(record):
            self.deleted[child.module][child.id] = Deleted(child, self.now(), self.me, with_parent=record.id)
            self.records[child.module].pop(child.id)
        for note in [note for note in self.records["Notes"].values() if note.values.get("Parent_Id") == record.id]:
            self.delete(note, with_parent=record.id)
        for stored in [stored for stored in self.files.values() if stored.parent == record.id]:
            self.deleted_files[stored.id] = self.files.pop(stored.id)

    def restore(self, module: str, record_id: str) -> None:
        """Bring a record back from the recycle bin, and with it what its deletion took there."""
        self.records[module][record_id] = self.deleted[module].pop(record_id).record
        for bin_ in self.deleted.values():
            for other in [other for other in bin_.values() if other.with_parent == record_id and not other.gone]:
                self.records[other.record.module][other.record.id] = bin_.pop(other.record.id).record
        for stored in [stored for stored in self.deleted_files.values() if stored.parent == record_id]:
            self.files[stored.id] = self.deleted_files.pop(stored.id)

    def erase(self, module: str, record_id: str) -> None:
        """Delete for good what is in the recycle bin."""
        self.deleted[module][record_id].gone = self.now()
        for bin_ in self.deleted.values():
            for other in bin_.values():
                if other.with_parent == record_id:
                    other.gone = self.now()

    def let_time_pass(self) -> None:
        """What is in the recycle bin too long leaves it, and what left it long ago is listed no more."""
        now = self.now()
        for bin_ in self.deleted.values():
            for record_id, deleted in list(bin_.items()):
                if deleted.gone is None and now - deleted.when > IN_BIN:
                    deleted.gone = deleted.when + IN_BIN
                if deleted.gone is not None and now - deleted.gone > LISTED_AFTERWARDS - IN_BIN:
                    del bin_[record_id]

    def rows_of(self, record: Record) -> list[Record]:
        """The rows of a record's subforms, in the order in which they were added."""
        modules = [spec.subform for spec in self.modules[record.module].fields if spec.subform]
        return [
            row
            for module in modules
            for row in self.records[module].values()
            if row.values.get("Parent_Id") == record.id
        ]

    def find(self, record_id: str, modules: tuple[str, ...] = ()) -> Record | None:
        """The record of that id, in any of some modules; without modules, in all."""
        for module in modules or tuple(self.records):
            if record_id in self.records.get(module, {}):
                return self.records[module][record_id]
        return None

    def name_of(self, record: Record) -> str:
        """How a record is called where others point to it."""
        return str(record.values.get(self.modules[record.module].display) or "")

    def visible(self, spec: ModuleSpec) -> tuple[FieldSpec, ...]:
        """The fields that the one who signed in may see."""
        profile = self.users[self.me].profile
        return tuple(one for one in spec.fields if profile not in one.hidden_from)

    def may_see(self, spec: ModuleSpec) -> bool:
        """Whether the one who signed in may see the module at all."""
        return self.users[self.me].profile not in spec.hidden_from


def as_time(text: str) -> datetime | None:
    """A time as clients send it; None when it is none."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when.astimezone(UTC) if when.tzinfo else None
