"""Fields as Zoho describes them (`GET /settings/fields`), and their values between Zoho and rows.

Values come in two ways, as JSON and as CSV of a bulk job, and have to be the same whichever way they came: so each kind
of field has one text or JSON value that both are brought to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from crmbackup_gui.model.catalog import Field, ValueType
from crmbackup_gui.sources.hosted.rows import canonical_json
from crmbackup_gui.sources.hosted.service import Form
from crmbackup_gui.sources.zoho.api import Json

MODULE = ".module"
"""What the name of the field ends with that says in which module a lookup's record is."""


class Kind(Enum):
    """How the values of a field are written by Zoho."""

    PLAIN = auto()
    INTEGER = auto()
    DECIMAL = auto()
    BOOLEAN = auto()
    DATE = auto()
    MOMENT = auto()
    LOOKUP = auto()
    """An object with the other record's id; in CSV the id."""
    ANY_LOOKUP = auto()
    """A lookup into several modules."""
    MODULE_OF = auto()
    """The module of such a lookup; a field that only rows have."""
    CHOICES = auto()
    """A list of texts; in CSV with semicolons between them."""
    TAGS = auto()
    """A list of objects with a name; in CSV names with commas between them."""
    OTHER = auto()
    """A list or an object of another kind: kept, and not written back."""


@dataclass(frozen=True)
class ZohoField:
    """One field of a module. `targets` are the modules that a lookup leads to."""

    field: Field
    kind: Kind
    targets: tuple[str, ...] = ()
    matching: bool = False
    """Zoho finds duplicates by it."""

    @property
    def name(self) -> str:
        """The field's name in rows."""
        return self.field.name

    @property
    def form(self) -> Form | None:
        """How the shared part is to take its texts."""
        return _FORMS.get(self.kind)

    @property
    def in_bulk(self) -> bool:
        """Whether a bulk job gives all of it."""
        return self.kind not in (Kind.ANY_LOOKUP, Kind.MODULE_OF, Kind.OTHER)


_TYPES = {
    Kind.INTEGER: ValueType.INT64,
    Kind.BOOLEAN: ValueType.BOOL,
    Kind.DATE: ValueType.DATE,
    Kind.MOMENT: ValueType.TIMESTAMP_TZ,
}
_FORMS = {Kind.DECIMAL: Form.DECIMAL, Kind.CHOICES: Form.JSON, Kind.TAGS: Form.JSON, Kind.OTHER: Form.JSON}
_KINDS = {
    "boolean": Kind.BOOLEAN,
    "currency": Kind.DECIMAL,
    "date": Kind.DATE,
    "datetime": Kind.MOMENT,
    "double": Kind.DECIMAL,
    "integer": Kind.INTEGER,
    "multiselectpicklist": Kind.CHOICES,
    "ownerlookup": Kind.LOOKUP,
    "percent": Kind.DECIMAL,
    "userlookup": Kind.LOOKUP,
}
_BY_JSON = {
    "boolean": Kind.BOOLEAN,
    "double": Kind.DECIMAL,
    "integer": Kind.INTEGER,
    "jsonarray": Kind.OTHER,
    "jsonobject": Kind.OTHER,
}
_ELSEWHERE = {"subform", "multiselectlookup", "multiuserlookup", "profileimage"}
"""Fields whose values are records of another module, or a picture: lists of records do not have them."""
_KEPT_BY_ZOHO = {"Created_By", "Modified_By", "Created_Time", "Modified_Time", "Last_Activity_Time"}
"""Who and when: changes are found by them, and no restore can set them, so none is measured by them."""
_RETURNED = {"currency": "double", "percent": "double", "number": "double", "decimal": "double"}


def described(told: Json) -> list[ZohoField]:
    """A field as rows have it: none, one, or the lookup with the field for its module."""
    name, kind_name = str(told.get("api_name") or ""), str(told.get("data_type") or "text")
    if not name or name == "id" or kind_name in _ELSEWHERE:
        return []
    if told.get("virtual_field") is True or told.get("child_fields"):
        return []  # put together from other fields, which are listed themselves
    targets = _targets(told, kind_name)
    kind = _kind(name, told, kind_name, targets)
    field = Field(
        name=name,
        type=_TYPES.get(kind, ValueType.TEXT),
        native=kind_name,
        label=str(told.get("field_label") or ""),
        fingerprint=name in _KEPT_BY_ZOHO,
        generated=kind is Kind.OTHER or name in _KEPT_BY_ZOHO or not _is_writable(told, kind_name),
        required=told.get("system_mandatory") is True,
        unique=bool(told.get("unique")),
        choices=_choices(told, kind_name),
    )
    if kind is not Kind.ANY_LOOKUP:
        return [ZohoField(field, kind, targets)]
    module = Field(
        name=name + MODULE, type=ValueType.TEXT, native="module", label=field.label, generated=field.generated
    )
    return [ZohoField(field, kind, targets), ZohoField(module, Kind.MODULE_OF)]


def _kind(name: str, told: Json, kind_name: str, targets: tuple[str, ...]) -> Kind:
    if name == "Tag":
        return Kind.TAGS
    if kind_name == "lookup":
        return (
            Kind.ANY_LOOKUP if isinstance(told.get("multi_module_lookup"), dict) and len(targets) > 1 else Kind.LOOKUP
        )
    formula = told.get("formula")
    if kind_name == "formula" and isinstance(formula, dict):
        returned = str(formula.get("return_type") or "")
        kind_name = _RETURNED.get(returned, returned)
    return _KINDS.get(kind_name) or _BY_JSON.get(str(told.get("json_type")), Kind.PLAIN)


