"""Restoring through the real wizard, on the demo CRM."""

import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit, QWidget, QWizard

from crmbackup_gui.errors import KeyMissing, StoreFailed
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.viewmodels.restore_counts import CountColumn
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from crmbackup_gui.ui.wizards.restore.wizard import Step

WAIT = 20_000
DONE = ("created", "updated", "deleted", "failed")


class Guide:
    """The wizard with short ways to walk through it."""

    def __init__(self, qtbot, session, sequence=None):
        self.bot, self.session = qtbot, session
        self.ended = []
        session.restored.connect(self._restored)
        session.refresh(session.only.id)
        qtbot.waitUntil(lambda: session.overview(session.only.id) is not None, timeout=WAIT)
        self.wizard = RestoreWizard(session, session.only.id, sequence)
        qtbot.addWidget(self.wizard)
        self.wizard.show()
        self.when, self.what = self.wizard.when, self.wizard.what
        self.where, self.check = self.wizard.where, self.wizard.check

    def _restored(self, _connection, restored):
        self.ended.append(restored)

    def click(self, which):
        self.bot.mouseClick(self.wizard.button(which), Qt.MouseButton.LeftButton)

    def to_what(self):
        self.click(QWizard.WizardButton.NextButton)
        self.bot.waitUntil(lambda: self.wizard.contents is not None, timeout=WAIT)

    def to_where(self):
        self.click(QWizard.WizardButton.NextButton)
        assert self.wizard.currentId() == Step.WHERE

    def to_check(self):
        self.click(QWizard.WizardButton.NextButton)
        self.rehearsed()

    def rehearsed(self):
        self.bot.waitUntil(lambda: not self.check.working.busy, timeout=WAIT)

    @property
    def finish(self):
        return self.wizard.button(QWizard.WizardButton.FinishButton)

    def restore(self):
        """Finish, and wait for the job that outlives the wizard."""
        counted = [self.check.report.total(what) for what in DONE]
        self.click(QWizard.WizardButton.FinishButton)
        assert not self.wizard.isVisible()
        self.bot.waitUntil(lambda: bool(self.ended), timeout=WAIT)
        (restored,) = self.ended
        assert [restored.report.total(what) for what in DONE] == counted
        return restored


@pytest.fixture
def guide(qtbot, demo):
    return Guide(qtbot, demo)


