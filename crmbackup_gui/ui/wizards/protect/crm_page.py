"""Which CRM, and whether it can be read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFormLayout, QHBoxLayout, QLineEdit, QPushButton

from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState, SourceKind, Step
from crmbackup_gui.ui.widgets.card import Card
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind
from crmbackup_gui.ui.wizards.protect.page import ProtectPage
from crmbackup_gui.ui.words.found import found


class CrmPage(ProtectPage):
    """The kind as cards, the place in a form, a test that says what it found."""

    def __init__(self, session: Session, state: ProtectState) -> None:
        super().__init__(session, state, Step.CRM)
        self.setTitle(self.tr("Which CRM?"))
        self.setSubTitle(self.tr("Choose what your CRM keeps its data in. Ask its vendor if you do not know."))
        self.database_card = Card(
            "database",
            self.tr("Database file"),
            self.tr("One file (SQLite), with or without a folder of attachments."),
        )
        self.folder_card = Card("folder", self.tr("Folder of files"), self.tr("Documents, letters, exports, pictures."))
        self.database = PathField(
            self.tr("Database file"),
            PathKind.FILE,
            self.tr("Databases (*.db *.sqlite *.sqlite3 *.db3 *.s3db)") + ";;" + self.tr("All files (*)"),
        )
        self.attachments = PathField(self.tr("Folder of attachments"), PathKind.FOLDER)
        self.attachments.edit.setPlaceholderText(self.tr("none"))
        self.folder = PathField(self.tr("Folder"), PathKind.FOLDER)
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name in your list"))
        self.name.setPlaceholderText(self.tr("as the file is called"))
        self.test = QPushButton(icon("search"), self.tr("Test"))
        self.test.setAccessibleName(self.tr("Test"))
        self.test.setToolTip(self.tr("Look at the CRM and say what is there. Nothing is changed."))
        self.test.setAutoDefault(False)
        self._lay_out()
        self.doing(self.tr("Looking at the CRM…"))
        self.database.changed.connect(self._edited)
        self.attachments.changed.connect(self._edited)
        self.folder.changed.connect(self._edited)
        self.name.textEdited.connect(self._named)
        self.test.clicked.connect(self._test)

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        cards = QHBoxLayout()
        cards.setSpacing(2 * SPACE)
        for card in (self.database_card, self.folder_card):
            group.addButton(card)
            cards.addWidget(card, 1)
        group.buttonClicked.connect(self._kind_chosen)
        self._form = QFormLayout()
        self._form.setSpacing(SPACE + 2)
        self._form.addRow(self.tr("&Database file"), self.database)
        self._form.addRow(self.tr("&Attachments"), self.attachments)
        self._form.addRow(self.tr("&Folder"), self.folder)
        self._form.addRow(self.tr("&Name"), self.name)
        tests = QHBoxLayout()
        tests.addWidget(self.test)
        tests.addStretch(1)
        self.body.addLayout(cards)
        self.body.addLayout(self._form)
        self.body.addLayout(tests)

    def initializePage(self) -> None:
        state = self.state
        (self.database_card if state.kind is SourceKind.DATABASE else self.folder_card).setChecked(True)
        for field, path in (
            (self.database, state.database),
            (self.attachments, state.attachments),
            (self.folder, state.folder),
        ):
            field.set_path(path)
        self.name.setText(state.name)
        self._show_kind()

    def ready(self) -> bool:
        return bool(self.state.source_url)

    def settled(self) -> bool:
        return self.state.tested

    def settle(self) -> None:
        self._look(go_on=True)

    @Slot(QAbstractButton)
    def _kind_chosen(self, card: QAbstractButton) -> None:
        self.state.kind = SourceKind.DATABASE if card is self.database_card else SourceKind.FOLDER
        self._show_kind()
        self._edited()

    def _show_kind(self) -> None:
        is_file = self.state.kind is SourceKind.DATABASE
        self._form.setRowVisible(self.database, is_file)
        self._form.setRowVisible(self.attachments, is_file)
        self._form.setRowVisible(self.folder, not is_file)

    @Slot()
    def _edited(self) -> None:
        self.state.database = self.database.path
        self.state.attachments = self.attachments.path
        self.state.folder = self.folder.path
        self.asking.drop()
        if not self.state.tested:
            self.notice.clear()
        self.test.setEnabled(self.ready())
        self.completeChanged.emit()

    @Slot(str)
    def _named(self, name: str) -> None:
        self.state.name = name.strip()

    @Slot()
    def _test(self) -> None:
        self._look(go_on=False)

    def _look(self, *, go_on: bool) -> None:
        self.notice.clear()
        url = self.state.source_url
        self.asking.ask(partial(self.session.program.look_at_source, url), partial(self._found, go_on), self.say)

    def _found(self, go_on: bool, facts: SourceFacts) -> None:  # noqa: FBT001 - bound, not called
        state = self.state
        if state.facts is None or state.facts.url != facts.url:
            state.chosen = None
        if not state.name or (state.facts is not None and state.name == state.facts.name):
            state.name = facts.name
            self.name.setText(facts.name)
        state.facts = facts
        words = found(facts)
        self.notice.say(Tone.WARN if facts.warnings else Tone.GOOD, words.what, words.advice)
        if go_on and not facts.warnings:
            self.go_on()
