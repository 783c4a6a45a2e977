"""What all pages share: the program behind the window, its jobs, and word of what changed.

Pages call methods here and listen to the signals; none of them knows another. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Signal

from crmbackup_gui.errors import CrmBackupError, KeyProblem
from crmbackup_gui.model.health import LOCKED_BY, REFUSED_BY, Health
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.model.recovery import Strategy
from crmbackup_gui.model.retention import RetentionPolicy
from crmbackup_gui.model.schedule import Extent
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.care import SalvageRun
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.history import Run, Trigger
from crmbackup_gui.services.overview import Overview
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.services.tasks import Left
from crmbackup_gui.ui.jobs import Ended, Job, Jobs
from crmbackup_gui.ui.part_names import PartNames

if TYPE_CHECKING:
    from crmbackup_gui.engine.restore import RestoreRequest


@dataclass(frozen=True)
class Unread:
    """Recovery points that could not be read: why, and how well the CRM is protected as far as this machine knows."""

    error: BaseException
    health: Health


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


class Session(QObject):
    """One run of the window.

    Signals:
        connections_changed(): a CRM was added, changed or removed.
        current_changed(connection id | None): another CRM is shown.
        overview_changed(connection id): what is known of its recovery points was read again, or could not be.
        activity_changed(): a run was recorded or marked as seen.
        settings_changed(): anything in the settings.
        run_ended(Run): a backup, check, restore or undo was recorded.
        restored(connection id, RestoreRun): a restore or an undo ended, for its proof.
        salvaged(connection id, SalvageRun): what was left of a repository was rebuilt elsewhere, or could not be.
        problem(error, retry | None): something failed that a person must know; `retry` does it again.
        key_wanted(connection id, error, retry): what a person asked for waits for the key of that CRM's repository.
        password_wanted(connection id, URL, Run, retry): the server of the CRM at that URL let nobody in, says the run.
    """

    connections_changed = Signal()
    current_changed = Signal(object)
    overview_changed = Signal(object)
    activity_changed = Signal()
    settings_changed = Signal()
    run_ended = Signal(object)
    restored = Signal(object, object)
    salvaged = Signal(object, object)
    problem = Signal(object, object)
    key_wanted = Signal(object, object, object)
    password_wanted = Signal(object, object, object, object)

    def __init__(self, program: Program, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.program = program
        self.jobs = Jobs(self)
        self.part_names = PartNames(self)
        self._current: str | None = None
        self._overviews: dict[str, Overview] = {}
        self._troubles: dict[str, Unread] = {}
        self._reading: set[str] = set()
        self._again: set[str] = set()
        self._wants_key: dict[str, Callable[[], object]] = {}
        """What was asked for and ended because the repository was locked."""

    # What there is

    def connections(self) -> tuple[Connection, ...]:
        """The CRMs in the order of the list."""
        return self.settings().connections

    def connection(self, connection_id: str) -> Connection | None:
        """One of them, or None when it was forgotten meanwhile."""
        return next((c for c in self.connections() if c.id == connection_id), None)

    def settings(self) -> Settings:
        """The settings as they are; cheap."""
        return self.program.settings.read()

    @property
    def current(self) -> str | None:
        """The CRM that is shown."""
        return self._current

    def show(self, connection_id: str | None) -> None:
        """Show another CRM."""
        if connection_id != self._current:
            self._current = connection_id
            self.current_changed.emit(connection_id)

    def overview(self, connection_id: str) -> Overview | None:
        """What was last read of its recovery points; None before the first time."""
        return self._overviews.get(connection_id)

    def trouble(self, connection_id: str) -> BaseException | None:
        """Why they could not be read the last time; None when they could."""
        unread = self._troubles.get(connection_id)
        return unread.error if unread else None

    def health(self, connection_id: str) -> Health | None:
        """How well the CRM is protected, as far as that is known; None before anything is."""
        known = self._troubles.get(connection_id) or self._overviews.get(connection_id)
        return known.health if known else None

    def refresh(self, connection_id: str) -> None:
        """Read its recovery points again; `overview_changed` tells when that is done."""
        connection = self.connection(connection_id)
        if connection is None:
            return
        if connection_id in self._reading:
            self._again.add(connection_id)
            return
        self._reading.add(connection_id)
        self.jobs.ask(
            partial(_look, self.program, connection),
            partial(self._read, connection_id),
            partial(self._not_read, connection_id),
        )

    def refresh_all(self) -> None:
        """Read the recovery points of every CRM again."""
        for connection in self.connections():
            self.refresh(connection.id)

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

    def undo(self, connection_id: str, safety_sequence: int, target_url: str) -> Job | None:
        """Take a restore back; `restored` brings the proof."""
        connection = self.connection(connection_id)
        if connection is None:
            return None

        def work(progress: ProgressSink, cancel: CancelToken) -> object:
            return self.program.undo(connection, safety_sequence, target_url, progress=progress, cancel=cancel)

        again = partial(self.undo, connection_id, safety_sequence, target_url)
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

    # What people decide

    def change_settings(
        self, change: Callable[[Settings], Settings], then: Callable[[Settings], object] | None = None
    ) -> None:
        """Change and keep the settings; `then` is called when they are safe on the disk."""
        before = self.settings()
        self.jobs.ask(
            partial(self.program.settings.change, change), partial(self._changed, before, then), self._not_changed
        )

    def change_connection(self, connection: Connection, then: Callable[[Settings], object] | None = None) -> None:
        """Keep a changed connection under its id, or add a new one."""
        self.change_settings(partial(_with, connection), then)

    def forget_connection(self, connection_id: str) -> None:
        """Take a CRM out of the list, and its password out of the keyring. Its repository is not touched."""
        connection = self.connection(connection_id)
        if connection is not None:
            self.change_settings(partial(_without, connection_id), partial(self._forget_password, connection.source))

    def forget_password(self, url: str) -> None:
        """Let go of the password of a CRM at an address, unless a CRM of the list needs it."""
        self._forget_password(url)

    def explain(self, error: BaseException, retry: Callable[[], object] | None = None) -> None:
        """Tell a person what failed."""
        self.problem.emit(error, retry)

    # Inside

    def _forget_password(self, url: str, _settings: Settings | None = None) -> None:
        self.jobs.ask(partial(self.program.forget_password, url), _nothing, self.explain)

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

    def _read(self, connection_id: str, found: Overview | Unread) -> None:
        if isinstance(found, Unread):
            self._troubles[connection_id] = found
            again = self._wants_key.pop(connection_id, None)
            if again is not None and isinstance(found.error, KeyProblem):
                self.key_wanted.emit(connection_id, found.error, again)
        else:
            self._wants_key.pop(connection_id, None)
            self._overviews[connection_id] = found
            self._troubles.pop(connection_id, None)
        self._read_done(connection_id)

    def _not_read(self, connection_id: str, error: BaseException) -> None:
        self._read_done(connection_id)
        self.explain(error)

    def _read_done(self, connection_id: str) -> None:
        self._reading.discard(connection_id)
        if connection_id in self._again:
            self._again.discard(connection_id)
            self.refresh(connection_id)
        self.overview_changed.emit(connection_id)

    def _changed(self, before: Settings, then: Callable[[Settings], object] | None, after: Settings) -> None:
        if before.connections != after.connections:
            if self._current is not None and self.connection(self._current) is None:
                self.show(None)
            self.connections_changed.emit()
            for connection in after.connections:
                if connection not in before.connections:
                    self.refresh(connection.id)
        self.settings_changed.emit()
        if then is not None:
            then(after)

    def _not_changed(self, error: BaseException) -> None:
        self.explain(error)
        self.settings_changed.emit()


def _look(program: Program, connection: Connection) -> Overview | Unread:
    """Runs on a thread of its own."""
    try:
        return program.overview(connection)
    except CrmBackupError as error:
        return Unread(error, program.health_without_points(connection, error))


def _with(connection: Connection, settings: Settings) -> Settings:
    known = next((c for c in settings.connections if c.id == connection.id), None)
    if known is None:
        kept = (*settings.connections, connection)
    else:
        # A backup that ended while somebody edited has learned the CRM's id in its repository.
        edited = msgspec.structs.replace(connection, crm=connection.crm or known.crm)
        kept = tuple(edited if c.id == connection.id else c for c in settings.connections)
    return msgspec.structs.replace(settings, connections=kept)


def _nothing(_: object) -> None:
    """There is nothing to tell."""


def _without(connection_id: str, settings: Settings) -> Settings:
    kept = tuple(c for c in settings.connections if c.id != connection_id)
    return msgspec.structs.replace(settings, connections=kept)
