"""Checking a repository, beside reading and unsealing all of its objects and doing nothing with them."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.repository.check import check
from crmbackup_gui.repository.keys import new_master
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.memory import give_memory_back
from crmbackup_gui.sources.registry import open_source
from tests.bench.crm import change_crm, make_crm

ROUNDS = 5


def measure(folder: Path, contacts: int) -> dict[str, float]:
    """Median seconds for both, in turns, of a full and an increment of 1 %, and the size in bytes.

    Those that end in `_cpu` are seconds of the processor, which other programs of a busy machine hardly change.
    """
    database = folder / "verify.db"
    make_crm(database, contacts)
    place, master = folder / "verify-repository", new_master()
    source = open_source(f"sqlite:///{database}")
    run_backup(source, _opened(place, master))
    change_crm(database, 100, 7)
    run_backup(source, _opened(place, master))
    work: dict[str, Callable[[Repository], int | None]] = {"read": _read, "verify": _verify}
    times: dict[str, list[float]] = {}
    size = 0
    for _ in range(ROUNDS):
        for name, measured in work.items():
            repository = _opened(place, master)
            began, began_cpu = time.perf_counter(), time.process_time()
            size = measured(repository) or size
            times.setdefault(f"{name}_cpu", []).append(time.process_time() - began_cpu)
            times.setdefault(name, []).append(time.perf_counter() - began)
    return {"bytes": float(size), **{name: statistics.median(seconds) for name, seconds in times.items()}}


def _opened(place: Path, master: bytes) -> Repository:
    return Repository(open_store(str(place)), "0" * 32, master)


def _read(repository: Repository) -> int:
    names = [info.name for info in repository.store.list() if info.name.startswith(("packs/", "points/"))]
    return sum(len(repository.read_object(name)) for name in names)


def _verify(repository: Repository) -> None:
    assert check(repository).sound


if __name__ == "__main__":
    give_memory_back()  # as the program does
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
