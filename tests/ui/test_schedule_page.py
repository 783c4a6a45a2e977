"""The page Schedule: editing, saving, pausing, and what comes next."""

import re
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import QTime

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.ui.pages.schedule import SchedulePage
from crmbackup_gui.ui.viewmodels.schedule_draft import EVERY_DAY, Preset, preset_schedule


@pytest.fixture
def crm(qtbot, session, tmp_path):
    connection = new_connection(
        "Acme", f"sqlite:///{tmp_path}/crm.db", str(tmp_path / "r"), schedule=preset_schedule(Preset.DAILY)
    )
    with qtbot.waitSignal(session.connections_changed):
        session.change_connection(connection)
    return connection


@pytest.fixture
def page(qtbot, session, crm):
    page = SchedulePage(session)
    qtbot.addWidget(page)
    page.resize(600, 500)
    page.show_connection(crm.id)
    page.show()
    return page


def saved(session, crm):
    return session.connection(crm.id).schedule


def save(qtbot, session, page):
    with qtbot.waitSignal(session.settings_changed):
        page.save.click()


def choose(combo, data):
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def test_it_says_the_rhythm_and_the_next_ten_runs(page):
    assert page.sentence.text() == "Full on Sundays at 02:00, incremental every day at 18:00."
    assert page.runs.rowCount() == 10
    assert not page.changed
    assert not page.save.isVisible()


def test_an_edit_changes_the_sentence_at_once_and_the_settings_when_it_is_saved(qtbot, session, page, crm):
    row = page.rows[1]
    choose(row.interval, 60)
    row.first.setTime(QTime(9, 0))
    row.last.setTime(QTime(17, 0))
    assert page.sentence.text().endswith("incremental every hour from 09:00 to 17:00.")
    assert page.save.isVisible()
    assert saved(session, crm) == crm.schedule
    save(qtbot, session, page)
    rule = saved(session, crm).rules[1]
    assert (rule.every_minutes, rule.first, rule.last) == (60, "09:00", "17:00")
    assert saved(session, crm).since is not None
    assert not page.save.isVisible()


def test_discard_brings_back_what_is_saved(page):
    page.rows[0].remove.click()
    page.network.click()
    assert page.changed
    page.discard.click()
    assert not page.changed
    assert len(page.rows) == 2
    assert not page.network.isChecked()


def test_rows_are_added_and_removed(qtbot, session, page, crm):
    page.add.click()
    choose(page.rows[2].strategy, Strategy.DIFFERENTIAL)
    page.rows[0].remove.click()
    save(qtbot, session, page)
    assert [rule.strategy for rule in saved(session, crm).rules] == [Strategy.INCREMENTAL, Strategy.DIFFERENTIAL]


def test_single_days_are_chosen_with_buttons(qtbot, session, page, crm):
    row = page.rows[0]
    row.days.setCurrentIndex(row.days.count() - 1)
    row.days.activated.emit(row.days.count() - 1)
    assert row.day_buttons[6].isVisible()
    row.day_buttons[2].click()
    save(qtbot, session, page)
    assert saved(session, crm).rules[0].days == (2, 6)


def test_a_row_without_a_day_or_that_ends_before_it_begins_cannot_be_saved(page):
    row = page.rows[0]
    row.days.setCurrentIndex(row.days.count() - 1)
    row.days.activated.emit(row.days.count() - 1)
    row.day_buttons[6].click()
    assert page.save.isVisible()
    assert not page.save.isEnabled()
    row.day_buttons[6].click()
    choose(row.interval, 60)
    row.first.setTime(QTime(22, 0))
    row.last.setTime(QTime(8, 0))
    assert not page.save.isEnabled()
    assert row._problem.isVisible()


def test_a_preset_takes_the_place_of_the_rows(qtbot, session, page, crm):
    choose(page.preset, Preset.BY_HAND)
    assert page.rows == []
    assert page.none.isVisible()
    choose(page.preset, Preset.HOURLY)
    save(qtbot, session, page)
    assert saved(session, crm).rules == preset_schedule(Preset.HOURLY).rules


def test_conditions_are_kept(qtbot, session, page, crm):
    for condition in (page.network, page.metered, page.battery):
        condition.click()
    page.percent.setValue(35)
    save(qtbot, session, page)
    schedule = saved(session, crm)
    assert (schedule.need_network, schedule.avoid_metered, schedule.avoid_battery_below) == (True, True, 35)


def test_off_is_off(qtbot, session, page, crm):
    page.active.click()
    assert page.none.isVisible()
    save(qtbot, session, page)
    assert not saved(session, crm).active


def test_a_pause_begins_at_once_and_leaves_the_edits_alone(qtbot, session, page, crm):
    page.network.click()
    with qtbot.waitSignal(session.settings_changed):
        page.pause.menu().actions()[0].trigger()
    until = saved(session, crm).paused_until
    assert timedelta(minutes=55) < until - datetime.now(UTC) < timedelta(minutes=65)
    assert not saved(session, crm).need_network
    assert page.changed
    assert re.search(r"Paused until (today|tomorrow) \d\d:\d\d", page.notice.text)
    with qtbot.waitSignal(session.settings_changed):
        page.resume.click()
    assert saved(session, crm).paused_until is None
    assert page.pause.isVisible()


def test_a_pause_of_the_whole_program_is_told(qtbot, session, page):
    until = datetime.now(UTC) + timedelta(hours=2)
    with qtbot.waitSignal(session.settings_changed):
        session.change_settings(lambda settings: msgspec.structs.replace(settings, paused_until=until))
    assert "All CRMs are paused" in page.notice.text


def test_edits_outlive_a_refresh_and_a_look_at_another_crm(qtbot, session, page, crm, tmp_path):
    page.network.click()
    other = new_connection("Other", f"sqlite:///{tmp_path}/other.db", str(tmp_path / "r"))
    with qtbot.waitSignal(session.connections_changed):
        session.change_connection(other)
    assert page.network.isChecked()
    page.show_connection(other.id)
    assert not page.network.isChecked()
    page.show_connection(crm.id)
    assert page.network.isChecked()
    assert page.changed


def test_what_another_program_saved_shows_where_nothing_was_edited(qtbot, session, page, crm):
    changed = msgspec.structs.replace(crm, schedule=preset_schedule(Preset.WEEKLY))
    with qtbot.waitSignal(session.connections_changed):
        session.change_connection(changed)
    assert page.sentence.text() == "Full on Fridays at 18:00."


def test_what_cannot_be_saved_is_told_and_the_edits_stay(qtbot, session, program, page, monkeypatch):
    def refuse(_):
        raise OSError("the disk is full")

    page.network.click()
    monkeypatch.setattr(program.settings, "change", refuse)
    with qtbot.waitSignals([session.problem, session.settings_changed]):
        page.save.click()
    assert page.changed
    assert page.save.isEnabled()


def test_a_time_of_day_that_was_a_rhythm_before_is_saved_once(qtbot, session, page):
    row = page.rows[1]
    choose(row.interval, 60)
    row.last.setTime(QTime(22, 0))
    choose(row.interval, None)
    row.first.setTime(QTime(7, 0))
    save(qtbot, session, page)
    assert not page.changed


def test_without_a_crm_it_is_at_rest(page):
    page.show_connection(None)
    assert not page.isEnabled()
    assert page.rows == []


def test_every_day_is_stored_as_no_day(qtbot, session, page, crm):
    row = page.rows[0]
    row.days.setCurrentIndex(0)
    row.days.activated.emit(0)
    assert row.row.days == EVERY_DAY
    save(qtbot, session, page)
    assert saved(session, crm).rules[0].days == ()
