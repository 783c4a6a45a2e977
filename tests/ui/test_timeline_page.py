"""The tab of recovery points: what it shows in each state, and what its buttons ask for."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton, QTableView, QToolButton

from crmbackup_gui.errors import KeyMissing, RepositoryNotFound
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.overview import EntityInPoint, PointDetail
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.pages.timeline import TimelinePage
from crmbackup_gui.ui.viewmodels.points import Mark, Verdict
from crmbackup_gui.ui.viewmodels.timeline import Column
from crmbackup_gui.ui.widgets.timeline_strip import TimelineStrip
from tests.bench.window_timeline import many_points
from tests.ui.timeline_points import points_of, safety

ID = "0123456789abcdef"


class Overview:
    """What the page reads of an overview."""

    def __init__(self, points=(), unreadable=(), verdicts=None, missed=(), copy=""):
        self.copy = copy
        self.points, self.unreadable, self.verdicts = tuple(points), tuple(unreadable), verdicts or {}
        self.missed = tuple(missed)


@pytest.fixture
def known(session, monkeypatch):
    """A session that knows one CRM, and whose program answers at once; `told` makes it know something."""
    connection = Connection(id=ID, name="Acme Sales", source="sqlite:////crm.db", repository="/kept")
    monkeypatch.setattr(session, "connection", lambda wanted: connection if wanted == ID else None)
    monkeypatch.setattr(session, "connections", lambda: (connection,))
    monkeypatch.setattr(session, "refresh", lambda _: None)

    overviews, troubles = {}, {}
    monkeypatch.setattr(session, "overview", overviews.get)
    monkeypatch.setattr(session, "trouble", troubles.get)

    def detail(_connection, sequence):
        point = next(p for p in overviews[ID].points if p.sequence == sequence)
        return PointDetail(point, (EntityInPoint("contact", "Contacts", 1_200, 3, 4, 5, 900),), ())

    monkeypatch.setattr(session.program, "point_detail", detail)

    def told(overview=None, trouble=None):
        if overview is not None:
            overviews[ID] = overview
        troubles.pop(ID, None)
        if trouble is not None:
            troubles[ID] = trouble
        session.overview_changed.emit(ID)

    session.told = told
    return session


@pytest.fixture
def page(known, qtbot):
    page = TimelinePage(known)
    qtbot.addWidget(page)
    page.resize(880, 520)
    page.show()
    page.show_connection(ID)
    return page


def shows(page):
    """The state that the page is in."""
    return page._stack.currentWidget()


def test_nothing_is_shown_before_anything_is_known(page):
    assert shows(page) is page._nothing


def test_what_takes_long_to_read_is_said_to_be_read(page, qtbot):
    qtbot.waitUntil(lambda: shows(page) is page.state)
    assert "Reading" in page.state.title
    assert not page.state.button.isVisible()


def test_the_newest_point_is_selected_at_first(page, known):
    known.told(Overview(points_of("FII")))
    assert shows(page) is page._content
    assert page.table.chosen == 3


def test_the_selection_survives_a_refresh(page, known):
    known.told(Overview(points_of("FII")))
    page.table.choose(1)
    known.told(Overview([*points_of("FIII")]))
    assert page.table.chosen == 1
    assert page.detail._sequence == 1


def test_another_connection_shows_nothing_of_the_last(page, known):
    known.told(Overview(points_of("FII")))
    page.show_connection(None)
    assert shows(page) is page._nothing
    assert page.model.rowCount() == 0


def test_no_points_yet_offers_to_take_the_first(page, known, qtbot, monkeypatch):
    known.told(Overview())
    assert page.state.title == "No recovery points yet"
    asked = []
    monkeypatch.setattr(known, "back_up", asked.append)
    qtbot.mouseClick(page.state.button, Qt.MouseButton.LeftButton)
    assert asked == [ID]


def test_while_the_first_point_is_taken_the_page_says_so(page, known, monkeypatch):
    known.told(Overview())
    monkeypatch.setattr(known, "is_busy", lambda _: True)
    known.jobs.changed.emit()
    assert "being taken" in page.state.title
    assert not page.state.button.isVisible()


def test_an_unplugged_repository_is_a_state_with_a_way_on(page, known, qtbot, monkeypatch):
    known.told(trouble=RepositoryNotFound("/media/stick"))
    assert "cannot be reached" in page.state.title
    assert "/media/stick" in page.state.text
    asked = []
    monkeypatch.setattr(known, "refresh", asked.append)
    qtbot.mouseClick(page.state.button, Qt.MouseButton.LeftButton)
    assert asked == [ID]
    known.told(Overview(points_of("F")))
    assert shows(page) is page._content


def test_a_locked_repository_asks_for_its_key(page, known, qtbot):
    known.told(trouble=KeyMissing())
    assert "locked" in page.state.title
    with qtbot.waitSignal(known.problem) as told:
        qtbot.mouseClick(page.state.button, Qt.MouseButton.LeftButton)
    assert isinstance(told.args[0], KeyMissing)


def test_points_that_were_read_before_stay_in_sight_when_the_place_is_gone(page, known):
    known.told(Overview(points_of("FI")))
    known.told(trouble=RepositoryNotFound("/media/stick"))
    assert shows(page) is page._content
    assert page.notice.isVisible()
    assert "/media/stick" in page.notice.text


def test_points_of_a_copy_are_shown_as_such_until_the_place_is_back(page, known):
    known.told(Overview(points_of("FI"), copy="/media/second"))
    assert shows(page) is page._content
    assert page.notice.isVisible()
    assert "copy in /media/second" in page.notice.text
    known.told(Overview(points_of("FII")))
    assert not page.notice.isVisible()


def test_a_point_is_shown_with_its_entities(page, known, qtbot):
    known.told(Overview(points_of("FII")))
    qtbot.waitUntil(lambda: page.detail.entities.rowCount() == 1)
    assert "the full one of" in page.detail._needs.text()
    assert page.detail.restore.isVisible()


def test_walking_quickly_asks_only_for_the_last_point(page, known, qtbot, monkeypatch):
    asked = []
    detail = known.program.point_detail

    def noted(connection, sequence):
        asked.append(sequence)
        return detail(connection, sequence)

    monkeypatch.setattr(known.program, "point_detail", noted)
    known.told(Overview(points_of("F" + 20 * "I")))
    page.table.setFocus()
    for _ in range(10):
        qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.detail.entities.rowCount() == 1)
    assert asked == [11]


def test_a_detail_that_cannot_be_read_says_why(page, known, qtbot, monkeypatch):
    def gone(_connection, _sequence):
        raise RepositoryNotFound("/media/stick")

    monkeypatch.setattr(known.program, "point_detail", gone)
    known.told(Overview(points_of("F")))
    qtbot.waitUntil(page.detail.trouble.isVisible)
    assert "/media/stick" in page.detail.trouble.text


def test_restore_is_asked_for_from_the_selected_point(page, known, qtbot):
    known.told(Overview(points_of("FII")))
    page.table.choose(2)
    with qtbot.waitSignal(page.restore_wanted) as wanted:
        qtbot.mouseClick(page.detail.restore, Qt.MouseButton.LeftButton)
    assert wanted.args == [ID, 2]


def test_a_check_is_asked_for_of_the_selected_point(page, known, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(known, "check", lambda *what: asked.append(what))
    known.told(Overview(points_of("FII")))
    qtbot.mouseClick(page.detail.check, Qt.MouseButton.LeftButton)
    assert asked == [(ID, (3,))]


def test_no_check_is_begun_while_a_job_runs(page, known, monkeypatch):
    known.told(Overview(points_of("FII")))
    monkeypatch.setattr(known, "is_busy", lambda _: True)
    known.jobs.changed.emit()
    assert not page.detail.check.isEnabled()


def test_a_damaged_point_says_what_that_means_and_offers_the_newest_intact(page, known, qtbot):
    known.told(Overview(points_of("FII"), verdicts={3: False}))
    assert page.detail.meaning.tone is Tone.BAD
    assert "would not bring back everything" in page.detail.meaning.text
    assert not page.detail.restore.isVisible()
    with qtbot.waitSignal(page.restore_wanted) as wanted:
        qtbot.mouseClick(page.detail.newest_intact, Qt.MouseButton.LeftButton)
    assert wanted.args == [ID, None]


def test_an_unreadable_point_offers_the_newest_intact_and_no_check(page, known):
    known.told(Overview(points_of("FI"), unreadable=(3,), verdicts={3: False}))
    assert page.detail._title.text() == "Damaged recovery point"
    assert page.detail.newest_intact.isVisible()
    assert not page.detail.check.isVisible()
    assert not page.detail.table.isVisible()


def test_a_safety_point_offers_undo_instead_of_restore(page, known, qtbot):
    known.told(Overview([*points_of("FI"), safety(3)]))
    page.select(3)
    assert page.all_kinds.isChecked()
    assert not page.detail.restore.isVisible()
    with qtbot.waitSignal(page.undo_wanted) as wanted:
        qtbot.mouseClick(page.detail.undo, Qt.MouseButton.LeftButton)
    assert wanted.args == [ID, 3]


def test_a_new_verdict_shows_in_the_detail_at_once(page, known):
    known.told(Overview(points_of("F")))
    assert "Not checked" in page.detail._verdict.text()
    known.told(Overview(points_of("F"), verdicts={1: True}))
    assert "all of it can be read" in page.detail._verdict.text()


def test_the_warnings_of_a_point_are_shown(page, known):
    warned = _with(points_of("F")[0], warnings=("Something was odd.",))
    known.told(Overview([warned]))
    assert page.detail.warnings.isVisible()
    assert "odd" in page.detail.warnings.text


def _with(point, **changed):
    return msgspec.structs.replace(point, **changed)


def test_hiding_safety_points_again_takes_the_selection_of_one_away(page, known):
    known.told(Overview([*points_of("FI"), safety(3)]))
    page.select(3)
    page.all_kinds.setChecked(False)
    assert page.table.chosen is None
    assert not page.detail._whole.isVisible()


def test_a_hundred_thousand_points_are_put_into_columns_on_a_thread(page, known, qtbot):
    known.told(Overview(many_points(100_000)))
    assert page.model.rowCount() == 0
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    assert page.table.chosen == max(p.sequence for p in many_points(100_000) if p.kind is PointKind.REGULAR)


def test_everything_that_takes_the_focus_has_a_name(page, known):
    known.told(Overview(points_of("FI")))
    for widget in (
        w for kind in (QPushButton, QToolButton, QCheckBox, QTableView, TimelineStrip) for w in page.findChildren(kind)
    ):
        assert widget.accessibleName(), widget


def test_in_a_narrow_page_columns_make_room_and_come_back(page, known):
    known.told(Overview(points_of("FI")))
    page.resize(580, 400)
    assert page.table.isColumnHidden(Column.STORED)
    assert not page.table.isColumnHidden(Column.WHEN)
    assert not page.table.isColumnHidden(Column.CHECKED)
    page.resize(1_400, 400)
    assert not page.table.isColumnHidden(Column.STORED)


def test_the_demo_is_shown_as_it_is(demo, qtbot):
    page = TimelinePage(demo)
    qtbot.addWidget(page)
    page.resize(880, 520)
    page.show()
    demo.refresh(demo.only.id)
    page.show_connection(demo.only.id)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    overview = demo.overview(demo.only.id)
    assert len(page.model.points) == len(overview.points)
    qtbot.waitUntil(lambda: page.detail.entities.rowCount() > 0)
    first = min(overview.points, key=lambda p: p.sequence)
    page.select(first.sequence)
    assert first.strategy is Strategy.FULL
    row = page.model.points.row_of(first.sequence)
    assert Mark(page.model.points.marks[row]) is Mark.FULL
    page.detail.check.click()
    qtbot.waitUntil(lambda: page.model.points.verdicts[row] == Verdict.INTACT, timeout=20_000)
    assert "all of it can be read" in page.detail._verdict.text()
