"""What would be refused, found out before anything is sent: so a rehearsal counts as the run will."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crmbackup_gui.sources.base import Refusal
from crmbackup_gui.sources.hosted.service import Module, Row


def refusals(module: Module, rows: Sequence[Row], *, creating: bool) -> Iterator[Refusal]:
    """Rows without a value that creating needs, or with one that a picklist does not have; one reason for each row."""
    required = [f.name for f in module.entity.fields if f.required and not f.generated] if creating else []
    choices = {f.name: frozenset(f.choices) for f in module.entity.fields if f.choices}
    for number, row in enumerate(rows):
        missing = [name for name in required if row.get(name) in (None, "")]
        if missing:
            yield Refusal(number, f"'{missing[0]}' must have a value")
            continue
        odd = next((n for n, known in choices.items() if isinstance(row.get(n), str) and row[n] not in known), None)
        if odd is not None and row[odd] != "":
            yield Refusal(number, f"'{row[odd]}' is none of the values of '{odd}'")
