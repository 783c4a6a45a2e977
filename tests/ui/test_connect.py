"""A connection that is mended: the dialog, and what comes of it."""

import keyring
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from crmbackup_gui.engine.restore import RestoreRequest
from crmbackup_gui.model.schedule import Rule, Schedule
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.history import Trigger
from crmbackup_gui.services.keyring_secrets import SERVICE
from crmbackup_gui.services.server_addresses import server_address
from crmbackup_gui.ui.connecting import Connecting
from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.notices import Notices
from crmbackup_gui.ui.widgets.head import Head
from tests.fake_server import PASSWORD, stand_in
from tests.ui.failing_keyring import LockedKeyring

URL = "postgresql://crm@db.example.com/sales"


@pytest.fixture(autouse=True)
def server(monkeypatch, tmp_path):
    database = create_demo_crm(tmp_path / "crm", contacts=20)
    return stand_in(monkeypatch, sales=database, copy=tmp_path / "copy.db")


@pytest.fixture
def crm(session, tmp_path):
    """A CRM of the list whose password nobody knows."""
    session.program.create_repository(str(tmp_path / "backups"), "correct horse battery staple", use_keyring=True)
    made = new_connection("Sales", URL, str(tmp_path / "backups"), schedule=Schedule((Rule(at=("18:00",)),)))
    session.program.settings.change(lambda settings: replace(settings, connections=(made,)))
    return made


@pytest.fixture
def head(qtbot, session, crm):
    """The head of the window, with what opens dialogs from it."""
    head = Head(session)
    qtbot.addWidget(head)
    head.show()
    head.connecting = Connecting(session, head)
    head.password_wanted.connect(head.connecting.enter_password)
    head.show_connection(crm.id)
    return head


@pytest.fixture
def dialog(qtbot, session):
    def open_():
        dialog = ConnectDialog(session, Errand("Sales", server_address(URL), URL))
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog._keyring.busy)
        return dialog

    return open_


def tried(qtbot, dialog, button):
    button.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy)


def opened(qtbot, parent):
    qtbot.waitUntil(lambda: bool(parent.findChildren(ConnectDialog)))
    (dialog,) = parent.findChildren(ConnectDialog)
    return dialog


def failed_run(qtbot, session, crm, trigger):
    with qtbot.waitSignal(session.run_ended, timeout=10_000) as ended:
        session.back_up(crm.id, trigger=trigger)
    return ended.args[0]


def test_a_test_says_what_is_there_and_keeps_nothing(qtbot, session, dialog):
    opened = dialog()
    opened.form.password.edit.setText(PASSWORD)
    tried(qtbot, opened, opened.test)
    assert opened.notice.tone is Tone.GOOD
    assert "PostgreSQL 15.8" in opened.notice.text
    assert opened.isVisible()
    assert not session.program.has_password(URL)


def test_the_right_password_is_kept_and_closes_the_dialog(qtbot, dialog):
    opened = dialog()
    opened.form.password.edit.setText(PASSWORD)
    tried(qtbot, opened, opened.use)
    assert opened.result() == opened.DialogCode.Accepted
    assert opened.facts.url == URL
    assert keyring.get_password(SERVICE, URL) == PASSWORD


def test_a_wrong_one_leaves_it_open_with_the_words_of_the_server(qtbot, session, dialog):
    opened = dialog()
    opened.form.password.edit.setText("wrong")
    tried(qtbot, opened, opened.use)
    assert opened.isVisible()
    assert "did not let us in" in opened.notice.text
    assert not session.program.has_password(URL)


def test_one_that_is_kept_need_not_be_typed(qtbot, session, dialog):
    session.program.take_password(URL, PASSWORD, remember=True)
    opened = dialog()
    assert opened.form.password.edit.placeholderText() == "as it is kept on this computer"
    assert PASSWORD not in opened.form.password.text
    tried(qtbot, opened, opened.use)
    assert opened.result() == opened.DialogCode.Accepted


def test_one_that_shall_not_be_kept_is_not(qtbot, session, dialog):
    opened = dialog()
    opened.form.password.edit.setText(PASSWORD)
    opened.form.remember.setChecked(False)
    tried(qtbot, opened, opened.use)
    assert opened.result() == opened.DialogCode.Accepted
    assert keyring.get_password(SERVICE, URL) is None
    assert session.program.has_password(URL)


def test_one_that_the_keyring_does_not_take_is_used_and_says_so(qtbot, session, dialog):
    keyring.set_keyring(LockedKeyring())
    opened = dialog()
    assert "locked" in opened.reason.text
    opened.form.password.edit.setText(PASSWORD)
    tried(qtbot, opened, opened.use)
    assert opened.isVisible()
    assert "was not kept" in opened.notice.text
    opened.use.click()
    assert opened.result() == opened.DialogCode.Accepted
    assert session.program.is_there(URL)


def test_a_server_that_does_not_answer_is_told(qtbot, dialog):
    opened = dialog()
    opened.form.host.setText("gone.example.com")
    tried(qtbot, opened, opened.test)
    assert "does not answer" in opened.notice.text
    opened.form.host.setText("db.example.com")
    assert not opened.notice.text