@pytest.fixture
def database(demo):
    return demo.folder / "living" / "crm.db"


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def change(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in statements:
            connection.execute(statement)


def tick(model, row, *, wanted=True):
    state = Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked
    assert model.setData(model.index(row, 0), state.value, Qt.ItemDataRole.CheckStateRole)


def row_named(model, name):
    return next(row for row in range(model.rowCount()) if model.index(row, 0).data() == name)


def search(guide, text):
    guide.what.records.setChecked(True)
    guide.what.search.edit.setText(text)
    guide.bot.mouseClick(guide.what.search.search, Qt.MouseButton.LeftButton)
    guide.bot.waitUntil(guide.what.search.search.isEnabled, timeout=WAIT)


# When


def test_the_newest_point_is_picked_at_first_and_another_one_when_it_is_asked_for(qtbot, demo):
    assert Guide(qtbot, demo).wizard.point.sequence == 5
    assert Guide(qtbot, demo, 2).wizard.point.sequence == 2


def test_a_time_chooses_the_newest_point_before_it_or_says_that_there_is_none(guide):
    guide.when.at_a_time.setChecked(True)
    assert guide.wizard.point.sequence == 5
    guide.when.time.setDateTime(guide.when.time.dateTime().addYears(-1))
    assert not guide.when.isComplete()
    assert "Choose a later time" in guide.when._answer.text()


def test_the_newest_intact_point_is_found_by_reading_it(guide):
    guide.when.newest_intact.setChecked(True)
    assert not guide.when.isComplete()
    guide.bot.mouseClick(guide.when.look, Qt.MouseButton.LeftButton)
    guide.bot.waitUntil(guide.when.isComplete, timeout=WAIT)
    assert guide.wizard.point.sequence == 5
    assert "Nothing newer is lost" in guide.when._answer.text()


def test_what_is_lost_with_a_damaged_point_is_said(qtbot, demo):
    view = demo.program.unlock(demo.only.repository).view(demo.program.overview(demo.only).crm, 5)
    (state, *_) = (s for s in view.manifest.entities if s.upserts)
    pack = state.upserts[0].place.pack.hex()
    (path,) = (p for p in (demo.folder / "repository").rglob(f"*{pack}*") if p.is_file())
    path.write_bytes(b"\0" * path.stat().st_size)
    guide = Guide(qtbot, demo)
    guide.bot.mouseClick(guide.when.look, Qt.MouseButton.LeftButton)
    guide.bot.waitUntil(guide.when.isComplete, timeout=WAIT)
    assert guide.wizard.point.sequence == 4
    assert "lost" in guide.when._answer.text()
    # The list shows which one that is, and stays what it is: not the way in which it was chosen.
    assert guide.when.table.chosen == 4
    assert guide.when.newest_intact.isChecked()


# The whole CRM


def test_the_whole_crm_comes_back_exactly_and_the_rehearsal_has_counted_it(guide, demo, database):
    point = demo.overview(demo.only.id).points[4]
    as_it_was = rows(database, "SELECT * FROM contact ORDER BY id")
    change(database, "DELETE FROM contact WHERE id < 20", "INSERT INTO tag (name) VALUES ('newer')")
    guide.to_what()
    # The sum is that of the rows below it, which are counted.
    assert f"in {guide.what.all_parts.rowCount()} part" in guide.what._summary.text()
    guide.to_where()
    guide.where.remove_newer.click()
    guide.to_check()
    assert str(database) in guide.check.facts.text()
    assert "safety point" in guide.check.facts.text()
    assert guide.finish.text().startswith("Restore ")
    restored = guide.restore()
    assert restored.report.verified
    assert restored.report.total("verified") == point.records
    assert rows(database, "SELECT * FROM contact ORDER BY id") == as_it_was
    assert rows(database, "SELECT * FROM tag WHERE name = 'newer'") == []


def test_without_the_third_tick_nothing_newer_is_removed(guide, database):
    change(database, "DELETE FROM deal_contact", "INSERT INTO tag (name) VALUES ('newer')")
    guide.to_what()
    guide.to_where()
    guide.to_check()
    assert guide.check.report.total("deleted") == 0
    assert guide.restore().run.outcome is Outcome.OK
    assert rows(database, "SELECT name FROM tag WHERE name = 'newer'") == [("newer",)]


def test_when_there_is_nothing_to_do_the_wizard_says_so_and_restores_nothing(guide):
    guide.to_what()
    guide.to_where()
    guide.to_check()
    assert guide.check.summary.text() == "Nothing to do: everything is as it was."
    assert not guide.finish.isEnabled()


def test_an_old_point_goes_into_a_new_place(qtbot, demo, database):
    guide = Guide(qtbot, demo, 1)
    guide.to_what()
    guide.to_where()
    guide.where.new.setChecked(True)
    assert not guide.where.create_missing.isEnabled()
    guide.to_check()
    assert "nothing is replaced" in guide.check.facts.text()
    restored = guide.restore()
    place = place_of(guide.wizard.state.new_url)
    assert rows(place.path, "SELECT count(*) FROM contact") == [(200,)]
    assert restored.report.safety_point is None
    assert restored.report.total("verified") == demo.overview(demo.only.id).points[0].records
    assert rows(database, "SELECT count(*) FROM audit") != [(0,)]


# Some of it


def test_some_entities_come_back_and_the_others_stay(guide, database):
    change(database, "DELETE FROM deal_contact", "DELETE FROM note")
    guide.to_what()
    guide.what.parts.setChecked(True)
    assert not guide.what.isComplete()
    tick(guide.what.entities, row_named(guide.what.entities, "Deals"))
    assert guide.what.isComplete()
    guide.to_where()
    guide.to_check()
    guide.restore()
    assert rows(database, "SELECT count(*) > 0 FROM deal_contact") == [(1,)]
    assert rows(database, "SELECT count(*) FROM note") == [(0,)]


def test_single_records_are_searched_and_come_back_with_what_belongs_to_them(guide, database):
    (contact,) = rows(database, "SELECT contact_id FROM note WHERE contact_id IS NOT NULL LIMIT 1")
    ((email, notes),) = rows(
        database,
        f"SELECT email, (SELECT count(*) FROM note WHERE contact_id = c.id) FROM contact c WHERE id = {contact[0]}",
    )
    change(database, f"DELETE FROM contact WHERE id = {contact[0]}")
    guide.to_what()
    search(guide, email.upper())
    found = guide.what.search.model
    tick(found, next(r for r in range(found.rowCount()) if found.index(r, 1).data() == "Contacts"))
    assert guide.what.search.with_children.isChecked()
    guide.to_where()
    assert not guide.where.remove_newer.isEnabled()
    guide.to_check()
    restored = guide.restore()
    assert restored.report.verified
    assert rows(database, f"SELECT count(*) FROM contact WHERE id = {contact[0]}") == [(1,)]
    assert rows(database, f"SELECT count(*) FROM note WHERE contact_id = {contact[0]}") == [(notes,)]


def test_ticked_records_stay_while_others_are_searched_for(guide):
    guide.to_what()
    search(guide, "a")
    tick(guide.what.search.model, 3)
    chosen = guide.what.search.model.chosen
    search(guide, "nothing is called so")
    assert guide.what.search.model.chosen == chosen
    assert guide.what.search.model.rowCount() == 1
    tick(guide.what.search.model, 0, wanted=False)
    assert not guide.what.isComplete()


def test_single_fields_are_put_back_and_nothing_is_created(guide, database):
    ((name, email),) = rows(database, "SELECT last_name, email FROM contact WHERE id = 1")
    change(
        database,
        "UPDATE contact SET last_name = 'Wrong', email = 'kept@example.net' WHERE id = 1",
        "DELETE FROM contact WHERE id = 2",
    )
    guide.to_what()
    guide.what.parts.setChecked(True)
    tick(guide.what.entities, row_named(guide.what.entities, "Contacts"))
    guide.what.some_fields.setChecked(True)
    dialog = guide.wizard.findChild(QWidget, "fields")
    names = [dialog.model.index(row, 0).data() for row in range(dialog.model.rowCount())]
    dialog.model.setData(dialog.model.index(names.index("Last name"), 0), 2, Qt.ItemDataRole.CheckStateRole)
    dialog.accept()
    assert guide.wizard.state.fields == ("last_name",)
    guide.to_where()
    assert not guide.where.create_missing.isEnabled()
    guide.to_check()
    guide.restore()
    assert rows(database, "SELECT last_name, email FROM contact WHERE id = 1") == [(name, "kept@example.net")]
    assert rows(database, "SELECT 1 FROM contact WHERE id = 2") == []
    assert email != "kept@example.net"


# What goes wrong


def test_a_rehearsal_that_is_stopped_changes_nothing_and_can_be_begun_again(guide, demo, monkeypatch):
    real = demo.program.restore

    def slow(connection, sequence, target, request, progress, cancel, **more):
        while not cancel.cancelled:
            cancel._event.wait(0.01)
        return real(connection, sequence, target, request, progress, cancel, **more)

    guide.to_what()
    guide.to_where()
    monkeypatch.setattr(demo.program, "restore", slow)
    guide.click(QWizard.WizardButton.NextButton)
    assert not guide.finish.isEnabled()
    guide.bot.mouseClick(guide.check.working.stop_button, Qt.MouseButton.LeftButton)
    guide.rehearsed()
    assert "Nothing was changed" in guide.check.trouble.text
    monkeypatch.setattr(demo.program, "restore", real)
    guide.bot.mouseClick(guide.check.trouble.button, Qt.MouseButton.LeftButton)
    guide.rehearsed()
    assert guide.check.report is not None


def test_going_back_stops_the_rehearsal(guide, demo, monkeypatch):
    def endless(*arguments):
        cancel = arguments[-1]
        while True:
            cancel.check()
            cancel._event.wait(0.01)

    guide.to_what()
    guide.to_where()
    monkeypatch.setattr(demo.program, "restore", endless)
    guide.click(QWizard.WizardButton.NextButton)
    guide.click(QWizard.WizardButton.BackButton)
    guide.bot.waitUntil(lambda: not demo.jobs.heavy, timeout=WAIT)
    assert guide.wizard.currentId() == Step.WHERE


def test_a_target_that_is_not_there_is_named_and_so_is_a_new_place_that_is_taken(guide, demo):
    guide.to_what()
    guide.to_where()
    guide.where.other.setChecked(True)
    assert not guide.where.isComplete()
    guide.where.other_place.path.set_path(str(demo.folder / "nowhere.db"))
    guide.where.other_place.files.set_path(str(demo.folder / "nowhere"))
    guide.to_check()
    assert "There is no CRM at that place" in guide.check.trouble.text
    assert not guide.finish.isEnabled()
    guide.click(QWizard.WizardButton.BackButton)
    guide.where.new.setChecked(True)
    (demo.folder / "taken.db").write_bytes(b"something")
    guide.where.new_place.path.set_path(str(demo.folder / "taken.db"))
    guide.to_check()
    assert "There is something at that place already" in guide.check.trouble.text


def test_the_crm_itself_is_no_other_place(guide, demo):
    guide.to_what()
    guide.to_where()
    guide.where.other.setChecked(True)
    guide.where.other_place.path.set_path(str(demo.folder / "living" / "crm.db"))
    guide.where.other_place.files.set_path(str(demo.folder / "living" / "files"))
    assert not guide.where.isComplete()
    assert "This is the CRM itself" in guide.where.notice.text


def test_parts_that_the_crm_lacks_are_created_only_when_somebody_says_so(guide, database):
    change(database, "DROP TABLE deal_contact")
    guide.to_what()
    guide.to_where()
    guide.to_check()
    assert "deal_contact" in guide.check.trouble.text
    guide.bot.mouseClick(guide.check.trouble.button, Qt.MouseButton.LeftButton)
    guide.rehearsed()
    guide.restore()
    assert rows(database, "SELECT count(*) > 0 FROM deal_contact") == [(1,)]


def test_a_repository_that_is_locked_or_away_is_said_and_tried_again(guide, demo, monkeypatch):
    def locked(*_arguments, **_options):
        raise KeyMissing

    def away(*_arguments, **_options):
        raise StoreFailed("/media/stick", "it is not there")

    guide.to_what()
    guide.to_where()
    with monkeypatch.context() as patch:
        patch.setattr(demo.program, "restore", locked)
        guide.to_check()
        assert guide.check.trouble.button.text() == "Unlock…"
        patch.setattr(demo.program, "restore", away)
        guide.check._rehearse()
        guide.rehearsed()
        assert "/media/stick" in guide.check.trouble.text
    guide.bot.mouseClick(guide.check.trouble.button, Qt.MouseButton.LeftButton)
    guide.rehearsed()
    assert guide.check.report is not None


def test_records_that_the_crm_refuses_are_listed_with_the_reason(guide, database):
    ((tags,),) = rows(database, "SELECT count(*) FROM tag")
    change(
        database,
        "UPDATE contact SET tag = NULL",
        "DELETE FROM tag",
        "CREATE UNIQUE INDEX only_one ON tag (length(name) > 0)",
    )
    guide.to_what()
    guide.what.parts.setChecked(True)
    tick(guide.what.entities, row_named(guide.what.entities, "Tags"))
    guide.to_where()
    guide.to_check()
    assert guide.check.report.total("failed") == tags - 1
    assert guide.check.refusals.rowCount() == tags - 1
    assert guide.check.refused.isVisible()
    assert not guide.check.outcomes.table.isColumnHidden(CountColumn.REFUSED)
    assert guide.finish.isEnabled()
    restored = guide.restore()
    proof = ProofDialog(guide.session, guide.session.only.id, restored.run, restored.report)
    guide.bot.addWidget(proof)
    assert proof.title.text() == "Some records were refused"
    assert proof.notes.rowCount() >= tags - 1


# Manners


def test_every_control_has_a_name_and_the_mode_follows_the_ticks(guide):
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit)
    nameless = [
        widget
        for kind in kinds
        for widget in guide.wizard.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.isHidden()
        and not widget.objectName().startswith(("qt_", "__qt"))
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert not nameless
    guide.to_what()
    guide.to_where()
    guide.where.put_back.click()
    guide.to_check()
    assert guide.check._asked.request.mode is RestoreMode.MISSING
