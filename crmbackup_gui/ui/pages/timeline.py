"""The tab of a CRM's recovery points: the strip, the list below it, and beside the list the point that is selected."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from crmbackup_gui.errors import KeyProblem, RepositoryNotFound, StoreFailed
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.overview import Overview
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.damage import damage_of
from crmbackup_gui.ui.viewmodels.points import Points
from crmbackup_gui.ui.viewmodels.timeline import TimelineModel
from crmbackup_gui.ui.widgets.damage_banner import DamageBanner
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.point_detail import PointDetailPanel
from crmbackup_gui.ui.widgets.point_table import PointTable
from crmbackup_gui.ui.widgets.state_view import StateView
from crmbackup_gui.ui.widgets.timeline_strip import TimelineStrip
from crmbackup_gui.ui.widgets.zoom_buttons import ZoomButtons
from crmbackup_gui.ui.words.errors import said

_MINUTE_MS = 60_000
_PATIENCE_MS = 300
"""What is read sooner than that was never `being read`."""

_AT_ONCE = 5_000
"""So many points are put into columns at once; more of them on a thread."""


class TimelinePage(QWidget):
    """Shows one CRM, in one of these states: content, none yet, being read, locked, not reachable.

    Signals:
        restore_wanted(connection id, sequence | None): restore from that point, None for the newest that is intact.
        chance_wanted(connection id, sequence): count what can be saved of that damaged point.
        undo_wanted(connection id, sequence): take back the restore that this safety point was taken for.
        rebuild_wanted(connection id): make a repository elsewhere of what is left of the damaged one.
    """

    restore_wanted = Signal(object, object)
    chance_wanted = Signal(object, object)
    undo_wanted = Signal(object, object)
    rebuild_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._connection_id: str | None = None
        self._shown: Overview | None = None
        self._preparing = Asking(session.jobs, self)
        self.model = TimelineModel(self)
        self.table = PointTable(self.model)
        self.strip = TimelineStrip(self.model, self.table.selectionModel())
        self.zoom = ZoomButtons()
        self.all_kinds = QCheckBox(self.tr("Show safety points too"))
        self.detail = PointDetailPanel(session, self.model)
        self.notice = Notice()
        self.damage = DamageBanner()
        self.state = StateView()
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._lay_out()
        self._connect()

    def show_connection(self, connection_id: str | None) -> None:
        """Show another CRM, or none."""
        if connection_id != self._connection_id:
            self._connection_id = connection_id
            self._forget()
        self._tell()

    def select(self, sequence: int) -> None:
        """Select a point, with the safety points if it is one of them."""
        if self.model.row_of(sequence) is None and self.model.points.row_of(sequence) is not None:
            self.all_kinds.setChecked(True)
        self.table.choose(sequence)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._clock_moved()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def _lay_out(self) -> None:
        self.all_kinds.setAccessibleName(self.all_kinds.text())
        self.all_kinds.setToolTip(
            self.tr("Also points that were taken before a restore, and those of only a part of the CRM.")
        )
        bar = QHBoxLayout()
        bar.setSpacing(2 * SPACE)
        bar.addWidget(self.zoom)
        bar.addStretch()
        bar.addWidget(self.all_kinds)
        below = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        below.addWidget(self.table)
        below.addWidget(self.detail)
        below.setStretchFactor(0, 1)
        below.setStretchFactor(1, 0)
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.notice)
        column.addWidget(self.damage)
        column.addLayout(bar)
        column.addWidget(self.strip)
        column.addWidget(below, 1)
        self._nothing = QWidget()
        self._stack = QStackedLayout(self)
        for part in (self._nothing, self._content, self.state):
            self._stack.addWidget(part)
        for first, second in ((self.zoom, self.all_kinds), (self.all_kinds, self.strip), (self.strip, self.table)):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self._session.overview_changed.connect(self._overview_changed)
        self._session.jobs.changed.connect(self._jobs_changed)
        self.zoom.wanted.connect(self.strip.show_length)
        self.strip.zoomed.connect(self.zoom.show_zoom)
        self.all_kinds.toggled.connect(self.model.show_all_kinds)
        self.table.chosen_changed.connect(self._chosen)
        self.detail.restore_wanted.connect(self._restore)
        self.detail.undo_wanted.connect(self._undo)
        self.detail.check_wanted.connect(self._check)
        self.detail.chance_wanted.connect(self._chance)
        self.damage.full_wanted.connect(self._full)
        self.damage.restore_wanted.connect(self._restore_intact)
        self.damage.check_wanted.connect(self._check_all)
        self.damage.rebuild_wanted.connect(self._rebuild)
        self.state.wanted.connect(self._go_on)
        self._patience.timeout.connect(self._say_reading)
        self._clock.timeout.connect(self._clock_moved)

    # What is known

    @Slot(object)
    def _overview_changed(self, connection_id: object) -> None:
        if connection_id == self._connection_id:
            self._tell()

    def _forget(self) -> None:
        self._shown = None
        self._preparing.drop()
        self.detail.show_point(None, None)
        self.model.show(Points())
        self._stack.setCurrentWidget(self._nothing)

    def _tell(self) -> None:
        if self._connection_id is None:
            self._patience.stop()
            return
        overview, trouble = self._session.overview(self._connection_id), self._session.trouble(self._connection_id)
        if overview is None and trouble is None:
            self._patience.start()
            return
        self._patience.stop()
        if overview is None:
            assert trouble is not None
            self._say_trouble(trouble)
            return
        if trouble is None and overview.copy:
            words = self.tr("You see those of the copy in {place}, which may lack the newest.")
            away = self.tr("The recovery points cannot be reached")
            self.notice.say(Tone.WARN, away, words.format(place=overview.copy))
        elif trouble is None:
            self.notice.clear()
        else:
            what = said(trouble)
            self.notice.say(Tone.WARN, what.what, self.tr("You see what was known before."))
        self._show(overview)

    def _show(self, overview: Overview) -> None:
        if overview is self._shown:
            return
        prepare = partial(Points.of, overview.points, overview.unreadable, overview.verdicts)
        if len(overview.points) <= _AT_ONCE:
            self._prepared(overview, prepare())
        else:
            self._preparing.ask(prepare, partial(self._prepared, overview), self._say_trouble)

    def _prepared(self, overview: Overview, points: Points) -> None:
        first = self._shown is None
        self._shown = overview
        if not len(points):
            self._say_empty()
            return
        self._stack.setCurrentWidget(self._content)
        self.model.show(points)
        self.strip.show_missed(overview.missed)
        self._show_damage()
        if first:
            self.strip.show_all()
        if self.table.chosen is None and self.model.rowCount():
            self.table.choose(self.model.sequence(0))
        else:
            self.detail.tell()

    def _show_damage(self) -> None:
        busy = self._connection_id is not None and self._session.is_busy(self._connection_id)
        self.damage.show_damage(None if self._shown is None else damage_of(self._shown), busy=busy)

    # States

    @Slot()
    def _say_reading(self) -> None:
        self.state.say("clock", self.tr("Reading the recovery points…"))
        self._stack.setCurrentWidget(self.state)

    def _say_empty(self) -> None:
        busy = self._connection_id is not None and self._session.is_busy(self._connection_id)
        if busy:
            self.state.say(
                "running",
                self.tr("The first recovery point is being taken"),
                self.tr("It will appear here as soon as it is complete."),
            )
        else:
            self.state.say(
                "backup",
                self.tr("No recovery points yet"),
                self.tr(
                    "Take the first one now. From then on everything can be brought back as it was at that moment."
                ),
                self.tr("Back up now"),
                "backup",
            )
        self._stack.setCurrentWidget(self.state)

    def _say_trouble(self, error: BaseException) -> None:
        what, again = said(error), self.tr("Try again")
        if isinstance(error, KeyProblem):
            title, drawing, again = self.tr("The repository is locked"), "lock", self.tr("Unlock…")
        elif isinstance(error, (RepositoryNotFound, StoreFailed)):
            title, drawing = self.tr("The recovery points cannot be reached"), "drive"
        else:
            title, drawing = self.tr("The recovery points cannot be shown"), "warn"
        advice = what.advice
        if isinstance(error, RepositoryNotFound):
            advice = self.tr("If they are kept on a drive, plug it in and try again.")
        text = f"{what.what}\n\n{advice}"
        self.state.say(drawing, title, text, again, "unlock" if isinstance(error, KeyProblem) else "running")
        self.state.button.setEnabled(True)
        self._stack.setCurrentWidget(self.state)

    @Slot()
    def _go_on(self) -> None:
        """The way on from the state that is shown."""
        if self._connection_id is None:
            return
        trouble = self._session.trouble(self._connection_id)
        if trouble is None:
            self._session.back_up(self._connection_id)
        elif isinstance(trouble, KeyProblem):
            self._session.explain(trouble, partial(self._session.refresh, self._connection_id))
        else:
            self.state.button.setEnabled(False)
            self._session.refresh(self._connection_id)

    # What happens

    @Slot(object)
    def _chosen(self, sequence: int | None) -> None:
        connection = self._session.connection(self._connection_id) if self._connection_id else None
        self.detail.show_point(connection, sequence)

    @Slot(object)
    def _restore(self, sequence: int | None) -> None:
        self.restore_wanted.emit(self._connection_id, sequence)

    @Slot()
    def _restore_intact(self) -> None:
        self.restore_wanted.emit(self._connection_id, None)

    @Slot()
    def _rebuild(self) -> None:
        self.rebuild_wanted.emit(self._connection_id)

    @Slot()
    def _full(self) -> None:
        if self._connection_id is not None:
            self._session.back_up(self._connection_id, Strategy.FULL)

    @Slot()
    def _check_all(self) -> None:
        if self._connection_id is not None:
            self._session.check(self._connection_id)

    @Slot(object)
    def _undo(self, sequence: int) -> None:
        self.undo_wanted.emit(self._connection_id, sequence)

    @Slot(object)
    def _chance(self, sequence: int) -> None:
        self.chance_wanted.emit(self._connection_id, sequence)

    @Slot(object)
    def _check(self, sequence: int) -> None:
        if self._connection_id is not None:
            self._session.check(self._connection_id, (sequence,))

    @Slot()
    def _jobs_changed(self) -> None:
        if self._shown is not None and not len(self.model.points):
            self._say_empty()
        self._show_damage()

    @Slot()
    def _clock_moved(self) -> None:
        self.model.clock_moved()
        self.strip.clock_moved()
        self.detail.tell()
