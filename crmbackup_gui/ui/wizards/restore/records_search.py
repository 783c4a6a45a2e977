"""Single records: search, tick, and what belongs to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.engine.find import Found
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.point_contents import PointContents, find_in_point
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.found_records import FoundRecords
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.trouble import Trouble
from crmbackup_gui.ui.words.business import part_labels

if TYPE_CHECKING:
    from crmbackup_gui.ui.wizards.restore.wizard import RestoreWizard


class RecordsSearch(QWidget):
    """Searches the point whose contents it is given."""

    def __init__(self, wizard: RestoreWizard) -> None:
        super().__init__()
        self._wizard = wizard
        self._contents: PointContents | None = None
        self._cancel = CancelToken()
        self._asking = Asking(wizard.session.jobs, self)
        self.model = FoundRecords(self)
        self.edit = QLineEdit()
        self.search = QPushButton(icon("search"), self.tr("Search"))
        self.table = FittedTable(self.model, 2)
        self.with_children = QCheckBox(self.tr("With everything that belongs to them"))
        self.trouble = Trouble(wizard.session, wizard.connection.repository)
        self._says = QLabel()
        self._dress()
        self._lay_out()
        self.edit.returnPressed.connect(self._search)
        self.search.clicked.connect(self._search)
        self.model.chosen_changed.connect(self._ticked)
        self.with_children.toggled.connect(self._children_ticked)
        self._tell(None)

    def look_into(self, contents: PointContents) -> None:
        """Search this point from now on. Ticks of another one are taken away."""
        if self._contents is None or self._contents.point.sequence != contents.point.sequence:
            self.stop()
            self._contents = contents
            self.model.forget()
            self._tell(None)

    def stop(self) -> None:
        """Want no answer any more."""
        self._cancel.cancel()
        self._asking.drop()
        self.search.setEnabled(True)

    def _dress(self) -> None:
        self.edit.setPlaceholderText(self.tr("A name, an address, a number…"))
        self.edit.setAccessibleName(self.tr("Search for records"))
        self.edit.setClearButtonEnabled(True)
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setAutoDefault(False)
        self.table.setAccessibleName(self.tr("Records that were found"))
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 250)
        self.with_children.setAccessibleName(self.with_children.text())
        self.with_children.setToolTip(
            self.tr("Also what refers to the chosen records, such as the notes of a contact, and so on.")
        )
        self.with_children.setChecked(self._wizard.state.with_children)
        self._says.setTextFormat(Qt.TextFormat.PlainText)
        self._says.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self.edit, 1)
        top.addWidget(self.search)
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE)
        bottom.addWidget(self.with_children)
        bottom.addStretch(1)
        bottom.addWidget(self._says)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(top)
        column.addWidget(self.trouble)
        column.addWidget(self.table, 1)
        column.addLayout(bottom)

    @Slot()
    def _search(self) -> None:
        text = self.edit.text().strip()
        if not text or self._contents is None:
            return
        self.trouble.clear()
        self.stop()
        self._cancel = CancelToken()
        self.search.setEnabled(False)
        self._says.setText(self.tr("Searching…"))
        sequence = self._contents.point.sequence
        program, connection = self._wizard.session.program, self._wizard.connection
        work = partial(find_in_point, program, connection, sequence, text, cancel=self._cancel)
        self._asking.ask(work, self._found, self._failed)

    def _found(self, found: Found) -> None:
        self.search.setEnabled(True)
        assert self._contents is not None
        self.model.show(found.rows, part_labels(self._contents))
        self._tell(found)

    def _failed(self, error: BaseException) -> None:
        self.search.setEnabled(True)
        self._tell(None)
        self.trouble.show_error(error, self._search)

    @Slot()
    def _ticked(self) -> None:
        self._wizard.change(records=self.model.chosen)
        self._tell(None)

    @Slot(bool)
    def _children_ticked(self, checked: bool) -> None:  # noqa: FBT001 - Qt's argument
        self._wizard.change(with_children=checked)

    def _tell(self, found: Found | None) -> None:
        chosen = len(self.model.chosen)
        if found is not None and not found.rows:
            text = self.tr("Nothing was found. Try another part of the name or number.")
        elif found is not None and found.truncated:
            text = self.tr("The first %Ln record(s) are shown. A longer text finds fewer.", "", len(found.rows))
        elif found is not None:
            text = self.tr("%Ln record(s) found", "", len(found.rows))
        else:
            text = self.tr("%Ln record(s) chosen", "", chosen) if chosen else ""
        self._says.setText(text)
