"""The CRMs of a repository, to be ticked: their last recovery points, and whether they are on this computer."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crmbackup_gui.services.found_crms import FoundCrm
from crmbackup_gui.services.places import place_of
from crmbackup_gui.ui.viewmodels.protect_state import ProtectState
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words.telling import exact, told

_Index = QModelIndex | QPersistentModelIndex
_NAME, _LAST, _PLACE = range(3)


class CrmChoice(HeadedTable):
    """A view of `state.found`; ticks go to `state.picked`. Call `reload` when the state was changed elsewhere.

    Signals:
        picked_changed(): a tick was set or taken away.
    """

    picked_changed = Signal()

    def __init__(self, state: ProtectState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state

    def reload(self) -> None:
        """Show the state as it is now."""
        self.beginResetModel()
        self.endResetModel()

    def crm(self, row: int) -> FoundCrm | None:
        """The CRM in a row."""
        return self._state.found[row] if 0 <= row < len(self._state.found) else None

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (self.tr("CRM"), self.tr("Last recovery point"), self.tr("Where it is"))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._state.found)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if not self._state.can_pick(self._state.found[index.row()]):
            return Qt.ItemFlag.ItemIsSelectable
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _NAME else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        crm = self._state.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (crm.name, self._last(crm), self._place(crm))[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == _NAME:
            ticked = crm.known or crm.id in self._state.picked
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == _LAST:
                return None if crm.last is None else exact(crm.last)
            return place_of(self._state.source_of(crm)).path
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _NAME:
            return False
        crm = self._state.found[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._state.picked.add(crm.id)
        else:
            self._state.picked.discard(crm.id)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.picked_changed.emit()
        return True

    def _last(self, crm: FoundCrm) -> str:
        return self.tr("none that can be read") if crm.last is None else told(crm.last)

    def _place(self, crm: FoundCrm) -> str:
        if crm.known:
            return self.tr("In your list already")
        if crm.id in self._state.moved:
            return place_of(self._state.moved[crm.id]).path
        if crm.taken:
            return self.tr("Another CRM of your list is there")
        if not place_of(crm.url).local:
            place = place_of(crm.url).path
            words = self.tr("On its server: {place}") if crm.here else self.tr("On a server: {place}, not connected")
            return words.format(place=place)
        return self.tr("On this computer") if crm.here else self.tr("Not on this computer: for restoring only")
