"""The restore wizard for a CRM on a server: into it, into another database, or into one that is made for it."""

import sqlite3
from contextlib import closing

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.ui.dialogs.choose_backup import ChooseBackupDialog
from crmbackup_gui.ui.dialogs.connect import ConnectDialog
from crmbackup_gui.ui.viewmodels.restore_state import Where
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from tests.fake_server import PASSWORD, stand_in

URL = "postgresql://crm@db.example.com/sales"
BUSINESS = (
    BusinessEntity(id="people", english="People", chinese="人员", entities=("contact", "note")),
    BusinessEntity(id="deals", english="Deals", chinese="商机", entities=("deal", "deal_contact")),
)


@pytest.fixture(autouse=True)
def server(monkeypatch, tmp_path):
    database = create_demo_crm(tmp_path / "crm", contacts=30)
    server = stand_in(monkeypatch, sales=database, sales_restored=tmp_path / "new.db")
    server.crm, server.business = "Acme CRM", BUSINESS
    return server


@pytest.fixture
def crm(session, tmp_path):
    """A CRM with one recovery point."""
    session.program.create_repository(str(tmp_path / "backups"), "correct horse battery staple", use_keyring=True)
    session.program.take_password(URL, PASSWORD, remember=True)
    made = new_connection("Sales", URL, str(tmp_path / "backups"))
    session.program.settings.change(lambda settings: replace(settings, connections=(made,)))
    assert session.program.back_up(made).error == ""
    session.refresh(made.id)
    return made


@pytest.fixture
def wizard(qtbot, session, crm):
    qtbot.waitUntil(lambda: session.overview(crm.id) is not None)
    wizard = RestoreWizard(session, crm.id, 1)
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.next()
    qtbot.waitUntil(lambda: wizard.contents is not None)
    return wizard


def to_where(qtbot, wizard):
    qtbot.waitUntil(wizard.what.isComplete)
    wizard.next()
    assert wizard.currentPage() is wizard.where


def to_check(qtbot, wizard):
    wizard.next()
    assert wizard.currentPage() is wizard.check
    qtbot.waitUntil(lambda: not wizard.check.working.busy, timeout=20_000)


def connect(qtbot, wizard, choice):
    choice.choose.click()
    (dialog,) = wizard.findChildren(ConnectDialog)
    qtbot.waitUntil(lambda: not dialog._keyring.busy)
    return dialog


def used(qtbot, dialog):
    """Presses Connect, and waits until the dialog has closed (and is gone) or says why not."""
    asking = dialog.asking
    dialog.use.click()
    qtbot.waitUntil(lambda: not isValid(asking) or not asking.busy)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def finished(qtbot, session, wizard):
    with qtbot.waitSignal(session.restored, timeout=30_000) as restored:
        wizard.accept()
    return restored.args[1]


def count(path, table):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def change(path, statement):
    with closing(sqlite3.connect(path)) as database:
        database.execute(statement)
        database.commit()


