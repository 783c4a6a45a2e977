"""The main job end to end on the demo CRM: back up, lose, restore, and prove what came back."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.engine.backup import BackupRequest, run_backup
from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest, run_restore, run_undo
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.model.recovery import RecoveryPoint, Strategy
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.services.demo_crm import ATTACHMENTS, DATABASE, change_demo_crm, create_demo_crm
from crmbackup_gui.services.demo_proof import Contents, Proof, contents, prove
from crmbackup_gui.services.opening import create_repository
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.location import Location
from crmbackup_gui.sources.registry import open_source

CONTACTS = 2_000

_LOST_CONTACTS = 3


@dataclass(frozen=True)
class Step:
    """One thing that the demo did. `bytes_stored` is what it added to the repository, None when that is no question."""

    sentence: str
    seconds: float
    bytes_stored: int | None = None
    proof: Proof | None = None


@dataclass(frozen=True)
class Tour:
    """What the demo came to: records restored, and those of them found exactly as they were."""

    wanted: int
    verified: int
    recovery_code: str


def run_tour(folder: Path, report: Callable[[Step], None], progress: ProgressSink, cancel: CancelToken) -> Tour:
    """Carry out the demo in an empty folder, telling each step when it is done.

    The passphrase is random and forgotten. Raises any leaf of errors.py.
    """
    tour = _Tour(folder, report, progress, cancel)
    tour.create()
    first = tour.back_up(Strategy.FULL)
    tour.work_with_it(1)
    tour.back_up(Strategy.INCREMENTAL)
    tour.work_with_it(2)
    latest = tour.back_up(Strategy.DIFFERENTIAL)
    tour.restore_elsewhere(first)
    tour.lose_and_restore(latest)
    return tour.result()


class _Tour:
    """The demo, step by step. One thread."""

    def __init__(
        self, folder: Path, report: Callable[[Step], None], progress: ProgressSink, cancel: CancelToken
    ) -> None:
        self._folder, self._tell, self._progress, self._cancel = folder, report, progress, cancel
        self._living = folder / "living" / DATABASE
        self._original: Contents = Counter()
        self._proofs: list[Proof] = []

    def create(self) -> None:
        """The CRM, a copy of it aside, and a repository."""
        began = time.monotonic()
        create_demo_crm(self._living.parent, contacts=CONTACTS)
        original = self._folder / "original"
        shutil.copytree(self._living.parent, original)
        self._original = contents(original / DATABASE)
        self._done(f"Made a CRM of {self._original.total():,} records and kept a copy of it aside", began)
        began = time.monotonic()
        created = create_repository(str(self._folder / "repository"), secrets.token_urlsafe(), use_keyring=False)
        self._code = created.recovery_code
        self._repository = Repository(created.unlocked.store, created.unlocked.id, created.unlocked.master)
        self._done("Created an encrypted repository", began)

    def back_up(self, strategy: Strategy) -> RecoveryPoint:
        """Take a recovery point."""
        began = time.monotonic()
        request = BackupRequest(strategy)
        point = run_backup(_source(self._living), self._repository, request, self._progress, self._cancel).point
        changes = f"+{point.records_added:,} ~{point.records_changed:,} -{point.records_deleted:,}"
        self._done(f"Took recovery point {point.id}: {strategy.value}, {changes}", began, point.bytes_stored)
        return point

    def work_with_it(self, round_: int) -> None:
        """What its users do between two backups."""
        began = time.monotonic()
        change_demo_crm(self._living, round=round_)
        self._done("Changed about one record in a hundred, and two attachments", began)

    def restore_elsewhere(self, point: RecoveryPoint) -> None:
        """The whole of an old point into a new place, held against the copy kept aside."""
        began = time.monotonic()
        place = self._folder / "restored" / DATABASE
        place.parent.mkdir()
        self._restore(point, _source(place), RestoreRequest(mode=RestoreMode.EXACT, create_schema=True))
        proof = prove(Counter(), self._original, contents(place))
        self._done(f"Restored point {point.id} to a new place and compared it with the copy", began, proof=proof)

    def lose_and_restore(self, point: RecoveryPoint) -> None:
        """Some records are lost, come back with all that belongs to them, and go again when that is undone."""
        began = time.monotonic()
        intact = contents(self._living)
        deleted, misspelt = _lose_contacts(self._living)
        damaged = contents(self._living)
        self._done(f"Deleted {len(deleted)} contacts with all that belongs to them, and misspelt another", began)
        began = time.monotonic()
        scope = RecoveryScope(records={"contact": tuple(map(str, (*deleted, misspelt)))}, with_children=True)
        safety = self._restore(point, _source(self._living), RestoreRequest(scope=scope)).safety_point
        restored = contents(self._living)
        # The CRM's own log of what was deleted stays, for it is about the loss.
        wanted = _only(intact, lambda entity: entity != "audit") + _only(damaged, lambda entity: entity == "audit")
        self._done("Restored those contacts with their children", began, proof=prove(damaged, wanted, restored))
        assert safety is not None
        began = time.monotonic()
        view = self._repository.view(safety.crm, safety.sequence)
        run_undo(self._repository, view, _source(self._living), self._progress, self._cancel)
        proof = prove(restored, damaged, contents(self._living))
        self._done("Undid that restore", began, proof=proof)

    def result(self) -> Tour:
        """The sum of all proofs."""
        wanted = sum(proof.wanted for proof in self._proofs)
        return Tour(wanted, sum(proof.verified for proof in self._proofs), self._code)

    def _restore(self, point: RecoveryPoint, target: Source, request: RestoreRequest) -> RestoreReport:
        view = self._repository.view(point.crm, point.sequence)
        return run_restore(self._repository, view, target, request, self._progress, self._cancel)

    def _done(self, sentence: str, began: float, stored: int | None = None, *, proof: Proof | None = None) -> None:
        if proof is not None:
            self._proofs.append(proof)
        self._tell(Step(sentence, time.monotonic() - began, stored, proof))
        self._cancel.check()


def _source(database: Path) -> Source:
    files = (database.parent / ATTACHMENTS).as_posix()
    return open_source(Location("sqlite", path=database, options={"files": files}).url)


def _lose_contacts(database: Path) -> tuple[list[int], int]:
    """Deletes the contacts with the most notes and misspells the next; the ids of the deleted ones and of that one.

    The connection is closed when this returns, as demo_crm.py demands.
    """
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        rows = connection.execute(
            "SELECT contact_id FROM note WHERE contact_id IS NOT NULL"
            " GROUP BY contact_id ORDER BY count(*) DESC, contact_id LIMIT ?",
            (_LOST_CONTACTS + 1,),
        ).fetchall()
        *doomed, misspelt = (contact for (contact,) in rows)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("DELETE FROM contact WHERE id = ?", ((contact,) for contact in doomed))
        connection.execute("UPDATE contact SET last_name = last_name || '?', phone = NULL WHERE id = ?", (misspelt,))
        connection.execute("COMMIT")
    return doomed, misspelt


def _only(held: Contents, wanted: Callable[[str], bool]) -> Contents:
    kept: Iterable[tuple[tuple[str, str], int]] = ((r, n) for r, n in held.items() if wanted(r[0]))
    return Counter(dict(kept))
