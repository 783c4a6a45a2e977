"""Buttons: flat ones with a thin edge, and the one of a page that stands out, which Fusion marks by its frame alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionToolButton,
    QWidget,
)

from crmbackup_gui.ui.look.painting import (
    ROUND,
    Way,
    draw_chevron,
    draw_edged,
    draw_field,
    is_on,
    mixed,
    shows_focus,
    tint,
)

MENU_WIDTH = 26
"""Pixels of the part of a primary button that opens its menu."""

_INSET = 8
_GAP = 4
_PRIMARY = "primary"
_Role = QPalette.ColorRole
_State = QStyle.StateFlag


def make_primary(button: QAbstractButton) -> None:
    """Let a button stand out as what a person most likely came for; at most one of a page. Default buttons do so."""
    button.setProperty(_PRIMARY, True)  # noqa: FBT003 - the value of a Qt property


def is_primary(option: QStyleOption, widget: QWidget | None) -> bool:
    """Whether a button stands out: not while it cannot be pressed."""
    if not is_on(option, _State.State_Enabled):
        return False
    default = isinstance(option, QStyleOptionButton) and bool(
        option.features & QStyleOptionButton.ButtonFeature.DefaultButton
    )
    return default or is_marked(widget)


def is_marked(widget: QWidget | None) -> bool:
    """Whether a button stands out as soon as it can be pressed."""
    return widget is not None and bool(widget.property(_PRIMARY))


def on_accent(palette: QPalette) -> QPalette:
    """The palette of words on a primary button."""
    changed = QPalette(palette)
    for role in (_Role.ButtonText, _Role.WindowText, _Role.Text):
        changed.setColor(role, palette.color(_Role.HighlightedText))
    return changed


def in_colour_of_accent(icon: QIcon, size: QSize, ratio: float) -> QIcon:
    """The icon in the colour of the words on a primary button, which is that of a selected row."""
    return QIcon(icon.pixmap(size, ratio, QIcon.Mode.Selected)) if not icon.isNull() else icon


def draw_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """The field of a button that has an edge."""
    if is_primary(option, widget):
        _draw_primary(option, painter)
        return
    if isinstance(option, QStyleOptionButton) and option.features & QStyleOptionButton.ButtonFeature.Flat:
        draw_bare_button(option, painter)
        return
    draw_edged(option, painter, _ground(option), focus=shows_focus(option))


def draw_bare_button(option: QStyleOption, painter: QPainter) -> None:
    """The field of a button that is only its words or its icon until somebody comes near."""
    pressed = is_on(option, _State.State_Sunken, _State.State_On)
    near = is_on(option, _State.State_MouseOver) and is_on(option, _State.State_Enabled)
    fill = tint(option.palette, 0.16) if pressed else option.palette.color(_Role.Midlight) if near else None
    line = option.palette.color(_Role.Accent) if shows_focus(option) else None
    if fill is not None or line is not None:
        draw_field(painter, option.rect, fill, line, width=2)


def draw_primary_tool_button(option: QStyleOptionToolButton, painter: QPainter, style: QStyle, widget: QWidget) -> None:
    """One with words beside an icon in its middle, and a part of its own that opens a menu.

    While it cannot be pressed it is as faint as other buttons then are, and everything in it stays where it is.
    """
    control, sub = QStyle.ComplexControl.CC_ToolButton, QStyle.SubControl
    label = QStyleOptionToolButton(option)
    if is_primary(option, widget):
        _draw_primary(option, painter)
        label.palette = on_accent(option.palette)
    else:
        draw_edged(option, painter, _ground(option), focus=False)
    room = style.subControlRect(control, option, sub.SC_ToolButton, widget)
    wanted = option.iconSize.width() + _GAP + option.fontMetrics.horizontalAdvance(option.text)
    label.rect = QRect(room.center().x() - wanted // 2 - _GAP // 2, room.top(), wanted + 2 * _GAP, room.height())
    style.drawControl(QStyle.ControlElement.CE_ToolButtonLabel, label, painter, widget)
    if option.features & QStyleOptionToolButton.ToolButtonFeature.MenuButtonPopup:
        menu = style.subControlRect(control, option, sub.SC_ToolButtonMenu, widget)
        ink = label.palette.color(_Role.ButtonText)
        line = QColor(ink)
        line.setAlphaF(0.4)
        painter.setPen(line)
        painter.drawLine(menu.left(), menu.top() + _INSET, menu.left(), menu.bottom() - _INSET)
        draw_chevron(painter, menu, Way.DOWN, ink)


def tool_button_part(option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect:
    """Where the two parts of a primary tool button stand."""
    split = option.rect.right() + 1 - MENU_WIDTH
    if part is QStyle.SubControl.SC_ToolButtonMenu:
        return QRect(split, option.rect.top(), MENU_WIDTH, option.rect.height())
    return QRect(option.rect.left(), option.rect.top(), split - option.rect.left(), option.rect.height())


def _draw_primary(option: QStyleOption, painter: QPainter) -> None:
    """A thin ring inside of the field shows the focus."""
    fill = option.palette.color(_Role.Highlight)
    if is_on(option, _State.State_Sunken):
        fill = fill.darker(118)
    elif is_on(option, _State.State_MouseOver):
        fill = fill.lighter(110)
    draw_field(painter, option.rect, fill, None)
    if shows_focus(option):
        ring = option.rect.adjusted(2, 2, -2, -2)
        draw_field(painter, ring, None, option.palette.color(_Role.HighlightedText), round_=ROUND - 1)


def _ground(option: QStyleOption) -> QColor:
    palette = option.palette
    if not is_on(option, _State.State_Enabled):
        return mixed(palette.color(_Role.Button), palette.color(_Role.Window), 0.6)
    if is_on(option, _State.State_On):
        return tint(palette, 0.24)
    if is_on(option, _State.State_Sunken):
        return palette.color(_Role.Mid)
    return palette.color(_Role.Midlight if is_on(option, _State.State_MouseOver) else _Role.Button)
