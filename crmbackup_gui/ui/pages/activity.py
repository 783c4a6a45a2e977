"""Every run there was: what was done, why, how it ended, and what to do about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.services.history import History, Run
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.activity import PAGE, Activity
from crmbackup_gui.ui.widgets.run_detail import RunDetail
from crmbackup_gui.ui.widgets.run_table import RunTable
from crmbackup_gui.ui.widgets.state_view import StateView
from crmbackup_gui.ui.words.errors import said

_MINUTE_MS = 60_000
_PATIENCE_MS = 300


class ActivityPage(QWidget):
    """The runs of one CRM or of all, newest first, and the selected one in full below."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._connection_id: str | None = None
        self._wanted: int | None = None
        self.model = Activity(session, self)
        self.table = RunTable(self.model)
        self.detail = RunDetail()
        self.whose = QComboBox()
        self.problems_only = QCheckBox(self.tr("Problems only"))
        self.all_seen = QPushButton(icon("eye"), self.tr("Mark all as seen"))
        self.state = StateView()
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._lay_out()
        self._connect()
        self._show()

    def show_connection(self, connection_id: str | None) -> None:
        """Show the runs of another CRM, unless those of all are shown."""
        if connection_id != self._connection_id:
            self._connection_id = connection_id
            if self._only_this:
                self._show()

    def show_run(self, run: Run) -> None:
        """Select a run, whatever was filtered out so far."""
        self._wanted = run.id
        self.problems_only.setChecked(False)
        if self._only_this and run.connection != self._connection_id:
            self.whose.setCurrentIndex(1)
        self._choose_wanted()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.model.clock_moved()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    @property
    def _only_this(self) -> bool:
        return self.whose.currentIndex() == 0

    def _lay_out(self) -> None:
        self.whose.addItems([self.tr("This CRM"), self.tr("All CRMs")])
        self.whose.setAccessibleName(self.tr("Whose runs are shown"))
        self.problems_only.setAccessibleName(self.problems_only.text())
        self.all_seen.setAccessibleName(self.all_seen.text())
        self.all_seen.setToolTip(self.tr("Problems that were seen are no longer shown in bold."))
        bar = QHBoxLayout()
        bar.setSpacing(2 * SPACE)
        bar.addWidget(self.whose)
        bar.addWidget(self.problems_only)
        bar.addStretch()
        bar.addWidget(self.all_seen)
        split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        split.addWidget(self.table)
        split.addWidget(self.detail)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._blank = QWidget()
        self._content = split
        for part in (self._blank, split, self.state):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(bar)
        column.addWidget(body, 1)

    def _connect(self) -> None:
        self.whose.currentIndexChanged.connect(self._show)
        self.problems_only.toggled.connect(self._show)
        self.all_seen.clicked.connect(self.mark_all_seen)
        self.model.loaded.connect(self._loaded)
        self.model.failed.connect(self._say_failed)
        self.model.rowsInserted.connect(self._choose_wanted)
        self.model.dataChanged.connect(self._offer)
        self.table.chosen_changed.connect(self.detail.show_run)
        self.detail.seen_wanted.connect(self._mark_seen)
        self.state.wanted.connect(self._show)
        self._clock.timeout.connect(self.model.clock_moved)
        self._patience.timeout.connect(self._say_reading)

    @Slot()
    def _show(self, _: object = None) -> None:
        self._patience.start()
        self.table.show_crm(not self._only_this)
        if self._only_this and self._connection_id is None:
            self._patience.stop()
            self._stack.setCurrentWidget(self._blank)
            return
        self.model.show(self._connection_id if self._only_this else None, problems_only=self.problems_only.isChecked())

    @Slot()
    def _loaded(self) -> None:
        self._patience.stop()
        if not self.model.rowCount():
            self._say_empty()
            return
        self._stack.setCurrentWidget(self._content)
        if self.table.chosen is None:
            self.table.choose(0)
        self._offer()

    @Slot()
    def _choose_wanted(self) -> None:
        row = None if self._wanted is None else self.model.row_of(self._wanted)
        if row is not None:
            self._wanted = None
            self.table.choose(row)

    @Slot()
    def _offer(self) -> None:
        rows = (self.model.run(row) for row in range(min(PAGE, self.model.rowCount())))
        self.all_seen.setEnabled(any(run.problem and not run.seen for run in rows if run is not None))

    # What is seen

    @Slot(object)
    def _mark_seen(self, run: Run) -> None:
        self._session.jobs.ask(partial(_seen, self._session.program.history, (run.id,)), self._marked, self._not_marked)

    @Slot()
    def mark_all_seen(self) -> None:
        """All problems that the filter lets through, also those that were not scrolled to."""
        connection = self._connection_id if self._only_this else None
        work = partial(_all_seen, self._session.program.history, connection)
        self._session.jobs.ask(work, self._marked, self._not_marked)

    def _marked(self, ids: tuple[int, ...]) -> None:
        self.model.show_seen(ids)
        self._session.activity_changed.emit()

    def _not_marked(self, error: BaseException) -> None:
        self._session.explain(error)

    # States

    @Slot()
    def _say_reading(self) -> None:
        self.state.say("clock", self.tr("Reading what was done…"))
        self._stack.setCurrentWidget(self.state)

    def _say_empty(self) -> None:
        self.all_seen.setEnabled(False)
        if self.problems_only.isChecked():
            self.state.say("good", self.tr("No problems"), self.tr("Everything that ran went well."))
        else:
            self.state.say(
                "clock",
                self.tr("Nothing was done yet"),
                self.tr("Every backup, restore and check will be listed here, with what came of it."),
            )
        self._stack.setCurrentWidget(self.state)

    @Slot(object)
    def _say_failed(self, error: BaseException) -> None:
        self._patience.stop()
        what = said(error)
        self.state.say("warn", self.tr("What was done cannot be read"), what.what, self.tr("Try again"))
        self._stack.setCurrentWidget(self.state)


def _seen(history: History, ids: tuple[int, ...]) -> tuple[int, ...]:
    """On a thread."""
    history.mark_seen(ids)
    return ids


def _all_seen(history: History, connection: str | None) -> tuple[int, ...]:
    """On a thread."""
    ids: list[int] = []
    before = None
    while runs := history.runs(connection, limit=PAGE, before_id=before, problems_only=True):
        ids += [run.id for run in runs if not run.seen]
        before = runs[-1].id
    return _seen(history, tuple(ids))
