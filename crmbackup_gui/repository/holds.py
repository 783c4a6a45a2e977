"""What must not be removed: pins and legal holds on single points, and legal holds on entities.

Holds are facts that are added, never changed: a release names the notes that no longer count, so that no clock decides
which of them is the last word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from crmbackup_gui.model.retention import Reason
from crmbackup_gui.repository.manifest import HoldKind, HoldNote, Manifest
from crmbackup_gui.repository.repository import Repository

_REASONS = {HoldKind.PIN: Reason.PINNED, HoldKind.LEGAL: Reason.LEGAL_HOLD}


@dataclass(frozen=True)
class Holds:
    """What is held of a CRM right now: the notes that count, oldest first."""

    notes: tuple[HoldNote, ...]

    def reasons(self, manifest: Manifest) -> tuple[Reason, ...]:
        """Why this point must stay; empty when no hold says so."""
        own = {_REASONS[note.kind] for note in self.notes if note.sequence == manifest.point.sequence}
        entities = {note.entity for note in self.notes if note.entity is not None}
        if any(state.name in entities for state in manifest.entities):
            own.add(Reason.ENTITY_HELD)
        return tuple(sorted(own, key=lambda reason: reason.value))

    @property
    def entities(self) -> frozenset[str]:
        """Entities of which nothing may be removed or erased."""
        return frozenset(note.entity for note in self.notes if note.entity is not None)


def holds(repository: Repository, crm: str) -> Holds:
    """What is held of a CRM. Raises leaves of DamagedRepository when a note cannot be read."""
    notes = repository.hold_notes(crm)
    released = {name for note in notes.values() for name in note.releases}
    return Holds(tuple(note for name, note in notes.items() if name not in released and not note.releases))


def hold(
    repository: Repository,
    crm: str,
    kind: HoldKind,
    *,
    sequence: int | None = None,
    entity: str | None = None,
    reason: str = "",
) -> None:
    """Hold a point, or an entity in every point that has it, from now on."""
    note = HoldNote(kind=kind, sequence=sequence, entity=entity, reason=reason, noted_at=datetime.now(UTC))
    repository.record_hold(crm, note)


def release(
    repository: Repository, crm: str, kind: HoldKind, *, sequence: int | None = None, entity: str | None = None
) -> bool:
    """Take every hold of that kind on it back; whether there was one."""
    notes = repository.hold_notes(crm)
    already = {name for note in notes.values() for name in note.releases}
    wanted = (kind, sequence, entity)
    names = tuple(_names(notes.items(), wanted, already))
    if names:
        note = HoldNote(kind=kind, sequence=sequence, entity=entity, noted_at=datetime.now(UTC), releases=names)
        repository.record_hold(crm, note)
    return bool(names)


def _names(
    notes: Iterable[tuple[str, HoldNote]], wanted: tuple[HoldKind, int | None, str | None], already: set[str]
) -> Iterable[str]:
    for name, note in notes:
        if (note.kind, note.sequence, note.entity) == wanted and not note.releases and name not in already:
            yield name
