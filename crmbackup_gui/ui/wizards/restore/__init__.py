"""The guide that restores: when, what, where, and a rehearsal that counts, before anything is written."""

from crmbackup_gui.ui.wizards.restore.wizard import RestoreWizard

__all__ = ["RestoreWizard"]
