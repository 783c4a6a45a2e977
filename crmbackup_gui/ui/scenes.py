"""Every page, dialog and step of the window, set up on the demo CRM: for pictures, and for the tests that look at each.

A scene is a generator that gives a name and a widget for each thing to look at; what it opened it closes afterwards.
A new page is one line in a scene, a new dialog a scene of its own in `SCENES`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QMessageBox

from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.errors import KeyMissing, StoreFailed
from crmbackup_gui.model.outcome import CancelToken, Progress, ProgressSink
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.crm_addresses import database_url
from crmbackup_gui.services.demo_crm import ATTACHMENTS, DATABASE, create_demo_crm
from crmbackup_gui.services.demo_past import open_demo_with_past
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.dialogs.chance import ChanceDialog
from crmbackup_gui.ui.dialogs.choose_backup import ChooseBackupDialog
from crmbackup_gui.ui.dialogs.message import show_problem
from crmbackup_gui.ui.dialogs.new_code import NewCodeDialog
from crmbackup_gui.ui.dialogs.new_passphrase import NewPassphraseDialog
from crmbackup_gui.ui.dialogs.proof import ProofDialog
from crmbackup_gui.ui.dialogs.unlock import UnlockDialog
from crmbackup_gui.ui.hosted_scenes import protect_hosted, restore_hosted
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.place_scenes import clouds, salvage
from crmbackup_gui.ui.recovery_sheet import NewCode
from crmbackup_gui.ui.server_scenes import protect_server, refused_server
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.stage import Shown, Stage, close_dialog, end, next_page, open_dialog, settle
from crmbackup_gui.ui.state_scenes import jobs, keyrings, menus, schedules, several
from crmbackup_gui.ui.tray import Tray
from crmbackup_gui.ui.viewmodels.protect_state import Step
from crmbackup_gui.ui.widgets.timeline_strip import Zoom
from crmbackup_gui.ui.wizards.protect import ProtectWizard
from crmbackup_gui.ui.wizards.protect.code_page import CodePage
from crmbackup_gui.ui.wizards.protect.crm_page import CrmPage
from crmbackup_gui.ui.wizards.protect.passphrase_page import PassphrasePage
from crmbackup_gui.ui.wizards.protect.place_page import PlacePage
from crmbackup_gui.ui.wizards.protect.same_page import SamePage
from crmbackup_gui.ui.wizards.protect.unlock_page import UnlockPage
from crmbackup_gui.ui.wizards.protect.way_page import WayPage
from crmbackup_gui.ui.wizards.restore import RestoreWizard

_FOUR_WORDS = "correct horse battery staple"
_SHARED, _SHOP = "shared", "Acme Shop"
_A_CODE = "-".join(["234567"] * 8)
_AN_ID = "0123456789abcdef" * 2
"""Looks like a recovery code, and opens nothing."""

_ABOVE = 16
"""Pixels above a part of a page that is scrolled to."""


def pages(stage: Stage) -> Iterator[Shown]:
    """The main window."""
    window = stage.window
    for name, page in (("timeline", window.timeline), ("schedule", window.schedule), ("activity", window.activity)):
        window.tabs.setCurrentWidget(page)
        stage.settle()
        # What a point holds is asked for only after a moment.
        stage.until(lambda: window.timeline.detail.entities.rowCount() > 0)
        yield name, window
    runs = window.activity.model
    problem = next(row for row in range(runs.rowCount()) if (run := runs.run(row)) is not None and run.problem)
    window.activity.table.choose(problem)
    stage.settle()
    yield "activity-problem", window
    yield from _storage(stage)
    window.settings.click()
    stage.settle()
    yield "settings", window
    window.settings.click()
    window.tabs.setCurrentIndex(0)
    stage.settle()


def welcome(stage: Stage) -> Iterator[Shown]:
    """The window of somebody who begins."""
    session = Session(Program(stage.folder / "new" / "settings", stage.folder / "new" / "state"))
    window = MainWindow(session)
    window.show()
    settle(session)
    yield "welcome", window
    window.may_close = True
    end(window, session)


def job(stage: Stage) -> Iterator[Shown]:
    """A backup half-way, and how it ended."""
    title = QCoreApplication.translate("Session", "Backing up {crm}").format(crm=stage.connection.name)
    stage.session.part_names.learn_from_newest(stage.connection.id)
    running = stage.session.jobs.run(title, _half_way, stage.connection.id)
    stage.until(lambda: (running.progress or Progress("")).done >= 540_000)
    yield "job-running", stage.window
    running.cancel()
    stage.settle()
    yield "job-ended", stage.window


def restore(stage: Stage) -> Iterator[Shown]:
    """The guide that restores, step by step."""
    wizard = RestoreWizard(stage.session, stage.connection.id, stage.points[0].sequence, stage.window)
    open_dialog(stage.session, wizard)
    yield "restore-1-when", wizard
    wizard.when.look.click()
    stage.settle()
    yield "restore-1-when-intact", wizard
    wizard.when.table.choose(stage.points[0].sequence)
    next_page(stage.session, wizard)
    yield "restore-2-what", wizard
    wizard.what.parts.setChecked(True)
    stage.settle()
    yield "restore-2-what-parts", wizard
    wizard.what.records.setChecked(True)
    wizard.what.search.edit.setText("an")
    wizard.what.search.search.click()
    stage.settle()
    yield "restore-2-what-records", wizard
    wizard.what.whole.setChecked(True)
    wizard.what.open_fields()
    fields = wizard.findChild(QDialog)
    assert fields is not None
    stage.settle()
    yield "restore-2-what-fields", fields
    fields.reject()
    next_page(stage.session, wizard)
    yield "restore-3-where", wizard
    wizard.where.files.setChecked(True)
    wizard.where.files_place.folder.set_path(str(stage.folder / "files"))
    stage.settle()
    yield "restore-3-where-files", wizard
    next_page(stage.session, wizard)
    yield "restore-4-check-files", wizard
    wizard.back()
    wizard.where.same.setChecked(True)
    next_page(stage.session, wizard)
    yield "restore-4-check", wizard
    close_dialog(stage.session, wizard)


def proof(stage: Stage) -> Iterator[Shown]:
    """What a restore ends with. It changes the demo CRM."""
    stage.session.restore(stage.connection.id, stage.points[0].sequence, stage.connection.source, RestoreRequest())
    stage.settle()
    for dialog in stage.window.findChildren(ProofDialog):
        yield "restore-5-proof", dialog
        dialog.ask_undo()
        question = dialog.findChild(QMessageBox)
        assert question is not None
        stage.draw()
        yield "restore-6-undo", question
        question.buttons()[0].click()
        stage.settle()
    (undone,) = stage.window.findChildren(ProofDialog)
    yield "restore-7-undone", undone
    close_dialog(stage.session, undone)
    window = stage.window
    for row in list(window.job_panel.ended_rows):
        row.close_button.click()
    window.tabs.setCurrentWidget(window.timeline)
    window.timeline.all_kinds.setChecked(True)
    window.timeline.strip.show_length(Zoom.MONTH)
    stage.settle()
    yield "timeline-safety", window
    window.timeline.all_kinds.setChecked(False)


def protect(stage: Stage) -> Iterator[Shown]:
    """The guide that protects a CRM, step by step. It makes a repository."""
    crm = stage.folder / "shop" / DATABASE
    create_demo_crm(crm.parent, contacts=20)
    wizard = ProtectWizard(stage.session, stage.window)
    open_dialog(stage.session, wizard)
    way, page = wizard.step_page(Step.WAY), wizard.step_page(Step.CRM)
    assert isinstance(way, WayPage)
    assert isinstance(page, CrmPage)
    way.new.click()
    yield "protect-1-way", wizard
    next_page(stage.session, wizard)
    page.database.edit.setText(str(crm))
    page.attachments.edit.setText(str(crm.parent / ATTACHMENTS))
    page.test.click()
    stage.settle()
    page.name.setText(_SHOP)
    page.name.textEdited.emit(_SHOP)
    yield "protect-2-crm", wizard
    next_page(stage.session, wizard)
    yield "protect-3-scope", wizard
    next_page(stage.session, wizard)
    place = wizard.step_page(Step.PLACE)
    assert isinstance(place, PlacePage)
    place.place.edit.setText(str(stage.folder / "drive"))
    stage.until(lambda: place.state.placed)
    stage.settle()
    yield "protect-4-place", wizard
    next_page(stage.session, wizard)
    passphrase = wizard.step_page(Step.PASSPHRASE)
    assert isinstance(passphrase, PassphrasePage)
    passphrase.remember.setChecked(False)
    passphrase.first.edit.setText(_FOUR_WORDS)
    passphrase.second.edit.setText(_FOUR_WORDS)
    stage.settle()
    yield "protect-5-passphrase", wizard
    next_page(stage.session, wizard)
    code = wizard.step_page(Step.CODE)
    assert isinstance(code, CodePage)
    yield "protect-6-code", wizard
    code.kept.setChecked(True)
    next_page(stage.session, wizard)
    yield "protect-7-rhythm", wizard
    close_dialog(stage.session, wizard)


def same_crm(stage: Stage) -> Iterator[Shown]:
    """The guide where the repository holds a CRM of the same address, which another computer has backed up."""
    crm, repository = stage.folder / "office" / DATABASE, str(stage.folder / _SHARED)
    create_demo_crm(crm.parent, contacts=20)
    other = Program(stage.folder / "other" / "settings", stage.folder / "other" / "state")
    other.create_repository(repository, _FOUR_WORDS, use_keyring=False)
    other.back_up(new_connection(stage.connection.name, database_url(crm), repository))
    stage.session.program.unlock(repository, _FOUR_WORDS)
    wizard = ProtectWizard(stage.session, stage.window)
    _to_place(stage, wizard, crm, stage.connection.name, repository)
    next_page(stage.session, wizard)
    same = wizard.step_page(Step.SAME)
    assert isinstance(same, SamePage)
    yield "same-1-question", wizard
    list(same.cards.values())[-1].click()
    next_page(stage.session, wizard)
    yield "same-2-rhythm", wizard
    close_dialog(stage.session, wizard)


def damage(stage: Stage) -> Iterator[Shown]:
    """The timeline of a CRM whose newest points a check found damaged. It harms a repository of its own."""
    folder = stage.folder / "damaged"
    folder.mkdir()
    session = Session(open_demo_with_past(folder, 200))
    (crm,) = session.connections()
    window = MainWindow(session)
    window.show()
    settle(session)
    overview = session.overview(crm.id)
    assert overview is not None
    needed = session.program.unlock(crm.repository).view(overview.points[-2].crm, overview.points[-2].sequence)
    pack = next(state.upserts[0].place.pack.hex() for state in needed.manifest.entities if state.upserts)
    for file in Path(crm.repository).rglob(f"{pack}*"):
        file.write_bytes(bytes(file.stat().st_size))
    session.check(crm.id)
    settle(session)
    for row in list(window.job_panel.ended_rows):
        row.close_button.click()
    stage.draw()
    yield "damage", window
    chance = ChanceDialog(session, crm.id, overview.points[-1].sequence, window)
    open_dialog(session, chance)
    yield "damage-chance", chance
    close_dialog(session, chance)
    window.may_close = True
    end(window, session)


def twice(stage: Stage) -> Iterator[Shown]:
    """The guide for a CRM that is kept in the same repository already."""
    wizard = ProtectWizard(stage.session, stage.window)
    crm = Path(place_of(stage.connection.source).path)
    _to_place(stage, wizard, crm, stage.connection.name, stage.connection.repository)
    yield "twice-place", wizard
    close_dialog(stage.session, wizard)


def open_repository(stage: Stage) -> Iterator[Shown]:
    """The same guide for a repository that is there: the one that `same_crm` has made."""
    repository = str(stage.folder / _SHARED)
    stage.session.program.lock(repository)
    wizard = ProtectWizard(stage.session, stage.window)
    open_dialog(stage.session, wizard)
    way, place, unlock = (wizard.step_page(step) for step in (Step.WAY, Step.PLACE, Step.UNLOCK))
    assert isinstance(way, WayPage)
    assert isinstance(place, PlacePage)
    assert isinstance(unlock, UnlockPage)
    way.existing.click()
    next_page(stage.session, wizard)
    place.place.edit.setText(repository)
    stage.until(lambda: place.state.placed)
    stage.settle()
    yield "open-1-place", wizard
    next_page(stage.session, wizard)
    yield "open-2-unlock", wizard
    unlock.form.remember.setChecked(False)
    unlock.form.secret.edit.setText(_FOUR_WORDS)
    wizard.next()
    stage.until(lambda: wizard.currentPage() is wizard.step_page(Step.CRMS))
    stage.settle()
    yield "open-3-crms", wizard
    close_dialog(stage.session, wizard)


def dialogs(stage: Stage) -> Iterator[Shown]:
    """Small windows."""
    choose = ChooseBackupDialog(stage.session, stage.connection.id, stage.window)
    unlock = UnlockDialog(stage.session, stage.connection.repository, KeyMissing(), stage.window)
    problem = StoreFailed(stage.connection.repository, "there is no room left")
    for name, dialog in (
        ("choose-backup", choose),
        ("unlock", unlock),
        ("message", show_problem(problem, stage.settle, stage.window)),
    ):
        open_dialog(stage.session, dialog)
        yield name, dialog
        close_dialog(stage.session, dialog)


def tray(stage: Stage) -> Iterator[Shown]:
    """The menu of the icon beside the clock."""
    made = Tray(stage.session, stage.window.bring_up)
    # Not shown: a menu takes the whole keyboard and mouse.
    made.menu.ensurePolished()
    made.menu.resize(made.menu.sizeHint())
    yield "tray", made.menu
    made.close()
    made.deleteLater()
    stage.settle()


Scene = Callable[[Stage], Iterator[Shown]]

SCENES: tuple[Scene, ...] = (
    pages,
    welcome,
    job,
    jobs,
    tray,
    menus,
    keyrings,
    schedules,
    several,
    restore,
    dialogs,
    protect,
    damage,
    same_crm,
    twice,
    salvage,
    proof,
    open_repository,
    clouds,
    protect_server,
    refused_server,
    protect_hosted,
    restore_hosted,
)
"""In this order on one stage: the last ones change the demo CRM and lock its repository."""


# Inside


def _storage(stage: Stage) -> Iterator[Shown]:
    """The page Storage & keys, part by part: it is longer than the window."""
    window, page = stage.window, stage.window.storage
    window.tabs.setCurrentWidget(page)
    stage.settle()
    page.retention.fields["last"].setValue(2)
    for rule in ("hourly", "daily", "weekly", "monthly", "yearly", "other_kinds"):
        page.retention.fields[rule].setValue(0)
    page.retention.preview.click()
    stage.settle()
    for part, name in (
        (page.place, "place"),
        (page.proof, "proof"),
        (page.retention, "retention"),
        (page.keys, "keys"),
    ):
        page.area.verticalScrollBar().setValue(part.y() - _ABOVE)
        stage.settle()
        yield f"storage-{name}", window
    page.keys.add.click()
    for dialog in page.keys.findChildren(NewPassphraseDialog):
        stage.draw()
        yield "storage-passphrase", dialog
        close_dialog(stage.session, dialog)
    code = NewCodeDialog(stage.session, NewCode(stage.connection.repository, _AN_ID, _A_CODE), window)
    open_dialog(stage.session, code)
    yield "storage-code", code
    code.kept.setChecked(True)
    close_dialog(stage.session, code)


def _to_place(stage: Stage, wizard: ProtectWizard, crm: Path, name: str, repository: str) -> None:
    """To the page of the place, with everything entered up to there."""
    open_dialog(stage.session, wizard)
    next_page(stage.session, wizard)
    page, place = wizard.step_page(Step.CRM), wizard.step_page(Step.PLACE)
    assert isinstance(page, CrmPage)
    assert isinstance(place, PlacePage)
    page.database.edit.setText(str(crm))
    page.test.click()
    stage.settle()
    page.name.setText(name)
    page.name.textEdited.emit(name)
    while wizard.currentPage() is not place:
        next_page(stage.session, wizard)
    place.place.edit.setText(repository)
    stage.until(lambda: place.state.placed)
    stage.settle()


def _half_way(progress: ProgressSink, cancel: CancelToken) -> None:
    """Reads like a backup of a million records, and stops in the middle."""
    for done in range(0, 560_000, 10_000):
        progress(Progress("read", "contact", done, 1_000_000))
        time.sleep(0.07)
    while not cancel.cancelled:
        time.sleep(0.01)
    cancel.check()
