"""`crmbackup restore` and `crmbackup undo`: put records back, every one of them read back and compared."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer, failure
from crmbackup_gui.cli.chances import chance_data, chance_lines
from crmbackup_gui.cli.command import Call, Crm, Entities, Repo, command
from crmbackup_gui.cli.forecasts import forecast_data, forecast_lines
from crmbackup_gui.cli.open_files import FILE_SCHEMES, exported
from crmbackup_gui.cli.own_crms import find_crm_at
from crmbackup_gui.cli.wording import counted, duration, moment, number, table
from crmbackup_gui.cli.working import Work
from crmbackup_gui.engine.chance import RecoveryChance, recovery_chance
from crmbackup_gui.engine.open_files.formats import FileFormat
from crmbackup_gui.engine.open_files.noting import noted_export
from crmbackup_gui.engine.points import LATEST, ChosenPoint, choose_point, find_anywhere
from crmbackup_gui.engine.restore import RestoreReport, RestoreRequest, run_restore, run_undo
from crmbackup_gui.errors import CrmNotFound, DamagedRepository, InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.scope import RecoveryScope, RestoreMode
from crmbackup_gui.repository.repository import CrmInfo, Repository
from crmbackup_gui.repository.survivors import open_survivors
from crmbackup_gui.sources.location import parse_location

_COUNTS = ("created", "updated", "undeleted", "deleted", "unchanged", "skipped", "failed")
_REFUSALS_SHOWN = 20
_REST = "--undamaged restores what is intact, and with --older-versions also the rest as older points have it."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, opens_crm=True)(restore)
    command(app, opens_crm=True)(undo)


def restore(
    call: Call,
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET", help="The CRM to write to, as a URL; csv:// or parquet:// and a folder make files."
        ),
    ],
    *,
    repo: Repo,
    crm: Crm = None,
    point: Annotated[
        str | None, typer.Option("--point", metavar="POINT", help="Its id, the beginning of one, or 'latest'.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="As it was then; ISO 8601, local time.")
    ] = None,
    latest_intact: Annotated[bool, typer.Option("--latest-intact", help="The newest point that is intact.")] = False,
    entity: Entities = None,
    record: Annotated[
        list[str] | None, typer.Option("--record", metavar="ENTITY=KEY", help="Only this record; may be repeated.")
    ] = None,
    with_children: Annotated[
        bool, typer.Option("--with-children", help="With --record: also the records that refer to it, and so on.")
    ] = False,
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="NAME", help="Only this field; may be repeated.")
    ] = None,
    mode: Annotated[
        RestoreMode, typer.Option("--mode", help="missing creates; merge also updates; exact also deletes.")
    ] = RestoreMode.MERGE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count what would be done, and do nothing.")] = False,
    create_schema: Annotated[bool, typer.Option("--create-schema", help="Create and change tables as needed.")] = False,
    no_safety_point: Annotated[
        bool, typer.Option("--no-safety-point", help="Do not keep what is replaced; there is no undo then.")
    ] = False,
    clear_fields: Annotated[
        bool, typer.Option("--clear-fields", help="In a hosted CRM: also empty what is empty in the point.")
    ] = False,
    undamaged: Annotated[
        bool, typer.Option("--undamaged", help="Of a damaged point, restore what is intact, and list what is missing.")
    ] = False,
    older_versions: Annotated[
        bool, typer.Option("--older-versions", help="With --undamaged: what is missing, as an older point has it.")
    ] = False,
) -> Answer:
    """Restore a recovery point, or parts of it, into a CRM."""
    time = _time(at)
    if sum((point is not None, time is not None, latest_intact)) > 1:
        raise InvalidRequest("--point, --at and --latest-intact each choose the recovery point; give one of them.")
    if with_children and not record:
        raise InvalidRequest("--with-children extends --record, which was not given.")
    if older_versions and not undamaged:
        raise InvalidRequest("--older-versions extends --undamaged, which was not given.")
    if undamaged and mode is RestoreMode.EXACT:
        raise InvalidRequest("A damaged point does not tell what it did not have, so nothing can be deleted by it.")
    request = RestoreRequest(
        scope=RecoveryScope(
            entities=tuple(entity or ()),
            records=_records(record or ()),
            fields=tuple(field or ()),
            with_children=with_children,
        ),
        mode=mode,
        dry_run=dry_run,
        create_schema=create_schema,
        safety_point=not no_safety_point,
        clears=clear_fields,
    )
    location = parse_location(target)
    to_files = location.scheme in FILE_SCHEMES
    if to_files and dry_run:
        raise InvalidRequest("Files are always new ones, so there is nothing that --dry-run could tell.")
    source = None if to_files else call.crm(target)
    repository = call.readable(repo, point)
    with call.working() as work:
        find = partial(find_crm_at, call, repo, repository, source.url if source else location.url, name=crm)
        chosen = _choose(repository, find, crm, _Wanted(point, time, latest_intact), work)
        which = chosen.point.crm, chosen.point.sequence
        left = open_survivors(repository, *which, older=older_versions) if undamaged else None
        chance = None if left is None else recovery_chance(left, work.progress, work.cancel)
        try:
            view = repository.view(*which) if left is None else left
            if source is None:
                assert location.path is not None
                file_format = FileFormat(location.scheme)
                files = noted_export(
                    repository,
                    view,
                    location.path,
                    file_format,
                    request.scope,
                    progress=work.progress,
                    cancel=work.cancel,
                )
                return _with_chance(exported(files, chosen), chance)
            report = run_restore(repository, view, source, request, work.progress, work.cancel)
        except DamagedRepository as error:
            return _with_chance(failure(error), recovery_chance(open_survivors(repository, *which), work.progress))
    return _with_chance(_answer(report, chosen, repo), chance)


def undo(
    call: Call,
    safety_point: Annotated[str, typer.Argument(metavar="SAFETY_POINT", help="The point that a restore took first.")],
    repo: Repo,
    into: Annotated[
        str | None, typer.Option("--into", metavar="TARGET", help="Where the CRM is now, if it has moved.")
    ] = None,
) -> Answer:
    """Put back what a restore replaced, created and deleted."""
    repository = call.repository(repo)
    found = find_anywhere(repository, safety_point)
    source = call.crm(found.url if into is None else into)
    view = repository.view(found.crm, found.sequence)
    with call.working() as work:
        report = run_undo(repository, view, source, work.progress, work.cancel)
    return _answer(report, ChosenPoint(found), repo)


@dataclass(frozen=True)
class _Wanted:
    """The point that was asked for; nothing set means the latest."""

    point: str | None
    at: datetime | None
    latest_intact: bool


def _choose(
    repository: Repository, find: Callable[[], CrmInfo], crm: str | None, wanted: _Wanted, work: Work
) -> ChosenPoint:
    try:
        found = find()
    except CrmNotFound:
        # An id says by itself which CRM it belongs to; `latest` does not.
        if crm is not None or wanted.point in (None, LATEST):
            raise
        return ChosenPoint(find_anywhere(repository, wanted.point))
    return choose_point(
        repository,
        found.id,
        point=wanted.point,
        at=wanted.at,
        latest_intact=wanted.latest_intact,
        progress=work.progress,
        cancel=work.cancel,
    )


def _time(text: str | None) -> datetime | None:
    """Aware; without a zone it is the time of this machine."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError) as error:
        raise InvalidRequest(f"'{text}' is not a time in ISO 8601, such as 2026-03-31T18:00.") from error


