"""First run: from nothing to a CRM that is protected."""

import keyring
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWizard

from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.services.demo_crm import create_demo_crm
from crmbackup_gui.services.opening import create_repository
from crmbackup_gui.ui.look.theme import Tone, tone
from crmbackup_gui.ui.viewmodels.protect_state import SourceKind, Step
from crmbackup_gui.ui.viewmodels.schedule_draft import Preset
from tests.ui.failing_keyring import LockedKeyring, NoKeyring, RefusingKeyring
from tests.ui.guiding import PASSPHRASE, Guide


@pytest.fixture
def crm(tmp_path):
    return create_demo_crm(tmp_path / "crm", contacts=60)


@pytest.fixture
def guide(qtbot, session):
    return Guide(qtbot, session)


def test_the_whole_way_ends_with_a_first_recovery_point(qtbot, session, guide, crm, tmp_path):
    guide.to_crm(crm)
    guide.page.attachments.edit.setText(str(crm.parent / "files"))
    guide.click(guide.page.test)
    qtbot.waitUntil(lambda: guide.state.tested)
    assert "records" in guide.page.notice.text
    guide.page.name.clear()
    qtbot.keyClicks(guide.page.name, "Acme")
    guide.to_rhythm(tmp_path / "backups")
    guide.click(guide.page.cards[Preset.HOURLY])
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        guide.finish()
    (connection,) = session.connections()
    assert (connection.name, connection.repository) == ("Acme", str(tmp_path / "backups"))
    assert "files=" in connection.source
    assert connection.scope.whole
    assert [rule.strategy for rule in connection.schedule.rules] == [Strategy.FULL, Strategy.INCREMENTAL]
    assert ended.args[0].error == ""
    assert session.current == connection.id
    assert len(guide.wizard.visitedIds()) <= 7


def test_a_file_that_is_no_database_is_told_on_the_page(guide, tmp_path):
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Sir or Madam, " * 100)
    guide.to_crm(letter)
    guide.press_next()
    guide.settled()
    assert guide.step is Step.CRM
    assert guide.page.notice.tone is Tone.BAD
    assert guide.page.notice.text


def test_a_file_that_is_not_there_is_told_on_the_page(guide, tmp_path):
    guide.to_crm(tmp_path / "nothing.db")
    guide.press_next()
    guide.settled()
    assert guide.step is Step.CRM
    assert guide.page.notice.tone is Tone.BAD


def test_next_waits_until_a_file_is_chosen(guide):
    guide.next(until=Step.CRM)
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()


