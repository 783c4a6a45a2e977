"""A table in which entities are ticked, with "all", "none", and what the ticked ones refer to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.entity_choice import EntityChoice
from crmbackup_gui.ui.widgets.fitted_table import FittedTable


class EntityList(QWidget):
    """Shows an `EntityChoice`; whoever made the model fills it."""

    def __init__(self, model: EntityChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.table = FittedTable(model, 2)
        self.table.setAccessibleName(self.tr("Parts of the CRM"))
        self.every = QPushButton(self.tr("All"))
        self.none = QPushButton(self.tr("None"))
        for button, wanted in ((self.every, True), (self.none, False)):
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._choose, wanted))
        self.every.setAccessibleName(self.tr("Choose all parts"))
        self.none.setAccessibleName(self.tr("Choose no part"))
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QHBoxLayout()
        buttons.addWidget(self.every)
        buttons.addWidget(self.none)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(buttons)
        column.addWidget(self.table, 1)
        column.addWidget(self._hint)
        model.chosen_changed.connect(self._tell)
        self._tell()

    def _choose(self, wanted: bool, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
        self._model.choose_all(wanted=wanted)

    @Slot()
    def _tell(self) -> None:
        missing = self._model.referred_but_missing()
        if missing:
            text = self.tr("The chosen parts refer to {names}, which are left out.").format(names=", ".join(missing))
        else:
            text = ""
        self._hint.setText(text)
        self._hint.setVisible(bool(missing))
