"""The whole CRM, or chosen parts."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QRadioButton

from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.part_choice import Choosable, PartChoice
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.part_list import PartList
from crmbackup_gui.ui.wizards.protect.page import ProtectPage


class ScopePage(ProtectPage):
    """Two choices and a list."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.SCOPE, fills=True)
        self.setTitle(self.tr("How much of it?"))
        self.setSubTitle(self.tr("Only what is in the recovery points can be restored from them."))
        self.whole = QRadioButton(self.tr("The &whole CRM, and what is added to it later (recommended)"))
        self.parts = QRadioButton(self.tr("Only these &parts"))
        self.entities = PartChoice(self)
        self.list = PartList(self.entities)
        for radio in (self.whole, self.parts):
            radio.setAccessibleName(radio.text().replace("&", ""))
            self.body.addWidget(radio)
        self.body.addWidget(self.list, 1)
        self._filling = False
        self.whole.toggled.connect(self._whole_toggled)
        self.entities.chosen_changed.connect(self._chosen_changed)

    def initializePage(self) -> None:
        facts = self.state.facts
        entities, business = ((), ()) if facts is None else (facts.entities, facts.business)
        self._filling = True
        self.entities.set_parts(
            [Choosable(e.name, e.label, e.records, e.references, e.transient, e.about) for e in entities],
            business,
            self.state.chosen,
        )
        (self.whole if self.state.chosen is None else self.parts).setChecked(True)
        self._filling = False
        self.list.setEnabled(self.state.chosen is not None)

    def ready(self) -> bool:
        return self.state.chosen is None or bool(self.state.chosen)

    @Slot(bool)
    def _whole_toggled(self, _whole: bool) -> None:  # noqa: FBT001 - Qt's argument
        self.list.setEnabled(self.parts.isChecked())
        if self._filling:
            return
        if self.whole.isChecked():
            self.entities.choose_all(wanted=True)
        self._chosen_changed()

    @Slot()
    def _chosen_changed(self) -> None:
        if not self._filling:
            everything = self.whole.isChecked() or self.entities.all_chosen
            self.state.chosen = None if everything else self.entities.chosen
            self.completeChanged.emit()
