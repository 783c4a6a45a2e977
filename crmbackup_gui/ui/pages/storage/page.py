"""The page itself: its parts below each other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.pages.storage.copies_part import CopiesPart
from crmbackup_gui.ui.pages.storage.keys_part import KeysPart
from crmbackup_gui.ui.pages.storage.part import StoragePart
from crmbackup_gui.ui.pages.storage.place_part import PlacePart
from crmbackup_gui.ui.pages.storage.proof_part import ProofPart
from crmbackup_gui.ui.pages.storage.retention_part import RetentionPart
from crmbackup_gui.ui.session import Session


class StoragePage(QWidget):
    """Nothing is looked up before the page is on the screen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: str | None = None
        self.place = PlacePart(session)
        self.copies = CopiesPart(session)
        self.retention = RetentionPart(session)
        self.keys = KeysPart(session)
        self.proof = ProofPart(session)
        self.parts: tuple[StoragePart, ...] = (self.place, self.copies, self.proof, self.retention, self.keys)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 2 * SPACE, SPACE, SPACE)
        column.setSpacing(3 * SPACE)
        for part in self.parts:
            column.addWidget(part)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inner)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        session.overview_changed.connect(self._overview_changed)

    def show_connection(self, connection_id: str | None) -> None:
        """Show another CRM, or the same one anew."""
        self._shown = connection_id
        if self.isVisible():
            self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()

    @Slot(object)
    def _overview_changed(self, connection_id: object) -> None:
        if connection_id == self._shown and self.isVisible():
            self._tell()

    def _tell(self) -> None:
        connection = None if self._shown is None else self._session.connection(self._shown)
        self.setEnabled(connection is not None)
        for part in self.parts:
            part.show_connection(connection)
