"""How much of a damaged recovery point would come back, in words and as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.engine.chance import EntityChance, RecoveryChance
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words.telling import day_and_time, listed, number, sentences

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class ChanceTable(HeadedTable):
    """Columns: part, records, as they were, in an older version, not at all, and of when the older ones are.

    Harmed parts come first. `names` is what users call an entity.
    """

    NUMBERS = range(1, 5)

    def __init__(self, names: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._rows: tuple[_Row, ...] = ()

    def show(self, chance: RecoveryChance) -> None:
        """Show these."""
        self.beginResetModel()
        parts: dict[str, list[EntityChance]] = {}
        for entity in chance.entities:
            parts.setdefault(self._names(entity.name), []).append(entity)
        rows = (_together(name, entities) for name, entities in parts.items())
        self._rows = tuple(sorted(rows, key=lambda row: not row.harmed))
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """As HeadedTable."""
        return (
            self.tr("Part of the CRM"),
            self.tr("Records"),
            self.tr("As they were"),
            self.tr("Older"),
            self.tr("Lost"),
            self.tr("Older ones are of"),
        )

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._rows[index.row()]
        if index.column() == 0:
            return row.name
        if index.column() == 5:
            return listed(day_and_time(point.consistent_as_of) for point in row.sources)
        counts = ((row.records, row.records), (row.same, row.same), row.older, row.lost)[index.column() - 1]
        return _range(*counts) if any(counts) else "\N{EN DASH}"


@dataclass(frozen=True)
class _Row:
    """What users know as one part. Where two numbers differ, it is at least the one and at most the other."""

    name: str
    records: int
    same: int
    older: tuple[int, int]
    lost: tuple[int, int]
    sources: tuple[RecoveryPoint, ...]
    harmed: bool


def _together(name: str, entities: Sequence[EntityChance]) -> _Row:
    sources = {older.point.sequence: older.point for entity in entities for older in entity.older}
    return _Row(
        name,
        sum(entity.records for entity in entities),
        sum(entity.as_they_were for entity in entities),
        (sum(entity.older_at_least for entity in entities), sum(entity.older_at_most for entity in entities)),
        (sum(entity.lost_at_least for entity in entities), sum(entity.lost for entity in entities)),
        tuple(sources.values()),
        any(entity.missing for entity in entities),
    )


def _range(least: int, most: int) -> str:
    return number(most) if least == most else f"{number(least)}\N{EN DASH}{number(most)}"


def chance_words(chance: RecoveryChance) -> str:
    """The sums in a sentence."""
    if chance.whole:
        return QCoreApplication.translate("Chance", "Everything that the recovery point needs can be read.")
    text = QCoreApplication.translate(
        "Chance",
        "Of {all} records, {same} can come back as they were, {older} in an older version, and {lost} not at all.",
    )
    told = text.format(
        all=number(chance.total("records")),
        same=number(chance.total("as_they_were")),
        older=_range(chance.total("older_at_least"), chance.total("older_at_most")),
        lost=_range(chance.total("lost_at_least"), chance.total("lost")),
    )
    extra = chance.total("extra")
    if not extra:
        return told
    more = QCoreApplication.translate(
        "Chance", "With older versions, up to %Ln record(s) may come back that had been deleted by then.", "", extra
    )
    return sentences((told, more))
