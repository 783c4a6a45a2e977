"""What users call the parts of a CRM that was recognised, in the language of the window."""

from __future__ import annotations

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.ui.words.telling import locale


def business_name(business: BusinessEntity) -> str:
    """As the profile of the CRM calls it."""
    return business.name(locale().name())
