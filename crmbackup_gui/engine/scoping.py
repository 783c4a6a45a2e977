"""Which entities of a catalog a scope names."""

from __future__ import annotations

import difflib

from crmbackup_gui.errors import EntityNotFound, InvalidRequest
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.scope import RecoveryScope


def entities_in_scope(catalog: Catalog, scope: RecoveryScope) -> tuple[Entity, ...]:
    """The entities in scope, in the catalog's order. Raises EntityNotFound for a name that is none of them."""
    names = [entity.name for entity in catalog.entities]
    for name in (*scope.entities, *scope.exclude, *scope.records):
        if name not in names:
            raise EntityNotFound(name, close=difflib.get_close_matches(name, names, 3))
    chosen = tuple(entity for entity in catalog.entities if scope.includes(entity.name))
    if not chosen and names:
        raise InvalidRequest("Nothing is left to do: every entity is excluded.")
    return chosen
