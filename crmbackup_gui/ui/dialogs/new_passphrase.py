"""A new passphrase, typed twice, with a word on how good it is."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.passphrase import Strength, hint, strength
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.widgets.secret_field import SecretField


class NewPassphraseDialog(QDialog):
    """Asks only; `wanted` brings the answer, and the fields are emptied.

    Signals:
        wanted(str): the passphrase.
    """

    wanted = Signal(str)

    def __init__(self, title: str, words: str, do: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(600)
        self.first = SecretField(self.tr("New passphrase"))
        self.second = SecretField(self.tr("The same again"))
        self.hint, self.same = QLabel(), QLabel()
        form = QFormLayout()
        form.setSpacing(SPACE + 2)
        form.addRow(self.tr("&New passphrase"), self.first)
        form.addRow("", self.hint)
        form.addRow(self.tr("The same &again"), self.second)
        form.addRow("", self.same)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.go.setIcon(icon("key"))
        self.go.setText(do)
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        cancel.setText(self.tr("Cancel"))
        for button in (self.go, cancel):
            button.setAccessibleName(button.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(text_label(words))
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.first.changed.connect(self._edited)
        self.second.changed.connect(self._edited)
        self._edited()

    def accept(self) -> None:
        """Give the answer."""
        text = self.first.text
        self.first.clear()
        self.second.clear()
        super().accept()
        self.wanted.emit(text)

    @Slot()
    def _edited(self) -> None:
        of = strength(self.first.text)
        self.hint.setText(hint(of))
        if not self.second.text:
            self.same.setText(self.tr("Type it twice, because a typing error would lock you out."))
        elif self.first.text == self.second.text:
            self.same.setText(self.tr("Both are the same."))
        else:
            self.same.setText(self.tr("The two are not the same yet."))
        self.go.setEnabled(of.value > Strength.TOO_SHORT.value and self.first.text == self.second.text)