def _targets(told: Json, kind_name: str) -> tuple[str, ...]:
    if kind_name in ("ownerlookup", "userlookup"):
        return ("Users",)
    several = told.get("multi_module_lookup")
    if isinstance(several, dict) and isinstance(several.get("modules"), list):
        names = (module.get("api_name") for module in several["modules"] if isinstance(module, dict))
        found = tuple(str(name) for name in names if name)
        if found:
            return found
    lookup = told.get("lookup")
    module = lookup.get("module") if isinstance(lookup, dict) else None
    name = module.get("api_name") if isinstance(module, dict) else module
    return (str(name),) if name else ()


def _is_writable(told: Json, kind_name: str) -> bool:
    if kind_name in ("autonumber", "formula", "rollup_summary", "profileimage"):
        return False
    allowed = told.get("operation_type")
    if isinstance(allowed, dict) and not (allowed.get("api_create") and allowed.get("api_update")):
        return False
    return told.get("read_only") is not True


def _choices(told: Json, kind_name: str) -> tuple[str, ...]:
    listed = told.get("pick_list_values")
    if kind_name not in ("picklist", "multiselectpicklist") or not isinstance(listed, list):
        return ()
    values = (one.get("actual_value") or one.get("display_value") for one in listed if isinstance(one, dict))
    return tuple(str(value) for value in values if value not in (None, "-None-"))


# From JSON


def from_json(one: ZohoField, row: Json) -> object:
    """The value of a field in a record as JSON gives it."""
    if one.kind is Kind.MODULE_OF:
        return _module_of(one.name.removesuffix(MODULE), row)
    value = row.get(one.name)
    if value is None or value == "":
        return None
    read = _FROM_JSON.get(one.kind)
    return value if read is None else read(value)


def _module_of(name: str, row: Json) -> object:
    value = row.get(name)
    if not isinstance(value, dict):
        return None
    module = value.get("module")
    return module.get("api_name") if isinstance(module, dict) else row.get("$se_module")


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _tag_names(value: object) -> object:
    if not isinstance(value, list):
        return value
    names = [str(tag.get("name")) if isinstance(tag, dict) else str(tag) for tag in value]
    return sorted(names) or None


def _chosen(value: object) -> object:
    return (value or None) if isinstance(value, list) else value


_FROM_JSON: Mapping[Kind, Callable[[object], object]] = {
    Kind.LOOKUP: _id_of,
    Kind.ANY_LOOKUP: _id_of,
    Kind.CHOICES: _chosen,
    Kind.TAGS: _tag_names,
}


# From CSV


def from_csv(one: ZohoField, cell: str) -> str | None:
    """The text of a field's value, as the shared part reads it, in a cell of a bulk job's result."""
    if not cell:
        return None
    if one.kind is Kind.CHOICES:
        return canonical_json(split_choices(cell, one.field.choices))
    if one.kind is Kind.TAGS:
        return canonical_json(sorted(name.strip() for name in cell.split(",")))
    return cell


def split_choices(cell: str, known: tuple[str, ...]) -> list[str]:
    """Values with semicolons between them, some of which may have semicolons themselves.

    What begins with a known value that ends at a semicolon is that value, the longest first.
    """
    found: list[str] = []
    longest_first = sorted(known, key=len, reverse=True)
    rest: str | None = cell
    while rest is not None:
        fits = (value for value in longest_first if rest == value or rest.startswith(f"{value};"))
        value = next(fits, None)
        if value is None:
            value = rest.partition(";")[0]
        found.append(value)
        rest = rest[len(value) + 1 :] if len(rest) > len(value) else None
    return found


# To JSON


def to_json(fields: Mapping[str, ZohoField], row: Mapping[str, object]) -> dict[str, object]:
    """A row as Zoho takes it; the key is left to the caller."""
    body: dict[str, object] = {}
    for name, value in row.items():
        one = fields.get(name)
        if one is None or one.kind is Kind.MODULE_OF:
            continue
        if one.kind is Kind.ANY_LOOKUP:
            body.update(_pointing(name, value, row.get(name + MODULE)))
        elif value is None:
            body[name] = None
        else:
            write = _TO_JSON.get(one.kind)
            body[name] = value if write is None else write(value)
    return body


def _pointing(name: str, value: object, module: object) -> dict[str, object]:
    """Activities name the module beside the lookup, all others within it."""
    if value is None:
        return {name: None}
    if name == "What_Id":
        return {name: {"id": value}, "$se_module": module}
    return {name: {"id": value, "module": {"api_name": module}}}


def _moment(value: object) -> object:
    """Zoho takes whole seconds, with an offset."""
    try:
        when = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    return when.replace(microsecond=0).isoformat()


def _tags(value: object) -> object:
    return [{"name": name} for name in value] if isinstance(value, list) else value


_TO_JSON: Mapping[Kind, Callable[[object], object]] = {
    Kind.LOOKUP: lambda value: {"id": value},
    Kind.MOMENT: _moment,
    Kind.TAGS: _tags,
}
