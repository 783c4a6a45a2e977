"""The look of controls: what can be told of it without eyes."""

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollBar,
    QSpinBox,
    QStyle,
    QStyleOptionSlider,
    QTableWidget,
    QTableWidgetItem,
    QTimeEdit,
    QToolButton,
    QWidget,
)

from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.look.buttons import make_primary
from crmbackup_gui.ui.look.icons import icon
from crmbackup_gui.ui.look.painting import edge
from crmbackup_gui.ui.widgets.cells import Cells

PARTS = QStyle.SubControl


@pytest.fixture(autouse=True, params=[Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def app(request, qapp):
    before = qapp.palette()
    theme.apply(qapp, request.param)
    yield qapp
    qapp.setPalette(before)


def part(bar, which):
    option = QStyleOptionSlider()
    bar.initStyleOption(option)
    return bar.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, which, bar)


@pytest.mark.parametrize("way", [Qt.Orientation.Vertical, Qt.Orientation.Horizontal])
def test_the_handle_of_a_scroll_bar_goes_from_one_end_to_the_other(qtbot, way):
    bar = QScrollBar(way)
    qtbot.addWidget(bar)
    bar.resize(12, 200) if way is Qt.Orientation.Vertical else bar.resize(200, 12)
    bar.setRange(0, 300)
    bar.setPageStep(100)
    handle = part(bar, PARTS.SC_ScrollBarSlider)
    assert handle.topLeft() == bar.rect().topLeft()
    assert max(handle.width(), handle.height()) == 50
    bar.setValue(300)
    assert part(bar, PARTS.SC_ScrollBarSlider).bottomRight() == bar.rect().bottomRight()
    bar.setRange(0, 100_000_000)
    assert max(part(bar, PARTS.SC_ScrollBarSlider).size().toTuple()) >= 24


def test_a_click_below_the_handle_of_a_scroll_bar_turns_the_page(qtbot):
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    bar.resize(12, 200)
    bar.setRange(0, 300)
    bar.setPageStep(100)
    bar.show()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(6, 190))
    assert bar.value() == 100


def test_controls_in_a_row_are_equally_high(qtbot):
    row = QWidget()
    qtbot.addWidget(row)
    controls = [QPushButton("Go"), QComboBox(), QLineEdit(), QSpinBox(), QTimeEdit()]
    layout = QHBoxLayout(row)
    for control in controls:
        layout.addWidget(control)
    row.show()
    assert {control.sizeHint().height() for control in controls} == {26}


def test_a_tick_that_cannot_be_changed_is_not_as_strong_as_one_that_can(qtbot):
    box = QCheckBox()
    qtbot.addWidget(box)
    box.setChecked(True)
    accent = box.palette().color(box.palette().ColorRole.Accent).name()
    assert accent in colours(box)
    box.setEnabled(False)
    assert accent not in colours(box)


def test_a_tick_in_a_selected_row_is_told_from_the_row(qtbot):
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    table.setItemDelegate(Cells(table))
    item = QTableWidgetItem()
    item.setCheckState(Qt.CheckState.Checked)
    table.setItem(0, 0, item)
    table.show()
    light = table.palette().color(table.palette().ColorRole.HighlightedText).name()
    table.selectRow(0)
    drawn = table.viewport().grab(table.visualItemRect(item)).toImage()
    inks = Counter(drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height()))
    assert inks[highlight(table)] > inks[light] > 60


def test_a_tick_is_set_by_a_click_where_it_is_drawn(qtbot):
    table = QTableWidget(1, 1)
    qtbot.addWidget(table)
    table.setItemDelegate(Cells(table))
    item = QTableWidgetItem()
    item.setCheckState(Qt.CheckState.Unchecked)
    table.setItem(0, 0, item)
    table.show()
    cell = table.visualItemRect(item)
    drawn = table.viewport().grab(cell).toImage()
    ground = drawn.pixelColor(drawn.width() - 4, drawn.height() // 2)
    middle = drawn.height() // 2
    edges = [x for x in range(40) if drawn.pixelColor(x, middle) != ground]
    for x in (edges[0] + 2, edges[-1] - 2):
        before = item.checkState()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.topLeft() + QPoint(x, middle))
        assert item.checkState() is not before


