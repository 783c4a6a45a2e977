"""A list of entities that can be ticked, with how many records each has and what it refers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from crmbackup_gui.ui.words.parts import exact_name, part_name
from crmbackup_gui.ui.words.telling import number

_Index = QModelIndex | QPersistentModelIndex
_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


@dataclass(frozen=True)
class Choosable:
    """One entity. `records` is None while nobody has counted them."""

    name: str
    label: str = ""
    records: int | None = None
    references: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """What users call it."""
        return part_name(self.label or self.name)


class EntityChoice(QAbstractTableModel):
    """Columns: the entity with its tick, its records, what it refers to. Without `ticks` there is nothing to choose.

    Signals:
        chosen_changed(): a tick was set or taken away.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None, *, ticks: bool = True) -> None:
        super().__init__(parent)
        self._ticks = ticks
        self._rows: tuple[Choosable, ...] = ()
        self._chosen: set[str] = set()

    def set_entities(self, entities: Sequence[Choosable], chosen: Sequence[str] | None = None) -> None:
        """Show these; `chosen` None ticks all of them."""
        self.beginResetModel()
        self._rows = tuple(entities)
        names = {entity.name for entity in entities}
        self._chosen = names if chosen is None else names & set(chosen)
        self.endResetModel()
        self.chosen_changed.emit()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of the ticked ones, in their order."""
        return tuple(entity.name for entity in self._rows if entity.name in self._chosen)

    @property
    def all_chosen(self) -> bool:
        """Whether nothing is left out."""
        return len(self._chosen) == len(self._rows)

    def choose_all(self, *, wanted: bool) -> None:
        """Tick all of them or none."""
        self._chosen = {entity.name for entity in self._rows} if wanted else set()
        self._ticks_changed()

    def referred_but_missing(self) -> tuple[str, ...]:
        """What ticked entities refer to that is not ticked, as users call it."""
        missing = {target for e in self._rows if e.name in self._chosen for target in e.references} - self._chosen
        return tuple(entity.shown for entity in self._rows if entity.name in missing)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 3

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Part of the CRM"), self.tr("Records"), self.tr("Refers to"))[section]

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS if self._ticks and index.column() == 0 else _FLAGS & ~Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entity = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0 and self._ticks:
            return Qt.CheckState.Checked if entity.name in self._chosen else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            return exact_name(entity.name, entity.label)
        return self._text(entity, index.column()) if role in _SAID else None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != 0:
            return False
        name = self._rows[index.row()].name
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._chosen.add(name)
        else:
            self._chosen.discard(name)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
        return True

    def _text(self, entity: Choosable, column: int) -> str:
        if column == 0:
            return entity.shown
        if column == 1:
            return "" if entity.records is None else number(entity.records)
        shown = {other.name: other.shown for other in self._rows}
        return ", ".join(dict.fromkeys(shown.get(target) or part_name(target) for target in entity.references))

    def _ticks_changed(self) -> None:
        if self._rows:
            first, last = self.index(0, 0), self.index(len(self._rows) - 1, 0)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()


def _aligned(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == 1 else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
