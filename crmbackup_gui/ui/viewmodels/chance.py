"""How much of a damaged recovery point would come back, in words and as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt

from crmbackup_gui.engine.chance import EntityChance, OlderVersions, RecoveryChance
from crmbackup_gui.ui.viewmodels.row_table import HeadedTable
from crmbackup_gui.ui.words.telling import day_and_time, listed, number

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
        self._rows: tuple[EntityChance, ...] = ()

    def show(self, chance: RecoveryChance) -> None:
        """Show these."""
        self.beginResetModel()
        parts: dict[str, list[EntityChance]] = {}
        for entity in chance.entities:
            parts.setdefault(self._names(entity.name), []).append(entity)
        rows = (_together(name, entities) for name, entities in parts.items())
        self._rows = tuple(sorted(rows, key=lambda row: not row.missing))
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
            return row.label
        if index.column() == 5:
            return listed(day_and_time(older.point.consistent_as_of) for older in row.older)
        count = (row.records, row.as_they_were, row.in_older_version, row.lost)[index.column() - 1]
        return number(count) if count else "\N{EN DASH}"


def _together(name: str, entities: Sequence[EntityChance]) -> EntityChance:
    """What users know as one part."""
    older: dict[int, OlderVersions] = {}
    for one in (one for entity in entities for one in entity.older):
        known = older.get(one.point.sequence)
        older[one.point.sequence] = OlderVersions(one.point, one.records + (known.records if known else 0))
    return EntityChance(
        entities[0].name,
        name,
        sum(entity.records for entity in entities),
        sum(entity.as_they_were for entity in entities),
        tuple(older.values()),
        sum(entity.lost for entity in entities),
        tuple(missing for entity in entities for missing in entity.missing),
    )


def chance_words(chance: RecoveryChance) -> str:
    """The sums in a sentence."""
    if chance.whole:
        return QCoreApplication.translate("Chance", "Everything that the recovery point needs can be read.")
    text = QCoreApplication.translate(
        "Chance",
        "Of {all} records, {same} can come back as they were, {older} in an older version, "
        "and at most {lost} not at all.",
    )
    return text.format(
        all=number(chance.total("records")),
        same=number(chance.total("as_they_were")),
        older=number(chance.total("in_older_version")),
        lost=number(chance.total("lost")),
    )
