"""What people do with the program from its first start on, through the main window."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWizard

from crmbackup_gui.model.health import HealthState
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.schedule import Conditions, Rule, Schedule
from crmbackup_gui.services.demo_crm import change_demo_crm, create_demo_crm
from crmbackup_gui.services.demo_proof import contents
from crmbackup_gui.services.history import Task, Trigger
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.dialogs.unlock import UnlockDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.quitting import Quitting
from crmbackup_gui.ui.scheduler import Scheduler
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.proof import Verdict
from crmbackup_gui.ui.viewmodels.protect_state import Step
from crmbackup_gui.ui.viewmodels.timeline import Column
from crmbackup_gui.ui.wizards.protect import ProtectWizard
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from crmbackup_gui.ui.wizards.restore.wizard import Step as RestoreStep
from tests.engine.sqlite_state import state_of
from tests.real_crm import unpack_tryton
from tests.ui.conftest import end

WAIT = 30_000
PASSPHRASE = "correct horse battery staple"
CONTACTS = 300


class Desk:
    """A person at the main window."""

    def __init__(self, qtbot, session):
        self.bot, self.session = qtbot, session
        self.window = MainWindow(session)
        self.window.may_close = True
        self.window.show()
        self.at_rest()

    def at_rest(self):
        """Nothing runs, and everything that was asked for is shown."""
        self.bot.waitUntil(lambda: not self.session.jobs.active, timeout=WAIT)

    def click(self, button):
        assert button.isEnabled()
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)

    def opened(self, kind):
        self.bot.waitUntil(lambda: any(d.isVisible() for d in self.window.findChildren(kind)), timeout=WAIT)
        return next(dialog for dialog in self.window.findChildren(kind) if dialog.isVisible())

    @property
    def connection(self):
        (connection,) = self.session.connections()
        return connection

    @property
    def overview(self):
        return self.session.overview(self.connection.id)

    @property
    def listed(self):
        """The strategies in the timeline's list, newest first."""
        model = self.window.timeline.model
        return [model.index(row, Column.STRATEGY).data() for row in range(model.rowCount())]

    def back_up(self, strategy=None):
        """Click "Back up now", or one of the strategies in its menu."""
        before = len(self.overview.points)
        if strategy is None:
            self.click(self.window.head.back_up)
        else:
            actions = [a for a in self.window.head.back_up.menu().actions() if not a.isSeparator()]
            actions[[None, Strategy.INCREMENTAL, Strategy.DIFFERENTIAL, Strategy.FULL].index(strategy)].trigger()
        self.bot.waitUntil(lambda: len(self.overview.points) == before + 1, timeout=WAIT)
        self.at_rest()

    def restore(self, sequence=None):
        self.at_rest()
        if sequence is None:
            self.click(self.window.head.restore)
        else:
            self.window.timeline.select(sequence)
            self.window.timeline.restore_wanted.emit(self.connection.id, sequence)
        return Restoring(self, self.opened(RestoreWizard))

    def leave(self):
        self.window.close()
        self.window.deleteLater()


class Restoring:
    """The person in the restore wizard."""

    def __init__(self, desk, wizard):
        self.desk, self.wizard = desk, wizard

    def next(self, step):
        self.desk.click(self.wizard.button(QWizard.WizardButton.NextButton))
        self.desk.bot.waitUntil(lambda: self.wizard.currentId() == step, timeout=WAIT)

    def to_what(self):
        self.next(RestoreStep.WHAT)
        self.desk.bot.waitUntil(lambda: self.wizard.contents is not None, timeout=WAIT)

    def finish(self):
        """Restore, and wait for the proof."""
        self.desk.bot.waitUntil(lambda: not self.wizard.check.working.busy, timeout=WAIT)
        self.desk.click(self.wizard.button(QWizard.WizardButton.FinishButton))
        return self.desk.opened(ProofDialog)


@pytest.fixture
def desk(qtbot, demo):
    desk = Desk(qtbot, demo)
    yield desk
    desk.leave()


