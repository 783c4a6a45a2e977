"""What an account has: its object types with their properties, owners, and the associations between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from crmbackup_gui.errors import LoginRefused, SourceUnreadable
from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType
from crmbackup_gui.sources.hosted.rows import canonical_json
from crmbackup_gui.sources.hosted.service import Description, Form, KeysBy, Module
from crmbackup_gui.sources.hubspot.kinds import STANDARD, Kind, pairs
from crmbackup_gui.sources.hubspot.library import Answer, Library
from crmbackup_gui.sources.limited import Hidden

KEY = "hs_object_id"
OWNERS = "owners"
_TYPES = {"bool": ValueType.BOOL, "date": ValueType.DATE, "datetime": ValueType.TIMESTAMP_TZ}
_ATTACHED = "hs_attachment_ids"
"""Where notes, e-mails and other activities name the files that are attached to them."""
_EMAIL_SCOPE = "sales-email-read"
_EMAIL_FACTS = frozenset({"hs_email_direction", "hs_email_status"})
"""Of e-mails, what is told without that scope too."""
_NO_SUCH_TYPE = frozenset({400, 404})


@dataclass(frozen=True)
class LinkType:
    """One type of association. `name` means the same in every account, which the id of a customer's own does not."""

    category: str
    type_id: int
    label: str
    name: str

    @property
    def plain(self) -> bool:
        """Two records are associated, and no more is said."""
        return not self.label


@dataclass(frozen=True)
class Pair:
    """Associations from one kind to another; `types` by name."""

    one: Kind
    other: Kind
    types: Mapping[str, LinkType]


@dataclass(frozen=True)
class Described:
    """A description, and what is behind its modules by their names."""

    description: Description
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    pairs: Mapping[str, Pair] = field(default_factory=dict)


def describe(library: Library, place: str) -> Described:
    """Look at the whole account: two calls for each object type, one for each pair that may be associated.

    Raises SourceUnreadable when HubSpot does not say what it must, and leaves of SourceProblem from the wire.
    """
    account = expected(library.account(), place)
    metadata: dict[str, str] = {}
    left_out: list[str] = []
    kinds: dict[str, Kind] = {}
    modules: list[Module] = []
    owners, hidden = _owners(library, place)
    if owners is not None:
        modules.append(owners)
    custom, lacking = _custom(library, place)
    hidden += lacking
    blank = _blank_emails(library)
    for kind in (*STANDARD, *custom):
        found = _kind(library, place, kind)
        if isinstance(found, Hidden):
            hidden.append(found)
        elif found is not None:
            kinds[kind.name] = kind
            module = _module(kind, found, owners is not None)
            if kind.name == "emails" and blank:
                module, lacking_fields = _without_content(module)
                hidden.append(lacking_fields)
            modules.append(module)
            metadata.update(_pipelines(library, kind))
            left_out += _attached(library, kind, module)
    linked, more = _pairs(library, place, kinds, metadata)
    portal = str(account.content.get("portalId") or "")
    if not portal:
        raise SourceUnreadable(place, "the service does not say which account this is")
    description = Description(
        account=portal,
        product="HubSpot",
        label=f"HubSpot {portal}",
        modules=(*modules, *more),
        hidden=tuple(hidden),
        metadata=metadata,
        left_out=tuple(left_out),
        needed=tuple(_pipelines_of(kind) for kind in kinds.values()),
    )
    return Described(description, kinds, linked)


def expected(answer: Answer, place: str) -> Answer:
    """The answer, when it worked. Raises LoginRefused where a permission is missing, else SourceUnreadable."""
    if answer.worked:
        return answer
    if answer.status == 403:
        raise LoginRefused(place, answer.words)
    raise SourceUnreadable(place, answer.words)


# What stays blank


def _blank_emails(library: Library) -> bool:
    """Whether the token is known not to read what e-mails say: HubSpot then gives e-mails with nothing in them."""
    scopes = library.scopes()
    return scopes is not None and _EMAIL_SCOPE not in scopes


def _without_content(module: Module) -> tuple[Module, Hidden]:
    """E-mails without the fields that would be empty, which a restore would otherwise take for their content."""
    entity = module.entity
    fields = {field.name for field in entity.fields}
    content = tuple(sorted(name for name in fields if name.startswith("hs_email_") and name not in _EMAIL_FACTS))
    left = tuple(field for field in entity.fields if field.name not in content)
    forms = {name: form for name, form in module.forms.items() if name not in content}
    return (
        replace(module, entity=msgspec.structs.replace(entity, fields=left), forms=forms),
        Hidden(entity.name, content, f"the scope {_EMAIL_SCOPE} is missing"),
    )


