"""`crmbackup retention`, `consolidate` and `hold`: what is kept, what goes, and what must not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Repo, command
from crmbackup_gui.cli.delays import delays_data, told
from crmbackup_gui.cli.wording import counted, moment, size, table
from crmbackup_gui.engine.consolidate import consolidate as run_consolidate
from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.engine.retention import RetentionReport, apply_retention, plan_retention
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.model.retention import Decision, Reason, RetentionPlan, RetentionPolicy
from crmbackup_gui.services.local_time import LOCAL

_WORDS = {
    Reason.NEWEST: "newest",
    Reason.LAST: "among the last",
    Reason.HOURLY: "of its hour",
    Reason.DAILY: "of its day",
    Reason.WEEKLY: "of its week",
    Reason.MONTHLY: "of its month",
    Reason.YEARLY: "of its year",
    Reason.WITHIN: "not long before the newest",
    Reason.MINIMUM_AGE: "too young to go",
    Reason.OTHER_KIND: "safety or partial, and young",
    Reason.PINNED: "pinned",
    Reason.LEGAL_HOLD: "legal hold",
    Reason.ENTITY_HELD: "legal hold on an entity",
    Reason.NEEDED: "needed by a damaged point",
    Reason.NO_RULE: "no rule keeps it",
}


def _count(name: str, what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="N", help=f"Keep {what}.")
    return option


def _days(name: str, what: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(name, metavar="DAYS", help=what)
    return option


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app)(retention)
    command(app)(consolidate)


def retention(
    call: Call,
    *,
    repo: Repo,
    crm: Crm = None,
    keep_last: Annotated[int, _count("--keep-last", "the newest N points")] = 0,
    keep_hourly: Annotated[int, _count("--keep-hourly", "the newest point of each of N hours")] = 0,
    keep_daily: Annotated[int, _count("--keep-daily", "the newest point of each of N days")] = 0,
    keep_weekly: Annotated[int, _count("--keep-weekly", "the newest point of each of N weeks")] = 0,
    keep_monthly: Annotated[int, _count("--keep-monthly", "the newest point of each of N months")] = 0,
    keep_yearly: Annotated[int, _count("--keep-yearly", "the newest point of each of N years")] = 0,
    keep_within: Annotated[float, _days("--keep-within", "Keep all of the last DAYS before the newest point.")] = 0,
    keep_safety: Annotated[float, _days("--keep-safety", "Keep safety and partial points for DAYS.")] = 30,
    minimum_age: Annotated[float, _days("--minimum-age", "Nothing goes that is younger than DAYS.")] = 0,
    apply: Annotated[bool, typer.Option("--apply", help="Do it; otherwise only show what would be done.")] = False,
) -> Answer:
    """Show which points rules keep and which may go, or delete those with --apply."""
    policy = RetentionPolicy(
        last=keep_last,
        hourly=keep_hourly,
        daily=keep_daily,
        weekly=keep_weekly,
        monthly=keep_monthly,
        yearly=keep_yearly,
        within=keep_within,
        minimum_age=minimum_age,
        other_kinds=keep_safety,
    )
    repository = call.repository(repo)
    found = find_crm(repository, name=crm)
    plan = plan_retention(repository, found.id, policy, datetime.now(UTC), LOCAL)
    data = {
        "crm": found.name,
        "keep": [_fields(decision) for decision in plan.kept],
        "drop": [_fields(decision) for decision in plan.dropped],
        "store_anew": [step.point.id for step in plan.rebases],
        "applied": apply,
    }
    if not apply:
        return Answer(Outcome.OK, data, _preview(plan), hints=("Nothing was changed; --apply does it.",))
    with call.working() as work:
        report = apply_retention(repository, found.id, plan, work.progress, work.cancel)
    data |= {
        "dropped": _ids(report.dropped),
        "spared": _ids(report.spared),
        "stored_anew": _ids(report.stored_anew),
        "deleted": report.swept.points,
        "brought_back": report.swept.restored,
        "packs_deleted": report.swept.packs,
        "bytes_freed": report.swept.bytes_freed,
        "bytes_waiting": report.swept.bytes_marked,
        "delays": delays_data(report.delays),
    }
    return Answer(report.outcome, data, (*_preview(plan), *_done(report)), report.warnings)


def consolidate(call: Call, repo: Repo, crm: Crm = None) -> Answer:
    """Make a full of the newest point and what it needs, without the CRM."""
    repository = call.repository(repo)
    found = find_crm(repository, name=crm)
    with call.working() as work:
        report = run_consolidate(repository, found.id, work.progress, work.cancel)
    point, origin = report.point, report.made_from
    data = {
        "point": point.id,
        "made_from": origin.id,
        "strategy": point.strategy,
        "records": point.records,
        "bytes_stored": point.bytes_stored,
        "seconds": point.seconds,
    }
    if report.outcome is Outcome.SKIPPED:
        reason = f"Recovery point {point.id} is a full already; nothing was done."
        return Answer(report.outcome, data | {"reason": reason}, (reason,))
    line = (
        f"Recovery point {point.id} is a full of {counted(point.records, 'record')}, made from {origin.id} and "
        f"{counted(len(origin.chain), 'other point')}; {size(point.bytes_stored)} stored."
    )
    return Answer(report.outcome, data, (line,))


def _fields(decision: Decision) -> dict[str, object]:
    return {"point": decision.point.id, "reasons": decision.reasons}


def _ids(points: Sequence[RecoveryPoint]) -> list[str]:
    return [point.id for point in points]


def _preview(plan: RetentionPlan) -> list[str]:
    anew = {step.point.sequence for step in plan.rebases}
    rows = [
        (
            decision.point.id,
            moment(decision.point.consistent_as_of),
            decision.point.kind.value,
            decision.point.strategy.value,
            "keep" if decision.keep else "delete",
            ", ".join(_WORDS[reason] for reason in decision.reasons),
        )
        for decision in plan.decisions
    ]
    lines = table(("Point", "As of", "Kind", "Strategy", "", "Why"), rows)
    if anew:
        needing = "point needs others that go and is" if len(anew) == 1 else "points need others that go and are"
        lines.append(f"{len(anew)} {needing} stored anew first, with the same records.")
    return lines


def _done(report: RetentionReport) -> list[str]:
    swept = report.swept
    lines = [f"{counted(len(report.dropped), 'point')} no longer in the timeline; deleted for good after 72 hours."]
    if report.spared:
        spared = counted(len(report.spared), "point")
        lines.append(f"{spared} left in the timeline for now, being held or needed by others.")
    if swept.restored:
        lines.append(f"{counted(len(swept.restored), 'point')} brought back, being needed or held.")
    if swept.points or swept.packs:
        lines.append(f"{counted(len(swept.points), 'point')} deleted for good; {size(swept.bytes_freed)} freed.")
    lines += [told(delay, what="what was deleted") for delay in report.delays]
    if swept.bytes_marked:
        lines.append(f"{size(swept.bytes_marked)} will be free 72 hours after nothing needs them any more.")
    return lines
