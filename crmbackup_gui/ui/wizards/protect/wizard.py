"""The guide itself: its pages, its way, and what comes of it."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget, QWizard

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.guide_look import dress_guide
from crmbackup_gui.ui.widgets.step_list import StepList
from crmbackup_gui.ui.wizards.protect.code_page import CodePage
from crmbackup_gui.ui.wizards.protect.crm_page import CrmPage
from crmbackup_gui.ui.wizards.protect.crms_page import CrmsPage
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.wizards.protect.passphrase_page import PassphrasePage
from crmbackup_gui.ui.wizards.protect.place_page import PlacePage
from crmbackup_gui.ui.wizards.protect.rhythm_page import RhythmPage
from crmbackup_gui.ui.wizards.protect.same_page import SamePage
from crmbackup_gui.ui.wizards.protect.scope_page import ScopePage
from crmbackup_gui.ui.wizards.protect.step_words import step_name
from crmbackup_gui.ui.wizards.protect.unlock_page import UnlockPage
from crmbackup_gui.ui.wizards.protect.way_page import WayPage

_SIZE = QSize(860, 700)
_SMALLEST = QSize(820, 560)
_PAGES = (
    WayPage,
    CrmPage,
    ScopePage,
    PlacePage,
    UnlockPage,
    PassphrasePage,
    CodePage,
    CrmsPage,
    SamePage,
    RhythmPage,
)


class ProtectWizard(QWizard):
    """Accepted when the CRMs are in the settings; the first backup then runs in the job panel."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.state = ProtectState()
        self._adding: tuple[Connection, ...] = ()
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoDefaultButton, on=False)
        self.setMinimumSize(_SMALLEST)
        self.resize(_SIZE)
        self.setWindowTitle(self.tr("Protect a CRM"))
        for make in _PAGES:
            page = make(session, self.state)
            self.setPage(int(page.step), page)
        self.setStartId(int(Step.WAY))
        self.steps = StepList()
        dress_guide(self, self.steps)
        for which, text in (
            (QWizard.WizardButton.BackButton, self.tr("Back")),
            (QWizard.WizardButton.NextButton, self.tr("Next")),
            (QWizard.WizardButton.CommitButton, self.tr("Next")),
            (QWizard.WizardButton.FinishButton, self.tr("Start protecting")),
            (QWizard.WizardButton.CancelButton, self.tr("Cancel")),
        ):
            self.setButtonText(which, text)
            self.button(which).setAccessibleName(text)
        self.currentIdChanged.connect(self._show_steps)
        for step in Step:
            self.step_page(step).completeChanged.connect(self._show_steps)
        place = self.step_page(Step.PLACE)
        assert isinstance(place, PlacePage)
        place.protected_wanted.connect(self._show_protected)
        session.settings_changed.connect(self._settings_changed)

    def step_page(self, step: Step) -> ProtectPage:
        """The page of a step."""
        page = self.page(int(step))
        assert isinstance(page, ProtectPage)
        return page

    def accept(self) -> None:
        """Put the CRMs into the settings; the guide closes when they are safe there."""
        if self._adding:
            return
        try:
            self._adding = self.state.connections()
        except CrmBackupError as error:
            self.step_page(Step.RHYTHM).say(error)
            return
        self.setEnabled(False)
        self._session.change_settings(self._with_new, self._added)

    def reject(self) -> None:
        """Not while a repository is made, and with a warning while nobody has its recovery code."""
        if self._adding or self.step_page(Step.PASSPHRASE).asking.busy:
            return
        if not self.state.code_waits:
            self._close()
            return
        warning = self.tr("The repository has been made, and its recovery code is shown only here.")
        meaning = self.tr(
            "If you close now, only the passphrase opens the repository. It stays where it is, still empty."
        )
        ask(
            self,
            self.tr("Close the guide?"),
            f"{warning}\n{meaning}",
            self.tr("Close anyway"),
            self._close,
            self.tr("Go back"),
        )

    @Slot(str)
    def _show_protected(self, connection_id: str) -> None:
        self._session.show(connection_id)
        self.reject()

    @Slot()
    def _close(self) -> None:
        """A password that was only kept for what the guide does not make after all goes again."""
        for url in self.state.connected:
            self._session.forget_password(url)
        super().reject()

    def _with_new(self, settings: Settings) -> Settings:
        return msgspec.structs.replace(settings, connections=(*settings.connections, *self._adding))

    def _added(self, _settings: Settings) -> None:
        added, self._adding = self._adding, ()
        self._session.show(added[0].id)
        if self.state.back_up_now:
            restore_only = {crm.id for crm in self.state.found if not self.state.can_back_up(crm)}
            for connection in added:
                if connection.crm not in restore_only:
                    facts = self.state.facts
                    if facts is not None and facts.url == connection.source:
                        self._session.part_names.learn_from_source(connection.id, facts.entities, facts.business)
                    self._session.back_up(connection.id)
        super().accept()

    @Slot()
    def _settings_changed(self) -> None:
        """Also comes when they could not be changed; then the guide stays open."""
        if self._adding and self._session.connection(self._adding[0].id) is None:
            self._adding = ()
            self.setEnabled(True)
            self.step_page(Step.RHYTHM).notice.say(
                Tone.BAD, self.tr("The settings could not be saved."), self.tr("Nothing is lost: try again.")
            )

    @Slot()
    def _show_steps(self) -> None:
        if self.currentId() < 0:
            return
        now = Step(self.currentId())
        before = [Step(page) for page in self.visitedIds() if page != int(now)]
        after: list[Step] = []
        step = self.state.next_step(now)
        while step is not None:
            after.append(step)
            step = self.state.next_step(step)
        self.steps.show_steps([step_name(each, self.state.way) for each in (*before, now, *after)], len(before))
