"""Reading a point behind a hundred increments, beside reading a full of the same content."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.repository.keys import new_master
from crmbackup_gui.repository.objects import open_store
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.sources.registry import open_source
from tests.bench.crm import change_crm, make_crm

INCREMENTS = 100
ONE_IN = 1_000
ROUNDS = 9


def measure(folder: Path, contacts: int) -> dict[str, float]:
    """Median seconds for both, in turns."""
    database = folder / "chain.db"
    make_crm(database, contacts)
    repository = Repository(open_store(str(folder / "chain-repository")), "0" * 32, new_master())
    source = open_source(f"sqlite:///{database}")
    run_backup(source, repository)
    for number in range(INCREMENTS):
        change_crm(database, ONE_IN, salt=number * 7)
        last = run_backup(source, repository, BackupRequest(Strategy.INCREMENTAL)).point
    full = run_backup(source, repository, BackupRequest(Strategy.FULL)).point
    times: dict[int, list[float]] = {last.sequence: [], full.sequence: []}
    for _ in range(ROUNDS):
        for sequence, seconds in times.items():
            began = time.perf_counter()
            view = repository.view(full.crm, sequence)
            records = sum(len(run) for entity in view.entities() for run in view.read(entity.name))
            seconds.append(time.perf_counter() - began)
            assert records == contacts
    return {
        "chain": statistics.median(times[last.sequence]),
        "full": statistics.median(times[full.sequence]),
        "points": INCREMENTS,
    }


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
