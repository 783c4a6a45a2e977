"""Scenes of what a demo CRM in good health does not show.

A list of several CRMs, states without content, a keyring in trouble, menus, and what is only there for a moment.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QMenu, QMessageBox

from crmbackup_gui.errors import KeyringTrouble, KeyringUnavailable, StoreFailed
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_past import open_demo_with_past
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.dialogs.unlock import UnlockDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.quitting import Quitting
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.stage import Shown, Stage, close_dialog, end, open_dialog, settle
from crmbackup_gui.ui.tray import Tray
from crmbackup_gui.ui.viewmodels.schedule_draft import Preset
from crmbackup_gui.ui.words.telling import locale

_ENGLISH = ("Customer service and returns, Hamburg and Bremen", "Trade fairs", "Newsletter")
_CHINESE = ("华东区域经销商与售后服务客户管理系统", "展会", "邮件通讯")
"""Names of CRMs: one that is longer than its place, one of a CRM without backups, one of a locked one."""

_FOUR_WORDS = "correct horse battery staple"


def several(stage: Stage) -> Iterator[Shown]:
    """A list of CRMs, of which only the first is well: the others show what a page without content says."""
    folder = stage.folder / "several"
    folder.mkdir()
    long, empty, locked = _CHINESE if locale().language() is QLocale.Language.Chinese else _ENGLISH
    session = Session(_several(folder, (long, empty, locked)))
    window = MainWindow(session)
    window.show()
    settle(session)
    stage.until(lambda: window.timeline.detail.entities.rowCount() > 0)
    yield "several-1-list", window
    by_name = {connection.name: connection.id for connection in session.connections()}
    for scene, name in (("unplugged", long), ("empty", empty), ("locked", locked)):
        session.show(by_name[name])
        settle(session)
        stage.draw()
        yield f"several-2-{scene}", window
    window.tabs.setCurrentWidget(window.activity)
    settle(session)
    yield "several-3-no-activity", window
    window.may_close = True
    end(window, session)


def keyrings(stage: Stage) -> Iterator[Shown]:
    """What is said when the keyring does not give the key, and when a passphrase is wrong."""
    location = stage.connection.repository
    for trouble in KeyringTrouble:
        dialog = UnlockDialog(stage.session, location, KeyringUnavailable("", trouble), stage.window)
        open_dialog(stage.session, dialog)
        yield f"keyring-{trouble.value}", dialog
        close_dialog(stage.session, dialog)
    wrong = UnlockDialog(stage.session, location, KeyringUnavailable("", KeyringTrouble.MISSING), stage.window)
    open_dialog(stage.session, wrong)
    wrong.form.secret.edit.setText("a wrong passphrase")
    wrong.unlock.click()
    stage.settle()
    yield "unlock-wrong", wrong
    close_dialog(stage.session, wrong)


def menus(stage: Stage) -> Iterator[Shown]:
    """What buttons and the icon beside the clock open. Not shown: a menu takes the whole keyboard and mouse."""
    tray = Tray(stage.session, stage.window.bring_up)
    head, keep = stage.window.head.back_up.menu(), stage.window.timeline.detail.keep.menu()
    for name, menu in (("menu-back-up", head), ("menu-keep", keep), ("tray-pause", tray.pause)):
        assert isinstance(menu, QMenu)
        menu.ensurePolished()
        menu.resize(menu.sizeHint())
        yield name, menu
    tray.close()
    tray.deleteLater()
    stage.settle()


def schedules(stage: Stage) -> Iterator[Shown]:
    """A rhythm that was changed and not saved yet, and one that is paused."""
    window, page = stage.window, stage.window.schedule
    window.tabs.setCurrentWidget(page)
    page.preset.setCurrentIndex(page.preset.findData(Preset.HOURLY))
    page.preset.activated.emit(page.preset.currentIndex())
    stage.settle()
    yield "schedule-changed", window
    page.discard.click()
    tray = Tray(stage.session, window.bring_up)
    tray.pause.actions()[0].trigger()
    stage.settle()
    yield "schedule-paused", window
    tray.resume.trigger()
    stage.settle()
    tray.close()
    tray.deleteLater()
    window.tabs.setCurrentIndex(0)
    stage.settle()


def jobs(stage: Stage) -> Iterator[Shown]:
    """A job that fails, and the question of somebody who quits while one runs."""
    for row in list(stage.window.job_panel.ended_rows):
        row.close_button.click()
    title = QCoreApplication.translate("Session", "Backing up {crm}").format(crm=stage.connection.name)
    stage.session.jobs.run(title, _fails, stage.connection.id)
    stage.settle()
    yield "job-failed", stage.window
    for row in list(stage.window.job_panel.ended_rows):
        row.close_button.click()
    running = stage.session.jobs.run(title, _waits, stage.connection.id)
    quitting = Quitting(stage.session, stage.window, lambda: False)
    quitting.quit()
    question = stage.window.findChild(QMessageBox)
    assert question is not None
    stage.draw()
    yield "quit", question
    question.reject()
    running.cancel()
    stage.settle()
    for row in list(stage.window.job_panel.ended_rows):
        row.close_button.click()
    quitting.deleteLater()
    stage.settle()


def _several(folder: Path, names: tuple[str, str, str]) -> Program:
    """The demo with three more CRMs: one whose repository is on a drive that is away, one new, one locked."""
    program = open_demo_with_past(folder, 200)
    (first,) = program.settings.read().connections
    away, locked = str(folder / "drive" / "backups"), str(folder / "locked")
    Program(folder / "other" / "settings", folder / "other" / "state").create_repository(
        locked, _FOUR_WORDS, use_keyring=False
    )
    others = tuple(
        new_connection(name, first.source, repository, schedule=first.schedule)
        for name, repository in zip(names, (away, first.repository, locked), strict=True)
    )
    program.settings.change(lambda _: Settings(connections=(first, *others)))
    return program


def _fails(_progress: ProgressSink, _cancel: CancelToken) -> None:
    raise StoreFailed("/media/backup", "there is no room left")


def _waits(_progress: ProgressSink, cancel: CancelToken) -> None:
    while not cancel.cancelled:
        time.sleep(0.01)
    cancel.check()
