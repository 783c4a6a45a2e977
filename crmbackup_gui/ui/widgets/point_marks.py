"""The shapes that stand for recovery points, the same in the strip, the list and the detail.

A square is a full point, a diamond a differential, a dot an incremental one, a small triangle a safety point; an
outline is a partial point. A ring says that it was checked and is intact, a cross that it is damaged.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette, QPen, QPixmap

from crmbackup_gui.ui.look.theme import Tone, tone
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict

MARK_SIZE = 18
"""Pixels that a mark with its ring takes, both ways."""

_RING = 7.6
_CROSS = 5.5
_FAINT = 70
_Look = tuple[Mark, Verdict, bool]


def draw_mark(
    painter: QPainter,
    centre: QPointF,
    mark: Mark,
    verdict: Verdict,
    palette: QPalette,
    *,
    partial: bool = False,
    colour: QColor | None = None,
) -> None:
    """Paint one mark. `colour` stands for all colours where the background leaves no choice."""
    damaged = verdict is Verdict.DAMAGED or mark is Mark.UNREADABLE
    body = colour or tone(Tone.BAD if damaged else Tone.QUIET if mark is Mark.SAFETY else Tone.ACCENT, palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(centre)
    faint = QColor(body)
    faint.setAlpha(_FAINT)
    painter.setPen(QPen(body, 1.4, j=Qt.PenJoinStyle.MiterJoin) if partial else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if partial else faint if damaged else body)
    painter.drawPath(_shape(mark))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if damaged:
        painter.setPen(QPen(body, 2.0, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(-_CROSS, -_CROSS), QPointF(_CROSS, _CROSS))
        painter.drawLine(QPointF(-_CROSS, _CROSS), QPointF(_CROSS, -_CROSS))
    elif verdict is Verdict.INTACT:
        painter.setPen(QPen(colour or tone(Tone.GOOD, palette), 1.4))
        painter.drawEllipse(QPointF(0, 0), _RING, _RING)
    painter.restore()


class MarkPictures:
    """Marks as pictures of one palette and one density of pixels, each painted once."""

    def __init__(self, palette: QPalette, ratio: float) -> None:
        self.key = (palette.cacheKey(), ratio)
        self._palette, self._ratio = QPalette(palette), ratio
        self._known: dict[_Look, QPixmap] = {}

    def picture(self, mark: Mark, verdict: Verdict, *, partial: bool = False) -> QPixmap:
        """The mark in the middle of a square of `MARK_SIZE` pixels."""
        look = (mark, verdict, partial)
        if look not in self._known:
            pixels = round(MARK_SIZE * self._ratio)
            picture = QPixmap(QSize(pixels, pixels))
            picture.setDevicePixelRatio(self._ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            middle = QPointF(MARK_SIZE / 2, MARK_SIZE / 2)
            draw_mark(painter, middle, mark, verdict, self._palette, partial=partial)
            painter.end()
            self._known[look] = picture
        return self._known[look]


def _shape(mark: Mark) -> QPainterPath:
    path = QPainterPath()
    if mark is Mark.FULL:
        path.addRoundedRect(QRectF(-4, -4, 8, 8), 1, 1)
    elif mark is Mark.DIFFERENTIAL:
        path.moveTo(0, -5.2)
        for x, y in ((5.2, 0), (0, 5.2), (-5.2, 0)):
            path.lineTo(x, y)
        path.closeSubpath()
    elif mark is Mark.INCREMENTAL:
        path.addEllipse(QPointF(0, 0), 3.5, 3.5)
    elif mark is Mark.SAFETY:
        path.moveTo(0, -4.2)
        path.lineTo(4.4, 3.2)
        path.lineTo(-4.4, 3.2)
        path.closeSubpath()
    return path
