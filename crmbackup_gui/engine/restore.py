"""The restore job: records of a recovery point go into a CRM, and every one of them is read back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from crmbackup_gui.actions import Action
from crmbackup_gui.engine.keeping_ids import IdKeeper
from crmbackup_gui.engine.looking_up import looked_up
from crmbackup_gui.engine.orphans import orphan_jobs
from crmbackup_gui.engine.restore_entity import EntityRestore
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.engine.restore_plan import RestorePlan, plan_restore, plan_undo
from crmbackup_gui.engine.safety import save_replaced
from crmbackup_gui.engine.violations import check_violations
from crmbackup_gui.errors import InvalidRequest, RepositoryProblem, RestoreRefused
from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import CancelToken, Outcome, Progress, ProgressSink, no_progress
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.manifest import RestoreRun
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import LastingTarget, Source, Target
from crmbackup_gui.sources.budgeted import BudgetedTarget, Pause, Writing, attend, telling_budget


@dataclass(frozen=True)
class RestoreRequest:
    """What to restore and how."""

    scope: RecoveryScope = field(default_factory=RecoveryScope)
    mode: RestoreMode = RestoreMode.MERGE
    dry_run: bool = False
    create_schema: bool = False
    safety_point: bool = True
    clears: bool = False
    """Into a target without transaction: what is empty in the point is emptied, whatever stands there now."""


@dataclass(frozen=True)
class RestoreReport:
    """What a restore did, or in a dry run would do. Records that the target refused are among `failed`."""

    outcome: Outcome
    entities: tuple[EntityResult, ...]
    verified: bool
    """Every record in scope that the target took was read back and compared."""
    safety_point: RecoveryPoint | None
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    dry_run: bool = False
    forecast: Forecast | None = None
    """Of a dry run: what the run will take of the calls that the target grants; None where it does not count them."""
    business: tuple[BusinessEntity, ...] = ()
    """What users know the entities as, as the recovery point says it."""

    def total(self, what: str) -> int:
        """The sum of one count over all entities."""
        return sum(getattr(entity, what) for entity in self.entities)


def run_restore(
    repository: Repository,
    view: PointView,
    target: Source,
    request: RestoreRequest | None = None,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> RestoreReport:
    """Restore a point into `target`. Raises any leaf of errors.py; the target is then as it was.

    A dry run does the same to a private copy: its counts are those that the run then has.
    """
    request = request or RestoreRequest()
    if request.scope.fields and request.mode is RestoreMode.EXACT:
        raise InvalidRequest("Single fields can be put back into records that are there, not deleted or created.")

    def plan(opened: Target, new: bool) -> RestorePlan:  # noqa: FBT001
        clears = request.clears or not isinstance(opened, LastingTarget)
        create = request.create_schema
        return plan_restore(view, opened.catalog, request.scope, request.mode, create=create, new=new, clears=clears)

    return _Restore(repository, view, target, request, progress, cancel or CancelToken()).run(plan)


def run_undo(
    repository: Repository,
    view: PointView,
    target: Source,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> RestoreReport:
    """Put back what a restore replaced, created and deleted; `view` is of its safety point.

    Nothing else is touched, and a new safety point makes the undo itself undoable.
    """
    if view.point.kind is not PointKind.SAFETY:
        raise InvalidRequest("Only a safety point, which a restore takes before it writes, can be undone.")

    def plan(opened: Target, _: bool) -> RestorePlan:  # noqa: FBT001
        return plan_undo(view, opened.catalog, opened.makes_anew)

    request = RestoreRequest(mode=RestoreMode.EXACT)
    return _Restore(repository, view, target, request, progress, cancel or CancelToken()).run(plan)


@dataclass
class _Restore:
    """One restore."""

    repository: Repository
    view: PointView
    source: Source
    request: RestoreRequest
    progress: ProgressSink
    cancel: CancelToken
    _steps: list[EntityRestore] = field(default_factory=list)
    _step: str = ""
    _done: int = 0
    _total: int | None = None
    _notes: list[str] = field(default_factory=list)
    _freed: ExitStack = field(default_factory=ExitStack)
    _keeper: IdKeeper | None = None

    def run(self, make_plan: Callable[[Target, bool], RestorePlan]) -> RestoreReport:
        began = time.monotonic()
        self.progress = telling_budget(self.source, self.progress)
        attend(self.source, self._pause, self.cancel)
        new = not self.source.exists()
        if new and not self.request.create_schema:
            raise RestoreRefused("There is no CRM yet at that place.", action=Action.CREATE_SCHEMA)
        try:
            with self.source.target(rehearsal=self.request.dry_run, create=new) as target:
                self._notes = self._meet(target)
                plan = make_plan(target, new)
                try:
                    report = self._carry_out(target, plan, began, new=new)
                except BaseException:
                    # What the target took stays, so what became of it is kept as well.
                    if self._keeper is not None:
                        self._keeper.save()
                    raise
                if self._keeper is not None:
                    report = self._kept(report, self._keeper)
        finally:
            for step in self._steps:
                step.close()
            self._freed.close()
        if not self.request.dry_run and self.request.scope.whole:
            return self._remembered(plan, report)
        return report

    def _carry_out(self, target: Target, plan: RestorePlan, began: float, *, new: bool) -> RestoreReport:
        jobs = plan.jobs
        self._steps = [
            EntityRestore(target, job, self.repository.blob_key, self.view.value, self._tick) for job in jobs
        ]
        in_scope = self._records_in_scope(plan)
        self._each("compare", in_scope, EntityRestore.compare)
        self._add_orphans(target, plan)
        safety = None
        if self.request.safety_point and not self.request.dry_run and (not new or any(s.touches for s in self._steps)):
            safety = save_replaced(self.repository, self.view.point, self.source, target, plan, self._steps)
        target.prepare(plan.target)
        self._each("delete", None, EntityRestore.delete, reverse=True)
        self._each("write", None, EntityRestore.write)
        settlement = target.settle()
        by_name = {step.result.name: step for step in self._steps}
        for late in settlement.late:
            by_name[late.entity].note_late(late)
        results = tuple(step.result for step in self._steps)
        notes = check_violations(settlement.violations, self.view, results, whole=plan.whole, undo=plan.undo)
        if not self.request.dry_run or target.rehearses_contents:
            self._each("verify", in_scope, EntityRestore.read_back)
        if self.request.dry_run:
            target.rollback()
        else:
            self.cancel.check()
            target.commit()
        fields = [warning for step in self._steps for warning in step.warnings]
        warnings = (*self._notes, *plan.warnings, *fields, *settlement.warnings, *notes)
        failed = any(result.failed for result in results)
        return RestoreReport(
            outcome=Outcome.WARNINGS if failed or warnings else Outcome.OK,
            entities=results,
            verified=not self.request.dry_run,
            safety_point=safety,
            warnings=warnings,
            seconds=time.monotonic() - began,
            dry_run=self.request.dry_run,
            forecast=self._foresee(target, results) if self.request.dry_run else None,
            business=self.view.catalog.business,
        )

    def _meet(self, target: Target) -> list[str]:
        """A target without transaction hears of the point first, so that it shows records under the point's ids."""
        if not isinstance(target, LastingTarget):
            return []
        self._keeper = IdKeeper(self.repository, target, self.request.dry_run)
        self._keeper.begin()
        return target.meet(self.view.catalog, partial(looked_up, self.view))

    @staticmethod
    def _foresee(target: Target, results: Sequence[EntityResult]) -> Forecast | None:
        if not isinstance(target, BudgetedTarget):
            return None
        return target.foresee(
            [
                Writing(
                    entity=each.name,
                    created=each.created,
                    updated=each.updated,
                    undeleted=each.undeleted,
                    deleted=each.deleted,
                    compared=each.updated + each.unchanged + each.created + each.undeleted,
                )
                for each in results
            ]
        )

    def _add_orphans(self, target: Target, plan: RestorePlan) -> None:
        """Steps for records of transient entities that go with what they refer to."""
        compared = tuple(self._steps)
        for job in orphan_jobs(target, plan.left_alone, compared, self.repository.blob_key, self._freed):
            step = EntityRestore(target, job, self.repository.blob_key, self.view.value, self._tick)
            self._steps.append(step)
            step.compare()

    def _each(
        self, step: str, total: int | None, do: Callable[[EntityRestore], None], *, reverse: bool = False
    ) -> None:
        """One step for every entity; parents first, or last with `reverse`."""
        self._step, self._done, self._total = step, 0, total
        for entity in reversed(self._steps) if reverse else self._steps:
            self._tick(entity.result.name, 0)
            do(entity)

    def _records_in_scope(self, plan: RestorePlan) -> int | None:
        """How many records of the point are in scope; None where only some of an entity are."""
        if any(job.chosen is not None for job in plan.jobs):
            return None
        states = [self.view.manifest.state(job.entity.name) for job in plan.jobs]
        return sum(state.records for state in states if state is not None)

    def _pause(self, pause: Pause) -> None:
        self.progress(Progress(self._step, "", self._done, self._total, pause.until))

    def _tick(self, entity: str, records: int) -> None:
        self.cancel.check()
        if self._keeper is not None:
            self._keeper.save_now_and_then()
        self._done += records
        self.progress(Progress(self._step, entity, self._done, self._total))

    @staticmethod
    def _kept(report: RestoreReport, keeper: IdKeeper) -> RestoreReport:
        keeper.finish()
        if not keeper.warnings:
            return report
        return replace(report, outcome=Outcome.WARNINGS, warnings=(*report.warnings, *keeper.warnings))

    def _remembered(self, plan: RestorePlan, report: RestoreReport) -> RestoreReport:
        """Keep what this restore took, for the planner. The restore is done by now, whether that can be kept or not."""
        run = RestoreRun(
            sequence=self.view.point.sequence,
            finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
            bytes_read=sum(self.view.bytes_read(job.entity.name) for job in plan.jobs),
            records=report.total("verified"),
            seconds=report.seconds,
        )
        try:
            self.repository.record_restore(self.view.point.crm, run)
        except RepositoryProblem as error:
            warning = f"How long this took could not be kept for the planner: {error.user_message}"
            return replace(report, outcome=Outcome.WARNINGS, warnings=(*report.warnings, warning))
        return report
