"""Repositories in S3 on the loopback: a backup beside one to a folder, and how soon a long timeline opens."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crmbackup_gui.model.recovery import PointKind, RecoveryPoint, Strategy
from crmbackup_gui.repository.manifest import Manifest, encode
from crmbackup_gui.repository.names import point_name
from crmbackup_gui.repository.packs import Placed
from crmbackup_gui.repository.repository import SUMMARY_EVERY, Repository
from crmbackup_gui.repository.sealing import seal, subkey
from crmbackup_gui.repository.stores.opening import open_store
from tests.bench.crm import make_crm
from tests.bench.line import Line
from tests.bench.processes import module, run
from tests.servers.lossy_proxy import Line as Slow
from tests.servers.lossy_proxy import lossy_proxy
from tests.servers.seaweedfs import S3Server, running_seaweedfs

if TYPE_CHECKING:
    from crmbackup_gui.repository.objects import ObjectStore

ROUNDS = 5
POINTS = 5_000
CALL_SECONDS = 0.02
"""Added to every call: half of it on the way there, half on the way back."""

_MASTER = bytes(32)
_CRM = "0" * 32


def report(folder: Path, contacts: int) -> list[Line]:
    """Measure both, each in a process of its own."""
    place = folder / "s3"
    place.mkdir()
    measured = json.loads(run(module("tests.bench.s3", str(place), str(contacts))).output)
    shutil.rmtree(place)
    return [
        Line("full to a folder, median", measured["folder"], None, "s"),
        Line("full to S3 on loopback, median", measured["s3"], None, "s"),
        Line("full to S3 on loopback against a folder", measured["s3"] / measured["folder"], 1.3, "x"),
        Line(f"timeline of {POINTS:,} points from S3, 20 ms added to each call", measured["timeline"], 1.0, "s"),
    ]


def measure(folder: Path, contacts: int) -> dict[str, float]:
    """Median seconds: fulls to both places in turns, and the timeline."""
    database = folder / "crm.db"
    make_crm(database, contacts)
    with running_seaweedfs(Path(tempfile.mkdtemp(dir=folder))) as server:
        os.environ.update(server.environment)
        figures: dict[str, list[float]] = {"folder": [], "s3": []}
        for number in range(ROUNDS):
            for kind, store in (
                ("folder", open_store(str(folder / f"repository-{number}"))),
                ("s3", open_store(server.location(f"repository-{number}"), server.options)),
            ):
                figures[kind].append(_full(database, store))
            shutil.rmtree(folder / f"repository-{number}")
        timeline = _timeline(server)
    return {**{kind: statistics.median(seconds) for kind, seconds in figures.items()}, "timeline": timeline}


def _full(database: Path, store: ObjectStore) -> float:
    # Loaded here, so that the first round does not pay for it alone.
    from crmbackup_gui.engine.backup import run_backup  # noqa: PLC0415
    from crmbackup_gui.sources.registry import open_source  # noqa: PLC0415

    began = time.perf_counter()
    run_backup(open_source(f"sqlite:///{database}"), Repository(store, "0" * 32, _MASTER))
    return time.perf_counter() - began


def _timeline(server: S3Server) -> float:
    """Median seconds until the program knows every point, each time anew."""
    _write_points(open_store(server.location("timeline"), server.options))
    seconds = []
    with lossy_proxy(server.port, Slow(delay=CALL_SECONDS / 2)) as port:
        for _ in range(ROUNDS):
            store = open_store(server.location("timeline"), [f"endpoint=http://127.0.0.1:{port}"])
            began = time.perf_counter()
            timeline = Repository(store, "0" * 32, _MASTER).timeline(_CRM)
            seconds.append(time.perf_counter() - began)
            assert len(timeline.points) == POINTS
            assert not timeline.unreadable
    return statistics.median(seconds)


def _write_points(store: ObjectStore) -> None:
    """Manifests and summaries as commits write them, of a backup each hour."""
    key = subkey(_MASTER, "objects")
    repository = Repository(store, "0" * 32, _MASTER)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for sequence in range(1, POINTS + 1):
        when = start + timedelta(hours=sequence)
        point = RecoveryPoint(
            id=repository.point_id(_CRM, sequence),
            crm=_CRM,
            crm_name="bench",
            url="sqlite:////crm.db",
            sequence=sequence,
            kind=PointKind.REGULAR,
            strategy=Strategy.FULL,
            taken_at=when,
            consistent_as_of=when,
            records=1_000_000,
        )
        place = Placed(bytes(16), 0, 100)
        manifest = Manifest(point=point, run="0" * 32, previous=None, catalog=place, entities=(), blobs=(), packs=())
        name = point_name(_CRM, sequence)
        store.put(name, seal(key, name, encode(manifest)))
    repository.summarise(_CRM, range(SUMMARY_EVERY, POINTS + 1, SUMMARY_EVERY))


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]))))
