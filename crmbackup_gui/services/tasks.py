"""The jobs of one CRM as the program runs them: alone on it, with the repository unlocked, and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from crmbackup_gui.errors import CrmNotFound, InvalidRequest, JobRunning, PointNotFound
from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.outcome import CancelToken, Outcome, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint, Strategy
from crmbackup_gui.model.schedule import Extent, Slot
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.services.apart import check_apart
from crmbackup_gui.services.checking import keep_verdicts
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.crm_secrets import NOTHING, CrmSecrets, Given
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.engine_lock import engine_lock
from crmbackup_gui.services.file_targets import is_files, restore_into_files
from crmbackup_gui.services.history import History, Run, Task, Trigger
from crmbackup_gui.services.open_repositories import OpenRepositories
from crmbackup_gui.services.overview import crm_of, name_in
from crmbackup_gui.services.reading import Reading, open_for_reading
from crmbackup_gui.services.recording import (
    Assignment,
    after_backup,
    after_check,
    after_restore,
    recorded,
    served,
)
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.budgeted import budget_of

if TYPE_CHECKING:
    from crmbackup_gui.engine.backup import BackupReport
    from crmbackup_gui.engine.chance import RecoveryChance
    from crmbackup_gui.engine.points import ChosenPoint
    from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest
    from crmbackup_gui.repository.check import CheckReport
    from crmbackup_gui.repository.repository import Repository
    from crmbackup_gui.repository.view import PointView


@dataclass(frozen=True)
class RestoreRun:
    """A restore or an undo as the history has it, and its report; None where an error ended it."""

    run: Run
    report: RestoreReport | None


class Left(Enum):
    """What is taken of a damaged point."""

    INTACT = "intact"
    """Records as the point had them; the others stay away."""
    OLDER = "older"
    """The others too, as an older point has them."""


_Viewing: TypeAlias = "Callable[[], tuple[Reading, PointView]]"
_Restored: TypeAlias = "tuple[Reading, RecoveryPoint, RestoreReport]"
_Restoring: TypeAlias = "Callable[[Repository, PointView, Source], RestoreReport]"


class Tasks:
    """Runs jobs. Any thread may call; every method blocks until its job has ended.

    Backups, restores and undos have a CRM to themselves, also among several programs; checks and drills only read.
    Where the place of the repository is away, restores, checks and drills read the first copy that can be reached, and
    a warning of the run says which. What such a restore replaces is kept in that copy, where its undo finds it.
    A check or a drill by schedule is of the place itself, and fails while that is away.
    Unless it says otherwise a method never raises a CrmBackupError: the run tells it, and the history has it.
    """

    def __init__(self, history: History, repositories: OpenRepositories, crm_secrets: CrmSecrets, locks: Path) -> None:
        self.history = history
        self._repositories = repositories
        self._crm_secrets = crm_secrets
        self._locks = locks

    def back_up(
        self,
        connection: Connection,
        *,
        strategy: Strategy | None = None,
        scope: RecoveryScope | None = None,
        trigger: Trigger = Trigger.MANUAL,
        slot: datetime | None = None,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
    ) -> Run:
        """Take a recovery point of the connection's scope, or a narrower one.

        A scheduled run that finds another job on the CRM is skipped, and stays due; so is one whose slot was served
        while it waited for its turn.
        """
        narrower = scope is not None and not _covers(scope, connection.scope)

        def work() -> BackupReport:
            from crmbackup_gui.engine.backup import BackupRequest, run_backup

            source = open_crm(connection.source, self._crm_secrets)
            check_apart(self._repositories.place(connection.repository), source.url)
            with self._alone(connection, source.url):
                if slot is not None and served(self.history, connection, Slot(slot, strategy)):
                    raise JobRunning(connection.name)
                repository = self._repositories.unlock(connection.repository, cancel=cancel)
                known = self._identified(connection)
                name = name_in(repository, known)
                request = BackupRequest(strategy, scope or connection.scope, name, narrower, known.crm)
                return run_backup(source, repository, request, progress, cancel)

        assignment = Assignment(connection, Task.BACKUP, trigger, slot)
        return recorded(self.history, assignment, work, partial(after_backup, partial=narrower))[0]

    def foresee_backup(
        self, connection: Connection, *, strategy: Strategy | None = None, scope: RecoveryScope | None = None
    ) -> Forecast | None:
        """What a backup will take at the least of the calls that the CRM grants; None where it does not count them.

        Looks into the repository and asks the CRM what it has, which takes some calls itself. Raises as `unlock`, and
        leaves of SourceProblem.
        """
        from crmbackup_gui.engine.backup import BackupRequest
        from crmbackup_gui.engine.foresee import foresee_backup

        source = open_crm(connection.source, self._crm_secrets)
        if budget_of(source) is None:
            return None
        request = BackupRequest(strategy, scope or connection.scope, crm=connection.crm)
        return foresee_backup(source, self._repositories.unlock(connection.repository), request)

    def foresee_first_backup(self, url: str, scope: RecoveryScope, given: Given = NOTHING) -> Forecast | None:
        """The same for a CRM that was never backed up; secrets that are given count for this alone."""
        from crmbackup_gui.engine.backup import BackupRequest
        from crmbackup_gui.engine.foresee import foresee_backup

        source = open_crm(url, self._crm_secrets.trying(url, given))
        return foresee_backup(source, None, BackupRequest(scope=scope))

    def restore(
        self,
        connection: Connection,
        sequence: int,
        target_url: str,
        request: RestoreRequest,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        *,
        left: Left | None = None,
    ) -> RestoreRun:
        """Restore a point into a CRM, or into open files. A dry run is not recorded, and raises what it meets.

        With `left` damage ends nothing: what is left of the point is restored, and nothing that it may have is deleted.
        """
        if left is not None and request.mode is RestoreMode.EXACT:
            raise InvalidRequest("A damaged point does not tell what it did not have, so nothing can be deleted by it.")
        if is_files(target_url):
            return self._into_files(connection, sequence, target_url, request, progress, cancel, left=left)

        def restoring(repository: Repository, view: PointView, target: Source) -> RestoreReport:
            from crmbackup_gui.engine.restore import run_restore

            return run_restore(repository, view, target, request, progress, cancel)

        if request.dry_run:
            reading, view = self._view(connection, sequence, left, cancel=cancel)
            report = _said(reading, restoring(reading.repository, view, open_crm(target_url, self._crm_secrets)))
            planned = _unrecorded(connection, report.outcome)
            return RestoreRun(after_restore(planned, view.point, target_url, report), report)
        viewing = partial(self._view, connection, sequence, left, cancel=cancel)
        return self._restored(connection, Task.RESTORE, target_url, viewing, restoring)

    def _into_files(
        self,
        connection: Connection,
        sequence: int,
        target_url: str,
        request: RestoreRequest,
        progress: ProgressSink,
        cancel: CancelToken | None,
        *,
        left: Left | None,
    ) -> RestoreRun:
        """Only reads what others may be working on, so nothing has to wait for it."""

        def work() -> _Restored:
            reading, view = self._view(connection, sequence, left, cancel=cancel)
            report = restore_into_files(reading.repository, view, target_url, request, progress, cancel)
            return reading, view.point, _said(reading, report)

        def described(run: Run, result: _Restored) -> Run:
            reading, point, report = result
            return after_restore(run, point, target_url, report, reading.copy)

        if request.dry_run:
            _, point, report = work()
            planned = _unrecorded(connection, report.outcome)
            return RestoreRun(after_restore(planned, point, target_url, report), report)
        ended = recorded(self.history, Assignment(connection, Task.RESTORE), work, described)
        run, result = ended
        return RestoreRun(run, None if result is None else result[2])

    def undo(
        self,
        connection: Connection,
        safety_sequence: int,
        target_url: str,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        *,
        copy: str,
    ) -> RestoreRun:
        """Take a restore back, by the safety point that it took before it wrote.

        `copy` is where the copy is that the restore was read from, and "" for one of the repository's own place: the
        two number their safety points each by itself, so the number alone may name another restore.
        """

        def restoring(repository: Repository, view: PointView, target: Source) -> RestoreReport:
            from crmbackup_gui.engine.restore import run_undo

            return run_undo(repository, view, target, progress, cancel)

        viewing = partial(self._view, connection, safety_sequence, place=copy, cancel=cancel)
        return self._restored(connection, Task.UNDO, target_url, viewing, restoring)

    def check(
        self,
        connection: Connection,
        what: Extent | Sequence[int] = Extent.ALL,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        *,
        trigger: Trigger = Trigger.MANUAL,
    ) -> Run:
        """Read and authenticate everything in the repository, or what the newest point or those points need.

        The verdicts are kept in the repository. Damage makes the run a failed one. What is found in a copy says nothing
        about the repository: no schedule takes such a run for one of its own.
        """
        extent = what if isinstance(what, Extent) else Extent.SOME
        sequences = () if isinstance(what, Extent) else tuple(what)

        def work() -> tuple[Reading, CheckReport, tuple[str, ...]]:
            from crmbackup_gui.engine.points import LATEST, choose_point
            from crmbackup_gui.repository.check import check

            reading = self._proving(connection, *sequences, trigger=trigger, cancel=cancel)
            repository = reading.repository
            points: list[RecoveryPoint] | None = None
            if extent is Extent.NEWEST:
                points = [choose_point(repository, self._crm(connection, repository), point=LATEST).point]
            elif extent is Extent.SOME:
                points = self._points(connection, repository, sequences)
            report = check(repository, points, progress, cancel)
            return reading, report, (*reading.notes, *keep_verdicts(repository, report))

        def described(run: Run, result: tuple[Reading, CheckReport, tuple[str, ...]]) -> Run:
            reading, report, warnings = result
            return after_check(run, report, warnings, reading.copy)

        assignment = Assignment(connection, Task.CHECK, trigger, extent=extent)
        return recorded(self.history, assignment, work, described)[0]

    def drill(
        self,
        connection: Connection,
        sequence: int | None = None,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
        *,
        trigger: Trigger = Trigger.MANUAL,
    ) -> Run:
        """Restore a point, the newest by default, into a throw-away CRM and compare every record.

        What a copy gives back says nothing about the repository: no schedule takes such a run for one of its own.
        """

        def work() -> _Restored:
            from crmbackup_gui.engine.drill import run_drill
            from crmbackup_gui.engine.points import LATEST, choose_point

            wanted = () if sequence is None else (sequence,)
            reading = self._proving(connection, *wanted, trigger=trigger, cancel=cancel)
            repository = reading.repository
            crm = self._crm(connection, repository)
            if sequence is None:
                point = choose_point(repository, crm, point=LATEST).point
            else:
                (point,) = self._points(connection, repository, [sequence])
            return reading, point, _said(reading, run_drill(repository, point, progress, cancel))

        def described(run: Run, result: _Restored) -> Run:
            reading, point, report = result
            return after_restore(run, point, "", report, reading.copy)

        return recorded(self.history, Assignment(connection, Task.DRILL, trigger), work, described)[0]

    def chance(
        self,
        connection: Connection,
        sequence: int,
        progress: ProgressSink = no_progress,
        cancel: CancelToken | None = None,
    ) -> RecoveryChance:
        """How much of a damaged point would come back; nothing is changed or recorded.

        What the CRM keeps by itself behind others, such as a search index, is not counted: it is nobody's.

        Raises as `unlock`, CrmNotFound, PointNotFound, and ObjectDamaged where its description is damaged itself.
        """
        from crmbackup_gui.engine.chance import recovery_chance
        from crmbackup_gui.repository.survivors import open_survivors

        repository = self._reading(connection, sequence, cancel=cancel).repository
        crm = self._crm(connection, repository)
        repository.forget_packs()
        view = open_survivors(repository, crm, sequence)
        derived = {entity.name for entity in view.entities() if entity.derived}
        chance = recovery_chance(view, progress, cancel)
        return replace(chance, entities=tuple(entity for entity in chance.entities if entity.name not in derived))

    def newest_intact(
        self, connection: Connection, progress: ProgressSink = no_progress, cancel: CancelToken | None = None
    ) -> ChosenPoint:
        """The newest point that is read and authenticated just now. Raises as `choose_point`; it is not recorded."""
        from crmbackup_gui.engine.points import choose_point

        repository = self._reading(connection, cancel=cancel).repository
        crm = self._crm(connection, repository)
        return choose_point(repository, crm, latest_intact=True, progress=progress, cancel=cancel)

    def _identified(self, connection: Connection) -> Connection:
        """The connection with an id of its CRM, which is kept before anything is backed up under it."""
        return connection

    def _copies(self, connection: Connection) -> Sequence[str]:  # noqa: ARG002 - whoever knows the settings says more
        """Where copies of the connection's repository are."""
        return ()

    def _reading(self, connection: Connection, *sequences: int, cancel: CancelToken | None = None) -> Reading:
        """The repository, or the copy that has the CRM with these points while the repository's place is away."""

        def serves(copy: Repository) -> bool:
            if connection.crm not in copy.crm_ids():
                return False
            crm = self._crm(connection, copy)
            for sequence in sequences:
                copy.manifest(crm, sequence)
            return True

        copies = self._copies(connection)
        return open_for_reading(self._repositories, connection.repository, copies, serves, cancel)

    def _proving(
        self, connection: Connection, *sequences: int, trigger: Trigger, cancel: CancelToken | None
    ) -> Reading:
        """As `_reading`; by schedule the repository itself, whose copies prove nothing of it."""
        if trigger is Trigger.SCHEDULE:
            return Reading(self._repositories.unlock(connection.repository, cancel=cancel))
        return self._reading(connection, *sequences, cancel=cancel)

    def _restored(
        self,
        connection: Connection,
        task: Task,
        target_url: str,
        viewing: _Viewing,
        restoring: _Restoring,
    ) -> RestoreRun:
        def work() -> _Restored:
            target = open_crm(target_url, self._crm_secrets)
            check_apart(self._repositories.place(connection.repository), target.url)
            with self._alone(connection, connection.source, target.url):
                reading, view = viewing()
                if reading.copy:
                    check_apart(reading.copy, target.url)
                return reading, view.point, _said(reading, restoring(reading.repository, view, target))

        def described(run: Run, result: _Restored) -> Run:
            reading, point, report = result
            return after_restore(run, point, target_url, report, reading.copy)

        ended = recorded(self.history, Assignment(connection, task), work, described)
        run, result = ended
        return RestoreRun(run, None if result is None else result[2])

    @contextmanager
    def _alone(self, connection: Connection, *sources: str) -> Iterator[None]:
        repository = self._repositories.place(connection.repository)
        with engine_lock(self._locks, connection.name, repository, sources):
            yield

    def _view(
        self,
        connection: Connection,
        sequence: int,
        left: Left | None = None,
        *,
        place: str | None = None,
        cancel: CancelToken | None = None,
    ) -> tuple[Reading, PointView]:
        """A point where it can be read; with a `place`, in that copy and nowhere else, or with "" in no copy."""
        if place is None:
            reading = self._reading(connection, sequence, cancel=cancel)
        elif place:
            reading = Reading(self._repositories.unlock_copy(place, connection.repository, cancel), place)
        else:
            reading = Reading(self._repositories.unlock(connection.repository, cancel=cancel))
        repository = reading.repository
        crm = self._crm(connection, repository)
        if sequence not in repository.sequences(crm):
            raise PointNotFound(repository.point_id(crm, sequence))
        if left is None:
            return reading, repository.view(crm, sequence)
        from crmbackup_gui.repository.survivors import open_survivors

        return reading, open_survivors(repository, crm, sequence, older=left is Left.OLDER)

    def _points(self, connection: Connection, repository: Repository, sequences: Sequence[int]) -> list[RecoveryPoint]:
        crm = self._crm(connection, repository)
        timeline = repository.timeline(crm)
        points = {point.sequence: point for point in timeline.points}
        for sequence in sequences:
            if sequence in timeline.unreadable:
                raise timeline.unreadable[sequence]
            if sequence not in points:
                raise PointNotFound(repository.point_id(crm, sequence))
        return [points[sequence] for sequence in sequences]

    def _crm(self, connection: Connection, repository: Repository) -> str:
        info = crm_of(connection, repository)
        if info is None:
            raise CrmNotFound(connection.name, [known.name for known in repository.crms()])
        return info.id


def _said(reading: Reading, report: RestoreReport) -> RestoreReport:
    """With a warning when it was a copy that served."""
    return replace(report, warnings=(*reading.notes, *report.warnings))


def _covers(scope: RecoveryScope, protected: RecoveryScope) -> bool:
    """Whether a backup of that scope holds all that is protected."""
    if scope.whole or scope == protected:
        return True
    narrowed = scope.exclude or scope.records or scope.fields
    return not narrowed and bool(protected.entities) and set(protected.entities) <= set(scope.entities)


def _unrecorded(connection: Connection, outcome: Outcome) -> Run:
    return Run(
        connection=connection.id,
        crm_name=connection.name,
        task=Task.RESTORE,
        started_at=datetime.now(UTC),
        outcome=outcome,
    )
