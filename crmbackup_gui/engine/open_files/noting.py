"""Exports are noted in the repository, so that an erasure can name the files that still have the record."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from crmbackup_gui.engine.open_files.export import ExportReport, run_export
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.engine.selection import Selection
from crmbackup_gui.errors import RepositoryProblem
from crmbackup_gui.model.catalog import Entity
from crmbackup_gui.model.outcome import CancelToken, ProgressSink, no_progress
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.hiding import erased_digest
from crmbackup_gui.repository.manifest import ExportNote
from crmbackup_gui.repository.order import KeyOrder
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.view import PointView

_MOST_KEYS = 10_000
"""Of so many records and more, the note says that any may be among them."""


def noted_export(
    repository: Repository,
    view: PointView,
    folder: Path,
    file_format: FileFormat,
    scope: RecoveryScope | None = None,
    *,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> ExportReport:
    """Make files, and keep in the repository that they hold records of the point. A key is noted by its digest alone.

    That is kept before anything is written: an export that ends badly may leave files, and an erasure meanwhile must
    know of them. Where it cannot be kept, the files are made, and the report warns. Raises as `run_export`.
    """

    def note(entities: Sequence[Entity], chosen: Selection) -> tuple[str, ...]:
        return _note(repository, view, folder, entities, chosen)

    return run_export(view, folder, file_format, scope, progress, cancel, before=note)


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


def _note(
    repository: Repository, view: PointView, folder: Path, entities: Sequence[Entity], chosen: Selection
) -> tuple[str, ...]:
    """Keep that records go into files of a folder; a warning where that cannot be kept."""
    crm = view.point.crm

    def digests(entity: Entity) -> tuple[bytes, ...] | None:
        keys = chosen.get(entity.name)
        if keys is None or len(keys) > _MOST_KEYS:
            return None
        order = KeyOrder(entity)
        return tuple(
            sorted(
                erased_digest(repository.erased_key, crm, entity.name, order.to_bytes(key)) for key in keys.to_pylist()
            )
        )

    note = ExportNote(
        sequence=view.point.sequence,
        location=str(folder.absolute()),
        machine=platform.node(),
        exported_at=datetime.now(UTC),
        entities={entity.name: digests(entity) for entity in entities},
    )
    try:
        repository.record_export(crm, note)
    except RepositoryProblem as error:
        return (f"That these files exist could not be noted, so no erasure will name them: {error.user_message}",)
    return ()