def test_a_folder_of_files_is_a_crm_too_and_has_no_parts_to_choose(guide, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("a")
    guide.next(until=Step.CRM)
    guide.click(guide.page.kinds[SourceKind.FOLDER])
    guide.page.folder.edit.setText(str(tmp_path / "letters"))
    guide.next(until=Step.PLACE)
    assert guide.state.kind is SourceKind.FOLDER
    assert guide.state.name == "letters"


def test_chosen_parts_say_what_they_refer_to(guide, crm):
    guide.to_crm(crm)
    guide.next(until=Step.SCOPE)
    guide.page.parts.click()
    guide.page.entities.choose_all(wanted=False)
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
    model = guide.page.entities
    names = [model.data(model.index(row, 0)) for row in range(model.rowCount())]
    model.setData(model.index(names.index("Activities"), 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert "Contact" in guide.page.list._hint.text()
    guide.next(until=Step.PLACE)
    assert guide.state.scope.entities == ("@activity",)


def test_a_folder_with_other_files_is_refused_and_one_inside_it_is_offered(guide, crm, tmp_path):
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "photo.jpg").touch()
    guide.to_place(crm, tmp_path / "drive")
    guide.qtbot.waitUntil(guide.page.inside.isVisible)
    # First what is wrong, and below it what can be done about that.
    assert guide.page.notice.y() < guide.page.inside.y()
    guide.click(guide.page.inside)
    guide.next(until=Step.PASSPHRASE)
    assert guide.state.location == str(tmp_path / "drive" / "CRM backups")


def test_a_place_that_cannot_be_written_is_told_on_the_page(guide, crm, tmp_path):
    (tmp_path / "file").touch()
    guide.to_place(crm, tmp_path / "file" / "backups")
    guide.press_next()
    guide.settled()
    assert guide.step is Step.PLACE
    assert guide.page.notice.tone in (Tone.BAD, Tone.WARN)


def test_the_disk_of_the_crm_itself_is_warned_of(guide, crm, tmp_path):
    guide.to_place(crm, tmp_path / "backups")
    guide.qtbot.waitUntil(lambda: guide.state.placed)
    assert guide.page.notice.tone is Tone.WARN


def test_the_passphrase_must_be_long_enough_and_typed_twice(guide, crm, tmp_path):
    guide.to_place(crm, tmp_path / "backups")
    guide.next(until=Step.PASSPHRASE)
    forward = guide.button(QWizard.WizardButton.NextButton)
    for first, second, enough in (("short", "short", False), (PASSPHRASE, "", False), (PASSPHRASE, PASSPHRASE, True)):
        guide.page.first.edit.setText(first)
        guide.page.second.edit.setText(second)
        assert forward.isEnabled() is enough


def test_how_good_the_passphrase_is_shows_in_its_colour_too(guide, crm, tmp_path):
    guide.to_place(crm, tmp_path / "backups")
    guide.next(until=Step.PASSPHRASE)
    for text, meaning in (("short", Tone.BAD), (PASSPHRASE, Tone.GOOD)):
        guide.page.first.edit.setText(text)
        drawn = guide.page.hint.grab().toImage()
        inks = {drawn.pixelColor(x, y).name() for x in range(drawn.width()) for y in range(drawn.height())}
        assert tone(meaning, guide.page.palette()).name() in inks


def test_the_recovery_code_can_be_copied_and_saved_and_must_be_kept(guide, crm, tmp_path):
    guide.to_code(crm, tmp_path / "backups")
    forward = guide.button(QWizard.WizardButton.NextButton)
    assert not forward.isEnabled()
    guide.click(guide.page.sheet.copy)
    assert QGuiApplication.clipboard().text().startswith("CRMB-")
    guide.page.sheet.save_to(str(tmp_path / "sheet.pdf"))
    guide.settled()
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert not forward.isEnabled()
    guide.page.kept.click()
    assert forward.isEnabled()


def test_a_sheet_that_cannot_be_saved_is_told(guide, crm, tmp_path):
    guide.to_code(crm, tmp_path / "backups")
    guide.page.sheet.save_to(str(tmp_path / "nowhere" / "sheet.pdf"))
    guide.settled()
    assert guide.page.notice.tone is Tone.BAD


def test_going_back_and_forth_makes_the_repository_once_and_asks_nothing_twice(guide, crm, tmp_path):
    guide.to_code(crm, tmp_path / "backups")
    code = guide.page.sheet.code.text()
    guide.page.kept.click()
    for _ in range(5):
        guide.back()
    assert guide.step is Step.WAY
    for _ in range(4):
        guide.next()
    assert guide.step is Step.CODE
    assert guide.page.sheet.code.text() == code
    assert guide.page.kept.isChecked()
    assert len(list((tmp_path / "backups" / "keys").iterdir())) == 3


def test_another_place_after_all_has_a_repository_and_a_code_of_its_own(guide, crm, tmp_path):
    guide.to_code(crm, tmp_path / "one")
    first = guide.page.sheet.code.text()
    guide.page.kept.click()
    guide.back()
    assert guide.step is Step.PASSPHRASE
    assert not guide.page.first.isVisible()
    guide.back()
    guide.page.place.edit.setText(str(tmp_path / "two"))
    guide.next(until=Step.PASSPHRASE)
    guide.page.first.edit.setText(PASSPHRASE)
    guide.page.second.edit.setText(PASSPHRASE)
    guide.next(until=Step.CODE)
    assert guide.page.sheet.code.text() != first
    assert not guide.page.kept.isChecked()


def test_a_repository_that_is_there_takes_the_crm_after_its_passphrase(qtbot, session, guide, crm, tmp_path):
    create_repository(str(tmp_path / "backups"), PASSPHRASE, use_keyring=False)
    guide.to_place(crm, tmp_path / "backups")
    guide.next(until=Step.UNLOCK)
    qtbot.waitUntil(lambda: not guide.page.form.asking.busy)
    guide.page.form.secret.edit.setText("not this one")
    guide.press_next()
    qtbot.waitUntil(lambda: "does not open" in guide.page.form.notice.text)
    assert guide.step is Step.UNLOCK
    guide.page.form.secret.edit.setText(PASSPHRASE)
    guide.next(until=Step.RHYTHM)
    guide.page.now.setChecked(False)
    guide.finish()
    assert session.connections()[0].repository == str(tmp_path / "backups")


@pytest.mark.parametrize("trouble", [LockedKeyring, RefusingKeyring, NoKeyring])
def test_a_keyring_in_trouble_costs_no_repository_and_is_told_beside_the_code(guide, crm, tmp_path, trouble):
    keyring.set_keyring(trouble())
    guide.to_code(crm, tmp_path / "backups")
    assert "keyring" in guide.page.notice.text
    guide.page.kept.click()
    guide.next(until=Step.RHYTHM)


def test_closing_while_nobody_has_the_recovery_code_is_asked_about(guide, crm, tmp_path):
    guide.to_code(crm, tmp_path / "backups")
    guide.click(guide.button(QWizard.WizardButton.CancelButton))
    assert guide.wizard.isVisible()
    question = guide.wizard.findChild(QMessageBox)
    destructive = next(b for b in question.buttons() if question.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
    guide.click(destructive)
    guide.qtbot.waitUntil(lambda: not guide.wizard.isVisible())


def test_settings_that_cannot_be_saved_leave_the_guide_open(guide, session, program, crm, tmp_path):
    guide.to_code(crm, tmp_path / "backups")
    guide.page.kept.click()
    guide.next(until=Step.RHYTHM)
    guide.page.now.setChecked(False)
    program.settings.path.parent.write_text("a file in the way")
    guide.click(guide.button(QWizard.WizardButton.FinishButton))
    guide.qtbot.waitUntil(lambda: bool(guide.page.notice.text))
    assert guide.wizard.isVisible()
    assert session.connections() == ()
    program.settings.path.parent.unlink()
    guide.finish()
    assert len(session.connections()) == 1