def test_the_part_of_a_primary_button_that_opens_its_menu_is_not_the_one_that_acts(qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    button.setText("Back up now")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    make_primary(button)
    button.resize(button.sizeHint())
    button.show()
    assert highlight(button) in colours(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(10, button.height() // 2))
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() - 6, button.height() // 2))


def test_a_primary_button_that_cannot_be_pressed_keeps_its_words_where_they_are(qtbot):
    button = QToolButton()
    qtbot.addWidget(button)
    button.setText("Back up now")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    make_primary(button)
    button.resize(button.sizeHint())
    button.show()
    places, accent = [], highlight(button)
    for enabled in (True, False):
        button.setEnabled(enabled)
        places.append(inked(button))
    assert places[1] == pytest.approx(places[0], abs=2)
    assert accent not in colours(button)


def inked(button):
    """The first and the last column in which its words stand."""
    picture = button.grab().toImage()
    rows = range(8, picture.height() - 8)
    ground = picture.pixelColor(6, picture.height() // 2)
    split = picture.width() - 30
    found = [x for x in range(6, split) if any(contrast(picture.pixelColor(x, y), ground) > 2 for y in rows)]
    return found[0], found[-1]


def test_the_icon_of_a_primary_button_is_lighter_than_its_ground_as_its_words_are(qtbot):
    button = QPushButton(icon("good"), "")
    button.setDefault(True)
    button.resize(60, 40)
    qtbot.addWidget(button)
    button.show()
    picture = button.grab().toImage()
    side = button.iconSize().width()
    middle = picture.copy((picture.width() - side) // 2, (picture.height() - side) // 2, side, side)
    shades = [middle.pixelColor(x, y).lightness() for x in range(side) for y in range(side)]
    ground = Counter(shades).most_common(1)[0][0]
    assert min(shades) == ground < max(shades)


GROUNDS = ("Window", "Base", "AlternateBase", "Button")


@pytest.mark.parametrize("ground", GROUNDS)
def test_all_words_can_be_read_by_people_who_see_little(app, ground):
    palette = app.palette()
    roles = palette.ColorRole
    behind = palette.color(getattr(roles, ground))
    inks = {role: palette.color(getattr(roles, role)) for role in ("WindowText", "Text", "PlaceholderText", "Link")}
    inks |= {tone.name: theme.tone(tone, palette) for tone in theme.Tone if tone is not theme.Tone.ON_ACCENT}
    faint = {name: round(contrast(ink, behind), 2) for name, ink in inks.items() if contrast(ink, behind) < 4.5}
    assert not faint


def test_words_on_the_accent_can_be_read_too(app):
    palette = app.palette()
    accent = palette.color(palette.ColorRole.Highlight)
    assert contrast(palette.color(palette.ColorRole.HighlightedText), accent) >= 4.5
    assert contrast(theme.tone(theme.Tone.ON_ACCENT, palette), accent) >= 4.5


@pytest.mark.parametrize("ground", GROUNDS)
def test_edges_of_fields_are_told_from_what_they_stand_on(app, ground):
    palette = app.palette()
    assert contrast(edge(palette), palette.color(getattr(palette.ColorRole, ground))) >= 3


def test_what_empties_a_field_shows_as_well_as_its_words(qtbot):
    field = QLineEdit("CRM")
    field.setClearButtonEnabled(True)
    qtbot.addWidget(field)
    field.show()
    (button,) = field.findChildren(QToolButton)
    drawn = QImage(button.icon().pixmap(16, 16).toImage())
    inks = [drawn.pixelColor(x, y) for x in range(drawn.width()) for y in range(drawn.height())]
    strongest = max(inks, key=lambda ink: ink.alpha())
    assert strongest.alpha() > 200
    assert contrast(strongest, field.palette().color(field.palette().ColorRole.Base)) >= 4.5


def test_the_lines_of_a_menu_show_on_a_dark_one_too(qtbot, app):
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("First")
    line = menu.addSeparator()
    menu.addAction("Second")
    menu.ensurePolished()
    menu.resize(menu.sizeHint())
    drawn = menu.grab(menu.actionGeometry(line)).toImage()
    palette = app.palette()
    middle = {drawn.pixelColor(drawn.width() // 2, y).name() for y in range(drawn.height())}
    assert palette.color(palette.ColorRole.Mid).name() in middle


def contrast(ink, ground):
    """As WCAG 2.2 defines it, from 1 to 21."""
    lighter, darker = sorted((luminance(ink), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def colours(widget):
    picture = widget.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}


def highlight(widget):
    return widget.palette().color(widget.palette().ColorRole.Highlight).name()


def test_the_style_is_put_on_once(app):
    style = app.style()
    theme.apply(app, Qt.ColorScheme.Light)
    assert QApplication.style() is style
