"""The strip of time: it selects what the list selects, walks by keyboard, moves, zooms, and says what stands where."""

import time
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from crmbackup_gui.ui.look import theme
from crmbackup_gui.ui.viewmodels.points import Mark, Points
from crmbackup_gui.ui.viewmodels.timeline import TimelineModel
from crmbackup_gui.ui.widgets.point_table import PointTable
from crmbackup_gui.ui.widgets.timeline_strip import TimelineStrip, Zoom
from tests.bench.window_timeline import many_points
from tests.ui.timeline_points import NOW, point, points_of, safety


class Both(QWidget):
    """A list and a strip on one model."""

    def __init__(self):
        super().__init__()
        self.model = TimelineModel(self, now=lambda: NOW)
        self.table = PointTable(self.model, self)
        self.strip = TimelineStrip(self.model, self.table.selectionModel(), self)
        self.resize(1_000, 500)
        self.strip.setGeometry(0, 0, 1_000, 124)
        self.table.setGeometry(0, 130, 1_000, 360)

    def show_points(self, *points, unreadable=(), verdicts=None):
        self.model.show(Points.of(points, unreadable, verdicts))
        self.strip.show_all()

    def place_of(self, sequence):
        """The middle of its mark."""
        mark = Mark(self.model.points.marks[self.model.points.row_of(sequence)])
        return QPointF(self.strip.x_of(sequence), self.strip._current_view().middle_of(mark))


@pytest.fixture
def both(qtbot):
    both = Both()
    qtbot.addWidget(both)
    both.show()
    return both


def click(qtbot, both, sequence):
    qtbot.mouseClick(both.strip, Qt.MouseButton.LeftButton, pos=both.place_of(sequence).toPoint())


def wheel(strip, x, notches, sideways=False):
    where = QPointF(x, 40)
    delta = QPoint(120 * notches, 0) if sideways else QPoint(0, 120 * notches)
    event = QWheelEvent(
        where,
        strip.mapToGlobal(where),
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(strip, event)


def test_a_click_in_the_strip_selects_in_the_list(both, qtbot):
    both.show_points(*points_of("FII"))
    click(qtbot, both, 2)
    assert both.table.chosen == 2
    assert both.table.currentIndex().row() == 1


def test_a_selection_in_the_list_is_picked_out_in_the_strip(both):
    both.show_points(*points_of("FII"))
    both.table.choose(1)
    assert both.strip._standing().mark is Mark.FULL
    assert "full" in both.strip.accessibleDescription()


def test_a_click_beside_all_points_selects_nothing(both, qtbot):
    both.show_points(*points_of("FII"))
    qtbot.mouseClick(both.strip, Qt.MouseButton.LeftButton, pos=QPoint(110, 10))
    assert both.table.chosen is None


def test_a_point_out_of_sight_is_brought_into_sight_when_selected(both):
    both.show_points(*points_of("F" + 60 * "I"))
    both.strip.show_length(Zoom.DAY)
    both.table.choose(1)
    assert both.strip.span.start < both.strip._standing().time < both.strip.span.end


def test_arrow_keys_walk_from_point_to_point(both, qtbot):
    both.show_points(*points_of("FIII"))
    walked = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(both.strip, key)
        walked.append(both.table.chosen)
    assert walked == [1, 2, 4, 3, 2]


def test_the_walk_ends_at_the_oldest_and_the_newest(both, qtbot):
    both.show_points(*points_of("FI"))
    for _ in range(3):
        qtbot.keyClick(both.strip, Qt.Key.Key_Left)
    assert both.table.chosen == 1
    for _ in range(3):
        qtbot.keyClick(both.strip, Qt.Key.Key_Right)
    assert both.table.chosen == 2


def test_keys_in_an_empty_strip_do_nothing(both, qtbot):
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Plus, Qt.Key.Key_PageUp):
        qtbot.keyClick(both.strip, key)
    assert both.table.chosen is None


def test_the_wheel_zooms_around_the_cursor(both):
    both.show_points(*points_of("F" + 60 * "I"))
    before = both.strip.span
    x = 700 - both.strip._plot().left()
    wheel(both.strip, 700, 2)
    assert both.strip.span.seconds < before.seconds
    assert both.strip.span.time(x) == pytest.approx(before.time(x))


def test_the_wheel_turned_sideways_moves(both):
    both.show_points(*points_of("F" + 60 * "I"))
    both.strip.show_length(Zoom.DAY)
    before = both.strip.span
    wheel(both.strip, 400, 1, sideways=True)
    assert both.strip.span.seconds == pytest.approx(before.seconds)
    assert both.strip.span.start < before.start


