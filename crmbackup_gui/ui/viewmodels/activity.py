"""Every run as a table that reads the history page by page, however long that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from functools import partial
from operator import attrgetter

import msgspec
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.services.history import Run
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.runs import result

PAGE = 200
"""Runs that are read at once."""

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class RunColumn(IntEnum):
    """The columns of the table."""

    WHEN = 0
    CRM = 1
    WHAT = 2
    TRIGGER = 3
    OUTCOME = 4
    DURATION = 5
    RESULT = 6


class RunRole(IntEnum):
    """What a cell gives besides its words."""

    OUTCOME = Qt.ItemDataRole.UserRole + 1
    UNSEEN = Qt.ItemDataRole.UserRole + 2
    """Whether it is a problem that nobody has marked as seen."""


class Activity(HeadedTable):
    """Runs, newest first. Further ones are read on a thread when a view asks for more.

    Signals:
        loaded(): an answer of the history has come.
        failed(error): the history could not be read.
    """

    NUMBERS = (RunColumn.DURATION,)

    loaded = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = session.program.history
        self._connection: str | None = None
        self._problems_only = False
        self._runs: list[Run] = []
        self._complete = True
        self._older = Asking(session.jobs, self)
        self._newer = Asking(session.jobs, self)
        session.activity_changed.connect(self.refresh)

    @property
    def complete(self) -> bool:
        """Whether everything there is has been read."""
        return self._complete

    def show(self, connection: str | None, *, problems_only: bool) -> None:
        """Show the runs of one CRM, or of all with None."""
        self._newer.drop()
        self._older.drop()
        self.beginResetModel()
        self._connection, self._problems_only = connection, problems_only
        self._runs, self._complete = [], False
        self.endResetModel()
        self.fetchMore()

    def run(self, row: int) -> Run | None:
        """The run in a row."""
        return self._runs[row] if 0 <= row < len(self._runs) else None

    def row_of(self, run_id: int) -> int | None:
        """Where that run is, as far as it was read."""
        return next((row for row, run in enumerate(self._runs) if run.id == run_id), None)

    def show_seen(self, ids: Iterable[int]) -> None:
        """Somebody has marked these as seen, and the history knows."""
        seen = set(ids)
        for row, run in enumerate(self._runs):
            if run.id in seen and not run.seen:
                self._replace(row, msgspec.structs.replace(run, seen=True))

    @Slot()
    def refresh(self) -> None:
        """Read what is new. What is shown stays where it is."""
        if not self._runs:
            self.show(self._connection, problems_only=self._problems_only)
            return
        self._newer.ask(self._reading(None), self._add_newer, self._failed)

    @Slot()
    def clock_moved(self) -> None:
        """Times are told anew."""
        if self._runs:
            column = RunColumn.WHEN
            self.dataChanged.emit(self.index(0, column), self.index(len(self._runs) - 1, column))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._runs)

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._complete and not self._older.busy

    def fetchMore(self, parent: _Index = _NOWHERE) -> None:
        if self.canFetchMore(parent):
            before = self._runs[-1].id if self._runs else None
            self._older.ask(self._reading(before), self._add_older, self._failed)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        run = self.run(index.row()) if index.isValid() else None
        if run is None:
            return None
        value: object = None
        if role == Qt.ItemDataRole.DisplayRole:
            value = _CELLS[RunColumn(index.column())](run)
        elif role == Qt.ItemDataRole.ToolTipRole and index.column() == RunColumn.WHEN:
            value = telling.exact(run.started_at)
        elif role == Qt.ItemDataRole.ToolTipRole and index.column() == RunColumn.RESULT:
            value = result(run)
        elif role == Qt.ItemDataRole.TextAlignmentRole:
            value = self.alignment(index.column())
        elif role == RunRole.OUTCOME:
            value = run.outcome
        elif role == RunRole.UNSEEN:
            value = run.problem and not run.seen
        return value

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (
            self.tr("When"),
            self.tr("CRM"),
            self.tr("What"),
            self.tr("Started"),
            self.tr("Outcome"),
            self.tr("Duration"),
            self.tr("Result"),
        )

    def _reading(self, before: int | None) -> Callable[[], tuple[Run, ...]]:
        """What a thread has to do for one page."""
        return partial(
            self._history.runs, self._connection, limit=PAGE, before_id=before, problems_only=self._problems_only
        )

    def _add_older(self, runs: tuple[Run, ...]) -> None:
        self._complete = len(runs) < PAGE
        self._insert(len(self._runs), runs)
        self.loaded.emit()

    def _add_newer(self, runs: tuple[Run, ...]) -> None:
        """The newest page: what is not shown yet goes on top, what has changed is replaced."""
        newest = self._runs[0].id if self._runs else 0
        fresh = [run for run in runs if run.id > newest]
        if len(fresh) == PAGE:
            # There may be more between these and what is shown.
            self.show(self._connection, problems_only=self._problems_only)
            return
        self._insert(0, fresh)
        known = {run.id: run for run in runs}
        for row, run in enumerate(self._runs[:PAGE]):
            if run != known.get(run.id, run):
                self._replace(row, known[run.id])
        self.loaded.emit()

    def _insert(self, row: int, runs: Iterable[Run]) -> None:
        runs = list(runs)
        if runs:
            self.beginInsertRows(QModelIndex(), row, row + len(runs) - 1)
            self._runs[row:row] = runs
            self.endInsertRows()

    def _replace(self, row: int, run: Run) -> None:
        self._runs[row] = run
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(RunColumn) - 1))

    def _failed(self, error: BaseException) -> None:
        self._complete = True
        self.failed.emit(error)


def _when(run: Run) -> str:
    return telling.told(run.started_at)


def _duration(run: Run) -> str:
    return "" if run.outcome is Outcome.SKIPPED else telling.short_duration(run.seconds)


_CELLS: dict[RunColumn, Callable[[Run], str]] = {
    RunColumn.WHEN: _when,
    RunColumn.CRM: attrgetter("crm_name"),
    RunColumn.WHAT: lambda run: telling.task_name(run.task),
    RunColumn.TRIGGER: lambda run: telling.trigger_name(run.trigger),
    RunColumn.OUTCOME: lambda run: telling.outcome_name(run.outcome),
    RunColumn.DURATION: _duration,
    RunColumn.RESULT: result,
}
