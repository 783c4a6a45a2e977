"""A table in which parts of a CRM are ticked, with "all", "none", and what the ticked ones refer to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.part_choice import PartChoice
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.words.telling import listed

_FIND_WIDTH = 200


class PartList(QWidget):
    """Shows a `PartChoice`; whoever made the model fills it."""

    def __init__(self, model: PartChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.table = FittedTable(model, 2)
        self.table.setAccessibleName(self.tr("Parts of the CRM"))
        self.every = QPushButton(self.tr("All"))
        self.none = QPushButton(self.tr("None"))
        self.every.setAccessibleName(self.tr("Choose all parts"))
        self.none.setAccessibleName(self.tr("Choose no part"))
        self.tables = QCheckBox(self.tr("Show &tables"))
        self.tables.setAccessibleName(self.tr("Show tables"))
        self.tables.setToolTip(self.tr("For experts: choose from the tables of the database."))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Find a table"))
        self.search.setAccessibleName(self.tr("Find a table"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(_FIND_WIDTH)
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self.add = QPushButton(self.tr("Add them"))
        self.add.setAccessibleName(self.tr("Add the parts that are referred to"))
        for button in (self.every, self.none, self.add):
            button.setAutoDefault(False)
        self._lay_out()
        self.every.clicked.connect(partial(self._choose, True))  # noqa: FBT003 - a signal's argument
        self.none.clicked.connect(partial(self._choose, False))  # noqa: FBT003 - a signal's argument
        self.add.clicked.connect(model.choose_referred)
        self.tables.toggled.connect(self._show_tables)
        self.search.textChanged.connect(model.find)
        model.chosen_changed.connect(self._tell)
        self._tell()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.every)
        buttons.addWidget(self.none)
        buttons.addStretch(1)
        buttons.addWidget(self.search, 1)
        buttons.addWidget(self.tables)
        hint = QHBoxLayout()
        hint.setSpacing(SPACE)
        hint.addWidget(self._hint, 1)
        hint.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(buttons)
        column.addWidget(self.table, 1)
        column.addLayout(hint)

    def _choose(self, wanted: bool, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
        self._model.choose_all(wanted=wanted)

    @Slot(bool)
    def _show_tables(self, wanted: bool) -> None:  # noqa: FBT001 - Qt's argument
        self.search.clear()
        self._model.show_tables(wanted=wanted)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self.tables.setVisible(self._model.has_tables)
        self.search.setVisible(self._model.shows_tables)
        missing = self._model.referred_but_missing()
        if missing:
            text = self.tr("The chosen parts refer to {names}, which are left out.").format(names=listed(missing))
        else:
            text = ""
        self._hint.setText(text)
        self._hint.setVisible(bool(missing))
        self.add.setVisible(bool(missing))
