"""What a fake org describes: its objects and their fields, in the words of Salesforce's own describe calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

Row = dict[str, Any]

NUMERIC = frozenset(("int", "double", "currency", "percent", "long"))
COMPOUND = frozenset(("address", "location"))
AUDIT = ("CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById")
"""May be set on insert, and only by whom the org allows it."""


@dataclass(frozen=True)
class FieldDef:
    """One field as describe tells of it. `formula` makes its value from the stored row whenever it is read."""

    name: str
    type: str = "string"
    label: str = ""
    length: int = 0
    precision: int = 0
    scale: int = 0
    required: bool = False
    createable: bool = True
    updateable: bool = True
    formula: Callable[[Row], Any] | None = None
    auto_number: bool = False
    unique: bool = False
    external_id: bool = False
    picklist: tuple[str, ...] = ()
    restricted: bool = False
    refers_to: tuple[str, ...] = ()
    relationship: str = ""
    cascade: bool = False
    """Whoever is deleted takes this record along (master-detail, and some lookups of Salesforce itself)."""
    restrict: bool = False
    """Nobody is deleted while this record refers to it."""
    compound: str = ""
    """The compound field that this one is a component of."""
    components: tuple[tuple[str, str], ...] = ()
    """Of a compound field: the key in its JSON and the field that holds it."""
    default: Any = None
    name_field: bool = False
    queryable_in_bulk: bool = True

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def permissionable(self) -> bool:
        """Field-level security can hide it."""
        return not self.required and self.type != "id" and self.name not in _NEVER_NULL

    def describe(self) -> Row:
        nillable = not self.required and self.type not in ("boolean", "id") and self.name not in _NEVER_NULL
        reads_only = self.formula is not None or self.auto_number or self.type in COMPOUND
        return {
            "name": self.name,
            "label": self.label or self.name.removesuffix("__c").replace("_", " "),
            "type": self.type,
            "length": self.length,
            "byteLength": self.length * 3,
            "precision": self.precision,
            "scale": self.scale,
            "digits": 9 if self.type == "int" else 0,
            "nillable": nillable,
            "createable": self.createable and not reads_only,
            "updateable": self.updateable and not reads_only,
            "calculated": self.formula is not None,
            "calculatedFormula": None,
            "autoNumber": self.auto_number,
            "unique": self.unique,
            "externalId": self.external_id,
            "idLookup": self.external_id or self.type == "id",
            "caseSensitive": False,
            "custom": self.custom,
            "nameField": self.name_field,
            "picklistValues": [
                {"active": True, "defaultValue": False, "label": value, "validFor": None, "value": value}
                for value in self.picklist
            ],
            "restrictedPicklist": self.restricted,
            "referenceTo": list(self.refers_to),
            "relationshipName": self.relationship or None,
            "polymorphicForeignKey": len(self.refers_to) > 1,
            "cascadeDelete": self.cascade,
            "restrictedDelete": self.restrict,
            "compoundFieldName": self.compound or None,
            "defaultedOnCreate": self.default is not None or self.name in _NEVER_NULL or self.type == "boolean",
            "defaultValue": self.default,
            "filterable": self.type not in ("textarea", "base64", *COMPOUND),
            "sortable": self.type not in ("textarea", "base64", "multipicklist", *COMPOUND),
            "groupable": self.type not in ("textarea", "base64", "double", "currency", "percent", "datetime"),
            "permissionable": self.permissionable,
            "encrypted": False,
            "deprecatedAndHidden": False,
            "htmlFormatted": False,
            "inlineHelpText": None,
            "soapType": _SOAP_TYPES.get(self.type, "xsd:string"),
            "extraTypeInfo": None,
        }


_NEVER_NULL = frozenset(("Id", "IsDeleted", "OwnerId", "SystemModstamp", *AUDIT))
_SOAP_TYPES = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "time": "xsd:time",
    "base64": "xsd:base64Binary",
    "address": "urn:address",
    "location": "urn:location",
}


@dataclass(frozen=True)
class ObjectDef:
    """One object as describe tells of it."""

    name: str
    prefix: str
    own_fields: tuple[FieldDef, ...]
    label: str = ""
    createable: bool = True
    updateable: bool = True
    deletable: bool = True
    undeletable: bool = True
    queryable: bool = True
    replicateable: bool = True
    owned: bool = True
    stamped: bool = True
    """It has SystemModstamp and the audit fields; otherwise only CreatedDate and who created it."""
    in_bulk: bool = True
    """The Bulk API takes it. Nothing in describe says so."""
    needs_filter: tuple[str, ...] = ()
    """Queries must filter by one of these fields."""
    record_types: tuple[str, ...] = ()
    layoutable: bool = True
    """It has pages for users; what only administrators set up has none."""

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    @property
    def fields(self) -> tuple[FieldDef, ...]:
        """Own fields between the system's."""
        return (
            FieldDef("Id", "id", "Record ID", 18, createable=False, updateable=False),
            *self.own_fields,
            *self._system(),
        )

    def field(self, name: str) -> FieldDef | None:
        """By name in any case, as Salesforce takes it."""
        return next((field for field in self.fields if field.name.lower() == name.lower()), None)

    def with_fields(self, *more: FieldDef) -> ObjectDef:
        return replace(self, own_fields=(*self.own_fields, *more))

    def without_field(self, name: str) -> ObjectDef:
        return replace(self, own_fields=tuple(field for field in self.own_fields if field.name != name))

    def summary(self) -> Row:
        """What describeGlobal says of it."""
        base = f"/services/data/v62.0/sobjects/{self.name}"
        return {
            "name": self.name,
            "label": self.label or self.name.removesuffix("__c").replace("_", " "),
            "labelPlural": (self.label or self.name.removesuffix("__c")) + "s",
            "keyPrefix": self.prefix,
            "custom": self.custom,
            "customSetting": False,
            "createable": self.createable,
            "updateable": self.updateable,
            "deletable": self.deletable,
            "undeletable": self.undeletable,
            "queryable": self.queryable,
            "retrieveable": self.queryable,
            "replicateable": self.replicateable,
            "searchable": True,
            "mergeable": False,
            "layoutable": self.layoutable,
            "triggerable": self.layoutable,
            "feedEnabled": False,
            "deprecatedAndHidden": False,
            "activateable": False,
            "urls": {"sobject": base, "describe": f"{base}/describe", "rowTemplate": f"{base}/{{ID}}"},
        }

    def _system(self) -> Sequence[FieldDef]:
        owner = FieldDef("OwnerId", "reference", "Owner ID", 18, refers_to=("Group", "User"), relationship="Owner")
        created = (_read_only("CreatedDate", "datetime"), _user("CreatedById", "CreatedBy"))
        deleted = FieldDef("IsDeleted", "boolean", "Deleted", createable=False, updateable=False)
        if not self.stamped:
            return (deleted, *created)
        return (
            *((owner,) if self.owned else ()),
            deleted,
            *created,
            _read_only("LastModifiedDate", "datetime"),
            _user("LastModifiedById", "LastModifiedBy"),
            _read_only("SystemModstamp", "datetime"),
            *((_read_only("LastViewedDate", "datetime"),) if self.owned else ()),
        )


