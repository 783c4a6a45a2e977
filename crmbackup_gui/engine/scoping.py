"""Which entities of a catalog a scope names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

import msgspec

from crmbackup_gui.errors import EntityNotFound, InvalidRequest
from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.view import PointView


def resolved(catalog: Catalog, scope: RecoveryScope) -> RecoveryScope:
    """The scope with the names of entities in the place of those of business entities, and nothing else changed.

    A name is an entity's where there is one of that name; records of a business entity are those of its main entity.
    Raises EntityNotFound for a name that is neither.
    """
    names = {entity.name for entity in catalog.entities}
    records: dict[str, tuple[str, ...]] = {}
    for name, keys in scope.records.items():
        entity = _meant(catalog, names, name)[0]
        records[entity] = (*records.get(entity, ()), *keys)
    return msgspec.structs.replace(
        scope,
        entities=tuple(dict.fromkeys(_all_meant(catalog, names, scope.entities))),
        exclude=tuple(dict.fromkeys(_all_meant(catalog, names, scope.exclude))),
        records=records,
    )


def held_in(view: PointView) -> Catalog:
    """The catalog of a point without entities of which it has no records."""
    return msgspec.structs.replace(view.catalog, entities=view.entities())


def entities_in_scope(catalog: Catalog, scope: RecoveryScope, *, transient: bool = False) -> tuple[Entity, ...]:
    """The entities in scope, in the catalog's order, without transient ones unless the scope names them.

    With `transient`, they count as all others. Raises EntityNotFound for a name that is none of them, and
    InvalidRequest when nothing is left of what there is.
    """
    scope = resolved(catalog, scope)
    chosen = tuple(
        entity
        for entity in catalog.entities
        if scope.includes(entity.name) and (transient or not entity.transient or scope.names(entity.name))
    )
    if not chosen and catalog.entities:
        raise InvalidRequest("Nothing is left to do: every entity is excluded.")
    return chosen


def _all_meant(catalog: Catalog, names: set[str], wanted: Iterable[str]) -> Iterator[str]:
    for name in wanted:
        yield from _meant(catalog, names, name)


def _meant(catalog: Catalog, names: set[str], name: str) -> tuple[str, ...]:
    if name in names:
        return (name,)
    business = catalog.business_entity(name)
    there = () if business is None else tuple(entity for entity in business.entities if entity in names)
    if not there:
        known = [*(entity.name for entity in catalog.entities), *(business.english for business in catalog.business)]
        raise EntityNotFound(name, close=difflib.get_close_matches(name, known, 3))
    return there
