"""The window with real servers behind it: from the guide to a restore into a database that is made for it."""

import keyring
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from crmbackup_gui.services.keyring_secrets import SERVICE
from crmbackup_gui.services.server_addresses import Encryption
from crmbackup_gui.ui.dialogs.connect import ConnectDialog
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.stage import end
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind, Step
from crmbackup_gui.ui.wizards.restore import RestoreWizard
from tests.servers import postgresql
from tests.ui.guiding import Guide

PASSWORD = "hunter2 & more"
SCHEMA = (
    "CREATE TABLE company (id INT PRIMARY KEY, name VARCHAR(40))",
    "CREATE TABLE person (id INT PRIMARY KEY, company_id INT REFERENCES company (id), name VARCHAR(40))",
    "INSERT INTO company VALUES (1, 'Amber'), (2, 'Birch')",
    "INSERT INTO person VALUES (1, 1, 'Ann'), (2, 1, 'Bo'), (3, 2, 'Cy')",
)


@pytest.fixture
def window(program):
    """The window of somebody who begins."""
    session = Session(program)
    window = MainWindow(session)
    window.show()
    yield window
    window.may_close = True
    end(window, session)


@pytest.fixture
def guide(qtbot, window):
    return Guide(qtbot, window._session)


@pytest.fixture
def maria(mariadb):
    """A database whose account `window` has a password; gives the server and the database's name."""
    name = mariadb.create("window")
    mariadb.run(
        f"""
        CREATE OR REPLACE USER window@'%' IDENTIFIED BY '{PASSWORD}';
        GRANT ALL ON `window%`.* TO window@'%';
        {";".join(SCHEMA)}
        """,
        name,
    )
    return mariadb, name


def fill(guide, kind, port, database, user, password):
    guide.next(until=Step.CRM)
    guide.click(guide.page.kinds[kind])
    form = guide.page.server
    form.host.setText("127.0.0.1")
    form.port.setText(str(port))
    form.database.setText(database)
    form.user.setText(user)
    form.password.edit.setText(password)


def looked(guide):
    guide.click(guide.page.test)
    guide.qtbot.waitUntil(lambda: not guide.page.asking.busy, timeout=30_000)
    return guide.page.notice.text


def protected(guide, tmp_path):
    """Through the rest of the guide; the run of the first backup."""
    guide.to_rhythm(tmp_path / "backups")
    session = guide.wizard._session
    with guide.qtbot.waitSignal(session.run_ended, timeout=60_000) as ended:
        guide.finish()
    return ended.args[0]


def used(qtbot, dialog):
    asking = dialog.asking
    dialog.use.click()
    qtbot.waitUntil(lambda: not isValid(asking) or not asking.busy, timeout=30_000)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_mariadb_is_protected_and_a_changed_password_is_entered_anew(qtbot, window, guide, maria, tmp_path):
    server, name = maria
    session = window._session
    fill(guide, SourceKind.MYSQL, server.port, name, "window", PASSWORD)
    assert "MariaDB" in looked(guide)
    assert "5 records" in guide.page.notice.text
    assert "person" not in guide.page.notice.text
    run = protected(guide, tmp_path)
    assert (run.error, run.counts["records"]) == ("", 5)
    (connection,) = session.connections()
    assert keyring.get_password(SERVICE, connection.source) == PASSWORD

    server.run("SET PASSWORD FOR window@'%' = PASSWORD('another one')")
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        window.head.back_up.click()
    assert ended.args[0].error == "LoginRefused"
    qtbot.waitUntil(lambda: bool(window.findChildren(ConnectDialog)))
    (dialog,) = window.findChildren(ConnectDialog)
    assert "Access denied" in dialog.reason.text
    qtbot.waitUntil(window.head.enter_password.isVisible)
    dialog.form.password.edit.setText("another one")
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        used(qtbot, dialog)
    assert ended.args[0].error == ""
    qtbot.waitUntil(lambda: not window.head.enter_password.isVisible())


def test_an_account_of_mariadb_that_sees_a_part_only_is_told_before_anything_is_backed_up(guide, maria):
    server, name = maria
    server.run(f"CREATE OR REPLACE USER some@'%' IDENTIFIED BY 'pw'; GRANT SELECT ON `{name}`.company TO some@'%'")
    fill(guide, SourceKind.MYSQL, server.port, name, "some", "pw")
    assert "does not see everything" in looked(guide)


def test_encryption_that_mariadb_offers_is_used_where_it_is_wanted(guide, maria):
    server, name = maria
    fill(guide, SourceKind.MYSQL, server.port, name, "window", PASSWORD)
    form = guide.page.server
    form.more.click()
    form.encryption.setCurrentIndex(form.encryption.findData(Encryption.VERIFIED))
    assert "encrypted connection failed" in looked(guide)
    form.authorities.edit.setText(str(server.authorities))
    assert "MariaDB" in looked(guide)


def test_postgresql_is_protected_and_restored_into_a_database_that_is_made_for_it(qtbot, window, guide, pg, tmp_path):
    session = window._session
    database = pg(*SCHEMA)
    fill(guide, SourceKind.POSTGRESQL, database.server.port, database.name, "postgres", "wrong")
    assert "did not let us in" in looked(guide)
    guide.page.server.password.edit.setText(postgresql.PASSWORD)
    assert "PostgreSQL" in looked(guide)
    run = protected(guide, tmp_path)
    assert (run.error, run.counts["records"]) == ("", 5)

    (connection,) = session.connections()
    qtbot.waitUntil(window.head.restore.isEnabled)
    wizard = window.restore(connection.id, 1)
    assert isinstance(wizard, RestoreWizard)
    wizard.next()
    qtbot.waitUntil(lambda: wizard.contents is not None)
    wizard.next()
    wizard.where.new.setChecked(True)
    wizard.where.new_place.choose.click()
    (dialog,) = wizard.findChildren(ConnectDialog)
    qtbot.waitUntil(lambda: not dialog._keyring.busy)
    used(qtbot, dialog)
    made = f"{database.name}_restored"
    assert wizard.where.new_place.place.text() == f"127.0.0.1:{database.server.port}/{made}"
    wizard.next()
    qtbot.waitUntil(lambda: not wizard.check.working.busy, timeout=60_000)
    assert wizard.check.trouble.text == ""
    try:
        with qtbot.waitSignal(session.restored, timeout=60_000) as restored:
            wizard.accept()
        assert restored.args[1].report.verified
        assert database.server.query(made, "SELECT count(*)::int FROM person") == [(3,)]
    finally:
        database.server.run("postgres", f"DROP DATABASE IF EXISTS {made} WITH (FORCE)")


def test_a_port_where_no_server_is_is_told(guide):
    fill(guide, SourceKind.POSTGRESQL, 1, "crm", "crm", "pw")
    assert "does not answer" in looked(guide)
