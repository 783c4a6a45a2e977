"""`crmbackup verify`: whether everything in the repository can still be read, and whether a CRM is still as it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer, Problem
from crmbackup_gui.cli.command import Call, Repo, command
from crmbackup_gui.cli.comparisons import compare_with_source, counts, difference_lines
from crmbackup_gui.cli.own_crms import find_crm_at
from crmbackup_gui.cli.wording import counted
from crmbackup_gui.engine.compare import EntityComparison
from crmbackup_gui.engine.drill import run_drill
from crmbackup_gui.engine.points import LATEST, find_anywhere
from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.errors import DamagedRepository
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.check import CheckReport, check
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.services.checking import keep_verdicts
from crmbackup_gui.sources.base import Source

_AFTER_DAMAGE = "Take a new full backup, and restore with --latest-intact meanwhile."


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app, opens_crm=True)(verify)


def verify(
    call: Call,
    repo: Repo,
    point: Annotated[
        str | None, typer.Option("--point", metavar="POINT", help="Check what this point needs, and nothing else.")
    ] = None,
    against: Annotated[
        str | None, typer.Option("--against", metavar="SOURCE", help="Also compare the point (the newest) with a CRM.")
    ] = None,
    drill: Annotated[
        bool, typer.Option("--drill", help="Also restore the point (the newest) into a throw-away CRM, and compare.")
    ] = False,
) -> Answer:
    """Check that every part of the repository can be read and is what was written."""
    source = None if against is None else call.crm(against)
    repository = call.readable(repo, point)
    named = None if point is None else find_anywhere(repository, point)
    compared: tuple[EntityComparison, ...] | None = None
    drilled: RestoreReport | None = None
    with call.working() as work:
        report = check(repository, None if named is None else [named], work.progress, work.cancel)
        warnings = keep_verdicts(repository, report)
        if source is not None and report.sound:
            chosen = named or _newest_of(call, repo, repository, source)
            compared = compare_with_source(repository, chosen, source, work)
        if drill and report.sound:
            drilled = run_drill(repository, named or find_anywhere(repository, LATEST), work.progress, work.cancel)
            warnings = (*warnings, *drilled.warnings)
    return _answer(report, compared, drilled, warnings)


def _newest_of(call: Call, repo: str, repository: Repository, source: Source) -> RecoveryPoint:
    return find_anywhere(repository, LATEST, find_crm_at(call, repo, repository, source.url).id)


def _answer(
    report: CheckReport,
    compared: Sequence[EntityComparison] | None,
    drilled: RestoreReport | None,
    warnings: tuple[str, ...],
) -> Answer:
    damaged = [
        {"object": d.name, "points": d.points, "entities": d.entities, "problem": d.problem} for d in report.damaged
    ]
    data: dict[str, object] = {
        "points_checked": report.points_checked,
        "objects_checked": report.objects_checked,
        "damaged": damaged,
        "history": report.history,
    }
    checked = f"{counted(report.points_checked, 'recovery point')}, {counted(report.objects_checked, 'object')} checked"
    if not report.sound:
        lines = [f"{d.name}: {d.problem}; harms {', '.join((*d.points, *d.entities))}" for d in report.damaged]
        wrong = counted(len(report.damaged) + len(report.history), "problem")
        problem = Problem(f"The repository is damaged: {wrong} found.", _AFTER_DAMAGE, DamagedRepository.exit_code)
        return Answer(Outcome.FAILED, data, (f"{checked}.", *lines, *report.history), warnings, problem)
    lines = [f"{checked}: everything is what was written."]
    outcome = Outcome.WARNINGS if warnings else Outcome.OK
    if drilled is not None:
        verified = drilled.total("verified")
        data["records_verified"] = verified
        lines.append(f"Drill: {counted(verified, 'record')} restored into a throw-away CRM and read back as they were.")
    if compared is not None:
        data["entities"] = counts(compared)
        lines += difference_lines(compared)
        differing = [entity.name for entity in compared if not entity.same]
        if differing:
            outcome = Outcome.WARNINGS
            warnings = (*warnings, f"The CRM is not as the recovery point says: {', '.join(differing)}.")
    return Answer(outcome, data, lines, warnings)
