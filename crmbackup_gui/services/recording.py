"""Every run of a job ends as a line of the history, however it ends."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import Cancelled, CrmBackupError, DamagedRepository, JobRunning
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.model.schedule import Extent, Slot, WaitReason, serves
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import History, Run, Task, Trigger

if TYPE_CHECKING:
    from crmbackup_gui.engine.backup import BackupReport
    from crmbackup_gui.engine.restore import RestoreReport
    from crmbackup_gui.repository.check import CheckReport

UNEXPECTED = "Unexpected"
"""Stands for the leaf of errors.py where an error is none of ours."""

_LISTED = 200
"""So many refused records or damaged objects are kept with a run; all of them are counted."""

_RESTORED = ("created", "updated", "undeleted", "deleted", "unchanged", "skipped", "failed", "verified")

_LOG = logging.getLogger(__name__)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Assignment:
    """What is to be run: for which CRM, what, and why."""

    connection: Connection
    task: Task
    trigger: Trigger = Trigger.MANUAL
    slot: datetime | None = None
    extent: Extent | None = None
    """Of a check."""


def recorded(
    history: History, assignment: Assignment, work: Callable[[], _T], described: Callable[[Run, _T], Run]
) -> tuple[Run, _T | None]:
    """Do the work and keep a run of it, with its result when it has one.

    `described` adds to the run what the result says. A CrmBackupError is told by the run and not raised; anything else
    is recorded as unexpected and raised. A history that cannot be written is logged: the work is done all the same.
    """
    started_at, began = datetime.now(UTC), time.monotonic()
    run = Run(
        connection=assignment.connection.id,
        crm_name=assignment.connection.name,
        task=assignment.task,
        trigger=assignment.trigger,
        slot=assignment.slot,
        extent="" if assignment.extent is None else assignment.extent.value,
        started_at=started_at,
        outcome=Outcome.OK,
    )
    result = None
    try:
        result = work()
        run = described(run, result)
    except JobRunning as error:
        run = _failed(run, error) if run.trigger is Trigger.MANUAL else _skipped(run, WaitReason.BUSY)
    except CrmBackupError as error:
        run = _failed(run, error)
    except BaseException as error:
        # What it says may hold anything, also what nobody should read in a history; --debug and logs have it.
        unexpected = msgspec.structs.replace(
            run, outcome=Outcome.FAILED, error=UNEXPECTED, message=type(error).__name__, seconds=_since(began)
        )
        keep(history, unexpected)
        raise
    return keep(history, msgspec.structs.replace(run, seconds=_since(began))), result


def note_skipped(history: History, connection: Connection, slot: datetime, reason: WaitReason) -> None:
    """Keep that the run of a slot waits, once for each reason."""
    run = Run(
        connection=connection.id,
        crm_name=connection.name,
        task=Task.BACKUP,
        trigger=Trigger.SCHEDULE,
        started_at=datetime.now(UTC),
        slot=slot,
        outcome=Outcome.SKIPPED,
    )
    keep(history, _skipped(run, reason))


def keep(history: History, run: Run) -> Run:
    """Add a run to the history, one that was skipped once for its slot and reason; as it is, when that fails."""
    try:
        if run.skipped and run.slot is not None and history.skipped(run.connection, run.slot, run.skipped):
            return run
        return history.add(run)
    except (sqlite3.Error, OSError) as error:
        _LOG.warning("a run of '%s' could not be kept in the history: %s", run.crm_name, error)
        return run


def served(history: History, connection: Connection, slot: Slot) -> bool:
    """Whether a backup has served that slot by now; no, where the history cannot be read."""
    now = datetime.now(UTC)
    try:
        past = history.backups(connection.id, slot.when)
    except (sqlite3.Error, OSError) as error:
        _LOG.warning("nobody can tell whether '%s' was backed up meanwhile: %s", connection.name, error)
        return False
    return any(run.good and serves(run, slot) for run in past if run.started_at <= now)


def after_backup(run: Run, report: BackupReport, *, partial: bool = False) -> Run:
    """The run of a backup; `partial` as the history has it."""
    point = report.point
    return msgspec.structs.replace(
        run,
        outcome=report.outcome,
        strategy=point.strategy.value,
        partial=partial,
        point=point.id,
        counts={
            "records": point.records,
            "read": report.records_read,
            "added": point.records_added,
            "changed": point.records_changed,
            "deleted": point.records_deleted,
        },
        bytes_stored=point.bytes_stored,
        warnings=report.warnings,
    )


def after_restore(run: Run, point: RecoveryPoint, target: str, report: RestoreReport, copy: str = "") -> Run:
    """The run of a restore, an undo or a drill, with its proof; `copy` is where the copy is that it was read from.

    A drill of a copy counts for no schedule.
    """
    safety = report.safety_point
    return msgspec.structs.replace(
        run,
        outcome=report.outcome,
        partial=run.task is Task.DRILL and bool(copy),
        point=point.id,
        counts={name: report.total(name) for name in _RESTORED},
        bytes_stored=safety.bytes_stored if safety else 0,
        warnings=report.warnings,
        report={
            "target": target,
            "copy": copy,
            "sequence": point.sequence,
            "as_of": point.consistent_as_of.isoformat(),
            "verified": report.verified,
            "safety_point": safety.id if safety else None,
            "safety_sequence": safety.sequence if safety else None,
            "entities": [
                {"name": entity.name, **{name: getattr(entity, name) for name in _RESTORED}}
                for entity in report.entities
            ],
            "refused": [
                {"entity": entity.name, "key": key, "reason": reason}
                for entity in report.entities
                for key, reason in entity.refused
            ][:_LISTED],
        },
    )


def after_check(run: Run, report: CheckReport, warnings: tuple[str, ...], copy: str = "") -> Run:
    """The run of a check; it failed when there is damage, though the checking itself went well.

    `copy` is where the copy is that was read; such a check counts for no schedule.
    """
    wrong = len(report.damaged) + len(report.history)
    checked = msgspec.structs.replace(
        run,
        outcome=Outcome.WARNINGS if warnings else Outcome.OK,
        partial=bool(copy),
        counts={"points": report.points_checked, "objects": report.objects_checked, "damaged": wrong},
        warnings=warnings,
        report={
            "copy": copy,
            "damaged": [
                {"object": d.name, "problem": d.problem, "points": list(d.points), "entities": list(d.entities)}
                for d in report.damaged[:_LISTED]
            ],
            "history": list(report.history[:_LISTED]),
        },
    )
    if report.sound:
        return checked
    return msgspec.structs.replace(
        checked,
        outcome=Outcome.FAILED,
        error=DamagedRepository.__name__,
        message=f"The repository is damaged: {wrong} problem{'' if wrong == 1 else 's'} found.",
        action=Action.VERIFY_REPOSITORY.name,
    )


def _failed(run: Run, error: CrmBackupError) -> Run:
    return msgspec.structs.replace(
        run,
        outcome=Outcome.CANCELLED if isinstance(error, Cancelled) else Outcome.FAILED,
        error=type(error).__name__,
        message=error.user_message,
        action=error.action.name,
    )


def _skipped(run: Run, reason: WaitReason) -> Run:
    return msgspec.structs.replace(run, outcome=Outcome.SKIPPED, skipped=reason.value)


def _since(began: float) -> float:
    return time.monotonic() - began
