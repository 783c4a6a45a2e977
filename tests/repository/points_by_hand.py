"""Recovery points made by hand: what a backup would commit, without a source."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pyarrow as pa

from crmbackup_gui.model.catalog import Catalog, Entity, Field, ValueType
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy, chain_below
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.blobs import decode_outside
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.segments import stored_schema, tombstone_schema
from crmbackup_gui.repository.stores.opening_remote import open_memory

MASTER = bytes(range(32))
CRM = "c" * 32
ID = "ab" * 16
OTHER_CRM = "d" * 32

CONTACT = Entity(
    name="contact",
    fields=(
        Field(name="name", type=ValueType.TEXT),
        Field(name="id", type=ValueType.INT64, nullable=False),
        Field(name="photo", type=ValueType.BYTES),
    ),
    key=("id",),
)
LINK = Entity(
    name="link",
    fields=(
        Field(name="kind", type=ValueType.TEXT),
        Field(name="name", type=ValueType.TEXT),
        Field(name="photo", type=ValueType.BYTES),
        Field(name="number", type=ValueType.INT64),
    ),
    key=("number", "kind"),
)


class Heads:
    """A memory of heads, as one machine has it."""

    def __init__(self):
        self.seen = {}

    def recall(self, repository, crm):
        return self.seen.get((repository, crm))

    def remember(self, repository, crm, head):
        known = self.recall(repository, crm)
        if known is None or head.sequence > known.sequence:
            self.seen[repository, crm] = head

    def crms(self, repository):
        return [crm for of, crm in self.seen if of == repository]


@dataclass
class Layer:
    """What a point stores of an entity: names by key (a tuple), photos of some of the records, and deleted keys."""

    entity: Entity
    names: dict = field(default_factory=dict)
    photos: dict = field(default_factory=dict)
    deleted: tuple = ()
    anew: bool = False
    records: int | None = None


def contacts(*numbers, name="name", **options):
    """A layer of contacts of these numbers."""
    return Layer(CONTACT, {(number,): f"{name} {number}" for number in numbers}, **options)


def new_store():
    return open_memory()


def open_repository(store, heads=None, master=MASTER):
    return Repository(store, "r" * 32, master, heads)


def in_order(entity, keys):
    order = KeyOrder(entity)
    return sorted(keys, key=order.key_of)


def take(repository, *layers, parent=None, strategy=None, kind=PointKind.REGULAR, crm=CRM, **options):
    """Commit a point of these layers. Without a parent all of them are whole, but for those of a safety point."""
    with repository.new_point(crm) as writer:
        whole = parent is None and kind is not PointKind.SAFETY
        states = [_store(writer, layer, anew=layer.anew or whole) for layer in layers]
        draft = draft_of(parent, strategy, kind, crm)
        return writer.commit(draft, Catalog(entities=tuple(layer.entity for layer in layers)), states, **options)


def draft_of(parent=None, strategy=None, kind=PointKind.REGULAR, crm=CRM):
    return RecoveryPoint(
        id="",
        crm=crm,
        crm_name="Sales",
        url="sqlite:///crm.db",
        sequence=0,
        kind=kind,
        strategy=strategy or (Strategy.INCREMENTAL if parent else Strategy.FULL),
        taken_at=datetime(2024, 5, 1, tzinfo=UTC),
        consistent_as_of=datetime(2024, 5, 1, tzinfo=UTC),
        parent=parent.sequence if parent else None,
        base=(parent.base or parent.sequence) if parent else None,
        chain=chain_below(parent) if parent else (),
    )


def _store(writer, layer, *, anew):
    written = writer.layer(layer.entity)
    if layer.names:
        written.upsert(batch_of(writer, layer))
    if layer.deleted:
        schema = tombstone_schema(layer.entity)
        keys = [dict(zip(layer.entity.key, key, strict=True)) for key in in_order(layer.entity, layer.deleted)]
        written.delete(pa.RecordBatch.from_pylist(keys, schema=schema))
    records = len(layer.names) if layer.records is None else layer.records
    return written.finish(records=records, anew=anew, added=len(layer.names), changed=0, deleted=len(layer.deleted))


def batch_of(writer, layer):
    """Stored records of a layer, with their photos in blobs."""
    schema = stored_schema(layer.entity)
    position = layer.entity.index("photo")
    rows = []
    for key in in_order(layer.entity, layer.names):
        row = dict.fromkeys(schema.names) | dict(zip(layer.entity.key, key, strict=True)) | {"name": layer.names[key]}
        if key in layer.photos:
            row[schema.names[-1]] = writer.store_value(position, iter([layer.photos[key]]), is_text=False).encode()
        rows.append(row)
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def names_of(entity, runs):
    """Names by key, in the order in which they come."""
    found = {}
    for run in runs:
        for row in run.batch.to_pylist():
            key = tuple(row[name] for name in entity.key)
            assert key not in found
            found[key] = row["name"]
    return found


def read(repository, point, entity=CONTACT, only=None):
    view = repository.view(point.crm, point.sequence)
    if only is not None:
        order = KeyOrder(entity)
        only = pa.array([order.key_of(key) for key in only], pa.int64() if order.integer else pa.binary())
    return names_of(entity, view.read(entity.name, only))


def photos(repository, point, entity=CONTACT):
    """Photos by key."""
    view = repository.view(point.crm, point.sequence)
    found = {}
    for run in view.read(entity.name):
        for row in run.batch.to_pylist():
            cell = row[run.batch.schema.names[-1]]
            if cell is not None:
                (value,) = decode_outside(cell, "a record")
                content = b"".join(view.value(value))
                assert len(content) == value.size
                found[tuple(row[name] for name in entity.key)] = content
    return found


def listed(store, prefix=""):
    return [info.name for info in store.list(prefix)]


def with_passphrase(store):
    """The store with what a repository needs to be opened by the passphrase "passphrase"."""
    keys.add_passphrase(store, ID, MASTER, "passphrase", costs=keys.Argon2Costs(128, 1, 1))
    write_config(store, ID, MASTER)
    return store


def identified(store):
    """As `open_repository`, under the id that `with_passphrase` gives."""
    repository = open_repository(store)
    repository.id = ID
    return repository
