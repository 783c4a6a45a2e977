"""The modules of an organisation, as the settings API describes them, and which of them this account sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType
from crmbackup_gui.sources.hosted.service import Description, Module
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.sources.zoho.api import CRM, Api, Json, Refusal, rows_of, worded
from crmbackup_gui.sources.zoho.fields import MODULE, Kind, ZohoField, described

USERS, ATTACHMENTS, NOTES = "Users", "Attachments", "Notes"
PARENT = "Parent_Id"
KEY = Field(name="id", type=ValueType.TEXT, native="bigint", nullable=False, generated=True)
_LINKED = ("subform", "static_subform", "linking")
_KINDS = ("default", "custom", *_LINKED)
_NOT_RECORDS = ("Activities", ATTACHMENTS)
"""A view over other modules, and what is described here by hand."""
_USER_FIELDS = ("full_name", "email", "status")


@dataclass(frozen=True)
class ZohoModule:
    """A module as the shared part sees it, with what only Zoho's side needs.

    `parent` is the module whose records a subform's rows belong to, and `slot` the field of it that holds them.
    """

    module: Module
    fields: dict[str, ZohoField]
    parent: str = ""
    slot: str = ""
    linking: bool = False
    converted: bool = False
    """Records may have been converted, and are asked for expressly then."""

    @property
    def name(self) -> str:
        """Its API name."""
        return self.module.entity.name

    @property
    def has_feed(self) -> bool:
        """Whether Zoho may keep a list of what was deleted."""
        return not self.parent and not self.linking

    @property
    def asked_for(self) -> list[str]:
        """The names of all fields that lists of records give."""
        return [name for name, one in self.fields.items() if one.kind is not Kind.MODULE_OF]

    @property
    def in_bulk(self) -> bool:
        """Whether a bulk job can give whole records."""
        return not self.converted and all(one.in_bulk for one in self.fields.values())


@dataclass(frozen=True)
class ZohoStructure:
    """All of it. `modules` by name."""

    description: Description
    modules: dict[str, ZohoModule]


@dataclass
class _Seen:
    """A module's fields, the slots for its subforms, and the names of fields that are withheld from this account."""

    fields: list[ZohoField] = field(default_factory=list)
    slots: dict[str, str] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)


def look(api: Api, *, attachments: bool) -> ZohoStructure:
    """Ask for the structure. One call for each module, and one more to see whether its records may be read."""
    org = rows_of(api.get(f"{CRM}/org"), "org")
    told = org[0] if org else {}
    listed = {str(one["api_name"]): one for one in rows_of(api.get(f"{CRM}/settings/modules"), "modules")}
    hidden: list[Hidden] = []
    seen = {name: own for name, one in listed.items() if _has_records(one) and (own := _seen(api, name, hidden))}
    slots = {child: (name, slot) for name, one in seen.items() for slot, child in one.slots.items()}
    found = {USERS: _users()}
    for name, one in seen.items():
        found[name] = _module(listed[name], one.fields, {USERS, *seen}, slots.get(name))
    if attachments:
        holders = [name for name, one in found.items() if one.has_feed and name not in (USERS, NOTES)]
        found[ATTACHMENTS] = _attachments(holders)
    account = str(told.get("zgid") or told.get("id") or "")
    label = str(told.get("company_name") or account)
    modules = tuple(one.module for one in found.values())
    return ZohoStructure(Description(account, "Zoho CRM", label, modules, tuple(hidden)), found)


def _has_records(module: Json) -> bool:
    can_change = any(module.get(what) is True for what in ("creatable", "editable", "deletable"))
    return (
        module.get("api_supported") is True
        and can_change
        and module.get("generated_type") in _KINDS
        and module.get("api_name") not in _NOT_RECORDS
    )


def _seen(api: Api, name: str, hidden: list[Hidden]) -> _Seen | None:
    """What this account sees of a module; None for one without records. Adds what is withheld to `hidden`."""
    try:
        told = rows_of(api.get(f"{CRM}/settings/fields", {"module": name}), "fields")
        api.get(f"{CRM}/{name}", {"fields": "id", "per_page": "1"})
    except Refusal as refused:
        if refused.status == 403 or refused.code in ("NO_PERMISSION", "OAUTH_SCOPE_MISMATCH"):
            hidden.append(Hidden(name, reason=worded(refused)))
        return None
    seen = _Seen()
    for one in told:
        if one.get("visible") is False:
            seen.withheld.append(str(one.get("api_name")))
            continue
        seen.fields += described(one)
        child = one.get("associated_module") or one.get("subform")
        if one.get("data_type") == "subform" and isinstance(child, dict):
            seen.slots[str(one.get("api_name"))] = str(child.get("module"))
    if seen.withheld:
        hidden.append(Hidden(name, tuple(seen.withheld)))
    return seen