def _records(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    records: dict[str, tuple[str, ...]] = {}
    for text in given:
        entity, equals, key = text.partition("=")
        if not equals or not entity:
            raise InvalidRequest(f"'{text}' names no record; write ENTITY=KEY.")
        records[entity] = (*records.get(entity, ()), key)
    return records


def _answer(report: RestoreReport, chosen: ChosenPoint, repo: str) -> Answer:
    safety = report.safety_point
    return Answer(
        report.outcome,
        {
            **{name: report.total(name) for name in _COUNTS},
            "verified": report.verified,
            "records_verified": report.total("verified"),
            "differences": report.total("differing"),
            "dry_run": report.dry_run,
            "point": chosen.point.id,
            "skipped_points": chosen.skipped,
            "safety_point": safety.id if safety else None,
            "seconds": report.seconds,
            "forecast": None if report.forecast is None else forecast_data(report.forecast),
            "report": _report(report),
        },
        lines=_lines(report, chosen),
        warnings=report.warnings,
        hints=(f"To take this back: crmbackup undo {safety.id} --repo {shlex.quote(repo)}",) if safety else (),
    )


def _with_chance(answer: Answer, chance: RecoveryChance | None) -> Answer:
    """The same, with what would come back, or did, of a damaged point."""
    if chance is None or chance.whole:
        return answer
    hints = answer.hints if answer.problem is None else (*answer.hints, _REST)
    outcome = answer.outcome if answer.outcome is not Outcome.OK else Outcome.WARNINGS
    lines = (*chance_lines(chance), *answer.lines)
    return replace(
        answer, outcome=outcome, data={**answer.data, "chance": chance_data(chance)}, lines=lines, hints=hints
    )


def _report(report: RestoreReport) -> dict[str, object]:
    return {
        "entities": [
            {"name": e.name, **{name: getattr(e, name) for name in _COUNTS}, "verified": e.verified}
            for e in report.entities
        ],
        "refused": [
            {"entity": e.name, "key": key, "reason": reason} for e in report.entities for key, reason in e.refused
        ],
        "warnings": report.warnings,
    }


def _lines(report: RestoreReport, chosen: ChosenPoint) -> list[str]:
    point = chosen.point
    lines = [f"Recovery point {point.id} of {point.crm_name}, as of {moment(point.consistent_as_of)}."]
    if chosen.note:
        lines.append(chosen.note)
    touched = [e for e in report.entities if any(getattr(e, name) for name in _COUNTS)]
    rows = [(e.name, *(number(getattr(e, name)) for name in _COUNTS)) for e in touched]
    if rows:
        headings = ("Entity", *(name.capitalize() for name in _COUNTS))
        lines += table(headings, rows, right=range(1, len(headings)))
    for entity in report.entities:
        lines += [f"Refused: {entity.name}={key}: {reason}" for key, reason in entity.refused[:_REFUSALS_SHOWN]]
    if report.dry_run:
        lines += () if report.forecast is None else forecast_lines(report.forecast)
        lines.append("This was a dry run: nothing was changed.")
    else:
        read_back = counted(report.total("verified"), "record")
        differing = report.total("differing")
        found = f"{counted(differing, 'record')} not as the recovery point has them" if differing else "no differences"
        lines.append(f"Done in {duration(report.seconds)}: {read_back} read back and compared, {found}.")
        if differing:
            lines.append("The CRM has kept all that it took; these records are listed above with what differs.")
    return lines
