"""What an account of a CRM on the internet may read and what not, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmbackup_gui.services.source_facts import SourceFacts
from crmbackup_gui.sources.limited import Hidden
from crmbackup_gui.ui.viewmodels.row_table import RowTable
from crmbackup_gui.ui.words.notes import translated
from crmbackup_gui.ui.words.parts import exact_name, part_name
from crmbackup_gui.ui.words.telling import number


@dataclass(frozen=True)
class ReadablePart:
    """One row. `fields` is how many are read, None where the part is not read at all; `hidden` are those that are not.

    `reason` is in the service's own words, or empty.
    """

    name: str
    exact: str
    fields: int | None
    hidden: tuple[str, ...] = ()
    reason: str = ""


class ReadableTable(RowTable):
    """Columns: the part, whether it is read, and what of it is not. Those that lack something come first."""

    def show(self, facts: SourceFacts) -> None:
        """Show what a look has found."""
        self.show_rows(readable_parts(facts))

    def headings(self) -> tuple[str, ...]:
        return (self.tr("Part of the CRM"), self.tr("Is read"), self.tr("What this account may not read"))

    def cell(self, row: ReadablePart, column: int) -> str:
        if column == 0:
            return row.name
        if column == 1:
            if row.fields is None:
                return self.tr("no")
            return self.tr("{count} fields").format(count=number(row.fields))
        if row.fields is None:
            return row.reason or self.tr("the whole part")
        return self.tr(", ").join(row.hidden) if row.hidden else "\N{EN DASH}"

    def tip(self, row: ReadablePart, column: int) -> str:
        return row.exact if column == 0 else self.cell(row, column)


def readable_parts(facts: SourceFacts) -> Sequence[ReadablePart]:
    """The parts that lack something, then all others, each as the service has them."""
    fields: dict[str, Hidden] = {each.entity: each for each in facts.hidden if each.fields}
    unread = [
        ReadablePart(part_name(each.entity), each.entity, None, reason=translated(each.reason))
        for each in facts.hidden
        if not each.fields
    ]
    read = [
        ReadablePart(
            part_name(entity.label or entity.name),
            exact_name(entity.name, entity.label),
            entity.fields,
            fields[entity.name].fields if entity.name in fields else (),
        )
        for entity in facts.entities
    ]
    return (*unread, *sorted(read, key=lambda part: not part.hidden))
