"""Whether a CRM is the one that a repository knows by its address is asked, and a place keeps one CRM once."""

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard

from crmbackup_gui.services.connections import new_connection
from crmbackup_gui.services.demo_crm import DATABASE
from crmbackup_gui.services.program import Program
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.viewmodels.protect_state import ANOTHER, Step
from tests.ui.conftest import end
from tests.ui.guiding import PASSPHRASE, Guide

NAME = "Acme Sales"


@pytest.fixture
def second(tmp_path):
    """The program of a second computer."""
    session = Session(Program(tmp_path / "second settings", tmp_path / "second state"))
    yield session
    end(session)


@pytest.fixture
def place(demo):
    """The demo's repository, whose key both computers keep."""
    demo.program.unlock(demo.only.repository, remember=True)
    return demo.only.repository


@pytest.fixture
def database(demo):
    return demo.folder / "living" / DATABASE


@pytest.fixture
def guide(qtbot, second):
    return Guide(qtbot, second)


def to_question(guide, database, place, name=NAME):
    guide.to_crm(database)
    guide.click(guide.page.test)
    guide.qtbot.waitUntil(lambda: guide.state.tested)
    guide.page.name.clear()
    guide.qtbot.keyClicks(guide.page.name, name)
    guide.next(until=Step.SCOPE)
    guide.next(until=Step.PLACE)
    guide.page.place.edit.setText(str(place))
    guide.next(until=Step.SAME)


def finish(qtbot, session, guide):
    """End the guide with a backup; its run."""
    guide.next(until=Step.RHYTHM)
    with qtbot.waitSignal(session.run_ended, timeout=30_000) as ended:
        guide.finish()
    return ended.args[0]


def test_nothing_is_chosen_beforehand_and_next_waits_for_an_answer(guide, database, place):
    to_question(guide, database, place)
    assert not any(card.isChecked() for card in guide.page.cards.values())
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
    guide.answer(ANOTHER)
    assert guide.button(QWizard.WizardButton.NextButton).isEnabled()


def test_the_question_names_the_crm_its_newest_point_and_what_another_one_would_be_called(guide, demo, database, place):
    to_question(guide, database, place)
    newest = demo.program.overview(demo.only).points[-1]
    detail = demo.program.point_detail(demo.only, newest.sequence)
    yes, no = (card.accessibleDescription() for card in guide.page.cards.values())
    assert f"“{NAME}”" in yes
    assert f"{sum(entity.records for entity in detail.entities)} record" in yes
    assert "just now" in yes or "minute" in yes
    assert f"“{NAME} (2)”" in no


def test_the_same_crm_goes_on_with_its_timeline(qtbot, demo, second, guide, database, place):
    crm = demo.program.connection(demo.only.id).crm
    to_question(guide, database, place, "Our shop")
    guide.answer(crm)
    run = finish(qtbot, second, guide)
    (connection,) = second.connections()
    assert (connection.crm, connection.name) == (crm, "Our shop")
    assert run.strategy == "incremental"
    assert [info.name for info in demo.program.crms(place)] == [NAME]


def test_another_crm_starts_a_timeline_under_a_name_of_its_own(qtbot, demo, second, guide, database, place):
    crm = demo.program.connection(demo.only.id).crm
    to_question(guide, database, place)
    guide.answer(ANOTHER)
    run = finish(qtbot, second, guide)
    (connection,) = second.connections()
    assert connection.crm not in (None, crm)
    assert connection.name == f"{NAME} (2)"
    assert run.strategy == "full"
    assert [(info.id, info.name) for info in demo.program.crms(place)] == [
        (crm, NAME),
        (connection.crm, f"{NAME} (2)"),
    ]
    assert len(demo.program.overview(demo.only).points) == 5


def test_the_summary_says_which_timeline_it_is(guide, demo, database, place):
    to_question(guide, database, place)
    for answer, words in ((ANOTHER, f"“{NAME} (2)” starts"), (demo.program.crms(place)[0].id, f"timeline of “{NAME}”")):
        guide.answer(answer)
        guide.next(until=Step.RHYTHM)
        assert words in guide.page._where.text()
        guide.back()


def test_an_answer_stands_when_somebody_goes_back_and_forth_and_counts_for_its_place_only(
    guide, database, place, tmp_path
):
    to_question(guide, database, place)
    guide.answer(ANOTHER)
    guide.back()
    guide.next(until=Step.SAME)
    assert [card.isChecked() for card in guide.page.cards.values()] == [False, True]
    guide.back()
    shutil.copytree(place, tmp_path / "copy")
    guide.page.place.edit.setText(str(tmp_path / "copy"))
    guide.next(until=Step.SAME)
    assert not guide.state.answered


def test_a_crm_at_another_address_is_asked_nothing(guide, demo, database, place):
    shutil.copytree(database.parent, demo.folder / "other")
    guide.to_place(demo.folder / "other" / DATABASE, place)
    guide.next(until=Step.RHYTHM)


def test_a_crm_that_is_chosen_after_all_is_looked_for_anew(guide, demo, database, place):
    shutil.copytree(database.parent, demo.folder / "other")
    guide.to_place(demo.folder / "other" / DATABASE, place)
    guide.next(until=Step.RHYTHM)
    for _ in range(3):
        guide.back()
    assert guide.step is Step.CRM
    guide.page.database.edit.setText(str(database))
    guide.next(until=Step.SCOPE)
    guide.next(until=Step.PLACE)
    guide.next(until=Step.SAME)


