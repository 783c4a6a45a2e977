"""Bars: for scrolling, for how far something is, for the tabs of a window; and the lines between parts of a menu."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QStyle,
    QStyleOption,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionTab,
    QWidget,
)

from crmbackup_gui.ui.look.painting import draw_field, is_on, mixed, shows_focus

SCROLL_WIDTH = 12
_THIN, _LEAST = 6, 28
_UNDERLINE = 3
_INDENT = 8
_Role = QPalette.ColorRole
_State = QStyle.StateFlag
_Sub = QStyle.SubControl


def scroll_part(option: QStyleOptionSlider, part: QStyle.SubControl) -> QRect:
    """Where a part of a scroll bar stands: it is all groove, without buttons at its ends."""
    groove = QRect(option.rect)
    lying = option.orientation == Qt.Orientation.Horizontal
    length = groove.width() if lying else groove.height()
    span = option.maximum - option.minimum
    slider = max(min(_LEAST, length), length * option.pageStep // (span + option.pageStep)) if span > 0 else length
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - slider, option.upsideDown
    )
    before, behind = {
        _Sub.SC_ScrollBarGroove: (0, length),
        _Sub.SC_ScrollBarSlider: (start, start + slider),
        _Sub.SC_ScrollBarSubPage: (0, start),
        _Sub.SC_ScrollBarAddPage: (start + slider, length),
    }.get(part, (0, 0))
    if lying:
        return QRect(groove.left() + before, groove.top(), behind - before, groove.height())
    return QRect(groove.left(), groove.top() + before, groove.width(), behind - before)


def draw_scroll_bar(option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
    """A rounded handle on the ground of what it scrolls, and nothing else."""
    palette = option.palette
    near = is_on(option, _State.State_MouseOver, _State.State_Sunken)
    handle = scroll_part(option, _Sub.SC_ScrollBarSlider)
    if option.orientation == Qt.Orientation.Horizontal:
        handle = QRect(handle.left() + 2, handle.center().y() - _THIN // 2 + 1, handle.width() - 4, _THIN)
    else:
        handle = QRect(handle.center().x() - _THIN // 2 + 1, handle.top() + 2, _THIN, handle.height() - 4)
    painter.fillRect(option.rect, palette.color(_ground(widget)))
    colour = mixed(palette.color(_Role.Mid), palette.color(_Role.PlaceholderText), 0.8 if near else 0.25)
    draw_field(painter, handle, colour, None, round_=_THIN / 2)


def draw_groove(option: QStyleOptionProgressBar, painter: QPainter) -> None:
    """What a progress bar fills."""
    draw_field(painter, option.rect, option.palette.color(_Role.Mid), None, round_=option.rect.height() / 2)


def draw_progress(option: QStyleOptionProgressBar, painter: QPainter) -> None:
    """How much of it is filled: at least a dot."""
    where = QRect(option.rect)
    share = (option.progress - option.minimum) / (option.maximum - option.minimum)
    where.setWidth(max(where.height(), round(where.width() * min(1.0, max(0.0, share)))))
    draw_field(painter, where, option.palette.color(_Role.Highlight), None, round_=where.height() / 2)


def draw_tab(option: QStyleOptionTab, painter: QPainter) -> None:
    """The chosen tab is underlined."""
    if shows_focus(option):
        draw_field(painter, option.rect.adjusted(1, 1, -1, -_UNDERLINE), None, option.palette.color(_Role.Accent))
    near = is_on(option, _State.State_MouseOver)
    if not near and not is_on(option, _State.State_Selected):
        return
    line = QRect(option.rect.left(), option.rect.bottom() + 1 - _UNDERLINE, option.rect.width(), _UNDERLINE)
    role = _Role.Accent if is_on(option, _State.State_Selected) else _Role.Mid
    draw_field(painter, line.adjusted(4, 0, -4, 0), option.palette.color(role), None, round_=_UNDERLINE / 2)


def is_menu_line(option: QStyleOption) -> bool:
    """Whether an entry of a menu is only a line between others."""
    separator = QStyleOptionMenuItem.MenuItemType.Separator
    return isinstance(option, QStyleOptionMenuItem) and option.menuItemType == separator and not option.text


def draw_menu_line(option: QStyleOption, painter: QPainter) -> None:
    """In the colour of other lines: Fusion's own is darker than a dark menu."""
    line = QRect(option.rect.left() + _INDENT, option.rect.center().y(), option.rect.width() - 2 * _INDENT, 1)
    painter.fillRect(line, option.palette.color(_Role.Mid))


def _ground(bar: QWidget | None) -> QPalette.ColorRole:
    """The role of what lies behind a scroll bar, which has to paint that itself."""
    holder = bar.parentWidget() if bar is not None else None
    area = holder.parentWidget() if holder is not None else None
    return area.viewport().backgroundRole() if isinstance(area, QAbstractScrollArea) else _Role.Window
