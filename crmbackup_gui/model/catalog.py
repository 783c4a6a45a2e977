"""What a CRM consists of: entities, their fields and references, and the schema around them.

All classes are frozen msgspec structs: they cross threads, and they are stored in recovery points
(FORMAT.md, "Catalog"). Adding a field with a default keeps old repositories readable; renaming or
removing one is a new format.
"""

from __future__ import annotations

from enum import Enum

import msgspec

from crmbackup_gui.model.conventions import BusinessEntity, Conventions


class ValueType(Enum):
    """The shape in which the values of a field travel and are stored (model/arrow.py has the Arrow types)."""

    BOOL = "bool"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    FLOAT32 = "float32"
    FLOAT64 = "float64"
    TEXT = "text"
    BYTES = "bytes"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    TIMESTAMP_TZ = "timestamptz"
    ANY = "any"
    """Each value brings its own type: integer, real, text or bytes (SQLite)."""
    CONTENT = "content"
    """The content of a file: bytes of any size, always kept as blobs."""


class Codec(Enum):
    """How a value comes out of the source and goes back into it."""

    NATIVE = "native"
    """The type is proven to round-trip."""
    TEXT = "text"
    """The server's own text form, cast back by the server."""


class Collation(Enum):
    """Which text values count as the same key. It decides the identity of a record, never its value."""

    BINARY = "binary"
    NOCASE = "nocase"
    """A to Z equal a to z (SQLite's NOCASE)."""
    RTRIM = "rtrim"
    """Spaces at the end do not count (SQLite's RTRIM)."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an entity."""

    name: str
    type: ValueType
    native: str = ""
    """The type as the source declares it, for example `DECIMAL(12,2)`."""
    codec: Codec = Codec.NATIVE
    collation: Collation = Collation.BINARY
    nullable: bool = True
    hidden: bool = False
    """Not declared by anybody but part of the record, such as the row id of SQLite."""
    generated: bool = False
    """Computed by the source: stored and compared, never written back."""
    fingerprint: bool = False
    """Compared to find changes, never written back and never compared after a restore (a file's inode)."""
    label: str = ""
    """What the source calls it on its screens, where that is not its name."""
    required: bool = False
    """A record cannot be created without it."""
    unique: bool = False
    """No two records have the same value."""
    create_only: bool = False
    """Taken when a record is created, and never changed afterwards."""
    choices: tuple[str, ...] = ()
    """The only values that it can have; empty where any will do."""


class TypeNames(msgspec.Struct, frozen=True, kw_only=True):
    """A type field that holds the `key` of a record of `entity`, whose `fields` joined by a dot are the type's name."""

    entity: str
    key: str
    fields: tuple[str, ...]


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """`fields` of one entity point to `target_fields` of `target` (in pairs)."""

    fields: tuple[str, ...]
    target: str
    target_fields: tuple[str, ...]
    declared: bool = True
    """The source itself has it as a rule; otherwise it is among those that an entity has as `implied`."""
    belongs: bool = True
    """A record goes with the one that it points to; false where it only says, for example, who wrote it."""
    type_field: str = ""
    """The reference holds only for records in which this field has one of `type_values`."""
    type_values: tuple[str, ...] = ()
    type_names: TypeNames | None = None
    """Where the types themselves are records; `type_values` are their names then."""
    prefix: str = ""
    """The one field has this text before what it points to; without it, it points elsewhere."""


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """A table, object or module, under the name that the source gives it."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    """Names of the fields that identify a record, in order. Empty only in a source's own catalog, for an entity
    whose records have no identity: the engine then keys them by digest (model/keyless.py)."""
    label: str = ""
    references: tuple[Reference, ...] = ()
    """Rules of the source itself."""
    implied: tuple[Reference, ...] = ()
    """References that no rule of the source says, but that the CRM's own program keeps to."""
    derived: bool = False
    """Kept by the source itself behind another table (a search index): restored only as a whole."""
    transient: bool = False
    """The CRM makes its records anew (caches, sessions, queues): they are kept only where the entity is named."""
    conventions: Conventions = Conventions()
    fingerprint: str = ""
    """Changes whenever values would be written or read differently though the fields look the same."""

    @property
    def key_fields(self) -> tuple[Field, ...]:
        """The fields of the key, in key order."""
        by_name = {field.name: field for field in self.fields}
        return tuple(by_name[name] for name in self.key)

    @property
    def refers_to(self) -> tuple[str, ...]:
        """The other entities that its records need, each once; what may point to many kinds of records needs none."""
        plain = (reference for reference in self.implied if not (reference.type_field or reference.prefix))
        targets = (reference.target for reference in (*self.references, *plain))
        return tuple(dict.fromkeys(target for target in targets if target != self.name))

    def described_as(self, other: Entity) -> Entity:
        """The same entity with what a profile knows of the other one."""
        return msgspec.structs.replace(
            self,
            label=other.label,
            references=other.references,
            implied=other.implied,
            transient=other.transient,
            conventions=other.conventions,
        )

    def index(self, name: str) -> int:
        """Position of a field; raises KeyError."""
        for position, field in enumerate(self.fields):
            if field.name == name:
                return position
        raise KeyError(name)


class ObjectKind(Enum):
    """What a schema object is."""

    SCHEMA = "schema"
    EXTENSION = "extension"
    TYPE = "type"
    SEQUENCE = "sequence"
    TABLE = "table"
    VIRTUAL_TABLE = "virtual table"
    INDEX = "index"
    CONSTRAINT = "constraint"
    VIEW = "view"
    ROUTINE = "routine"
    """A function or a procedure."""
    TRIGGER = "trigger"
    EVENT = "event"
    RULE = "rule"
    POLICY = "policy"
    COMMENT = "comment"
    OWNER = "owner"
    GRANT = "grant"
    OTHER = "other"


class SchemaObject(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the source's own schema, exact to the character."""

    kind: ObjectKind
    name: str
    entity: str
    """The table it belongs to; empty for none."""
    definition: str
    """Free of what changes with the records, such as counters: it tells whether two structures differ."""
    after: bool = False
    """A new database takes it only when its records are in it."""


ACCOUNT = "account"
"""The property of a catalog that says which account of a service on the internet it is of."""


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a source holds, without its records."""

    entities: tuple[Entity, ...]
    objects: tuple[SchemaObject, ...] = ()
    """In an order in which a new database takes them."""
    sequences: dict[str, int] = {}
    """Counters that hand out keys, by entity, or by their own name where they have one."""
    unused: tuple[str, ...] = ()
    """Names of counters whose value has not been handed out yet: it is the next one, not the last."""
    properties: dict[str, str] = {}
    """Settings of the whole source that a new one must have, such as its encoding."""
    crm: str = ""
    """The CRM by its product name; empty when it was not recognised."""
    business: tuple[BusinessEntity, ...] = ()
    """What users choose from, most important first. Transient and derived entities are in none of them."""

    def entity(self, name: str) -> Entity | None:
        """The entity of that exact name, or None."""
        return next((entity for entity in self.entities if entity.name == name), None)

    def business_entity(self, name: str) -> BusinessEntity | None:
        """The business entity that a user means by a name, in either language, or by an id; None for none."""
        return next((business for business in self.business if business.answers_to(name)), None)
