"""The backup job: one moment of a CRM becomes a recovery point."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import msgspec

from crmbackup_gui.engine.attachments import watched
from crmbackup_gui.engine.coverage import Coverage
from crmbackup_gui.engine.crms import crm_with_id, known_crm
from crmbackup_gui.engine.erase import erased_again
from crmbackup_gui.engine.scoping import entities_in_scope, resolved
from crmbackup_gui.engine.storing import EntityStore
from crmbackup_gui.errors import BudgetSpent, DamagedRepository, OtherAccount
from crmbackup_gui.model.catalog import ACCOUNT, Catalog, Entity
from crmbackup_gui.model.keyless import stored_form
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import (
    PointKind,
    RecoveryPoint,
    Strategy,
    chain_below,
    choose_strategy,
    newest,
    parent_of,
)
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.identity import new_crm_id
from crmbackup_gui.repository.manifest import EntityState
from crmbackup_gui.repository.note import leave_note
from crmbackup_gui.repository.repository import CrmInfo, Repository
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.budgeted import Pause, attend, budget_of, telling_budget

_SHARP_FALL_FROM = 100
"""A warning is given when an entity of at least so many records lost more than half of them."""


@dataclass(frozen=True)
class BackupRequest:
    """What to back up and how. `strategy` None means auto.

    `crm` is the id of the CRM whose timeline the point belongs to, and nothing else decides that: an id that the
    repository has not seen begins a timeline. Without one a CRM is looked for by `crm_name` (a name or an id), and
    without that by the source's URL. A CRM that is new is called `crm_name`, or as its source is.

    `partial` says that the scope is less than what is protected: the point stands beside the regular ones.
    """

    strategy: Strategy | None = None
    scope: RecoveryScope = field(default_factory=RecoveryScope)
    crm_name: str | None = None
    partial: bool = False
    crm: str | None = None


@dataclass(frozen=True)
class BackupReport:
    """What a backup did. Counts are against the parent, or the base for a differential."""

    outcome: Outcome
    point: RecoveryPoint
    records_read: int
    notes: tuple[str, ...] = ()
    """What came to light when the point was committed."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know although the point is good."""
        return (*self.point.warnings, *self.notes)


