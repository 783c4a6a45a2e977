"""The protocol that one hosted CRM implements, and all that it has to know of the rest.

A service is one folder in sources/, which implements `Service` and offers a callable for sources/registry.py that
takes a `Location` and a `FindSecret` and returns `HostedSource(...)` (hosted/source.py). It speaks HTTP through one
`Wire` (hosted/wire.py), which throttles, waits, renews the token, counts calls and keeps the budget; a library that
speaks by itself is led through `Wire.send` as its transport. Everything else is shared: cursors with overlap,
de-duplication, gaps in feeds of deletions, Arrow, the old-to-new id map, references in two passes, undeleting first,
nulls, the journal, the six outcomes and the read-back.

So a service says what there is (`describe`), hands out rows as it gets them (`read`, `changed`, `deleted`, `keys`,
`fetch`, `find`, `content`) and does what it is told with rows, one result for each (`write`).

Rows: a `Page` holds what one answer held, in any order, as mappings from field name to JSON value, or as an Arrow table
(from a CSV of a bulk job: all columns may be text, which is cast by the field's type and form). Names are those of
`Entity.fields`; what is beside them is not looked at; a field that is missing is null. Values by the field's type:

    TEXT          str; any other JSON value is kept as its JSON text
    BOOL          bool, or text `true`/`false` in any case
    INT64         int, or text of digits
    FLOAT64       number, or text of one (only for what the service itself keeps as a double that nobody counts in)
    DATE          text YYYY-MM-DD
    TIME          text HH:MM:SS[.ffffff][Z]
    TIMESTAMP_TZ  ISO 8601 text with offset or Z, or an int of milliseconds since 1970
    CONTENT       nothing: the bytes come from `Service.content`; the entity has an INT64 field `size` beside it

Decode JSON with `decode_json` (hosted/rows.py): it keeps the digits of numbers. An id is text, whatever the service
says (numbers become their digits).

Threads: one thread at a time uses a service, not always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.sources.hosted.wire import Wire
from crmbackup_gui.sources.limited import Hidden

if TYPE_CHECKING:
    import pyarrow as pa

Row = Mapping[str, object]
"""One record, or its key: field name to JSON value."""


@dataclass(frozen=True)
class Page:
    """Some records as one answer of the service held them, in any order."""

    rows: Sequence[Row] | pa.Table


class Form(Enum):
    """How a text field's values are meant, where its type alone does not say it."""

    DECIMAL = "decimal"
    """A number of which every digit counts (money). It is told and compared by value, in plain notation without
    needless zeros; it goes back as a `decimal.Decimal`."""
    JSON = "json"
    """Any JSON value but text (lists, objects): told as canonical JSON text, goes back as that value."""
    IDS = "ids"
    """A list of ids of the record's reference of that name (many-to-many): as JSON, and its ids are translated.
    The order does not count."""


class KeysBy(Enum):
    """Where the key of a new record comes from."""

    SERVICE = "service"
    """The service issues it; the key is one text field."""
    CALLER = "caller"
    """The caller may choose it, so that a record comes back under its own key (Dataverse)."""
    VALUES = "values"
    """The key is what the record says: references and other values (an association of HubSpot)."""


@dataclass(frozen=True)
class Module:
    """One entity of the service, and what the shared part must know of it beyond that.

    Of `entity`: fields have `label`, `native` (the service's name of the type), `required` (to create a record),
    `unique`, `choices` (values of a picklist that admits no others) and `generated` (computed or kept by the service:
    read, never written) as the service describes them; `create_only` marks those that are taken only when a record is
    created (audit fields, where the account has the permission; otherwise they are `generated`). `references` lead to
    the key of the other entity, one for each entity that a field may point to; `belongs` is false for an owner.
    """

    entity: Entity
    forms: Mapping[str, Form] = field(default_factory=dict)
    """Of fields whose type is TEXT."""
    modified: str | None = None
    """The field with the time of the last change, kept by the service. None: `changed` is never asked."""
    created: str | None = None
    """The field with the time of creation, kept by the service."""
    keys_by: KeysBy = KeysBy.SERVICE
    creates: bool = True
    updates: bool = True
    deletes: bool = True
    undeletes: bool = False
    """Deleted records can be brought back under their id for a while."""
    comes_back_with: str = ""
    """The reference to the record with which these are deleted and brought back; empty where each goes by itself."""
    matched_by: tuple[tuple[str, ...], ...] = ()
    """Sets of fields that tell a record apart from all others by meaning, best first: an e-mail address, a name of a
    user or a record type. A record that is missing under its id, and cannot be created or would break such a rule,
    is looked for by these."""
    part_of: str = ""
    """The entity under which users see it: a subform's, an association's, a file's parent. Empty for one of its own."""
    computed_elsewhere: bool = False
    """Some fields change without the time of the last change (formulas over other records): an increment may be
    behind in those, and users are told so."""


