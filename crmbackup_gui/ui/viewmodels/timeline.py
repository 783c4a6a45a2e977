"""The list of recovery points: one row each, newest first, every cell worded only when it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.services.local_time import LOCAL
from crmbackup_gui.ui.viewmodels.points import Mark, Numbers, Points, Verdict
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words import telling

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(IntEnum):
    """The columns of the list."""

    WHEN = 0
    STRATEGY = 1
    RECORDS = 2
    CHANGES = 3
    STORED = 4
    CHECKED = 5


class Role(IntEnum):
    """What the delegate and the strip ask for, beside Qt's own roles."""

    SEQUENCE = Qt.ItemDataRole.UserRole + 1
    WHEN = Qt.ItemDataRole.UserRole + 2
    """The moment as a datetime, None for a point that cannot be read."""
    STRATEGY = Qt.ItemDataRole.UserRole + 3
    KIND = Qt.ItemDataRole.UserRole + 4
    MARK = Qt.ItemDataRole.UserRole + 5
    VERDICT = Qt.ItemDataRole.UserRole + 6
    POINT = Qt.ItemDataRole.UserRole + 7


_OWN = frozenset(Role)


def this_moment() -> datetime:
    """Now, on the wall clock of this computer."""
    return datetime.now(LOCAL)


class TimelineModel(HeadedTable):
    """Recovery points as rows. The points themselves are kept as one tuple, whatever their number.

    New points on top are inserted and new verdicts announced as changes, so that a selection stays where it is; only
    other changes reset the model.
    """

    NUMBERS = (Column.RECORDS, Column.CHANGES, Column.STORED)

    def __init__(self, parent: QObject | None = None, now: Callable[[], datetime] = this_moment) -> None:
        super().__init__(parent)
        self._now = now
        self._points = Points()
        self._rows = np.empty(0, np.int64)
        self._all_kinds = False

    # What it shows

    @property
    def points(self) -> Points:
        """Everything that is known, also what is not shown."""
        return self._points

    @property
    def rows(self) -> Numbers:
        """Which rows of `points` are shown, in the order of the list."""
        return self._rows

    @property
    def now(self) -> datetime:
        """The moment that times are told from."""
        return self._now()

    @property
    def all_kinds(self) -> bool:
        """Whether safety and partial points are shown too."""
        return self._all_kinds

    def show(self, points: Points) -> None:
        """Show these points instead."""
        self._change(points, self._all_kinds)

    def show_all_kinds(self, wanted: bool) -> None:  # noqa: FBT001 - it is connected to a check box
        """Show safety and partial points too, or only what backups are restored from."""
        if wanted != self._all_kinds:
            self._change(self._points, wanted)

    def row_of(self, sequence: int | None) -> int | None:
        """The row of the list that shows the point of that sequence, if one does."""
        place = self._points.row_of(sequence)
        if place is None:
            return None
        # The rows fall, so they are searched from their end.
        row = len(self._rows) - 1 - int(np.searchsorted(self._rows[::-1], place))
        return row if row >= 0 and self._rows[row] == place else None

    def sequence(self, row: int) -> int:
        """The sequence of the point in a row."""
        return int(self._points.sequences[self._rows[row]])

    def clock_moved(self) -> None:
        """Tell the times anew: what was `today` may be `yesterday` by now."""
        if len(self._rows):
            self.dataChanged.emit(self.index(0, Column.WHEN), self.index(len(self._rows) - 1, Column.WHEN))

    # What Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # asked for with every row: words would take too long
        return 0 if parent.isValid() else len(Column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt takes any value
        if not index.isValid() or not index.row() < len(self._rows):
            return None
        row, column = int(self._rows[index.row()]), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        return self._own(row, role) if role in _OWN else None

    # Words

    def spoken(self, row: int) -> str:
        """All that the list says of a row of `points`, as one sentence for the ear."""
        point = self._points.point(row)
        if point is None:
            return self._tool_tip(row)
        parts = (
            self.told(point),
            self._strategy(point),
            self.tr("%Ln record(s)", "", point.records),
            self.tr("{added} added, {changed} changed, {deleted} deleted").format(
                added=telling.number(point.records_added),
                changed=telling.number(point.records_changed),
                deleted=telling.number(point.records_deleted),
            ),
            self.tr("{size} stored").format(size=telling.size(point.bytes_stored)),
            self._verdict_spoken(row),
        )
        #: Stands between the parts of a sentence that is read aloud.
        return self.tr(", ").join(parts)

    def brief(self, row: int) -> str:
        """What a point is, in a line: when, which strategy, how many records, whether it was checked."""
        point = self._points.point(row)
        if point is None:
            return self._tool_tip(row)
        parts = (
            self._strategy(point),
            self.tr("%Ln record(s)", "", point.records),
            self._verdict_spoken(row),
        )
        return self.told(point) + "\n" + self.tr(", ").join(parts)

    def told(self, point: RecoveryPoint) -> str:
        """When a point was, as people tell it."""
        return telling.told(point.consistent_as_of, self._now())

    def _text(self, row: int, column: Column) -> str:
        point = self._points.point(row)
        if column is Column.CHECKED:
            return self._verdict(row)
        if point is None:
            return self.tr("Damaged point") if column is Column.WHEN else ""
        match column:
            case Column.WHEN:
                text = self.told(point)
            case Column.STRATEGY:
                text = self._strategy(point)
            case Column.RECORDS:
                text = telling.number(point.records)
            case Column.CHANGES:
                text = changes(point.records_added, point.records_changed, point.records_deleted)
            case Column.STORED:
                text = telling.size(point.bytes_stored)
        return text

    def _strategy(self, point: RecoveryPoint) -> str:
        if point.kind is PointKind.SAFETY:
            return self.tr("safety")
        name = telling.strategy_name(point.strategy)
        return self.tr("{strategy}, partial").format(strategy=name) if point.kind is PointKind.PARTIAL else name

    def _verdict(self, row: int) -> str:
        return {
            Verdict.INTACT: self.tr("yes"),
            Verdict.UNCHECKED: self.tr("not yet"),
            Verdict.DAMAGED: self.tr("damaged"),
        }[Verdict(self._points.verdicts[row])]

    def _verdict_spoken(self, row: int) -> str:
        return {
            Verdict.INTACT: self.tr("checked, intact"),
            Verdict.UNCHECKED: self.tr("not checked yet"),
            Verdict.DAMAGED: self.tr("damaged"),
        }[Verdict(self._points.verdicts[row])]

    def _tool_tip(self, row: int) -> str:
        point = self._points.point(row)
        if point is None:
            return self.tr("Damaged point: what it held, and when, can no longer be read.")
        return telling.exact(point.consistent_as_of)

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (
            self.tr("When"),
            self.tr("Strategy"),
            self.tr("Records"),
            self.tr("Changes"),
            self.tr("Stored"),
            self.tr("Checked"),
        )

    # Inside

    def _own(self, row: int, role: int) -> Any:  # noqa: ANN401 - as `data`
        if role == Role.SEQUENCE:
            return int(self._points.sequences[row])
        if role == Role.MARK:
            return Mark(self._points.marks[row])
        if role == Role.VERDICT:
            return Verdict(self._points.verdicts[row])
        point = self._points.point(row)
        if point is None or role == Role.POINT:
            return point
        return {Role.WHEN: point.consistent_as_of, Role.STRATEGY: point.strategy, Role.KIND: point.kind}.get(Role(role))

    def _change(self, points: Points, all_kinds: bool) -> None:  # noqa: FBT001 - as `show_all_kinds`
        rows = (np.arange(len(points)) if all_kinds else np.flatnonzero(points.usual))[::-1]
        known = self._points.sequences[self._rows]
        new = points.sequences[rows]
        added = len(new) - len(known)
        if len(known) and added >= 0 and np.array_equal(new[added:], known):
            if added:
                self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._points, self._rows, self._all_kinds = points, rows, all_kinds
            if added:
                self.endInsertRows()
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(Column) - 1))
            return
        self.beginResetModel()
        self._points, self._rows, self._all_kinds = points, rows, all_kinds
        self.endResetModel()


def changes(added: int, changed: int, deleted: int) -> str:
    """`+12 ~40 -3`, with a true minus, always all three so that rows can be compared; a dash where nothing changed."""
    if not (added or changed or deleted):
        return "\N{EN DASH}"
    return f"+{telling.number(added)} ~{telling.number(changed)} \N{MINUS SIGN}{telling.number(deleted)}"
