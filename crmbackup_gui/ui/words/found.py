"""What a look at a CRM found, for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.services.hosted_addresses import is_hosted
from crmbackup_gui.services.source_facts import EntityFacts, SourceFacts
from crmbackup_gui.ui.words.budget import calls_left, hidden_told
from crmbackup_gui.ui.words.business import business_name
from crmbackup_gui.ui.words.notes import translated
from crmbackup_gui.ui.words.parts import part_name
from crmbackup_gui.ui.words.telling import how_many, size

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
    every = _parts(facts)
    parts = QCoreApplication.translate("Found", "%n part(s)", "", len(every))
    head = QCoreApplication.translate("Found", "Found: {kind}, {parts}").format(kind=_kind(facts), parts=parts)
    details = [head]
    if counted and len(counted) == len(records):
        count = how_many(sum(counted), about=any(entity.about for entity in facts.entities))
        details.append(QCoreApplication.translate("Found", "{count} records").format(count=count))
    if facts.size_bytes is not None:
        details.append(size(facts.size_bytes))
    comma = QCoreApplication.translate("Found", ", ")
    named = [f"{name} {count}".rstrip() for name, count in every[:_NAMED]]
    what = QCoreApplication.translate("Found", "{details}.").format(details=comma.join(details))
    if facts.budget is not None and (calls := calls_left(facts.budget)):
        what += "\n" + calls
    if len(every) > 1:
        more = len(every) - len(named)
        listed = QCoreApplication.translate("Found", "{names} and %n more", "", more) if more else "{names}"
        what += "\n" + listed.format(names=" · ".join(named))
    hidden = [hidden_told(facts.hidden)] if facts.hidden else []
    return FoundWords(
        what, "\n".join([*hidden, *_concerns(facts), *(translated(warning) for warning in facts.warnings)])
    )


def _parts(facts: SourceFacts) -> list[tuple[str, str]]:
    """What users choose from, by name and number of records: as the CRM has it, or the largest first."""
    if not facts.business:
        largest = sorted(facts.entities, key=lambda entity: -(entity.records or 0))
        return [(part_name(entity.label), _records([entity])) for entity in largest]
    entities = {entity.name: entity for entity in facts.entities}
    everyday = [business for business in facts.business if not business.technical] or list(facts.business)
    # What is there at all comes before what this CRM does not use.
    everyday.sort(key=lambda business: not any(entities[name].records for name in business.entities))
    return [(business_name(part), _records([entities[name] for name in part.entities])) for part in everyday]


def _records(entities: Sequence[EntityFacts]) -> str:
    """Of a part, as the list has it from which parts are chosen; nothing where somebody has not counted all of it."""
    counts = [entity.records for entity in entities if entity.records is not None]
    if not counts or len(counts) < len(entities):
        return ""
    return how_many(sum(counts), about=any(entity.about for entity in entities))


def _kind(facts: SourceFacts) -> str:
    """Which CRM it is, as far as that is known, and what it is kept in."""
    place = kind_word(facts.kind)
    if is_hosted(facts.url) and facts.server is not None:
        if facts.server.version in ("", facts.server.product):
            return facts.server.product
        return QCoreApplication.translate("Found", "{service} “{account}”").format(
            service=facts.server.product, account=facts.server.version
        )
    if facts.server is not None:
        server = facts.server
        place = QCoreApplication.translate("Found", "{server} {version}").format(
            server=server.product, version=server.version
        )
    if not facts.crm:
        return place
    return QCoreApplication.translate("Found", "{crm} in {place}").format(crm=facts.crm, place=place)


def _concerns(facts: SourceFacts) -> list[str]:
    """What somebody can still change about how it is reached."""
    concerns = []
    if facts.server is not None and facts.server.encrypted is False:
        concerns.append(
            QCoreApplication.translate(
                "Found",
                "The connection is not encrypted: others in the network could read what is sent. Choose another "
                "encryption under “More” if the server can.",
            )
        )
    if facts.lacks_files:
        concerns.append(
            QCoreApplication.translate(
                "Found",
                "This CRM keeps files outside of its database. Choose their folder under “Attachments”, or they are "
                "not backed up.",
            )
        )
    return concerns


def kind_word(scheme: str) -> str:
    """What a kind of CRM is called."""
    return {
        "sqlite": QCoreApplication.translate("Found", "a database file"),
        "postgresql": "PostgreSQL",
        "mysql": "MySQL",
        "folder": QCoreApplication.translate("Found", "a folder of files"),
    }.get(scheme, scheme)
