"""Keeping what a check found."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crmbackup_gui.errors import RepositoryProblem

if TYPE_CHECKING:
    from crmbackup_gui.repository.check import CheckReport
    from crmbackup_gui.repository.repository import Repository


def keep_verdicts(repository: Repository, report: CheckReport) -> tuple[str, ...]:
    """Write the verdicts into the repository, which may be on a drive that can only be read; warnings."""
    from crmbackup_gui.repository.manifest import CheckResult

    now = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        for crm in sorted({*report.intact, *report.harmed}):
            intact, damaged = report.intact.get(crm, ()), report.harmed.get(crm, ())
            repository.record_check(crm, CheckResult(checked_at=now, intact=intact, damaged=damaged))
    except RepositoryProblem as error:
        return (f"The result of this check is not kept: {error.user_message}",)
    return ()
