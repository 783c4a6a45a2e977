"""The list of CRMs: one row each, with the age of its last good recovery point and how well it is protected."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot

from crmbackup_gui.model.health import Concern, HealthState
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.ui.session import Session
from crmbackup_gui.ui.words.health import sentence
from crmbackup_gui.ui.words.telling import told

_Index = QModelIndex | QPersistentModelIndex
_MINUTE_MS = 60_000


class CrmRole(IntEnum):
    """What a row gives besides its name."""

    ID = Qt.ItemDataRole.UserRole + 1
    AGE = Qt.ItemDataRole.UserRole + 2
    """Text: when the last good recovery point was, or why none is known."""
    STATE = Qt.ItemDataRole.UserRole + 3
    """HealthState, or None while nothing is known."""


class CrmList(QAbstractListModel):
    """Follows the session; ages are told anew every minute."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: tuple[Connection, ...] = session.connections()
        session.connections_changed.connect(self._reload)
        session.overview_changed.connect(self._touch)
        self._clock = QTimer(self)
        self._clock.setInterval(_MINUTE_MS)
        self._clock.timeout.connect(self._all_changed)
        self._clock.start()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        connection = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                given: object = connection.name
            case CrmRole.ID:
                given = connection.id
            case CrmRole.AGE:
                given = self._age(connection.id)
            case CrmRole.STATE:
                given = self._state(connection.id)
            case Qt.ItemDataRole.AccessibleTextRole:
                given = self._spoken(connection)
            case _:
                given = None
        return given

    def row_of(self, connection_id: str | None) -> int:
        """The row of a CRM, or -1."""
        return next((row for row, known in enumerate(self._rows) if known.id == connection_id), -1)

    def _age(self, connection_id: str) -> str:
        health = self._session.health(connection_id)
        if health is None:
            return ""
        if health.last_good is not None:
            return told(health.last_good)
        # Whether there are recovery points is not known where nobody can look.
        if Concern.LOCKED in health.concerns:
            return self.tr("locked")
        if Concern.NOT_REACHABLE in health.concerns:
            return self.tr("cannot be reached")
        return self.tr("no recovery point yet")

    def _state(self, connection_id: str) -> HealthState | None:
        health = self._session.health(connection_id)
        return None if health is None else health.state

    def _spoken(self, connection: Connection) -> str:
        health = self._session.health(connection.id)
        return connection.name if health is None else f"{connection.name}. {sentence(health)}"

    @Slot()
    def _reload(self) -> None:
        self.beginResetModel()
        self._rows = self._session.connections()
        self.endResetModel()

    @Slot(object)
    def _touch(self, connection_id: object) -> None:
        row = self.row_of(str(connection_id))
        if row >= 0:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    @Slot()
    def _all_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
