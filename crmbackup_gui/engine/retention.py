"""The retention job: what is kept is made to stand by itself, what is not is marked, and what is due goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from crmbackup_gui.engine.consolidate import rebase
from crmbackup_gui.engine.delays import Delay, delays_of_place
from crmbackup_gui.errors import CommitRefused, DamagedRepository, HistoryBroken
from crmbackup_gui.model.outcome import CancelToken, Outcome, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.model.retention import RetentionPlan, RetentionPolicy, decide
from crmbackup_gui.repository.holds import holds
from crmbackup_gui.repository.prune import Swept, drop, sweep
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.rewriting import rewrite


@dataclass(frozen=True)
class RetentionReport:
    """What was done. `spared` are points that should have gone and stay for now; `warnings` say why.

    `delays` is the place itself where it keeps what was deleted, or does not let it go yet: only the latter, and what
    it does not tell, is a warning, for a lock is there because somebody wants it.
    """

    outcome: Outcome
    plan: RetentionPlan
    dropped: tuple[RecoveryPoint, ...]
    spared: tuple[RecoveryPoint, ...]
    stored_anew: tuple[RecoveryPoint, ...]
    swept: Swept
    warnings: tuple[str, ...]
    delays: tuple[Delay, ...] = ()


def plan_retention(
    repository: Repository, crm: str, policy: RetentionPolicy, now: datetime, zone: tzinfo
) -> RetentionPlan:
    """What the policy would make of the points of a CRM; changes nothing. Points that are on their way out are no part.

    Raises leaves of DamagedRepository when a point or a hold cannot be read: nobody can tell what it needs.
    """
    timeline = repository.timeline(crm)
    for damage in timeline.unreadable.values():
        raise damage
    if timeline.lost_after is not None:
        name = timeline.points[-1].crm_name if timeline.points else crm
        raise HistoryBroken(name, f"recovery point number {timeline.lost_after.sequence} has been seen and is gone")
    held = holds(repository, crm)
    reasons = {}
    if held.notes:
        reasons = {p.sequence: held.reasons(repository.manifest(crm, p.sequence)) for p in timeline.points}
    damaged = {sequence for sequence, intact in repository.intact(crm).items() if not intact}
    return decide(timeline.points, policy, reasons, damaged, now, zone)


def apply_retention(
    repository: Repository,
    crm: str,
    plan: RetentionPlan,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> RetentionReport:
    """Carry out a plan, and sweep the whole repository.

    First erasures that another program began are finished. Then the points that stay are stored anew where they need
    points that go; those are marked, and count no longer; what was marked 72 hours ago is deleted. Stopped anywhere,
    every point that stays is whole, and the next run goes on. A point that cannot be stored anew keeps what it needs.
    Raises as `plan_retention`, StoreFailed, Cancelled.
    """
    cancel = cancel or CancelToken()
    stored_anew: list[RecoveryPoint] = []
    warnings: list[str] = [*rewrite(repository, progress, cancel).problems]
    for step in plan.rebases:
        cancel.check()
        try:
            reason = "points that it needed are no longer kept"
            stored_anew.append(rebase(repository, crm, step.point.sequence, step.onto, reason, progress, cancel))
        except (CommitRefused, DamagedRepository) as error:
            why = f"{error.reason}." if isinstance(error, CommitRefused) else error.user_message
            warnings.append(f"Recovery point {step.point.id} could not be stored anew, so what it needs is kept: {why}")
    going = [decision.point for decision in plan.dropped]
    marked = set(drop(repository, crm, {point.sequence for point in going}, "no rule keeps it"))
    repository.summarise(crm, [point.sequence for point in stored_anew])
    swept = sweep(repository, "nothing needs it", progress, cancel)
    if swept.unreadable:
        warnings.append(
            f"{swept.unreadable} recovery points cannot be read, so no space is freed until a check has looked at them."
        )
    if swept.kept_by_place:
        warnings.append(
            f"{swept.kept_by_place} objects must not be deleted at that place yet; the next clean-up tries again."
        )
    return RetentionReport(
        outcome=Outcome.WARNINGS if warnings else Outcome.OK,
        plan=plan,
        dropped=tuple(point for point in going if point.sequence in marked),
        spared=tuple(point for point in going if point.sequence not in marked),
        stored_anew=tuple(stored_anew),
        swept=swept,
        warnings=tuple(warnings),
        delays=tuple(delays_of_place(repository.store.location, swept.obstacles, datetime.now(UTC))),
    )
