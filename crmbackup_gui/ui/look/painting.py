"""Shapes that controls are drawn with: rounded fields with a thin line around them, and chevrons."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOption

ROUND = 4.0
_CHEVRON = 3.5
_Role = QPalette.ColorRole
_State = QStyle.StateFlag


class Way(Enum):
    """Where a chevron points, as steps to the right and down."""

    UP = (0, -1)
    DOWN = (0, 1)
    LEFT = (-1, 0)
    RIGHT = (1, 0)


def draw_field(
    painter: QPainter,
    where: QRect,
    fill: QColor | None,
    line: QColor | None,
    *,
    width: float = 1.0,
    round_: float = ROUND,
) -> None:
    """A rounded field with a line just inside its edge; each of the two may be left out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if line is None else QPen(line, width))
    painter.setBrush(Qt.BrushStyle.NoBrush if fill is None else fill)
    inset = width / 2 if line is not None else 0
    painter.drawRoundedRect(QRectF(where).adjusted(inset, inset, -inset, -inset), round_, round_)
    painter.restore()


def draw_chevron(painter: QPainter, where: QRect, way: Way, colour: QColor) -> None:
    """A small open arrow in the middle of a place."""
    x, y = way.value
    middle = QRectF(where).center()
    tip = middle + QPointF(x, y) * (_CHEVRON / 2)
    back = QPointF(x, y) * _CHEVRON
    side = QPointF(y, x) * _CHEVRON
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline([tip - back + side, tip, tip - back - side])
    painter.restore()


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """A colour between two: the first alone at 0, the second alone at 1."""

    def between(one: int, other: int) -> int:
        return round(one + (other - one) * share)

    return QColor(
        between(first.red(), second.red()),
        between(first.green(), second.green()),
        between(first.blue(), second.blue()),
    )


def draw_edged(option: QStyleOption, painter: QPainter, fill: QColor, *, focus: bool) -> None:
    """The field of what can be pressed or written into: its edge shows on a window and on a sheet, light and dark."""
    palette = option.palette
    if focus:
        draw_field(painter, option.rect, fill, palette.color(_Role.Accent), width=2)
        return
    faint = palette.color(_Role.Mid)
    line = edge(palette) if is_on(option, _State.State_Enabled) else faint
    draw_field(painter, option.rect, fill, line)


def edge(palette: QPalette) -> QColor:
    """The edge of a control: three times as strong as what it stands on (WCAG 2.2, 1.4.11), fainter than words."""
    return mixed(palette.color(_Role.Mid), palette.color(_Role.PlaceholderText), 0.7)


def tint(palette: QPalette, share: float) -> QColor:
    """The ground of controls with some of the accent in it."""
    return mixed(palette.color(_Role.Button), palette.color(_Role.Accent), share)


def is_on(option: QStyleOption, *states: QStyle.StateFlag) -> bool:
    """Whether a control is in any of these states."""
    return any(option.state & state for state in states)


def shows_focus(option: QStyleOption) -> bool:
    """Whether a control has the keyboard, and somebody uses the keyboard."""
    return is_on(option, _State.State_HasFocus) and is_on(option, _State.State_KeyboardFocusChange)
