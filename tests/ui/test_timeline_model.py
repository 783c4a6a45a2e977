"""The list of recovery points as a model: its rows, its words, and how it takes what is new."""

import time
from datetime import timedelta

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.recovery import PointKind
from crmbackup_gui.services.overview import EntityInPoint, PointDetail
from crmbackup_gui.ui.viewmodels.point_entities import EntityColumn, PointEntitiesModel
from crmbackup_gui.ui.viewmodels.point_words import meaning_of, needs_of
from crmbackup_gui.ui.viewmodels.points import Mark, Points, Verdict
from crmbackup_gui.ui.viewmodels.timeline import Column, Role, TimelineModel, changes
from tests.bench.window_timeline import many_points
from tests.ui.timeline_points import NOW, point, points_of, safety


@pytest.fixture
def model():
    model = TimelineModel(now=lambda: NOW)
    yield model
    model.deleteLater()


def texts(model, row):
    return [model.index(row, column).data() for column in Column]


def sequences(model):
    return [model.sequence(row) for row in range(model.rowCount())]


def test_it_is_a_sound_model(model, qtmodeltester):
    model.show(Points.of([*points_of("FIID"), safety(9)], (6,), {1: True, 2: False}))
    qtmodeltester.check(model)


def test_it_stays_a_sound_model_while_points_come_and_go(model, qtmodeltester):
    points = [*points_of("FIID"), safety(5)]
    qtmodeltester.check(model)
    model.show(Points.of(points[:2]))
    model.show(Points.of(points))
    model.show_all_kinds(True)
    model.show(Points.of(points, (9,), {1: True}))
    model.show(Points.of(points[:1]))
    model.show(Points())


def test_the_newest_point_is_on_top(model):
    model.show(Points.of(points_of("FII")))
    assert sequences(model) == [3, 2, 1]


def test_a_row_says_when_strategy_records_changes_size_and_check(model):
    newest = point(1, "F", 2, records=1_204_331, records_added=12, records_changed=40, records_deleted=3)
    model.show(Points.of([newest], verdicts={1: True}))
    when, *others = texts(model, 0)
    assert "today" in when
    assert others == ["full", "1,204,331", "+12 ~40 −3", "900.0 kB", "yes"]


def test_an_older_point_says_its_time_of_day_too(model):
    model.show(Points.of([point(1, "F", 24 * 90)]))
    assert ":05" in texts(model, 0)[0]


def test_where_nothing_changed_a_dash_stands():
    assert changes(0, 0, 0) == "–"
    assert changes(0, 1, 0) == "+0 ~1 −0"


def test_a_point_that_nobody_checked_says_so(model):
    model.show(Points.of(points_of("F")))
    assert texts(model, 0)[Column.CHECKED] == "not yet"


def test_a_point_that_cannot_be_read_is_a_row_that_says_damaged(model):
    model.show(Points.of(points_of("FF"), (3,)))
    assert sequences(model) == [3, 2, 1]
    assert texts(model, 0) == ["Damaged point", "", "", "", "", "damaged"]
    assert model.index(0, 0).data(Role.MARK) is Mark.UNREADABLE
    assert model.index(0, 0).data(Role.VERDICT) is Verdict.DAMAGED
    assert model.index(0, 0).data(Role.WHEN) is None


def test_where_no_point_can_be_read_the_rows_are_still_there(model):
    model.show(Points.of([], (1, 2)))
    assert sequences(model) == [2, 1]


def test_safety_and_partial_points_are_shown_when_asked_for(model):
    partial = point(3, "I", 1.5, kind=PointKind.PARTIAL)
    model.show(Points.of([*points_of("FI"), partial, safety(4)]))
    assert sequences(model) == [2, 1]
    model.show_all_kinds(True)
    assert sequences(model) == [4, 3, 2, 1]
    assert texts(model, 0)[Column.STRATEGY] == "safety"
    assert texts(model, 1)[Column.STRATEGY] == "incremental, partial"


def test_the_whole_row_is_spoken(model):
    model.show(Points.of([point(1, "F", 2, records_added=12)], verdicts={1: False}))
    spoken = model.index(0, Column.STORED).data(Qt.ItemDataRole.AccessibleTextRole)
    for part in ("today", "full", "record", "12 added", "900.0 kB", "damaged"):
        assert part in spoken


def test_every_point_finds_its_row(model):
    model.show(Points.of([*points_of("FIIF"), safety(7)], (5,)))
    model.show_all_kinds(True)
    assert [model.row_of(sequence) for sequence in (7, 5, 4, 3, 2, 1)] == [0, 1, 2, 3, 4, 5]
    assert model.row_of(6) is None
    assert model.row_of(None) is None
    model.show_all_kinds(False)
    assert model.row_of(7) is None


