"""Connections to CRMs on servers: what is asked about them, and what comes of the answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.crm_forms import form_address, has_form
from crmbackup_gui.services.found_crms import protected_at
from crmbackup_gui.services.history import Run, Task
from crmbackup_gui.services.settings import Settings
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.words.errors import Said, said_by_name

if TYPE_CHECKING:
    from crmbackup_gui.ui.dialogs.connect import ConnectDialog


class Connecting(QObject):
    """Opens the dialog above a window. GUI thread only."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        session.password_wanted.connect(self._run_refused)

    @Slot(str)
    def edit(self, connection_id: str) -> None:
        """Let somebody change how a CRM of the list is reached."""
        connection = self._session.connection(connection_id)
        if connection is not None and has_form(connection.source):
            self._open(connection)

    @Slot(str)
    def enter_password(self, connection_id: str) -> None:
        """The same, because its server let no backup in: the next one follows at once."""
        look = partial(self._session.program.history.last, connection_id, Task.BACKUP)
        self._session.jobs.ask(look, partial(self._refused_before, connection_id), self._session.explain)

    def _refused_before(self, connection_id: str, run: Run | None) -> None:
        connection = self._session.connection(connection_id)
        if connection is not None and has_form(connection.source):
            self._open(connection, _reason(run), partial(self._session.back_up, connection_id))

    @Slot(object, object, object, object)
    def _run_refused(self, connection_id: str, url: str, run: Run, again: Callable[[], object]) -> None:
        """What was asked for is done again with the password, into just the CRM that was meant."""
        connection = self._session.connection(connection_id)
        if connection is None or not has_form(url):
            return
        if url == connection.source and run.task is Task.BACKUP:
            self._open(connection, _reason(run), again)
            return
        from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand, Purpose

        errand = Errand(connection.name, form_address(url), url, Purpose.PASSWORD, _reason(run))
        dialog = ConnectDialog(self._session, errand, self._window)
        dialog.accepted.connect(again)
        _show(dialog)

    def _open(
        self, connection: Connection, reason: Said | None = None, then: Callable[[], object] | None = None
    ) -> None:
        from crmbackup_gui.ui.dialogs.connect import ConnectDialog, Errand

        url = connection.source
        taken = partial(self._taken, connection)
        errand = Errand(connection.name, form_address(url), url, reason=reason, taken=taken)
        dialog = ConnectDialog(self._session, errand, self._window)
        dialog.accepted.connect(partial(self._connected, dialog, connection.id, then))
        _show(dialog)

    def _taken(self, connection: Connection, url: str) -> str | None:
        """The name of another CRM of the list that is at that address, and kept in the same repository."""
        others = [other for other in self._session.connections() if other.id != connection.id]
        other = protected_at(others, connection.repository, url)
        return None if other is None else other.name

    def _connected(self, dialog: ConnectDialog, connection_id: str, then: Callable[[], object] | None) -> None:
        connection, facts = self._session.connection(connection_id), dialog.facts
        if connection is None or facts is None:
            return
        if facts.url == connection.source:
            if then is not None:
                then()
            return
        moved = msgspec.structs.replace(connection, source=facts.url)
        self._session.change_connection(moved, partial(self._moved, connection.source, then))

    def _moved(self, before: str, then: Callable[[], object] | None, _settings: Settings) -> None:
        self._session.forget_password(before)
        if then is not None:
            then()


def _reason(run: Run | None) -> Said | None:
    """Why that run failed, if it did."""
    return said_by_name(run.error, run.message, run.action) if run is not None and run.error else None


def _show(dialog: ConnectDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
