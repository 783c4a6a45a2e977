"""Which CRM, and whether it can be read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
)

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.services.crm_keyring import PASSWORD
from crmbackup_gui.services.hosted_addresses import HostedKind
from crmbackup_gui.services.signing_in import SignedIn
from crmbackup_gui.services.trying_crms import Attempt, Tried, take_crm, try_crm
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.signing_in import SigningIn
from crmbackup_gui.ui.viewmodels.password_trouble import is_about_password, not_kept
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, SourceKind, Step
from crmbackup_gui.ui.widgets.fitting_area import FittingArea, stacked
from crmbackup_gui.ui.widgets.hosted_form import HostedForm
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind
from crmbackup_gui.ui.widgets.readable_button import ReadableButton
from crmbackup_gui.ui.widgets.server_form import ServerForm
from crmbackup_gui.ui.widgets.tile import Tile
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.found import found
from crmbackup_gui.ui.words.hosted import service_name, service_words

_TALLEST = 600
"""The form of a server and all that it has for experts."""


class CrmPage(ProtectPage):
    """The kind as tiles, the place in a form, a test that says what it found."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.CRM)
        self.setTitle(self.tr("Which CRM?"))
        self.setSubTitle(self.tr("Choose what your CRM keeps its data in. Ask its vendor if you do not know."))
        self.kinds: dict[SourceKind, Tile] = {}
        self._words = QLabel()
        self.database = PathField(
            self.tr("Database file"),
            PathKind.FILE,
            self.tr("Databases (*.db *.sqlite *.sqlite3 *.db3 *.s3db)") + ";;" + self.tr("All files (*)"),
        )
        self.attachments = PathField(self.tr("Folder of attachments"), PathKind.FOLDER)
        self.attachments.edit.setPlaceholderText(self.tr("none"))
        self.folder = PathField(self.tr("Folder"), PathKind.FOLDER)
        self.server, self.hosted = ServerForm(), HostedForm()
        self.name, self.hosted_name = QLineEdit(), QLineEdit()
        for name in (self.name, self.hosted_name):
            name.setAccessibleName(self.tr("Name in your list"))
        self.test = QPushButton(icon("search"), self.tr("Test"))
        self.test.setAccessibleName(self.tr("Test"))
        self.test.setToolTip(self.tr("Look at the CRM and say what is there. Nothing is changed."))
        self.test.setAutoDefault(False)
        self.readable = ReadableButton()
        self._filling = False
        self._make_tiles()
        self._lay_out()
        self._signing_in = SigningIn(session, self.hosted, self, str)
        self._signing_in.signed_in.connect(self._signed_in)
        self.doing(self.tr("Looking at the CRM…"))
        for field in (self.database, self.attachments, self.folder):
            field.changed.connect(self._edited)
        for form, line in ((self.server, self.name), (self.hosted, self.hosted_name)):
            form.changed.connect(self._edited)
            form.remember.toggled.connect(self._remember_toggled)
            line.textEdited.connect(self._named)
        self.test.clicked.connect(self._test)

    def _make_tiles(self) -> None:
        group = QButtonGroup(self)
        for kind, drawing, name, words in (
            (
                SourceKind.DATABASE,
                "database",
                self.tr("Database file"),
                self.tr("One file (SQLite), with or without a folder of attachments."),
            ),
            (
                SourceKind.POSTGRESQL,
                "server",
                self.tr("PostgreSQL"),
                self.tr("A database server, as Odoo, Tryton and many others use it."),
            ),
            (
                SourceKind.MYSQL,
                "server",
                self.tr("MySQL, MariaDB"),
                self.tr("A database server, as SuiteCRM, EspoCRM, vtiger, Dolibarr and many others use it."),
            ),
            (
                SourceKind.FOLDER,
                "folder",
                self.tr("Folder of files"),
                self.tr("Documents, letters, exports, pictures."),
            ),
            *((SourceKind(k.value), "cloud", service_name(k), service_words(k)) for k in HostedKind),
        ):
            self.kinds[kind] = Tile(drawing, name, words)
            group.addButton(self.kinds[kind])
        group.buttonClicked.connect(self._kind_chosen)

    def _lay_out(self) -> None:
        near, far = QHBoxLayout(), QHBoxLayout()
        for row, wanted in ((near, False), (far, True)):
            row.setSpacing(SPACE)
            for kind, tile in self.kinds.items():
                if (kind.hosted is not None) is wanted:
                    row.addWidget(tile, 1)
        self._words.setWordWrap(True)
        self._words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._form = self.server.form
        for place, (text, field) in enumerate(
            (
                (self.tr("&Database file"), self.database),
                (self.tr("&Attachments"), self.attachments),
                (self.tr("&Folder"), self.folder),
            )
        ):
            self._form.insertRow(place, text, field)
        more, _ = self._form.getLayoutPosition(self.server.more_row)
        self._form.insertRow(more, self.tr("&Name"), self.name)
        more, _ = self.hosted.form.getLayoutPosition(self.hosted.more_row)
        self.hosted.form.insertRow(more, self.tr("&Name"), self.hosted_name)
        tests = QHBoxLayout()
        tests.addWidget(self.test)
        tests.addWidget(self.readable)
        tests.addStretch(1)
        self.body.addLayout(near)
        self.body.addLayout(far)
        self.body.addWidget(self._words)
        area = FittingArea(stacked(self.server, self.hosted), _TALLEST, gives_way=True)
        for form in (self.server, self.hosted):
            form.more.clicked.connect(area.show_end)
        self.body.addWidget(area)
        self.body.addLayout(tests)

    def initializePage(self) -> None:
        state = self.state
        self.kinds[state.kind].setChecked(True)
        self._filling = True
        for field, path in (
            (self.database, state.database),
            (self.attachments, state.attachments),
            (self.folder, state.folder),
        ):
            field.set_path(path)
        for name in (self.name, self.hosted_name):
            name.setText(state.name)
        for form in (self.server, self.hosted):
            form.remember.setChecked(state.remember_password)
        self._filling = False
        self._show_kind()

    def ready(self) -> bool:
        return bool(self._url())

    def settled(self) -> bool:
        return self.state.tested and self.state.secrets_taken

    def settle(self) -> None:
        self._look(go_on=True)

    @Slot(QAbstractButton)
    def _kind_chosen(self, tile: QAbstractButton) -> None:
        self.state.kind = next(kind for kind, known in self.kinds.items() if known is tile)
        self._show_kind()
        self._edited()

    def _show_kind(self) -> None:
        state, kind = self.state, self.state.kind
        self._words.setText(self.kinds[kind].accessibleDescription())
        self._form.setRowVisible(self.database, kind is SourceKind.DATABASE)
        self._form.setRowVisible(self.attachments, kind is SourceKind.DATABASE)
        self._form.setRowVisible(self.folder, kind is SourceKind.FOLDER)
        self.server.setVisible(kind.hosted is None)
        self.hosted.setVisible(kind.hosted is not None)
        self.server.show_rows(wanted=kind.server is not None)
        self.name.setPlaceholderText(
            self.tr("as the file is called") if kind.server is None else self.tr("as the database is called")
        )
        if kind.server is not None:
            self._filling = True
            self.server.show_address(state.servers[kind.server])
            self.server.password.edit.setText(state.given.get(PASSWORD, ""))
            self._filling = False
        if kind.hosted is not None:
            self._filling = True
            self.hosted_name.setPlaceholderText(self.tr("as the account is called"))
            self.hosted.show_address(state.services[kind.hosted])
            self.hosted.give(state.given)
            self._filling = False
        self.test.setEnabled(self.ready())
        self.readable.take(state.facts if state.tested else None)

    @Slot()
    def _edited(self) -> None:
        if self._filling:
            return
        state = self.state
        state.database = self.database.path
        state.attachments = self.attachments.path
        state.folder = self.folder.path
        server, hosted = state.kind.server, state.kind.hosted
        if server is not None:
            state.servers[server] = self.server.address
            state.typed[state.kind] = self.server.given
        if hosted is not None:
            state.services[hosted] = self.hosted.address
            state.typed[state.kind] = self.hosted.given
        self.asking.drop()
        self.test.setEnabled(self.ready())
        if self.ready() and not state.tested:
            self.notice.clear()
        self.readable.take(state.facts if state.tested else None)
        self.completeChanged.emit()

    def _url(self) -> str:
        """The address that stands there; empty while it leads nowhere."""
        try:
            return self.state.source_url
        except InvalidRequest as error:
            self.say(error)
            return ""

    @Slot(bool)
    def _remember_toggled(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's argument
        self.state.remember_password = wanted
        self.state.taken.clear()

    @Slot(str)
    def _named(self, name: str) -> None:
        self.state.name = name.strip()

    @Slot()
    def _test(self) -> None:
        self._look(go_on=False)

    def _look(self, *, go_on: bool) -> None:
        """Only who goes on wants the password to be kept."""
        self.notice.clear()
        state = self.state
        attempt = Attempt(state.source_url, state.given, state.facts if state.tested else None)
        program = self.session.program
        if go_on:
            work = partial(take_crm, program, attempt, remember=state.remember_password)
        else:
            work = partial(try_crm, program, attempt)
        self.asking.ask(work, partial(self._found, go_on, attempt), self._failed)

    def _found(self, go_on: bool, attempt: Attempt, tried: Tried) -> None:  # noqa: FBT001 - bound, not called
        state, facts = self.state, tried.facts
        assert facts is not None
        if state.facts is None or state.facts.url != facts.url:
            state.chosen = None
        if not state.name or (state.facts is not None and state.name == state.facts.name):
            state.name = facts.name
            for name in (self.name, self.hosted_name):
                name.setText(facts.name)
        state.facts, state.tested_with = facts, attempt.given
        self.readable.take(facts)
        words = found(facts)
        self.notice.say(Tone.WARN if words.advice else Tone.GOOD, words.what, words.advice)
        if not go_on:
            return
        state.taken[state.source_url] = attempt.given
        state.connected.add(state.source_url)
        if tried.not_kept is not None:
            told = not_kept(tried.not_kept)
            self.notice.say(Tone.WARN, told.what, told.advice)
        elif not words.advice or attempt.known is not None:
            self.go_on()

    @Slot(object)
    def _signed_in(self, signed_in: SignedIn) -> None:
        """The program has the access by now, so a guide that is closed has to forget it again."""
        self.state.connected.add(signed_in.url)
        if signed_in.not_kept is not None:
            told = not_kept(signed_in.not_kept)
            self.notice.say(Tone.WARN, told.what, told.advice)
        elif self.ready():
            self._look(go_on=False)

    def _failed(self, error: BaseException) -> None:
        self.say(error)
        if is_about_password(error):
            (self.server if self.state.kind.hosted is None else self.hosted).wanting.setFocus()
