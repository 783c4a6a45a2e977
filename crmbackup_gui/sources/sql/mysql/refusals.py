"""Why a server refused a record, in words for users."""

from __future__ import annotations

import re

_NAME = r"(?:(?:`(?:[^`]|``)*`|[^`.\s]+)\.)*`?((?:[^`]|``)*?)`?"
_WORDS = (
    (
        re.compile(r"Duplicate entry '.*' for key '(?:.*\.)?(.*)'$", re.DOTALL),
        "another record already has this value of {0}",
    ),
    (re.compile(r"Column '(.*)' cannot be null$", re.DOTALL), "{0} must not be empty"),
    (re.compile(r"Field '(.*)' doesn't have a default value$", re.DOTALL), "{0} must not be empty"),
    (re.compile(r"Data too long for column '(.*)' at row \d+$", re.DOTALL), "the value is too long for {0}"),
    (
        re.compile(r"Out of range value for column '(.*)' at row \d+$", re.DOTALL),
        "the value is out of the range of {0}",
    ),
    (
        re.compile(rf"Incorrect string value: '.*' for column {_NAME} at row \d+$", re.DOTALL),
        "{0} cannot hold every character of the value in its character set",
    ),
    (
        re.compile(rf"Incorrect \w+ value: '.*' for column {_NAME} at row \d+$", re.DOTALL),
        "{0} does not take this value",
    ),
    (re.compile(r"Data truncated for column '(.*)' at row \d+$", re.DOTALL), "{0} does not take this value"),
    (re.compile(rf"CONSTRAINT {_NAME} failed for ", re.DOTALL), "it breaks the rule {0}"),
    (re.compile(r"Check constraint '(.*)' is violated$", re.DOTALL), "it breaks the rule {0}"),
    (re.compile(r"Table has no partition for value"), "no part of its table is for a record like it"),
)


def readable(words: str) -> str:
    """A part of a sentence; unknown words are handed on as the server says them."""
    for pattern, text in _WORDS:
        match = pattern.search(words)
        if match is not None:
            return text.format(*match.groups())
    return words


def too_large(name: str, size: int) -> str:
    """For a value that the server takes in no statement."""
    return f"the value of {name} is larger than the {size} bytes that the server takes (max_allowed_packet)"
