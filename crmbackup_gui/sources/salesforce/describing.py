"""What an org describes of its objects, as modules.

Compound fields (addresses, geolocations) are left out, since their components say the same and can be written.
Formulas, numbers that count by themselves and what automation of Salesforce's own keeps are `generated`. Every query
names all its fields, so a field that this account may not read is never asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from crmbackup_gui.model.catalog import Entity, Field, Reference, ValueType
from crmbackup_gui.model.conventions import Conventions
from crmbackup_gui.sources.hosted.service import Form, Module

KEY = "Id"
MODIFIED = "SystemModstamp"
"""Moves with every change, also of those that automation makes; LastModifiedDate does not."""
CREATED = "CreatedDate"
SIZE = "size"

CONTENTS = {
    "ContentVersion": ("VersionData", "ContentSize"),
    "Attachment": ("Body", "BodyLength"),
    "Document": ("Body", "BodyLength"),
}
"""Objects that hold files: the field with the bytes, and the one with their number."""

LINKS = "ContentDocumentLink"
"""Can only be read for given documents."""

_VIEWS = frozenset(
    {
        "AppTabMember",
        "ColorDefinition",
        "ContentFolderItem",
        "ContentFolderMember",
        "DataStatistics",
        "DataType",
        "DatacloudAddress",
        "EntityDefinition",
        "EntityParticle",
        "FieldDefinition",
        "FlexQueueItem",
        "FlowDefinitionView",
        "FlowVariableView",
        "FlowVersionView",
        "IconDefinition",
        "IdeaComment",
        "ListViewChartInstance",
        "NetworkUserHistoryRecent",
        "OutgoingEmail",
        "OutgoingEmailRelation",
        "OwnerChangeOptionInfo",
        "PicklistValueInfo",
        "PlatformAction",
        "RelatedListColumnDefinition",
        "RelatedListDefinition",
        "RelationshipDomain",
        "RelationshipInfo",
        "SearchLayout",
        "SiteDetail",
        "UserEntityAccess",
        "UserFieldAccess",
        "UserRecordAccess",
        "Vote",
    }
)
"""Described like objects, but no records: they answer only to questions about one thing."""

_DERIVED = ("ChangeEvent", "__e", "__x", "__b")
"""Events, objects of other systems and archives, which are no records of the org either."""

_PERSONAL = frozenset({"LastViewedDate", "LastReferencedDate", "UserRecordAccessId"})
"""Not of the record but of whoever looks at it."""

_TYPES = {
    "boolean": ValueType.BOOL,
    "int": ValueType.INT64,
    "long": ValueType.INT64,
    "date": ValueType.DATE,
    "datetime": ValueType.TIMESTAMP_TZ,
    "time": ValueType.TIME,
}
_DECIMALS = frozenset({"currency", "double", "percent"})
_COMPOUND = frozenset({"address", "location"})
_MATCHED = {
    "User": (("Username",),),
    "RecordType": (("SobjectType", "DeveloperName"),),
    "Group": (("Type", "DeveloperName"),),
    "Profile": (("Name",),),
    "UserRole": (("DeveloperName",),),
    "ContentDocument": (("LatestPublishedVersionId",),),
}
"""What tells records apart that a restore does not make: the same person, the same kind of account."""
_OWNERS = frozenset({"OwnerId", "CreatedById", "LastModifiedById"})


def is_record_like(told: Mapping[str, Any]) -> bool:
    """Whether what describeGlobal tells of is an object with records that can be read."""
    name = str(told.get("name"))
    return bool(told.get("queryable")) and name not in _VIEWS and not name.endswith(_DERIVED)


def describe_modules(described: Sequence[Mapping[str, Any]]) -> tuple[Module, ...]:
    """All objects from their own describe calls."""
    names = {str(told["name"]) for told in described}
    return tuple(_module(told, names) for told in described)


def field_names(module: Module) -> list[str]:
    """What a query asks for."""
    content = CONTENTS.get(module.entity.name, ("", ""))[0]
    return [field.name for field in module.entity.fields if field.name not in (SIZE, content)]


def bytes_left_out(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Fields with contents of files in objects where this program cannot read them."""
    known = CONTENTS.get(str(told["name"]), ("", ""))[0]
    return tuple(str(one["name"]) for one in told["fields"] if one["type"] == "base64" and one["name"] != known)


