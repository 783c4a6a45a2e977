"""The key of a repository, asked for when something needs it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.unlock_form import UnlockForm


class UnlockDialog(QDialog):
    """Accepted when the repository is open. `error` is why it is not, None to find that out first."""

    def __init__(
        self, session: Session, location: str, error: BaseException | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open the repository"))
        self.setMinimumWidth(520)
        self._is_open = False
        self.form = UnlockForm(session)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.unlock = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.unlock.setIcon(icon("unlock"))
        self.unlock.setText(self.tr("Open"))
        self.cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.cancel.setText(self.tr("Cancel"))
        for button in (self.unlock, self.cancel):
            button.setAccessibleName(button.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.form)
        column.addStretch(1)
        column.addWidget(self.buttons)
        self.buttons.accepted.connect(self._accepted)
        self.buttons.rejected.connect(self.reject)
        self.form.changed.connect(self._show_ready)
        self.form.opened.connect(self._opened)
        self.form.begin(location, error)
        self._show_ready()

    @Slot()
    def _accepted(self) -> None:
        if self._is_open:
            self.accept()
        else:
            self.form.try_it()

    @Slot(bool)
    def _opened(self, kept: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._is_open = True
        if kept:
            self.accept()
            return
        # It is open, and somebody should read why it will be asked for again.
        self.unlock.setText(self.tr("Continue"))
        self.unlock.setAccessibleName(self.unlock.text())
        self.form.secret.setEnabled(False)
        self.cancel.hide()
        self._show_ready()

    def reject(self) -> None:
        """An open repository stays open, however the message about the keyring is closed."""
        if self._is_open:
            self.accept()
        else:
            super().reject()

    @Slot()
    def _show_ready(self) -> None:
        self.unlock.setEnabled(self._is_open or self.form.ready)
