"""What a row must be like to be taken: required fields, types, lengths, picklists, lookups, owners, unique values."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.fakes.zoho.schema import FieldSpec, ModuleSpec
from tests.fakes.zoho.state import Org, Record, as_time
from tests.fakes.zoho.words import error


class BadValue(Exception):
    """A value that is not taken; `told` is what the answer says of the row."""

    def __init__(self, told: dict) -> None:
        super().__init__(told["code"])
        self.told = told


@dataclass(frozen=True)
class Checked:
    """The raw values of a row that is fine, and the rows of its subforms as they were sent."""

    values: dict
    rows: dict[str, list]


def check(org: Org, spec: ModuleSpec, row: dict, place: str, of: Record | None) -> Checked:
    """The row's values; raises BadValue. `of` is the record that is updated, None for a new one."""
    values: dict = {}
    rows: dict[str, list] = {}
    for name, value in row.items():
        if name in ("id", "$se_module", "_delete"):
            continue
        where = {"api_name": name, "json_path": f"{place}.{name}"}
        one = _writable(org, spec, name, where)
        if one.subform:
            rows[one.subform] = _typed(value, list, "jsonarray", where)
        elif value in (None, "") and one.mandatory:
            raise BadValue(error("MANDATORY_NOT_FOUND", **where))
        else:
            values[name] = None if value in (None, "") else _raw(org, one, value, row, where)
    missing = [one.name for one in spec.fields if one.mandatory and values.get(one.name) is None] if of is None else []
    if missing:
        raise BadValue(error("MANDATORY_NOT_FOUND", api_name=missing[0], json_path=f"{place}.{missing[0]}"))
    _unlike_others(org, spec, values, place, of)
    return Checked(values, rows)


def _writable(org: Org, spec: ModuleSpec, name: str, where: dict) -> FieldSpec:
    one = spec.field(name)
    if one is None or one not in org.visible(spec):
        raise BadValue(error("INVALID_DATA", "the field api name given seems to be invalid", **where))
    if one.read_only:
        raise BadValue(error("INVALID_DATA", "the field is read only", **where))
    return one


def _unlike_others(org: Org, spec: ModuleSpec, values: dict, place: str, of: Record | None) -> None:
    others = [record for record in org.records[spec.name].values() if record is not of]
    for one in spec.fields:
        mine = values.get(one.name)
        if not one.unique or mine is None:
            continue
        same = next((other for other in others if _folded(other.values.get(one.name)) == _folded(mine)), None)
        if same is not None:
            raise BadValue(
                error(
                    "DUPLICATE_DATA",
                    api_name=one.name,
                    json_path=f"{place}.{one.name}",
                    id=same.id,
                    duplicate_record={"id": same.id, "Owner": org.users[same.owner].reference(with_email=False)},
                    more_records=False,
                )
            )
    if spec.generated == "linking":
        names = [one.name for one in spec.fields if one.type == "lookup"]
        mine = [values.get(name, of.values.get(name) if of else None) for name in names]
        same = next((other for other in others if [other.values.get(name) for name in names] == mine), None)
        if same is not None:
            raise BadValue(error("DUPLICATE_LINKING_DATA", linking_fields=names, id=same.id))


def _folded(value: object) -> str | None:
    return None if value is None else str(value).casefold()


def _raw(org: Org, one: FieldSpec, value: object, row: dict, where: dict) -> object:
    if one.type in ("lookup", "ownerlookup"):
        return _target(org, one, value, row, where)
    if one.type == "datetime":
        return _datetime(org, value, where)
    if one.type == "boolean":
        return _typed(value, bool, "boolean", where)
    return _KINDS.get(one.type, _text)(one, value, where)


def _tags(_: FieldSpec, value: object, where: dict) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(tag, dict) and tag.get("name") for tag in value):
        raise BadValue(error("INVALID_DATA", expected_data_type="jsonarray", **where))
    return [tag["name"] for tag in value]


def _text(one: FieldSpec, value: object, where: dict) -> str:
    kind = "bigint" if one.type == "bigint" else one.type
    text = _typed(value, str, "text" if kind not in ("email", "bigint") else kind, where)
    if one.picklist and text not in one.picklist:
        raise BadValue(error("INVALID_DATA", supported_values=list(one.picklist), **where))
    if len(text) > one.length:
        raise BadValue(error("INVALID_DATA", maximum_length=one.length, **where))
    if kind == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise BadValue(error("INVALID_DATA", expected_data_type="email", **where))
    if kind == "bigint" and not re.fullmatch(r"-?\d+", text):
        raise BadValue(error("INVALID_DATA", expected_data_type="bigint", **where))
    return text


def _number(one: FieldSpec, value: object, where: dict) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadValue(error("INVALID_DATA", expected_data_type=one.type, **where))
    if one.type == "integer":
        if isinstance(value, float) or len(str(abs(value))) > one.length:
            raise BadValue(error("INVALID_DATA", expected_data_type="integer", **where))
        return value
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-one.decimals), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _date(_: FieldSpec, value: object, where: dict) -> str:
    text = _typed(value, str, "date", where)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadValue(error("INVALID_DATA", expected_data_type="date", **where)) from None


def _datetime(org: Org, value: object, where: dict) -> str:
    when = as_time(_typed(value, str, "datetime", where))
    if when is None:
        raise BadValue(error("INVALID_DATA", expected_data_type="datetime", **where))
    return org.shown(when.replace(microsecond=0))


def _choices(one: FieldSpec, value: object, where: dict) -> list[str]:
    chosen = _typed(value, list, "jsonarray", where)
    if any(choice not in one.picklist for choice in chosen):
        raise BadValue(error("INVALID_DATA", supported_values=list(one.picklist), **where))
    return list(chosen)


def _target(org: Org, one: FieldSpec, value: object, row: dict, where: dict) -> str:
    target = value.get("id") if isinstance(value, dict) else value
    if not isinstance(target, str):
        raise BadValue(error("INVALID_DATA", expected_data_type="jsonobject", **where))
    wrong = BadValue(error("INVALID_DATA", "the id given seems to be invalid", **where))
    if one.type == "ownerlookup":
        if target not in org.users or org.users[target].status != "active":
            raise wrong
        return target
    modules = one.any_of or (one.lookup,)
    if one.any_of:
        named = row.get("$se_module") if one.name == "What_Id" else _module_of(value)
        if named is None:
            missing = {"api_name": "$se_module" if one.name == "What_Id" else "module"}
            raise BadValue(error("MANDATORY_NOT_FOUND", **missing, json_path=where["json_path"]))
        if named not in one.any_of:
            raise wrong
        modules = (named,)
    if org.find(target, modules) is None:
        raise wrong
    return target


def _module_of(value: object) -> str | None:
    module = value.get("module") if isinstance(value, dict) else None
    return module.get("api_name") if isinstance(module, dict) else None


def _typed(value, kind, said: str, where: dict):
    if not isinstance(value, kind):
        raise BadValue(error("INVALID_DATA", expected_data_type=said, **where))
    return value


_KINDS = {
    "multiselectpicklist": _choices,
    "tag": _tags,
    "integer": _number,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _date,
}
