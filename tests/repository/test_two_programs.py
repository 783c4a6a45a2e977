"""Two programs on one repository at once: what either of them said is done is there, and all of it is sound."""

import os
import subprocess
import sys

import pytest

from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.prune import SWEEP_AFTER, drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.folder import FolderObjects
from tests.repository.busy_program import ID
from tests.repository.points_by_hand import CRM, LINK, MASTER, Layer, contacts, names_of, photos, take

PAIRS = [("backup", "backup"), ("backup", "prune"), ("prune", "prune"), ("consolidate", "backup")]
ROUNDS = 4


def opened(folder):
    return Repository(FolderObjects(folder), ID, MASTER)


@pytest.fixture
def folder(tmp_path):
    """A point that may go at once, as its mark is old, and a chain of two."""
    repository = opened(tmp_path)
    gone = take(repository, contacts(9, photos={(9,): b"nine" * 99}))
    full = take(repository, contacts(1, 2, photos={(1,): b"one" * 99}), Layer(LINK, {(1, "a"): "a"}))
    take(repository, contacts(2, name="new", records=2), Layer(LINK, records=1), parent=full)
    drop(repository, CRM, [gone.sequence], "retention")
    sweep(repository, "retention")
    for mark in tmp_path.glob("marks/*"):
        aged = mark.stat().st_mtime - 2 * SWEEP_AFTER
        os.utime(mark, (aged, aged))
    return tmp_path


def contents(repository):
    found = {}
    for sequence in repository.sequences(CRM):
        view = repository.view(CRM, sequence)
        found[sequence] = {
            e.name: (names_of(e, view.read(e.name)), photos(repository, view.point, e)) for e in view.entities()
        }
    return found


def start(folder, job, seed, rounds):
    arguments = [sys.executable, "-m", "tests.repository.busy_program", str(folder), job, str(seed), str(rounds)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(10 * ROUNDS, marks=pytest.mark.soak)])
@pytest.mark.parametrize("jobs", PAIRS, ids="+".join)
def test_the_sum_of_what_two_programs_did_is_sound(folder, jobs, rounds):
    before = contents(opened(folder))
    programs = [start(folder, job, seed, rounds) for seed, job in enumerate(jobs, start=1)]
    answers = [program.communicate(timeout=300)[0] for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    done = [int(answer.split()[0]) for answer in answers]

    repository = opened(folder)
    assert check(repository).sound
    after = contents(repository)
    assert {sequence: after[sequence] for sequence in before if sequence != 1} == {
        s: before[s] for s in before if s != 1
    }
    assert (1 in after) is ("prune" not in jobs)
    written = {key: seed for found in after.values() for key, seed in authors(found).items()}
    # A job may lose every race: then it was refused, and must have left nothing.
    assert any(done)
    for seed, (job, count) in enumerate(zip(jobs, done, strict=True), start=1):
        if job == "backup":
            assert sum(author == f"of {seed}" for author in written.values()) == count


def authors(found):
    """Records of points that the programs took, and who wrote them."""
    return {key: name.rpartition(" ")[0] for key, name in found["contact"][0].items() if name.startswith("of ")}
