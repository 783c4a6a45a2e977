"""The copies of a repository as a table."""

from __future__ import annotations

from crmbackup_gui.services.copies import CopyState, PlaceOfCopy
from crmbackup_gui.ui.viewmodels.row_table import RowTable
from crmbackup_gui.ui.words.telling import ago, exact, number


class CopyList(RowTable):
    """Columns: the place, its age, the recovery points that it lacks, and whether it is there."""

    def copy(self, row: int) -> PlaceOfCopy | None:
        """The one in that row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def headings(self) -> tuple[str, ...]:
        return (self.tr("Place"), self.tr("Up to date"), self.tr("Points it lacks"), self.tr("State"))

    def cell(self, row: PlaceOfCopy, column: int) -> str:
        return (
            row.location,
            ago(row.copied_at) if row.copied_at else self.tr("never"),
            number(row.points_behind) if row.points_behind else self.tr("none"),
            self.tr("there") if row.state is CopyState.THERE else self.tr("not connected"),
        )[column]

    def tip(self, row: PlaceOfCopy, column: int) -> str:
        return exact(row.copied_at) if column == 1 and row.copied_at else row.location
