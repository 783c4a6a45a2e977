"""Killed, without power, on a full or a read-only drive: at every system call, every point that was there stays whole.

The walk goes through each call that a job makes of the file system below a repository in a folder.
"""

import sys

import pytest

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.repository import keys, packs
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.keys import Argon2Costs
from crmbackup_gui.repository.stores.folder import FolderObjects
from tests.repository.drive import Drive, after_power_loss, calls_of, copied, cut_anywhere, lost_anywhere
from tests.repository.histories import (
    back_up,
    change_key,
    contents,
    filled_folder,
    make_full,
    opened,
    opens,
    prune,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a descriptor leads to is asked of /proc")

JOBS = [back_up, prune, make_full, change_key]


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 400)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))


@pytest.fixture
def folder(tmp_path):
    return filled_folder(tmp_path / "whole")


def expect_whole(folder, before, after):
    """Every point that stays is as it was; what came or went is there whole or not at all; a key opens it."""
    repository = opened(folder)
    found = contents(repository)
    assert before.keys() & after.keys() <= found.keys()
    assert all(content == (after | before)[sequence] for sequence, content in found.items())
    report = check(repository)
    assert report.sound, report
    assert any(opens(repository.store, passphrase) for passphrase in ("old", "new"))


def on(job):
    return lambda folder: job(opened(folder))


def whole_run(job, folder, tmp_path):
    """The calls of a run that nothing disturbs, and what is there before and after it."""
    done = copied(folder, tmp_path / "done")
    calls = calls_of(on(job), done)
    assert calls
    return calls, contents(opened(folder)), contents(opened(done))


def again(job, folder, before, after):
    """The same job once more succeeds."""
    job(opened(folder))
    expect_whole(folder, before, after | contents(opened(folder)))


QUICK_OR_ALL = [pytest.param(False, id="some"), pytest.param(True, marks=pytest.mark.soak, id="all")]


@pytest.mark.parametrize("every", QUICK_OR_ALL)
@pytest.mark.parametrize("what", ["kill", "full", "read-only"])
@pytest.mark.parametrize("job", JOBS)
def test_refused_from_any_call_on_every_point_is_whole_and_the_job_can_be_repeated(job, what, every, folder, tmp_path):
    calls, before, after = whole_run(job, folder, tmp_path)
    for place in cut_anywhere(on(job), folder, calls, what, tmp_path, 1 if every else 13):
        expect_whole(place, before, after)
        again(job, place, before, after)


@pytest.mark.parametrize("every", QUICK_OR_ALL)
@pytest.mark.parametrize("job", JOBS)
def test_without_power_after_any_call_every_point_is_whole_and_the_job_can_be_repeated(job, every, folder, tmp_path):
    calls, before, after = whole_run(job, folder, tmp_path)
    for place in lost_anywhere(folder, calls, tmp_path, *((1, 8) if every else (13, 2))):
        expect_whole(place, before, after)
        again(job, place, before, after)


def test_the_model_of_a_drive_finds_a_store_that_forgets_to_fsync(folder, tmp_path):
    calls, before, after = whole_run(back_up, folder, tmp_path)
    calls = [call for call in calls if call[0] != "fsync"]
    torn = 0
    for seed in range(8):
        place = tmp_path / f"lost-{seed}"
        after_power_loss(folder, calls, place, seed)
        try:
            expect_whole(place, before, after)
        except (AssertionError, CrmBackupError):
            torn += 1
    assert torn


def test_nothing_that_was_promised_is_lost_without_power(folder, tmp_path):
    calls, before, after = whole_run(back_up, folder, tmp_path)
    for seed in range(8):
        place = tmp_path / f"lost-{seed}"
        after_power_loss(folder, calls, place, seed)
        assert contents(opened(place)) == after
    assert before != after


def test_what_was_deleted_does_not_come_back_without_power(folder, tmp_path):
    name = next(info.name for info in FolderObjects(folder).list("packs"))
    done = copied(folder, tmp_path / "done")
    drive = Drive(done)
    with drive.watched():
        FolderObjects(done).delete([name])
    after_power_loss(folder, drive.calls, tmp_path / "lost", 0)
    assert name not in [info.name for info in FolderObjects(tmp_path / "lost").list("packs")]
