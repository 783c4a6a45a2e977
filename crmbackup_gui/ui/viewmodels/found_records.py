"""Records that a search found, to be ticked. Ticked ones stay on top whatever is searched for next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crmbackup_gui.engine.find import FoundRecord
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words.parts import field_name

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NUMBER_OF_A_RECORD = re.compile(r"(^|_)(id|uuid|guid)$", re.IGNORECASE)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FoundRecords(HeadedTable):
    """Columns: the record with its tick, the part of the CRM that it belongs to, some of its values.

    Signals:
        chosen_changed(): a tick was set or taken away.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FoundRecord] = []
        self._chosen: dict[tuple[str, str], FoundRecord] = {}
        self._labels: Mapping[str, str] = {}

    @property
    def chosen(self) -> tuple[FoundRecord, ...]:
        """The ticked ones, in the order in which they were ticked."""
        return tuple(self._chosen.values())

    def show(self, found: Sequence[FoundRecord], labels: Mapping[str, str]) -> None:
        """Show these below the ticked ones. `labels` says what users call the entities."""
        self.beginResetModel()
        self._labels = labels
        new = [record for record in found if (record.entity, record.key) not in self._chosen]
        self._rows = [*self._chosen.values(), *new]
        self.endResetModel()

    def forget(self) -> None:
        """Show nothing, and take every tick away."""
        self.beginResetModel()
        self._rows, self._chosen = [], {}
        self.endResetModel()
        self.chosen_changed.emit()

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (self.tr("Record"), self.tr("Part of the CRM"), self.tr("Values"))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else _FLAGS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        record = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            ticked = (record.entity, record.key) in self._chosen
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return (record.title, self._labels.get(record.entity, record.entity), _values(record))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(f"{field_name(name)}: {value}" for name, value in record.fields.items())
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        record = self._rows[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._chosen[record.entity, record.key] = record
        else:
            self._chosen.pop((record.entity, record.key), None)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
        return True


def _values(record: FoundRecord) -> str:
    """What tells people more of the record; the numbers that the CRM gives to records tell them nothing."""
    told = (value for name, value in record.fields.items() if not _NUMBER_OF_A_RECORD.search(name))
    return " · ".join(value for value in told if value != record.title)
