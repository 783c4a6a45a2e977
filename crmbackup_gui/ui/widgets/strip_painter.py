"""How a strip of time is painted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import log2

from PySide6.QtCore import QCoreApplication, QDate, QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen

from crmbackup_gui.ui.look.theme import SPACE, Tone, tone
from crmbackup_gui.ui.viewmodels.axis import Grain, Tick, ticks
from crmbackup_gui.ui.viewmodels.buckets import BAR, Buckets
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict
from crmbackup_gui.ui.widgets.point_marks import MARK_SIZE, MarkPictures
from crmbackup_gui.ui.widgets.strip_view import LANES, Lane, StripView
from crmbackup_gui.ui.words import telling

AXIS_HEIGHT = 24
_BAR_WIDTH = BAR - 1
_SHORTEST_BAR = 5
_BAR_GROWTH = 3
_Role = QPalette.ColorRole


@dataclass(frozen=True)
class Standing:
    """A point that the strip picks out: where it is in time and what it looks like."""

    time: float
    mark: Mark
    verdict: Verdict
    partial: bool = False


def lane_name(mark: Mark) -> str:
    """What a lane is called at its left."""
    return {
        Mark.FULL: QCoreApplication.translate("TimelineStrip", "Full"),
        Mark.DIFFERENTIAL: QCoreApplication.translate("TimelineStrip", "Differential"),
        Mark.INCREMENTAL: QCoreApplication.translate("TimelineStrip", "Incremental"),
        Mark.SAFETY: QCoreApplication.translate("TimelineStrip", "Safety"),
        Mark.UNREADABLE: QCoreApplication.translate("TimelineStrip", "Damaged"),
    }[mark]


def gutter_width(font: QFont) -> int:
    """What the names of the lanes take at the left."""
    metrics = QFontMetricsF(_small(font))
    widest = max(metrics.horizontalAdvance(lane_name(mark)) for mark in LANES)
    widest = max(widest, metrics.horizontalAdvance(_context_text(datetime(2028, 9, 28), Grain.HOUR)) - MARK_SIZE)  # noqa: DTZ001
    return round(widest + MARK_SIZE + 2.5 * SPACE)


class StripPainter:
    """Paints one frame. `now` is a moment on the wall clock of `zone`."""

    def __init__(
        self, painter: QPainter, view: StripView, palette: QPalette, font: QFont, pictures: MarkPictures
    ) -> None:
        self._painter, self._view, self._palette, self._pictures = painter, view, palette, pictures
        self._small = _small(font)
        self._metrics = QFontMetricsF(self._small)

    def background(self, frame: QRectF, *, focus: bool) -> None:
        """The field that everything stands on."""
        self._painter.setPen(QPen(self._colour(_Role.Highlight if focus else _Role.Mid), 1))
        self._painter.setBrush(self._colour(_Role.Base))
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def names(self) -> None:
        """The lanes by name, each with the shape of its points."""
        self._painter.setFont(self._small)
        self._painter.setPen(self._colour(_Role.PlaceholderText))
        for number, (lane, _) in enumerate(self._view.lanes):
            middle = self._view.lane_middle(number)
            picture = self._pictures.picture(lane.mark, Verdict.UNCHECKED)
            self._painter.drawPixmap(QPointF(SPACE / 2, middle - MARK_SIZE / 2), picture)
            left = SPACE + MARK_SIZE
            where = QRectF(left, middle - SPACE * 2, self._view.plot.left() - left, SPACE * 4)
            self._painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, lane_name(lane.mark))

    def axis(self, zone: tzinfo, now: float) -> None:
        """The time axis: lines up through the lanes, and below them what they mean, where the tag of now has room."""
        plot, painter = self._view.plot, self._painter
        found = ticks(self._view.span, self._widest_label() + 2 * SPACE, zone)
        finest = min((tick.grain.value for tick in found), default=Grain.YEAR.value)
        line = QPen(self._colour(_Role.Midlight), 1)
        strong = QPen(self._colour(_Role.Mid), 1)
        bold = QFont(self._small)
        bold.setBold(True)
        baseline = plot.bottom() + AXIS_HEIGHT / 2
        free, tag = plot.left(), self._tag(now)
        for tick in found:
            x = round(self._view.x(tick.time))
            greater = tick.grain.value > finest
            painter.setPen(strong if greater else line)
            painter.drawLine(x, round(plot.top()), x, round(plot.bottom()))
            text = _label(tick)
            painter.setFont(bold if greater else self._small)
            painter.setPen(self._colour(_Role.Text if greater else _Role.PlaceholderText))
            width = QFontMetricsF(painter.font()).horizontalAdvance(text)
            left = x - width / 2
            where = QRectF(left, baseline - 10, width + 1, 20)
            if left >= free and where.right() <= plot.right() - 2 and not where.intersects(tag):
                painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, text)
                free = left + width + SPACE
        self._context(Grain(finest), zone)
        painter.setPen(QPen(self._colour(_Role.Mid), 1))
        painter.drawLine(QLineF(plot.left(), plot.bottom(), plot.right(), plot.bottom()))

    def gaps(self) -> None:
        """Hatched where backups were due and none ran."""
        view, last = self._view, -1
        colour = tone(Tone.WARN, self._palette)
        faint = QColor(colour)
        faint.setAlpha(28)
        top, height = round(view.plot.top()), round(view.plot.height())
        for gap in view.data.gaps:
            left, right = round(view.x(gap.start)), round(view.x(gap.end))
            if gap.end < view.span.start or gap.start > view.span.end or right <= last:
                continue
            where = QRect(max(left, last), top, max(3, right - max(left, last)), height)
            self._painter.fillRect(where, faint)
            self._painter.fillRect(where, _hatched(colour))
            foot = QRect(where.left(), top + height - 2, where.width(), 4)
            self._painter.fillRect(foot, self._colour(_Role.Base))
            last = where.right()

    def future(self, now: float) -> None:
        """What has not come yet is another ground."""
        left = max(self._view.x(now), self._view.plot.left())
        if left < self._view.plot.right():
            rest = QRectF(left, self._view.plot.top(), self._view.plot.right() - left, self._view.plot.height())
            self._painter.fillRect(rest, self._colour(_Role.AlternateBase))

    def now(self, now: float) -> None:
        """The line where time stands."""
        view, painter = self._view, self._painter
        x = round(view.x(now))
        if view.plot.left() <= x <= view.plot.right():
            colour = tone(Tone.ACCENT, self._palette)
            painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
            painter.drawLine(x, round(view.plot.top()), x, round(view.plot.bottom()))
            painter.setFont(self._small)
            tag = self._tag(now)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(tag, 4, 4)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(self._colour(_Role.Base))
            painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, _now_text())

    def points(self) -> None:
        """Every lane: bars where points are dense, shapes where they are not; then those that nobody can read."""
        view = self._view
        for number, (lane, buckets) in enumerate(view.lanes):
            middle = view.lane_middle(number)
            self._bars(lane, buckets, middle)
            self._shapes(lane, buckets, middle)
        if view.data.unreadable is not None and view.unreadable is not None:
            self._crosses(view.unreadable)

    def picked(self, point: Standing, *, focus: bool) -> None:
        """The selected point, in front of all others."""
        view, painter = self._view, self._painter
        x, y = round(view.x(point.time)), round(view.middle_of(point.mark))
        if not view.plot.left() - MARK_SIZE < x < view.plot.right() + MARK_SIZE:
            return
        colour = self._colour(_Role.Highlight)
        painter.setPen(QPen(colour, 1))
        painter.drawLine(x, round(view.plot.top()), x, round(view.plot.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2 if focus else 1.4))
        painter.setBrush(self._colour(_Role.Base))
        painter.drawRoundedRect(QRectF(x - 11.5, y - 11.5, 23, 23), 5, 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._picture(x, y, point.mark, point.verdict, partial=point.partial)

    def _bars(self, lane: Lane, buckets: Buckets, middle: float) -> None:
        dense = ~buckets.alone
        tallest = self._view.lane_height - 6
        usual: list[QRect] = []
        harmed: list[QRect] = []
        sound: list[QRect] = []
        left, bottom = self._view.plot.left(), round(middle + tallest / 2) + 1
        for x, count, worst in zip(
            (buckets.places[dense] + left).round().astype(int).tolist(),
            buckets.counts[dense].tolist(),
            buckets.worst[dense].tolist(),
            strict=True,
        ):
            if worst == Verdict.DAMAGED:
                harmed.append(QRect(x, round(middle - tallest / 2), _BAR_WIDTH, round(tallest)))
                continue
            height = round(min(tallest, _SHORTEST_BAR + _BAR_GROWTH * log2(count)))
            usual.append(QRect(x, round(middle - height / 2), _BAR_WIDTH, height))
            if worst == Verdict.INTACT:
                sound.append(QRect(x, bottom, BAR, 2))
        self._fill(usual, tone(Tone.QUIET if lane.mark is Mark.SAFETY else Tone.ACCENT, self._palette))
        self._fill(sound, tone(Tone.GOOD, self._palette))
        self._fill(harmed, tone(Tone.BAD, self._palette))

    def _shapes(self, lane: Lane, buckets: Buckets, middle: float) -> None:
        y = round(middle)
        firsts = buckets.firsts[buckets.alone]
        for x, worst, partial in zip(
            (buckets.places[buckets.alone] + self._view.plot.left()).round().astype(int).tolist(),
            buckets.worst[buckets.alone].tolist(),
            lane.partial[firsts].tolist(),
            strict=True,
        ):
            self._picture(x, y, lane.mark, Verdict(worst), partial=partial)

    def _crosses(self, lost: Buckets) -> None:
        y = round(self._view.plot.center().y())
        for x in (lost.places + self._view.plot.left()).round().astype(int).tolist():
            self._picture(x, y, Mark.UNREADABLE, Verdict.DAMAGED)

    def _picture(self, x: int, y: int, mark: Mark, verdict: Verdict, *, partial: bool = False) -> None:
        where = QPointF(x - MARK_SIZE / 2, y - MARK_SIZE / 2)
        self._painter.drawPixmap(where, self._pictures.picture(mark, verdict, partial=partial))

    def _fill(self, bars: list[QRect], colour: QColor) -> None:
        if bars:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(colour)
            self._painter.drawRects(bars)

    def _context(self, finest: Grain, zone: tzinfo) -> None:
        start = datetime.fromtimestamp(self._view.span.start, zone)
        self._painter.setFont(self._small)
        self._painter.setPen(self._colour(_Role.PlaceholderText))
        plot = self._view.plot
        where = QRectF(SPACE, plot.bottom() + AXIS_HEIGHT / 2 - 10, plot.left() - SPACE, 20)
        self._painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, _context_text(start, finest))

    def _tag(self, now: float) -> QRectF:
        """Where the word for now stands on the axis; empty where now is out of sight."""
        plot, x = self._view.plot, self._view.x(now)
        if not plot.left() <= x <= plot.right():
            return QRectF()
        width = self._metrics.horizontalAdvance(_now_text()) + SPACE
        return QRectF(min(x - width / 2, plot.right() - width), plot.bottom() + 3, width, AXIS_HEIGHT - 7)

    def _widest_label(self) -> float:
        longest = datetime(2028, 9, 28)  # noqa: DTZ001 - a wall clock's
        return self._metrics.horizontalAdvance(_label(Tick(0, longest, Grain.DAY)))

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self._palette.color(role)


def _now_text() -> str:
    #: The present moment on the time axis.
    return QCoreApplication.translate("TimelineStrip", "now")


def _label(tick: Tick) -> str:
    locale, day = telling.locale(), QDate(tick.local.year, tick.local.month, tick.local.day)
    if tick.grain is Grain.DAY:
        #: A day and its month on the time axis, in the letters of Qt's QDate formats.
        return locale.toString(day, QCoreApplication.translate("TimelineStrip", "d MMM"))
    if tick.grain is Grain.MONTH:
        return locale.standaloneMonthName(tick.local.month, locale.FormatType.ShortFormat)
    if tick.grain is Grain.YEAR:
        #: A year on the time axis, in the letters of Qt's QDate formats.
        return locale.toString(day, QCoreApplication.translate("TimelineStrip", "yyyy"))
    return f"{tick.local:%H:%M}"


def _context_text(start: datetime, finest: Grain) -> str:
    """What the labels of the axis leave unsaid."""
    if finest is Grain.YEAR:
        return ""
    if finest is Grain.MONTH:
        pattern = QCoreApplication.translate("TimelineStrip", "yyyy")
    elif finest is Grain.DAY:
        #: A month and its year beside the time axis, in the letters of Qt's QDate formats.
        pattern = QCoreApplication.translate("TimelineStrip", "MMM yyyy")
    else:
        return telling.date(start)
    return telling.locale().toString(QDate(start.year, start.month, start.day), pattern)


def _hatched(colour: QColor) -> QBrush:
    lines = QColor(colour)
    lines.setAlpha(90)
    return QBrush(lines, Qt.BrushStyle.BDiagPattern)


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(font.pointSizeF() * 0.88)
    return smaller
