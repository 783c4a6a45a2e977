"""`crmbackup erase`: a person asked to be forgotten."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Repo, command
from crmbackup_gui.cli.delays import delays_data, told
from crmbackup_gui.cli.wording import counted
from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.engine.erase import EraseReport
from crmbackup_gui.engine.erase import erase as run_erase
from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome

_STILL_THERE = "Take it out of the CRM as well: a backup of a CRM that still has it stores it again, and says so."


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app)(erase)


def erase(
    call: Call,
    record: Annotated[list[str], typer.Argument(metavar="ENTITY=KEY", help="The record; more may follow.")],
    *,
    repo: Repo,
    crm: Crm = None,
    with_children: Annotated[
        bool, typer.Option("--with-children", help="Also the records that refer to it, and so on.")
    ] = False,
    at_once: Annotated[
        bool,
        typer.Option(
            "--at-once", help="No other program uses the repository: delete the old parts now, not after 72 hours."
        ),
    ] = False,
) -> Answer:
    """Erase a record from every recovery point, for good; there is no undo."""
    wanted: dict[str, tuple[str, ...]] = {}
    for text in record:
        entity, equals, key = text.partition("=")
        if not equals or not entity:
            raise InvalidRequest(f"'{text}' names no record; write ENTITY=KEY.")
        wanted[entity] = (*wanted.get(entity, ()), key)
    repository = call.repository(repo)
    found = find_crm(repository, name=crm)
    with call.working() as work:
        report = run_erase(
            repository, found.id, wanted, work.progress, work.cancel, with_children=with_children, at_once=at_once
        )
    return _answer(report)


def _answer(report: EraseReport) -> Answer:
    data = {
        "erased": report.erased,
        "points_rewritten": report.rewritten.points,
        "packs_waiting": len(report.rewritten.packs),
        "packs_deleted": report.rewritten.packs_deleted,
        "delays": delays_data(report.delays),
    }
    records = counted(sum(report.erased.values()), "record")
    if report.erased:
        lines = (
            f"{records} erased: hidden in every recovery point, and {report.rewritten.points} of them written anew.",
        )
    else:
        lines = (f"It was erased before; {counted(report.rewritten.points, 'recovery point')} written anew just now.",)
    warnings = (*report.warnings, *(told(delay, what="it, hidden,") for delay in report.delays))
    return Answer(Outcome(report.outcome), data, lines, warnings, hints=(_STILL_THERE,))
