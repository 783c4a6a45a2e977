"""The steps of the guide by name."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.ui.viewmodels.protect_state import Step, Way


def step_name(step: Step, way: Way = Way.NEW) -> str:
    """In a word or two."""
    if step is Step.PLACE and way is Way.EXISTING:
        return QCoreApplication.translate("Steps", "Where it is")
    return {
        Step.WAY: QCoreApplication.translate("Steps", "Begin"),
        Step.CRM: QCoreApplication.translate("Steps", "CRM"),
        Step.SCOPE: QCoreApplication.translate("Steps", "How much"),
        Step.PLACE: QCoreApplication.translate("Steps", "Where to keep"),
        Step.UNLOCK: QCoreApplication.translate("Steps", "Open"),
        Step.PASSPHRASE: QCoreApplication.translate("Steps", "Passphrase"),
        Step.CODE: QCoreApplication.translate("Steps", "Recovery code"),
        Step.CRMS: QCoreApplication.translate("Steps", "CRMs"),
        Step.SAME: QCoreApplication.translate("Steps", "Same CRM?"),
        Step.RHYTHM: QCoreApplication.translate("Steps", "Rhythm and start"),
    }[step]
