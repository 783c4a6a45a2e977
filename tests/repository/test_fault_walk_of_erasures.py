"""Erasing and copying, killed, without power, on a full or a read-only drive, at every system call.

Whatever happens: other records are as they were; what an erasure has noted is not to be read, also in the copy; the
copy is a sound repository; and the same job once more succeeds, after which what was erased is nowhere.
"""

import os
import sys
from functools import partial

import pytest

from crmbackup_gui.engine.consolidate import rebase
from crmbackup_gui.engine.copying import copy_repository
from crmbackup_gui.engine.erase import erase
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository import keys, packs
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.identity import write_config
from crmbackup_gui.repository.keys import Argon2Costs, Passphrase
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from crmbackup_gui.repository.rewriting import rewrite
from crmbackup_gui.repository.stores.folder import FolderObjects
from tests.engine import unsealing
from tests.repository.drive import calls_of, copied, cut_anywhere, lost_anywhere
from tests.repository.histories import ID, contents, opened, opens
from tests.repository.points_by_hand import CRM, LINK, MASTER, Layer, contacts, take

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a descriptor leads to is asked of /proc")

WANTED = {"contact": ("2",), "link": ('[2,"phone"]',)}
ERASED = {"contact": (2,), "link": (2, "phone")}
VALUES = (b"secret 2", b"renamed 2", b"secret link", b"secret photo")

TO_THE_END = 3
"""Of so many places one is followed until nothing is left that was erased; it takes longer than all the rest."""

QUICK_OR_ALL = [pytest.param(False, id="some"), pytest.param(True, marks=pytest.mark.soak, id="all")]
FAULTS = pytest.mark.parametrize("what", ["kill", "full", "read-only"])
EVERY = pytest.mark.parametrize("every", QUICK_OR_ALL)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(packs, "PACK_BYTES", 400)
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))


def fill(place):
    """A repository with a full, and an increment on it that changes a record."""
    place.mkdir(parents=True)
    repository = opened(place)
    keys.add_passphrase(repository.store, ID, MASTER, "old")
    write_config(repository.store, ID, MASTER)
    links = Layer(LINK, {(1, "phone"): "link", (2, "phone"): "secret link"})
    people = contacts(1, 2, 3, name="secret", photos={(2,): b"secret photo" * 90, (3,): b"three" * 90})
    full = take(repository, people, links)
    take(repository, contacts(2, name="renamed", records=3), Layer(LINK, records=2), parent=full)
    return repository


def without_erased(found, noted):
    """What stays to be read when these entities have a noted erasure."""
    return {
        which: tuple(
            {k: v for k, v in part.items() if which[1] not in noted or k != ERASED[which[1]]} for part in parts
        )
        for which, parts in found.items()
    }


def noted_in(repository):
    return {erasure.entity for erasure in repository.erasures(CRM).values()}


