"""The page Storage & keys, on the demo CRM: what it says is so, and what it does is done."""

import shutil
from datetime import UTC, datetime, timedelta

import keyring
import msgspec
import pytest
from keyring.errors import KeyringLocked
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from crmbackup_gui.errors import WrongKey
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.model.schedule import Extent
from crmbackup_gui.repository.keys import Slot, SlotKind
from crmbackup_gui.services.history import Task, Trigger
from crmbackup_gui.services.own_keys import Keys, read_keys
from crmbackup_gui.ui.dialogs.new_code import NewCodeDialog
from crmbackup_gui.ui.dialogs.new_passphrase import NewPassphraseDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.viewmodels.key_list import KeyList
from tests.memory_keyring import MemoryKeyring
from tests.ui.opening import WAIT, settled, storage_page

NEW = "quite another passphrase of words"


@pytest.fixture
def ring():
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


@pytest.fixture
def page(qtbot, demo, ring):  # noqa: ARG001 - no test touches the keyring of this user
    return storage_page(qtbot, demo)


def ended(qtbot, demo, click):
    """Click, and wait for the run that it begins."""
    with qtbot.waitSignal(demo.run_ended, timeout=WAIT) as got, qtbot.waitSignal(demo.overview_changed, timeout=WAIT):
        click()
    return got.args[0]


def rules(page, **wanted):
    for rule, field in page.retention.fields.items():
        field.setValue(wanted.get(rule, 0))


def answer(part, number=0):
    """Click a button of the question that is open."""
    box = next(box for box in part.findChildren(QMessageBox) if box.isVisible())
    return box.buttons()[number]


def kinds(demo):
    return [slot.kind for slot in read_keys(demo.program, demo.only.repository).slots]


# The place


def test_the_place_its_room_and_its_points_are_told(page, demo):
    assert page.place.place.text() == demo.only.repository
    assert "5 recovery point" in page.place.facts.text()
    assert "free there" in page.place.facts.text()


def test_a_drive_that_is_not_there_is_a_state_and_comes_back(qtbot, page, demo, tmp_path):
    away = tmp_path / "unplugged"
    shutil.move(demo.only.repository, away)
    page.place.again.click()
    settled(qtbot, page)
    assert "not there at the moment" in page.place.notice.text
    shutil.move(away, demo.only.repository)
    page.place.again.click()
    settled(qtbot, page)
    assert "not there" not in page.place.notice.text


# Retention


def test_the_preview_says_what_goes_and_why_and_changes_nothing(qtbot, page, demo):
    rules(page, last=2)
    page.retention.preview.click()
    settled(qtbot, page)
    model = page.retention.model
    becomes = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert becomes == ["goes"] * 3 + ["stays"] * 2
    assert [model.index(row, 3).data() for row in (0, 3)] == ["no rule keeps it", "the newest, among the last"]
    assert "3 recovery point" in page.retention.summary.text()
    assert len(demo.program.overview(demo.only).points) == 5


def test_rules_that_keep_nothing_are_refused_and_nothing_can_be_done_with_them(page):
    rules(page)
    assert "keep nothing" in page.retention.notice.text
    for button in (page.retention.preview, page.retention.apply, page.retention.save):
        assert not button.isEnabled()
    rules(page, daily=1)
    assert page.retention.preview.isEnabled()


def test_tidying_up_asks_first_and_then_lets_the_points_go(qtbot, page, demo):
    rules(page, last=2)
    page.retention.apply.click()
    settled(qtbot, page)
    run = ended(qtbot, demo, lambda: answer(page.retention).click())
    assert (run.task, run.outcome, run.counts["dropped"]) == (Task.RETENTION, Outcome.OK, 3)
    assert [point.sequence for point in demo.overview(demo.only.id).points if point.kind is PointKind.REGULAR] == [4, 5]


def test_leaving_the_question_keeps_all_points(qtbot, page, demo):
    rules(page, last=1)
    page.retention.apply.click()
    settled(qtbot, page)
    answer(page.retention, 1).click()
    assert not demo.jobs.busy
    assert len(demo.program.overview(demo.only).points) == 5


def test_saved_rules_are_followed_after_the_next_backup(qtbot, page, demo):
    rules(page, last=2)
    page.retention.automatic.click()
    with qtbot.waitSignal(demo.settings_changed, timeout=WAIT):
        page.retention.save.click()
    assert demo.settings().retention == {demo.only.repository: RetentionPolicy(last=2, other_kinds=0)}
    assert not page.retention.save.isEnabled()
    run = ended(qtbot, demo, lambda: demo.back_up(demo.only.id))
    assert run.task is Task.BACKUP
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    assert [point.sequence for point in demo.overview(demo.only.id).points] == [5, 6]
    assert demo.program.history.last(demo.only.id, Task.RETENTION).counts["dropped"] == 4


