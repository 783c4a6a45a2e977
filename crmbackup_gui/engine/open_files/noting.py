"""Exports are noted in the repository, so that an erasure can name the files that still have the record."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from crmbackup_gui.engine.open_files.export import ExportReport
from crmbackup_gui.errors import RepositoryProblem
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.hiding import erased_digest
from crmbackup_gui.repository.manifest import ExportNote
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.view import PointView

_MOST_KEYS = 10_000
"""Of so many records and more, the note says that any may be among them."""


def note_export(repository: Repository, view: PointView, folder: Path, report: ExportReport) -> ExportReport:
    """Keep that the files of an export in a folder hold records of a point. A key is noted by its digest alone.

    The files are made by now, whether that can be kept or not: then the report warns.
    """
    crm = view.point.crm

    def digests(name: str, keys: pa.Array | None) -> tuple[bytes, ...] | None:
        if keys is None or len(keys) > _MOST_KEYS:
            return None
        order = KeyOrder(view.entity(name))
        return tuple(
            sorted(erased_digest(repository.erased_key, crm, name, order.to_bytes(key)) for key in keys.to_pylist())
        )

    note = ExportNote(
        sequence=view.point.sequence,
        location=str(folder.absolute()),
        machine=platform.node(),
        exported_at=datetime.now(UTC),
        entities={entity.name: digests(entity.name, report.chosen.get(entity.name)) for entity in report.entities},
    )
    try:
        repository.record_export(crm, note)
    except RepositoryProblem as error:
        warning = f"That these files exist could not be noted, so no erasure will name them: {error.user_message}"
        return replace(report, outcome=Outcome.WARNINGS, warnings=(*report.warnings, warning))
    return report


def exports_with(
    repository: Repository,
    crm: str,
    digests: Mapping[str, Collection[bytes]],
    lacking: Mapping[str, Collection[int]],
) -> Iterator[ExportNote]:
    """The exports that may hold any of some records, the newest of each place.

    Records are known by entity and digest; `lacking` says which points certainly have none of them. Of a point that is
    gone nobody knows.
    """
    found: dict[tuple[str, str], ExportNote] = {}
    for note in repository.exports(crm):
        for entity, wanted in digests.items():
            if entity not in note.entities or note.sequence in lacking.get(entity, ()):
                continue
            keys = note.entities[entity]
            if keys is None or not set(keys).isdisjoint(wanted):
                found[note.machine, note.location] = note
    yield from found.values()
