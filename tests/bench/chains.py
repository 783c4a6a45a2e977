"""Reading a point behind many increments, beside reading a full of the same content.

The increments are written as a backup writes them but taken from the full, not from a database that is backed up a
hundred times over, which would take most of an hour and give the same points.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from crmbackup_gui.engine.backup import run_backup
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.recovery import RecoveryPoint, Strategy
from crmbackup_gui.repository.keys import new_master
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import open_store
from crmbackup_gui.services.memory import give_memory_back
from crmbackup_gui.sources.registry import open_source
from tests.bench.crm import make_crm

ROUNDS = 9


def measure(folder: Path, contacts: int, one_in: int, increments: int) -> dict[str, float]:
    """Median seconds for both, in turns, when each increment changes a field of every `one_in`-th record."""
    database = folder / "chain.db"
    make_crm(database, contacts)
    repository = Repository(open_store(str(folder / "chain-repository")), "0" * 32, new_master())
    first = run_backup(open_source(f"sqlite:///{database}"), repository).point
    view = repository.view(first.crm, first.sequence)
    (entity,) = view.entities()
    records = pa.Table.from_batches([run.batch for run in view.read(entity.name)]).combine_chunks()
    last = first
    for number in range(increments):
        rows = np.arange(number * 7 % one_in, contacts, one_in)
        last = _store(repository, last, entity, [_changed(records.take(pa.array(rows)), number)])
    chain = repository.view(first.crm, last.sequence)
    full = _store(repository, last, entity, (run.batch for run in chain.read(entity.name)), full=True)
    return _times(repository, {"chain": last, "full": full}, contacts)


def _changed(records: pa.Table, number: int) -> pa.RecordBatch:
    """The same records, each with a new telephone number."""
    phones = [f"+49 {row * 31 + number:09d}" for row in range(records.num_rows)]
    place = records.schema.get_field_index("phone")
    (batch,) = records.set_column(place, records.field(place), pa.array(phones)).combine_chunks().to_batches()
    return batch


def _store(
    repository: Repository,
    last: RecoveryPoint,
    entity: Entity,
    batches: Iterable[pa.RecordBatch],
    *,
    full: bool = False,
) -> RecoveryPoint:
    now = datetime.now(UTC)
    point = msgspec.structs.replace(
        last,
        strategy=Strategy.FULL if full else Strategy.INCREMENTAL,
        taken_at=now,
        consistent_as_of=now,
        parent=None if full else last.sequence,
        base=None if full else last.base or last.sequence,
        chain=() if full else (*last.chain, last.sequence),
    )
    with repository.new_point(last.crm) as writer:
        layer = writer.layer(entity)
        changed = 0
        for batch in batches:
            layer.upsert(batch)
            changed += batch.num_rows
        state = layer.finish(records=last.records, anew=full, added=0, changed=0 if full else changed, deleted=0)
        return writer.commit(point, Catalog(entities=(entity,)), [state])


def _times(repository: Repository, points: dict[str, RecoveryPoint], contacts: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in points}
    for _ in range(ROUNDS):
        for name, point in points.items():
            began = time.perf_counter()
            assert _read(repository, point) == contacts
            times[name].append(time.perf_counter() - began)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def _read(repository: Repository, point: RecoveryPoint) -> int:
    view = repository.view(point.crm, point.sequence)
    return sum(len(run) for entity in view.entities() for run in view.read(entity.name))


if __name__ == "__main__":
    give_memory_back()  # as the program does
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
