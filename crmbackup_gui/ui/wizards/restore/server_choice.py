"""Another database or account of the same kind as that of a CRM: one that is there, or one that is to be made."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStyle, QWidget

from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.crm_forms import FormAddress, form_address
from crmbackup_gui.services.hosted_addresses import is_hosted, new_hosted_address
from crmbackup_gui.services.places import place_of, same_place
from crmbackup_gui.services.server_addresses import ServerAddress
from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand, Purpose
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session


class ServerChoice(QWidget):
    """The database that was chosen, and the button that asks for it.

    Signals:
        changed(): another one was chosen.
    """

    changed = Signal()

    def __init__(self, session: Session, like: Connection, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._like, self._new = session, like, new
        self._url = ""
        self.place = QLabel()
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setWordWrap(True)
        self.place.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._hosted = is_hosted(like.source)
        label = self.tr("Choose the account…") if self._hosted else self.tr("Choose the database…")
        self.choose = QPushButton(icon("cloud" if self._hosted else "server"), label)
        self.choose.setAccessibleName(label)
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        measure, metric = self.style().pixelMetric, QStyle.PixelMetric
        beside = measure(metric.PM_ExclusiveIndicatorWidth) + measure(metric.PM_RadioButtonLabelSpacing)
        row = QHBoxLayout(self)
        row.setContentsMargins(beside, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.place, 1)
        row.addWidget(self.choose)
        self._tell()

    @property
    def url(self) -> str:
        """Its address; empty while none was chosen."""
        return self._url

    @Slot()
    def _choose(self) -> None:
        files = place_of(self._like.source).files is not None
        errand = Errand(
            self._like.name,
            form_address(self._url) if self._url else self._suggested(),
            self._url if self._hosted else self._like.source,
            Purpose.NEW if self._new else Purpose.REACH,
            files=files,
            taken=self._itself,
            remember=False,
        )
        dialog = ConnectDialog(self._session, errand, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._chosen)
        dialog.open()

    @Slot()
    def _chosen(self) -> None:
        dialog = self.sender()
        assert isinstance(dialog, ConnectDialog)
        self._url = dialog.url
        self._tell()
        self.changed.emit()

    def _suggested(self) -> FormAddress:
        """On the same server; what is made gets a name that says what it is, without the attachments of the CRM.

        Another account at a service has nothing in common with the one that was backed up.
        """
        address = form_address(self._like.source)
        if not isinstance(address, ServerAddress):
            return new_hosted_address(address.kind)
        name = f"{address.database}_restored" if self._new else ""
        return replace(address, database=name, files="")

    def _itself(self, url: str) -> str | None:
        """The CRM is no other one."""
        return self._like.name if same_place(url, self._like.source) else None

    def _tell(self) -> None:
        if not self._url:
            nothing = self.tr("No account was chosen yet.") if self._hosted else self.tr("No database was chosen yet.")
            self.place.setText(nothing)
            return
        place = place_of(self._url)
        if place.files:
            text = self.tr("{place}\nAttachments: {files}").format(place=place.path, files=place.files)
            self.place.setText(text)
        else:
            self.place.setText(place.path)
