"""What a restore does to each part of a CRM, or did: a table, and the records that it refuses as lines."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.services.parts import parts_there
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.business import business_name
from crmbackup_gui.ui.words.notes import translated
from crmbackup_gui.ui.words.parts import part_name, search_index

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CountColumn(IntEnum):
    """The columns of the table."""

    PART = 0
    CREATED = 1
    UNDELETED = 2
    PUT_BACK = 3
    REMOVED = 4
    UNCHANGED = 5
    LEFT = 6
    REFUSED = 7
    READ_BACK = 8


_COUNTS = {
    CountColumn.CREATED: "created",
    CountColumn.UNDELETED: "undeleted",
    CountColumn.PUT_BACK: "updated",
    CountColumn.REMOVED: "deleted",
    CountColumn.UNCHANGED: "unchanged",
    CountColumn.LEFT: "skipped",
    CountColumn.REFUSED: "failed",
    CountColumn.READ_BACK: "verified",
}


class RestoreCounts(HeadedTable):
    """One row for each part of the CRM; those to which something happens come first.

    `done` says whether it is of a restore, with a column of what was read back, or of its rehearsal.
    """

    NUMBERS = tuple(column for column in CountColumn if column is not CountColumn.PART)

    def __init__(self, *, done: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done = done
        self._rows: list[EntityResult] = []

    def show(self, report: RestoreReport | None) -> None:
        """Show the counts of this report."""
        self.beginResetModel()
        self._rows = rows_of(report) if report else []
        self.endResetModel()

    def is_empty(self, column: CountColumn) -> bool:
        """Whether nothing is counted there."""
        return column in _COUNTS and not any(getattr(row, _COUNTS[column]) for row in self._rows)

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        columns = (column for column in CountColumn if self._done or column is not CountColumn.READ_BACK)
        return tuple(column_name(column, done=self._done) for column in columns)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(self._rows[index.row()], CountColumn(index.column()))
        return None


def columns_of(report: RestoreReport, *, done: bool) -> list[CountColumn]:
    """The columns that say something: a CRM without a recycle bin needs none for it."""
    bin_used = any(entity.undeleted for entity in report.entities)
    return [
        column
        for column in CountColumn
        if (bin_used or column is not CountColumn.UNDELETED) and (done or column is not CountColumn.READ_BACK)
    ]


def counted(report: RestoreReport, what: str) -> int:
    """The sum of one count over the parts that hold somebody's records, as people are told it."""
    return sum(getattr(entity, what) for entity in report.entities if not entity.derived)


def rows_of(report: RestoreReport) -> list[EntityResult]:
    """The parts of the CRM, those to which something happens first; at the end what it keeps by itself, as one."""

    def quiet(entity: EntityResult) -> bool:
        return not (entity.created or entity.undeleted or entity.updated or entity.deleted or entity.failed)

    entities = {entity.name: entity for entity in report.entities if not entity.derived}
    parts = []
    for business in parts_there(report.business, entities):
        own = [entities.pop(name) for name in business.entities]
        parts.append(_together(own, business.scope_name, business_name(business)))
    rows = sorted((*parts, *entities.values()), key=quiet)
    derived = [entity for entity in report.entities if entity.derived]
    if derived:
        rows.append(_together(derived, search_index()))
    return rows


def _together(entities: Sequence[EntityResult], name: str, label: str = "") -> EntityResult:
    sums = {what: sum(getattr(entity, what) for entity in entities) for what in _COUNTS.values()}
    return EntityResult(name, label=label, **sums)


def column_name(column: CountColumn, *, done: bool) -> str:
    """The title of a column."""
    return {
        CountColumn.PART: QCoreApplication.translate("RestoreCounts", "Part of the CRM"),
        CountColumn.CREATED: QCoreApplication.translate("RestoreCounts", "Created")
        if done
        else QCoreApplication.translate("RestoreCounts", "Create"),
        CountColumn.UNDELETED: QCoreApplication.translate("RestoreCounts", "Out of the bin"),
        CountColumn.PUT_BACK: QCoreApplication.translate("RestoreCounts", "Put back"),
        CountColumn.REMOVED: QCoreApplication.translate("RestoreCounts", "Removed")
        if done
        else QCoreApplication.translate("RestoreCounts", "Remove"),
        CountColumn.UNCHANGED: QCoreApplication.translate("RestoreCounts", "Already the same"),
        CountColumn.LEFT: QCoreApplication.translate("RestoreCounts", "Left alone"),
        CountColumn.REFUSED: QCoreApplication.translate("RestoreCounts", "Refused"),
        CountColumn.READ_BACK: QCoreApplication.translate("RestoreCounts", "Read back"),
    }[column]


def cell(entity: EntityResult, column: CountColumn) -> str:
    """What stands in a cell. Nothing is a dash, so that the eye finds the numbers."""
    if column is CountColumn.PART:
        return part_name(entity.label or entity.name)
    count = getattr(entity, _COUNTS[column])
    return telling.number(count) if count else "\N{EN DASH}"


def refusals_of(report: RestoreReport) -> list[str]:
    """The records that the target does not take, each with its reason."""
    template = QCoreApplication.translate("RestoreCounts", "{part} {key}: {reason}")
    parts = {name: business_name(business) for business in report.business for name in business.entities}
    return [
        template.format(
            part=parts.get(entity.name) or part_name(entity.label or entity.name), key=key, reason=translated(reason)
        )
        for entity in report.entities
        for key, reason in entity.refused
    ]