# Object types


def _kind(library: Library, place: str, kind: Kind) -> Answer | Hidden | None:
    """The properties of an object type, what forbids to read it, or None where the account has no such type."""
    described = library.properties(kind.path)
    if described.status in _NO_SUCH_TYPE:
        return None
    if described.status == 403:
        return Hidden(kind.name, reason=described.words)
    readable = library.page(kind.path, None, (KEY,), limit=1)
    if readable.status == 403:
        return Hidden(kind.name, reason=readable.words)
    if readable.status in _NO_SUCH_TYPE:
        return None
    expected(readable, place)
    return expected(described, place)


def _custom(library: Library, place: str) -> tuple[list[Kind], list[Hidden]]:
    answer = library.schemas()
    if answer.status == 403:
        return [], [Hidden("custom objects", reason=answer.words)]
    taken = {kind.name for kind in STANDARD} | {OWNERS}
    kinds = []
    for schema in expected(answer, place).results:
        name = str(schema["name"]).lower()
        name = f"custom_{name}" if name in taken else name
        taken.add(name)
        labels = schema.get("labels") or {}
        required = tuple(str(each) for each in schema.get("requiredProperties") or ())
        path = str(schema["objectTypeId"])
        kinds.append(Kind(name, path, str(labels.get("plural") or schema["name"]), required, hub=True))
    return kinds, []


def _module(kind: Kind, described: Answer, owners: bool) -> Module:  # noqa: FBT001 - whether owners can be pointed to
    fields: list[Field] = [
        Field(name=KEY, type=ValueType.TEXT, native="number", label="Record ID", nullable=False, unique=True)
    ]
    forms: dict[str, Form] = {}
    references: list[Reference] = []
    matched_by: list[tuple[str, ...]] = []
    for told in described.results:
        name = str(told["name"])
        if name == KEY:
            continue
        made = _field(kind, told)
        fields.append(made)
        reference = _reference(name, told, owners=owners)
        if reference is not None:
            references.append(reference)
        elif told.get("type") == "number":
            forms[name] = Form.DECIMAL
        if made.unique and not made.generated:
            matched_by.append((name,))
    kept = {each.name for each in fields if each.generated}
    entity = Entity(name=kind.name, fields=tuple(fields), key=(KEY,), label=kind.label, references=tuple(references))
    return Module(
        entity=entity,
        forms=forms,
        modified=kind.modified if kind.modified in kept else None,
        # Deals and tickets take another createdate than the time at which they were made.
        created=next((name for name in ("hs_createdate", "createdate") if name in kept), None),
        matched_by=tuple(sorted(matched_by, key=lambda each: each != ("email",))),
    )


def _field(kind: Kind, told: Mapping[str, Any]) -> Field:
    name, native = str(told["name"]), str(told.get("type") or "string")
    rules = told.get("modificationMetadata") or {}
    generated = bool(told.get("calculated") or rules.get("readOnlyValue")) or name in kind.kept
    required = name in kind.required and not generated
    return Field(
        name=name,
        type=_TYPES.get(native, ValueType.TEXT),
        native=f"{native}/{told.get('fieldType') or ''}",
        label=str(told.get("label") or ""),
        nullable=not required,
        required=required,
        unique=bool(told.get("hasUniqueValue")),
        generated=generated,
        choices=_choices(told),
    )


