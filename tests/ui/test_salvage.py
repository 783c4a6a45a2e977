"""Rebuilding what is left of a damaged repository from the window: asked, run as a job, proven, and gone on with."""

import threading

import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.repository import keys
from crmbackup_gui.services.history import Task
from crmbackup_gui.services.moving import with_repository_at
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.dialogs.salvage import SalvagedDialog, SalvageDialog
from crmbackup_gui.ui.look.theme import Tone
from crmbackup_gui.ui.main_window import MainWindow
from crmbackup_gui.ui.widgets.secret_field import SecretField
from tests.ui.conftest import PASSPHRASE
from tests.ui.test_damage_banner import harm

WAIT = 20_000


@pytest.fixture
def window(qtbot, demo):
    window = MainWindow(demo)
    qtbot.addWidget(window)
    window.may_close = True
    window.show()
    qtbot.waitUntil(lambda: demo.overview(demo.only.id) is not None, timeout=WAIT)
    window.tabs.setCurrentWidget(window.storage)
    qtbot.waitUntil(lambda: not any(part.asking.busy for part in window.storage.parts), timeout=WAIT)
    return window


def found_damaged(qtbot, demo, window, sequence=4):
    """A check finds that a part of a point is damaged."""
    harm(demo, sequence)
    with qtbot.waitSignal(demo.run_ended, timeout=WAIT), qtbot.waitSignal(demo.overview_changed, timeout=WAIT):
        demo.check(demo.only.id)
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    window.tabs.setCurrentWidget(window.timeline)


def opened(qtbot, window):
    """The dialog that asks for the place, from the banner that tells of damage."""
    qtbot.waitUntil(window.timeline.damage.rebuild.isVisible, timeout=WAIT)
    window.timeline.damage.rebuild.click()
    (dialog,) = window.findChildren(SalvageDialog)
    qtbot.waitUntil(lambda: not dialog._opening.busy, timeout=WAIT)
    return dialog


def rebuilt(qtbot, demo, window, place):
    """The proof of rebuilding it there."""
    dialog = opened(qtbot, window)
    dialog.form.folder.edit.setText(str(place))
    with qtbot.waitSignal(demo.salvaged, timeout=WAIT):
        dialog.use.click()
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    (proof,) = window.findChildren(SalvagedDialog)
    return proof


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_whole_repository_comes_over_whole_and_the_proof_says_so(qtbot, demo, window, tmp_path):
    before = content(demo.folder / "repository")
    with qtbot.waitSignal(demo.salvaged, timeout=WAIT):
        demo.salvage(demo.only.id, str(tmp_path / "new"))
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    (proof,) = window.findChildren(SalvagedDialog)
    assert proof.notice.tone is Tone.GOOD
    assert "5 recovery point(s) are in the rebuilt repository" in proof.notice.text
    assert proof.model.rowCount() == 5
    assert content(demo.folder / "repository") == before
    assert demo.program.history.last(demo.only.id, Task.SALVAGE).outcome is Outcome.OK
    proof.reject()
    assert demo.connection(demo.only.id).repository == demo.only.repository


def test_a_damaged_one_is_rebuilt_as_far_as_it_goes_and_the_crm_goes_on_there(qtbot, demo, window, tmp_path):
    found_damaged(qtbot, demo, window)
    (demo.folder / "repository" / "repository").unlink()
    proof = rebuilt(qtbot, demo, window, tmp_path / "new")
    assert proof.notice.tone is Tone.WARN
    run = demo.program.history.last(demo.only.id, Task.SALVAGE)
    assert 0 < run.counts["intact"] < run.counts["points"] == 5
    assert f"{run.counts['intact']} of them are whole" in proof.notice.text
    whole = [proof.model.index(row, 4).data() for row in range(5)]
    assert whole.count("yes, every part was read") == run.counts["intact"]
    with qtbot.waitSignal(demo.settings_changed, timeout=WAIT):
        proof.go_on.click()
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    now = demo.connection(demo.only.id)
    assert now.repository == str(tmp_path / "new")
    assert len(demo.program.overview(now).points) == 5
    assert demo.program.back_up(now).outcome in (Outcome.OK, Outcome.WARNINGS)


def test_a_place_with_a_repository_and_the_damaged_one_itself_are_refused(qtbot, demo, window):
    found_damaged(qtbot, demo, window)
    dialog = opened(qtbot, window)
    dialog.form.folder.edit.setText(demo.only.repository)
    dialog.use.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)
    assert "repository itself" in dialog.notice.text
    dialog.reject()
    assert demo.program.history.last(demo.only.id, Task.SALVAGE) is None


def test_without_a_key_at_hand_it_is_asked_for_and_a_wrong_one_begins_nothing(qtbot, demo, window, tmp_path):
    found_damaged(qtbot, demo, window)
    known = demo.program.unlocked(demo.only.repository)
    keys.add_passphrase(known.store, known.id, known.master, PASSPHRASE)
    demo.program.lock(demo.only.repository)
    dialog = opened(qtbot, window)
    assert dialog.key.isVisible()
    dialog.form.folder.edit.setText(str(tmp_path / "new"))
    assert not dialog.use.isEnabled()
    dialog.key.edit.setText("quite another passphrase")
    dialog.use.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)
    assert dialog.notice.tone is Tone.BAD
    assert not (tmp_path / "new").exists()
    dialog.key.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(demo.salvaged, timeout=WAIT) as got:
        dialog.use.click()
    assert got.args[1].run.outcome is Outcome.WARNINGS
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)


