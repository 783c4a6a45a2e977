"""Where it goes, in full, and what may happen there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLabel, QRadioButton, QStyle, QVBoxLayout, QWizardPage

from crmbackup_gui.services.crm_forms import has_form
from crmbackup_gui.services.hosted_addresses import is_hosted
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.server_addresses import is_on_server
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.restore_state import (
    Obstacle,
    Ticks,
    Where,
    mode_of,
    target_of,
    ticks_possible,
    ticks_set,
)
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.wizards.restore.files_choice import FilesChoice
from crmbackup_gui.ui.wizards.restore.obstacle_words import UNSAID, obstacle_said
from crmbackup_gui.ui.wizards.restore.place_choice import PlaceChoice
from crmbackup_gui.ui.wizards.restore.server_choice import ServerChoice

if TYPE_CHECKING:
    from crmbackup_gui.ui.wizards.restore.wizard import RestoreWizard


class WherePage(QWizardPage):
    """The third step."""

    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self._wizard = wizard
        url = wizard.connection.source
        place = place_of(url)
        self.setTitle(self.tr("Where shall it go?"))
        self.setSubTitle(self.tr("This is exactly where the program will write, and nowhere else."))
        self.same = QRadioButton(self.tr("Into the same CRM"))
        self.other = QRadioButton(self.tr("Into another CRM that is there already"))
        self.new = QRadioButton(self.tr("Into a new place, where there is nothing yet"))
        self.files = QRadioButton(self.tr("Into files that other programs open, such as a spreadsheet"))
        self.other_place = self._choice(new=False)
        self.new_place = self._choice(new=True)
        self.files_place = FilesChoice(wizard.connection.name)
        self._same_place = QLabel(
            self.tr("{place}\nAttachments: {files}").format(place=place.path, files=place.files)
            if place.files
            else place.path
        )
        self._heading = QLabel(self.tr("What may happen there"))
        self.create_missing = QCheckBox(self.tr("Create records that are missing"))
        self.put_back = QCheckBox(self.tr("Put back records that have changed since"))
        self.remove_newer = QCheckBox(self.tr("Remove records that the recovery point does not have"))
        self.notice = Notice()
        self.clears = QCheckBox(self.tr("Also empty fields that are empty in the recovery point"))
        self.other.setVisible(place.local or has_form(url))
        self.new.setVisible(place.local or is_on_server(url))
        self._lay_out()
        self._connect()

    def _choice(self, *, new: bool) -> PlaceChoice | ServerChoice:
        connection = self._wizard.connection
        if has_form(connection.source):
            return ServerChoice(self._wizard.session, connection, new=new)
        return PlaceChoice(connection.source, place_of(connection.source), new=new)

    def _lay_out(self) -> None:
        self._same_place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._same_place.setTextFormat(Qt.TextFormat.PlainText)
        self._same_place.setWordWrap(True)
        measure, metric = self.style().pixelMetric, QStyle.PixelMetric
        beside = measure(metric.PM_ExclusiveIndicatorWidth) + measure(metric.PM_RadioButtonLabelSpacing)
        self._same_place.setContentsMargins(beside, 0, 0, 0)
        self._same_place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._heading.setContentsMargins(0, SPACE, 0, 0)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        for radio, place in (
            (self.same, self._same_place),
            (self.other, self.other_place),
            (self.new, self.new_place),
            (self.files, self.files_place),
        ):
            radio.setAccessibleName(radio.text())
            column.addWidget(radio)
            column.addWidget(place)
        column.addWidget(self._heading)
        for tick in (self.create_missing, self.put_back, self.clears, self.remove_newer):
            tick.setAccessibleName(tick.text())
            column.addWidget(tick)
        self.clears.setToolTip(self.tr("Otherwise what somebody has entered there since is left alone."))
        column.addWidget(self.notice)
        column.addStretch(1)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for radio, where in (
            (self.same, Where.SAME),
            (self.other, Where.OTHER),
            (self.new, Where.NEW),
            (self.files, Where.FILES),
        ):
            group.addButton(radio)
            radio.toggled.connect(partial(self._chosen, where))
        self.same.setChecked(True)
        self.other_place.changed.connect(self._places_changed)
        self.new_place.changed.connect(self._places_changed)
        self.files_place.changed.connect(self._places_changed)
        for tick in (self.create_missing, self.put_back, self.clears, self.remove_newer):
            tick.clicked.connect(self._ticked)
        self._wizard.state_changed.connect(self._tell)
        self._places_changed()
        self._tell()

    def isComplete(self) -> bool:
        state = self._wizard.state
        return not isinstance(target_of(state), Obstacle) and not isinstance(mode_of(state), Obstacle)

    def _chosen(self, where: Where, checked: bool) -> None:  # noqa: FBT001 - Qt's argument
        if checked:
            # What one target lacks, another one need not.
            self._wizard.change(where=where, create_structure=False)

    @Slot()
    def _places_changed(self) -> None:
        self._wizard.change(
            other_url=self.other_place.url,
            new_url=self.new_place.url,
            files_url=self.files_place.url,
            create_structure=False,
        )

    @Slot()
    def _ticked(self) -> None:
        """A tick that is set and means nothing at the moment is kept for when it does again."""
        asked, possible = self._wizard.state.ticks, ticks_possible(self._wizard.state)
        self._wizard.change(
            ticks=Ticks(
                create=self.create_missing.isChecked() if possible.create else asked.create,
                put_back=self.put_back.isChecked() if possible.put_back else asked.put_back,
                remove=self.remove_newer.isChecked() if possible.remove else asked.remove,
            ),
            clears=self.clears.isChecked(),
            create_structure=False,
        )

    @Slot()
    def _tell(self) -> None:
        state = self._wizard.state
        self._same_place.setEnabled(state.where is Where.SAME)
        self.other_place.setVisible(state.where is Where.OTHER)
        self.new_place.setVisible(state.where is Where.NEW)
        self.files_place.setVisible(state.where is Where.FILES)
        self._heading.setVisible(state.where is not Where.FILES)
        ticked, possible = ticks_set(state), ticks_possible(state)
        for tick, name in ((self.create_missing, "create"), (self.put_back, "put_back"), (self.remove_newer, "remove")):
            tick.setChecked(getattr(ticked, name))
            tick.setEnabled(getattr(possible, name))
            tick.setVisible(state.where is not Where.FILES)
        hosted = is_hosted(self._wizard.connection.source) and state.where is not Where.FILES
        self.clears.setVisible(hosted)
        self.clears.setEnabled(ticked.put_back)
        self.clears.setChecked(state.clears)
        self._notice()
        self.completeChanged.emit()

    def _notice(self) -> None:
        state = self._wizard.state
        target, mode = target_of(state), mode_of(state)
        obstacle = next((o for o in (target, mode) if isinstance(o, Obstacle) and o not in UNSAID), None)
        if obstacle is not None:
            self.notice.say(Tone.WARN, obstacle_said(obstacle))
        elif state.where is Where.FILES:
            self.notice.say(
                Tone.QUIET,
                self.tr("One file is made for each table of the CRM; nothing that is there is replaced."),
                self.tr("The files are not encrypted: whoever has them can read them. Attachments are left out."),
            )
        elif state.where is Where.NEW:
            self.notice.say(Tone.QUIET, self.tr("There is nothing yet, so everything is created."))
        elif state.some_fields:
            self.notice.say(Tone.QUIET, self.tr("Single fields are only put back into records that are there."))
        elif ticks_set(state).remove:
            self.notice.say(
                Tone.WARN,
                self.tr("Records that were added since the recovery point will be removed."),
                self.tr("They are kept in a safety point first, so that you can undo it."),
            )
        else:
            self.notice.clear()
