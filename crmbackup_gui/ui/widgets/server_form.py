"""Where a CRM on a database server is, and who asks for it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.services.crm_keyring import PASSWORD
from crmbackup_gui.services.server_addresses import Encryption, ServerAddress, ServerKind
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.widgets.path_field import PathField, PathKind
from crmbackup_gui.ui.widgets.secret_field import SecretField

_HOST_AND_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?|([^:\[\]]+):(\d{1,5})")
_PORTS = 65_535
_PORT_WIDTH = 88


class ServerForm(QWidget):
    """`address` is what stands there. A password that this computer keeps already is never shown.

    Signals:
        changed(): something else stands there, the password included.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = ServerAddress(ServerKind.POSTGRESQL)
        self._more_wanted = False
        self._wanted, self._fixed = True, False
        self.host = _line(self.tr("Server"))
        self.port = _line(self.tr("Port"))
        self.port.setValidator(QIntValidator(1, _PORTS, self))
        self.port.setFixedWidth(_PORT_WIDTH)
        self.database = _line(self.tr("Database"))
        self.user = _line(self.tr("User"))
        self.password = SecretField(self.tr("Password"))
        self.remember = QCheckBox(self.tr("&Remember on this computer, so that backups run by themselves"))
        self.remember.setAccessibleName(self.remember.text().replace("&", ""))
        self.remember.setChecked(True)
        self.files = PathField(self.tr("Folder of attachments"), PathKind.FOLDER)
        self.files.edit.setPlaceholderText(self.tr("none"))
        self.more = QPushButton(icon("chevron-right"), self.tr("&More"))
        self.more.setAccessibleName(self.tr("More"))
        self.more.setToolTip(self.tr("Encryption, and sockets of this computer"))
        self.more.setAutoDefault(False)
        self.encryption = QComboBox()
        self.encryption.setAccessibleName(self.tr("Encryption"))
        self.authorities = PathField(self.tr("File of certificates"), PathKind.FILE)
        self.authorities.edit.setPlaceholderText(self.tr("those that this computer trusts"))
        self.sockets = {
            ServerKind.POSTGRESQL: PathField(self.tr("Socket"), PathKind.FOLDER),
            ServerKind.MYSQL: PathField(self.tr("Socket"), PathKind.FILE),
        }
        self._fill_choices()
        self._lay_out()
        self._connect()
        self.show_address(self._shown)

    def _fill_choices(self) -> None:
        for encryption, text in (
            (Encryption.OFFERED, self.tr("where the server offers it")),
            (Encryption.ALWAYS, self.tr("always")),
            (Encryption.VERIFIED, self.tr("always, and the server must prove that it is the right one")),
            (Encryption.NEVER, self.tr("never (only within this computer, or a network that you trust)")),
        ):
            self.encryption.addItem(text, encryption)
        self.sockets[ServerKind.POSTGRESQL].edit.setPlaceholderText(self.tr("its folder, instead of a server"))
        self.sockets[ServerKind.MYSQL].edit.setPlaceholderText(self.tr("its file, instead of a server"))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(SPACE + 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        server = QHBoxLayout()
        server.setSpacing(SPACE)
        port = QLabel(self.tr("P&ort"))
        port.setBuddy(self.port)
        server.addWidget(self.host, 1)
        server.addWidget(port)
        server.addWidget(self.port)
        host = QLabel(self.tr("&Server"))
        host.setBuddy(self.host)
        more = QHBoxLayout()
        more.addWidget(self.more)
        more.addStretch(1)
        form.addRow(host, server)
        form.addRow(self.tr("&Database"), self.database)
        form.addRow(self.tr("&User"), self.user)
        form.addRow(self.tr("&Password"), self.password)
        form.addRow("", self.remember)
        form.addRow(self.tr("&Attachments"), self.files)
        form.addRow("", more)
        form.addRow(self.tr("&Encryption"), self.encryption)
        form.addRow(self.tr("&Certificates"), self.authorities)
        for socket in self.sockets.values():
            form.addRow(self.tr("Soc&ket"), socket)
        self.form = form
        """Others may add rows of their own to it, before the one with `more`."""
        self.more_row = more
        self._rows = (server, self.database, self.user, self.password, self.remember, self.files, more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)

    def _connect(self) -> None:
        for edit in (self.host, self.port, self.database, self.user):
            edit.textChanged.connect(self._edited)
        for field in (self.files, self.authorities, *self.sockets.values()):
            field.changed.connect(self._edited)
        self.password.changed.connect(self._edited)
        self.host.editingFinished.connect(self._split_port)
        self.encryption.currentIndexChanged.connect(self._edited)
        self.more.clicked.connect(self._more_clicked)

    def show_address(self, address: ServerAddress) -> None:
        """Show an address, without its password."""
        self._shown = address
        self.host.setText(address.host)
        self.host.setPlaceholderText(self.tr("localhost, or a name such as db.example.com"))
        self.port.setText("" if address.port is None else str(address.port))
        self.port.setPlaceholderText(str(address.kind.port))
        self.database.setText(address.database)
        self.user.setText(address.user)
        self.password.clear()
        self.tell_kept(())
        self.files.set_path(address.files)
        self.encryption.setCurrentIndex(self.encryption.findData(address.encryption))
        self.authorities.set_path(address.authorities)
        for kind, field in self.sockets.items():
            field.set_path(address.socket if kind is address.kind else "")
        self._show_more(wanted=address.encryption is not Encryption.OFFERED or bool(address.socket))

    def fix_address(self) -> None:
        """Let nothing be changed but the password."""
        for field in (self.host, self.port, self.database, self.user, self.files, self.encryption, self.authorities):
            field.setEnabled(False)
        for socket in self.sockets.values():
            socket.setEnabled(False)
        self._fixed = True

    def tell_kept(self, known: Collection[str]) -> None:
        """Say that the password need not be typed, if this computer keeps it."""
        kept = self.tr("as it is kept on this computer") if PASSWORD in known else ""
        self.password.edit.setPlaceholderText(kept)

    def show_rows(self, *, wanted: bool) -> None:
        """Show what it asks, or only what others have added."""
        self._wanted = wanted
        self._show_rows()

    @property
    def given(self) -> dict[str, str]:
        """What was typed, by the name of the secret; empty where it is to be as it is kept."""
        return {PASSWORD: self.password.text} if self.password.text else {}

    @property
    def wanting(self) -> QWidget:
        """The field in which a secret is missing or wrong."""
        return self.password

    @property
    def address(self) -> ServerAddress:
        """The answers as they stand there."""
        socket = self.sockets[self._shown.kind].path
        port = self.port.text()
        return replace(
            self._shown,
            host=self.host.text().strip(),
            port=int(port) if port and 0 < int(port) <= _PORTS else None,
            database=self.database.text().strip(),
            user=self.user.text().strip(),
            socket=socket,
            encryption=self.encryption.currentData(),
            authorities=self.authorities.path,
            files=self.files.path,
        )

    @Slot()
    def _edited(self) -> None:
        self._show_rows()
        self.changed.emit()

    @Slot()
    def _split_port(self) -> None:
        """Who writes `host:port`, as documents of CRMs do, means just that."""
        found = _HOST_AND_PORT.fullmatch(self.host.text().strip())
        if found is not None:
            self.host.setText(found[1] or found[3])
            if found[2] or found[4]:
                self.port.setText(found[2] or found[4])

    @Slot()
    def _more_clicked(self) -> None:
        self._show_more(wanted=not self._more_wanted)

    def _show_more(self, *, wanted: bool) -> None:
        self._more_wanted = wanted
        self.more.setIcon(icon("chevron-down" if wanted else "chevron-right"))
        self._show_rows()

    def _show_rows(self) -> None:
        for row in self._rows:
            self.form.setRowVisible(row, self._wanted)
        more = self._more_wanted and self._wanted
        verified = self.encryption.currentData() is Encryption.VERIFIED
        self.form.setRowVisible(self.encryption, more)
        self.form.setRowVisible(self.authorities, more and verified)
        for kind, field in self.sockets.items():
            self.form.setRowVisible(field, more and kind is self._shown.kind and os.name == "posix")
        by_socket = bool(self.sockets[self._shown.kind].path)
        self.host.setEnabled(not by_socket and not self._fixed)
        self.port.setEnabled(not by_socket and not self._fixed)


def _line(name: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    return edit
