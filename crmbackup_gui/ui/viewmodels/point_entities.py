"""What one recovery point holds of each entity."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.services.overview import EntityInPoint, PointDetail
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.viewmodels.timeline import changes
from crmbackup_gui.ui.words import telling
from crmbackup_gui.ui.words.business import business_name
from crmbackup_gui.ui.words.parts import exact_name, part_name, search_index

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SUMS = ("records", "added", "changed", "deleted", "bytes")


class EntityColumn(IntEnum):
    """The columns of the table."""

    NAME = 0
    RECORDS = 1
    CHANGES = 2


class PointEntitiesModel(HeadedTable):
    """The entities of a point with their records and changes, as users know them, in the order of the point.

    What the CRM keeps behind them for its search comes last, so that the sums are those of the point.
    """

    NUMBERS = (EntityColumn.RECORDS, EntityColumn.CHANGES)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entities: tuple[EntityInPoint, ...] = ()
        """A part that users know has the names of all its entities as its name."""

    def show(self, detail: PointDetail | None) -> None:
        """Show what this point holds, or nothing."""
        self.beginResetModel()
        self._entities = () if detail is None else (*_parts(detail), *_behind(detail))
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (self.tr("Part"), self.tr("Records"), self.tr("Changes"))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entities)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt takes any value
        if not index.isValid() or not index.row() < len(self._entities):
            return None
        entity = self._entities[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cells(entity)[index.column()]
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.alignment(index.column())
            case Qt.ItemDataRole.ToolTipRole:
                exact = entity.name if ", " in entity.name else exact_name(entity.name, entity.label)
                return self.tr("{entity}, stored with this point: {size}").format(
                    entity=exact, size=telling.size(entity.bytes)
                )
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("{entity}: {records}, {added} added, {changed} changed, {deleted} deleted").format(
                    entity=part_name(entity.label),
                    records=self.tr("%Ln record(s)", "", entity.records),
                    added=telling.number(entity.added),
                    changed=telling.number(entity.changed),
                    deleted=telling.number(entity.deleted),
                )
        return None


def _parts(detail: PointDetail) -> Iterator[EntityInPoint]:
    """The parts that users know, and then the entities that are in none of them."""
    entities = {entity.name: entity for entity in detail.entities}
    for business in detail.business:
        own = [entities.pop(name) for name in business.entities]
        yield EntityInPoint(
            name=", ".join(entity.name for entity in own),
            label=business_name(business),
            **{what: sum(getattr(entity, what) for entity in own) for what in _SUMS},
        )
    yield from entities.values()


def _behind(detail: PointDetail) -> Iterator[EntityInPoint]:
    """What the point holds besides its entities, as one more; nothing where that is nothing."""
    point, entities = detail.point, detail.entities
    records = point.records - sum(entity.records for entity in entities)
    if records > 0:
        yield EntityInPoint(
            name="",
            label=search_index(),
            records=records,
            added=point.records_added - sum(entity.added for entity in entities),
            changed=point.records_changed - sum(entity.changed for entity in entities),
            deleted=point.records_deleted - sum(entity.deleted for entity in entities),
            bytes=max(0, point.bytes_data - sum(entity.bytes for entity in entities)),
        )


def _cells(entity: EntityInPoint) -> tuple[str, str, str]:
    return (
        part_name(entity.label),
        telling.number(entity.records),
        changes(entity.added, entity.changed, entity.deleted),
    )
