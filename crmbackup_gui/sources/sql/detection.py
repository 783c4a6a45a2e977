"""Which CRM a catalog is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from crmbackup_gui.model.catalog import Catalog, Entity
from crmbackup_gui.sources.sql.profile_files import Detection, Profile


@dataclass(frozen=True)
class Found:
    """A CRM that was recognised, and what stands before the names of its tables: a schema, a prefix or nothing."""

    profile: Profile
    prefix: str


def recognise(catalog: Catalog, profiles: Iterable[Profile]) -> Found | None:
    """The profile that fits best; None where none fits.

    One fits when all that it needs is there, nothing that rules it out, and enough of its signs. The best is the one
    with the most of them there, so that a CRM that was made from another one is not taken for that.
    """
    best, most = None, 0
    for profile in profiles:
        for prefix in _prefixes(catalog, profile.detect):
            tables = {e.name.removeprefix(prefix): e for e in catalog.entities if e.name.startswith(prefix)}
            score = _score(profile.detect, tables)
            if score > most:
                best, most = Found(profile, prefix), score
    return best


def _prefixes(catalog: Catalog, detect: Detection) -> Iterator[str]:
    """What stands before the name of the anchor, wherever there is a table that is called so."""
    for entity in catalog.entities:
        prefix = entity.name.removesuffix(detect.anchor)
        if prefix == entity.name:
            continue
        if not prefix or prefix.endswith(".") or (detect.prefixed and prefix.endswith("_")):
            yield prefix


def _score(detect: Detection, tables: Mapping[str, Entity]) -> int:
    """How many signs are there; 0 where it is not that CRM."""
    if not all(_shows(tables, sign) for sign in detect.needs) or any(_shows(tables, sign) for sign in detect.unlike):
        return 0
    there = sum(_shows(tables, sign) for sign in detect.signs)
    return len(detect.needs) + there if there >= detect.least * len(detect.signs) else 0


def _shows(tables: Mapping[str, Entity], sign: str) -> bool:
    table, _, wanted = sign.partition(".")
    entity = tables.get(table)
    return entity is not None and (not wanted or any(field.name == wanted for field in entity.fields))
