"""Copies of the repository on the page Storage & keys."""

import secrets
import shutil

import pytest

from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.stores.places import Cloud
from crmbackup_gui.services.history import Task
from crmbackup_gui.services.store_keyring import stored_keys_of
from crmbackup_gui.ui.dialogs.place import PlaceDialog
from crmbackup_gui.ui.look.theme import Tone
from tests.servers.seaweedfs import BUCKET, KEY, SECRET
from tests.ui.opening import WAIT, settled, storage_page
from tests.ui.test_storage_page import ended, ring  # noqa: F401 - a fixture


@pytest.fixture
def page(qtbot, demo, ring):  # noqa: ARG001, F811 - no test touches the keyring of this user
    return storage_page(qtbot, demo)


def row(page, number=0):
    model = page.copies.model
    return [model.index(number, column).data() for column in range(model.columnCount())]


def opened(page):
    """The dialog that asks for the place of a copy."""
    page.copies.add.click()
    return page.copies.findChildren(PlaceDialog)[-1]


def add(qtbot, demo, page, place):
    place.mkdir(exist_ok=True)
    dialog = opened(page)
    dialog.form.folder.edit.setText(str(place))
    run = ended(qtbot, demo, dialog.use.click)
    settled(qtbot, page)
    return run


def fill(dialog, server, folder, secret=SECRET):
    dialog.form.kinds[Cloud.S3].click()
    form = dialog.form.cloud
    for edit, text in (
        (form.bucket, BUCKET),
        (form.folder, folder),
        (form.server, server.endpoint),
        (form.key_id, KEY),
        (form.secret.edit, secret),
    ):
        edit.setText(text)


@pytest.fixture
def folder():
    """A folder in the bucket that is the test's own."""
    return f"copy-{secrets.token_hex(6)}"


def test_without_a_copy_somebody_is_told(page):
    assert "There is no copy" in page.copies.notice.text
    assert not page.copies.now.isEnabled()


def test_a_new_place_is_copied_to_at_once_and_after_each_backup(qtbot, demo, page, tmp_path):
    run = add(qtbot, demo, page, tmp_path / "drive")
    assert (run.task, run.outcome, run.counts["places"]) == (Task.COPY, Outcome.OK, 1)
    assert row(page) == [str(tmp_path / "drive"), "just now", "none", "there"]
    assert ended(qtbot, demo, lambda: demo.back_up(demo.only.id)).task is Task.BACKUP
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    shutil.rmtree(demo.only.repository)
    (tmp_path / "drive").rename(demo.only.repository)
    assert len(demo.program.overview(demo.only).points) == 6


def test_a_copy_on_a_drive_that_is_away_is_a_state_and_keeps_no_backup_from_being_good(qtbot, demo, page, tmp_path):
    add(qtbot, demo, page, tmp_path / "drive")
    (tmp_path / "drive").rename(tmp_path / "in the safe")
    assert ended(qtbot, demo, lambda: demo.back_up(demo.only.id)).outcome is Outcome.OK
    qtbot.waitUntil(lambda: not demo.jobs.active, timeout=WAIT)
    settled(qtbot, page)
    assert row(page)[2:] == ["1", "not connected"]
    assert "lacks recovery points" in page.copies.notice.text
    assert demo.program.history.last(demo.only.id, Task.COPY).outcome is Outcome.WARNINGS
    (tmp_path / "in the safe").rename(tmp_path / "drive")
    assert ended(qtbot, demo, page.copies.now.click).outcome is Outcome.OK
    settled(qtbot, page)
    assert row(page)[2:] == ["none", "there"]


def test_a_folder_with_other_things_and_the_repository_itself_are_refused(qtbot, demo, page, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine")
    dialog = opened(page)
    assert not dialog.use.isEnabled()
    for place in (str(tmp_path / "letters"), demo.only.repository):
        dialog.form.folder.edit.setText(place)
        assert not dialog.notice.text
        dialog.use.click()
        qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)
        assert dialog.notice.text
    dialog.reject()
    assert demo.settings().copies == {}
    assert (tmp_path / "letters" / "a.txt").read_text() == "mine"


def test_a_copy_in_a_cloud_is_made_and_serves_while_the_repository_is_away(qtbot, demo, page, folder, seaweedfs):
    dialog = opened(page)
    fill(dialog, seaweedfs, folder)
    dialog.form.test.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)
    assert dialog.notice.tone is Tone.GOOD
    assert demo.settings().stores == {}
    run = ended(qtbot, demo, dialog.use.click)
    assert (run.task, run.outcome, run.counts["places"]) == (Task.COPY, Outcome.OK, 1)
    settled(qtbot, page)
    assert row(page) == [f"s3://bkt/{folder}", "just now", "none", "there"]
    shutil.rmtree(demo.only.repository)
    overview = demo.program.overview(demo.only)
    assert (overview.copy, len(overview.points)) == (f"s3://bkt/{folder}", 5)


def test_a_key_that_the_cloud_does_not_take_makes_no_copy_and_is_kept_nowhere(qtbot, demo, page, folder, seaweedfs):
    dialog = opened(page)
    fill(dialog, seaweedfs, folder, secret="wrong")
    dialog.use.click()
    qtbot.waitUntil(lambda: not dialog.asking.busy, timeout=WAIT)
    assert dialog.isVisible()
    assert "permission was refused" in dialog.notice.text
    assert demo.settings().copies == demo.settings().stores == {}
    assert stored_keys_of("s3://bkt")("secret-access-key") is None
    dialog.reject()


def test_a_place_that_is_taken_out_is_copied_to_no_longer_and_keeps_what_it_has(qtbot, demo, page, tmp_path):
    add(qtbot, demo, page, tmp_path / "drive")
    page.copies.table.selectRow(0)
    with qtbot.waitSignal(demo.settings_changed, timeout=WAIT):
        page.copies.stop.click()
    settled(qtbot, page)
    assert demo.settings().copies == {}
    assert (tmp_path / "drive" / "repository").exists()
