"""The drill: a point is restored into a throw-away CRM, and every record is read back. The best proof there is.

A CRM of this computer's own files is made anew as what it is. Of one on a server the tables become Parquet files and
the attachments a folder: so a drill proves that everything needed is there, opens and reads back, on a schedule, with
nothing but this computer; it asks nothing of a server that people work on. That a server takes the records too, the
rehearsal of a restore shows.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from crmbackup_gui.engine.open_files.export import run_export
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest, run_restore
from crmbackup_gui.engine.restore_job import EntityResult
from crmbackup_gui.model.catalog import ValueType
from crmbackup_gui.model.outcome import CancelToken, Outcome, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.view import PointView
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import open_source, open_throw_away

_REQUEST = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True, safety_point=False)


def run_drill(
    repository: Repository,
    point: RecoveryPoint,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
) -> RestoreReport:
    """Restore the whole point into a private temporary folder, which is removed at the end.

    Raises what a restore raises; nothing outside that folder is touched. The folder holds the records in the open
    while the drill runs, readable for this user alone.
    """
    repository.forget_packs()
    view = repository.view(point.crm, point.sequence)
    with tempfile.TemporaryDirectory(prefix="crmbackup-drill-") as name:
        folder = Path(name)
        if parse_location(point.url).path is None:
            return _as_files(repository, view, folder, progress, cancel)
        return run_restore(repository, view, open_throw_away(point.url, folder), _REQUEST, progress, cancel)


def _as_files(
    repository: Repository, view: PointView, folder: Path, progress: ProgressSink, cancel: CancelToken | None
) -> RestoreReport:
    """A point of a server: what the report calls created is what was written into files."""
    attached = [e.name for e in view.entities() if any(f.type is ValueType.CONTENT for f in e.fields)]
    tables = tuple(e.name for e in view.entities() if e.name not in attached)
    (folder / "tables").mkdir()
    scope = RecoveryScope(entities=tables)
    exported = run_export(view, folder / "tables", FileFormat.PARQUET, scope, progress, cancel)
    report = RestoreReport(
        outcome=exported.outcome,
        entities=tuple(EntityResult(e.name, created=e.records, verified=e.records) for e in exported.entities),
        verified=True,
        safety_point=None,
        warnings=exported.warnings,
        seconds=exported.seconds,
        business=view.catalog.business,
    )
    if not attached:
        return report
    request = replace(_REQUEST, scope=RecoveryScope(entities=tuple(attached)))
    files = run_restore(repository, view, open_source(f"folder://{folder / 'files'}"), request, progress, cancel)
    warnings = (*report.warnings, *files.warnings)
    return replace(
        report,
        outcome=Outcome.WARNINGS if warnings else Outcome.OK,
        entities=(*report.entities, *files.entities),
        warnings=warnings,
        seconds=report.seconds + files.seconds,
    )
