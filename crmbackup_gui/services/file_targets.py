"""Open files as what a restore goes into: a folder of CSV or Parquet files for other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from crmbackup_gui.errors import InvalidLocation, InvalidRequest
from crmbackup_gui.model.outcome import CancelToken, ProgressSink
from crmbackup_gui.sources.location import Location, parse_location

if TYPE_CHECKING:
    from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest
    from crmbackup_gui.repository.repository import Repository
    from crmbackup_gui.repository.view import PointView

FILE_SCHEMES = ("csv", "parquet")
"""Of the URLs whose target is a folder of open files."""


def is_files(url: str) -> bool:
    """Whether a target is a folder of open files; no, for what is no URL."""
    try:
        return parse_location(url).scheme in FILE_SCHEMES
    except InvalidRequest:
        return False


def files_url(scheme: str, folder: str) -> str:
    """The URL of such a target, in its canonical form. `scheme` is one of FILE_SCHEMES."""
    return Location(scheme, Path(folder).absolute()).url


def restore_into_files(
    repository: Repository,
    view: PointView,
    url: str,
    request: RestoreRequest,
    progress: ProgressSink,
    cancel: CancelToken | None,
) -> RestoreReport:
    """Make the files, or say in a dry run what would be made. What the report calls created is in new files.

    The repository keeps that they were made. No files are made in its place. Raises as `run_export`, and
    InvalidLocation.
    """
    from crmbackup_gui.engine.open_files.export import rehearse_export
    from crmbackup_gui.engine.open_files.formats import FileFormat
    from crmbackup_gui.engine.open_files.noting import noted_export
    from crmbackup_gui.engine.restore import RestoreReport
    from crmbackup_gui.engine.restore_job import EntityResult

    location = parse_location(url)
    assert location.path is not None
    _check_outside(location.path, repository.store.location)
    file_format = FileFormat(location.scheme)
    if request.dry_run:
        made = rehearse_export(view, location.path, file_format, request.scope)
    else:
        made = noted_export(
            repository, view, location.path, file_format, request.scope, progress=progress, cancel=cancel
        )
    labels = {entity.name: entity.label or "" for entity in view.entities()}
    return RestoreReport(
        outcome=made.outcome,
        entities=tuple(
            EntityResult(
                e.name, created=e.records, verified=0 if request.dry_run else e.records, label=labels.get(e.name, "")
            )
            for e in made.entities
        ),
        verified=not request.dry_run,
        safety_point=None,
        warnings=made.warnings,
        seconds=made.seconds,
        dry_run=request.dry_run,
        business=view.catalog.business,
    )


def _check_outside(folder: Path, repository: str) -> None:
    inner, outer = Path(os.path.realpath(folder)), Path(os.path.realpath(repository))
    if inner == outer or outer in inner.parents:
        raise InvalidLocation(str(folder), "it lies inside the repository, which holds nothing but recovery points")
