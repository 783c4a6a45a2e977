"""What is found at the address of a CRM, before anything is backed up."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.sources.base import Source, SourceSnapshot
from crmbackup_gui.sources.location import Location, parse_location


@dataclass(frozen=True)
class EntityFacts:
    """An entity, how many records it has (None when only reading it would tell), and the entities it refers to."""

    name: str
    label: str
    records: int | None
    references: tuple[str, ...]


@dataclass(frozen=True)
class SourceFacts:
    """A CRM that can be read. `kind` is the scheme of its URL, `warnings` what it cannot show or vouch for."""

    url: str
    name: str
    kind: str
    entities: tuple[EntityFacts, ...]
    size_bytes: int | None
    warnings: tuple[str, ...] = ()


def look_at_source(source: Source) -> SourceFacts:
    """Connect and look around. Raises leaves of SourceProblem."""
    location = parse_location(source.url)
    with source.snapshot() as snapshot:
        entities = tuple(_facts(snapshot, entity) for entity in snapshot.catalog.entities if not entity.derived)
        warnings = tuple(snapshot.warnings)
    return SourceFacts(source.url, source.name, location.scheme, entities, _size(location), warnings)


def _facts(snapshot: SourceSnapshot, entity: Entity) -> EntityFacts:
    records = _records(snapshot, entity)
    references = dict.fromkeys(reference.target for reference in entity.references if reference.target != entity.name)
    return EntityFacts(entity.name, entity.label or entity.name, records, tuple(references))


def _records(snapshot: SourceSnapshot, entity: Entity) -> int | None:
    """Files are listed without their contents, which is cheap; nothing else is read to be counted."""
    stream = snapshot.read(entity)
    if stream.rows is None and any(field.type is ValueType.CONTENT for field in entity.fields):
        return sum(records.batch.num_rows for records in stream.records)
    return stream.rows


def _size(location: Location) -> int | None:
    """Bytes of the files that the CRM consists of; None for one on a server."""
    if location.path is None:
        return None
    places = [location.path, *(Path(location.options[name]) for name in ("files",) if name in location.options)]
    return sum(_bytes(place) for place in places)


def _bytes(place: Path) -> int:
    """Links are not followed, and what cannot be looked at counts as nothing: it is for a person's orientation."""
    if not place.is_dir():
        return place.stat().st_size if place.exists() else 0
    return sum(_sizes(place))


def _sizes(folder: Path) -> Iterator[int]:
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                yield (Path(parent) / name).lstat().st_size
            except OSError:
                continue
