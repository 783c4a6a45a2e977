"""A program of its own that works on a repository in a folder, and rests at random inside of store operations.

    python -m tests.repository.busy_program FOLDER JOB SEED ROUNDS

It prints how often the job was done, and how often it was refused because of another program.
"""

import random
import sys
import time
from pathlib import Path

from crmbackup_gui.errors import CommitRefused
from crmbackup_gui.repository.prune import drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.folder import FolderObjects
from tests.repository import histories
from tests.repository.histories import ID
from tests.repository.points_by_hand import CRM, MASTER

LONGEST_REST = 0.004


class Resting(FolderObjects):
    """Sleeps before and after each operation."""

    def __init__(self, folder, seed):
        super().__init__(folder)
        self._chance = random.Random(seed)

    def _rest(self):
        time.sleep(self._chance.random() * LONGEST_REST)

    def put(self, name, data, *, create=False):
        self._rest()
        super().put(name, data, create=create)
        self._rest()

    def get(self, name):
        self._rest()
        return super().get(name)

    def list(self, prefix=""):
        found = super().list(prefix)
        self._rest()
        return found

    def delete(self, names):
        for name in names:
            self._rest()
            super().delete([name])


def back_up(repository, seed, number):
    """A record that no other program writes."""
    histories.back_up(repository, seed * 1000 + number, f"of {seed}")


def prune(repository, *_):
    """All but the newest points and what they need is marked, and what was marked long ago goes."""
    sequences = repository.sequences(CRM)
    drop(repository, CRM, sequences[:-3], "retention")
    sweep(repository, "retention")


def make_full(repository, *_):
    histories.make_full(repository)


JOBS = {"backup": back_up, "prune": prune, "consolidate": make_full}


def main(folder, job, seed, rounds):
    """Do the job so many times."""
    done = refused = 0
    repository = Repository(Resting(folder, seed), ID, MASTER)
    for number in range(rounds):
        try:
            JOBS[job](repository, seed, number)
            done += 1
        except CommitRefused:
            refused += 1
    sys.stdout.write(f"{done} {refused}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
