"""What a backup covers when the CRM's service granted no more calls before all of it was read.

What was read by then is in the point. Of an entity that was not, the point goes on showing what its parent has, and the
next increment reads it from there; one that no parent has is not in the point. The point says so of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.repository.manifest import EntityState
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.base import SourceSnapshot
from crmbackup_gui.sources.budgeted import GoesOn

_NAMED = 12
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass
class Coverage:
    """Of one backup. `parent` is the point that it stores changes against, as `view` shows it; None for a full."""

    parent: RecoveryPoint | None
    view: PointView | None
    behind: dict[str, datetime | None] = field(default_factory=dict)
    """As `RecoveryPoint.behind`."""
    broke_off: str | None = None
    """As `RecoveryPoint.broke_off`."""
    _labels: dict[str, str] = field(default_factory=dict)

    def in_order(self, entities: Iterable[Entity]) -> list[Entity]:
        """Those that are the longest behind first, so that each has its turn however little is granted.

        Only the one that took most of the calls and was not done comes last: it may take more than is ever granted, and
        then no other would be read again.
        """
        parent = self.parent
        if parent is None or not parent.behind:
            return list(entities)

        def turn(entity: Entity) -> tuple[bool, datetime]:
            since = parent.behind.get(entity.name, parent.consistent_as_of)
            return entity.name == parent.broke_off, since or _NEVER

        return sorted(entities, key=turn)

    def leave(self, entity: Entity) -> tuple[EntityState, Entity] | None:
        """An entity that was not read: as the parent has it; None where there is nothing of it."""
        old = self.view.manifest.state(entity.name) if self.parent is not None and self.view is not None else None
        self._labels[entity.name] = entity.label or entity.name
        if old is None or self.parent is None or self.view is None:
            self.behind[entity.name] = None
            return None
        self.behind[entity.name] = self.parent.behind.get(entity.name, self.parent.consistent_as_of)
        stored = self.view.catalog.entity(entity.name)
        assert stored is not None
        return EntityState(name=old.name, records=old.records), stored

    def keep_places(self, snapshot: SourceSnapshot) -> None:
        """What was not read is gone on with from where the parent was."""
        since = self.view.manifest.position if self.view is not None else None
        kept = [name for name, moment in self.behind.items() if moment is not None]
        if kept and since is not None and isinstance(snapshot, GoesOn):
            snapshot.go_on_from(kept, since)

    @property
    def notes(self) -> list[str]:
        """What users read of it with the point."""
        moments = sorted({moment for moment in self.behind.values() if moment is not None})
        found = [
            f"The service granted no more calls, so these are as of {moment:%Y-%m-%d %H:%M} UTC: {names}."
            for moment in moments
            for names in [self._named(name for name, at in self.behind.items() if at == moment)]
        ]
        missing = self._named(name for name, at in self.behind.items() if at is None)
        if missing:
            found.append(f"The service granted no more calls, so these are not in this recovery point: {missing}.")
        return found

    def _named(self, names: Iterator[str]) -> str:
        labels: Sequence[str] = [self._labels[name] for name in names]
        more = len(labels) - _NAMED
        return ", ".join(labels[:_NAMED]) + (f" and {more} more" if more > 0 else "")
