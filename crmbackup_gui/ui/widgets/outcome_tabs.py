"""What a restore does, part by part and record by record."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget, QWidget

from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.ui.viewmodels.record_ends import RecordEnds
from crmbackup_gui.ui.viewmodels.restore_counts import RestoreCounts
from crmbackup_gui.ui.widgets.counts_table import CountsTable
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.words.telling import number

_WHY = 3


class OutcomeTabs(QTabWidget):
    """Both tables; that of records only where a report tells them one by one. `done` is false for a rehearsal."""

    def __init__(self, *, done: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.counts, self.ends = RestoreCounts(done=done, parent=self), RecordEnds(done=done, parent=self)
        self.table = CountsTable(self.counts)
        self.records = FittedTable(self.ends, _WHY)
        self.records.setAccessibleName(self.tr("What happens to each record"))
        self.addTab(self.table, self.tr("Parts"))
        self.addTab(self.records, "")
        for each in (self, self.tabBar()):
            each.setAccessibleName(self.tr("Parts or records"))
        self.show_report(None)

    @property
    def tells_records(self) -> bool:
        """Whether records are told one by one."""
        return self.ends.rowCount() > 0

    def show_report(self, report: RestoreReport | None) -> None:
        """Show these; None for nothing yet."""
        self.counts.show(report)
        self.ends.show(report)
        self.setTabText(1, self.tr("Records ({count})").format(count=number(self.ends.rowCount())))
        self.setTabVisible(1, self.tells_records)
        self.tabBar().setVisible(self.tells_records)
        self.setCurrentIndex(0)
