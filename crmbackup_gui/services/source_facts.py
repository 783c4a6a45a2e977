"""What is found at the address of a CRM, before anything is backed up."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crmbackup_gui.model.budget import BudgetFacts
from crmbackup_gui.model.catalog import Entity, ValueType
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.sources.base import Source, SourceSnapshot
from crmbackup_gui.sources.budgeted import budget_of
from crmbackup_gui.sources.limited import Hidden, Limited, hidden_notes
from crmbackup_gui.sources.location import Location, parse_location
from crmbackup_gui.sources.server import Counting, RecordCount, ServerFacts, server_facts

_PATIENCE = 5.0
"""Seconds that a person may wait for records to be counted."""


@dataclass(frozen=True)
class EntityFacts:
    """An entity, how many records it has (None when only reading it would tell), and the entities it refers to."""

    name: str
    label: str
    records: int | None
    references: tuple[str, ...]
    transient: bool = False
    """The CRM makes its records anew: they are only backed up where somebody names it."""
    about: bool = False
    """`records` is what the server estimates."""
    fields: int = 0
    """How many fields of it are read."""


@dataclass(frozen=True)
class SourceFacts:
    """A CRM that can be read. `kind` is the scheme of its URL, `warnings` what it cannot show or vouch for.

    What the account may not read is `hidden`, where that is known one by one, and no warning then.
    `crm` is the product that it was recognised as, or empty; `business` is what users choose from, where there is more
    to say than the names of entities.
    """

    url: str
    name: str
    kind: str
    entities: tuple[EntityFacts, ...]
    size_bytes: int | None
    warnings: tuple[str, ...] = ()
    crm: str = ""
    business: tuple[BusinessEntity, ...] = ()
    server: ServerFacts | None = None
    lacks_files: bool = False
    """Its records name files of a folder that is not part of it."""
    hidden: tuple[Hidden, ...] = ()
    budget: BudgetFacts | None = None
    """Of a service that grants only so many calls: how things stand once this was found out."""


def look_at_source(source: Source) -> SourceFacts:
    """Connect and look around. Raises leaves of SourceProblem."""
    location = parse_location(source.url)
    with source.snapshot() as snapshot:
        catalog = snapshot.catalog
        # A service says all of that in one look, and counts calls.
        server = snapshot.server if isinstance(snapshot, Limited) else server_facts(source)
        counts = snapshot.counts(_PATIENCE) if isinstance(snapshot, Counting) else None
        entities = tuple(_facts(snapshot, entity, counts) for entity in catalog.entities if not entity.derived)
        hidden = tuple(snapshot.hidden) if isinstance(snapshot, Limited) else ()
        told = set(hidden_notes(hidden))
        warnings = tuple(warning for warning in snapshot.warnings if warning not in told)
    return SourceFacts(
        url=source.url,
        name=source.name,
        kind=location.scheme,
        entities=entities,
        size_bytes=_size(location, server),
        warnings=warnings,
        crm=catalog.crm,
        business=catalog.business,
        server=server,
        lacks_files="files" not in location.options and any(e.conventions.files for e in catalog.entities),
        hidden=hidden,
        budget=budget_of(source),
    )


def _facts(snapshot: SourceSnapshot, entity: Entity, counts: Mapping[str, RecordCount] | None) -> EntityFacts:
    counted = None if counts is None else counts.get(entity.name)
    records = _records(snapshot, entity, may_read=counts is None) if counted is None else counted.records
    about = counted is not None and not counted.exact
    return EntityFacts(
        entity.name,
        entity.label or entity.name,
        records,
        entity.refers_to,
        entity.transient,
        about,
        sum(field.type is not ValueType.CONTENT for field in entity.fields),
    )


def _records(snapshot: SourceSnapshot, entity: Entity, *, may_read: bool) -> int | None:
    """Files of a folder are listed without their contents, which is cheap; nothing else is read to be counted."""
    are_files = any(field.type is ValueType.CONTENT for field in entity.fields) and not isinstance(snapshot, Limited)
    if not may_read and not are_files:
        return None
    stream = snapshot.read(entity)
    if stream.rows is None and are_files:
        return sum(records.batch.num_rows for records in stream.records)
    return stream.rows


def _size(location: Location, server: ServerFacts | None) -> int | None:
    """Bytes of the files that the CRM consists of, and of its database on a server; None where nobody can tell."""
    attachments = [Path(location.options["files"])] if "files" in location.options else []
    if location.path is not None:
        return sum(_bytes(place) for place in (location.path, *attachments))
    if server is None or server.size_bytes is None:
        return None
    return server.size_bytes + sum(_bytes(place) for place in attachments)


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
