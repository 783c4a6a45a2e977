"""What a run of the history says about itself: in one line, and in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.schedule import Extent, WaitReason
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import Said, said_by_name
from crmbackup_gui.ui.words.notes import all_translated, translated
from crmbackup_gui.ui.words.parts import part_name

_RESTORES = frozenset({Task.RESTORE, Task.UNDO, Task.DRILL})
_CARE = frozenset({Task.RETENTION, Task.CONSOLIDATE, Task.COPY, Task.SALVAGE})


def result(run: Run) -> str:
    """What came of it, in one line: for what went wrong why, else what was done."""
    if run.outcome is Outcome.FAILED:
        return said_by_name(run.error, run.message, run.action).what
    if run.outcome is Outcome.SKIPPED and run.task is not Task.CONSOLIDATE:
        return skip_reason(run.skipped)
    if run.outcome is Outcome.CANCELLED:
        return QCoreApplication.translate("Activity", "Stopped before it was done; nothing was changed.")
    if run.warnings:
        return translated(run.warnings[0])
    return done(run)


def done(run: Run) -> str:
    """What was done, in numbers."""
    counts = run.counts
    if run.task is Task.BACKUP:
        changes = [
            text.format(count=telling.number(counts[name]))
            for name, text in (
                ("added", QCoreApplication.translate("Activity", "{count} added")),
                ("changed", QCoreApplication.translate("Activity", "{count} changed")),
                ("deleted", QCoreApplication.translate("Activity", "{count} deleted")),
            )
            if counts.get(name)
        ]
        comma = QCoreApplication.translate("Activity", ", ")
        return comma.join(changes) if changes else QCoreApplication.translate("Activity", "nothing had changed")
    if run.task in _RESTORES:
        return QCoreApplication.translate("Activity", "%Ln record(s) read back", "", counts.get("verified", 0))
    if run.task in _CARE:
        return _cared(run)
    return QCoreApplication.translate("Activity", "%Ln recovery point(s) checked", "", counts.get("points", 0))


def _cared(run: Run) -> str:
    counts = run.counts
    if run.task is Task.RETENTION:
        return QCoreApplication.translate("Activity", "%Ln recovery point(s) let go", "", counts.get("dropped", 0))
    if run.task is Task.COPY:
        return QCoreApplication.translate("Activity", "%Ln place(s) up to date", "", counts.get("places", 0))
    if run.task is Task.SALVAGE:
        points = counts.get("points", 0)
        text = QCoreApplication.translate(
            "Activity", "%Ln recovery point(s) rebuilt, {whole} of them whole", "", points
        )
        return text.format(whole=telling.number(counts.get("intact", 0)))
    if run.outcome is Outcome.SKIPPED:
        return QCoreApplication.translate("Activity", "The newest point is a full one already.")
    return QCoreApplication.translate("Activity", "%Ln record(s) kept", "", counts.get("records", 0))


def skip_reason(value: str) -> str:
    """Why a run of the schedule did not begin."""
    return {
        WaitReason.NETWORK.value: QCoreApplication.translate("Activity", "There was no network."),
        WaitReason.METERED.value: QCoreApplication.translate("Activity", "The network costs by use."),
        WaitReason.BATTERY.value: QCoreApplication.translate("Activity", "The battery was low."),
        WaitReason.BUSY.value: QCoreApplication.translate("Activity", "Another job worked on the CRM."),
        WaitReason.PAUSED.value: QCoreApplication.translate("Activity", "The schedules were paused."),
    }.get(value, QCoreApplication.translate("Activity", "It had to wait."))


def reason(run: Run) -> Said | None:
    """Why it failed, and what to do; None where it did not."""
    if run.outcome is not Outcome.FAILED:
        return None
    return said_by_name(run.error, run.message, run.action)


def title(run: Run) -> str:
    """What ran, of which CRM, and how it ended."""
    return QCoreApplication.translate("Activity", "{task} of {crm}: {outcome}").format(
        task=telling.task_name(run.task), crm=run.crm_name, outcome=telling.outcome_name(run.outcome)
    )


def when_and_why(run: Run) -> str:
    """When it began, why, and how long it took."""
    template = QCoreApplication.translate("Activity", "{when}, started {trigger}")
    parts = [template.format(when=telling.exact(run.started_at), trigger=telling.trigger_name(run.trigger))]
    if run.slot is not None:
        slot = QCoreApplication.translate("Activity", "planned for {when}")
        parts.append(slot.format(when=telling.day_and_time(run.slot)))
    if run.outcome is not Outcome.SKIPPED:
        took = QCoreApplication.translate("Activity", "took {duration}")
        parts.append(took.format(duration=telling.duration(run.seconds)))
    return QCoreApplication.translate("Activity", ", ").join(parts)


def warnings(run: Run) -> list[str]:
    """What somebody should know although it was done."""
    return all_translated(run.warnings)


def facts(run: Run) -> list[tuple[str, str]]:
    """The rest that is known: names and values. Of a restore this is its proof."""
    return list(_facts(run))


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    counts = run.counts
    if run.strategy:
        yield QCoreApplication.translate("Activity", "Strategy"), telling.strategy_name(Strategy(run.strategy))
    if run.task is Task.BACKUP and counts:
        yield QCoreApplication.translate("Activity", "Records"), telling.number(counts.get("records", 0))
        yield QCoreApplication.translate("Activity", "Changes"), done(run)
        yield QCoreApplication.translate("Activity", "Stored"), telling.size(run.bytes_stored)
    elif run.task in _RESTORES and counts:
        yield from _proof(run)
    elif run.task is Task.RETENTION and counts:
        yield QCoreApplication.translate("Activity", "Kept"), telling.number(counts.get("kept", 0))
        yield QCoreApplication.translate("Activity", "Let go"), telling.number(counts.get("dropped", 0))
        yield QCoreApplication.translate("Activity", "Deleted for good"), telling.number(counts.get("deleted", 0))
        yield QCoreApplication.translate("Activity", "Room made"), telling.size(counts.get("freed", 0))
    elif run.task is Task.COPY and counts:
        yield QCoreApplication.translate("Activity", "Sent"), telling.size(run.bytes_stored)
    elif run.task is Task.CONSOLIDATE and counts:
        yield QCoreApplication.translate("Activity", "Records"), telling.number(counts.get("records", 0))
        yield QCoreApplication.translate("Activity", "Stored"), telling.size(run.bytes_stored)
    elif run.task is Task.CHECK and counts:
        points = QCoreApplication.translate("Activity", "%Ln recovery point(s)", "", counts.get("points", 0))
        yield QCoreApplication.translate("Activity", "Checked"), points
        extents = {
            Extent.ALL.value: QCoreApplication.translate("Activity", "everything in the repository"),
            Extent.NEWEST.value: QCoreApplication.translate("Activity", "the newest recovery point and what it needs"),
        }
        if run.extent in extents:
            yield QCoreApplication.translate("Activity", "What was read"), extents[run.extent]
        yield from _damage(run.report)


def _proof(run: Run) -> Iterator[tuple[str, str]]:
    report, counts = run.report, run.counts
    if report.get("target"):
        yield QCoreApplication.translate("Activity", "Written to"), _path(str(report["target"]))
    if report.get("as_of"):
        moment = telling.day_and_time(datetime.fromisoformat(str(report["as_of"])))
        yield QCoreApplication.translate("Activity", "As it was"), moment
    for name, what in (
        ("created", QCoreApplication.translate("Activity", "Created")),
        ("undeleted", QCoreApplication.translate("Activity", "Out of the recycle bin")),
        ("updated", QCoreApplication.translate("Activity", "Put back")),
        ("deleted", QCoreApplication.translate("Activity", "Removed")),
        ("failed", QCoreApplication.translate("Activity", "Refused")),
    ):
        if counts.get(name):
            yield what, telling.number(counts[name])
    yield QCoreApplication.translate("Activity", "Proof"), _proven(run)
    for refused in report.get("refused", []):
        subject = QCoreApplication.translate("Activity", "{part} {key}")
        yield (
            subject.format(part=part_name(str(refused["entity"])), key=refused["key"]),
            translated(str(refused["reason"])),
        )


def _proven(run: Run) -> str:
    if not run.report.get("verified"):
        return QCoreApplication.translate("Activity", "Nobody has compared the records with the recovery point.")
    if run.counts.get("skipped"):
        return QCoreApplication.translate(
            "Activity", "What was written was read back and matches; records that were left alone may not."
        )
    return QCoreApplication.translate(
        "Activity", "%Ln record(s) read back from the CRM, and every one matches.", "", run.counts.get("verified", 0)
    )


def _damage(report: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for damage in report.get("damaged", []):
        yield QCoreApplication.translate("Activity", "Damaged"), str(damage["object"])
    for problem in report.get("history", []):
        yield QCoreApplication.translate("Activity", "Damaged"), translated(str(problem))


def _path(url: str) -> str:
    try:
        return place_of(url).path
    except InvalidRequest:
        return url
