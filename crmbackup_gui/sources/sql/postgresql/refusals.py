"""Why PostgreSQL refused a record, in words for users."""

from __future__ import annotations

import re

from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused, words_of

_NAME = re.compile(r"[\"“”«„»]([^\"“”«„»]+)[\"“”«„»]")
"""A name in a message, in the quotes of the server's language."""

_KEY = re.compile(r"\((.*?)\)=\(")
_NOT_IN_ENCODING = "22P05"
_WORDS = {
    "23502": "{name} must not be empty",
    "23514": "it breaks the rule {last_name}",
    "23505": "another record already has this value of {key}",
}


def reason(refusal: RowRefused) -> str:
    """A part of a sentence. What is not known here is handed on as the server says it."""
    cause = refusal.__cause__
    if not isinstance(cause, Exception):
        return str(refusal)
    words = words_of(cause)
    if words.code == _NOT_IN_ENCODING:
        return "it has characters that the encoding of the database lacks"
    names = _NAME.findall(words.message)
    key = _KEY.search(words.detail)
    template = _WORDS.get(words.code)
    if template is None or not names or ("{key}" in template and key is None):
        return words.text
    return template.format(name=names[0], last_name=names[-1], key=key[1] if key else "")
