"""The page Settings: the program's own, and each CRM's."""

import keyring
import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QMessageBox

from crmbackup_gui.errors import KeyMissing
from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.places import place_of
from crmbackup_gui.services.settings import Language, Notify
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.pages.settings import SettingsPage
from tests.ui.failing_keyring import LockedKeyring

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def crm(qtbot, session, tmp_path):
    database = create_demo_crm(tmp_path / "crm", contacts=30)
    location = str(tmp_path / "r")
    session.program.create_repository(location, PASSPHRASE, use_keyring=True)
    connection = new_connection("Acme", f"sqlite:///{database}?files={tmp_path}/crm/files", location)
    with qtbot.waitSignal(session.overview_changed):
        session.change_connection(connection)
    return connection


@pytest.fixture
def page(qtbot, session, crm):
    page = SettingsPage(session)
    qtbot.addWidget(page)
    page.resize(620, 560)
    page.show_connection(crm.id)
    page.show()
    return page


def choose(combo, data):
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())


def answer(page, role):
    question = page.findChild(QMessageBox)
    next(button for button in question.buttons() if question.buttonRole(button) is role).click()
    return question


def test_what_is_sent_to_clouds_can_be_limited_and_set_free_again(qtbot, session, page):
    assert page.cloud_rate.text() == "as fast as it goes"
    with qtbot.waitSignal(session.settings_changed):
        page.cloud_rate.setValue(2.5)
    assert session.settings().cloud_rate == 2_500_000
    assert page.cloud_rate.text() == "2.5 MB a second"
    with qtbot.waitSignal(session.settings_changed):
        page.cloud_rate.setValue(0)
    assert session.settings().cloud_rate is None


def test_choices_of_the_program_are_kept_at_once(qtbot, session, page):
    with qtbot.waitSignal(session.settings_changed):
        choose(page.language, Language.CHINESE)
    assert page._language_note.isVisible()
    with qtbot.waitSignal(session.settings_changed):
        choose(page.notify, Notify.ALL)
    with qtbot.waitSignal(session.settings_changed):
        page.keep_running.click()
    settings = session.settings()
    assert (settings.language, settings.notify, settings.keep_running) == (Language.CHINESE, Notify.ALL, False)


def test_where_the_settings_are_and_the_version_are_told(page, program):
    texts = [label.text() for label in page.findChildren(type(page.place))]
    assert str(program.settings.path) in texts
    assert any(text[:1].isdigit() for text in texts)


def test_a_crm_is_renamed(qtbot, session, page, crm):
    assert not page.rename.isEnabled()
    page.name.selectAll()
    qtbot.keyClicks(page.name, "Acme Sales")
    with qtbot.waitSignal(session.connections_changed):
        page.rename.click()
    assert session.connection(crm.id).name == "Acme Sales"
    assert page.crm.currentText() == "Acme Sales"


def test_a_name_that_is_being_typed_outlives_a_refresh(qtbot, session, page):
    qtbot.keyClicks(page.name, " Sales")
    with qtbot.waitSignal(session.settings_changed):
        page.keep_running.click()
    assert page.name.text() == "Acme Sales"


def test_an_empty_name_is_no_name(page):
    page.name.clear()
    page.name.textEdited.emit("")
    assert not page.rename.isEnabled()


def test_a_crm_that_moved_is_shown_its_new_place(qtbot, session, page, crm, tmp_path):
    (tmp_path / "crm").rename(tmp_path / "moved")
    with qtbot.waitSignal(session.connections_changed):
        page.move_to(str(tmp_path / "moved" / "crm.db"))
    place = place_of(session.connection(crm.id).source)
    assert (place.path, place.files) == (str(tmp_path / "moved" / "crm.db"), str(tmp_path / "moved" / "files"))
    assert page.notice.tone is Tone.GOOD


def test_a_place_without_a_crm_is_refused_and_nothing_changes(qtbot, session, page, crm, tmp_path):
    page.move_to(str(tmp_path / "nothing.db"))
    qtbot.waitUntil(lambda: page.notice.tone is Tone.BAD)
    assert session.connection(crm.id) == crm


def test_forgetting_a_crm_asks_first_and_keeps_the_repository(qtbot, session, page, crm, tmp_path):
    page.forget.click()
    question = answer(page, QMessageBox.ButtonRole.RejectRole)
    assert str(tmp_path / "r") in question.informativeText()
    assert session.connection(crm.id) == crm
    qtbot.waitUntil(lambda: page.findChild(QMessageBox) is None)
    page.forget.click()
    with qtbot.waitSignal(session.connections_changed):
        answer(page, QMessageBox.ButtonRole.AcceptRole)
    assert session.connections() == ()
    assert (tmp_path / "r" / "repository").is_file()
    assert not page._crm_panel.isVisible()


def test_a_forgotten_key_is_asked_for_again(qtbot, session, page, crm):
    page.forget_key.click()
    answer(page, QMessageBox.ButtonRole.AcceptRole)
    qtbot.waitUntil(lambda: "no longer keeps the key" in page.notice.text)
    qtbot.waitUntil(lambda: isinstance(session.trouble(crm.id), KeyMissing))


def test_a_locked_keyring_keeps_its_key_and_that_is_told(qtbot, page):
    keyring.set_keyring(LockedKeyring())
    page.forget_key.click()
    answer(page, QMessageBox.ButtonRole.AcceptRole)
    qtbot.waitUntil(lambda: page.notice.tone is Tone.BAD)


def test_nothing_is_forgotten_while_the_crm_is_worked_on(qtbot, session, page, crm):
    with qtbot.waitSignal(session.run_ended, timeout=20_000):
        session.back_up(crm.id)
        qtbot.waitUntil(lambda: not page.forget.isEnabled())
        assert not page.forget_key.isEnabled()
    qtbot.waitUntil(page.forget.isEnabled)


def test_damaged_settings_are_told_about(qtbot, session, program):
    program.settings.path.parent.mkdir(parents=True, exist_ok=True)
    program.settings.path.write_text("{ not settings")
    page = SettingsPage(session)
    qtbot.addWidget(page)
    page.show()
    assert page.damage.text
    assert page.damage.tone is Tone.WARN


def test_the_connection_of_a_crm_on_a_server_is_changed_where_a_file_is_shown_another_place(qtbot, session, page, crm):
    assert page.elsewhere.isVisible()
    assert not page.connection.isVisible()
    on_server = replace(crm, source="mysql://crm@db.example.com/sales")
    with qtbot.waitSignal(session.connections_changed):
        session.change_connection(on_server)
    assert page.place.text() == "db.example.com/sales"
    assert not page.elsewhere.isVisible()
    with qtbot.waitSignal(page.connection_wanted) as wanted:
        page.connection.click()
    assert wanted.args == [crm.id]
