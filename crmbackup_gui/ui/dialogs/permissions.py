"""What has to be allowed, and registered, at a service before this program can use it."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.services.hosted_addresses import HostedAddress, SignIn
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.viewmodels.permissions import PermissionTable, form_of, scopes_of, scopes_text
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.words.hosted import service_name

_WIDTH, _HEIGHT = 820, 480


class PermissionsDialog(QDialog):
    """A list to read beside the browser, with what is to be copied there."""

    def __init__(self, address: HostedAddress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        service, scopes = service_name(address.kind), scopes_of(address.kind, address.way)
        self.setWindowTitle(self.tr("Permissions at {service}").format(service=service))
        self.resize(_WIDTH, _HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        self.words = text_label(self._words(address))
        column.addWidget(self.words)
        self.callback = QLineEdit()
        self.callback.setReadOnly(True)
        self.callback.setAccessibleName(self.tr("Callback address"))
        self.copy_callback = QPushButton(icon("copy"), self.tr("Copy"))
        self.copy_callback.setAccessibleName(self.tr("Copy the callback address"))
        if address.way is SignIn.BROWSER:
            self.callback.setText(form_of(address.kind).callback)
            label = QLabel(self.tr("&Callback address"))
            label.setBuddy(self.callback)
            row = QHBoxLayout()
            row.setSpacing(SPACE)
            for widget in (label, self.callback, self.copy_callback):
                row.addWidget(widget)
            column.addLayout(row)
        self.model = PermissionTable(self)
        self.model.show_rows(scopes)
        self.table = FittedTable(self.model, 1)
        self.table.setAccessibleName(self.tr("Permissions that the program needs"))
        self.copy_all = QPushButton(icon("copy"), self.tr("Copy all names"))
        self.copy_all.setAccessibleName(self.tr("Copy all names"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setAccessibleName(close.text())
        self.buttons.rejected.connect(self.reject)
        if scopes:
            column.addWidget(self.table, 1)
        else:
            column.addStretch(1)
            self.resize(_WIDTH, 0)
        last = QHBoxLayout()
        last.addWidget(self.copy_all)
        last.addWidget(self.buttons, 1)
        column.addLayout(last)
        self.copy_all.setVisible(bool(scopes))
        for button, text in (
            (self.copy_callback, self.callback.text()),
            (self.copy_all, scopes_text(address.kind, scopes)),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(partial(_copy, text))

    def _words(self, address: HostedAddress) -> str:
        if address.way is SignIn.PASSWORD:
            return self.tr(
                "The program may do what this user may do. To back up everything, the user needs the permissions "
                "“API Enabled” and “View All Data”; to restore, also those to change what is restored."
            )
        if address.way is SignIn.BROWSER:
            return self.tr(
                "Register the callback address with your app, and allow these permissions. Those for restoring can be "
                "added later: without them the program backs up all the same."
            )
        return self.tr(
            "Allow these permissions. Those for restoring can be added later: without them the program backs up all "
            "the same."
        )


def _copy(text: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's argument
    QGuiApplication.clipboard().setText(text)