def _module(told: Json, fields: list[ZohoField], there: set[str], slot: tuple[str, str] | None) -> ZohoModule:
    name, kind = str(told["api_name"]), str(told.get("generated_type"))
    is_row, is_link = slot is not None or kind.endswith("subform"), kind == "linking"
    if is_row:
        fields = [_of_parent(one, slot) if one.name == PARENT else one for one in fields]
    names = {one.name for one in fields}
    own = {one.name: one for one in fields}
    entity = Entity(
        name=name,
        fields=(KEY, *(one.field for one in fields)),
        key=("id",),
        label=str(told.get("plural_label") or ""),
        references=tuple(_references(fields, there)),
    )
    module = Module(
        entity,
        forms={one.name: one.form for one in fields if one.form is not None},
        modified="Modified_Time" if "Modified_Time" in names and not (is_row or is_link) else None,
        created="Created_Time" if "Created_Time" in names else None,
        creates=is_row or told.get("creatable") is not False,
        updates=is_row or told.get("editable") is not False,
        deletes=is_row or told.get("deletable") is not False,
        undeletes=not is_row and not is_link,
        comes_back_with=PARENT if is_row or name == NOTES else "",
        matched_by=_told_apart(fields, linking=is_link),
        part_of=slot[0] if slot else str(_parent_of(told) or "") if is_link else "",
        computed_elsewhere=any(one.field.native in ("formula", "rollup_summary") for one in fields),
    )
    converted = told.get("convertable") is True
    parent, place = slot or ("", "")
    return ZohoModule(module, own, parent, place, is_link, converted)


def _told_apart(fields: list[ZohoField], *, linking: bool) -> tuple[tuple[str, ...], ...]:
    """Unique fields, and of a link the two records that it joins."""
    if linking:
        pair = tuple(one.name for one in fields if one.kind is Kind.LOOKUP and USERS not in one.targets)
        return (pair,) if len(pair) == 2 else ()
    return tuple((one.name,) for one in fields if one.field.unique and not one.field.generated)


def _parent_of(told: Json) -> object:
    parent = told.get("parent_module")
    return parent.get("api_name") if isinstance(parent, dict) else None


def _of_parent(one: ZohoField, slot: tuple[str, str] | None) -> ZohoField:
    """A row belongs to one record for good."""
    owner = (slot[0],) if slot else one.targets
    fixed = Field(
        name=PARENT, type=ValueType.TEXT, native="lookup", label=one.field.label, required=True, create_only=True
    )
    return ZohoField(fixed, Kind.LOOKUP, owner)


def _references(fields: list[ZohoField], there: set[str]) -> Iterator[Reference]:
    for one in fields:
        several = one.kind is Kind.ANY_LOOKUP
        for target in one.targets:
            if target in there:
                yield Reference(
                    fields=(one.name,),
                    target=target,
                    target_fields=("id",),
                    belongs=target != USERS,
                    type_field=one.name + MODULE if several else "",
                    type_values=(target,) if several else (),
                )


def _users() -> ZohoModule:
    fields = [ZohoField(Field(name=name, type=ValueType.TEXT, generated=True), Kind.PLAIN) for name in _USER_FIELDS]
    entity = Entity(name=USERS, fields=(KEY, *(one.field for one in fields)), key=("id",), label=USERS)
    module = Module(entity, creates=False, updates=False, deletes=False, matched_by=(("email",),))
    return ZohoModule(module, {one.name: one for one in fields})


def _attachments(holders: list[str]) -> ZohoModule:
    """Files of records, and links to files elsewhere. `id` says of which record: `Accounts/572576/572577`."""
    parent = Field(name=PARENT, type=ValueType.TEXT, native="lookup", required=True, create_only=True)
    module_of = Field(name=PARENT + MODULE, type=ValueType.TEXT, native="module", required=True, create_only=True)
    fields = [
        ZohoField(parent, Kind.ANY_LOOKUP, tuple(holders)),
        ZohoField(module_of, Kind.MODULE_OF),
        ZohoField(Field(name="File_Name", type=ValueType.TEXT, required=True, create_only=True), Kind.PLAIN),
        ZohoField(Field(name="link", type=ValueType.TEXT, create_only=True), Kind.PLAIN),
        ZohoField(
            Field(name="Created_Time", type=ValueType.TIMESTAMP_TZ, generated=True, fingerprint=True), Kind.MOMENT
        ),
        ZohoField(Field(name="size", type=ValueType.INT64, generated=True), Kind.INTEGER),
        ZohoField(Field(name="content", type=ValueType.CONTENT, create_only=True), Kind.PLAIN),
    ]
    entity = Entity(
        name=ATTACHMENTS,
        fields=(KEY, *(one.field for one in fields)),
        key=("id",),
        label=ATTACHMENTS,
        references=tuple(_references(fields, set(holders))),
    )
    module = Module(entity, created="Created_Time", updates=False, comes_back_with=PARENT)
    return ZohoModule(module, {one.name: one for one in fields})
