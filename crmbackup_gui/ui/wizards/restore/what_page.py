"""How much of the recovery point: the whole CRM, some parts, or some records; and of those all fields or some."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
    QWizardPage,
)

from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.services.point_contents import EntityContents, PointContents, read_contents
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.part_choice import Choosable, PartChoice
from crmbackup_gui.ui.viewmodels.restore_state import Obstacle, What, scope_of
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.part_list import PartList
from crmbackup_gui.ui.widgets.trouble import Trouble
from crmbackup_gui.ui.wizards.restore.fields_dialog import FieldsDialog
from crmbackup_gui.ui.wizards.restore.obstacle_words import obstacle_said
from crmbackup_gui.ui.wizards.restore.records_search import RecordsSearch
from crmbackup_gui.ui.words.business import part_labels
from crmbackup_gui.ui.words.parts import field_name, search_index
from crmbackup_gui.ui.words.telling import day_and_time, listed

if TYPE_CHECKING:
    from crmbackup_gui.ui.wizards.restore.wizard import RestoreWizard


class WhatPage(QWizardPage):
    """The second step. It looks into the chosen point whenever that has changed."""

    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self._wizard = wizard
        self._asking = Asking(wizard.session.jobs, self)
        self.setTitle(self.tr("What shall come back?"))
        self.setSubTitle(self.tr("All of the CRM as it was, or only what you miss."))
        self.whole = QRadioButton(self.tr("The whole CRM"))
        self.parts = QRadioButton(self.tr("Some parts"))
        self.records = QRadioButton(self.tr("Some records"))
        self.entities = PartChoice(self)
        self.entity_list = PartList(self.entities)
        self.search = RecordsSearch(wizard)
        self.some_fields = QCheckBox(self.tr("Only some fields"))
        self.choose_fields = QPushButton(self.tr("Choose fields…"))
        self.trouble = Trouble(wizard.session, wizard.connection.repository)
        self._summary = QLabel()
        self.all_parts = PartChoice(self, ticks=False)
        self.table = FittedTable(self.all_parts, 2)
        self._stack = QStackedWidget()
        self._hint = QLabel()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(3 * SPACE)
        for radio in (self.whole, self.parts, self.records):
            radio.setAccessibleName(radio.text())
            choices.addWidget(radio)
        choices.addStretch(1)
        self._summary.setWordWrap(True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self.table.setAccessibleName(self.tr("What the recovery point holds"))
        whole = QWidget()
        everything = QVBoxLayout(whole)
        everything.setContentsMargins(0, 0, 0, 0)
        everything.setSpacing(SPACE)
        everything.addWidget(self._summary)
        everything.addWidget(self.table, 1)
        for widget in (whole, self.entity_list, self.search):
            self._stack.addWidget(widget)
        self.some_fields.setAccessibleName(self.some_fields.text())
        self.choose_fields.setAccessibleName(self.choose_fields.text())
        self.choose_fields.setAutoDefault(False)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hint.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        fields = QHBoxLayout()
        fields.setSpacing(SPACE)
        fields.addWidget(self.some_fields)
        fields.addWidget(self.choose_fields)
        fields.addWidget(self._hint, 1)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addWidget(self.trouble)
        column.addLayout(choices)
        column.addWidget(self._stack, 1)
        column.addLayout(fields)

    def _connect(self) -> None:
        group = QButtonGroup(self)
        for radio, what in ((self.whole, What.WHOLE), (self.parts, What.ENTITIES), (self.records, What.RECORDS)):
            group.addButton(radio)
            radio.toggled.connect(partial(self._chosen, what))
        self.whole.setChecked(True)
        self.entities.chosen_changed.connect(self._entities_ticked)
        self.some_fields.toggled.connect(self._fields_ticked)
        self.choose_fields.clicked.connect(self.open_fields)
        self._wizard.state_changed.connect(self._tell)
        self._tell()

    # What the wizard asks

    def initializePage(self) -> None:
        point = self._wizard.point
        known = self._wizard.contents
        if isinstance(point, RecoveryPoint) and (known is None or known.point.sequence != point.sequence):
            self._look(point)
        self._tell()

    def isComplete(self) -> bool:
        return self._wizard.contents is not None and not isinstance(scope_of(self._wizard.state), Obstacle)

    def stop(self) -> None:
        """Want nothing more."""
        self._asking.drop()
        self.search.stop()

    # What is in the point

    def _look(self, point: RecoveryPoint) -> None:
        self._wizard.contents = None
        self.trouble.say(Tone.QUIET, self.tr("Looking into the recovery point…"))
        program, connection = self._wizard.session.program, self._wizard.connection
        self._asking.ask(partial(read_contents, program, connection, point.sequence), self._read, self._not_read)

    def _read(self, contents: PointContents) -> None:
        self._wizard.contents = contents
        self.trouble.clear()
        parts = [Choosable(e.name, e.label, e.records, e.references) for e in contents.entities]
        self.entities.set_parts(parts, contents.business, self._wizard.state.entities)
        self.all_parts.set_parts([*parts, *_behind(contents)], contents.business)
        self.search.look_into(contents)
        names = {name for entity in contents.entities for name in entity.fields}
        self._wizard.change(fields=tuple(name for name in self._wizard.state.fields if name in names))
        self._tell()

    def _not_read(self, error: BaseException) -> None:
        self.trouble.show_error(error, self.initializePage)
        self._tell()

    # Answers

    def _chosen(self, what: What, checked: bool) -> None:  # noqa: FBT001 - Qt's argument
        if checked:
            self._stack.setCurrentIndex((What.WHOLE, What.ENTITIES, What.RECORDS).index(what))
            self._wizard.change(what=what)

    @Slot()
    def _entities_ticked(self) -> None:
        self._wizard.change(entities=self.entities.chosen_entities)

    @Slot(bool)
    def _fields_ticked(self, checked: bool) -> None:  # noqa: FBT001 - Qt's argument
        self._wizard.change(some_fields=checked)
        if checked and not self._wizard.state.fields and self._wizard.contents is not None:
            self.open_fields()

    @Slot()
    def open_fields(self) -> None:
        """Let the fields be chosen."""
        dialog = FieldsDialog(self._fields(), self._wizard.state.fields, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._fields_chosen)
        dialog.open()

    @Slot()
    def _fields_chosen(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, FieldsDialog)
        self._wizard.change(fields=dialog.model.chosen)

    def _fields(self) -> dict[str, list[str]]:
        """Names of the fields of what is restored, and which parts have them."""
        found: dict[str, dict[str, None]] = {}
        labels = part_labels(self._wizard.contents)
        for entity in self._in_scope():
            for name in entity.fields:
                found.setdefault(name, {})[labels[entity.name]] = None
        return {name: list(parts) for name, parts in found.items()}

    def _in_scope(self) -> list[EntityContents]:
        state, contents = self._wizard.state, self._wizard.contents
        everything = list(contents.entities) if contents else []
        if state.what is What.ENTITIES:
            return [entity for entity in everything if entity.name in state.entities]
        if state.what is What.RECORDS and not state.with_children:
            names = {record.entity for record in state.records}
            return [entity for entity in everything if entity.name in names]
        return everything

    # Words

    @Slot()
    def _tell(self) -> None:
        state, contents = self._wizard.state, self._wizard.contents
        self._stack.setEnabled(contents is not None)
        self.choose_fields.setVisible(state.some_fields)
        self.choose_fields.setEnabled(contents is not None)
        if contents is not None:
            self._summary.setText(self._summarised(contents))
        scope = scope_of(state)
        if isinstance(scope, Obstacle):
            self._hint.setText(obstacle_said(scope))
        else:
            self._hint.setText(listed(field_name(name) for name in scope.fields))
        self.completeChanged.emit()

    def _summarised(self, contents: PointContents) -> str:
        """The whole of it in a sentence."""
        return self.tr("All {records} in {parts}, as they were {when}.").format(
            records=self.tr("%Ln record(s)", "", contents.point.records),
            parts=self.tr("%Ln part(s) of the CRM", "", self.all_parts.parts),
            when=day_and_time(contents.point.consistent_as_of),
        )


def _behind(contents: PointContents) -> Iterator[Choosable]:
    """What the CRM keeps behind its parts for its search, as one more part, so that the sum is that of the point."""
    records = contents.point.records - sum(entity.records for entity in contents.entities)
    if records > 0:
        yield Choosable("", search_index(), records)
