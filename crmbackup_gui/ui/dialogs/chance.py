"""What would come back of a damaged recovery point, counted before anything is restored."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from crmbackup_gui.engine.chance import RecoveryChance
from crmbackup_gui.errors import Cancelled
from crmbackup_gui.services.tasks import Left
from crmbackup_gui.ui.jobs import Ended
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.chance import ChanceTable, chance_words
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.panel import text_label
from crmbackup_gui.ui.wizards.restore.working import Working
from crmbackup_gui.ui.words.errors import said


class ChanceDialog(QDialog):
    """Counts when it opens; nothing is restored here.

    Signals:
        restore_wanted(connection id, sequence, Left): go on to the guide that restores what is left.
    """

    restore_wanted = Signal(object, object, object)

    def __init__(self, session: Session, connection_id: str, sequence: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._connection_id, self._sequence = session, connection_id, sequence
        self.setWindowTitle(self.tr("What can be saved of this recovery point"))
        self.resize(720, 480)
        self.working = Working(session.jobs, partial(session.part_names.name, connection_id))
        self.notice = Notice()
        self.summary = text_label()
        self.model = ChanceTable(partial(session.part_names.name, connection_id), self)
        self.table = FittedTable(self.model, 0)
        self.table.setAccessibleName(self.tr("What would come back of each part"))
        self.older = QCheckBox(self.tr("Also bring back older versions where the newest is lost"))
        self.older.setAccessibleName(self.older.text())
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Close)
        self.go = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.go.setIcon(icon("restore"))
        self.go.setText(self.tr("Restore what is left…"))
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        for button in (self.go, close):
            button.setAccessibleName(button.text())
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        for part in (self.working, self.notice, self.summary, self.table, self.older, self.buttons):
            column.addWidget(part, 1 if part is self.table else 0)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.working.ended.connect(self._counted)
        self.go.setEnabled(False)
        self.older.setVisible(False)
        self._count()

    def accept(self) -> None:
        """Go on to the restore."""
        left = Left.OLDER if self.older.isChecked() else Left.INTACT
        super().accept()
        self.restore_wanted.emit(self._connection_id, self._sequence, left)

    def done(self, result: int) -> None:
        self.working.drop()
        super().done(result)

    def _count(self) -> None:
        connection = self._session.connection(self._connection_id)
        if connection is not None:
            title = self.tr("Counting what can be saved of {crm}").format(crm=connection.name)
            work = partial(self._session.program.chance, connection, self._sequence)
            self.working.begin(title, work)

    @Slot(object)
    def _counted(self, ended: Ended) -> None:
        if isinstance(ended.error, Cancelled):
            self.notice.say(Tone.QUIET, self.tr("Stopped. Nothing was changed."))
        elif ended.error is not None:
            words = said(ended.error)
            self.notice.say(Tone.BAD, words.what, words.advice)
        else:
            self._show(ended.result)

    def _show(self, chance: RecoveryChance) -> None:
        self.model.show(chance)
        self.summary.setText(chance_words(chance))
        self.older.setVisible(chance.total("in_older_version") > 0)
        self.go.setEnabled(chance.total("as_they_were") + chance.total("in_older_version") > 0)
