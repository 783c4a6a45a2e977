"""`crmbackup compare`: what is different between two moments of a CRM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Entities, Repo, command
from crmbackup_gui.cli.comparisons import compare_with_source, counts, difference_lines
from crmbackup_gui.cli.json_lines import json_line
from crmbackup_gui.engine.compare import EntityComparison
from crmbackup_gui.engine.compare import compare as compare_points
from crmbackup_gui.engine.points import find_anywhere
from crmbackup_gui.model.outcome import Outcome


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app, opens_crm=True)(compare)


def compare(
    call: Call,
    a: Annotated[str, typer.Argument(metavar="A", help="A recovery point.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another recovery point, or a CRM as a URL.")],
    *,
    repo: Repo,
    entity: Entities = None,
    rows: Annotated[int, typer.Option("--rows", metavar="N", min=0, help="Also list up to N rows of each entity.")] = 0,
    crm: Crm = None,
) -> Answer:
    """Compare a recovery point with another one, or with a CRM as it is now."""
    source = call.crm(b) if "://" in b else None
    repository = call.readable(repo)
    before = find_anywhere(repository, a, crm)
    with call.working() as work:
        if source is not None:
            compared = compare_with_source(repository, before, source, work, entities=entity or (), rows=rows)
        else:
            after = find_anywhere(repository, b, crm)
            compared = compare_points(
                repository,
                repository.view(before.crm, before.sequence),
                repository.view(after.crm, after.sequence),
                entities=tuple(entity or ()),
                rows=rows,
                progress=work.progress,
                cancel=work.cancel,
            )
    return _answer(compared, rows=rows)


def _answer(compared: Sequence[EntityComparison], *, rows: int) -> Answer:
    listed = [{"entity": found.name, **row} for found in compared for row in found.rows]
    data: dict[str, object] = {"entities": counts(compared)}
    if rows:
        data["rows"] = listed
    return Answer(Outcome.OK, data, (*difference_lines(compared), *(json_line(row) for row in listed)))