@pytest.fixture
def first_start(qtbot, tmp_path):
    """The program as it is after it was installed, and a CRM that nobody protects yet."""
    create_demo_crm(tmp_path / "shop", contacts=CONTACTS)
    session = Session(Program(tmp_path / "settings", tmp_path / "state"))
    desk = Desk(qtbot, session)
    yield desk
    desk.leave()
    end(session)


def rows(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def change(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def protect(desk, folder, fill=None):
    """Walk through the guide of the first run, to the first backup; `fill` fills in the page of the CRM.

    Without it that is the shop in the folder.
    """
    desk.click(desk.window.welcome.begin)
    wizard = desk.opened(ProtectWizard)

    def next_(step):
        forward = wizard.button(QWizard.WizardButton.NextButton)
        desk.bot.waitUntil(forward.isEnabled, timeout=WAIT)
        desk.click(forward)
        desk.bot.waitUntil(lambda: Step(wizard.currentId()) is step, timeout=WAIT)
        return wizard.step_page(step)

    page = next_(Step.CRM)
    if fill is None:
        page.database.edit.setText(str(folder / "shop" / "crm.db"))
        page.attachments.edit.setText(str(folder / "shop" / "files"))
    else:
        fill(page)
    next_(Step.SCOPE)
    page = next_(Step.PLACE)
    page.place.edit.setText(str(folder / "drive"))
    page = next_(Step.PASSPHRASE)
    page.first.edit.setText(PASSPHRASE)
    page.second.edit.setText(PASSPHRASE)
    page.remember.setChecked(False)
    page = next_(Step.CODE)
    page.kept.setChecked(True)
    next_(Step.RHYTHM)
    last = wizard.button(QWizard.WizardButton.FinishButton)
    desk.bot.waitUntil(last.isEnabled, timeout=WAIT)
    desk.click(last)
    desk.bot.waitUntil(lambda: bool(desk.session.connections()) and desk.overview is not None, timeout=WAIT)
    desk.bot.waitUntil(lambda: len(desk.overview.points) == 1, timeout=WAIT)
    desk.at_rest()


def test_from_the_first_start_to_an_older_point_restored_with_proof(first_start, tmp_path):
    desk, database = first_start, tmp_path / "shop" / "crm.db"
    assert desk.window.pages.currentWidget() is desk.window.welcome
    protect(desk, tmp_path)
    assert desk.window.pages.currentWidget() is desk.window.crm_page
    assert desk.session.health(desk.connection.id).state is HealthState.PROTECTED
    as_it_was = contents(database)
    change_demo_crm(database, round=1)
    desk.back_up(Strategy.INCREMENTAL)
    change_demo_crm(database, round=2)
    desk.back_up(Strategy.DIFFERENTIAL)
    change_demo_crm(database, round=3)
    desk.back_up()
    assert desk.listed == ["incremental", "differential", "incremental", "full"]
    newest = contents(database)

    guide = desk.restore(1)
    guide.to_what()
    guide.next(RestoreStep.WHERE)
    guide.wizard.where.remove_newer.click()
    guide.next(RestoreStep.CHECK)
    proof = guide.finish()
    assert proof.proof.verdict is Verdict.MATCHES
    assert str(proof.proof.report.total("verified")) in proof.sentence.text().replace(",", "")
    assert contents(database) == as_it_was

    desk.click(proof.undo)
    box = proof.findChild(QMessageBox)
    desk.click(next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole))
    desk.bot.waitUntil(lambda: desk.opened(ProofDialog).proof.is_undo, timeout=WAIT)
    assert desk.opened(ProofDialog).proof.verdict is Verdict.MATCHES
    desk.at_rest()
    assert contents(database) == newest
    kinds = [point.kind for point in desk.overview.points]
    assert kinds.count(PointKind.SAFETY) == 2
    assert len(desk.listed) == 4


def test_single_customers_that_were_deleted_come_back_with_what_belongs_to_them(desk, demo):
    database = demo.folder / "living" / "crm.db"
    (name,) = rows(database, "SELECT last_name FROM contact WHERE id = 7")[0]
    before = rows(database, "SELECT * FROM note WHERE contact_id = 7 ORDER BY rowid")
    change(database, "PRAGMA foreign_keys = ON", "DELETE FROM note WHERE contact_id = 7")
    change(database, "UPDATE contact SET last_name = 'Gone' WHERE id = 7")
    guide = desk.restore()
    guide.to_what()
    what = guide.wizard.what
    what.records.setChecked(True)
    what.search.edit.setText(name)
    desk.click(what.search.search)
    desk.bot.waitUntil(what.search.search.isEnabled, timeout=WAIT)
    model = what.search.model
    for row in range(model.rowCount()):
        model.setData(model.index(row, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    guide.next(RestoreStep.WHERE)
    guide.next(RestoreStep.CHECK)
    proof = guide.finish()
    assert proof.proof.verdict is Verdict.MATCHES
    assert rows(database, "SELECT last_name FROM contact WHERE id = 7") == [(name,)]
    assert rows(database, "SELECT * FROM note WHERE contact_id = 7 ORDER BY rowid") == before


def test_a_backup_that_is_cancelled_in_the_middle_leaves_no_point_and_says_so(desk, demo, monkeypatch):
    back_up = demo.program.back_up

    def cancelled_at_the_first_record(connection, *, progress, cancel, **options):
        def note(step):
            cancel.cancel()
            progress(step)

        return back_up(connection, progress=note, cancel=cancel, **options)

    monkeypatch.setattr(demo.program, "back_up", cancelled_at_the_first_record)
    desk.click(desk.window.head.back_up)
    desk.at_rest()
    assert len(desk.overview.points) == 5
    (run,) = demo.program.history.runs(desk.connection.id, limit=1)
    assert run.outcome is Outcome.CANCELLED
    assert demo.health(desk.connection.id).state is HealthState.PROTECTED


def test_quitting_in_the_middle_of_a_backup_keeps_every_earlier_point(qtbot, tmp_path):
    create_demo_crm(tmp_path / "shop", contacts=20_000)
    session = Session(Program(tmp_path / "settings", tmp_path / "state"))
    desk = Desk(qtbot, session)
    protect(desk, tmp_path)
    change_demo_crm(tmp_path / "shop" / "crm.db", round=1)
    quitting = Quitting(session, desk.window, lambda: False)
    desk.click(desk.window.head.back_up)
    quitting.quit()
    box = next(b for b in desk.window.findChildren(QMessageBox) if b.isVisible())
    leave = next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
    with qtbot.waitSignal(quitting.quit_now, timeout=WAIT):
        desk.click(leave)
    desk.leave()
    end(session)
    again = Program(tmp_path / "settings", tmp_path / "state")
    (connection,) = again.settings.read().connections
    again.unlock(connection.repository, PASSPHRASE)
    check = again.check(connection)
    assert check.outcome is Outcome.OK
    assert [p.sequence for p in again.overview(connection).points][:1] == [1]


def test_a_wrong_passphrase_is_told_and_the_right_one_goes_on(first_start, tmp_path):
    desk = first_start
    protect(desk, tmp_path)
    desk.session.program.lock(desk.connection.repository)
    change_demo_crm(tmp_path / "shop" / "crm.db", round=1)
    desk.click(desk.window.head.back_up)
    dialog = desk.opened(UnlockDialog)
    dialog.form.secret.edit.setText("something else")
    desk.click(dialog.unlock)
    desk.bot.waitUntil(lambda: not dialog.form.asking.busy, timeout=WAIT)
    assert dialog.isVisible()
    dialog.form.secret.edit.setText(PASSPHRASE)
    dialog.form.remember.setChecked(False)
    desk.click(dialog.unlock)
    desk.bot.waitUntil(lambda: len(desk.overview.points) == 2, timeout=WAIT)
    desk.at_rest()
    assert not any(d.isVisible() for d in desk.window.findChildren(QDialog))


def test_a_drive_that_is_unplugged_is_said_in_words_and_all_is_well_when_it_is_back(desk, demo):
    place, elsewhere = demo.folder / "repository", demo.folder / "in a drawer"
    place.rename(elsewhere)
    desk.click(desk.window.head.back_up)
    desk.at_rest()
    (run,) = demo.program.history.runs(desk.connection.id, limit=1)
    assert run.outcome is Outcome.FAILED
    assert demo.health(desk.connection.id).state is HealthState.ATTENTION
    assert "could not be reached" in desk.window.head._health.text()
    elsewhere.rename(place)
    desk.back_up()
    assert demo.health(desk.connection.id).state is HealthState.PROTECTED


def test_a_run_that_was_missed_while_the_computer_slept_is_caught_up_once(desk, demo):
    now = datetime.now(UTC)
    rule = Rule(Strategy.FULL, every_minutes=60)
    due_since = now - timedelta(days=3)

    def with_schedule(settings):
        schedule = Schedule(rules=(rule,), since=due_since)
        changed = msgspec.structs.replace(settings.connections[0], schedule=schedule)
        return msgspec.structs.replace(settings, connections=(changed,))

    demo.program.settings.change(with_schedule)
    awake = now + timedelta(days=3)
    scheduler = Scheduler(demo, conditions=Conditions, clock=lambda: awake)
    before = len(desk.overview.points)
    scheduler.look()
    desk.bot.waitUntil(lambda: len(desk.overview.points) == before + 1, timeout=WAIT)
    desk.at_rest()
    (run,) = demo.program.history.runs(desk.connection.id, limit=1)
    assert (run.trigger, run.task, run.strategy) == (Trigger.CATCH_UP, Task.BACKUP, "full")
    scheduler.stop()


def test_a_repository_whose_newest_point_is_damaged_offers_the_newest_that_is_intact(desk, demo):
    view = demo.program.unlock(demo.only.repository).view(desk.overview.crm, 5)
    (state, *_) = (s for s in view.manifest.entities if s.upserts)
    pack = state.upserts[0].place.pack.hex()
    (path,) = (p for p in (demo.folder / "repository").rglob(f"*{pack}*") if p.is_file())
    path.write_bytes(b"\0" * path.stat().st_size)
    demo.check(demo.only.id)
    desk.bot.waitUntil(lambda: desk.overview.verdicts.get(5) is False, timeout=WAIT)
    desk.at_rest()
    assert demo.health(demo.only.id).state is HealthState.ATTENTION
    shutil.rmtree(demo.folder / "living" / "files")
    desk.window.timeline.select(5)
    desk.at_rest()
    desk.window.timeline.detail.restore_wanted.emit(None)
    guide = Restoring(desk, desk.opened(RestoreWizard))
    assert guide.wizard.when.newest_intact.isChecked()
    desk.click(guide.wizard.when.look)
    desk.bot.waitUntil(guide.wizard.when.isComplete, timeout=WAIT)
    assert guide.wizard.point.sequence == 4
    guide.wizard.reject()


def test_a_real_crm_is_protected_and_restored_elsewhere_exactly(first_start, tmp_path, crm_data):
    shop = tmp_path / "shop"
    shutil.rmtree(shop)
    shop.mkdir()
    unpack_tryton(crm_data, shop)
    desk = first_start
    protect(desk, tmp_path)
    as_it_was = state_of(shop / "crm.db")
    change(shop / "crm.db", "UPDATE party_party SET name = name || '!' WHERE id % 50 = 1")
    desk.back_up(Strategy.INCREMENTAL)
    guide = desk.restore(1)
    guide.to_what()
    guide.next(RestoreStep.WHERE)
    guide.wizard.where.new.setChecked(True)
    guide.next(RestoreStep.CHECK)
    proof = guide.finish()
    assert proof.proof.verdict is Verdict.MATCHES
    # All 250 but those whose records the CRM makes anew.
    assert len(proof.proof.report.entities) >= 240
    assert state_of(place_of(guide.wizard.state.new_url).path) == as_it_was
