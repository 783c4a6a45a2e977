"""One recovery point in full: when it was, what reading it needs, what it holds, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.model.retention import Reason
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.overview import PointDetail
from crmbackup_gui.ui.asking import Asking
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.theme import SPACE, Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.point_entities import EntityColumn, PointEntitiesModel
from crmbackup_gui.ui.viewmodels.point_words import meaning_of, name_of, needs_of, verdict_of
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict
from crmbackup_gui.ui.viewmodels.timeline import TimelineModel
from crmbackup_gui.ui.widgets.fitted_table import FittedTable
from crmbackup_gui.ui.widgets.keep_button import KeepButton, held_words
from crmbackup_gui.ui.widgets.notice import Notice
from crmbackup_gui.ui.widgets.point_marks import MARK_SIZE, draw_mark
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import said
from crmbackup_gui.ui.words.notes import all_translated

_PATIENCE_MS = 120
"""Who walks through the list with the keyboard looks at none of the points for so long."""

_WIDTH = 292
_NARROWEST = 236
_LOW = 260
"""Below so many pixels the actions share a line, so that something is left of what they are about."""


class PointDetailPanel(QWidget):
    """Shows a point of a TimelineModel.

    Signals:
        restore_wanted(sequence | None): restore from this point, None for the newest that is intact.
        undo_wanted(sequence): take back the restore that this safety point was taken for.
        check_wanted(sequence): check this point.
        chance_wanted(sequence): count what can be saved of this damaged point.
    """

    restore_wanted = Signal(object)
    undo_wanted = Signal(object)
    check_wanted = Signal(object)
    chance_wanted = Signal(object)

    def __init__(self, session: Session, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        self._connection: Connection | None = None
        self._sequence: int | None = None
        self._asking = Asking(session.jobs, self)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._look_closer)
        self._mark = _MarkLabel()
        self._title = _label(bold=True)
        self._when = _label()
        self._verdict = _label()
        self._needs = _label()
        self._facts = _label()
        self._held = _label()
        self.meaning = Notice()
        self.warnings = Notice()
        self.trouble = Notice()
        self.entities = PointEntitiesModel(self)
        self.table = _entity_table(self.entities)
        self.table.setAccessibleName(self.tr("What this recovery point holds"))
        self.restore = self._button("restore", self.tr("Restore from here…"), self._restore)
        self.newest_intact = self._button("restore", self.tr("Restore the newest intact point…"), self._newest_intact)
        self.chance = self._button("search", self.tr("What can be saved…"), self._chance)
        self.undo = self._button("undo", self.tr("Undo that restore…"), self._undo)
        self.check = self._button("check", self.tr("Check this point"), self._check)
        self.keep = KeepButton(session)
        self._scroll, self._inside, self._whole = QScrollArea(), QWidget(), QWidget()
        self._actions = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self.table.selectionModel().currentRowChanged.connect(self._keep_in_sight)
        self.keep.changed.connect(self._look_closer)
        session.jobs.changed.connect(self._jobs_changed)
        self.show_point(None, None)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < _LOW
        directions = QBoxLayout.Direction
        self.tell()
        self._actions.setDirection(directions.LeftToRight if low else directions.TopToBottom)
        self.check.setText("" if low else self.check.accessibleName())
        self._jobs_changed()

    def show_point(self, connection: Connection | None, sequence: int | None) -> None:
        """Show another point, or nothing."""
        self._connection, self._sequence = connection, sequence
        self._asking.drop()
        self.entities.show(None)
        self.trouble.clear()
        self._say_held(())
        self.keep.show_point(connection, sequence)
        self.tell()
        if sequence is not None and self._point() is not None:
            self._patience.start()
        else:
            self._patience.stop()

    def tell(self) -> None:
        """Say anew what is known of the point: times, and what checks said."""
        row = self._model.points.row_of(self._sequence)
        self._whole.setVisible(row is not None)
        if row is None or self._sequence is None:
            return
        points, point = self._model.points, self._point()
        verdict = Verdict(points.verdicts[row])
        self._mark.show_mark(Mark(points.marks[row]), verdict, partial=point is not None and _partial(point))
        self._title.setText(name_of(point) if point else self.tr("Damaged recovery point"))
        self._when.setText(telling.exact(point.consistent_as_of) if point else self.tr("Nobody can tell when it was."))
        self._verdict.setText(verdict_of(verdict, readable=point is not None))
        self._needs.setText(needs_of(point, points, self._model.told) if point else "")
        self._facts.setText(self._size(point) if point else "")
        for label in (self._needs, self._facts):
            label.setVisible(bool(label.text()))
        tone = Tone.BAD if verdict is Verdict.DAMAGED else Tone.QUIET
        self.meaning.say(tone, meaning_of(point, verdict))
        self.warnings.say(Tone.WARN, "\n".join(all_translated(point.warnings)) if point else "")
        self.table.setVisible(point is not None)
        self._offer(point, verdict)

    def _size(self, point: RecoveryPoint) -> str:
        return self.tr("{size} stored in {duration}.").format(
            size=telling.size(point.bytes_stored), duration=telling.duration(point.seconds)
        )

    def _offer(self, point: RecoveryPoint | None, verdict: Verdict) -> None:
        safety = point is not None and point.kind is PointKind.SAFETY
        damaged = point is None or verdict is Verdict.DAMAGED
        self.undo.setVisible(safety and not damaged)
        self.restore.setVisible(not safety and not damaged)
        self.chance.setVisible(damaged and point is not None)
        # Where there is little room, there is one action in words; the page above offers the newest intact point too.
        low = self.height() < _LOW
        self.newest_intact.setVisible(damaged and not (low and point is not None))
        self.check.setVisible(point is not None and not (low and damaged))
        self.keep.setVisible(point is not None and not low)
        self._jobs_changed()

    def _point(self) -> RecoveryPoint | None:
        row = self._model.points.row_of(self._sequence)
        return None if row is None else self._model.points.point(row)

    # A closer look, on a thread

    @Slot()
    def _look_closer(self) -> None:
        if self._connection is not None and self._sequence is not None:
            work = partial(self._session.program.point_detail, self._connection, self._sequence)
            self._asking.ask(work, self._seen, self._not_seen)

    def _seen(self, detail: PointDetail) -> None:
        self.entities.show(detail)
        self.keep.show_holds(detail.held)
        self._say_held(detail.held)

    def _not_seen(self, error: BaseException) -> None:
        what = said(error)
        self.trouble.say(Tone.WARN, what.what, what.advice)

    def _say_held(self, held: Sequence[Reason]) -> None:
        self._held.setText("\n".join(held_words(held)))
        self._held.setVisible(bool(held))

    # What can be done

    @Slot()
    def _restore(self) -> None:
        self.restore_wanted.emit(self._sequence)

    @Slot()
    def _newest_intact(self) -> None:
        self.restore_wanted.emit(None)

    @Slot()
    def _chance(self) -> None:
        self.chance_wanted.emit(self._sequence)

    @Slot()
    def _undo(self) -> None:
        self.undo_wanted.emit(self._sequence)

    @Slot()
    def _check(self) -> None:
        self.check_wanted.emit(self._sequence)

    @Slot()
    def _jobs_changed(self) -> None:
        busy = self._connection is not None and self._session.is_busy(self._connection.id)
        why_not = self.tr("Another job of this CRM is still running.") if busy else ""
        for button in (self.check, self.undo):
            button.setEnabled(not busy)
            button.setToolTip(why_not or ("" if button.text() else button.accessibleName()))

    @Slot(QModelIndex, QModelIndex)
    def _keep_in_sight(self, current: QModelIndex, _before: QModelIndex) -> None:
        where = self.table.visualRect(current).center()
        inside = self.table.viewport().mapTo(self._inside, where)
        self._scroll.ensureVisible(inside.x(), inside.y(), 0, 3 * SPACE)

    # How it looks

    def _button(self, drawing: str, text: str, slot: object) -> QPushButton:
        button = QPushButton(icon(drawing), text)
        button.setAccessibleName(text)
        button.setMinimumHeight(32)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE // 2)
        head.addWidget(self._mark)
        head.addWidget(self._title, 1)
        text = QVBoxLayout()
        text.setSpacing(SPACE // 2)
        text.addLayout(head)
        # What a damaged point means is not to be scrolled to.
        text.addWidget(self.meaning)
        for label in (self._when, self._verdict, self._needs, self._facts, self._held):
            text.addWidget(label)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, SPACE // 2, 0)
        column.setSpacing(SPACE)
        column.addLayout(text)
        for part in (self.warnings, self.trouble):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addStretch()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._inside)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(2 * SPACE, 0, 0, 0)
        whole.setSpacing(SPACE)
        whole.addWidget(self._scroll, 1)
        for button in (self.restore, self.newest_intact, self.chance, self.undo):
            self._actions.addWidget(button, 1)
        for button in (self.check, self.keep):
            self._actions.addWidget(button)
        self._actions.setSpacing(SPACE)
        whole.addLayout(self._actions)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._whole)
        self.setMinimumWidth(_NARROWEST)


class _MarkLabel(QWidget):
    """The shape of the point, as in the strip."""

    def __init__(self) -> None:
        super().__init__()
        self._look = (Mark.FULL, Verdict.UNCHECKED, False)
        self.setFixedSize(MARK_SIZE, MARK_SIZE)

    def show_mark(self, mark: Mark, verdict: Verdict, *, partial: bool) -> None:
        self._look = (mark, verdict, partial)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        mark, verdict, partial_ = self._look
        painter = QPainter(self)
        centre = QPointF(MARK_SIZE / 2, MARK_SIZE / 2)
        draw_mark(painter, centre, mark, verdict, self.palette(), partial=partial_)
        painter.end()


class _EntityTable(FittedTable):
    """As high as all its rows, so that only what is around it scrolls."""

    def sizeHint(self) -> QSize:
        rows = self.verticalHeader().length() + self.horizontalHeader().height()
        return QSize(super().sizeHint().width(), rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())


def _entity_table(model: PointEntitiesModel) -> _EntityTable:
    table = _EntityTable(model, EntityColumn.NAME)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    for policy in (table.setVerticalScrollBarPolicy, table.setHorizontalScrollBarPolicy):
        policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    model.modelReset.connect(table.updateGeometry)
    return table


def _label(*, bold: bool = False) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if bold:
        font = QFont(label.font())
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.1)
        label.setFont(font)
    return label


def _partial(point: RecoveryPoint) -> bool:
    return point.kind is PointKind.PARTIAL