def run_backup(
    source: Source,
    repository: Repository,
    request: BackupRequest | None = None,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> BackupReport:
    """Take one recovery point. Raises any leaf of errors.py; then nothing of the point is visible.

    With strategy auto, a chain that turns out damaged makes this a full backup, with a warning. A repository without a
    note of what it is gets one.
    """
    report = _backed_up(source, repository, request or BackupRequest(), progress, cancel)
    leave_note(repository.store)
    again = erased_again(repository, report.point)
    if not again:
        return report
    notes = tuple(
        f"{count} records of '{entity}' that were erased are still in the CRM, so this point has them again."
        for entity, count in again.items()
    )
    return replace(report, outcome=Outcome.WARNINGS, notes=notes)


def _backed_up(
    source: Source,
    repository: Repository,
    request: BackupRequest,
    progress: ProgressSink,
    cancel: CancelToken | None,
) -> BackupReport:
    job = _Backup(source, repository, request, progress, cancel or CancelToken())
    try:
        return job.run(request.strategy or choose_strategy(job.points), job.latest)
    except DamagedRepository as damage:
        if job.latest is None or request.strategy not in (None, Strategy.FULL):
            raise
        reason = f"Earlier recovery points could not be read, so this one was taken as a full: {damage.user_message}"
        return job.run(Strategy.FULL, None, (reason,))


def crm_of_request(repository: Repository, source: Source, request: BackupRequest) -> CrmInfo | None:
    """The CRM whose timeline a backup goes on with; None where it begins one. Raises CrmNotFound."""
    if request.crm is None:
        return known_crm(repository, request.crm_name, source.url)
    return crm_with_id(repository, request.crm)


class _Backup:
    """One backup job; `run` may be called again with another strategy."""

    def __init__(
        self,
        source: Source,
        repository: Repository,
        request: BackupRequest,
        progress: ProgressSink,
        cancel: CancelToken,
    ) -> None:
        self._source, self._repository, self._request = source, repository, request
        self._progress, self._cancel = telling_budget(source, progress), cancel
        known = crm_of_request(repository, source, request)
        self._crm = request.crm or (known.id if known else new_crm_id())
        # One none of whose points can be read has no name.
        self._name = known.name if known and known.name != known.id else request.crm_name or source.name
        self.points: Sequence[RecoveryPoint] = repository.timeline(self._crm).points if known else ()
        self.latest = newest(self.points)

    def run(self, strategy: Strategy, latest: RecoveryPoint | None, warnings: tuple[str, ...] = ()) -> BackupReport:
        """Take the point. `latest` is what a full is counted against; None counts all records as added."""
        parent = None if strategy is Strategy.FULL else parent_of(strategy, self.points)
        if parent is None:
            strategy = Strategy.FULL
        against = parent or latest
        attend(self._source, self._pause, self._cancel)
        with self._source.snapshot() as opened:
            began, taken_at = time.monotonic(), datetime.now(UTC)
            scope = resolved(opened.catalog, self._request.scope)
            entities = entities_in_scope(opened.catalog, scope)
            with watched(opened, entities) as snapshot, self._repository.new_point(self._crm) as writer:
                # Read in here: what is erased from it from now on is noticed.
                before = self._repository.view(self._crm, against.sequence) if against else None
                self._check_account(opened.catalog, before)
                store = EntityStore(snapshot, writer, before, whole=parent is None)
                coverage = Coverage(parent, before if parent else None)
                states, stored = self._store_all(store, entities, before, coverage)
                coverage.keep_places(opened)
                catalog = _stored_catalog(snapshot.catalog, scope, stored)
                losses = (*self._losses(states, before, snapshot.catalog), *snapshot.missing(self._cancel))
                notes = (*warnings, *coverage.notes, *snapshot.warnings, *losses)
                draft = RecoveryPoint(
                    id="",
                    crm=self._crm,
                    crm_name=self._name,
                    url=self._source.url,
                    sequence=0,
                    kind=self._kind(before, states, snapshot.catalog, coverage),
                    strategy=strategy,
                    taken_at=taken_at,
                    consistent_as_of=snapshot.consistent_as_of,
                    behind=coverage.behind,
                    broke_off=coverage.broke_off,
                    parent=against.sequence if against else None,
                    base=(parent.base or parent.sequence) if parent else None,
                    chain=chain_below(parent) if parent else (),
                    scope=scope,
                    seconds=time.monotonic() - began,
                    warnings=notes,
                )
                same = before.manifest.catalog if parent and before and before.catalog == catalog else None
                self._cancel.check()
                point = writer.commit(draft, catalog, states, same_catalog=same, position=snapshot.position)
        return BackupReport(Outcome.WARNINGS if notes else Outcome.OK, point, store.records_read)

    def _pause(self, pause: Pause) -> None:
        """The source waits for its service; what was read so far is told again by the next batch."""
        self._progress(Progress("read", paused_until=pause.until))

    def _store_all(
        self, store: EntityStore, entities: Sequence[Entity], before: PointView | None, coverage: Coverage
    ) -> tuple[list[EntityState], dict[str, Entity]]:
        """Raises BudgetSpent when not a single entity could be read.

        An increment whose first entity took all calls is a point nevertheless: the next one knows by it whom to read
        first.
        """
        total = before.point.records if before else None
        states, stored = [], {}
        begun = self._calls()
        for entity in coverage.in_order(entities):
            before_it = self._calls()
            try:
                if not coverage.behind:
                    state, kept = store.write(entity, self._progress, self._cancel, total)
                    states.append(state)
                    stored[entity.name] = kept.described_as(entity)
                    continue
            except BudgetSpent:
                calls = self._calls()
                coverage.broke_off = entity.name if 0 < calls - begun <= 2 * (calls - before_it) else None
                goes_on = coverage.parent is not None and coverage.parent is self.latest
                if not states and not (goes_on and coverage.broke_off):
                    raise
            left = coverage.leave(entity)
            if left is not None:
                states.append(left[0])
                stored[entity.name] = left[1]
        return states, stored

    def _check_account(self, catalog: Catalog, before: PointView | None) -> None:
        """Raise OtherAccount: in one timeline its records would look like changes, and the CRM's own like losses."""
        now = catalog.properties.get(ACCOUNT)
        was = before.catalog.properties.get(ACCOUNT) if before else None
        if now and was and now != was:
            raise OtherAccount(self._source.url, now)

    def _calls(self) -> int:
        """What the source has used of its service's calls; 0 where nobody counts."""
        facts = budget_of(self._source)
        return 0 if facts is None else facts.calls

    def _kind(
        self, before: PointView | None, states: Sequence[EntityState], catalog: Catalog, coverage: Coverage
    ) -> PointKind:
        """Partial when an entity that the newest regular point covers, and that is still there, is left out.

        So it is when one is shown as an older point than that has it. What a profile has come to know as transient in
        the meantime is not missed.
        """
        if self._request.partial:
            return PointKind.PARTIAL
        if before is None:
            return PointKind.REGULAR
        if coverage.behind and before.point.sequence != (self.latest.sequence if self.latest else None):
            return PointKind.PARTIAL
        chosen = {state.name for state in states}
        wanted = {e.name for e in catalog.entities if not e.transient}
        left_out = {e.name for e in before.entities()} & wanted - chosen
        return PointKind.PARTIAL if left_out else PointKind.REGULAR

    def _losses(self, states: Sequence[EntityState], before: PointView | None, catalog: Catalog) -> list[str]:
        """What vanished since the point before: whole entities, or most records of one."""
        if before is None:
            return []
        there = {entity.name for entity in catalog.entities}
        notes = [
            f"'{state.name}' is no longer there; earlier recovery points still hold its {state.records} records."
            for state in before.manifest.entities
            if state.name not in there and state.records
        ]
        # A search index packs its own records together now and then; that loses nobody anything.
        derived = {entity.name for entity in catalog.entities if entity.derived}
        for state in states:
            old = before.manifest.state(state.name)
            if old is None or old.records < _SHARP_FALL_FROM or state.name in derived:
                continue
            if state.records < old.records / 2:
                notes.append(f"'{state.name}' fell from {old.records} to {state.records} records.")
        return notes


def _stored_catalog(catalog: Catalog, scope: RecoveryScope, stored: dict[str, Entity]) -> Catalog:
    """The catalog that a point keeps: the entities that it stores, and the transient ones that it knows of.

    So a new CRM can be given all its tables, and a reader can tell those whose records were not kept on purpose.
    """
    known = (
        stored.get(entity.name) or (stored_form(entity) if entity.transient and scope.includes(entity.name) else None)
        for entity in catalog.entities
    )
    return msgspec.structs.replace(catalog, entities=tuple(entity for entity in known if entity is not None))
