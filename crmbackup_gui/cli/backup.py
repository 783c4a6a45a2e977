"""`crmbackup backup`: take a recovery point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Entities, Repo, command
from crmbackup_gui.cli.copy import copies_after, fields_of, told
from crmbackup_gui.cli.forecasts import forecast_data, forecast_lines
from crmbackup_gui.cli.own_crms import own_crm
from crmbackup_gui.cli.wording import counted, duration, number, size
from crmbackup_gui.engine.backup import BackupReport, BackupRequest, run_backup
from crmbackup_gui.engine.foresee import foresee_backup
from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, Strategy
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.services.apart import check_apart
from crmbackup_gui.services.copies import CopyState, PlaceOfCopy
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.overview import name_in

_STRANGE = (
    "This goes on with the timeline of '{name}', which this computer had not seen before. "
    "If yours is another CRM at the same address, give it a name of its own with --crm."
)


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app, opens_crm=True)(backup)


def backup(
    call: Call,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The CRM, as a URL such as sqlite:///crm.db.")],
    *,
    repo: Repo,
    strategy: Annotated[
        Literal["auto", "full", "incremental", "differential"],
        typer.Option("--strategy", help="What the point stores."),
    ] = "auto",
    entity: Entities = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="NAME", help="Not this entity; may be repeated.")
    ] = None,
    crm: Crm = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Of a hosted CRM: tell what calls it will take, and do nothing.")
    ] = False,
) -> Answer:
    """Back up a CRM: take one recovery point."""
    opened = call.crm(source)
    repository = call.repository(repo)
    check_apart(open_place(repo, call.options_of(repo)).location, opened.url)
    own = own_crm(call, repo, opened.url) if crm is None else None
    request = BackupRequest(
        strategy=None if strategy == "auto" else Strategy(strategy),
        scope=RecoveryScope(entities=tuple(entity or ()), exclude=tuple(exclude or ())),
        crm_name=crm if own is None else name_in(repository, own),
        crm=None if own is None else own.crm,
    )
    if dry_run:
        return _foreseen(foresee_backup(opened, repository, request))
    seen = {known for known in repository.crm_ids() if repository.remembered_head(known) is not None}
    with call.working() as work:
        report = run_backup(opened, repository, request, work.progress, work.cancel)
    copies = copies_after(call, repository, repo)
    by_address = crm is None and own is None
    return _answer(report, copies, strange=by_address and report.point.sequence > 1 and report.point.crm not in seen)


def _foreseen(forecast: Forecast | None) -> Answer:
    if forecast is None:
        raise InvalidRequest("This CRM grants as many calls as one likes, so --dry-run has nothing to tell.")
    return Answer(Outcome.OK, {"forecast": forecast_data(forecast)}, lines=forecast_lines(forecast))


def _answer(report: BackupReport, copies: Sequence[PlaceOfCopy], *, strange: bool) -> Answer:
    """A copy that is away is a state, one that failed a warning.

    `strange` says that the address alone led to a timeline of which this computer knew nothing.
    """
    point = report.point
    changes = f"+{number(point.records_added)} ~{number(point.records_changed)} -{number(point.records_deleted)}"
    partial = ("It is partial: restores use it only when it is named.",) if point.kind is PointKind.PARTIAL else ()
    failed = tuple(told(copy) for copy in copies if copy.state is CopyState.FAILED)
    return Answer(
        Outcome.WARNINGS if failed and report.outcome is Outcome.OK else report.outcome,
        {
            "point": point.id,
            "crm": point.crm_name,
            "kind": point.kind,
            "strategy": point.strategy,
            "behind": point.behind,
            "records_read": report.records_read,
            "records_added": point.records_added,
            "records_changed": point.records_changed,
            "records_deleted": point.records_deleted,
            "bytes_stored": point.bytes_stored,
            "seconds": point.seconds,
            "copies": [fields_of(copy) for copy in copies],
        },
        lines=(
            f"Recovery point {point.id} of {point.crm_name}, {point.strategy.value}.",
            f"{counted(point.records, 'record')} ({changes}), {size(point.bytes_stored)} in {duration(point.seconds)}.",
            *partial,
            *(told(copy) for copy in copies if copy.state is not CopyState.FAILED),
        ),
        warnings=(*report.warnings, *failed),
        hints=(_STRANGE.format(name=point.crm_name),) if strange else (),
    )