@dataclass(frozen=True)
class Description:
    """What the service holds and what of it this account sees."""

    account: str
    """An id of the customer's account at the service (an organisation, a portal) that never changes: keys of one mean
    nothing in another."""
    product: str
    """The product as people say it: `Salesforce`."""
    label: str
    """What the account calls itself."""
    modules: tuple[Module, ...]
    hidden: tuple[Hidden, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Anything else of the structure that a restore should compare (validation rules, automation that is switched on),
    name to text. A name begins with its kind and a colon: `Flow: Greet`. Differences between point and target are told
    before a restore, as hints."""
    untold: tuple[str, ...] = ()
    """Kinds of it that this account may not see."""
    needed: tuple[str, ...] = ()
    """Kinds of it that records name, so that the service refuses them where one is gone (a pipeline, a record type)."""
    left_out: tuple[str, ...] = ()
    """What there is beside records and is not backed up, in sentences for users that say why."""
    acting: tuple[str, ...] = ()
    """Names of what is switched on, and may change or refuse what is written."""


@dataclass(frozen=True)
class Since:
    """Where an increment begins. `moment` is aware UTC, the overlap already taken off it.

    `mark` is what the last `Reading` or `Deletions` of that entity gave, where a service gives marks (a deltaLink).
    """

    moment: datetime
    mark: str | None = None


@dataclass(frozen=True)
class Reading:
    """Records of one entity. `rows` is how many, where the service says so beforehand (about is enough).

    `mark` is called when all pages were taken, by services that hand out a place to go on from. Records may come
    twice: of those with the same key the last one counts.
    """

    pages: Iterator[Page]
    rows: int | None = None
    mark: Callable[[], str | None] | None = None


@dataclass(frozen=True)
class Deletions:
    """Keys of what was deleted, each page with the key fields only.

    `covered_until` is what the service itself says that the feed holds; None where it says nothing: then it is
    covered until the moment at which it was asked, less the overlap.
    """

    pages: Iterator[Page]
    covered_until: datetime | None = None
    mark: Callable[[], str | None] | None = None


class Order(Enum):
    """What a service is told to do with rows."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    UNDELETE = "undelete"


@dataclass(frozen=True)
class Content:
    """The content of a file in a row to be written, under the name of the field of type CONTENT."""

    size: int
    read: Callable[[], Iterator[bytes]]
    """Called again for each try, from the beginning."""


class Fate(Enum):
    """What became of one row."""

    DONE = "done"
    REFUSED = "refused"
    """The service said no; nothing changed."""
    UNKNOWN = "unknown"
    """The answer was lost, and it may have been done (`AnswerLost`). The shared part looks, before it tries again."""


@dataclass(frozen=True)
class Written:
    """The result of one row.

    `key` is the key under which the record stands now, in the order of `Entity.key`; needed of a CREATE that is DONE.
    `words` are the service's own for a refusal, for users; `code` is its code of it.
    `conflict` is the key of the record that is in the way, where a refusal names it (HubSpot's 409).
    """

    fate: Fate
    key: tuple[str, ...] = ()
    words: str = ""
    code: str = ""
    conflict: tuple[str, ...] = ()


class Service(Protocol):
    """One hosted CRM. Every method may raise leaves of `SourceProblem`; methods that write, of `RestoreProblem`."""

    wire: Wire
    """Its clock, its budget and its pauses are the service's; the shared part closes it."""
    overlap: timedelta
    """How far an increment reaches back before the last one, for index lag and clocks that differ."""
    lag: timedelta
    """How long it may take until `changed` and `find` show what was written."""
    per_fetch: int
    """How many keys `fetch` and `find` take in one call of the service; they themselves take any number."""

    def describe(self) -> Description:
        """Sign in if need be, and look at the structure. Called once for each snapshot and target."""

    def read(self, module: Module) -> Reading:
        """All records that are not deleted, archived or converted ones included where users see them as records."""

    def changed(self, module: Module, since: Since) -> Reading | None:
        """Records that were created or changed since then; None when the service cannot tell (an expired mark)."""

    def deleted(self, module: Module, since: Since) -> Deletions | None:
        """What was deleted since then; None when the service cannot tell.

        That is: it keeps no list, or the list no longer reaches back so far, or does not hold all. The shared part
        compares `keys` then. It is called when all pages of `changed` were taken, so a service that gets both in one
        stream puts the deletions aside and hands them out here.
        """

    def keys(self, module: Module) -> Iterator[Page]:
        """The key fields of all records that `read` gives."""

    def fetch(self, module: Module, keys: Sequence[tuple[str, ...]]) -> Iterator[Page]:
        """These records as they are now, all fields; those that are not there are left out."""

    def find(self, module: Module, fields: tuple[str, ...], values: Sequence[tuple[object, ...]]) -> Iterator[Page]:
        """Records, all fields, in which these fields have one of these tuples of values (for `matched_by`)."""

    def undeletable(self, module: Module, keys: Sequence[tuple[str, ...]]) -> set[tuple[str, ...]]:
        """Which of these can be brought back now. Asked only where `Module.undeletes`."""

    def content(self, module: Module, key: tuple[str, ...]) -> Iterator[bytes]:
        """The content of one record of a module with a field of type CONTENT."""

    def write(self, module: Module, order: Order, rows: Sequence[Row]) -> Iterator[Sequence[Written]]:
        """Do something with rows; exactly one result for each row, in their order.

        The service cuts them into calls by itself (collections, batches, bulk jobs) and yields the results of each
        call as soon as they are known: they are in the journal before the next ones are asked for. A row has the key
        fields (but for a CREATE of keys that the service issues) and only the fields to be written; None empties a
        field. TEXT is text, DECIMAL `Decimal`, JSON and IDS their value, DATE, TIME and TIMESTAMP_TZ ISO 8601 text
        (UTC, `Z`, six decimals at most), CONTENT a `Content`. UNDELETE and DELETE have the key fields alone.
        A failure of a whole call is one result for each of its rows; exceptions are for what stops the restore.
        """

    def count(self, module: Module) -> int | None:
        """About how many records there are, in a call at the most; None where only reading them would tell."""

    def cost(self, module: Module, order: Order | None, records: int) -> int:
        """Calls that reading (None) or writing so many records takes at least, as the service's budget counts them."""

    def cost_of_changes(self, module: Module, records: int, changes: int) -> int:
        """The same for `changed` and `deleted`, where about so many of so many records changed.

        Where one of these cannot tell, what reading or comparing takes instead.
        """