def test_the_key_is_read_from_its_field_in_the_thread_of_the_window_alone_and_the_one_that_was_tried_is_used(
    qtbot, demo, window, tmp_path, monkeypatch
):
    found_damaged(qtbot, demo, window)
    known = demo.program.unlocked(demo.only.repository)
    keys.add_passphrase(known.store, known.id, known.master, PASSPHRASE)
    demo.program.lock(demo.only.repository)
    dialog = opened(qtbot, window)
    readers, trying, go_on = set(), threading.Event(), threading.Event()
    text, open_damaged = SecretField.text.fget, demo.program.open_damaged

    def read(field):
        readers.add(threading.current_thread())
        return text(field)

    def slow(connection, secret=None):
        trying.set()
        assert go_on.wait(WAIT / 1000)
        open_damaged(connection, secret)

    monkeypatch.setattr(SecretField, "text", property(read))
    monkeypatch.setattr(demo.program, "open_damaged", slow)
    dialog.form.folder.edit.setText(str(tmp_path / "new"))
    dialog.key.edit.setText(PASSPHRASE)
    with qtbot.waitSignal(demo.salvaged, timeout=WAIT) as got:
        dialog.use.click()
        qtbot.waitUntil(trying.is_set, timeout=WAIT)
        dialog.key.edit.setText("typed while the other was tried")
        go_on.set()
    assert got.args[1].run.outcome is Outcome.WARNINGS
    assert readers == {threading.main_thread()}
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)


def test_a_place_that_filled_up_meanwhile_is_told_and_nothing_changes(qtbot, demo, window, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter").write_text("mine")
    with qtbot.waitSignal(demo.salvaged, timeout=WAIT):
        demo.salvage(demo.only.id, str(tmp_path / "new"))
    (proof,) = window.findChildren(SalvagedDialog)
    assert proof.notice.tone is Tone.BAD
    assert not proof.go_on.isVisible()
    assert (tmp_path / "new" / "letter").read_text() == "mine"
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)


def test_a_salvage_that_is_stopped_shows_no_proof_and_leaves_no_repository(qtbot, demo, window, tmp_path):
    with qtbot.waitSignal(demo.salvaged, timeout=WAIT) as got:
        demo.salvage(demo.only.id, str(tmp_path / "new")).cancel()
    assert got.args[1].run.outcome is Outcome.CANCELLED
    assert not window.findChildren(SalvagedDialog)
    assert content(tmp_path / "new") == {}
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)


def test_beside_a_healthy_repository_nothing_is_offered_to_be_rebuilt_and_beside_a_damaged_one_it_is(
    qtbot, demo, window
):
    assert not window.storage.place.salvage.isVisible()
    assert not window.timeline.damage.rebuild.isVisible()
    found_damaged(qtbot, demo, window)
    assert window.timeline.damage.rebuild.isVisible()
    window.tabs.setCurrentWidget(window.storage)
    place = window.storage.place
    qtbot.waitUntil(lambda: place.salvage.isVisible() and place.salvage.isEnabled(), timeout=WAIT)
    place.salvage.click()
    (dialog,) = window.storage.place.findChildren(SalvageDialog)
    dialog.reject()


def look_again(qtbot, place):
    qtbot.waitUntil(place.again.isEnabled, timeout=WAIT)
    place.again.click()


def test_where_what_makes_it_a_repository_is_gone_it_can_be_rebuilt_and_an_unplugged_one_is_only_told_of(
    qtbot, demo, window
):
    place, config = window.storage.place, demo.folder / "repository" / "repository"
    config.rename(demo.folder / "lost")
    look_again(qtbot, place)
    qtbot.waitUntil(place.salvage.isVisible, timeout=WAIT)
    (demo.folder / "lost").rename(config)
    (demo.folder / "repository").rename(demo.folder / "unplugged")
    look_again(qtbot, place)
    qtbot.waitUntil(lambda: not place.salvage.isVisible(), timeout=WAIT)
    (demo.folder / "unplugged").rename(demo.folder / "repository")
    qtbot.waitUntil(lambda: not demo.jobs.active and not place.asking.busy, timeout=WAIT)


def test_rules_and_copies_go_with_a_repository_that_moves(demo):
    old, policy = demo.only.repository, RetentionPolicy(last=3)
    settings = Settings(
        connections=(demo.only,), retention={old: policy, "/other": policy}, copies={old: ("/new", "/drive")}
    )
    moved = with_repository_at(settings, old, "/new")
    assert moved.connections[0].repository == "/new"
    assert moved.retention == {"/new": policy, "/other": policy}
    assert moved.copies == {"/new": ("/drive",)}
