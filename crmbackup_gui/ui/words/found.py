"""What a look at a CRM found, for people."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.words.notes import translated
from crmbackup_gui.ui.words.parts import part_name
from crmbackup_gui.ui.words.telling import number, size

_NAMED = 5
"""So many parts are named; the others are counted."""


@dataclass(frozen=True)
class FoundWords:
    """What is there, and what should be known about it (empty when all is well)."""

    what: str
    advice: str


def found(facts: SourceFacts) -> FoundWords:
    """A sentence with kind, size and records, the largest parts, and the warnings below."""
    records = [entity.records for entity in facts.entities]
    counted = [count for count in records if count is not None]
    parts = QCoreApplication.translate("Found", "%n part(s)", "", len(facts.entities))
    head = QCoreApplication.translate("Found", "Found: {kind}, {parts}").format(kind=kind_word(facts.kind), parts=parts)
    details = [head]
    if counted and len(counted) == len(records):
        details.append(QCoreApplication.translate("Found", "{count} records").format(count=number(sum(counted))))
    if facts.size_bytes is not None:
        details.append(size(facts.size_bytes))
    comma = QCoreApplication.translate("Found", ", ")
    largest = sorted(facts.entities, key=lambda entity: -(entity.records or 0))
    named = [
        part_name(entity.label) if entity.records is None else f"{part_name(entity.label)} {number(entity.records)}"
        for entity in largest[:_NAMED]
    ]
    what = QCoreApplication.translate("Found", "{details}.").format(details=comma.join(details))
    if len(facts.entities) > 1:
        more = len(facts.entities) - len(named)
        listed = QCoreApplication.translate("Found", "{names} and %n more", "", more) if more else "{names}"
        what += "\n" + listed.format(names=" · ".join(named))
    return FoundWords(what, "\n".join(translated(warning) for warning in facts.warnings))


def kind_word(scheme: str) -> str:
    """What a kind of CRM is called."""
    return {
        "sqlite": QCoreApplication.translate("Found", "a database file"),
        "folder": QCoreApplication.translate("Found", "a folder of files"),
    }.get(scheme, scheme)
