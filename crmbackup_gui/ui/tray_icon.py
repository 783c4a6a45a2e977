"""The icon in the tray: the program's shield, and a badge whose shape and colour say how things stand."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF

from crmbackup_gui.model.health import HealthState
from crmbackup_gui.ui.look.icons import draw
from crmbackup_gui.ui.look.theme import Tone, tone

SIZES = (16, 22, 24, 32, 48, 64)
"""Pixels that trays ask for."""

_BADGE = 0.62
"""Its share of the icon's side: smaller ones lose their shape at 16 pixels."""


class TrayState(Enum):
    """What the icon says."""

    UNKNOWN = "unknown"
    """Nothing is protected yet, or nothing is known yet."""
    PROTECTED = "protected"
    RUNNING = "running"
    ATTENTION = "attention"
    FAILED = "failed"
    PAUSED = "paused"


_TONES = {
    TrayState.PROTECTED: Tone.GOOD,
    TrayState.RUNNING: Tone.ACCENT,
    TrayState.ATTENTION: Tone.WARN,
    TrayState.FAILED: Tone.BAD,
    TrayState.PAUSED: Tone.QUIET,
}

_GROUNDS = {
    TrayState.ATTENTION: ((0.5, 0.02), (1.0, 0.96), (0.0, 0.96)),
    TrayState.FAILED: ((0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)),
}
"""Corners of the badges that are no disc, as shares of its side."""

_MARKS = {
    TrayState.PROTECTED: (((0.27, 0.53), (0.44, 0.70), (0.74, 0.34)),),
    TrayState.RUNNING: (((0.40, 0.30), (0.70, 0.50), (0.40, 0.70), (0.40, 0.30)),),
    TrayState.ATTENTION: (((0.5, 0.40), (0.5, 0.62)), ((0.5, 0.80), (0.5, 0.81))),
    TrayState.FAILED: (((0.32, 0.32), (0.68, 0.68)), ((0.68, 0.32), (0.32, 0.68))),
    TrayState.PAUSED: (((0.38, 0.32), (0.38, 0.68)), ((0.62, 0.32), (0.62, 0.68))),
}
"""Lines in them."""

_LINE = 0.14
"""Their width."""


def tray_state(worst: HealthState | None, *, failed: bool, busy: bool, paused: bool) -> TrayState:
    """What to show first: what runs now, then what is wrong, then a pause. What is wrong stays until it is mended.

    `worst` is the gravest health of all CRMs, `failed` says that the last run of one of them failed.
    """
    if busy:
        return TrayState.RUNNING
    if failed or worst is HealthState.UNPROTECTED:
        return TrayState.FAILED
    if worst is HealthState.ATTENTION:
        return TrayState.ATTENTION
    if paused:
        return TrayState.PAUSED
    return TrayState.UNKNOWN if worst is None else TrayState.PROTECTED


def tray_icon(state: TrayState, palette: QPalette) -> QIcon:
    """The icon in all sizes."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(_picture(state, size, palette))
    return made


def _picture(state: TrayState, size: int, palette: QPalette) -> QPixmap:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter, QRectF(0, 0, size, size), "app", palette.color(QPalette.ColorRole.WindowText))
    if state in _TONES:
        _draw_badge(painter, state, size, palette)
    painter.end()
    return picture


def _draw_badge(painter: QPainter, state: TrayState, size: int, palette: QPalette) -> None:
    """In the lower right corner; a rim is cut out around it, so that it stands out from any shield and any panel."""
    side = round(size * _BADGE)
    ground, mark = QPainterPath(), QPainterPath()
    if state in _GROUNDS:
        ground.addPolygon(QPolygonF([QPointF(x * side, y * side) for x, y in _GROUNDS[state]]))
        ground.closeSubpath()
    else:
        ground.addEllipse(0, 0, side, side)
    for line in _MARKS[state]:
        mark.addPolygon(QPolygonF([QPointF(x * side, y * side) for x, y in line]))
    painter.translate(size - side, size - side)
    painter.setBrush(tone(_TONES[state], palette))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.strokePath(ground, _pen(QColor(Qt.GlobalColor.black), max(2.0, size / 10)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillPath(ground, painter.brush())
    painter.strokePath(mark, _pen(palette.color(QPalette.ColorRole.Base), max(1.4, side * _LINE)))


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
