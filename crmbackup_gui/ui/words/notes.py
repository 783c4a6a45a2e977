"""Sentences that the engine stored in English, as the user's language says them.

Recovery points, runs and reports keep warnings and reasons in English, so that they mean the same to everybody who
opens the repository. A screen recognises each by its template and says it anew with the data that it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.note_table import ROWS

_PLACE = re.compile(r"\{(\w+)\}")
_NUMBERS = frozenset({"count", "before", "after"})
_MOMENTS = frozenset({"moment", "until"})
_LIST = "; "


def translated(sentence: str) -> str:
    """The sentence, or part of one, in the user's language; one that nobody knows as it is."""
    for pattern, template in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            data = {name: _told(name, value) for name, value in found.groupdict().items()}
            return QCoreApplication.translate("Notes", template).format(**data)
    return sentence


def all_translated(sentences: Iterable[str]) -> list[str]:
    """Each of them."""
    return [translated(sentence) for sentence in sentences]


def path_of(location: str) -> str:
    """A place as people see it: the path that an address leads to, or the address itself where it leads to none."""
    if "://" not in location or is_cloud(location):
        return location
    try:
        return place_of(location).path
    except InvalidRequest:
        return location


def pattern_of(template: str) -> re.Pattern[str]:
    """What recognises an English sentence made from the template; its groups are the data."""
    parts = _PLACE.split(template)
    pattern = "".join(_group(part) if position % 2 else re.escape(part) for position, part in enumerate(parts))
    return re.compile(pattern, re.DOTALL)


def _group(name: str) -> str:
    kind = r"\d+" if name in _NUMBERS else ".+"
    return f"(?P<{name}>{kind})"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = [row if isinstance(row, tuple) else (row, row) for row in ROWS]
    return tuple((pattern_of(said), template) for said, template in rows)


def _told(name: str, value: str) -> str:
    """How the data of that name is told."""
    if name in _NUMBERS:
        return telling.number(int(value))
    if name in _MOMENTS:
        return _moment(value)
    if name == "place":
        return path_of(value)
    if name == "problem":
        return translated(value)
    if name == "list":
        return QCoreApplication.translate("Notes", "; ").join(translated(part) for part in value.split(_LIST))
    return value


def _moment(text: str) -> str:
    """A time that the engine wrote in UTC."""
    try:
        when = datetime.strptime(text.removesuffix(" UTC"), "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return text
    return telling.day_and_time(when)
