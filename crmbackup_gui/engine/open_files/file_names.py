"""Names of files for entities, whatever these are called, on every system."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]|^\.|[. ]$')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))})
_LONGEST = 80


def file_names(entities: Iterable[str], ending: str) -> dict[str, str]:
    """A name for each entity. No two are the same, also where case does not count."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for entity in entities:
        safe = _UNSAFE.sub("_", entity)[:_LONGEST] or "_"
        stem = f"{safe}_" if safe.split(".")[0].lower() in _RESERVED else safe
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        names[entity] = f"{name}.{ending}"
    return names
