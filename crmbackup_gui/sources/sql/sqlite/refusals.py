"""Why SQLite refused a record, in words for users."""

from __future__ import annotations

import re

_WORDS = (
    (re.compile(r"UNIQUE constraint failed: (.*)"), "another record already has this value of {0}"),
    (re.compile(r"NOT NULL constraint failed: (.*)"), "{0} must not be empty"),
    (re.compile(r"CHECK constraint failed: (.*)"), "it breaks the rule {0}"),
    (re.compile(r"cannot store (\S+) value in (\S+) column (.*)"), "{2} takes {1}, not {0}"),
    (re.compile(r"datatype mismatch"), "the value of the key is not a whole number"),
)


def readable(words: str) -> str:
    """A part of a sentence; unknown words are handed on as SQLite says them."""
    for pattern, text in _WORDS:
        match = pattern.search(words)
        if match is not None:
            return text.format(*match.groups())
    return words
