"""What can be set: of the program, and of each CRM."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.crm_forms import has_form
from crmbackup_gui.services.found_crms import look_elsewhere
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Language, Notify, Settings
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.services.stored_key import forget_stored_key
from crmbackup_gui.services.version import program_version
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.dialogs.question import ask
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.heading import heading, page_title
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.words.errors import said
from crmbackup_gui.ui.words.found import found
from crmbackup_gui.ui.words.notes import translated

_LONGEST_NAME = 100
_WIDEST = 720
_FASTEST = 1_000
_MB = 1_000_000


class SettingsPage(QWidget):
    """Choices are kept at once; what a CRM loses is asked about first.

    Signals:
        connection_wanted(str): somebody wants to change how that CRM, which is on a server, is reached.
    """

    connection_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: str | None = None
        self._filling = False
        self._forms: list[QFormLayout] = []
        self._language_at_start = session.settings().language
        self.asking = Asking(session.jobs, self)
        self.language = QComboBox()
        self.notify = QComboBox()
        self.keep_running = QCheckBox(self.tr("Keep running in the tray when the window is closed"))
        self.cloud_rate = QDoubleSpinBox()
        self.crm = QComboBox()
        self.name = QLineEdit()
        self.rename = QPushButton(icon("edit"), self.tr("Rename"))
        self.place, self.attachments = QLabel(), QLabel()
        self.elsewhere = QPushButton(icon("folder"), self.tr("It has moved…"))
        self.connection = QPushButton(icon("server"), self.tr("Change the connection…"))
        self.repository = QLabel()
        self.forget_key = QPushButton(icon("key"), self.tr("Forget the key on this computer…"))
        self.forget = QPushButton(icon("trash"), self.tr("Forget this CRM…"))
        self.notice = Notice()
        self.damage = Notice()
        self._rate_note = QLabel(self.tr("Leaves room on the line for others. It counts for what begins from now on."))
        self._language_note = QLabel(self.tr("The language changes when the program is started again."))
        self._prepare()
        self._lay_out()
        self._connect()
        self.show_connection(None)

    @Slot(object)
    def show_connection(self, connection_id: str | None) -> None:
        """Show the settings of that CRM below those of the program."""
        connections = self._session.connections()
        known = [connection.id for connection in connections]
        if connection_id not in known:
            connection_id = known[0] if known else None
        if connection_id != self._shown:
            self.notice.clear()
        self._shown = connection_id
        self._filling = True
        self.crm.clear()
        for connection in connections:
            self.crm.addItem(connection.name, connection.id)
        self.crm.setCurrentIndex(self.crm.findData(connection_id))
        self._fill_program()
        self._fill_crm()
        self._filling = False

    # Building

    def _prepare(self) -> None:
        for language, text in (
            (Language.AUTO, self.tr("As the system")),
            (Language.ENGLISH, "English"),
            (Language.CHINESE, "简体中文"),
        ):
            self.language.addItem(text, language)
        for notify, text in (
            (Notify.ALL, self.tr("After every backup")),
            (Notify.PROBLEMS, self.tr("Only when something is wrong")),
            (Notify.NOTHING, self.tr("Never")),
        ):
            self.notify.addItem(text, notify)
        self.cloud_rate.setRange(0, _FASTEST)
        self.cloud_rate.setDecimals(1)
        self.cloud_rate.setSingleStep(0.5)
        self.cloud_rate.setSuffix(self.tr(" MB a second"))
        self.cloud_rate.setSpecialValueText(self.tr("as fast as it goes"))
        # Not with every digit that is typed.
        self.cloud_rate.setKeyboardTracking(False)
        self.name.setMaxLength(_LONGEST_NAME)
        for control, text in (
            (self.language, self.tr("Language")),
            (self.notify, self.tr("Notifications")),
            (self.keep_running, self.keep_running.text()),
            (self.cloud_rate, self.tr("Sending to clouds, at most")),
            (self.crm, self.tr("CRM")),
            (self.name, self.tr("Name")),
            (self.rename, self.tr("Rename")),
            (self.elsewhere, self.elsewhere.text()),
            (self.connection, self.connection.text()),
            (self.forget_key, self.forget_key.text()),
            (self.forget, self.forget.text()),
        ):
            control.setAccessibleName(text)
        for label in (self.place, self.attachments, self.repository):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for note in (self._language_note, self._rate_note):
            note.setWordWrap(True)
            note.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(page_title(self.tr("Settings")))
        column.addSpacing(SPACE)
        column.addWidget(self.damage)
        column.addWidget(heading(self.tr("Program")))
        column.addWidget(self._program_panel())
        self._crm_heading = heading(self.tr("CRMs"))
        column.addSpacing(SPACE)
        column.addWidget(self._crm_heading)
        self._crm_panel = self._panel_of_crm()
        column.addWidget(self._crm_panel)
        column.addWidget(self.notice)
        column.addSpacing(SPACE)
        column.addWidget(heading(self.tr("About")))
        column.addWidget(self._about_panel())
        column.addStretch(1)
        _align(self._forms)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _program_panel(self) -> QFrame:
        panel, form = _panel()
        form.addRow(_named(self.tr("&Language"), self.language), _line(self.language))
        form.addRow("", self._language_note)
        form.addRow(_named(self.tr("&Notifications"), self.notify), _line(self.notify))
        form.addRow("", self.keep_running)
        form.addRow(_named(self.tr("Sending to cl&ouds"), self.cloud_rate), _line(self.cloud_rate))
        form.addRow("", self._rate_note)
        self._program_form = form
        self._forms.append(form)
        return panel

    def _panel_of_crm(self) -> QFrame:
        panel, form = _panel()
        form.addRow(self.tr("&CRM"), self.crm)
        form.addRow(_named(self.tr("N&ame"), self.name), _line(self.name, self.rename, stretched=True))
        form.addRow(self.tr("Location"), self.place)
        form.addRow(self.tr("Attachments"), self.attachments)
        form.addRow(self.tr("Backups are in"), self.repository)
        form.addRow("", _line(self.elsewhere, self.connection, self.forget_key))
        form.addRow("", _line(self.forget))
        self._crm_form = form
        self._forms.append(form)
        return panel

    def _about_panel(self) -> QFrame:
        panel, form = _panel()
        settings = QLabel(str(self._session.program.settings.path))
        settings.setWordWrap(True)
        settings.setTextFormat(Qt.TextFormat.PlainText)
        form.addRow(self.tr("Version"), QLabel(program_version() or self.tr("from source")))
        form.addRow(self.tr("Settings file"), settings)
        form.addRow("", QLabel(self.tr("Keys are kept in the keyring of the system, never in a file.")))
        self._forms.append(form)
        return panel

    def _connect(self) -> None:
        self.language.activated.connect(self._program_changed)
        self.notify.activated.connect(self._program_changed)
        self.keep_running.toggled.connect(self._program_changed)
        self.cloud_rate.valueChanged.connect(self._program_changed)
        self.crm.activated.connect(self._crm_chosen)
        self.name.textEdited.connect(self._show_rename)
        self.name.returnPressed.connect(self._rename)
        self.rename.clicked.connect(self._rename)
        self.elsewhere.clicked.connect(self._choose_place)
        self.connection.clicked.connect(self._want_connection)
        self.forget_key.clicked.connect(self._ask_forget_key)
        self.forget.clicked.connect(self._ask_forget)
        self.asking.busy_changed.connect(self._show_busy)
        self._session.connections_changed.connect(self._read_again)
        self._session.settings_changed.connect(self._read_again)
        self._session.jobs.changed.connect(self._show_busy)

    # Showing

    def _fill_program(self) -> None:
        settings = self._session.settings()
        if self._session.program.settings.problem is not None:
            self.damage.say(Tone.WARN, translated(self._session.program.settings.problem))
        self.language.setCurrentIndex(self.language.findData(settings.language))
        self.notify.setCurrentIndex(self.notify.findData(settings.notify))
        self.keep_running.setChecked(settings.keep_running)
        self.cloud_rate.setValue((settings.cloud_rate or 0) / _MB)
        self._program_form.setRowVisible(self._language_note, settings.language is not self._language_at_start)

    def _fill_crm(self) -> None:
        connection = self._connection
        for part in (self._crm_heading, self._crm_panel):
            part.setVisible(connection is not None)
        if connection is None:
            return
        if not self.name.isModified():
            self.name.setText(connection.name)
        place = place_of(connection.source)
        self.place.setText(place.path)
        self.attachments.setText(place.files or "")
        self._crm_form.setRowVisible(self.attachments, place.files is not None)
        self.repository.setText(connection.repository)
        self.elsewhere.setVisible(place.local)
        self.connection.setVisible(has_form(connection.source))
        self._show_rename()
        self._show_busy()

    @property
    def _connection(self) -> Connection | None:
        return None if self._shown is None else self._session.connection(self._shown)

    @Slot()
    def _read_again(self) -> None:
        self.show_connection(self._shown)

    @Slot()
    def _show_rename(self) -> None:
        connection, name = self._connection, self.name.text().strip()
        self.rename.setEnabled(connection is not None and bool(name) and name != connection.name)

    @Slot()
    def _show_busy(self) -> None:
        free = self._shown is not None and not self.asking.busy and not self._session.is_busy(self._shown)
        for button in (self.elsewhere, self.connection, self.forget_key, self.forget):
            button.setEnabled(free)
            button.setToolTip("" if free else self.tr("Not while the CRM is being worked on."))

    # What people do

    @Slot()
    def _program_changed(self) -> None:
        if self._filling:
            return
        self._session.change_settings(
            partial(
                _with_choices,
                language=self.language.currentData(),
                notify=self.notify.currentData(),
                keep_running=self.keep_running.isChecked(),
                cloud_rate=round(self.cloud_rate.value() * _MB) or None,
            )
        )

    @Slot(int)
    def _crm_chosen(self, _index: int) -> None:
        self.name.setModified(False)
        self.show_connection(self.crm.currentData())

    @Slot()
    def _rename(self) -> None:
        connection, name = self._connection, self.name.text().strip()
        if connection is not None and name and name != connection.name:
            self.name.setModified(False)
            self._session.change_connection(msgspec.structs.replace(connection, name=name))

    @Slot()
    def _choose_place(self) -> None:
        connection = self._connection
        if connection is None:
            return
        place = place_of(connection.source)
        title = self.tr("Where is {name}?").format(name=connection.name)
        dialog = QFileDialog(self, title, str(Path(place.path).parent))
        is_folder = place.kind == "folder"
        dialog.setFileMode(QFileDialog.FileMode.Directory if is_folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.move_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _want_connection(self) -> None:
        if self._shown is not None:
            self.connection_wanted.emit(self._shown)

    @Slot(str)
    def move_to(self, path: str) -> None:
        """Take another place for the CRM that is shown, if one of its kind can be read there."""
        connection = self._connection
        if connection is not None:
            look = partial(look_elsewhere, self._session.program, connection.source, path)
            self.asking.ask(look, partial(self._moved, connection.id), self._say)

    def _moved(self, connection_id: str, facts: SourceFacts) -> None:
        connection = self._session.connection(connection_id)
        if connection is None:
            return
        words = found(facts)
        self.notice.say(Tone.WARN if words.advice else Tone.GOOD, words.what, words.advice)
        self._session.change_connection(msgspec.structs.replace(connection, source=facts.url))

    @Slot()
    def _ask_forget_key(self) -> None:
        connection = self._connection
        if connection is not None:
            ask(
                self,
                self.tr("Forget the key of this repository on this computer?"),
                self.tr(
                    "Backups no longer run by themselves: the passphrase or the recovery code is asked for at every "
                    "start. Make sure that you have one of them."
                ),
                self.tr("Forget the key"),
                partial(self._forget_key, connection.repository),
                self.tr("Keep it"),
            )

    def _forget_key(self, location: str) -> None:
        work = partial(_forget_and_lock, self._session.program, location)
        self.asking.ask(work, partial(self._key_forgotten, location), self._say)

    def _key_forgotten(self, location: str, was_there: bool) -> None:  # noqa: FBT001 - bound, not called
        if was_there:
            self.notice.say(Tone.GOOD, self.tr("This computer no longer keeps the key."))
        else:
            self.notice.say(Tone.QUIET, self.tr("This computer keeps no key for this repository."))
        for connection in self._session.connections():
            if connection.repository == location:
                self._session.refresh(connection.id)

    @Slot()
    def _ask_forget(self) -> None:
        connection = self._connection
        if connection is not None:
            ask(
                self,
                self.tr("Take “{name}” out of the list?").format(name=connection.name),
                self.tr(
                    "It is no longer backed up. Its recovery points stay in {place}; “I already have a repository” "
                    "in the guide brings it back."
                ).format(place=connection.repository),
                self.tr("Forget this CRM"),
                partial(self._session.forget_connection, connection.id),
                self.tr("Keep it"),
            )

    def _say(self, error: BaseException) -> None:
        words = said(error)
        self.notice.say(Tone.BAD, words.what, words.advice)


def _with_choices(settings: Settings, **choices: object) -> Settings:
    return msgspec.structs.replace(settings, **choices)


def _forget_and_lock(program: Program, location: str) -> bool:
    was_there = forget_stored_key(location, program.options_of(location))
    program.lock(location)
    return was_there


def _panel() -> tuple[QFrame, QFormLayout]:
    panel = QFrame()
    panel.setFrameShape(QFrame.Shape.StyledPanel)
    panel.setAutoFillBackground(True)
    panel.setBackgroundRole(QPalette.ColorRole.Base)
    form = QFormLayout(panel)
    form.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
    form.setHorizontalSpacing(2 * SPACE)
    form.setVerticalSpacing(SPACE + 2)
    return panel, form


def _align(forms: list[QFormLayout]) -> None:
    """Let the fields of all forms stand below each other."""
    items = [form.itemAt(row, QFormLayout.ItemRole.LabelRole) for form in forms for row in range(form.rowCount())]
    labels = [label for item in items if item is not None and (label := item.widget()) is not None]
    widest = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(widest)


def _named(text: str, control: QWidget) -> QLabel:
    """The name of a control that stands in a line with others."""
    label = QLabel(text)
    label.setBuddy(control)
    return label


def _line(*widgets: QWidget, stretched: bool = False) -> QHBoxLayout:
    """Widgets side by side; the first takes the room if it is `stretched`, else nobody does."""
    line = QHBoxLayout()
    line.setSpacing(SPACE)
    for widget in widgets:
        line.addWidget(widget, int(stretched and widget is widgets[0]))
    if not stretched:
        line.addStretch(1)
    return line
