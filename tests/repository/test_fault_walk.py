"""Killed, without power, on a full or a read-only drive: at every system call, every point that was there stays whole.

The walk goes through each call that a job makes of the file system below a repository in a folder.
"""

import os
import sys
from contextlib import suppress

import pytest

from crmbackup_gui.engine.consolidate import consolidate
from crmbackup_gui.errors import CrmBackupError, WrongKey
from crmbackup_gui.repository import keys, packs
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.keys import Argon2Costs, Passphrase
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.folder import FolderObjects
from tests.repository.drive import Drive, after_power_loss, calls_of, copied, cut_anywhere, lost_anywhere
from tests.repository.points_by_hand import CRM, LINK, MASTER, Layer, contacts, names_of, photos, take

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a descriptor leads to is asked of /proc")

ID = "a" * 32


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 400)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))


def opened(folder):
    return Repository(FolderObjects(folder), ID, MASTER)


@pytest.fixture
def folder(tmp_path):
    """A full that goes, a chain of two, and a passphrase; what is unused is marked since more than 72 hours."""
    place = tmp_path / "whole"
    place.mkdir()
    repository = opened(place)
    keys.add_passphrase(repository.store, ID, MASTER, "old")
    write_config(repository.store, ID, MASTER)
    gone = take(repository, contacts(9, photos={(9,): b"nine" * 99}))
    full = take(repository, contacts(1, 2, photos={(1,): b"one" * 99}), Layer(LINK, {(1, "a"): "a"}))
    take(repository, contacts(2, name="new", records=2), Layer(LINK, records=1), parent=full)
    drop(repository, CRM, [gone.sequence], "retention")
    sweep(repository, "retention")
    for mark in place.glob("marks/*"):
        aged = mark.stat().st_mtime - 2 * SWEEP_AFTER
        os.utime(mark, (aged, aged))
    return place


def back_up(repository):
    parent = max((p for p in repository.timeline(CRM).points), key=lambda p: p.sequence)
    take(repository, contacts(3, name="third", photos={(3,): b"three" * 99}), Layer(LINK, records=1), parent=parent)


def prune(repository):
    sweep(repository, "retention")


def make_full(repository):
    consolidate(repository, CRM)


def change_key(repository):
    for passphrase in ("old", "new"):
        with suppress(WrongKey):
            _, slot = keys.open_slot(repository.store, ID, Passphrase(passphrase))
            keys.change_passphrase(repository.store, ID, MASTER, "new", slot)
            return


JOBS = [back_up, prune, make_full, change_key]


def contents(repository):
    found = {}
    for sequence in repository.sequences(CRM):
        view = repository.view(CRM, sequence)
        found[sequence] = {
            e.name: (names_of(e, view.read(e.name)), photos(repository, view.point, e)) for e in view.entities()
        }
    return found


def expect_whole(folder, before, after):
    """Every point that stays is as it was; what came or went is there whole or not at all; a key opens it."""
    repository = opened(folder)
    found = contents(repository)
    assert before.keys() & after.keys() <= found.keys()
    assert all(content == (after | before)[sequence] for sequence, content in found.items())
    report = check(repository)
    assert report.sound, report
    assert any(opens(repository.store, passphrase) for passphrase in ("old", "new"))


def opens(store, passphrase):
    try:
        return keys.unlock(store, ID, Passphrase(passphrase)) == MASTER
    except WrongKey:
        return False


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