def test_where_nothing_goes_a_backup_adds_no_run_of_nothing(qtbot, page, demo):
    rules(page, last=50)
    page.retention.automatic.click()
    with qtbot.waitSignal(demo.settings_changed, timeout=WAIT):
        page.retention.save.click()
    ended(qtbot, demo, lambda: demo.back_up(demo.only.id))
    assert demo.program.history.last(demo.only.id, Task.RETENTION) is None


def test_a_backup_without_saved_rules_lets_nothing_go(qtbot, page, demo):
    rules(page, last=1)
    ended(qtbot, demo, lambda: demo.back_up(demo.only.id))
    assert len(demo.overview(demo.only.id).points) == 6


def test_a_fresh_full_is_made_without_the_crm(qtbot, page, demo):
    shutil.rmtree(demo.folder / "living")
    run = ended(qtbot, demo, page.retention.consolidate.click)
    assert (run.task, run.outcome) == (Task.CONSOLIDATE, Outcome.OK)
    assert demo.overview(demo.only.id).points[-1].strategy is Strategy.FULL


# Keys


def give_passphrase(page, text=NEW):
    (dialog,) = page.keys.findChildren(NewPassphraseDialog)
    assert not dialog.go.isEnabled()
    dialog.first.edit.setText(text)
    assert not dialog.go.isEnabled()
    dialog.second.edit.setText(text)
    dialog.go.click()


def test_the_keys_are_listed(page):
    names = [page.keys.model.index(row, 0).data() for row in range(page.keys.model.rowCount())]
    assert sorted(names) == ["A passphrase", "A recovery code"]
    table = page.keys.table
    assert table.viewport().height() == 2 * table.rowHeight(0)


def test_keys_of_the_same_second_stand_in_the_order_that_people_know():
    now = datetime(2026, 11, 24, tzinfo=UTC)
    kinds_ = (SlotKind.DEVICE, SlotKind.RECOVERY_CODE, SlotKind.PASSPHRASE)
    slots = [Slot(str(number), kind, now, "") for number, kind in enumerate(kinds_)]
    older = Slot("older", SlotKind.DEVICE, now - timedelta(days=1), "")
    model = KeyList()
    model.show(Keys((*slots, older)))
    assert [model.slot(row).kind for row in range(4)] == [SlotKind.DEVICE, *reversed(kinds_)]


def test_an_added_passphrase_opens_the_repository(qtbot, page, demo):
    page.keys.add.click()
    give_passphrase(page)
    settled(qtbot, page)
    qtbot.waitUntil(lambda: page.keys.model.rowCount() == 3, timeout=WAIT)
    demo.program.lock(demo.only.repository)
    demo.program.unlock(demo.only.repository, NEW)


def test_a_changed_passphrase_takes_the_place_of_the_old_one(qtbot, page, demo):
    page.keys.change.click()
    give_passphrase(page)
    qtbot.waitUntil(lambda: "was changed" in page.keys.notice.text, timeout=WAIT)
    settled(qtbot, page)
    assert kinds(demo).count(SlotKind.PASSPHRASE) == 1
    with pytest.raises(WrongKey):
        demo.program.unlock(demo.only.repository, "not " + NEW)
    demo.program.unlock(demo.only.repository, NEW)