def test_a_new_point_leaves_a_selected_row_selected(model, qtbot):
    model.show(Points.of(points_of("FI")))
    kept = QPersistentModelIndex(model.index(0, 0))
    with qtbot.waitSignal(model.rowsInserted), qtbot.assertNotEmitted(model.modelReset):
        model.show(Points.of([*points_of("FI"), point(3)]))
    assert kept.data(Role.SEQUENCE) == 2


def test_a_new_verdict_changes_cells_and_nothing_else(model, qtbot):
    model.show(Points.of(points_of("FI")))
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show(Points.of(points_of("FI"), verdicts={2: True}))
    assert texts(model, 0)[Column.CHECKED] == "yes"


def test_points_that_vanish_reset_the_model(model, qtbot):
    model.show(Points.of(points_of("FI")))
    with qtbot.waitSignal(model.modelReset):
        model.show(Points.of(points_of("F")))


def test_a_hundred_thousand_points_are_as_quick_as_ten(model):
    model.show(Points.of(many_points(100_000)))
    begun = time.perf_counter()
    for row in range(0, 100_000, 1_000):
        texts(model, row)
        assert model.row_of(model.sequence(row)) == row
    assert time.perf_counter() - begun < 1


def told(_point):
    return "Monday 09:00"


def test_a_full_point_needs_no_other():
    points = Points.of(points_of("F"))
    assert "without any other" in needs_of(points.points[0], points, told)


def test_an_increment_names_what_reading_it_goes_through():
    points = Points.of(points_of("FDII"))
    said = needs_of(points.points[3], points, told)
    assert "the full one of Monday 09:00" in said
    assert "1 differential" in said
    assert "1 incremental" in said


def test_a_full_that_is_gone_is_said_to_be_gone():
    points = Points.of(points_of("FI")[1:], (1,))
    assert "no longer there" in needs_of(points.points[0], points, told)


def test_what_a_damaged_point_means_is_said():
    assert "would not bring back everything" in meaning_of(point(1), Verdict.DAMAGED)
    assert "lost" in meaning_of(None, Verdict.DAMAGED)
    assert meaning_of(point(1), Verdict.INTACT) == ""


def test_the_clock_only_tells_times_anew(model, qtbot):
    model.show(Points.of([point(1, "F", 2)]))
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.clock_moved()
    assert {index.column() for index in changed.args[:2]} == {Column.WHEN}


def test_an_unreadable_point_stands_between_its_neighbours():
    points = Points.of([point(1, "F", 10), point(3, "F", 6)], (2,))
    middle = (NOW - timedelta(hours=8)).timestamp()
    assert points.times[1] == pytest.approx(middle)


CONTENTS = PointDetail(
    point(1, records=1_230, records_added=10, records_changed=4, records_deleted=6, bytes_data=1_000),
    (EntityInPoint("contact", "Contacts", 1_200, 3, 4, 5, 900),),
    (),
)


@pytest.fixture
def entities():
    model = PointEntitiesModel()
    yield model
    model.deleteLater()


def test_entities_are_a_sound_model(entities, qtmodeltester):
    entities.show(CONTENTS)
    qtmodeltester.check(entities)


def test_an_entity_says_its_records_and_changes(entities):
    entities.show(CONTENTS)
    assert [entities.index(0, column).data() for column in EntityColumn] == ["Contacts", "1,200", "+3 ~4 −5"]
    spoken = entities.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Contacts" in spoken
    assert "5 deleted" in spoken


def test_what_a_crm_keeps_for_its_search_is_a_part_too_so_that_the_sums_are_those_of_the_point(entities):
    entities.show(CONTENTS)
    assert [entities.index(1, column).data() for column in EntityColumn] == ["Search index", "30", "+7 ~0 −1"]
    entities.show(PointDetail(point(1, records=1_200), CONTENTS.entities, ()))
    assert entities.rowCount() == 1


def test_entities_are_shown_as_users_know_them_and_their_own_names_to_who_asks(entities):
    people = BusinessEntity(id="people", english="People", chinese="人员", entities=("contact", "contact_cstm"))
    tables = (
        EntityInPoint("tag", "tag", 8, 1, 0, 0, 10),
        EntityInPoint("contact", "contact", 1_200, 3, 4, 5, 900),
        EntityInPoint("contact_cstm", "contact_cstm", 1_199, 2, 4, 5, 100),
    )
    entities.show(PointDetail(point(1, records=2_407), tables, (), (people,)))
    assert [entities.index(row, 0).data() for row in range(entities.rowCount())] == ["People", "Tag"]
    assert [entities.index(0, column).data() for column in EntityColumn] == ["People", "2,399", "+5 ~8 −10"]
    assert entities.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("contact, contact_cstm")
    assert entities.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("tag")
