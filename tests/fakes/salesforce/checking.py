"""Whether the values of one record are such as the org takes them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tests.fakes.salesforce.ids import canonical_id
from tests.fakes.salesforce.refusals import Refused
from tests.fakes.salesforce.schema import NUMERIC, FieldDef, ObjectDef, Row
from tests.fakes.salesforce.soql import moment_text, read_moment

if TYPE_CHECKING:
    from tests.fakes.salesforce.org import Org

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def check_values(org: Org, known: ObjectDef, values: Mapping[str, Any], row: Row | None) -> Row:
    """The values as they are kept. `row` is the record that is updated, None for a new one. Raises Refused."""
    clean: Row = {}
    forbidden = []
    for name, value in values.items():
        field = org.field(known.name, name)
        if field is None:
            raise Refused("INVALID_FIELD", f"No such column '{name}' on sobject of type {known.name}")
        told = field.describe()
        allowed = told["createable"] if row is None else told["updateable"]
        if not allowed or (known.name, field.name) in org.read_only:
            forbidden.append(field.name)
        else:
            clean[field.name] = None if value is None or value == "" else _value(org, known, field, value)
    if forbidden:
        words = (
            f"Unable to create/update fields: {', '.join(forbidden)}. Please check the security settings of this field "
            "and verify that it is read/write for your profile or permission set."
        )
        raise Refused("INVALID_FIELD_FOR_INSERT_UPDATE", words, *forbidden)
    _check_required(org, known, clean, row)
    _check_content(known, clean, row)
    return clean


def _check_required(org: Org, known: ObjectDef, clean: Row, row: Row | None) -> None:
    missing = [
        field.name
        for field in known.fields
        if field.required
        and field.formula is None
        and not field.auto_number
        and field.default is None
        and (clean.get(field.name) is None if row is None else field.name in clean and clean[field.name] is None)
    ]
    if missing:
        raise Refused("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{', '.join(missing)}]", *missing)
    for field in known.fields:
        if field.type == "boolean" and field.name in clean and clean[field.name] is None:
            raise Refused("INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: value not of required type: ", field.name)
    owner = org.find(clean.get("OwnerId"))
    if owner is not None and owner[0].name == "User" and not owner[1]["IsActive"]:
        raise Refused(
            "INACTIVE_OWNER_OR_USER",
            f"operation performed with inactive user [{owner[1]['Id']}] as owner of {known.name.lower()}",
        )


def _check_content(known: ObjectDef, clean: Row, row: Row | None) -> None:
    if (
        known.name == "ContentVersion"
        and row is None
        and not (clean.get("VersionData") is not None and clean.get("PathOnClient"))
    ):
        raise Refused(
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [PathOnClient, VersionData]",
            "PathOnClient",
            "VersionData",
        )


def _value(org: Org, known: ObjectDef, field: FieldDef, value: Any) -> Any:
    if field.type in NUMERIC:
        return _number(field, value)
    if field.type == "boolean":
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return value.lower() == "true"
        raise Refused(
            "INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: value not of required type: {value}", field.name
        )
    if not isinstance(value, str):
        raise Refused("JSON_PARSER_ERROR", f"Cannot deserialize instance of {field.type} from value {value}")
    if field.type == "reference":
        return _reference(org, known, field, value)
    if field.type in ("date", "datetime", "time"):
        return _moment(field, value)
    if field.type == "base64":
        return _bytes(field, value)
    if field.type in ("picklist", "multipicklist"):
        return _choice(field, value)
    if field.length and len(value) > field.length:
        raise Refused(
            "STRING_TOO_LONG",
            f"{field.describe()['label']}: data value too large: {value[:30]} (max length={field.length})",
            field.name,
        )
    if field.type == "email" and not _EMAIL.fullmatch(value):
        raise Refused(
            "INVALID_EMAIL_ADDRESS", f"{field.describe()['label']}: invalid email address: {value}", field.name
        )
    # The service trims what is around a text.
    return value.strip() or None


def _number(field: FieldDef, value: Any) -> Any:
    if isinstance(value, bool):
        raise Refused(
            "INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: value not of required type: {value}", field.name
        )
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refused(
            "INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: value not of required type: {value}", field.name
        ) from None
    if field.type == "int":
        if number != number.to_integral_value() or abs(number) > 2**31 - 1:
            raise Refused(
                "INVALID_TYPE_ON_FIELD_IN_RECORD", f"{field.name}: value not of required type: {value}", field.name
            )
        return int(number)
    if field.precision and abs(number) >= Decimal(10) ** (field.precision - field.scale):
        raise Refused(
            "NUMBER_OUTSIDE_VALID_RANGE",
            f"{field.describe()['label']}: value outside of valid range on numeric field: {value}",
            field.name,
        )
    return number


def _reference(org: Org, known: ObjectDef, field: FieldDef, value: str) -> str:
    key = canonical_id(value)
    prefixes = {org.objects[name].prefix for name in field.refers_to if name in org.objects}
    if key is None or key[:3] not in prefixes:
        raise Refused("MALFORMED_ID", f"{field.describe()['label']}: id value of incorrect type: {value}", field.name)
    found = org.find(key)
    if found is None:
        raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name)
    if found[1]["IsDeleted"]:
        raise Refused("ENTITY_IS_DELETED", "entity is deleted", field.name)
    if field.name == "RecordTypeId" and found[1]["SobjectType"] != known.name:
        raise Refused(
            "INVALID_CROSS_REFERENCE_KEY", "Record Type ID: this ID value isn't valid for the user: " + key, field.name
        )
    return key


def _moment(field: FieldDef, value: str) -> str:
    try:
        if field.type == "date":
            return date.fromisoformat(value[:10]).isoformat()
        if field.type == "time":
            told = time.fromisoformat(value.removesuffix("Z"))
            return told.strftime("%H:%M:%S.") + f"{told.microsecond // 1000:03d}Z"
        return moment_text(read_moment(value).replace(microsecond=0))
    except ValueError:
        raise Refused(
            "JSON_PARSER_ERROR", f"Cannot deserialize instance of {field.type} from VALUE_STRING value {value}"
        ) from None


def _bytes(field: FieldDef, value: str) -> str:
    try:
        base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        raise Refused(
            "JSON_PARSER_ERROR", f"Cannot deserialize instance of base64 from VALUE_STRING value of {field.name}"
        ) from None
    return value


def _choice(field: FieldDef, value: str) -> str:
    chosen = value.split(";") if field.type == "multipicklist" else [value]
    if field.restricted and not set(chosen) <= set(field.picklist):
        raise Refused(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            f"{field.describe()['label']}: bad value for restricted picklist field: {value}",
            field.name,
        )
    if field.type == "multipicklist":
        return ";".join(
            sorted(chosen, key=lambda one: (field.picklist.index(one) if one in field.picklist else 999, one))
        )
    return value
