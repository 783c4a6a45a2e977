"""`crmbackup run-due`: the backups, checks and drills that the schedules want now, for cron and task schedulers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import typer

from crmbackup_gui import errors
from crmbackup_gui.actions import Action
from crmbackup_gui.cli.answer import Answer, Problem, failure
from crmbackup_gui.cli.command import Call, command
from crmbackup_gui.cli.wording import counted, duration, size
from crmbackup_gui.cli.working import Work
from crmbackup_gui.errors import Cancelled, CrmBackupError
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.schedule import Conditions, Due, Wait, WaitReason
from crmbackup_gui.services.conditions import read_conditions
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import Run, Task, Trigger
from crmbackup_gui.services.program import Program

_WORST_FIRST = (Outcome.CANCELLED, Outcome.FAILED, Outcome.WARNINGS, Outcome.OK)

_COUNTED = {
    Task.BACKUP: {f"records_{name}": name for name in ("read", "added", "changed", "deleted")},
    Task.CHECK: {"points_checked": "points", "objects_checked": "objects", "damaged": "damaged"},
    Task.DRILL: {"records_verified": "verified"},
}
"""What is told of each kind of run, and by which of its counts."""

_KEPT_WAITING = {
    WaitReason.NETWORK: "there is no network",
    WaitReason.METERED: "the network is metered",
    WaitReason.BATTERY: "the battery is low",
    WaitReason.BUSY: "another job works on it",
}
"""Reasons for which something that is due does not run."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app, opens_crm=True)(run_due)


def run_due(call: Call) -> Answer:
    """Run the backups, and then the checks and drills, that are due by the schedules set in the program."""
    program = Program.standard(call.secrets, call.store_options, call.crm_secrets)
    conditions = read_conditions()
    decided = program.due(conditions, datetime.now(UTC))
    waiting = [_waiting(connection, decision) for connection, decision in decided if isinstance(decision, Wait)]
    with call.working() as work:
        runs = _run_all(program, call, work, [(c, decision) for c, decision in decided if isinstance(decision, Due)])
        runs += _check_all(program, call, work, conditions)
        runs += _drill_all(program, call, work, conditions)
    problem = program.settings.problem
    return _answer(runs, [wait for wait in waiting if wait], () if problem is None else (problem,))


def _run_all(program: Program, call: Call, work: Work, due: Sequence[tuple[Connection, Due]]) -> list[Run]:
    """One after another; a crash of one, which is raised in the end, does not keep the others from being backed up."""
    runs = []
    crash: Exception | None = None
    for connection, decision in due:
        if work.cancel.cancelled:
            break
        trigger = Trigger.CATCH_UP if decision.catch_up else Trigger.SCHEDULE
        call.output.event({"event": "run", "crm": connection.name, "slot": decision.slot, "trigger": trigger})
        try:
            runs.append(
                program.back_up(
                    connection,
                    strategy=decision.strategy,
                    trigger=trigger,
                    slot=decision.slot,
                    progress=work.progress,
                    cancel=work.cancel,
                )
            )
        except Exception as error:  # noqa: BLE001 - raised below
            crash = error
    if crash is not None:
        raise crash
    return runs


def _check_all(program: Program, call: Call, work: Work, conditions: Conditions) -> list[Run]:
    """After the backups, so that what they wrote is read, too."""
    runs = []
    for connection in program.due_checks(conditions, datetime.now(UTC)):
        if work.cancel.cancelled:
            break
        call.output.event({"event": "check", "crm": connection.name, "trigger": Trigger.SCHEDULE})
        extent = connection.schedule.check_extent
        runs.append(program.check(connection, extent, work.progress, work.cancel, trigger=Trigger.SCHEDULE))
    return runs


def _drill_all(program: Program, call: Call, work: Work, conditions: Conditions) -> list[Run]:
    """After the backups, so that a first point is tried at once."""
    runs = []
    for connection in program.due_drills(conditions, datetime.now(UTC)):
        if work.cancel.cancelled:
            break
        call.output.event({"event": "drill", "crm": connection.name, "trigger": Trigger.SCHEDULE})
        runs.append(program.drill(connection, progress=work.progress, cancel=work.cancel, trigger=Trigger.SCHEDULE))
    return runs


