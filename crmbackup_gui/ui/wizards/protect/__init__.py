"""The guide from nothing, or from a repository that is there, to a CRM that is protected."""

from crmbackup_gui.ui.wizards.protect.wizard import ProtectWizard

__all__ = ["ProtectWizard"]
