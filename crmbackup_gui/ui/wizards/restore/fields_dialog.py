"""Which fields are put back, where it is not all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.field_choice import FieldChoice
from crmbackup_gui.ui.widgets.fitted_table import FittedTable


class FieldsDialog(QDialog):
    """`fields` and `chosen` as FieldChoice has them."""

    def __init__(self, fields: Mapping[str, Sequence[str]], chosen: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("fields")
        self.setWindowTitle(self.tr("Only some fields"))
        self.model = FieldChoice(fields, chosen, self)
        hint = QLabel(
            self.tr("Only the ticked fields are put back, into records that are there. None is created or removed.")
        )
        hint.setWordWrap(True)
        self.list = FittedTable(self.model, 1)
        self.list.setAccessibleName(self.tr("Fields"))
        self.buttons = QDialogButtonBox()
        take = self.buttons.addButton(self.tr("Choose these"), QDialogButtonBox.ButtonRole.AcceptRole)
        leave = self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (take, leave):
            button.setAccessibleName(button.text())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(hint)
        column.addWidget(self.list, 1)
        column.addWidget(self.buttons)
        self.resize(520, 520)
