"""Names of fields that can be ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.ui.words.parts import field_name

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FieldChoice(QAbstractTableModel):
    """Columns: the field with its tick, the parts of the CRM that have such a field."""

    def __init__(
        self, fields: Mapping[str, Sequence[str]], chosen: Sequence[str], parent: QObject | None = None
    ) -> None:
        """`fields` says for each name which parts of the CRM, as users call them, have a field of it."""
        super().__init__(parent)
        self._names = list(fields)
        self._parts = fields
        self._chosen = set(chosen) & set(fields)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked names, in their order."""
        return tuple(name for name in self._names if name in self._chosen)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._names)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Field"), self.tr("Parts of the CRM that have it"))[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else _FLAGS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._names):
            return None
        name = self._names[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if name in self._chosen else Qt.CheckState.Unchecked
        parts = ", ".join(self._parts[name])
        if role == Qt.ItemDataRole.DisplayRole:
            return field_name(name) if index.column() == 0 else parts
        if role == Qt.ItemDataRole.ToolTipRole:
            return name if index.column() == 0 else parts
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        name = self._names[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._chosen.add(name)
        else:
            self._chosen.discard(name)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        return True
