"""Fields to write into or to choose from: one edge for all of them, which takes the accent with the focus."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionSpinBox,
    QWidget,
)

from crmbackup_gui.ui.look.painting import Way, draw_chevron, draw_edged, is_on, mixed

_Role = QPalette.ColorRole
_State = QStyle.StateFlag
_Sub = QStyle.SubControl


def draw_written(option: QStyleOption, painter: QPainter) -> None:
    """A field for text, with the caret in it or without."""
    draw_edged(option, painter, _paper(option), focus=is_on(option, _State.State_HasFocus))


def draw_choice(option: QStyleOptionComboBox, painter: QPainter, style: QStyle, widget: QWidget | None) -> None:
    """A field that opens a list or a calendar."""
    if option.editable or not is_on(option, _State.State_Enabled):
        fill = _paper(option)
    else:
        fill = option.palette.color(_Role.Midlight if is_on(option, _State.State_MouseOver) else _Role.Button)
    draw_edged(option, painter, fill, focus=is_on(option, _State.State_HasFocus))
    arrow = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, _Sub.SC_ComboBoxArrow, widget)
    draw_chevron(painter, arrow, Way.DOWN, _ink(option))


def draw_number(option: QStyleOptionSpinBox, painter: QPainter, style: QStyle, widget: QWidget | None) -> None:
    """A field whose value goes up and down."""
    if option.frame:
        draw_written(option, painter)
    for part, way, flag in (
        (_Sub.SC_SpinBoxUp, Way.UP, QAbstractSpinBox.StepEnabledFlag.StepUpEnabled),
        (_Sub.SC_SpinBoxDown, Way.DOWN, QAbstractSpinBox.StepEnabledFlag.StepDownEnabled),
    ):
        where = style.subControlRect(QStyle.ComplexControl.CC_SpinBox, option, part, widget)
        near = option.activeSubControls == part and is_on(option, _State.State_MouseOver)
        ink = _ink(option) if option.stepEnabled & flag else option.palette.color(_Role.Mid)
        draw_chevron(painter, where, way, option.palette.color(_Role.Accent) if near else ink)


def _paper(option: QStyleOption) -> QColor:
    palette = option.palette
    if is_on(option, _State.State_Enabled):
        return palette.color(_Role.Base)
    return mixed(palette.color(_Role.Base), palette.color(_Role.Window), 0.6)


def _ink(option: QStyleOption) -> QColor:
    return option.palette.color(_Role.PlaceholderText if is_on(option, _State.State_Enabled) else _Role.Mid)
