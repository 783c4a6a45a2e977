"""What may be written to a property, and in which form HubSpot keeps it."""

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation

from tests.fakes.hubspot.refusals import bad_json, invalid

LONGEST_TEXT = 65_536

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Wrong(Exception):
    """One value that is not valid: a code and a message."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


def stamp(moment):
    """A moment as HubSpot writes it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def checked(kind, properties, account, *, before=None):
    """The values in the form in which they are kept. Raises Refused with every property that is wrong."""
    if not isinstance(properties, dict):
        raise bad_json("properties must be an object")
    wrong, kept = [], {}
    for name, value in properties.items():
        if not isinstance(value, str):
            raise bad_json(f"the value of {name} must be text")
        try:
            kept[name] = _checked(kind, name, value, account, {**(before or {}), **properties})
        except Wrong as error:
            wrong.append({"isValid": False, "message": error.message, "error": error.code, "name": name})
    if wrong:
        raise invalid(
            f"Property values were not valid: {json.dumps(wrong, ensure_ascii=False)}",
            errors=[
                {"message": each["message"], "code": each["error"], "context": {"propertyName": [each["name"]]}}
                for each in wrong
            ],
        )
    return kept


def _checked(kind, name, value, account, others):
    known = kind.properties.get(name)
    if known is None or known.archived:
        raise Wrong("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if known.read_only or known.calculated:
        raise Wrong("READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
    if not value:
        return ""
    if known.reference:
        return _referenced(kind, known, value, account, others)
    if name == "email" and kind.name == "contacts":
        if not _EMAIL.fullmatch(value):
            raise Wrong("INVALID_EMAIL", f"Email address {value} is invalid")
        return value.lower()
    return _FORMS.get(known.type, _text)(known, value)


def _referenced(kind, known, value, account, others):
    if known.reference == "OWNER":
        allowed = [owner["id"] for owner in account.owners if not owner["archived"]]
    elif known.reference == "PRODUCT":
        allowed = [key for key, record in account.kinds["products"].records.items() if not record.archived_at]
    elif known.reference == "PIPELINE":
        allowed = list(account.pipelines.get(kind.name, {}))
    else:
        pipelines = account.pipelines.get(kind.name, {})
        pipeline = others.get(kind.pipeline[0]) or next(iter(pipelines), "")
        allowed = [stage["id"] for stage in pipelines.get(pipeline, {}).get("stages", ())]
    if value not in allowed:
        raise Wrong("INVALID_OPTION", f"{value} was not one of the allowed options: {allowed}")
    return value


def _text(known, value):
    if len(value) > LONGEST_TEXT:
        raise Wrong("PROPERTY_VALUE_TOO_LONG", f"{known.name} can have at most {LONGEST_TEXT} characters")
    return value


def _number(_, value):
    try:
        if not Decimal(value).is_finite():
            raise Wrong("INVALID_INTEGER", f"{value} was not a valid number.")
    except InvalidOperation:
        raise Wrong("INVALID_INTEGER", f"{value} was not a valid number.") from None
    return value


def _choice(known, value):
    allowed = [value for value, _ in known.options]
    chosen = value.split(";") if known.field_type == "checkbox" else [value]
    for each in chosen:
        if each not in allowed:
            raise Wrong("INVALID_OPTION", f"{each} was not one of the allowed options: {known.options}")
    return value


def _moment(_, value):
    if value.lstrip("-").isdigit():
        return stamp(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(value)))
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Wrong("INVALID_DATE", f"{value} was not a valid date.") from None
    return stamp(found if found.tzinfo else found.replace(tzinfo=UTC))


def _day(_, value):
    if value.lstrip("-").isdigit():
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(value))
        if moment.time() != datetime.min.time():
            raise Wrong("INVALID_DATE", f"{value} is at {moment.time()} UTC, not midnight!")
        return moment.date().isoformat()
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise Wrong("INVALID_DATE", f"{value} was not a valid date.")
    return value


_FORMS = {"number": _number, "enumeration": _choice, "bool": _choice, "datetime": _moment, "date": _day}
