"""Two programs on one repository at once: what either of them said is done is there, and all of it is sound."""

import subprocess
import sys

import pytest

from crmbackup_gui.repository import keys
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.keys import Argon2Costs
from tests.repository.histories import DUE, contents, filled_folder, opened

PAIRS = [("backup", "backup"), ("backup", "prune"), ("prune", "prune"), ("consolidate", "backup")]
ROUNDS = 4


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "DEFAULT_COSTS", Argon2Costs(memory_kib=128, iterations=1, lanes=1))
    return filled_folder(tmp_path / "whole")


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
    assert {which: after[which] for which in before if which[0] != DUE} == {
        which: found for which, found in before.items() if which[0] != DUE
    }
    assert (DUE in {sequence for sequence, _ in after}) is ("prune" not in jobs)
    written = authors(after)
    # A job may lose every race: then it was refused, and must have left nothing.
    assert any(done)
    for seed, (job, count) in enumerate(zip(jobs, done, strict=True), start=1):
        if job == "backup":
            assert sum(author == f"of {seed}" for author in written.values()) == count


def authors(after):
    """Records of points that the programs took, and who wrote them."""
    found = (names for (_, entity), (names, _) in after.items() if entity == "contact")
    wrote = {key: name.rpartition(" ")[0] for names in found for key, name in names.items()}
    return {key: author for key, author in wrote.items() if author.startswith("of ")}
