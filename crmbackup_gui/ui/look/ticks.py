"""Ticks and radio buttons. On a dark window Fusion draws their outlines darker still, so that they vanish."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QStyle, QStyleOption

from crmbackup_gui.ui.look.painting import is_on

_ROUND = 3
_Role = QPalette.ColorRole
_State = QStyle.StateFlag


def draw_tick(option: QStyleOption, painter: QPainter) -> None:
    """A check box: empty, ticked, or with the dash of `some of them`."""
    some = is_on(option, _State.State_NoChange)
    set_ = some or is_on(option, _State.State_On)
    box = _begin(option, painter, set_=set_)
    if set_:
        painter.setBrush(_accent(option))
    painter.drawRoundedRect(box, _ROUND, _ROUND)
    if set_:
        role = _Role.Highlight if is_on(option, _State.State_Selected) else _Role.Base
        _mark(painter, box, option.palette.color(role), dash=some)
    painter.restore()


def draw_radio(option: QStyleOption, painter: QPainter) -> None:
    """One of several."""
    set_ = is_on(option, _State.State_On)
    box = _begin(option, painter, set_=set_)
    painter.drawEllipse(box)
    if set_:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_accent(option))
        painter.drawEllipse(box.center(), box.width() * 0.26, box.width() * 0.26)
    painter.restore()


def _begin(option: QStyleOption, painter: QPainter, *, set_: bool) -> QRectF:
    """Save the painter, and set it up for the outline of the returned square."""
    side = min(option.rect.width(), option.rect.height()) - 1
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(option.rect).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_outline(option, set_=set_), 1.2))
    painter.setBrush(option.palette.color(_Role.Base))
    return box


def _outline(option: QStyleOption, *, set_: bool) -> QColor:
    if not is_on(option, _State.State_Enabled):
        return option.palette.color(_Role.Mid)
    if is_on(option, _State.State_Selected):
        return option.palette.color(_Role.HighlightedText)
    near = is_on(option, _State.State_HasFocus, _State.State_MouseOver)
    return option.palette.color(_Role.Accent if set_ or near else _Role.PlaceholderText)


def _accent(option: QStyleOption) -> QColor:
    """What cannot be changed is as faint as the words beside it; in a selected row the accent would not be seen."""
    if not is_on(option, _State.State_Enabled):
        return option.palette.color(_Role.Mid)
    return option.palette.color(_Role.HighlightedText if is_on(option, _State.State_Selected) else _Role.Accent)


def _mark(painter: QPainter, box: QRectF, colour: QColor, *, dash: bool) -> None:
    pen = QPen(colour, max(1.6, box.width() / 7))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height())

    points = [at(0.27, 0.5), at(0.73, 0.5)] if dash else [at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.3)]
    painter.drawPolyline(points)
