"""Why PostgreSQL refused a record, in words for users."""

from __future__ import annotations

import re

from crmbackup_gui.sources.sql.postgresql.server_words import RowRefused, words_of

_NAME = re.compile(r"[\"“”«„»]([^\"“”«„»]+)[\"“”«„»]")
"""A name in a message, in the quotes of the server's language."""

_KEY = re.compile(r"\((.*?)\)=\(")
_WORDS = {
    "22P05": "it has characters that the encoding of the database lacks",
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
    names = _NAME.findall(words.message)
    key = _KEY.search(words.detail)
    template = _WORDS.get(words.code, "")
    needed = {"{key}": key, "{name}": names, "{last_name}": names}
    if not template or any(name in template and not there for name, there in needed.items()):
        return words.text
    return template.format(name=names[0] if names else "", last_name=names[-1] if names else "", key=key and key[1])
