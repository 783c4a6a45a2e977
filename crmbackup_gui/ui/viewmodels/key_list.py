"""The keys of a repository as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.repository.keys import Slot, SlotKind
from crmbackup_gui.services.own_keys import Keys
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words.telling import day_and_time, exact

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ORDER = (SlotKind.PASSPHRASE, SlotKind.RECOVERY_CODE, SlotKind.DEVICE)


class KeyList(HeadedTable):
    """Columns: what opens the repository, since when, and what is to be known of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys = Keys(())

    def show(self, keys: Keys) -> None:
        """Show these."""
        self.beginResetModel()
        # Keys that were made in the same second come in the order of their random names: what people know comes first.
        self._keys = replace(keys, slots=tuple(sorted(keys.slots, key=_since)))
        self.endResetModel()

    def slot(self, row: int) -> Slot | None:
        """The key in that row."""
        return self._keys.slots[row] if 0 <= row < len(self._keys.slots) else None

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (self.tr("What opens it"), self.tr("Since"), self.tr("Note"))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys.slots)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        slot = self.slot(index.row()) if index.isValid() else None
        if slot is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 1:
            return exact(slot.created)
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._name(slot), day_and_time(slot.created), self._note(slot))[index.column()]
        return None

    def _name(self, slot: Slot) -> str:
        if slot.kind is not SlotKind.DEVICE:
            return key_name(slot.kind)
        if slot.id == self._keys.here:
            return self.tr("This computer")
        return self.tr("The computer {name}").format(name=slot.label) if slot.label else key_name(slot.kind)

    def _note(self, slot: Slot) -> str:
        if slot.weak:
            return self.tr("Easier to guess than today's: change it")
        return "" if slot.kind is SlotKind.DEVICE else slot.label


def _since(slot: Slot) -> tuple[datetime, int]:
    return slot.created, _ORDER.index(slot.kind)


def key_name(kind: SlotKind) -> str:
    """What opens the repository."""
    return {
        SlotKind.PASSPHRASE: QCoreApplication.translate("KeyList", "A passphrase"),
        SlotKind.RECOVERY_CODE: QCoreApplication.translate("KeyList", "A recovery code"),
        SlotKind.DEVICE: QCoreApplication.translate("KeyList", "A computer"),
    }[kind]
