"""The drill: a point is restored into a throw-away CRM, and every record is read back. The best proof there is."""

from __future__ import annotations

import tempfile
from pathlib import Path

from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest, run_restore
from crmbackup_gui.model.outcome import CancelToken, ProgressSink, no_progress
from crmbackup_gui.model.recovery import RecoveryPoint
from crmbackup_gui.model.scope import RestoreMode
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.sources.registry import open_throw_away


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
    with tempfile.TemporaryDirectory(prefix="crmbackup-drill-") as folder:
        target = open_throw_away(point.url, Path(folder))
        view = repository.view(point.crm, point.sequence)
        request = RestoreRequest(mode=RestoreMode.EXACT, create_schema=True, safety_point=False)
        return run_restore(repository, view, target, request, progress, cancel)
