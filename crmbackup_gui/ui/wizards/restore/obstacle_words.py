"""Why an answer of the restore wizard does not do, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.ui.viewmodels.restore_state import Obstacle

#: Obstacles that a page shows by itself: nothing was chosen yet, which nobody needs to be told.
UNSAID = frozenset({Obstacle.NO_POINT, Obstacle.INTACT_NOT_LOOKED_FOR, Obstacle.NO_PLACE})


def obstacle_said(obstacle: Obstacle) -> str:
    """One or two sentences: what is in the way, and what to do."""
    return {
        Obstacle.NO_POINT: QCoreApplication.translate("Restore", "Choose a recovery point."),
        Obstacle.NO_POINT_THEN: QCoreApplication.translate(
            "Restore", "There is no recovery point from that time or before it. Choose a later time."
        ),
        Obstacle.INTACT_NOT_LOOKED_FOR: QCoreApplication.translate(
            "Restore", "Let the program look for the newest intact recovery point first."
        ),
        Obstacle.NO_ENTITY: QCoreApplication.translate("Restore", "Tick at least one part of the CRM."),
        Obstacle.NO_RECORD: QCoreApplication.translate("Restore", "Search for records and tick at least one."),
        Obstacle.NO_FIELD: QCoreApplication.translate("Restore", "Choose at least one field, or all of them."),
        Obstacle.NO_PLACE: QCoreApplication.translate("Restore", "Choose where to write."),
        Obstacle.SAME_PLACE: QCoreApplication.translate(
            "Restore", "This is the CRM itself. Choose “Into the same CRM”, or another place."
        ),
        Obstacle.PLACE_TAKEN: QCoreApplication.translate(
            "Restore", "There is something at that place already. Go back and choose one where there is nothing yet."
        ),
        Obstacle.NOTHING_THERE: QCoreApplication.translate(
            "Restore", "There is no CRM at that place. Go back and choose one that exists, or a new place."
        ),
        Obstacle.FIELDS_NEED_RECORDS: QCoreApplication.translate(
            "Restore",
            "Single fields are put back into records that are there, and a new place has none. "
            "Go back and choose all fields, or another place.",
        ),
        Obstacle.NOTHING_TICKED: QCoreApplication.translate("Restore", "Tick at least one of the three."),
        Obstacle.FIELDS_ONLY_PUT_BACK: QCoreApplication.translate(
            "Restore", "You chose single fields. All that can be done with them is to put them back."
        ),
        Obstacle.PUT_BACK_NEEDS_CREATE: QCoreApplication.translate(
            "Restore", "Records that changed can only be put back if missing ones are created as well."
        ),
        Obstacle.REMOVE_NEEDS_BOTH: QCoreApplication.translate(
            "Restore", "Newer records can only be removed if the other two are ticked as well."
        ),
    }[obstacle]
