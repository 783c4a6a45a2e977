"""`crmbackup salvage`: what is left of a damaged repository becomes a repository again, in another place."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, command
from crmbackup_gui.cli.wording import counted, moment, number, table
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.salvage import Origin, Salvaged, SalvagedPoint
from crmbackup_gui.repository.salvage import salvage as run_salvage
from crmbackup_gui.services.checking import keep_verdicts
from crmbackup_gui.services.opening import Unlocked, open_place, unlock_damaged

_ORIGINS = {Origin.MANIFEST: "as it was", Origin.DRAFT: "from its draft", Origin.PIECES: "from pieces of a run"}
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app)(salvage)


def salvage(
    call: Call,
    repo: Annotated[str, typer.Argument(metavar="REPO", help="The damaged repository; nothing is written there.")],
    to: Annotated[str, typer.Option("--to", metavar="REPO2", help="An empty place for what is left of it.")],
) -> Answer:
    """Make a repository of what is left of a damaged one, with its keys, in another place."""
    found = unlock_damaged(repo, call.secrets, call.options_of(repo))
    place = open_place(to, call.options_of(to))
    with call.working() as work:
        salvaged = run_salvage(found.store, found.id, found.master, place, work.progress, work.cancel)
    warnings = keep_verdicts(Unlocked(place, found.id, found.master).repository(), salvaged.report)
    return _answer(salvaged, place.location, warnings)


def _answer(salvaged: Salvaged, location: str, warnings: tuple[str, ...]) -> Answer:
    points = salvaged.points
    intact = [point for point in points if point.intact]
    rebuilt = [point for point in points if point.origin is not Origin.MANIFEST]
    lines = [
        f"{counted(len(points), 'recovery point')} in {location}: {len(intact)} intact, {len(rebuilt)} made again.",
        *table(("Point", "CRM", "As of", "Records", "", "Whole"), [_row(point) for point in points], right=(3,)),
        *(f"Not to be read any more: {name}" for name in salvaged.lost_objects[:_SHOWN]),
    ]
    if len(salvaged.lost_objects) > _SHOWN:
        lines.append(f"{len(salvaged.lost_objects) - _SHOWN} more objects cannot be read; --json names them all.")
    if salvaged.unexplained:
        lines.append(f"{counted(salvaged.unexplained, 'backup run')} belong to no point: never finished, or pruned.")
    clean = not warnings and not rebuilt and not salvaged.lost_objects and len(intact) == len(points)
    data: dict[str, object] = {
        "location": location,
        "points": [_fields(point) for point in points],
        "lost_objects": salvaged.lost_objects,
        "unexplained_runs": salvaged.unexplained,
        "damaged": [
            {"object": d.name, "points": d.points, "entities": d.entities, "problem": d.problem}
            for d in salvaged.report.damaged
        ],
    }
    hints = () if len(intact) == len(points) else ("restore --undamaged brings back what is intact of the others.",)
    return Answer(Outcome.OK if clean else Outcome.WARNINGS, data, lines, warnings, hints=hints)


def _fields(point: SalvagedPoint) -> dict[str, object]:
    return {
        "id": point.point.id,
        "crm": point.point.crm_name,
        "consistent_as_of": point.point.consistent_as_of,
        "records": point.point.records,
        "origin": point.origin,
        "intact": point.intact,
    }


def _row(point: SalvagedPoint) -> tuple[str, ...]:
    held = point.point
    whole = "yes" if point.intact else "damaged"
    return held.id, held.crm_name, moment(held.consistent_as_of), number(held.records), _ORIGINS[point.origin], whole
