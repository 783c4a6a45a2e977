"""A new recovery code, shown once."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.recovery_sheet import NewCode
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.widgets.code_sheet import CodeSheet
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import text_label


class NewCodeDialog(QDialog):
    """Closes only when somebody says that the code is kept: it opens the repository from now on."""

    def __init__(self, session: Session, new: NewCode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keep the recovery code"))
        self.setMinimumWidth(560)
        self.notice = Notice()
        self.sheet = CodeSheet(Asking(session.jobs, self), self.notice)
        self.sheet.show_code(new)
        self.kept = QCheckBox(self.tr("I &have kept the recovery code"))
        self.kept.setAccessibleName(self.kept.text().replace("&", ""))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self.close_button.setText(self.tr("Close"))
        self.close_button.setAccessibleName(self.close_button.text())
        self.close_button.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        words = self.tr(
            "It opens the repository when the passphrase is forgotten, and is shown only now. Print it or write it "
            "down. Keep it where you keep passports, not on this computer."
        )
        for part in (text_label(words), self.sheet, self.notice, self.kept, self.buttons):
            column.addWidget(part)
        self.kept.toggled.connect(self.close_button.setEnabled)
        self.buttons.rejected.connect(self.reject)

    def reject(self) -> None:
        """Escape and the frame's button count only when the code is kept."""
        if self.kept.isChecked():
            super().reject()
