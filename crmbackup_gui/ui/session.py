"""What all pages share: the program behind the window, its jobs, and word of what changed.

Pages call methods here and listen to the signals; none of them knows another. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.model.health import LOCKED_BY, REFUSED_BY
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.model.schedule import Extent
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.care import SalvageRun
from crmbackup_gui.services.history import Run, Trigger
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.tasks import Left
from crmbackup_gui.ui.jobs import Ended, Job
from crmbackup_gui.ui.known import Known
from crmbackup_gui.ui.part_names import PartNames

if TYPE_CHECKING:
    from crmbackup_gui.engine.restore import RestoreRequest


@dataclass(frozen=True)
class _Asked:
    """A job as somebody asked for it.

    `crm` is the URL of the CRM that it opens, `again` does it again when a person has given the key or the password
    that it lacked. Its `proof` is shown.
    """

    connection: str
    crm: str
    again: Callable[[], object] | None
    proof: bool = False


class Session(Known):
    """One run of the window.

    Signals, besides those of `Known`:
        activity_changed(): a run was recorded or marked as seen.
        run_ended(Run): a backup, check, restore or undo was recorded.
        restored(connection id, RestoreRun): a restore or an undo ended, for its proof.
        salvaged(connection id, SalvageRun): what was left of a repository was rebuilt elsewhere, or could not be.
        password_wanted(connection id, URL, Run, retry): the server of the CRM at that URL let nobody in, says the run.
    """

    activity_changed = Signal()
    run_ended = Signal(object)
    restored = Signal(object, object)
    salvaged = Signal(object, object)
    password_wanted = Signal(object, object, object, object)

    def __init__(self, program: Program, parent: QObject | None = None) -> None:
        super().__init__(program, parent)
        self.part_names = PartNames(self)

    # What people do

    def back_up(
        self,
        connection_id: str,
        strategy: Strategy | None = None,
        scope: RecoveryScope | None = None,
        trigger: Trigger = Trigger.MANUAL,
        slot: Any = None,  # noqa: ANN401 - a datetime or None
    ) -> Job | None:
        """Take a recovery point. None when the CRM is gone or one of its backups is running."""
        connection = self.connection(connection_id)
        if connection is None or self.is_busy(connection_id):
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.back_up(
                connection,
                strategy=strategy,
                scope=scope,
                trigger=trigger,
                slot=slot,
                progress=progress,
                cancel=cancel,
            )

        again = partial(self.back_up, connection_id, strategy, scope) if trigger is Trigger.MANUAL else None
        title = self.tr("Backing up {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, connection.source, again), title, work)

    def check(
        self,
        connection_id: str,
        what: Extent | tuple[int, ...] = Extent.ALL,
        trigger: Trigger = Trigger.MANUAL,
    ) -> Job | None:
        """Read and authenticate everything that the points need, or all that is in the repository."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.check(connection, what, progress=progress, cancel=cancel, trigger=trigger)

        again = partial(self.check, connection_id, what) if trigger is Trigger.MANUAL else None
        title = self.tr("Checking {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, connection.source, again), title, work)

    def restore(
        self, connection_id: str, sequence: int, target_url: str, request: RestoreRequest, left: Left | None = None
    ) -> Job | None:
        """Restore a point, or what is left of a damaged one; `restored` brings the proof."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.restore(
                connection, sequence, target_url, request, progress=progress, cancel=cancel, left=left
            )

        again = partial(self.restore, connection_id, sequence, target_url, request, left)
        title = self.tr("Restoring {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, target_url, again, proof=True), title, work)

    def undo(self, connection_id: str, safety_sequence: int, target_url: str, copy: str) -> Job | None:
        """Take a restore back, whose safety point is in that copy or with "" in none; `restored` brings the proof."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.undo(connection, safety_sequence, target_url, progress, cancel, copy=copy)

        again = partial(self.undo, connection_id, safety_sequence, target_url, copy)
        title = self.tr("Undoing a restore of {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, target_url, again, proof=True), title, work)

    def drill(self, connection_id: str, trigger: Trigger = Trigger.MANUAL) -> Job | None:
        """Restore the newest point into a throw-away CRM, and read it back."""
        work = partial(self.program.drill, trigger=trigger)
        again = self.drill if trigger is Trigger.MANUAL else None
        return self._care(connection_id, self.tr("Restore drill of {crm}"), work, again)

    def consolidate(self, connection_id: str) -> Job | None:
        """Make a full of the newest point and what it needs, without the CRM."""
        title = self.tr("Making a fresh full point of {crm}")
        return self._care(connection_id, title, self.program.consolidate, self.consolidate)

    def apply_retention(self, connection_id: str, policy: RetentionPolicy) -> Job | None:
        """Let the points go that no rule keeps."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.apply_retention(connection, policy, progress, cancel)

        again = partial(self.apply_retention, connection_id, policy)
        title = self.tr("Tidying up {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, connection.source, again), title, work)

    def copy_everywhere(self, connection_id: str) -> Job | None:
        """Bring all further places of the repository up to date."""
        connection = self.connection(connection_id)
        if connection is None:
            return None
        places = self.settings().copies.get(connection.repository, ())

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.copy_everywhere(connection, places, progress, cancel)

        again = partial(self.copy_everywhere, connection_id)
        title = self.tr("Copying the recovery points of {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, connection.source, again), title, work)

    def salvage(self, connection_id: str, location: str, secret: str | None = None) -> Job | None:
        """Rebuild what is left of the repository at an empty place; `salvaged` brings the proof."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.salvage(connection, location, secret, progress, cancel)

        title = self.tr("Rebuilding the repository of {crm}").format(crm=connection.name)
        return self._run(_Asked(connection_id, connection.source, None), title, work)

    def is_busy(self, connection_id: str) -> bool:
        """Whether a job of that CRM runs or waits."""
        return any(job.owner == connection_id for job in self.jobs.heavy)

    def open_in_browser(self, address: str) -> bool:
        """Hand an address to the browser of the system; whether the system took it."""
        return QDesktopServices.openUrl(QUrl(address))

    # Inside

    def _care(
        self, connection_id: str, title: str, do: Callable[..., object], again: Callable[[str], object] | None
    ) -> Job | None:
        """A job that needs no more than the repository of the connection."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return do(connection, progress=progress, cancel=cancel)

        asked = _Asked(connection_id, connection.source, None if again is None else partial(again, connection_id))
        return self._run(asked, title.format(crm=connection.name), work)

    def _run(self, asked: _Asked, title: str, work: Callable[..., object]) -> Job:
        job = self.jobs.run(title, work, asked.connection)
        self.part_names.learn_from_newest(asked.connection)
        job.finished.connect(partial(self._ended, asked))
        return job

    def _ended(self, asked: _Asked, ended: Ended) -> None:
        connection_id = asked.connection
        run = getattr(ended.result, "run", ended.result)
        if isinstance(run, Run):
            self.run_ended.emit(run)
            if run.error in LOCKED_BY and asked.again is not None:
                self._wants_key[connection_id] = asked.again
            elif run.error in REFUSED_BY and asked.again is not None:
                self.password_wanted.emit(connection_id, asked.crm, run, asked.again)
            elif asked.proof:
                self.restored.emit(connection_id, ended.result)
            elif isinstance(ended.result, SalvageRun):
                self.salvaged.emit(connection_id, ended.result)
        elif ended.error is not None and not isinstance(ended.error, CrmBackupError):
            self.explain(ended.error)
        self.activity_changed.emit()
        self.refresh(connection_id)