def _read_only(name: str, kind: str) -> FieldDef:
    return FieldDef(name, kind, createable=False, updateable=False)


def _user(name: str, relationship: str) -> FieldDef:
    return FieldDef(
        name, "reference", length=18, createable=False, updateable=False, refers_to=("User",), relationship=relationship
    )


def text(name: str, length: int = 255, **more: Any) -> FieldDef:
    return FieldDef(name, "string", length=length, **more)


def money(name: str, precision: int = 18, scale: int = 2, **more: Any) -> FieldDef:
    return FieldDef(name, "currency", precision=precision, scale=scale, **more)


def choice(name: str, *values: str, restricted: bool = False, **more: Any) -> FieldDef:
    return FieldDef(name, "picklist", length=255, picklist=values, restricted=restricted, **more)


def refers(name: str, *targets: str, relationship: str = "", **more: Any) -> FieldDef:
    relationship = relationship or (name[:-3] + "__r" if name.endswith("__c") else name.removesuffix("Id"))
    return FieldDef(name, "reference", length=18, refers_to=targets, relationship=relationship, **more)


def address(prefix: str) -> tuple[FieldDef, ...]:
    """An address and its components, as Account has two."""
    whole = f"{prefix}Address"
    parts = ("Street", "City", "State", "PostalCode", "Country")
    return (
        *(
            text(prefix + part, compound=whole)
            if part != "Street"
            else FieldDef(prefix + part, "textarea", length=255, compound=whole)
            for part in parts
        ),
        FieldDef(prefix + "Latitude", "double", precision=18, scale=15, compound=whole),
        FieldDef(prefix + "Longitude", "double", precision=18, scale=15, compound=whole),
        FieldDef(
            whole,
            "address",
            components=tuple((part[0].lower() + part[1:], prefix + part) for part in (*parts, "Latitude", "Longitude")),
        ),
    )
