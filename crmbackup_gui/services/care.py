"""The jobs that look after what is kept: retention, a fresh full made of it, copies, and what is left after damage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.model.outcome import CancelToken, Outcome, ProgressSink, no_progress
from crmbackup_gui.model.retention import RetentionPlan, RetentionPolicy
from crmbackup_gui.services.checking import keep_verdicts
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import Run, Task, Trigger
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.recording import Assignment, recorded
from crmbackup_gui.services.tasks import Tasks

if TYPE_CHECKING:
    from crmbackup_gui.engine.consolidate import ConsolidateReport
    from crmbackup_gui.engine.retention import RetentionReport
    from crmbackup_gui.repository.holds import Holds
    from crmbackup_gui.repository.manifest import HoldKind
    from crmbackup_gui.repository.salvage import Salvaged
    from crmbackup_gui.services.copies import PlaceOfCopy


@dataclass(frozen=True)
class SalvageRun:
    """A salvage as the history has it, where to, and what it brought over; None where an error ended it."""

    run: Run
    location: str
    salvaged: Salvaged | None


_Salvaging: TypeAlias = "tuple[Salvaged, tuple[str, ...]]"


class Care(Tasks):
    """Raises and records as `Tasks` does. `zone` is whose days, weeks and months retention counts."""

    zone: tzinfo

    def plan_retention(self, connection: Connection, policy: RetentionPolicy) -> RetentionPlan:
        """What the rules would make of the points of the CRM; changes nothing.

        Raises as `unlock`, CrmNotFound, and leaves of DamagedRepository.
        """
        from crmbackup_gui.engine.retention import plan_retention

        repository = self._repositories.unlock(connection.repository)
        crm = self._crm(connection, repository)
        return plan_retention(repository, crm, policy, datetime.now(UTC), self.zone)

    def apply_retention(
        self,
        connection: Connection,
        policy: RetentionPolicy,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        trigger: Trigger = Trigger.MANUAL,
    ) -> Run:
        """Carry out what the rules say now."""

        def work() -> RetentionReport:
            from crmbackup_gui.engine.retention import apply_retention

            repository = self._repositories.unlock(connection.repository, cancel=cancel)
            crm = self._crm(connection, repository)
            plan = self.plan_retention(connection, policy)
            return apply_retention(repository, crm, plan, progress, cancel)

        return recorded(self.history, Assignment(connection, Task.RETENTION, trigger), work, _after_retention)[0]

    def has_to_tidy(self, connection: Connection, policy: RetentionPolicy) -> bool:
        """Whether retention would do anything, or tell of trouble: else a history would fill with runs of nothing."""
        try:
            repository = self._repositories.unlock(connection.repository)
            dropped = repository.timeline(self._crm(connection, repository)).dropped
            return bool(dropped or self.plan_retention(connection, policy).dropped)
        except CrmBackupError:
            # Whatever it is, the run meets it too, and is there to tell it.
            return True

    def consolidate(
        self, connection: Connection, progress: ProgressSink = no_progress, cancel: CancelToken | None = None
    ) -> Run:
        """Make a full of the newest point and what it needs, without the CRM."""

        def work() -> ConsolidateReport:
            from crmbackup_gui.engine.consolidate import consolidate

            repository = self._repositories.unlock(connection.repository, cancel=cancel)
            return consolidate(repository, self._crm(connection, repository), progress, cancel)

        return recorded(self.history, Assignment(connection, Task.CONSOLIDATE), work, _after_consolidate)[0]

    # Copies

    def copies(self, connection: Connection, places: Sequence[str]) -> tuple[PlaceOfCopy, ...]:
        """How the copies in these places stand, and others that the repository knows of. Raises as `unlock`."""
        from crmbackup_gui.services.copies import copies_of

        return copies_of(self._repositories.unlock(connection.repository), places, self._repositories.options_of)

    def copy_everywhere(
        self,
        connection: Connection,
        places: Sequence[str],
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        trigger: Trigger = Trigger.MANUAL,
    ) -> Run:
        """Bring the copies of the whole repository up to date; a place that is away or fails is a warning."""

        def work() -> tuple[PlaceOfCopy, ...]:
            from crmbackup_gui.services.copies import copy_after_backup

            repository = self._repositories.unlock(connection.repository, cancel=cancel)
            heads, options_of = self._repositories.heads, self._repositories.options_of
            return copy_after_backup(repository, places, options_of, progress, cancel, heads)

        return recorded(self.history, Assignment(connection, Task.COPY, trigger), work, _after_copying)[0]

    # Salvage

    def open_damaged(self, connection: Connection, secret: str | None = None) -> None:
        """See whether what is left of the repository opens, with a passphrase or recovery code if one is given.

        Raises as `unlock_damaged`: leaves of KeyProblem while there is none that fits.
        """
        self._repositories.damaged(connection.repository, secret)

    def salvage(
        self,
        connection: Connection,
        location: str,
        secret: str | None = None,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
    ) -> SalvageRun:
        """Make a repository of what is left of the connection's, at an empty place; the damaged one is only read.

        The same keys open it, and it is unlocked. What is not as it was makes the run one with warnings. One that is
        cancelled or fails leaves nothing there, as far as the place lets go of it.
        """

        def work() -> _Salvaging:
            from crmbackup_gui.repository.salvage import salvage

            found = self._repositories.damaged(connection.repository, secret, cancel)
            options = self._repositories.options_of(location)
            to, uncancelled = open_place(location, options, cancel), open_place(location, options)
            salvaged = salvage(found.store, found.id, found.master, to, progress, cancel, clearing=uncancelled)
            there = replace(found, store=uncancelled)
            self._repositories.add(there)
            return salvaged, keep_verdicts(there.repository(self._repositories.heads), salvaged.report)

        def described(run: Run, result: _Salvaging) -> Run:
            return _after_salvage(run, *result)

        ended = recorded(self.history, Assignment(connection, Task.SALVAGE), work, described)
        run, result = ended
        return SalvageRun(run, location, None if result is None else result[0])

    # Holds

    def holds(self, connection: Connection) -> Holds:
        """What must not be removed of the CRM. Raises as `unlock`, CrmNotFound, and leaves of DamagedRepository."""
        from crmbackup_gui.repository.holds import holds

        repository = self._repositories.unlock(connection.repository)
        return holds(repository, self._crm(connection, repository))

    def hold(self, connection: Connection, sequence: int, kind: HoldKind, *, wanted: bool, reason: str = "") -> None:
        """Keep a point from being removed, or let go of it again. Raises as `holds`, and PointNotFound."""
        from crmbackup_gui.engine.holding import hold_point
        from crmbackup_gui.repository.holds import release

        repository = self._repositories.unlock(connection.repository)
        crm = self._crm(connection, repository)
        if wanted:
            hold_point(repository, crm, repository.point_id(crm, sequence), kind, reason)
        else:
            release(repository, crm, kind, sequence=sequence)


def _after_retention(run: Run, report: RetentionReport) -> Run:
    return msgspec.structs.replace(
        run,
        outcome=report.outcome,
        counts={
            "kept": len(report.plan.kept) + len(report.spared),
            "dropped": len(report.dropped),
            "stored_anew": len(report.stored_anew),
            "deleted": len(report.swept.points),
            "freed": report.swept.bytes_freed,
        },
        warnings=report.warnings,
    )


def _after_copying(run: Run, places: tuple[PlaceOfCopy, ...]) -> Run:
    reports = [place.report for place in places if place.report is not None]
    warnings = (
        *(place.problem for place in places if place.problem),
        *(warning for report in reports for warning in report.warnings),
    )
    return msgspec.structs.replace(
        run,
        outcome=Outcome.WARNINGS if warnings else Outcome.OK,
        counts={"places": len(reports), "sent": sum(report.points_sent for report in reports)},
        bytes_stored=sum(report.bytes_sent for report in reports),
        warnings=warnings,
    )


def _after_salvage(run: Run, salvaged: Salvaged, warnings: tuple[str, ...]) -> Run:
    counts = {
        "points": len(salvaged.points),
        "intact": sum(point.intact for point in salvaged.points),
        "made_again": sum(point.made_again for point in salvaged.points),
        "lost": len(salvaged.lost_objects),
    }
    whole = counts["intact"] == counts["points"] and not counts["made_again"] and not counts["lost"]
    outcome = Outcome.OK if whole and not warnings else Outcome.WARNINGS
    return msgspec.structs.replace(run, outcome=outcome, counts=counts, warnings=warnings)


def _after_consolidate(run: Run, report: ConsolidateReport) -> Run:
    return msgspec.structs.replace(
        run,
        outcome=report.outcome,
        strategy=report.point.strategy.value,
        point=report.point.id,
        counts={"records": report.point.records},
        bytes_stored=report.point.bytes_stored,
    )
