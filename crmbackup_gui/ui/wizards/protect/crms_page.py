"""Which CRMs of a repository that is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton

from crmbackup_gui.services.crm_forms import form_address, has_form
from crmbackup_gui.services.found_crms import FoundCrm, find_crms, look_elsewhere, protected_at
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.crm_choice import CrmChoice
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, Step
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.found import found as found_words


class CrmsPage(ProtectPage):
    """A table with ticks. A CRM that is not where it was can be shown another place, or is for restoring only."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.CRMS, fills=True)
        self.setTitle(self.tr("Which CRMs?"))
        self.setSubTitle(self.tr("The repository holds recovery points of these. Tick those that you want to see."))
        self.crms = CrmChoice(state, self)
        self.table = FittedTable(self.crms, 2)
        self.table.setAccessibleName(self.tr("CRMs in the repository"))
        self.elsewhere = QPushButton(icon("folder"), self.tr("It is in &another place…"))
        self.elsewhere.setAccessibleName(self.tr("It is in another place…"))
        self.elsewhere.setToolTip(self.tr("Show where the selected CRM is on this computer."))
        self.reach = QPushButton(icon("server"), self.tr("&Connect to its server…"))
        self.reach.setAccessibleName(self.tr("Connect to its server…"))
        for button in (self.elsewhere, self.reach):
            button.setAutoDefault(False)
        self.reach.hide()
        row = QHBoxLayout()
        row.addWidget(self.elsewhere)
        row.addWidget(self.reach)
        row.addStretch(1)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row)
        self._loaded = ""
        self.crms.picked_changed.connect(self._picked)
        self.table.selectionModel().currentRowChanged.connect(self._selected)
        self.elsewhere.clicked.connect(self._choose_place)
        self.reach.clicked.connect(self._ask_connection)

    def initializePage(self) -> None:
        if self._loaded != self.state.location:
            self.state.found, self.state.picked, self.state.moved = (), set(), {}
            self.crms.reload()
            self.notice.clear()
            self.doing(self.tr("Reading what the repository holds…"))
            find = partial(find_crms, self.session.program, self.state.location)
            self.asking.ask(find, self._found, self.say)
        self.elsewhere.setEnabled(self._current() is not None)

    def ready(self) -> bool:
        return bool(self.state.picked) and self.state.clash is None

    @Slot()
    def _picked(self) -> None:
        clash = self.state.clash
        if clash is not None:
            self.notice.say(
                Tone.BAD,
                self.tr("“{name}” and “{other}” cannot both be at {place}.").format(
                    name=clash[0].name, other=clash[1].name, place=place_of(self.state.moved[clash[0].id]).path
                ),
                self.tr("Take one of the two ticks away."),
            )
        elif self.notice.tone is Tone.BAD:
            self.notice.clear()
        self.completeChanged.emit()

    def _found(self, crms: tuple[FoundCrm, ...]) -> None:
        self._loaded = self.state.location
        self.state.found = crms
        fresh = [crm for crm in crms if self.state.can_pick(crm)]
        self.state.picked = {crm.id for crm in fresh if crm.here or len(fresh) == 1}
        self.crms.reload()
        if not crms:
            self.notice.say(Tone.WARN, self.tr("The repository holds no recovery points yet."), self._go_back())
        elif all(crm.known for crm in crms):
            self.notice.say(Tone.QUIET, self.tr("All of them are in your list already."))
        else:
            self.table.selectRow(crms.index(next(crm for crm in (*fresh, *crms) if not crm.known)))
        self.completeChanged.emit()

    def _go_back(self) -> str:
        return self.tr("Go back to the beginning and choose “Protect a CRM”; it can be kept in this repository.")

    @Slot(QModelIndex, QModelIndex)
    def _selected(self, _current: QModelIndex, _before: QModelIndex) -> None:
        crm = self._current()
        on_server = crm is not None and has_form(crm.url)
        for button, shown in ((self.elsewhere, not on_server), (self.reach, on_server)):
            button.setVisible(shown)
            button.setEnabled(crm is not None and not crm.known)
        if crm is not None and crm.taken and crm.id not in self.state.moved:
            self.notice.say(
                Tone.QUIET,
                self.tr("“{name}” was at {place}, where your list has another CRM.").format(
                    name=crm.name, place=place_of(crm.url).path
                ),
                self.tr("Show where it is now, so that the two stay apart."),
            )
        elif crm is not None and on_server and not crm.known and not self.state.can_back_up(crm):
            self.notice.say(
                Tone.QUIET,
                self.tr("“{name}” was backed up from {place}.").format(name=crm.name, place=place_of(crm.url).path),
                self.tr("Connect to its server, or take it into the list for restoring only."),
            )
        elif crm is not None and not crm.known and not self.state.can_back_up(crm):
            self.notice.say(
                Tone.QUIET,
                self.tr("“{name}” was at {place}, which is not on this computer.").format(
                    name=crm.name, place=place_of(crm.url).path
                ),
                self.tr("Show where it is now, or take it into the list for restoring only."),
            )
        elif self.notice.tone is Tone.QUIET:
            self.notice.clear()

    def _current(self) -> FoundCrm | None:
        return self.crms.crm(self.table.currentIndex().row())

    @Slot()
    def _choose_place(self) -> None:
        crm = self._current()
        if crm is None:
            return
        old = place_of(self.state.source_of(crm))
        dialog = QFileDialog(self, self.tr("Where is {name}?").format(name=crm.name), str(Path(old.path).parent))
        is_folder = old.kind == "folder"
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(self.look_at, crm.id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _ask_connection(self) -> None:
        crm = self._current()
        if crm is None:
            return
        url = self.state.source_of(crm)
        errand = Errand(crm.name, form_address(url), url, taken=self._taken)
        dialog = ConnectDialog(self.session, errand, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(partial(self._connected, crm, dialog))
        dialog.open()

    def _taken(self, url: str) -> str | None:
        """The name of the CRM of the list that is at that address, and kept in this repository."""
        protected = protected_at(self.session.connections(), self.state.location, url)
        return None if protected is None else protected.name

    def _connected(self, crm: FoundCrm, dialog: ConnectDialog) -> None:
        if dialog.facts is not None:
            self.state.connected.add(dialog.facts.url)
            self._moved(crm, dialog.facts)

    def look_at(self, crm_id: str, path: str) -> None:
        """Take a place for a CRM, if one of its kind can be read there."""
        crm = next(crm for crm in self.state.found if crm.id == crm_id)
        self.notice.clear()
        self.doing(self.tr("Looking at the CRM…"))
        look = partial(look_elsewhere, self.session.program, crm.url, path)
        self.asking.ask(look, partial(self._moved, crm), self.say)

    def _moved(self, crm: FoundCrm, facts: SourceFacts) -> None:
        protected = protected_at(self.session.connections(), self.state.location, facts.url)
        if protected is not None:
            self.notice.say(
                Tone.BAD,
                self.tr("“{name}” of your list is at this place already.").format(name=protected.name),
                self.tr("Choose the place of “{name}”.").format(name=crm.name),
            )
            return
        self.state.moved[crm.id] = facts.url
        self.state.picked.add(crm.id)
        self.crms.reload()
        self.table.selectRow(self.state.found.index(crm))
        words = found_words(facts)
        lost = place_of(crm.url).files is not None and place_of(facts.url).files is None
        if lost:
            self.notice.say(
                Tone.WARN,
                words.what,
                self.tr("Its folder of attachments was not found beside it; restoring them needs that folder there."),
            )
        else:
            self.notice.say(Tone.WARN if words.advice else Tone.GOOD, words.what, words.advice)
        self._picked()
