"""Dialogs that are closed, and CRMs that are not shown, while something is under way for them."""

import threading

import msgspec
import pytest
from PySide6.QtWidgets import QDialog

from crmbackup_gui.errors import KeyMissing
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.ui.dialogs.choose_backup import ChooseBackupDialog
from crmbackup_gui.ui.dialogs.unlock import UnlockDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.viewmodels.protect_state import Step
from tests.ui.conftest import settle
from tests.ui.guiding import PASSPHRASE, Guide


@pytest.fixture
def held(monkeypatch):
    """Holds a method of the program back until `let_go` is set."""
    let_go = threading.Event()

    def hold(program, name):
        real = getattr(program, name)

        def waiting(*arguments, **options):
            assert let_go.wait(10)
            return real(*arguments, **options)

        monkeypatch.setattr(program, name, waiting)
        return let_go

    yield hold
    let_go.set()


def test_a_dialog_may_be_closed_while_it_reads_the_crm(qtbot, demo, held):
    let_go = held(demo.program, "look_at_source")
    dialog = ChooseBackupDialog(demo, demo.only.id)
    dialog.show()
    dialog.deleteLater()
    settle()
    let_go.set()
    # What a slot raises fails the test.
    qtbot.waitUntil(lambda: not demo.jobs.active)


def test_the_key_is_asked_for_the_repository_of_the_crm_that_wants_it(qtbot, demo, tmp_path):
    other = new_connection("Other", demo.only.source, str(tmp_path / "elsewhere"))
    demo.program.settings.change(lambda s: msgspec.structs.replace(s, connections=(*s.connections, other)))
    window = MainWindow(demo)
    qtbot.addWidget(window)
    window.show()
    demo.show(demo.only.id)
    qtbot.waitUntil(lambda: not demo.jobs.active)
    demo.key_wanted.emit(other.id, KeyMissing(), None)
    (dialog,) = (d for d in window.findChildren(QDialog) if isinstance(d, UnlockDialog))
    assert str(tmp_path / "elsewhere") in dialog.form.place.text()
    dialog.close()
    window.may_close = True


def test_an_answer_that_comes_after_going_back_does_not_go_on(qtbot, session, tmp_path, held):
    database = create_demo_crm(tmp_path / "crm", contacts=20)
    guide = Guide(qtbot, session)
    guide.to_crm(database)
    let_go = held(session.program, "look_at_source")
    guide.press_next()
    assert guide.page.asking.busy
    guide.back()
    assert guide.step is Step.WAY
    let_go.set()
    qtbot.waitUntil(lambda: not session.jobs.active)
    settle()
    assert guide.step is Step.WAY


def test_the_recovery_code_belongs_to_the_place_that_was_chosen_when_it_was_made(qtbot, session, tmp_path, held):
    database = create_demo_crm(tmp_path / "crm", contacts=20)
    guide = Guide(qtbot, session)
    guide.to_place(database, tmp_path / "first")
    guide.next(until=Step.PASSPHRASE)
    guide.page.first.edit.setText(PASSPHRASE)
    guide.page.second.edit.setText(PASSPHRASE)
    let_go = held(session.program, "create_repository")
    guide.press_next()
    guide.back()
    if guide.step is Step.PLACE:
        guide.page.place.edit.setText(str(tmp_path / "second"))
    let_go.set()
    qtbot.waitUntil(lambda: bool(guide.state.made))
    assert list(guide.state.made) == [str(tmp_path / "first")]
    guide.state.code_kept.update(guide.state.made)
    qtbot.waitUntil(lambda: not session.jobs.active)
