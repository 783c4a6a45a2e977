"""What the window knows: the CRMs and their recovery points as they were last read, and the settings. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import msgspec
from PySide6.QtCore import QObject, Signal

from crmbackup_gui.errors import CrmBackupError, KeyProblem
from crmbackup_gui.model.health import Health
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.overview import Overview
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.jobs import Jobs


@dataclass(frozen=True)
class Unread:
    """Recovery points that could not be read: why, and how well the CRM is protected as far as this machine knows."""

    error: BaseException
    health: Health


class Known(QObject):
    """The ground of a session: it reads, remembers and changes; nothing of the CRMs is worked on here.

    Signals:
        connections_changed(): a CRM was added, changed or removed.
        current_changed(connection id | None): another CRM is shown.
        overview_changed(connection id): what is known of its recovery points was read again, or could not be.
        settings_changed(): anything in the settings.
        problem(error, retry | None): something failed that a person must know; `retry` does it again.
        key_wanted(connection id, error, retry): what a person asked for waits for the key of that CRM's repository.
    """

    connections_changed = Signal()
    current_changed = Signal(object)
    overview_changed = Signal(object)
    settings_changed = Signal()
    problem = Signal(object, object)
    key_wanted = Signal(object, object, object)

    def __init__(self, program: Program, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.program = program
        self.jobs = Jobs(self)
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
