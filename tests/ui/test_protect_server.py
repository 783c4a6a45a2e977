"""First run for a CRM on a server: from its address and password to a CRM that is protected."""

import keyring
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWizard

from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.keyring_secrets import SERVICE
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.server_addresses import Encryption
from crmbackup_gui.ui.dialogs.connect import ConnectDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind, Step
from tests.fake_server import PASSWORD, stand_in
from tests.ui.failing_keyring import LockedKeyring
from tests.ui.guiding import PASSPHRASE, Guide

URL = "postgresql://crm@db.example.com/sales"


@pytest.fixture(autouse=True)
def server(monkeypatch, tmp_path):
    database = create_demo_crm(tmp_path / "crm", contacts=60)
    return stand_in(monkeypatch, sales=database)


@pytest.fixture
def guide(qtbot, session):
    return Guide(qtbot, session)


def fill(guide, kind=SourceKind.POSTGRESQL, password=PASSWORD):
    """To the page of the CRM, and all that it asks for."""
    guide.next(until=Step.CRM)
    guide.click(guide.page.kinds[kind])
    form = guide.page.server
    form.host.setText("db.example.com")
    form.database.setText("sales")
    form.user.setText("crm")
    form.password.edit.setText(password)


def looked(guide):
    guide.click(guide.page.test)
    guide.settled()
    return guide.page.notice


@pytest.mark.parametrize(
    ("kind", "product"), [(SourceKind.POSTGRESQL, "PostgreSQL 15.8"), (SourceKind.MYSQL, "MariaDB 15.8")]
)
def test_the_whole_way_ends_with_a_first_recovery_point(qtbot, session, guide, tmp_path, kind, product):
    fill(guide, kind)
    notice = looked(guide)
    assert product in notice.text
    assert "records" in notice.text
    guide.to_rhythm(tmp_path / "backups")
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        guide.finish()
    (connection,) = session.connections()
    assert connection.name == "sales"
    assert connection.source == f"{kind.value}://crm@db.example.com/sales"
    assert ended.args[0].error == ""
    assert keyring.get_password(SERVICE, connection.source) == PASSWORD
    assert len(guide.wizard.visitedIds()) <= 7


def test_the_password_is_in_the_keyring_alone(qtbot, session, guide, tmp_path):
    fill(guide)
    guide.to_rhythm(tmp_path / "backups")
    with qtbot.waitSignal(session.run_ended, timeout=30_000):
        guide.finish()
    files = [path for name in ("settings", "state", "backups") for path in (tmp_path / name).rglob("*")]
    assert session.program.settings.path in files
    assert not [path for path in files if path.is_file() and PASSWORD.encode() in path.read_bytes()]
    assert PASSWORD not in repr(guide.state)
    shown = [edit.text() for edit in guide.wizard.findChildren(QLineEdit) if edit.echoMode() is edit.EchoMode.Normal]
    assert PASSWORD not in shown


def test_a_crm_that_is_recognised_is_told_as_its_users_know_it(guide, server):
    server.crm = "Acme CRM"
    server.business = (
        BusinessEntity(id="people", english="People", chinese="人员", entities=("contact", "note")),
        BusinessEntity(id="deals", english="Deals", chinese="商机", entities=("deal", "deal_contact")),
        BusinessEntity(id="own", english="Settings", chinese="设置", entities=("setting",), technical=True),
    )
    fill(guide)
    notice = looked(guide)
    assert "Found: Acme CRM in PostgreSQL 15.8, 2 part" in notice.text
    assert "People 70 · Deals" in notice.text
    guide.next(until=Step.SCOPE)
    model = guide.page.entities
    assert [model.index(row, 0).data() for row in range(3)] == ["People", "Deals", "Settings"]
    # What was found and what is chosen from are the same, so their numbers are too.
    assert model.index(0, 1).data() == "70"
    guide.page.parts.click()
    model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert "People" in guide.page.list._hint.text()
    assert guide.state.scope.entities[:2] == ("@deals", "@own")
    guide.click(guide.page.list.every)
    assert guide.state.scope.whole


@pytest.mark.parametrize("password", ["", "wrong"])
def test_without_the_right_password_the_guide_stays_and_says_what_to_do(guide, password):
    fill(guide, password=password)
    guide.press_next()
    guide.settled()
    assert guide.step is Step.CRM
    assert guide.page.notice.tone is Tone.BAD
    assert "password" in guide.page.notice.text
    assert QApplication.focusWidget() in (None, guide.page.server.password.edit)


def test_a_password_that_was_changed_after_the_test_is_tried_again(guide, server):
    fill(guide)
    looked(guide)
    guide.page.server.password.edit.setText("wrong")
    guide.press_next()
    guide.settled()
    assert guide.step is Step.CRM
    assert "did not let us in" in guide.page.notice.text
    assert server.asked[-1] == "wrong"


def test_a_keyring_that_does_not_take_it_is_told_and_the_guide_may_go_on(qtbot, session, guide, tmp_path):
    keyring.set_keyring(LockedKeyring())
    fill(guide)
    guide.press_next()
    guide.settled()
    assert guide.step is Step.CRM
    assert "was not kept" in guide.page.notice.text
    guide.to_rhythm(tmp_path / "backups")
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        guide.finish()
    assert ended.args[0].error == ""