def test_dragging_moves_time_and_selects_nothing(both, qtbot):
    both.show_points(*points_of("F" + 60 * "I"))
    both.strip.show_length(Zoom.DAY)
    before = both.strip.span
    start = QPoint(300, 40)
    qtbot.mousePress(both.strip, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(both.strip, start + QPoint(200, 0))
    qtbot.mouseRelease(both.strip, Qt.MouseButton.LeftButton, pos=start + QPoint(200, 0))
    assert both.strip.span.start == pytest.approx(before.start - 200 / before.scale)
    assert both.table.chosen is None


def test_nobody_gets_lost_before_the_first_point_or_in_the_future(both):
    both.show_points(*points_of("FII"))
    both.strip._look(both.strip.span.moved(-1e9), None)
    assert both.strip.span.end > both.model.points.times[0]
    both.strip._look(both.strip.span.moved(1e9), None)
    assert both.strip.span.start < NOW.timestamp()


def test_a_length_is_told_to_its_button_until_the_wheel_turns(both, qtbot):
    both.show_points(*points_of("FII"))
    assert both.strip.span.seconds == pytest.approx(Zoom.DAY.value)
    with qtbot.waitSignal(both.strip.zoomed) as told:
        both.strip.show_length(Zoom.YEAR)
    assert told.args == [Zoom.YEAR]
    with qtbot.waitSignal(both.strip.zoomed) as told:
        wheel(both.strip, 400, 1)
    assert told.args == [None]


def test_a_point_says_what_it_is(both):
    both.show_points(*points_of("FII"), verdicts={2: True})
    said = both.strip.told_at(both.place_of(2))
    assert "incremental" in said
    assert "checked" in said


def test_a_bar_says_how_many_points_it_stands_for(both):
    both.show_points(*(point(n, "I", 100 + n / 60) for n in range(200, 0, -1)))
    both.strip.show_length(Zoom.YEAR)
    assert "recovery point" in both.strip.told_at(both.place_of(100))
    assert "Zoom in" in both.strip.told_at(both.place_of(100))


def test_missed_backups_are_a_gap_that_says_so(both):
    both.show_points(point(1, "F", 40), point(2, "I", 2))
    both.strip.show_missed([NOW - timedelta(hours=30)])
    both.strip.show_length(Zoom.WEEK)
    view = both.strip._current_view()
    inside = QPointF(view.x((NOW - timedelta(hours=20)).timestamp()), view.lane_middle(0))
    assert "was due" in both.strip.told_at(inside)
    before = QPointF(view.x((NOW - timedelta(hours=35)).timestamp()), view.lane_middle(0))
    assert both.strip.told_at(before) == ""


def test_safety_points_have_a_lane_when_they_are_shown(both):
    both.show_points(*points_of("FI"), safety(3))
    assert both.strip.x_of(3) is None
    both.model.show_all_kinds(True)
    assert both.strip.x_of(3) is not None
    assert [lane.mark for lane, _ in both.strip._current_view().lanes][-1] is Mark.SAFETY


def test_a_selection_survives_new_points_and_a_reset(both):
    both.show_points(*points_of("FII"))
    both.table.choose(2)
    both.show_points(*points_of("FII"), point(4, hours_ago=1))
    assert (both.table.chosen, both.table.currentIndex().row()) == (2, 2)
    both.show_points(*points_of("FI"))
    assert (both.table.chosen, both.table.currentIndex().row()) == (2, 0)


def test_a_selected_point_that_vanishes_leaves_nothing_selected(both, qtbot):
    both.show_points(*points_of("FII"))
    both.table.choose(3)
    with qtbot.waitSignal(both.table.chosen_changed) as changed:
        both.show_points(*points_of("FI"))
    assert changed.args == [None]


def test_an_unreadable_point_can_be_selected_in_the_strip(both, qtbot):
    both.show_points(point(1, "F", 10), point(3, "F", 6), unreadable=(2,))
    click(qtbot, both, 2)
    assert both.table.chosen == 2


def test_points_that_nobody_can_read_are_painted_nowhere_and_break_nothing(both):
    both.show_points(unreadable=(1, 2))
    both.table.choose(2)
    assert not both.grab().isNull()


@pytest.mark.parametrize("scheme", [Qt.ColorScheme.Light, Qt.ColorScheme.Dark])
def test_a_damaged_point_looks_other_than_an_intact_one(both, scheme):
    theme.apply(QApplication.instance(), scheme)
    pictures = []
    for verdicts in ({}, {1: True}, {1: False}):
        both.show_points(point(1, "F", 5), verdicts=verdicts)
        pictures.append(both.strip.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2] != pictures[0]


def test_a_hundred_thousand_points_are_painted_in_a_frame(both):
    both.show_points(*many_points(100_000))
    both.strip._zoom_by(1e9, 400)
    image = QImage(both.strip.size(), QImage.Format.Format_ARGB32_Premultiplied)
    taken = []
    for _ in range(9):
        both.strip._look(both.strip.span.moved(-1e6), None)
        begun = time.perf_counter()
        both.strip.render(image)
        taken.append(time.perf_counter() - begun)
    # The figure itself is a benchmark's; this only notices another order of magnitude on a loaded machine.
    assert sorted(taken)[4] < 0.1
