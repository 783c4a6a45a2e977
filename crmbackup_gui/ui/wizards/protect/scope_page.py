"""The whole CRM, or chosen parts."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QRadioButton

from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.part_choice import PartChoice, choosable
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.part_list import PartList
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.budget import foreseen, of_entities
from crmbackup_gui.ui.words.errors import said


class ScopePage(ProtectPage):
    """Two choices and a list.

    A CRM that counts calls is asked once how much it has, so that it can be told what the first backup takes.
    """

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
        self._asked = ""
        self._forecast: Forecast | None = None
        self.doing(self.tr("Asking how much there is…"))
        self.whole.toggled.connect(self._whole_toggled)
        self.entities.chosen_changed.connect(self._chosen_changed)

    def initializePage(self) -> None:
        facts = self.state.facts
        if facts is None or facts.url != self._asked:
            self._forecast = None
            self.notice.clear()
        self._show_parts()
        self._filling = True
        (self.whole if self.state.chosen is None else self.parts).setChecked(True)
        self._filling = False
        self.list.setEnabled(self.state.chosen is not None)
        if facts is not None and facts.budget is not None and facts.url != self._asked:
            self._asked = facts.url
            foresee = partial(
                self.session.program.foresee_first_backup, facts.url, RecoveryScope(), dict(self.state.given)
            )
            self.asking.ask(foresee, self._foreseen, self._untold)

    def _show_parts(self) -> None:
        facts = self.state.facts
        parts, business = ([], ()) if facts is None else (choosable(facts, self._forecast), facts.business)
        self._filling = True
        self.entities.set_parts(parts, business, self.state.chosen)
        self._filling = False

    def isComplete(self) -> bool:
        """Nobody has to wait for figures."""
        return self.ready()

    def validatePage(self) -> bool:
        if self.asking.busy:
            self.asking.drop()
            self._asked = ""
        return True

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
            self._tell_cost()

    def _foreseen(self, forecast: Forecast | None) -> None:
        self._forecast = forecast
        self._show_parts()
        self._tell_cost()

    def _untold(self, error: BaseException) -> None:
        """The backup tells it when it meets the same; here it only keeps from figures."""
        words = said(error)
        self.notice.say(Tone.QUIET, self.tr("Nobody can tell how many calls the first backup takes."), words.what)

    def _tell_cost(self) -> None:
        if self._forecast is None:
            return
        chosen = of_entities(self._forecast, self.entities.chosen_entities)
        tone = Tone.WARN if chosen.fits is False else Tone.QUIET
        self.notice.say(tone, foreseen(chosen))
