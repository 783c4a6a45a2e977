"""What an account of a CRM on the internet may read, and how many calls are left."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.viewmodels.readable import ReadableTable
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.words.budget import calls_left

_WIDTH, _HEIGHT = 700, 480


class ReadableDialog(QDialog):
    """Shows what a look has found; nothing is asked anew."""

    def __init__(self, facts: SourceFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("What this account may read"))
        self.resize(_WIDTH, _HEIGHT)
        self.notice = Notice()
        if facts.hidden:
            self.notice.say(
                Tone.WARN,
                self.tr("Not everything may be read. What is missing here is missing in the recovery points."),
                self.tr("Whoever runs the CRM can give this account the permissions; then test again."),
            )
        else:
            self.notice.say(Tone.GOOD, self.tr("This account may read everything that the CRM describes."))
        self.calls = text_label()
        self.calls.setText("" if facts.budget is None else calls_left(facts.budget))
        self.calls.setVisible(bool(self.calls.text()))
        self.model = ReadableTable(self)
        self.model.show(facts)
        self.table = FittedTable(self.model, 2)
        self.table.setAccessibleName(self.tr("Parts of the CRM, and what of them is read"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        close.setAccessibleName(close.text())
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(self.notice)
        column.addWidget(self.calls)
        column.addWidget(self.table, 1)
        column.addWidget(self.buttons)