def test_an_address_that_cannot_be_is_told_while_it_is_typed(dialog):
    opened = dialog()
    opened.form.host.setText("x:y:z")
    assert "cannot be used" in opened.notice.text
    assert not opened.use.isEnabled()


def test_what_the_account_does_not_see_is_told(qtbot, server, dialog):
    server.hidden = ("contact", "note")
    opened = dialog()
    opened.form.password.edit.setText(PASSWORD)
    tried(qtbot, opened, opened.test)
    assert opened.notice.tone is Tone.BAD
    assert "'contact', 'note'" in opened.notice.text
    assert "account" in opened.notice.text


def test_a_way_that_others_can_read_is_warned_of(qtbot, server, dialog):
    server.encrypted = False
    opened = dialog()
    opened.form.password.edit.setText(PASSWORD)
    tried(qtbot, opened, opened.test)
    assert opened.notice.tone is Tone.WARN
    assert "not encrypted" in opened.notice.text


def test_a_backup_that_somebody_asked_for_asks_for_the_password_and_goes_on(qtbot, session, crm, head):
    assert failed_run(qtbot, session, crm, Trigger.MANUAL).error == "PasswordMissing"
    dialog = opened(qtbot, head)
    assert "wants a password" in dialog.reason.text
    dialog.form.password.edit.setText(PASSWORD)
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        dialog.use.click()
    assert ended.args[0].error == ""


def test_a_schedule_opens_no_dialog_but_the_head_and_a_notice_say_so_with_a_way_on(qtbot, session, crm, head):
    told = []
    notices = Notices(session)
    notices.told.connect(lambda *words: told.append(words))
    failed_run(qtbot, session, crm, Trigger.SCHEDULE)
    qtbot.waitUntil(head.enter_password.isVisible)
    assert not head.findChildren(ConnectDialog)
    assert "its password or a new sign-in is needed" in head._health.text()
    (_title, text, problem) = told[0]
    assert problem
    assert "wants a password" in text
    assert "Enter the password" in text
    head.enter_password.click()
    dialog = opened(qtbot, head)
    dialog.form.password.edit.setText(PASSWORD)
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        dialog.use.click()
    assert ended.args[0].error == ""
    qtbot.waitUntil(lambda: not head.enter_password.isVisible())


def test_a_restore_into_another_server_asks_for_that_ones_password_and_writes_nowhere_else(qtbot, session, crm, head):
    session.program.take_password(URL, PASSWORD, remember=True)
    session.program.back_up(crm)
    target = "postgresql://crm@db.example.com/copy"
    with qtbot.waitSignal(session.run_ended, timeout=10_000):
        session.restore(crm.id, 1, target, RestoreRequest(create_schema=True))
    dialog = opened(qtbot, head)
    assert dialog.form.database.text() == "copy"
    assert not dialog.form.database.isEnabled()
    dialog.form.password.edit.setText(PASSWORD)
    with qtbot.waitSignal(session.restored, timeout=30_000) as restored:
        dialog.use.click()
    assert restored.args[1].report.verified
    assert session.connection(crm.id).source == URL


def test_a_changed_connection_is_kept_and_the_password_of_the_old_one_goes(qtbot, session, crm, server, head):
    session.program.take_password(URL, "old", remember=True)
    server.databases["moved"] = server.databases["sales"]
    head.connecting.edit(crm.id)
    dialog = opened(qtbot, head)
    dialog.form.database.setText("moved")
    dialog.form.password.edit.setText(PASSWORD)
    with qtbot.waitSignal(session.connections_changed):
        dialog.use.click()
    moved = "postgresql://crm@db.example.com/moved"
    assert session.connection(crm.id).source == moved
    qtbot.waitUntil(lambda: keyring.get_password(SERVICE, URL) is None)
    assert keyring.get_password(SERVICE, moved) == PASSWORD


def test_a_place_that_another_crm_of_the_list_has_is_not_taken(qtbot, session, crm, head):
    other = new_connection("Support", "postgresql://crm@db.example.com/copy", crm.repository)
    session.program.settings.change(lambda settings: replace(settings, connections=(crm, other)))
    head.connecting.edit(crm.id)
    dialog = opened(qtbot, head)
    dialog.form.database.setText("copy")
    dialog.form.password.edit.setText(PASSWORD)
    dialog.use.click()
    assert "“Support”" in dialog.notice.text
    assert dialog.isVisible()
    dialog.reject()


def test_a_crm_that_is_forgotten_takes_its_password_with_it(qtbot, session, crm):
    session.program.take_password(URL, PASSWORD, remember=True)
    with qtbot.waitSignal(session.connections_changed):
        session.forget_connection(crm.id)
    qtbot.waitUntil(lambda: keyring.get_password(SERVICE, URL) is None)


def test_a_closed_dialog_leaves_nothing(qtbot, head, crm):
    head.connecting.edit(crm.id)
    dialog = opened(qtbot, head)
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not head.findChildren(ConnectDialog)
