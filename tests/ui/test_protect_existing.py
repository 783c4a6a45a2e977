"""A repository that is there already, on this computer or on a new one."""

import shutil

import keyring
import pytest
from PySide6.QtWidgets import QLabel, QWizard

from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import Step
from tests.memory_keyring import MemoryKeyring
from tests.ui.conftest import end
from tests.ui.guiding import Guide


@pytest.fixture
def stranger(tmp_path):
    """The program of somebody else, who knows no CRM yet."""
    session = Session(Program(tmp_path / "other settings", tmp_path / "other state"))
    yield session
    end(session)


@pytest.fixture
def place(demo):
    """The demo's repository, whose key this computer keeps."""
    demo.program.unlock(demo.only.repository, remember=True)
    return demo.only.repository


def to_crms(guide, place):
    guide.to_existing(place)
    guide.next(until=Step.CRMS)
    guide.settled()


def test_a_repository_whose_key_is_here_asks_for_none(qtbot, stranger, place):
    guide = Guide(qtbot, stranger)
    to_crms(guide, place)
    assert [crm.name for crm in guide.state.found] == ["Acme Sales"]
    assert guide.state.found[0].last is not None
    guide.next(until=Step.SAME)
    guide.answer(guide.state.found[0].id)
    guide.next(until=Step.RHYTHM)
    guide.page.now.setChecked(False)
    guide.finish()
    (connection,) = stranger.connections()
    assert connection.crm == guide.state.found[0].id
    assert connection.schedule.rules
    qtbot.waitUntil(lambda: stranger.overview(connection.id) is not None)
    assert len(stranger.overview(connection.id).points) == 5


def test_on_a_new_computer_the_passphrase_is_asked_for(qtbot, stranger, place):
    keyring.set_keyring(MemoryKeyring())
    guide = Guide(qtbot, stranger)
    guide.to_existing(place)
    guide.next(until=Step.UNLOCK)
    qtbot.waitUntil(lambda: "keeps no key" in guide.page.form.notice.text)
    guide.page.form.secret.edit.setText("wrong")
    guide.press_next()
    qtbot.waitUntil(lambda: "does not open" in guide.page.form.notice.text)
    assert guide.step is Step.UNLOCK


def test_a_folder_without_a_repository_is_told(qtbot, session, tmp_path):
    (tmp_path / "empty").mkdir()
    guide = Guide(qtbot, session)
    guide.to_existing(tmp_path / "empty")
    guide.press_next()
    qtbot.waitUntil(lambda: "no repository" in guide.page.notice.text)
    assert guide.step is Step.PLACE


def test_a_repository_below_the_chosen_drive_is_offered(qtbot, stranger, place, tmp_path):
    drive = tmp_path / "drive"
    drive.mkdir()
    shutil.copytree(place, drive / "CRM backups")
    guide = Guide(qtbot, stranger)
    guide.to_existing(drive)
    said = {label.text() for label in guide.wizard.steps.findChildren(QLabel)}
    assert "Where it is" in said
    assert "Where to keep" not in said
    qtbot.waitUntil(guide.page.inside.isVisible)
    guide.click(guide.page.inside)
    guide.next(until=Step.CRMS)


def test_a_crm_that_is_not_on_this_computer_is_for_restoring_only(qtbot, demo, stranger, place):
    shutil.move(demo.folder / "living", demo.folder / "gone")
    guide = Guide(qtbot, stranger)
    to_crms(guide, place)
    assert "not on this computer" in guide.page.notice.text
    guide.next(until=Step.RHYTHM)
    assert not guide.page.now.isVisible()
    guide.finish()
    (connection,) = stranger.connections()
    assert not connection.schedule.rules
    assert not stranger.jobs.busy


def test_a_crm_that_moved_is_shown_its_new_place(qtbot, demo, stranger, place):
    shutil.move(demo.folder / "living", demo.folder / "elsewhere")
    guide = Guide(qtbot, stranger)
    to_crms(guide, place)
    crm = guide.state.found[0]
    guide.page.look_at(crm.id, str(demo.folder / "elsewhere" / "crm.db"))
    guide.settled()
    assert guide.page.notice.tone is Tone.GOOD
    guide.next(until=Step.RHYTHM)
    guide.page.now.setChecked(False)
    guide.finish()
    (connection,) = stranger.connections()
    assert "elsewhere/crm.db" in connection.source
    assert "elsewhere/files" in connection.source
    assert connection.schedule.rules


def test_a_new_place_that_is_no_crm_is_refused(qtbot, stranger, place, tmp_path):
    letter = tmp_path / "letter.db"
    letter.write_text("Dear Sir or Madam, " * 100)
    guide = Guide(qtbot, stranger)
    to_crms(guide, place)
    guide.page.look_at(guide.state.found[0].id, str(letter))
    guide.settled()
    assert guide.page.notice.tone is Tone.BAD
    assert not guide.state.moved


def test_what_is_in_the_list_already_cannot_be_added_again(qtbot, demo, place):
    guide = Guide(qtbot, demo)
    to_crms(guide, place)
    assert guide.state.found[0].known
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
    assert guide.page.notice.text


def test_back_to_the_first_page_and_the_other_way(qtbot, stranger, place):
    guide = Guide(qtbot, stranger)
    to_crms(guide, place)
    guide.back()
    guide.back()
    assert guide.step is Step.WAY
    guide.click(guide.page.new)
    guide.next(until=Step.CRM)


def test_a_guide_that_is_closed_while_it_looks_wants_no_answer(qtbot, stranger, place):
    guide = Guide(qtbot, stranger)
    guide.to_existing(place)
    guide.press_next()
    guide.wizard.reject()
    guide.wizard.deleteLater()
