"""What becomes of each record of a restore, or became of it: a table, with those that were refused first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject

from crmbackup_gui.engine.record_ends import RecordEnd
from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.ui.viewmodels.row_table import RowTable
from crmbackup_gui.ui.words.business import business_name
from crmbackup_gui.ui.words.notes import translated
from crmbackup_gui.ui.words.parts import part_name

_ORDER = ("failed", "skipped", "created", "undeleted", "updated", "deleted", "unchanged")


@dataclass(frozen=True)
class EndRow:
    """One record, and the part of the CRM that it belongs to."""

    part: str
    end: RecordEnd


class RecordEnds(RowTable):
    """Columns: the record, its part, what happens or happened, and why not. `done` is false for a rehearsal."""

    def __init__(self, *, done: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done = done

    def show(self, report: RestoreReport | None) -> None:
        """Show what this report tells one by one."""
        self.show_rows(() if report is None else end_rows(report))

    def headings(self) -> tuple[str, ...]:
        happened = self.tr("What happened") if self._done else self.tr("What will happen")
        return (self.tr("Record"), self.tr("Part of the CRM"), happened, self.tr("Reason"))

    def cell(self, row: EndRow, column: int) -> str:
        return end_cells(row, done=self._done)[column]

    def tip(self, row: EndRow, column: int) -> str:
        return row.end.key if column == 0 else self.cell(row, column)


def end_rows(report: RestoreReport) -> Sequence[EndRow]:
    """All that the report tells one by one."""
    parts = {name: business_name(business) for business in report.business for name in business.entities}
    rows = [
        EndRow(parts.get(entity.name) or part_name(entity.label or entity.name), end)
        for entity in report.entities
        if not entity.derived
        for end in entity.records
    ]
    return sorted(rows, key=lambda row: _ORDER.index(row.end.what))


def end_cells(row: EndRow, *, done: bool) -> tuple[str, ...]:
    """The cells of a row."""
    return (row.end.title, row.part, end_name(row.end.what, done=done), translated(row.end.reason))


def end_name(what: str, *, done: bool) -> str:
    """What happens to a record, or happened to it."""
    if done:
        return {
            "created": QCoreApplication.translate("RecordEnds", "created"),
            "updated": QCoreApplication.translate("RecordEnds", "put back"),
            "undeleted": QCoreApplication.translate("RecordEnds", "out of the recycle bin"),
            "unchanged": QCoreApplication.translate("RecordEnds", "same already"),
            "skipped": QCoreApplication.translate("RecordEnds", "left alone"),
            "failed": QCoreApplication.translate("RecordEnds", "failed"),
            "deleted": QCoreApplication.translate("RecordEnds", "removed"),
        }[what]
    return {
        "created": QCoreApplication.translate("RecordEnds", "is created"),
        "updated": QCoreApplication.translate("RecordEnds", "is put back"),
        "undeleted": QCoreApplication.translate("RecordEnds", "comes out of the recycle bin"),
        "unchanged": QCoreApplication.translate("RecordEnds", "same already"),
        "skipped": QCoreApplication.translate("RecordEnds", "is left alone"),
        "failed": QCoreApplication.translate("RecordEnds", "will be refused"),
        "deleted": QCoreApplication.translate("RecordEnds", "is removed"),
    }[what]