def _choices(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of a list from which one is chosen; several of a list are one text and are left to HubSpot."""
    if told.get("type") != "enumeration" or told.get("externalOptions") or told.get("fieldType") == "checkbox":
        return ()
    return tuple(str(option["value"]) for option in told.get("options") or ())


def _reference(name: str, told: Mapping[str, Any], *, owners: bool) -> Reference | None:
    if told.get("referencedObjectType") == "OWNER" and owners and told.get("fieldType") != "checkbox":
        return Reference(fields=(name,), target=OWNERS, target_fields=("id",), belongs=False)
    if name == "hs_product_id":
        return Reference(fields=(name,), target="products", target_fields=(KEY,), belongs=False)
    return None


def _owners(library: Library, place: str) -> tuple[Module | None, list[Hidden]]:
    """Those who may own records: told apart by e-mail address, and made by nobody but HubSpot's own screens."""
    answer = library.owners(None, archived=False)
    if answer.status == 403:
        return None, [Hidden(OWNERS, reason=answer.words)]
    expected(answer, place)
    text = ("email", "firstName", "lastName", "type")
    fields = (
        Field(name="id", type=ValueType.TEXT, native="id", nullable=False, unique=True),
        *(Field(name=name, type=ValueType.TEXT, native="string", generated=True) for name in text),
        Field(name="userId", type=ValueType.INT64, native="number", generated=True),
        Field(name="archived", type=ValueType.BOOL, native="bool", generated=True),
    )
    entity = Entity(name=OWNERS, fields=fields, key=("id",), label="Owners")
    return Module(entity=entity, creates=False, updates=False, deletes=False, matched_by=(("email",),)), []


def _pipelines(library: Library, kind: Kind) -> dict[str, str]:
    """Pipelines and their stages, for a restore to compare; few object types have any."""
    answer = library.pipelines(kind.path)
    found = {}
    for pipeline in answer.results if answer.worked else ():
        stages = [
            {"id": stage.get("id"), "label": stage.get("label"), "metadata": stage.get("metadata")}
            for stage in pipeline.get("stages") or ()
        ]
        kept = {"id": pipeline.get("id"), "label": pipeline.get("label"), "stages": stages}
        found[f"{_pipelines_of(kind)}: {pipeline.get('id')}"] = canonical_json(kept)
    return found


def _pipelines_of(kind: Kind) -> str:
    return f"pipeline of {kind.name}"


def _attached(library: Library, kind: Kind, module: Module) -> list[str]:
    """How many records have files, which HubSpot keeps apart from them and under ids of their own."""
    if all(field.name != _ATTACHED for field in module.entity.fields):
        return []
    asked = {"filterGroups": [{"filters": [{"operator": "HAS_PROPERTY", "propertyName": _ATTACHED}]}], "limit": 1}
    answer = library.search(kind.path, asked)
    count = answer.content.get("total") if answer.worked else None
    if not isinstance(count, int) or not count:
        return []
    told = f"Files attached to {count} records of '{kind.label}' are not backed up, only their ids: "
    return [f"{told}the service keeps them apart, in its file manager."]


# Associations


def _pairs(
    library: Library, place: str, kinds: Mapping[str, Kind], metadata: dict[str, str]
) -> tuple[dict[str, Pair], list[Module]]:
    found, modules = {}, []
    for one, other in pairs(list(kinds.values())):
        answer = library.labels(one.path, other.path)
        if answer.status in _NO_SUCH_TYPE or answer.status == 403:
            continue
        types = _link_types(expected(answer, place).results)
        if not types:
            continue
        name = f"{one.name}_{other.name}"
        found[name] = Pair(one, other, {each.name: each for each in types})
        labels = sorted(each.name for each in types if each.category == "USER_DEFINED" and each.label)
        if labels:
            metadata[f"labels of {name}"] = canonical_json(labels)
        modules.append(_pair_module(name, one, other))
    return found, modules


def _link_types(told: Sequence[Mapping[str, Any]]) -> list[LinkType]:
    found = []
    for each in told:
        category, type_id, label = str(each["category"]), int(each["typeId"]), str(each.get("label") or "")
        own = category == "USER_DEFINED"
        found.append(LinkType(category, type_id, label, f"{category}:{label if own else type_id}"))
    return found


def _pair_module(name: str, one: Kind, other: Kind) -> Module:
    def end(which: str, kind: Kind) -> tuple[Field, Reference]:
        made = Field(name=which, type=ValueType.TEXT, native="id", label=kind.label, nullable=False, required=True)
        return made, Reference(fields=(which,), target=kind.name, target_fields=(KEY,))

    source, from_one = end("from_id", one)
    target, to_other = end("to_id", other)
    fields = (
        source,
        target,
        Field(name="type", type=ValueType.TEXT, native="association type", nullable=False, required=True),
        Field(name="label", type=ValueType.TEXT, native="string", generated=True),
    )
    entity = Entity(
        name=name,
        fields=fields,
        key=("from_id", "to_id", "type"),
        label=f"{one.label} – {other.label}",  # noqa: RUF001 - a dash between two names
        references=(from_one, to_other),
    )
    return Module(entity=entity, part_of=one.name, keys_by=KeysBy.VALUES, updates=False)
