"""What users call the parts of a CRM that was recognised, in the language of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.ui.words.parts import part_name
from crmbackup_gui.ui.words.telling import locale

if TYPE_CHECKING:
    from crmbackup_gui.services.point_contents import PointContents


def business_name(business: BusinessEntity) -> str:
    """As the profile of the CRM calls it."""
    return business.name(locale().name())


def part_labels(contents: PointContents | None) -> dict[str, str]:
    """What users call the part that each entity of a point belongs to; nothing while nobody has looked into it."""
    if contents is None:
        return {}
    labels = {entity.name: part_name(entity.label) for entity in contents.entities}
    return labels | {name: business_name(business) for business in contents.business for name in business.entities}