def three_days_later(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            aged = path.stat().st_mtime - 1.1 * SWEEP_AFTER
            os.utime(path, (aged, aged))


def expect_nowhere(repository):
    held = b"\n".join(content for _, content in unsealing.contents(repository))
    assert not [value for value in VALUES if value in held]


# Erasing


@pytest.fixture
def folder(tmp_path):
    fill(tmp_path / "whole")
    return tmp_path / "whole"


def erase_in(folder, *, at_once):
    erase(opened(folder), CRM, WANTED, at_once=at_once)


ERASING = [
    pytest.param(partial(erase_in, at_once=False), id="erase"),
    pytest.param(partial(erase_in, at_once=True), id="erase-at-once"),
]


def expect_erased_or_not(folder, before):
    repository = opened(folder)
    assert contents(repository) == without_erased(before, noted_in(repository))
    report = check(repository)
    assert report.sound, report


def expect_erased_again(job, folder, before, *, to_the_end):
    """The same job once more; what was stopped with a claim on a manifest goes on three days later, `to_the_end`."""
    job(folder)
    repository = opened(folder)
    assert contents(repository) == without_erased(before, ERASED)
    for _ in range(2 if to_the_end else 0):
        three_days_later(folder)
        assert not rewrite(repository).problems
        sweep(repository, "retention")
    if to_the_end:
        expect_erased_or_not(folder, before)
        expect_nowhere(repository)


@EVERY
@FAULTS
@pytest.mark.parametrize("job", ERASING)
def test_an_erasure_refused_from_any_call_on_hides_what_it_noted_and_can_be_repeated(
    job, what, every, folder, tmp_path
):
    before = contents(opened(folder))
    calls = calls_of(job, copied(folder, tmp_path / "done"))
    for number, place in enumerate(cut_anywhere(job, folder, calls, what, tmp_path, 1 if every else 23)):
        expect_erased_or_not(place, before)
        expect_erased_again(job, place, before, to_the_end=number % TO_THE_END == 0)


@EVERY
@pytest.mark.parametrize("job", ERASING)
def test_an_erasure_without_power_after_any_call_hides_what_it_noted_and_can_be_repeated(job, every, folder, tmp_path):
    before = contents(opened(folder))
    calls = calls_of(job, copied(folder, tmp_path / "done"))
    for number, place in enumerate(lost_anywhere(folder, calls, tmp_path, *((1, 2) if every else (29, 2)))):
        expect_erased_or_not(place, before)
        expect_erased_again(job, place, before, to_the_end=number % TO_THE_END == 0)


# Copying


@pytest.fixture(params=["new", "older"])
def places(request, tmp_path):
    """A repository, and beside it an empty place, or a copy from before it changed in every way that it can."""
    top = tmp_path / "places"
    repository = fill(top / "here")
    if request.param == "new":
        (top / "there").mkdir()
        return top
    take(repository, contacts(9, name="goes"))
    copy_repository(repository, FolderObjects(top / "there"))
    last = repository.manifest(CRM, 2).point
    take(repository, contacts(4, name="new", records=4), Layer(LINK, records=2), parent=last)
    drop(repository, CRM, [3], "retention")
    rebase(repository, CRM, 2, None, "a test wants it")
    erase(repository, CRM, WANTED)
    three_days_later(top / "here")
    sweep(repository, "retention")
    _, slot = keys.open_slot(repository.store, ID, Passphrase("old"))
    keys.change_passphrase(repository.store, ID, MASTER, "new", slot)
    return top


def copy_in(places):
    copy_repository(opened(places / "here"), FolderObjects(places / "there"))


def expect_sound_copy(places, here, before):
    """Nothing of the original is touched; the copy is sound, and shows what it showed or what the original has."""
    assert contents(opened(places / "here")) == here
    store = FolderObjects(places / "there")
    if not (places / "there" / "repository").exists():
        assert not list(store.list("points"))
        return
    copy = opened(places / "there")
    report = check(copy)
    assert report.sound, report
    found = contents(copy)
    hidden = without_erased(before, noted_in(copy))
    assert all(content in (here.get(which), hidden.get(which)) for which, content in found.items())
    assert before.keys() & here.keys() <= found.keys()
    assert any(opens(store, passphrase) for passphrase in ("old", "new"))


def expect_copied_again(places, here, *, to_the_end):
    """The same job once more, and `to_the_end` three and six days later."""
    for _ in range(3 if to_the_end else 1):
        report = copy_repository(opened(places / "here"), FolderObjects(places / "there"))
        assert report.outcome is Outcome.OK, report
        copy = opened(places / "there")
        assert contents(copy) == here
        assert check(copy).sound
        three_days_later(places / "there")
    if to_the_end and noted_in(copy):
        expect_nowhere(copy)


@EVERY
@FAULTS
def test_a_copying_refused_from_any_call_on_leaves_a_sound_copy_and_can_be_repeated(what, every, places, tmp_path):
    here, before = contents(opened(places / "here")), contents(opened(places / "there"))
    calls = calls_of(copy_in, copied(places, tmp_path / "done"))
    for number, place in enumerate(cut_anywhere(copy_in, places, calls, what, tmp_path, 1 if every else 37)):
        expect_sound_copy(place, here, before)
        expect_copied_again(place, here, to_the_end=number % TO_THE_END == 0)


@EVERY
def test_a_copying_without_power_after_any_call_leaves_a_sound_copy_and_can_be_repeated(every, places, tmp_path):
    here, before = contents(opened(places / "here")), contents(opened(places / "there"))
    calls = calls_of(copy_in, copied(places, tmp_path / "done"))
    for number, place in enumerate(lost_anywhere(places, calls, tmp_path, *((1, 2) if every else (37, 2)))):
        expect_sound_copy(place, here, before)
        expect_copied_again(place, here, to_the_end=number % TO_THE_END == 0)
