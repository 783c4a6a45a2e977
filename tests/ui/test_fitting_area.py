"""An area is as tall as what is in it, and gives way where it may."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from crmbackup_gui.ui.widgets.fitting_area import FittingArea

LINE = 40


@pytest.fixture
def inside():
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return widget


def shown(qtbot, area, height=600):
    around = QWidget()
    qtbot.addWidget(around)
    column = QVBoxLayout(around)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(area)
    column.addStretch(1)
    around.resize(300, height)
    around.show()
    return around


def add(widget, lines):
    for _ in range(lines):
        label = QLabel("line")
        label.setFixedHeight(LINE)
        widget.layout().addWidget(label)


def test_it_is_as_tall_as_what_is_in_it_also_when_that_grows(qtbot, inside):
    add(inside, 2)
    area = FittingArea(inside, 400)
    around = shown(qtbot, area)
    qtbot.waitUntil(lambda: area.height() == 2 * LINE)
    add(inside, 3)
    qtbot.waitUntil(lambda: area.height() == 5 * LINE)
    assert around.height() == 600


def test_it_is_never_taller_than_it_may_be(qtbot, inside):
    add(inside, 20)
    area = FittingArea(inside, 400)
    around = shown(qtbot, area)
    qtbot.waitUntil(lambda: area.height() == 400)
    assert around.height() == 600
    assert area.verticalScrollBar().maximum() == 20 * LINE - 400


def test_one_that_gives_way_scrolls_where_there_is_no_room(qtbot, inside):
    add(inside, 5)
    area = FittingArea(inside, 400, gives_way=True)
    around = shown(qtbot, area, height=120)
    qtbot.waitUntil(lambda: area.height() == 120)
    assert around.height() == 120
    assert area.verticalScrollBar().maximum() > 0


def test_what_is_added_at_its_end_is_brought_into_sight(qtbot, inside):
    add(inside, 5)
    area = FittingArea(inside, 160)
    around = shown(qtbot, area)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == LINE)
    add(inside, 2)
    area.show_end()
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() == 3 * LINE)
    assert around.isVisible()