def _module(told: Mapping[str, Any], names: set[str]) -> Module:
    name = str(told["name"])
    kept = [one for one in told["fields"] if _is_kept(name, one)]
    fields = [_field(told, one) for one in kept]
    there = {field.name for field in fields}
    if name in CONTENTS:
        fields.append(Field(name=SIZE, type=ValueType.INT64, native="int", generated=True))
    references = tuple(_references(kept, names))
    entity = Entity(
        name=name,
        fields=tuple(fields),
        key=(KEY,),
        label=str(told.get("label") or ""),
        references=tuple(reference for reference in references if not reference.type_field),
        implied=tuple(reference for reference in references if reference.type_field),
        transient=_is_of_setup(told),
        conventions=Conventions(
            title=tuple(str(one["name"]) for one in kept if one.get("nameField")),
            modified=MODIFIED if MODIFIED in there else "",
        ),
    )
    fixed = not told.get("updateable") and not told.get("createable")
    return Module(
        entity=entity,
        forms={str(one["name"]): Form.DECIMAL for one in kept if one["type"] in _DECIMALS},
        modified=MODIFIED if MODIFIED in there else CREATED if fixed and CREATED in there else None,
        created=CREATED if CREATED in there else None,
        creates=bool(told.get("createable")),
        updates=bool(told.get("updateable")),
        deletes=bool(told.get("deletable")),
        undeletes=bool(told.get("undeletable")) or name == "ContentVersion",  # with its document
        matched_by=(
            *_MATCHED.get(name, ()),
            *((str(one["name"]),) for one in kept if one.get("unique") and _writes(one)),
        ),
        computed_elsewhere=any(one.get("calculated") for one in kept),
    )


def _is_kept(name: str, one: Mapping[str, Any]) -> bool:
    if one["type"] == "base64":
        return str(one["name"]) == CONTENTS.get(name, ("", ""))[0]
    return one["type"] not in _COMPOUND and one["name"] not in _PERSONAL and one["name"] != "IsDeleted"


def _is_of_setup(told: Mapping[str, Any]) -> bool:
    """What the org's administrators set up rather than what its users keep; still read when somebody names it."""
    used = told.get("custom") or told.get("layoutable") or told.get("createable") or told.get("triggerable")
    return not (used or str(told["name"]).endswith(("History", "Feed", "Share")))


def _field(told: Mapping[str, Any], one: Mapping[str, Any]) -> Field:
    creates = bool(one.get("createable"))
    native = str(one["type"])
    choices = [str(value["value"]) for value in one.get("picklistValues") or () if value.get("active")]
    return Field(
        name=str(one["name"]),
        type=ValueType.CONTENT if native == "base64" else _TYPES.get(native, ValueType.TEXT),
        native=_worded(native, one),
        nullable=bool(one.get("nillable")),
        generated=not _writes(one),
        label=str(one.get("label") or ""),
        required=creates and not one.get("nillable") and not one.get("defaultedOnCreate") and native != "boolean",
        unique=bool(one.get("unique")),
        create_only=creates and not one.get("updateable") and bool(told.get("createable")),
        choices=tuple(choices) if one.get("restrictedPicklist") and native == "picklist" else (),
    )


def _writes(one: Mapping[str, Any]) -> bool:
    return bool(one.get("createable") or one.get("updateable"))


def _worded(native: str, one: Mapping[str, Any]) -> str:
    """The type as the setup pages say it, so that a restore can tell when it changed."""
    if native in _DECIMALS:
        return f"{native}({one.get('precision')},{one.get('scale')})"
    return f"{native}({one['length']})" if one.get("length") else native


def _references(kept: Iterable[Mapping[str, Any]], names: set[str]) -> Iterator[Reference]:
    for one in kept:
        name = str(one["name"])
        for target in one.get("referenceTo") or ():
            if target not in names:
                continue
            if name == "ContentDocumentId" and any(other["name"] == "IsLatest" for other in kept):
                # A version makes its document, so it comes first, although it names it. The condition always holds;
                # it keeps the document from being counted as something that must be there before.
                yield Reference(
                    fields=(name,),
                    target=target,
                    target_fields=(KEY,),
                    declared=False,
                    type_field="IsLatest",
                    type_values=("true", "false"),
                )
            else:
                yield Reference(fields=(name,), target=target, target_fields=(KEY,), belongs=name not in _OWNERS)