def test_a_locked_repository_is_asked_about_after_it_was_opened(qtbot, program, guide, database, tmp_path):
    locked = str(tmp_path / "locked")
    program.create_repository(locked, PASSPHRASE, use_keyring=False)
    program.back_up(new_connection("Theirs", f"sqlite:///{database}", locked))
    guide.to_place(database, locked)
    guide.next(until=Step.UNLOCK)
    qtbot.waitUntil(lambda: not guide.page.form.asking.busy)
    guide.page.form.secret.edit.setText(PASSPHRASE)
    guide.next(until=Step.SAME)
    assert len(guide.wizard.visitedIds()) == 6


def test_two_crms_of_the_address_are_two_choices(guide, demo, database, place):
    demo.program.back_up(new_connection("Other", f"sqlite:///{database}", place))
    to_question(guide, database, place)
    names = [crm.name for crm in guide.state.questions[0].crms]
    assert names == [NAME, "Other"]
    assert len(guide.page.cards) == 3
    guide.answer(guide.state.questions[0].crms[1].id)
    assert guide.state.same_as(guide.state.questions[0]).name == "Other"


def test_the_cards_are_reached_by_keyboard(guide, database, place):
    to_question(guide, database, place)
    yes, no = guide.page.cards.values()
    no.setFocus()
    guide.qtbot.keyClick(no, Qt.Key.Key_Space)
    assert guide.state.answered
    assert no.isChecked()
    assert not yes.isChecked()


# A repository that is there


def to_crms(guide, place):
    guide.to_existing(place)
    guide.next(until=Step.CRMS)
    guide.settled()


def test_a_crm_of_the_repository_that_is_another_one_here_gets_its_own_timeline(qtbot, demo, second, guide, place):
    to_crms(guide, place)
    guide.next(until=Step.SAME)
    guide.answer(ANOTHER)
    run = finish(qtbot, second, guide)
    (connection,) = second.connections()
    assert connection.name == f"{NAME} (2)"
    assert run.strategy == "full"
    assert len(demo.program.overview(demo.only).points) == 5


def test_a_crm_that_was_shown_another_place_is_asked_about_no_more(guide, demo, place):
    shutil.copytree(demo.folder / "living", demo.folder / "elsewhere")
    to_crms(guide, place)
    guide.page.look_at(guide.state.found[0].id, str(demo.folder / "elsewhere" / DATABASE))
    guide.settled()
    guide.next(until=Step.RHYTHM)
    assert guide.state.connections()[0].crm == guide.state.found[0].id


@pytest.fixture
def apart(second, database, place):
    """A second computer that has a CRM of its own at the address."""
    second.program.unlock(place)
    theirs = new_connection("Ours", f"sqlite:///{database}", place)
    second.program.settings.change(lambda s: type(s)(connections=(theirs,)))
    assert second.program.back_up(theirs).error == ""
    return theirs


@pytest.mark.usefixtures("apart")
def test_a_crm_whose_address_is_another_ones_here_cannot_be_ticked_until_it_has_a_place(guide, demo, place):
    to_crms(guide, place)
    taken = next(crm for crm in guide.state.found if crm.name == NAME)
    row = guide.page.crms.index(guide.state.found.index(taken), 0)
    assert not guide.page.crms.flags(row) & Qt.ItemFlag.ItemIsUserCheckable
    assert "where your list has another CRM" in guide.page.notice.text
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
    guide.page.look_at(taken.id, str(demo.folder / "living" / DATABASE))
    guide.settled()
    assert guide.page.notice.tone is Tone.BAD
    assert not guide.state.picked
    shutil.copytree(demo.folder / "living", demo.folder / "elsewhere")
    guide.page.look_at(taken.id, str(demo.folder / "elsewhere" / DATABASE))
    guide.settled()
    guide.next(until=Step.RHYTHM)


def test_two_crms_cannot_have_one_place(guide, demo, place):
    shutil.copytree(demo.folder / "living", demo.folder / "other")
    demo.program.back_up(new_connection("Other", f"sqlite:///{demo.folder}/other/{DATABASE}", place))
    to_crms(guide, place)
    ids = {crm.name: crm.id for crm in guide.state.found}
    guide.page.look_at(ids[NAME], str(demo.folder / "other" / DATABASE))
    guide.settled()
    assert "cannot both be at" in guide.page.notice.text
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
    row = next(n for n, crm in enumerate(guide.state.found) if crm.name == "Other")
    guide.page.crms.setData(guide.page.crms.index(row, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert guide.button(QWizard.WizardButton.NextButton).isEnabled()
    assert not guide.page.notice.text


# The same CRM in the same place again


def test_a_crm_that_is_kept_in_the_place_already_is_told_and_led_to(qtbot, demo, database, place):
    demo.show(None)
    guide = Guide(qtbot, demo)
    guide.to_place(database, place)
    qtbot.waitUntil(guide.page.there.isVisible)
    assert f"“{NAME}”" in guide.page.notice.text
    assert not guide.button(QWizard.WizardButton.NextButton).isEnabled()
    guide.click(guide.page.there)
    qtbot.waitUntil(lambda: not guide.wizard.isVisible())
    assert demo.current == demo.only.id
    assert len(demo.connections()) == 1


def test_a_second_place_for_the_same_crm_is_welcome(qtbot, demo, database, place, tmp_path):
    guide = Guide(qtbot, demo)
    guide.to_place(database, place)
    qtbot.waitUntil(guide.page.there.isVisible)
    guide.page.place.edit.setText(str(tmp_path / "second place"))
    guide.next(until=Step.PASSPHRASE)
    assert not guide.wizard.step_page(Step.PLACE).there.isVisibleTo(guide.wizard.step_page(Step.PLACE))


def test_pressing_next_at_once_does_not_add_a_crm_twice_either(qtbot, demo, database, place):
    guide = Guide(qtbot, demo)
    guide.to_place(database, f"{place}/")
    guide.press_next()
    qtbot.waitUntil(guide.page.there.isVisible)
    assert guide.step is Step.PLACE
