"""Recovery points along a line of time: drag to move, wheel to zoom, arrow keys to walk from point to point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from crmbackup_gui.services.local_time import LOCAL
from crmbackup_gui.ui.viewmodels.buckets import Gap, Span
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict
from crmbackup_gui.ui.viewmodels.timeline import Column, TimelineModel
from crmbackup_gui.ui.widgets.point_marks import MarkPictures
from crmbackup_gui.ui.widgets.strip_painter import AXIS_HEIGHT, Standing, StripPainter, gutter_width
from crmbackup_gui.ui.widgets.strip_view import Hit, StripData, StripView, strip_data
from crmbackup_gui.ui.words import telling

_HEIGHT, _LOWEST = 124, 100
_EDGE = 6
_AHEAD = 0.04
"""The share of the strip that lies in the future when it follows the clock."""

_NOTCH = 120
_ZOOM_OF_NOTCH = 0.8
_STEP = 0.2
"""How much of the strip a sideways turn of the wheel, or a page key, moves it."""

_MINUTE, _DAY = 60.0, 86_400.0
_SHORTEST = 10 * _MINUTE


class Zoom(Enum):
    """Lengths of time that a button shows; the value is in seconds."""

    YEAR = 366 * _DAY
    MONTH = 31 * _DAY
    WEEK = 7 * _DAY
    DAY = _DAY


class TimelineStrip(QWidget):
    """Shows the points of a TimelineModel, and selects with the selection model of whoever else shows them.

    Signals:
        zoomed(Zoom | None): the length that is shown now, None for one that no button has.
    """

    zoomed = Signal(object)

    def __init__(self, model: TimelineModel, selection: QItemSelectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model, self._selection = model, selection
        self._missed: tuple[float, ...] = ()
        self._data: StripData | None = None
        self._view: StripView | None = None
        self._span: Span | None = None
        self._follows = True
        self._zoom: Zoom | None = None
        self._pressed: tuple[QPointF, Span] | None = None
        self._dragging = False
        self._pictures: MarkPictures | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(self.tr("Recovery points along a line of time"))
        self.setToolTipDuration(10_000)
        model.modelReset.connect(self._forget)
        model.rowsInserted.connect(self._forget)
        model.dataChanged.connect(self._changed)
        selection.currentRowChanged.connect(self._selected)

    # What it shows

    @property
    def span(self) -> Span:
        """The part of time that is shown, its width that of the plot."""
        width = max(1, int(self._plot().width()))
        if self._span is None:
            zoom = self._fitting()
            self._span = self._ending_now(zoom.value, width)
            self._set_zoom(zoom)
        elif self._span.width != width:
            self._span = Span(self._span.start, self._span.end, width)
        return self._span

    def show_missed(self, missed: Sequence[datetime]) -> None:
        """Draw gaps where these scheduled backups did not run."""
        self._missed = tuple(moment.timestamp() for moment in missed)
        self._forget()

    def show_all(self) -> None:
        """Look at the newest points again, in a length that shows what there is."""
        self._span, self._follows = None, True
        self._look_again()

    @Slot(object)
    def show_length(self, zoom: Zoom) -> None:
        """Show a year, a month, a week or a day: around the selected point, otherwise up to now."""
        old, picked = self.span, self._standing()
        if picked is not None and old.start <= picked.time <= old.end and not self._follows:
            self._look(old.zoomed(zoom.value / old.seconds, old.x(picked.time)), zoom)
        else:
            self._look(self._ending_now(zoom.value, old.width), zoom)
            self._follows = True

    def clock_moved(self) -> None:
        """Move on with the clock, where now is in sight."""
        if self._follows and self._span is not None:
            self._span = self._ending_now(self._span.seconds, self._span.width)
        self._look_again()

    def x_of(self, sequence: int) -> float | None:
        """Where the point of that sequence stands, whether that is in sight or not; None for one that is not shown."""
        row = self._model.row_of(sequence)
        if row is None:
            return None
        return self._current_view().x(float(self._model.points.times[self._model.rows[row]]))

    # Qt's events

    def sizeHint(self) -> QSize:
        return QSize(640, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _LOWEST)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = self._model.now
        painter = QPainter(self)
        view, palette = self._current_view(), self.palette()
        ratio = self.devicePixelRatioF()
        if self._pictures is None or self._pictures.key != (palette.cacheKey(), ratio):
            self._pictures = MarkPictures(palette, ratio)
        strip = StripPainter(painter, view, palette, self.font(), self._pictures)
        strip.background(QRectF(self.rect()), focus=self.hasFocus())
        strip.names()
        painter.setClipRect(view.plot.adjusted(0, 0, 0, AXIS_HEIGHT))
        strip.future(now.timestamp())
        painter.setClipping(False)
        strip.axis(LOCAL, now.timestamp())
        painter.setClipRect(view.plot.adjusted(0, 0, 0, AXIS_HEIGHT))
        strip.gaps()
        # A point of this moment stands before the line that says where time stands.
        strip.now(now.timestamp())
        strip.points()
        picked = self._standing()
        if picked is not None:
            strip.picked(picked, focus=self.hasFocus())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view = None

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._view = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = (event.position(), self.span)
            event.accept()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            hand = self._current_view().hit(event.position().x(), event.position().y()) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
            return
        start, span = self._pressed
        moved = event.position().x() - start.x()
        if self._dragging or abs(moved) >= QApplication.startDragDistance():
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._look(span.moved(-moved / span.scale), self._zoom)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        if not self._dragging:
            hit = self._current_view().hit(event.position().x(), event.position().y())
            if hit is not None:
                self._select(self._model.row_of(int(self._model.points.sequences[hit.place])))
        self._pressed, self._dragging = None, False
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta, span = event.angleDelta(), self.span
        if delta.x() and abs(delta.x()) > abs(delta.y()):
            self._look(span.moved(-delta.x() / _NOTCH * _STEP * span.seconds), self._zoom)
        elif delta.y():
            self._zoom_by(_ZOOM_OF_NOTCH ** (delta.y() / _NOTCH), event.position().x() - self._plot().left())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, last = self._selection.currentIndex().row(), self._model.rowCount() - 1
        walk = {
            Qt.Key.Key_Left: min(row + 1, last),
            Qt.Key.Key_Right: max(row - 1, 0) if row >= 0 else 0,
            Qt.Key.Key_Home: last,
            Qt.Key.Key_End: 0,
        }
        key = Qt.Key(event.key())
        if key in walk:
            self._select(walk[key] if last >= 0 else None)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            picked, span = self._standing(), self.span
            x = span.x(picked.time) if picked and span.start <= picked.time <= span.end else span.width / 2
            self._zoom_by(_ZOOM_OF_NOTCH if key is not Qt.Key.Key_Minus else 1 / _ZOOM_OF_NOTCH, x)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            way = -1 if key is Qt.Key.Key_PageUp else 1
            self._look(self.span.moved(way * 4 * _STEP * self.span.seconds), self._zoom)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            text = self.told_at(QPointF(event.pos()))
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def told_at(self, where: QPointF) -> str:
        """What stands at a place, in words."""
        view = self._current_view()
        if not view.plot.contains(where):
            return ""
        hit = view.hit(where.x(), where.y())
        if hit is not None:
            return self._told(hit)
        gap = view.gap_at(where.x())
        return self._gap_told(gap) if gap else ""

    # Words

    def _told(self, hit: Hit) -> str:
        if hit.count == 1:
            return self._model.brief(hit.place)
        return self.tr("%Ln recovery point(s) from {start} to {end}. Zoom in to see each.", "", hit.count).format(
            start=telling.day_and_time(_moment(hit.start)), end=telling.day_and_time(_moment(hit.end))
        )

    def _gap_told(self, gap: Gap) -> str:
        start = telling.day_and_time(_moment(gap.start))
        if gap.missed == 1:
            return self.tr("A backup was due on {start} and did not run.").format(start=start)
        return self.tr("%Ln backup(s) were due from {start} on and did not run, until {end}.", "", gap.missed).format(
            start=start, end=telling.day_and_time(_moment(gap.end))
        )

    # What changes

    @Slot()
    def _forget(self) -> None:
        """The points are others: look at them anew, when there is something to paint."""
        self._data = None
        self._look_again()

    @Slot(QModelIndex, QModelIndex)
    def _changed(self, top: QModelIndex, bottom: QModelIndex) -> None:
        # Times that are only told anew stand where they stood.
        if not (top.column() == bottom.column() == Column.WHEN):
            self._forget()

    @Slot(QModelIndex, QModelIndex)
    def _selected(self, current: QModelIndex, _before: QModelIndex) -> None:
        picked = self._standing()
        if picked is not None:
            span = self.span
            margin = span.seconds * 0.02
            if not span.start + margin <= picked.time <= span.end - margin:
                self._look(span.moved(picked.time - (span.start + span.end) / 2), self._zoom)
        self.setAccessibleDescription(
            self._model.spoken(int(self._model.rows[current.row()])) if current.isValid() else ""
        )
        self.update()

    def _select(self, row: int | None) -> None:
        if row is not None and row >= 0:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self._selection.setCurrentIndex(self._model.index(row, 0), flags)

    # Where it looks

    def _zoom_by(self, factor: float, x: float) -> None:
        span = self.span
        seconds = min(max(span.seconds * factor, _SHORTEST), self._longest())
        if seconds != span.seconds:
            self._look(span.zoomed(seconds / span.seconds, x), None)

    def _look(self, span: Span, zoom: Zoom | None) -> None:
        """Look there, as far as there is anything, and no longer follow the clock."""
        first, now = self._first(), self._model.now.timestamp()
        middle = (span.start + span.end) / 2
        self._span = span.moved(min(max(middle, first), max(now, first)) - middle)
        self._follows = False
        self._set_zoom(zoom)
        self._look_again()

    def _look_again(self) -> None:
        self._view = None
        self.update()

    def _set_zoom(self, zoom: Zoom | None) -> None:
        if zoom is not self._zoom:
            self._zoom = zoom
            self.zoomed.emit(zoom)

    def _ending_now(self, seconds: float, width: int) -> Span:
        end = self._model.now.timestamp() + _AHEAD * seconds
        return Span(end - seconds, end, width)

    def _fitting(self) -> Zoom:
        """The shortest length that holds at least half of all points, if they are evenly spread."""
        age = self._model.now.timestamp() - self._first()
        return next((zoom for zoom in (Zoom.DAY, Zoom.WEEK, Zoom.MONTH) if age <= 1.8 * zoom.value), Zoom.YEAR)

    def _longest(self) -> float:
        return max(1.1 * Zoom.YEAR.value, 1.2 * (self._model.now.timestamp() - self._first()))

    def _first(self) -> float:
        first = self._current_data().first
        return self._model.now.timestamp() if first is None else first

    def _standing(self) -> Standing | None:
        current: QModelIndex = self._selection.currentIndex()
        if not current.isValid() or current.row() >= len(self._model.rows):
            return None
        points, place = self._model.points, int(self._model.rows[current.row()])
        time, mark = float(points.times[place]), Mark(points.marks[place])
        if time != time:  # noqa: PLR0124 - NaN: nothing tells when it was
            return None
        partial = not points.usual[place] and mark is not Mark.SAFETY
        return Standing(time, mark, Verdict(points.verdicts[place]), partial)

    def _current_data(self) -> StripData:
        if self._data is None:
            model = self._model
            now = model.now.timestamp()
            self._data = strip_data(model.points, model.rows, self._missed, now, all_kinds=model.all_kinds)
        return self._data

    def _current_view(self) -> StripView:
        if self._view is None or self._data is None:
            self._view = StripView(self._current_data(), self.span, self._plot())
        return self._view

    def _plot(self) -> QRectF:
        left = gutter_width(self.font())
        return QRectF(left, _EDGE, max(1, self.width() - left - _EDGE), self.height() - _EDGE - AXIS_HEIGHT)


def _moment(time: float) -> datetime:
    return datetime.fromtimestamp(time, UTC)
