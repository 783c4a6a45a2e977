"""Names of fields that can be ticked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Qt

from crmbackup_gui.ui.viewmodels.row_table import Index, RowTable
from crmbackup_gui.ui.words.parts import field_name
from crmbackup_gui.ui.words.telling import listed

_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class FieldChoice(RowTable):
    """Columns: the field with its tick, the parts of the CRM that have such a field."""

    def __init__(
        self, fields: Mapping[str, Sequence[str]], chosen: Sequence[str], parent: QObject | None = None
    ) -> None:
        """`fields` says for each name which parts of the CRM, as users call them, have a field of it."""
        super().__init__(parent)
        self._parts = fields
        self._chosen = set(chosen) & set(fields)
        self.show_rows(list(fields))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked names, in their order."""
        return tuple(name for name in self._rows if name in self._chosen)

    def headings(self) -> tuple[str, ...]:
        return (self.tr("Field"), self.tr("Parts of the CRM that have it"))

    def cell(self, row: str, column: int) -> str:
        return field_name(row) if column == 0 else listed(self._parts[row])

    def tip(self, row: str, column: int) -> str:
        return row if column == 0 else self.cell(row, column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else _FLAGS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            chosen = self._rows[index.row()] in self._chosen
            return Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        name = self._rows[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._chosen.add(name)
        else:
            self._chosen.discard(name)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        return True
