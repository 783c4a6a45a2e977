"""The parts of a CRM, to be ticked: how many records each has, and what it refers to.

Where the CRM was recognised its parts are those that its users know; whoever knows its tables may tick these instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words.business import business_name
from crmbackup_gui.ui.words.parts import exact_name, part_name
from crmbackup_gui.ui.words.telling import how_many, listed

_Index = QModelIndex | QPersistentModelIndex
_SAID = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable


class _Column(IntEnum):
    PART = 0
    RECORDS = 1
    OTHERS = 2


@dataclass(frozen=True)
class Choosable:
    """One entity. `records` is None while nobody has counted them, and a guess where it is `about` so many.

    A `transient` one is ticked only by its own name.
    """

    name: str
    label: str = ""
    records: int | None = None
    references: tuple[str, ...] = ()
    transient: bool = False
    about: bool = False

    @property
    def shown(self) -> str:
        """What users call it."""
        return part_name(self.label or self.name)


def choosable(facts: SourceFacts, forecast: Forecast | None = None) -> list[Choosable]:
    """The entities of a CRM that was looked at; with a forecast, as many records as that has counted."""
    counted = {} if forecast is None else {cost.entity: cost.records for cost in forecast.entities}
    return [
        Choosable(e.name, e.label, counted.get(e.name, e.records), e.references, e.transient, e.about)
        for e in facts.entities
    ]


@dataclass(frozen=True)
class _Part:
    """A row: entities under one name, and how a scope calls them together."""

    shown: str
    exact: str
    scope: str
    entities: tuple[str, ...]
    others: str = ""


class PartChoice(HeadedTable):
    """Columns: the part with its tick, its records, what it refers to. Without `ticks` there is nothing to choose.

    Where tables are shown, the last column says of which part each of them is.

    Signals:
        chosen_changed(): a tick was set or taken away.
    """

    NUMBERS = (_Column.RECORDS,)

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None, *, ticks: bool = True) -> None:
        super().__init__(parent)
        self._ticks = ticks
        self._entities: dict[str, Choosable] = {}
        self._business: tuple[BusinessEntity, ...] = ()
        self._parts: tuple[_Part, ...] = ()
        self._tables: tuple[_Part, ...] = ()
        self._shows_tables = False
        self._wanted = ""
        self._rows: tuple[_Part, ...] = ()
        self._chosen: set[str] = set()

    def set_parts(
        self,
        entities: Sequence[Choosable],
        business: Sequence[BusinessEntity] = (),
        chosen: Sequence[str] | None = None,
    ) -> None:
        """Show these. `chosen` are names as a `RecoveryScope` has them; None ticks all that are no transient ones."""
        self.beginResetModel()
        self._entities = {entity.name: entity for entity in entities}
        there = ((b, tuple(name for name in b.entities if name in self._entities)) for b in business)
        self._business = tuple(b for b, names in there if names)
        self._parts = tuple(self._as_parts())
        self._tables = tuple(self._as_tables())
        self._chosen = set(self._kept()) if chosen is None else self._meant(chosen)
        self._fill()
        self.endResetModel()
        self.chosen_changed.emit()

    # What is chosen

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is ticked, as a `RecoveryScope` calls it: parts by their own name where all of them is ticked."""
        whole = [part for part in self._parts if set(part.entities) <= self._chosen]
        covered = {name for part in whole for name in part.entities}
        return (*(part.scope for part in whole), *(n for n in self._entities if n in self._chosen - covered))

    @property
    def chosen_entities(self) -> tuple[str, ...]:
        """Names of the entities that are ticked."""
        return tuple(name for name in self._entities if name in self._chosen)

    @property
    def all_chosen(self) -> bool:
        """Whether nothing is left out but what the CRM makes anew, and nothing of that is ticked."""
        return self._chosen == set(self._kept())

    def choose_all(self, *, wanted: bool) -> None:
        """Tick everything that is shown, or nothing at all."""
        if not wanted:
            self._chosen = set()
        elif self._wanted:
            self._chosen |= {name for part in self._rows for name in part.entities}
        else:
            self._chosen |= set(self._kept())
        self._ticks_changed()

    def referred_but_missing(self) -> tuple[str, ...]:
        """What ticked parts refer to that is not ticked, as users call it."""
        missing = self._missing()
        return tuple(dict.fromkeys(part.shown for part in self._parts if missing & set(part.entities)))

    def choose_referred(self) -> None:
        """Tick that, too, with whatever it refers to in turn."""
        while missing := self._missing():
            self._chosen |= missing
        self._ticks_changed()

    # What is shown

    @property
    def parts(self) -> int:
        """How many parts there are, as users know them."""
        return len(self._parts)

    @property
    def has_tables(self) -> bool:
        """Whether the parts are others than the tables."""
        return bool(self._business)

    @property
    def shows_tables(self) -> bool:
        """Whether a row is a table."""
        return self._shows_tables

    def show_tables(self, *, wanted: bool) -> None:
        """Show every table by its own name, or the parts that users know."""
        self.beginResetModel()
        self._shows_tables = wanted and self.has_tables
        self._fill()
        self.endResetModel()

    def find(self, text: str) -> None:
        """Show only rows whose name has that text in it."""
        self.beginResetModel()
        self._wanted = text.strip().casefold()
        self._fill()
        self.endResetModel()

    # Qt's side

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        if self._shows_tables:
            return (self.tr("Table"), self.tr("Records"), self.tr("Part of the CRM"))
        return (self.tr("Part of the CRM"), self.tr("Records"), self.tr("Refers to"))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FLAGS if self._ticks and index.column() == _Column.PART else _FLAGS & ~Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        part, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == _Column.PART and self._ticks:
            return self._state(part)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole and column == _Column.PART:
            return part.exact
        return self._text(part, column) if role in _SAID else None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _Column.PART:
            return False
        part = self._rows[index.row()]
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._chosen |= set(part.entities)
        else:
            self._chosen -= set(part.entities)
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
        return True

    # Inside

    def _as_parts(self) -> Iterable[_Part]:
        grouped = {name for business in self._business for name in business.entities}
        owner = {name: business_name(b) for b in self._business for name in b.entities}
        owner |= {e.name: e.shown for e in self._entities.values() if e.name not in owner}
        for business in self._business:
            names = tuple(name for name in business.entities if name in self._entities)
            shown = business_name(business)
            own = (self._entities[name] for name in names)
            exact = listed(exact_name(entity.name, entity.label) for entity in own)
            yield _Part(shown, exact, business.scope_name, names, self._referred(names, owner, shown))
        for entity in self._entities.values():
            if entity.name not in grouped and not (entity.transient and self._business):
                exact = exact_name(entity.name, entity.label)
                others = self._referred((entity.name,), owner, entity.shown)
                yield _Part(entity.shown, exact, entity.name, (entity.name,), others)

    def _as_tables(self) -> Iterable[_Part]:
        owner = {name: part.shown for part in self._parts for name in part.entities}
        anew = QCoreApplication.translate("PartChoice", "made anew by the CRM itself")
        for entity in self._entities.values():
            others = owner.get(entity.name, anew)
            yield _Part(entity.name, entity.shown, entity.name, (entity.name,), others)

    def _referred(self, names: Collection[str], owner: dict[str, str], itself: str) -> str:
        """The other parts, each once; what is nowhere is called by its own name."""
        targets = (target for name in names for target in self._entities[name].references)
        parts = dict.fromkeys(owner.get(target) or part_name(target) for target in targets)
        return listed(part for part in parts if part != itself)

    def _kept(self) -> Iterable[str]:
        return (entity.name for entity in self._entities.values() if not entity.transient)

    def _meant(self, names: Sequence[str]) -> set[str]:
        of_scope = {business.scope_name: business.entities for business in self._business}
        meant = {entity for name in names for entity in of_scope.get(name, (name,))}
        return meant & self._entities.keys()

    def _missing(self) -> set[str]:
        targets = {target for name in self._chosen for target in self._entities[name].references}
        return (targets - self._chosen) & set(self._kept())

    def _fill(self) -> None:
        rows = self._tables if self._shows_tables and self._business else self._parts
        self._rows = tuple(part for part in rows if self._wanted in part.shown.casefold())

    def _state(self, part: _Part) -> Qt.CheckState:
        ticked = self._chosen & set(part.entities)
        if len(ticked) == len(part.entities):
            return Qt.CheckState.Checked
        return Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked

    def _text(self, part: _Part, column: int) -> str:
        if column == _Column.PART:
            return part.shown
        if column == _Column.OTHERS:
            return part.others
        entities = [self._entities[name] for name in part.entities]
        known = [entity.records for entity in entities if entity.records is not None]
        if len(known) < len(entities):
            # What belongs to it can be uncounted; how many there are of the thing itself is still of use.
            return "" if entities[0].records is None else how_many(entities[0].records, about=entities[0].about)
        return how_many(sum(known), about=any(entity.about for entity in entities))

    def _ticks_changed(self) -> None:
        if self._rows:
            first, last = self.index(0, 0), self.index(len(self._rows) - 1, 0)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.CheckStateRole])
        self.chosen_changed.emit()
