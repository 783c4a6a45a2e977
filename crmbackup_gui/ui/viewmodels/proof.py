"""What a restore or an undo came to, as its proof tells it. Nothing is claimed that was not read back."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QObject

from crmbackup_gui.engine.restore import RestoreReport
from crmbackup_gui.errors import InvalidRequest, SourceUnreadable
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.services.file_targets import is_files
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.viewmodels.restore_counts import counted, refusals_of
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.errors import said_by_name
from crmbackup_gui.ui.words.notes import all_translated


class Verdict(Enum):
    """What is proven."""

    MATCHES = auto()
    """Every record in scope was read back, and is as it should be."""
    SOME_LEFT = auto()
    """So is every record that was written; others differ from the recovery point, and were left alone as asked."""
    SOME_DIFFER = auto()
    """The CRM took all records, and shows other values in some than it was given."""
    SOME_REFUSED = auto()
    """So was every record that the CRM took; it did not take all."""
    NOT_PROVEN = auto()
    """It was done, and not read back."""
    CANCELLED = auto()
    FAILED = auto()


class Proof(QObject):
    """The texts of one run, in the language of the window."""

    def __init__(self, run: Run, report: RestoreReport | None, parent: QObject | None = None) -> None:
        """`report` is None for a run that an error ended."""
        super().__init__(parent)
        self.run, self.report = run, report
        self.verdict = verdict_of(run, report)

    @property
    def is_undo(self) -> bool:
        """Whether it took a restore back."""
        return self.run.task is Task.UNDO

    @property
    def safety_point(self) -> RecoveryPoint | None:
        """What it can be undone with."""
        return self.report.safety_point if self.report else None

    @property
    def title(self) -> str:
        """The verdict in a few big words."""
        return {
            Verdict.MATCHES: self.tr("Every record matches"),
            Verdict.SOME_LEFT: self.tr("Every restored record matches"),
            Verdict.SOME_DIFFER: self.tr("Some records are not as they were"),
            Verdict.SOME_REFUSED: self.tr("Some records were refused"),
            Verdict.NOT_PROVEN: self.tr("Done, but not read back"),
            Verdict.CANCELLED: self.tr("Stopped. Nothing was changed"),
            Verdict.FAILED: self.tr("It failed. Nothing was changed") if self._as_before else self.tr("It failed"),
        }[self.verdict]

    @property
    def _as_before(self) -> bool:
        """Whether the target is as it was: not certain where files could not be put back, or kept back, at the end."""
        return self.run.error != SourceUnreadable.__name__

    @property
    def sentence(self) -> str:
        """What the verdict rests on, and for a failure why and what to do."""
        report = self.report
        if report is None:
            if self.verdict is Verdict.CANCELLED:
                return self.tr("The CRM is as it was before.")
            words_ = said_by_name(self.run.error, self.run.message, self.run.action)
            return f"{words_.what}\n{words_.advice}"
        read = self.tr("%Ln record(s)", "", report.total("verified"))
        if self.verdict is Verdict.MATCHES and is_files(str(self.run.report.get("target", ""))):
            return self.tr("{records} were read back from the files and compared with the recovery point.").format(
                records=read
            )
        return {
            Verdict.MATCHES: self.tr("{records} were read back from the CRM and compared with the recovery point."),
            Verdict.SOME_LEFT: self.tr("{records} were read back. {left} that differ or are missing were left alone."),
            Verdict.SOME_DIFFER: self.tr(
                "{records} were read back and match. In {refused} the CRM shows other values than it was given."
            ),
            Verdict.SOME_REFUSED: self.tr("{records} were read back and match. {refused} could not be restored."),
            Verdict.NOT_PROVEN: self.tr("Nobody has compared the records with the recovery point."),
        }[self.verdict].format(
            records=read,
            left=self.tr("%Ln record(s)", "", counted(report, "skipped")),
            refused=self.tr("%Ln record(s)", "", report.total("failed")),
        )

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What it was about: names and values."""
        run, report = self.run, self.report
        found = [(self.tr("CRM"), run.crm_name)]
        target = run.report.get("target")
        if target:
            found += place_facts(str(target))
        if run.point:
            found.append((self.tr("Recovery point"), self._moment(run)))
        found.append((self.tr("Started"), telling.exact(run.started_at)))
        found.append((self.tr("Took"), telling.duration(run.seconds)))
        if report and report.safety_point:
            found.append((self.tr("Safety point"), telling.day_and_time(report.safety_point.consistent_as_of)))
        return found

    @property
    def ids(self) -> list[tuple[str, str]]:
        """What the points are called in the repository, for who looks into it with other means: names and values."""
        found = [(self.tr("Id of the recovery point"), self.run.point)] if self.run.point else []
        if self.safety_point:
            found.append((self.tr("Id of the safety point"), self.safety_point.id))
        return found

    def _moment(self, run: Run) -> str:
        as_of = run.report.get("as_of")
        return telling.day_and_time(datetime.fromisoformat(str(as_of))) if as_of else run.point or ""

    @property
    def refusals(self) -> list[str]:
        """The records that the CRM did not take, with its reasons."""
        return refusals_of(self.report) if self.report else []

    @property
    def warnings(self) -> list[str]:
        """What else somebody should know."""
        return all_translated(self.report.warnings) if self.report else []

    @property
    def undo_label(self) -> str:
        """What the button that takes it back says."""
        return self.tr("Undo this undo") if self.is_undo else self.tr("Undo this restore")

    @property
    def undo_question(self) -> str:
        """What exactly happens when it is undone; asked once."""
        report = self.report
        assert report is not None
        assert report.safety_point is not None
        parts = []
        if counted(report, "created"):
            parts.append(self.tr("%Ln record(s) that it created will be removed.", "", counted(report, "created")))
        if counted(report, "undeleted"):
            back = counted(report, "undeleted")
            parts.append(self.tr("%Ln record(s) that came out of the recycle bin will be removed again.", "", back))
        if counted(report, "updated"):
            parts.append(self.tr("%Ln record(s) will be again as they were before it.", "", counted(report, "updated")))
        if counted(report, "deleted"):
            parts.append(self.tr("%Ln record(s) that it removed will come back.", "", counted(report, "deleted")))
        line = self.tr("{name}: {value}")
        places = "\n".join(line.format(name=name, value=value) for name, value in place_facts(report.safety_point.url))
        parts.append(
            self.tr("All else stays as it is now. A safety point is kept first, so this can be undone as well.")
        )
        return "\n".join([*parts, "", places])


def verdict_of(run: Run, report: RestoreReport | None) -> Verdict:
    """What a run proves."""
    if report is None:
        return Verdict.CANCELLED if run.outcome is Outcome.CANCELLED else Verdict.FAILED
    if not report.verified or report.dry_run:
        return Verdict.NOT_PROVEN
    if report.total("failed"):
        return Verdict.SOME_DIFFER if report.total("failed") == report.total("differing") else Verdict.SOME_REFUSED
    return Verdict.SOME_LEFT if counted(report, "skipped") else Verdict.MATCHES


def place_facts(url: str) -> list[tuple[str, str]]:
    """Where it was written, in full."""
    try:
        place = place_of(url)
    except InvalidRequest:
        return [(QCoreApplication.translate("Proof", "Written to"), url)]
    found = [(QCoreApplication.translate("Proof", "Written to"), place.path)]
    if place.files:
        found.append((QCoreApplication.translate("Proof", "Attachments"), place.files))
    return found