def test_what_comes_back_is_chosen_as_users_know_it(qtbot, session, server, wizard):
    change(server.databases["sales"], "DELETE FROM note")
    change(server.databases["sales"], "DELETE FROM deal_contact")
    names = [wizard.what.all_parts.index(row, 0).data() for row in range(wizard.what.all_parts.rowCount())]
    assert names[:2] == ["People", "Deals"]
    assert "contact" not in names
    wizard.what.parts.setChecked(True)
    parts = wizard.what.entities
    parts.setData(parts.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert wizard.state.entities == ("contact", "note")
    to_where(qtbot, wizard)
    assert wizard.where._same_place.text() == "db.example.com/sales"
    to_check(qtbot, wizard)
    assert "server" in wizard.check.subTitle()
    restored = finished(qtbot, session, wizard)
    assert restored.report.verified
    assert count(server.databases["sales"], "note") > 0
    assert count(server.databases["sales"], "deal_contact") == 0


def test_a_new_database_is_made_on_the_same_server_with_the_password_that_is_known(qtbot, session, server, wizard):
    to_where(qtbot, wizard)
    wizard.where.new.setChecked(True)
    assert not wizard.where.isComplete()
    dialog = connect(qtbot, wizard, wizard.where.new_place)
    assert dialog.form.database.text() == "sales_restored"
    used(qtbot, dialog)
    assert wizard.where.new_place.place.text() == "db.example.com/sales_restored"
    assert wizard.where.isComplete()
    to_check(qtbot, wizard)
    restored = finished(qtbot, session, wizard)
    assert restored.report.verified
    assert count(server.databases["sales_restored"], "contact") == count(server.databases["sales"], "contact")
    assert server.asked[-1] == PASSWORD


def test_a_database_with_something_in_it_is_not_new(qtbot, server, wizard):
    server.databases["other"] = server.databases["sales"]
    to_where(qtbot, wizard)
    wizard.where.new.setChecked(True)
    dialog = connect(qtbot, wizard, wizard.where.new_place)
    dialog.form.database.setText("other")
    used(qtbot, dialog)
    assert "already" in dialog.notice.text
    assert dialog.isVisible()
    dialog.form.database.setText("sales_restored")
    used(qtbot, dialog)
    assert not isValid(dialog)


def test_another_crm_that_is_there_is_looked_at_first_and_is_not_the_crm_itself(
    qtbot, session, server, wizard, tmp_path
):
    server.databases["other"] = create_demo_crm(tmp_path / "other", contacts=30)
    change(server.databases["other"], "DELETE FROM note")
    to_where(qtbot, wizard)
    wizard.where.other.setChecked(True)
    dialog = connect(qtbot, wizard, wizard.where.other_place)
    dialog.form.database.setText("sales")
    used(qtbot, dialog)
    assert dialog.isVisible()
    assert "“Sales”" in dialog.notice.text
    dialog.form.database.setText("other")
    dialog.test.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy)
    assert "Acme CRM" in dialog.notice.text
    used(qtbot, dialog)
    assert wizard.state.other_url == "postgresql://crm@db.example.com/other"
    to_check(qtbot, wizard)
    restored = finished(qtbot, session, wizard)
    assert restored.report.verified
    assert count(server.databases["other"], "note") == count(server.databases["sales"], "note")


def test_attachments_need_a_folder_in_the_other_place(qtbot, session, crm, tmp_path):
    files = tmp_path / "crm" / "files"
    with_files = replace(crm, source=f"{URL}?files={files}")
    session.program.settings.change(lambda settings: replace(settings, connections=(with_files,)))
    assert session.program.back_up(with_files).error == ""
    session.refresh(crm.id)
    qtbot.waitUntil(lambda: session.overview(crm.id) is not None and len(session.overview(crm.id).points) == 2)
    wizard = RestoreWizard(session, crm.id, 2)
    qtbot.addWidget(wizard)
    wizard.show()
    wizard.where.new.setChecked(True)
    dialog = connect(qtbot, wizard, wizard.where.new_place)
    assert dialog.form.files.path == ""
    assert not dialog.use.isEnabled()
    dialog.form.files.edit.setText(str(tmp_path / "files again"))
    used(qtbot, dialog)
    assert wizard.where.new_place.place.text().endswith(f"Attachments: {tmp_path}/files again")
    assert wizard.state.where is Where.NEW


def test_a_password_that_is_gone_is_asked_for_where_it_is_missed(qtbot, session, server, wizard):
    server.password = "changed on the server"
    to_where(qtbot, wizard)
    to_check(qtbot, wizard)
    assert "did not let us in" in wizard.check.trouble.text
    wizard.check.trouble.button.click()
    (dialog,) = wizard.findChildren(ConnectDialog)
    qtbot.waitUntil(lambda: not dialog._keyring.busy)
    dialog.form.password.edit.setText("changed on the server")
    used(qtbot, dialog)
    qtbot.waitUntil(lambda: wizard.check.report is not None, timeout=20_000)
    assert not wizard.check.trouble.text
    assert session.program.has_password(URL)


def test_a_backup_of_some_parts_asks_for_it_too(qtbot, session, crm, server):
    server.password = "changed on the server"
    choose = ChooseBackupDialog(session, crm.id)
    qtbot.addWidget(choose)
    choose.show()
    qtbot.waitUntil(lambda: not choose._asking.busy)
    assert "did not let us in" in choose.trouble.text
    choose.trouble.button.click()
    (dialog,) = choose.findChildren(ConnectDialog)
    dialog.form.password.edit.setText("changed on the server")
    used(qtbot, dialog)
    qtbot.waitUntil(choose.list.isEnabled)
    assert choose.entities.index(0, 0).data() == "People"
    assert choose.entities.chosen[:2] == ("@people", "@deals")
