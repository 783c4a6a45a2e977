"""Fusion, but for two things: ticks and radio buttons, and the one button of a page that goes on.

On a dark window Fusion draws the outlines of ticks darker still, so that they vanish; and it marks a default button by
hardly more than its frame.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionToolButton,
    QWidget,
)

_TICKS = (QStyle.PrimitiveElement.PE_IndicatorCheckBox, QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck)
_RADIO = QStyle.PrimitiveElement.PE_IndicatorRadioButton
_ROUND = 3
_INSET = 8
_Role = QPalette.ColorRole


_PUSHED = (QStyle.ControlElement.CE_PushButtonBevel, QStyle.ControlElement.CE_PushButtonLabel)
_PRIMARY = "primary"


def make_primary(button: QAbstractButton) -> None:
    """Let a button stand out as what a person most likely came for; at most one of a page. Default buttons do so."""
    button.setProperty(_PRIMARY, True)  # noqa: FBT003 - the value of a Qt property


class Style(QProxyStyle):
    """Draws in the roles of the palette, so that everything follows light and dark."""

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

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element not in _PUSHED or not isinstance(option, QStyleOptionButton) or not _is_primary(option, widget):
            super().drawControl(element, option, painter, widget)
        elif element is QStyle.ControlElement.CE_PushButtonBevel:
            _paint_filled(painter, option)
        else:
            label = QStyleOptionButton(option)
            label.palette = _on_accent(option.palette)
            super().drawControl(element, label, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        if not enabled or widget is None or not widget.property(_PRIMARY):
            super().drawComplexControl(control, option, painter, widget)
            return
        assert isinstance(option, QStyleOptionToolButton)
        _paint_filled(painter, option)
        label = QStyleOptionToolButton(option)
        label.palette = _on_accent(option.palette)
        label.rect = self.subControlRect(control, option, QStyle.SubControl.SC_ToolButton, widget)
        self.drawControl(QStyle.ControlElement.CE_ToolButtonLabel, label, painter, widget)
        if option.features & QStyleOptionToolButton.ToolButtonFeature.MenuButtonPopup:
            self._draw_menu_arrow(control, option, label.palette, painter, widget)

    def _draw_menu_arrow(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionToolButton,
        palette: QPalette,
        painter: QPainter,
        widget: QWidget,
    ) -> None:
        menu = self.subControlRect(control, option, QStyle.SubControl.SC_ToolButtonMenu, widget)
        line = palette.color(_Role.ButtonText)
        line.setAlphaF(0.4)
        painter.setPen(line)
        painter.drawLine(menu.left(), menu.top() + _INSET, menu.left(), menu.bottom() - _INSET)
        arrow = QStyleOption(option)
        arrow.palette = palette
        arrow.rect = menu.adjusted(3, 0, -2, 0)
        self.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorArrowDown, arrow, painter, widget)


def _is_primary(option: QStyleOptionButton, widget: QWidget | None) -> bool:
    if not option.state & QStyle.StateFlag.State_Enabled:
        return False
    default = bool(option.features & QStyleOptionButton.ButtonFeature.DefaultButton)
    return default or (widget is not None and bool(widget.property(_PRIMARY)))


def _on_accent(palette: QPalette) -> QPalette:
    changed = QPalette(palette)
    for role in (_Role.ButtonText, _Role.WindowText, _Role.Text):
        changed.setColor(role, palette.color(_Role.HighlightedText))
    return changed


def _paint_filled(painter: QPainter, option: QStyleOption) -> None:
    """The field of a button that stands out; a thin ring inside of it shows the focus."""
    fill = option.palette.color(_Role.Highlight)
    if option.state & QStyle.StateFlag.State_Sunken:
        fill = fill.darker(118)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        fill = fill.lighter(110)
    field = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(field, _ROUND, _ROUND)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(option.palette.color(_Role.HighlightedText), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(field.adjusted(2, 2, -2, -2), _ROUND - 1, _ROUND - 1)
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
