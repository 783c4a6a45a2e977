"""Fusion, but for ticks and radio buttons, whose outlines Fusion draws darker than a dark window: they vanish."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

_TICKS = (QStyle.PrimitiveElement.PE_IndicatorCheckBox, QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck)
_RADIO = QStyle.PrimitiveElement.PE_IndicatorRadioButton
_ROUND = 3
_Role = QPalette.ColorRole


class Style(QProxyStyle):
    """Draws both in the roles of the palette, so that they follow light and dark."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element not in _TICKS and element is not _RADIO:
            super().drawPrimitive(element, option, painter, widget)
            return
        state, palette = option.state, option.palette
        set_ = bool(state & (QStyle.StateFlag.State_On | QStyle.StateFlag.State_NoChange))
        side = min(option.rect.width(), option.rect.height()) - 1
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_outline(state, palette, set_=set_), 1.2))
        painter.setBrush(palette.color(_Role.Accent if set_ and element is not _RADIO else _Role.Base))
        if element is _RADIO:
            painter.drawEllipse(box)
            if set_:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(palette.color(_Role.Accent))
                painter.drawEllipse(box.center(), side * 0.26, side * 0.26)
        else:
            painter.drawRoundedRect(box, _ROUND, _ROUND)
            if set_:
                _mark(painter, box, palette.color(_Role.Base), dash=bool(state & QStyle.StateFlag.State_NoChange))
        painter.restore()


def _outline(state: QStyle.StateFlag, palette: QPalette, *, set_: bool) -> QColor:
    if not state & QStyle.StateFlag.State_Enabled:
        return palette.color(_Role.Mid)
    focused = state & (QStyle.StateFlag.State_HasFocus | QStyle.StateFlag.State_MouseOver)
    return palette.color(_Role.Accent if set_ or focused else _Role.PlaceholderText)


def _mark(painter: QPainter, box: QRectF, colour: QColor, *, dash: bool) -> None:
    """A tick, or the dash of "some of them"."""
    pen = QPen(colour, max(1.6, box.width() / 7))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)

    def at(x: float, y: float) -> QPointF:
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height())

    points = [at(0.27, 0.5), at(0.73, 0.5)] if dash else [at(0.22, 0.52), at(0.42, 0.72), at(0.78, 0.3)]
    painter.drawPolyline(points)
