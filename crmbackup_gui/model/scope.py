"""How much of a CRM a backup or a restore is about."""

from __future__ import annotations

from enum import Enum

import msgspec


class RestoreMode(Enum):
    """What a restore may do to records of the target."""

    MISSING = "missing"
    """Create what is not there; leave the rest."""
    MERGE = "merge"
    """Create and update."""
    EXACT = "exact"
    """Create, update, and delete what the recovery point does not have."""


class RecoveryScope(msgspec.Struct, frozen=True, kw_only=True):
    """Entities, and in a restore also single records and fields.

    Empty `entities` means all of them; `exclude` is taken away from that. `records` narrows an entity to the keys
    given: entity name to keys, each key as JSON text of its values in key order. Where entities are named, business
    entities (model/conventions.py) may be named as well, by what users call them or by `scope_name`.
    """

    entities: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    records: dict[str, tuple[str, ...]] = {}
    fields: tuple[str, ...] = ()
    with_children: bool = False

    @property
    def whole(self) -> bool:
        """True when nothing is left out."""
        return not (self.entities or self.exclude or self.records or self.fields)

    def names(self, entity: str) -> bool:
        """Whether somebody asked for that entity by its name."""
        return entity in self.entities or entity in self.records

    def includes(self, entity: str) -> bool:
        """Whether records of that entity are in scope at all."""
        if entity in self.exclude:
            return False
        if self.records and not self.entities:
            return entity in self.records
        return not self.entities or entity in self.entities or entity in self.records