def test_one_that_shall_not_be_remembered_is_not(guide, session):
    fill(guide)
    guide.page.server.remember.click()
    guide.next(until=Step.SCOPE)
    assert keyring.get_password(SERVICE, URL) is None
    assert session.program.is_there(URL)


def test_who_goes_back_finds_everything_and_may_think_again(guide):
    fill(guide)
    guide.next(until=Step.SCOPE)
    guide.back()
    form = guide.page.server
    assert (form.address.url, form.password.text) == (URL, PASSWORD)
    guide.page.server.remember.click()
    guide.next(until=Step.SCOPE)
    assert keyring.get_password(SERVICE, URL) is None


def test_each_kind_keeps_what_was_entered_for_it(guide):
    fill(guide)
    guide.click(guide.page.kinds[SourceKind.MYSQL])
    assert guide.page.server.host.text() == "localhost"
    assert guide.page.server.password.text == ""
    guide.click(guide.page.kinds[SourceKind.FOLDER])
    assert not guide.page.server.host.isVisible()
    guide.click(guide.page.kinds[SourceKind.POSTGRESQL])
    assert guide.page.server.address.url == URL
    assert guide.page.server.password.text == PASSWORD


def test_a_guide_that_is_closed_leaves_no_password_behind(qtbot, session, guide):
    fill(guide)
    guide.next(until=Step.SCOPE)
    assert keyring.get_password(SERVICE, URL) == PASSWORD
    guide.wizard.reject()
    qtbot.waitUntil(lambda: keyring.get_password(SERVICE, URL) is None)
    qtbot.waitUntil(lambda: not session.jobs._quick)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_an_incomplete_address_leads_nowhere(guide):
    fill(guide)
    for field in (guide.page.server.host, guide.page.server.database, guide.page.server.user):
        text = field.text()
        field.clear()
        assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
        assert not guide.page.test.isEnabled()
        field.setText(text)
    assert guide.button(QWizard.WizardButton.NextButton).isEnabled()


def test_encryption_is_chosen_under_more(guide):
    fill(guide)
    form = guide.page.server
    form.more.click()
    form.encryption.setCurrentIndex(form.encryption.findData(Encryption.ALWAYS))
    guide.next(until=Step.SCOPE)
    assert guide.state.source_url == f"{URL}?sslmode=require"


# A repository that is there already


@pytest.fixture
def backed_up(tmp_path):
    """The place of a repository with a recovery point of the CRM, as another computer made it."""
    place = str(tmp_path / "backups")
    other = Program(tmp_path / "other settings", tmp_path / "other state")
    other.create_repository(place, PASSPHRASE, use_keyring=True)
    other.take_password(URL, PASSWORD, remember=False)
    assert other.back_up(new_connection("Sales", URL, place)).error == ""
    return place


def to_crms(guide, place):
    guide.to_existing(place)
    guide.next(until=Step.CRMS)
    guide.settled()
    return guide.page


def test_a_crm_of_a_repository_is_connected_to_with_its_password(qtbot, session, guide, backed_up):
    page = to_crms(guide, backed_up)
    assert page.crms.index(0, 2).data() == "On a server: db.example.com/sales, not connected"
    assert not page.elsewhere.isVisible()
    guide.click(page.reach)
    (dialog,) = page.findChildren(ConnectDialog)
    assert dialog.form.address.url == URL
    dialog.form.password.edit.setText(PASSWORD)
    guide.click(dialog.use)
    qtbot.waitUntil(lambda: bool(guide.state.moved))
    assert "PostgreSQL 15.8" in page.notice.text
    guide.next(until=Step.RHYTHM)
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        guide.finish()
    (connection,) = session.connections()
    assert connection.crm == guide.state.found[0].id
    assert connection.source == URL
    assert ended.args[0].error == ""
    assert keyring.get_password(SERVICE, URL) == PASSWORD


def test_one_that_is_not_connected_to_is_for_restoring_only(session, guide, backed_up):
    to_crms(guide, backed_up)
    guide.next(until=Step.RHYTHM)
    guide.finish()
    (connection,) = session.connections()
    assert not connection.schedule.rules


def test_a_guide_that_is_closed_forgets_the_password_of_what_was_connected_to(qtbot, session, guide, backed_up):
    page = to_crms(guide, backed_up)
    guide.click(page.reach)
    (dialog,) = page.findChildren(ConnectDialog)
    dialog.form.password.edit.setText(PASSWORD)
    guide.click(dialog.use)
    qtbot.waitUntil(lambda: bool(guide.state.moved))
    assert keyring.get_password(SERVICE, URL) == PASSWORD
    guide.wizard.reject()
    qtbot.waitUntil(lambda: keyring.get_password(SERVICE, URL) is None)
    qtbot.waitUntil(lambda: not session.jobs._quick)


def test_the_same_database_under_another_user_is_asked_about(guide, backed_up):
    fill(guide)
    guide.page.server.user.setText("somebody_else")
    guide.next(until=Step.SCOPE)
    guide.next(until=Step.PLACE)
    guide.page.place.edit.setText(backed_up)
    guide.next(until=Step.SAME)
    assert [crm.name for crm in guide.state.questions[0].crms] == ["Sales"]
