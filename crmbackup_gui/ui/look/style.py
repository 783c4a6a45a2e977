"""The style of the program: Fusion measures, and what people look at is drawn here: flat, with thin rounded edges.

Everything is drawn in the roles of the palette, so that it follows light and dark.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionFrame,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionTab,
    QStyleOptionToolButton,
    QWidget,
)

from crmbackup_gui.ui.look.bars import (
    SCROLL_WIDTH,
    draw_groove,
    draw_menu_line,
    draw_progress,
    draw_scroll_bar,
    draw_tab,
    is_menu_line,
    scroll_part,
)
from crmbackup_gui.ui.look.buttons import (
    MENU_WIDTH,
    draw_bare_button,
    draw_button,
    draw_primary_tool_button,
    in_colour_of_accent,
    is_marked,
    is_primary,
    on_accent,
    tool_button_part,
)
from crmbackup_gui.ui.look.fields import draw_choice, draw_number, draw_written
from crmbackup_gui.ui.look.painting import Way, draw_chevron, draw_field
from crmbackup_gui.ui.look.ticks import draw_radio, draw_tick

_HEIGHT = 26
"""No control is lower, so that those in a row stand in line."""

_AIR = 4
_Complex = QStyle.ComplexControl
_Contents = QStyle.ContentsType
_Control = QStyle.ControlElement
_Primitive = QStyle.PrimitiveElement
_Role = QPalette.ColorRole
_State = QStyle.StateFlag
_Sub = QStyle.SubControl

_CHEVRONS = {
    _Primitive.PE_IndicatorArrowDown: Way.DOWN,
    _Primitive.PE_IndicatorArrowUp: Way.UP,
    _Primitive.PE_IndicatorArrowLeft: Way.LEFT,
    _Primitive.PE_IndicatorArrowRight: Way.RIGHT,
}
_WIDER = {
    _Contents.CT_PushButton: 2 * _AIR,
    _Contents.CT_ComboBox: 2 * _AIR,
    _Contents.CT_LineEdit: 0,
    _Contents.CT_SpinBox: 2 * _AIR,
    _Contents.CT_TabBarTab: 2 * _AIR,
}
"""Controls that get air at their sides, and how much."""


class Style(QProxyStyle):
    """One for the whole program."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element in (_Primitive.PE_IndicatorCheckBox, _Primitive.PE_IndicatorItemViewItemCheck):
            draw_tick(option, painter)
        elif element is _Primitive.PE_IndicatorRadioButton:
            draw_radio(option, painter)
        elif element is _Primitive.PE_PanelButtonCommand:
            draw_button(option, painter, widget)
        elif element is _Primitive.PE_PanelButtonTool:
            bare = bool(option.state & _State.State_AutoRaise)
            if bare:
                draw_bare_button(option, painter)
            else:
                draw_button(option, painter, widget)
        elif element is _Primitive.PE_PanelLineEdit and isinstance(option, QStyleOptionFrame) and option.lineWidth:
            draw_written(option, painter)
        elif element is _Primitive.PE_Frame:
            draw_field(painter, option.rect, None, option.palette.color(_Role.Mid))
        elif element in _CHEVRONS:
            draw_chevron(painter, option.rect, _CHEVRONS[element], option.palette.color(_Role.PlaceholderText))
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if (
            element is _Control.CE_PushButtonLabel
            and isinstance(option, QStyleOptionButton)
            and is_primary(option, widget)
        ):
            label = QStyleOptionButton(option)
            label.palette = on_accent(option.palette)
            label.icon = in_colour_of_accent(option.icon, option.iconSize, painter.device().devicePixelRatio())
            super().drawControl(element, label, painter, widget)
        elif element is _Control.CE_TabBarTabShape and isinstance(option, QStyleOptionTab):
            draw_tab(option, painter)
        elif element is _Control.CE_TabBarTabLabel and isinstance(option, QStyleOptionTab):
            super().drawControl(element, _tab_label(option), painter, widget)
        elif element is _Control.CE_ProgressBarGroove and isinstance(option, QStyleOptionProgressBar):
            draw_groove(option, painter)
        elif (
            element is _Control.CE_ProgressBarContents
            and isinstance(option, QStyleOptionProgressBar)
            and option.maximum > option.minimum
        ):
            draw_progress(option, painter)
        elif element is _Control.CE_MenuItem and is_menu_line(option):
            draw_menu_line(option, painter)
        else:
            super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control is _Complex.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            draw_scroll_bar(option, painter, widget)
        elif control is _Complex.CC_ComboBox and isinstance(option, QStyleOptionComboBox) and option.frame:
            draw_choice(option, painter, self, widget)
        elif control is _Complex.CC_SpinBox and isinstance(option, QStyleOptionSpinBox):
            draw_number(option, painter, self, widget)
        elif isinstance(option, QStyleOptionToolButton) and widget is not None and is_marked(widget):
            draw_primary_tool_button(option, painter, self, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    # Measures

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        found = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type] # the stubs forget None
        if kind is _Contents.CT_ScrollBar:
            return QSize(SCROLL_WIDTH, SCROLL_WIDTH)
        if isinstance(widget, QLineEdit) and not widget.hasFrame():
            return found
        if kind is _Contents.CT_MenuItem and not is_menu_line(option):
            return found + QSize(0, _AIR)
        if kind in _WIDER:
            return QSize(found.width() + _WIDER[kind], max(found.height(), _HEIGHT))
        if kind is _Contents.CT_ToolButton and is_marked(widget):
            return found + QSize(MENU_WIDTH, 0)
        return found

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        if control is _Complex.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            return scroll_part(option, part)
        if control is _Complex.CC_ToolButton and is_marked(widget):
            return tool_button_part(option, part)
        found = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type] # as above
        if control is _Complex.CC_ComboBox and part is _Sub.SC_ComboBoxEditField:
            return found.adjusted(_AIR - 1, 0, 0, 0)
        if control is _Complex.CC_ComboBox and part is _Sub.SC_ComboBoxArrow:
            return found.translated(1 - _AIR, 0)
        return found

    def standardIcon(
        self, which: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        """What empties a field is drawn as our other icons are: Qt's own hardly shows on a dark window."""
        if which is QStyle.StandardPixmap.SP_LineEditClearButton:
            from crmbackup_gui.ui.look.icons import icon  # noqa: PLC0415 - icons are drawn in the theme that has this style

            return icon("cancel")
        return super().standardIcon(which, option, widget)

    def polish(self, what: QWidget | QPalette | QApplication) -> QPalette | None:  # type: ignore[override] # three in Qt
        if isinstance(what, QLineEdit) and what.hasFrame():
            what.setTextMargins(_AIR, 0, _AIR, 0)
        return super().polish(what)


def _tab_label(option: QStyleOptionTab) -> QStyleOptionTab:
    """All on one height, and the chosen one stronger than the others."""
    label = QStyleOptionTab(option)
    if not option.state & _State.State_Selected:
        label.state |= _State.State_Selected
        label.palette.setColor(_Role.WindowText, option.palette.color(_Role.PlaceholderText))
    return label
