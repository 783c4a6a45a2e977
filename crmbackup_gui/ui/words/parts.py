"""What the parts of a CRM and their fields are called on the screen.

Many CRMs only have names that were made for programs, such as `deal_contact`: these are written as people write. Any
other name is somebody's own and stays as it is.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication

_FILES = ("Files", "files")
"""What a folder of files, which has no names of its own, is given by its source: `FILES` of sources/files/entity.py."""

_FOR_PROGRAMS = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def part_name(name: str) -> str:
    """Of an entity, by its label or, where it has none, by its name."""
    if name in _FILES:
        return QCoreApplication.translate("Parts", "Files")
    return field_name(name)


def exact_name(name: str, label: str) -> str:
    """As the CRM itself has it, where that is what `part_name` was made from; else what it is called."""
    return name if label in ("", name) else part_name(label)


def field_name(name: str) -> str:
    """Of a field: `first_name` is `First name`."""
    if not _FOR_PROGRAMS.fullmatch(name):
        return name
    words = name.replace("_", " ")
    return words[0].upper() + words[1:]


def search_index() -> str:
    """All that a CRM keeps for its own search, as if it were one part."""
    return QCoreApplication.translate("Parts", "Search index")
