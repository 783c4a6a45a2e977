"""What `--json` prints: values of the program as JSON that every reader takes, one object a line, in ASCII."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum


def json_line(value: Mapping[str, object]) -> str:
    """One line. Numbers that JSON does not have (NaN, infinities) become text."""
    return json.dumps(plain(value), allow_nan=False)


def plain(value: object) -> object:
    """The value as JSON has it.

    Times are ISO 8601, aware ones in UTC; an enum is its value; bytes are text when they are printable UTF-8, else
    `{"base64": ...}`; what JSON knows nothing like of is what `str` makes of it.
    """
    match value:
        case Enum():
            return plain(value.value)
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return _scalar(value)


def _scalar(value: object) -> object:
    match value:
        case float() if not math.isfinite(value):
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return _text(value)
        case datetime() if value.tzinfo is not None:
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _text(value: bytes) -> object:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = "\0"
    return text if text.isprintable() else {"base64": base64.b64encode(value).decode()}
