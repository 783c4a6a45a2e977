"""`crmbackup hold`: points and entities that must not be removed."""

from __future__ import annotations

from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Repo, command
from crmbackup_gui.cli.wording import moment, table
from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.engine.holding import find_held, hold_entity, hold_point
from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.holds import holds, release
from crmbackup_gui.repository.manifest import HoldKind, HoldNote
from crmbackup_gui.repository.repository import Repository

_KINDS = {HoldKind.PIN: "pin", HoldKind.LEGAL: "legal hold"}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app)(hold)


def hold(
    call: Call,
    point: Annotated[
        str | None, typer.Argument(metavar="POINT", help="Its id, the beginning of one, or 'latest'.")
    ] = None,
    *,
    repo: Repo,
    crm: Crm = None,
    entity: Annotated[
        str | None, typer.Option("--entity", metavar="NAME", help="Every point that has this entity, instead.")
    ] = None,
    pin: Annotated[bool, typer.Option("--pin", help="A pin: kept because you wish so, not because you must.")] = False,
    free: Annotated[bool, typer.Option("--release", help="Take it back.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, for those who ask later.")] = "",
) -> Answer:
    """Keep a point or an entity from being removed, or list what is held."""
    if (point is not None and entity is not None) or (pin and entity is not None):
        raise InvalidRequest("A hold is on a point or on an entity, and only a point can be pinned.")
    repository = call.repository(repo)
    found = find_crm(repository, name=crm)
    kind = HoldKind.PIN if pin else HoldKind.LEGAL
    lines: list[str] = []
    if free and (point or entity):
        sequence = None if point is None else find_held(repository, found.id, point).sequence
        there = release(repository, found.id, kind, sequence=sequence, entity=entity)
        lines.append(f"The {_KINDS[kind]} was taken back." if there else f"There was no {_KINDS[kind]} on it.")
    elif point is not None:
        held = hold_point(repository, found.id, point, kind, reason)
        lines.append(f"Recovery point {held.id} stays until this is taken back with --release.")
    elif entity is not None:
        hold_entity(repository, found.id, entity, reason)
        lines.append(f"Every recovery point that has '{entity}' stays until this is taken back with --release.")
    elif free:
        raise InvalidRequest("What is to be released must be named: a point or an entity.")
    notes = holds(repository, found.id).notes
    fields = [_fields(repository, found.id, note) for note in notes]
    return Answer(Outcome.OK, {"crm": found.name, "holds": fields}, (*lines, *_listed(repository, found.id, notes)))


def _fields(repository: Repository, crm: str, note: HoldNote) -> dict[str, object]:
    return {
        "kind": note.kind,
        "point": None if note.sequence is None else repository.point_id(crm, note.sequence),
        "entity": note.entity,
        "reason": note.reason,
        "noted_at": note.noted_at,
    }


def _listed(repository: Repository, crm: str, notes: tuple[HoldNote, ...]) -> list[str]:
    if not notes:
        return ["Nothing is held."]
    rows = [
        (
            _KINDS[note.kind],
            f"entity {note.entity}" if note.sequence is None else repository.point_id(crm, note.sequence),
            moment(note.noted_at),
            note.reason,
        )
        for note in notes
    ]
    return table(("Held by", "What", "Since", "Reason"), rows)
