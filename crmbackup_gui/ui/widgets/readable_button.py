"""The button that shows what an account may read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.dialogs.readable import ReadableDialog
from crmbackup_gui.ui.look.icons import icon


class ReadableButton(QPushButton):
    """Hidden while nobody has looked, and for CRMs of which there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: SourceFacts | None = None
        self.setIcon(icon("eye"))
        self.setText(self.tr("What it may read…"))
        self.setAccessibleName(self.text())
        self.setAutoDefault(False)
        self.clicked.connect(self._show)
        self.hide()

    def take(self, facts: SourceFacts | None) -> None:
        """Offer these; None, or those of a CRM that is not on the internet, for nothing."""
        self._facts = facts if facts is not None and facts.budget is not None else None
        self.setVisible(self._facts is not None)

    @Slot()
    def _show(self) -> None:
        if self._facts is None:
            return
        dialog = ReadableDialog(self._facts, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