def test_a_new_recovery_code_is_shown_once_opens_the_repository_and_is_not_lost_by_escape(qtbot, page, demo, tmp_path):
    page.keys.code.click()
    qtbot.waitUntil(lambda: bool(page.keys.findChildren(NewCodeDialog)), timeout=WAIT)
    (dialog,) = page.keys.findChildren(NewCodeDialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.sheet.save_to(str(tmp_path / "sheet.pdf"))
    qtbot.waitUntil(lambda: "Saved as" in dialog.notice.text, timeout=WAIT)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    code = dialog.sheet.code.text().replace("\n", " ")
    dialog.kept.click()
    dialog.close_button.click()
    qtbot.waitUntil(lambda: page.keys.model.rowCount() == 3, timeout=WAIT)
    demo.program.lock(demo.only.repository)
    demo.program.unlock(demo.only.repository, code)


def remove(qtbot, page, row):
    page.keys.table.selectRow(row)
    page.keys.remove.click()
    answer(page.keys).click()
    settled(qtbot, page)


def test_keys_are_removed_but_never_the_last_one_that_a_person_holds(qtbot, page, demo):
    remove(qtbot, page, 0)
    qtbot.waitUntil(lambda: page.keys.model.rowCount() == 1, timeout=WAIT)
    remove(qtbot, page, 0)
    assert "last key that a person holds" in page.keys.notice.text
    assert len(kinds(demo)) == 1


def test_this_computer_opens_it_by_itself_when_somebody_says_so(qtbot, page, demo):
    page.keys.remember.click()
    qtbot.waitUntil(lambda: page.keys.model.rowCount() == 3, timeout=WAIT)
    names = [page.keys.model.index(row, 0).data() for row in range(3)]
    assert "This computer" in names
    assert not page.keys.remember.isVisible()
    demo.program.lock(demo.only.repository)
    demo.program.unlock(demo.only.repository)


def test_a_locked_keyring_is_told_as_such(qtbot, page, ring, monkeypatch):
    def locked(*_):
        raise KeyringLocked("locked")

    monkeypatch.setattr(type(ring), "get_password", locked)
    page.keys.read()
    settled(qtbot, page)
    assert "keyring of this computer is locked" in page.keys.notice.text
    assert page.keys.model.rowCount() == 2


def test_a_locked_repository_shows_no_keys_and_offers_to_open_it(qtbot, page, demo):
    demo.program.lock(demo.only.repository)
    page.keys.read()
    settled(qtbot, page)
    assert page.keys.model.rowCount() == 0
    assert page.keys.open.isVisible()
    assert not page.keys.add.isEnabled()


# Checks and drills


def test_what_was_never_checked_is_not_called_sound_and_a_check_says_when(qtbot, page, demo):
    assert page.proof.checked.text() == "Never checked."
    assert ended(qtbot, demo, page.proof.check.click).outcome is Outcome.OK
    assert page.proof.checked.text().startswith("Last checked just now")
    assert page.proof.checked.text().endswith("all of it is intact.")


def test_a_drill_brings_every_record_back_and_is_told(qtbot, page, demo):
    assert page.proof.drilled.text() == "No drill yet."
    run = ended(qtbot, demo, page.proof.drill.click)
    settled(qtbot, page)
    assert (run.task, run.outcome) == (Task.DRILL, Outcome.OK)
    assert "every one matches" in page.proof.drilled.text()


def test_a_drill_that_failed_is_told_as_bad_news(qtbot, page, demo):
    shutil.rmtree(demo.folder / "repository" / "packs")
    assert ended(qtbot, demo, page.proof.drill.click).outcome is Outcome.FAILED
    settled(qtbot, page)
    assert "it failed" in page.proof.drilled.text()
    assert page.proof.notice.tone is Tone.BAD


def test_the_rhythm_of_drills_is_kept_with_the_schedule(qtbot, page, demo):
    page.proof.drill_rhythm.setCurrentIndex(page.proof.drill_rhythm.findData(30))
    with qtbot.waitSignal(demo.settings_changed, timeout=WAIT):
        page.proof.drill_rhythm.activated.emit(page.proof.drill_rhythm.currentIndex())
    assert demo.connection(demo.only.id).schedule.drill_days == 30


def choose(qtbot, demo, choice, data):
    choice.setCurrentIndex(choice.findData(data))
    with qtbot.waitSignal(demo.settings_changed, timeout=WAIT):
        choice.activated.emit(choice.currentIndex())


def test_the_rhythm_of_checks_and_what_they_read_are_kept_with_the_schedule(qtbot, page, demo):
    assert not page.proof.extent.isEnabled()
    choose(qtbot, demo, page.proof.check_rhythm, 7)
    page.show_connection(demo.only.id)
    assert page.proof.extent.isEnabled()
    choose(qtbot, demo, page.proof.extent, Extent.NEWEST)
    schedule = demo.connection(demo.only.id).schedule
    assert (schedule.check_days, schedule.check_extent, schedule.drill_days) == (7, Extent.NEWEST, None)


def test_a_check_that_could_not_be_finished_is_told_with_the_reason(qtbot, page, demo, tmp_path):
    away = tmp_path / "unplugged"
    shutil.move(demo.only.repository, away)
    demo.program.check(demo.only, trigger=Trigger.SCHEDULE)
    shutil.move(away, demo.only.repository)
    page.show_connection(demo.only.id)
    settled(qtbot, page)
    assert "could not be finished" in page.proof.notice.text
    assert page.proof.notice.tone is Tone.WARN


def test_rules_in_the_settings_that_keep_nothing_cost_no_other_setting(demo):
    path = demo.program.settings.path
    content = msgspec.json.decode(path.read_bytes())
    path.write_bytes(msgspec.json.encode(content | {"retention": {"/kept": {}}}))
    fresh = type(demo.program.settings)(path)
    assert fresh.read().connections == demo.settings().connections
    assert fresh.problem
