"""What users call the parts of a CRM that was recognised, in the language of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.ui.words.parts import part_name
from crmbackup_gui.ui.words.telling import locale

if TYPE_CHECKING:
    from crmbackup_gui.services.point_contents import PointContents


def business_name(business: BusinessEntity) -> str:
    """As the profile of the CRM calls it."""
    return business.name(locale().name())


class Labelled(Protocol):
    """An entity of a CRM or of a point."""

    @property
    def name(self) -> str:
        """As the source names it."""

    @property
    def label(self) -> str:
        """As the source calls it for people."""


def part_labels(contents: PointContents | None) -> dict[str, str]:
    """What users call the part that each entity of a point belongs to; nothing while nobody has looked into it."""
    return {} if contents is None else labels_of(contents.entities, contents.business)


def labels_of(entities: Sequence[Labelled], business: Sequence[BusinessEntity]) -> dict[str, str]:
    """By entity what users call the part that it belongs to."""
    labels = {entity.name: part_name(entity.label or entity.name) for entity in entities}
    return labels | {name: business_name(part) for part in business for name in part.entities}
