"""Comparing points and CRMs, and saying what differs."""

from __future__ import annotations

from collections.abc import Sequence

from crmbackup_gui.cli.wording import counted, number, table
from crmbackup_gui.cli.working import Work
from crmbackup_gui.engine.compare import EntityComparison, compare
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.sources.base import Source


def compare_with_source(
    repository: Repository,
    point: RecoveryPoint,
    source: Source,
    work: Work,
    *,
    entities: Sequence[str] = (),
    rows: int = 0,
) -> tuple[EntityComparison, ...]:
    """What differs in the CRM, seen from the point. Of a point with a narrower scope only its own entities count."""
    view = repository.view(point.crm, point.sequence)
    chosen = tuple(entities)
    if not chosen and not point.scope.whole:
        chosen = tuple(entity.name for entity in view.entities())
    with source.snapshot() as snapshot:
        return compare(
            repository, view, snapshot, entities=chosen, rows=rows, progress=work.progress, cancel=work.cancel
        )


def counts(compared: Sequence[EntityComparison]) -> list[dict[str, object]]:
    """For JSON: one object for each entity."""
    return [{"name": e.name, "added": e.added, "changed": e.changed, "deleted": e.deleted} for e in compared]


def difference_lines(compared: Sequence[EntityComparison]) -> list[str]:
    """For people: entities that differ, or that none does."""
    rows = [(e.name, number(e.added), number(e.changed), number(e.deleted)) for e in compared if not e.same]
    if not rows:
        return [f"{counted(len(compared), 'entity', 'entities')} compared: no differences."]
    return table(("Entity", "Added", "Changed", "Deleted"), rows, right=(1, 2, 3))