def _waiting(connection: Connection, wait: Wait) -> dict[str, object]:
    """A run that is due and does not run, as JSON; empty for one that is not due."""
    if wait.reason not in _KEPT_WAITING:
        return {}
    return {
        "connection": connection.id,
        "crm": connection.name,
        "outcome": Outcome.SKIPPED,
        "slot": wait.slot,
        "skipped": wait.reason.value,
    }


def _answer(runs: Sequence[Run], waiting: Sequence[dict[str, object]], warnings: tuple[str, ...]) -> Answer:
    outcomes = {run.outcome for run in runs}
    outcome = next((worst for worst in _WORST_FIRST if worst in outcomes), Outcome.SKIPPED)
    if warnings and outcome in (Outcome.OK, Outcome.SKIPPED):
        outcome = Outcome.WARNINGS
    lines = [_line(run) for run in runs]
    lines += [f"{wait['crm']}: skipped, {_KEPT_WAITING[WaitReason(wait['skipped'])]}." for wait in waiting]
    return Answer(
        outcome,
        {"runs": [*map(_fields, runs), *waiting]},
        lines or ["Nothing is due."],
        (*warnings, *(f"{run.crm_name}: {warning}" for run in runs for warning in run.warnings)),
        _problem(runs, outcome),
    )


def _fields(run: Run) -> dict[str, object]:
    fields: dict[str, object] = {
        "connection": run.connection,
        "crm": run.crm_name,
        "task": run.task,
        "outcome": run.outcome,
        "trigger": run.trigger,
        "slot": run.slot,
        "point": run.point,
        "strategy": run.strategy,
        **{name: run.counts.get(count, 0) for name, count in _COUNTED[run.task].items()},
        "bytes_stored": run.bytes_stored,
        "seconds": run.seconds,
        "skipped": run.skipped,
        "warnings": run.warnings,
    }
    if run.error:
        fields |= {"error": run.message, "advice": Action[run.action].value}
    return fields


def _line(run: Run) -> str:
    match run.outcome:
        case Outcome.SKIPPED:
            return f"{run.crm_name}: skipped, {_KEPT_WAITING[WaitReason(run.skipped)]}."
        case Outcome.OK | Outcome.WARNINGS if run.task is Task.DRILL:
            records = counted(run.counts["verified"], "record")
            return f"{run.crm_name}: drill of recovery point {run.point}; {records} came back as they were."
        case Outcome.OK | Outcome.WARNINGS if run.task is Task.CHECK:
            points, objects = counted(run.counts["points"], "recovery point"), counted(run.counts["objects"], "object")
            return f"{run.crm_name}: {points}, {objects} checked; everything is what was written."
        case Outcome.OK | Outcome.WARNINGS:
            records = counted(run.counts["records"], "record")
            stored = f"{size(run.bytes_stored)} in {duration(run.seconds)}"
            return f"{run.crm_name}: recovery point {run.point}, {run.strategy}; {records}, {stored}."
        case _:
            return f"{run.crm_name}: {run.message}"


def _problem(runs: Sequence[Run], outcome: Outcome) -> Problem | None:
    """What the first run that failed says, and how many did."""
    if outcome is Outcome.CANCELLED:
        return failure(Cancelled()).problem
    failed = [run for run in runs if run.outcome is Outcome.FAILED]
    if not failed:
        return None
    first = failed[0]
    leaf: type[CrmBackupError] = getattr(errors, first.error)
    what = "run" if any(run.task is not Task.BACKUP for run in runs) else "backup"
    failures = f"{len(failed)} of {counted(len(runs), what)} failed"
    sentence = f"{failures}, the first of '{first.crm_name}': {first.message}"
    return Problem(sentence, Action[first.action].value, leaf.exit_code)
