"""What was brought over from a damaged repository, in words and as a table."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from crmbackup_gui.repository.salvage import Origin, Salvaged, SalvagedPoint
from crmbackup_gui.ui.viewmodels.row_table import RowTable
from crmbackup_gui.ui.words.telling import day_and_time, exact, number, sentences


class SalvagedTable(RowTable):
    """Columns: the CRM, the moment, records, where its description is from, and whether the point is whole."""

    def show(self, salvaged: Salvaged) -> None:
        """Show its points, the newest of each CRM first."""
        self.show_rows(
            sorted(salvaged.points, key=lambda known: (known.point.crm_name, known.point.crm, -known.point.sequence))
        )

    def headings(self) -> tuple[str, ...]:
        return (self.tr("CRM"), self.tr("As of"), self.tr("Records"), self.tr("How"), self.tr("Whole"))

    def cell(self, row: SalvagedPoint, column: int) -> str:
        point = row.point
        return (
            point.crm_name,
            day_and_time(point.consistent_as_of),
            number(point.records),
            origin_words(row.origin),
            self.tr("yes, every part was read") if row.intact else self.tr("no, parts are missing"),
        )[column]

    def tip(self, row: SalvagedPoint, column: int) -> str:
        return exact(row.point.consistent_as_of) if column == 1 else self.cell(row, column)


def origin_words(origin: Origin) -> str:
    """Where a point of the rebuilt repository is from."""
    return {
        Origin.MANIFEST: QCoreApplication.translate("Salvaged", "as it was"),
        Origin.DRAFT: QCoreApplication.translate("Salvaged", "described anew"),
        Origin.PIECES: QCoreApplication.translate("Salvaged", "put together from pieces"),
    }[origin]


def salvaged_words(salvaged: Salvaged) -> str:
    """The proof in sentences."""
    points = salvaged.points
    intact, anew = sum(point.intact for point in points), sum(point.made_again for point in points)
    parts = [
        QCoreApplication.translate("Salvaged", "%Ln recovery point(s) are in the rebuilt repository.", "", len(points))
    ]
    if intact == len(points):
        parts.append(
            QCoreApplication.translate("Salvaged", "Every part of them was read there and is what was written.")
        )
    else:
        whole = QCoreApplication.translate(
            "Salvaged",
            "{whole} of them are whole: every part was read there. Of the others, what is left can be restored.",
        )
        parts.append(whole.format(whole=number(intact)))
    if anew:
        parts.append(
            QCoreApplication.translate(
                "Salvaged", "%Ln of them had lost their description, which was made anew.", "", anew
            )
        )
    if salvaged.lost_objects:
        lost = len(salvaged.lost_objects)
        parts.append(
            QCoreApplication.translate("Salvaged", "%Ln stored object(s) could not be read any more.", "", lost)
        )
    parts.append(QCoreApplication.translate("Salvaged", "The damaged repository was only read; it is as it was."))
    return sentences(parts)
