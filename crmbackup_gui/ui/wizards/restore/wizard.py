"""The restore wizard: four questions, whose answers are one RestoreState, and a job that outlives the window."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QWidget, QWizard, QWizardPage

from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.services.overview import Overview
from crmbackup_gui.services.point_contents import PointContents
from crmbackup_gui.services.tasks import Left
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.restore_state import Obstacle, RestoreState, sequence_of
from crmbackup_gui.ui.widgets.guide_look import dress_guide
from crmbackup_gui.ui.widgets.step_list import StepList
from crmbackup_gui.ui.wizards.restore.check_page import CheckPage
from crmbackup_gui.ui.wizards.restore.what_page import WhatPage
from crmbackup_gui.ui.wizards.restore.when_page import WhenPage
from crmbackup_gui.ui.wizards.restore.where_page import WherePage

_SIZE = QSize(940, 660)
_SMALLEST = QSize(820, 560)


class Step(IntEnum):
    """The pages, in their order."""

    WHEN = 0
    WHAT = 1
    WHERE = 2
    CHECK = 3


class RestoreWizard(QWizard):
    """Restores into the CRM of a connection, or what belongs to it elsewhere. GUI thread only.

    Signals:
        state_changed(): another answer was given.
    """

    state_changed = Signal()

    def __init__(
        self,
        session: Session,
        connection_id: str,
        sequence: int | None = None,
        parent: QWidget | None = None,
        *,
        left: Left | None = None,
    ) -> None:
        """`sequence` is the recovery point that is picked at first; with `left` it is a damaged one."""
        super().__init__(parent)
        connection = session.connection(connection_id)
        if connection is None:
            raise ValueError(connection_id)
        self.session, self.connection = session, connection
        self.state = RestoreState(connection.id, connection.source, listed=sequence, left=left)
        session.part_names.learn_from_newest(connection.id)
        self.contents: PointContents | None = None
        """What is in the chosen point, once it was looked into."""
        self.setWindowTitle(self.tr("Restore {crm}").format(crm=connection.name))
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setMinimumSize(_SMALLEST)
        self.resize(_SIZE)
        self.when = WhenPage(self)
        self.what = WhatPage(self)
        self.where = WherePage(self)
        self.check = CheckPage(self)
        pages: dict[Step, QWizardPage] = {
            Step.WHEN: self.when,
            Step.WHAT: self.what,
            Step.WHERE: self.where,
            Step.CHECK: self.check,
        }
        for step, page in pages.items():
            self.setPage(step, page)
        self._steps = StepList()
        dress_guide(self, self._steps)
        self.currentIdChanged.connect(self._show_step)
        self._name_buttons()

    def change(self, **answers: object) -> None:
        """Take answers: fields of RestoreState."""
        state = replace(self.state, **answers)  # type: ignore[arg-type] # each page knows the types of its fields
        if state != self.state:
            self.state = state
            self.state_changed.emit()

    @property
    def overview(self) -> Overview | None:
        """What was last read of the CRM's recovery points."""
        return self.session.overview(self.connection.id)

    @property
    def point(self) -> RecoveryPoint | Obstacle:
        """The recovery point that is meant."""
        points = self.overview.points if self.overview else ()
        sequence = sequence_of(self.state, points)
        if isinstance(sequence, Obstacle):
            return sequence
        return next((point for point in points if point.sequence == sequence), Obstacle.NO_POINT)

    def done(self, result: int) -> None:
        self.when.stop()
        self.what.stop()
        self.check.stop()
        super().done(result)

    @Slot(int)
    def _show_step(self, page: int) -> None:
        self._steps.show_steps([self.tr("When"), self.tr("What"), self.tr("Where"), self.tr("Check")], page)

    def _name_buttons(self) -> None:
        names = {
            QWizard.WizardButton.BackButton: self.tr("Back"),
            QWizard.WizardButton.NextButton: self.tr("Next"),
            QWizard.WizardButton.CancelButton: self.tr("Cancel"),
            QWizard.WizardButton.FinishButton: self.tr("Restore"),
        }
        for which, name in names.items():
            self.setButtonText(which, name)
            self.button(which).setAccessibleName(name)
