"""`crmbackup points` and `crmbackup show`: the timeline, and one recovery point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Crm, Repo, command
from crmbackup_gui.cli.wording import counted, duration, moment, number, size, table
from crmbackup_gui.engine.crms import find_crm
from crmbackup_gui.engine.points import find_anywhere
from crmbackup_gui.model.conventions import BusinessEntity
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.model.recovery import PointKind, RecoveryPoint
from crmbackup_gui.repository.manifest import EntityState
from crmbackup_gui.repository.repository import CrmInfo, Repository
from crmbackup_gui.repository.view import PointView

_VERDICTS = {True: "yes", False: "damaged", None: "not yet"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app)(points)
    command(app)(show)


def points(
    call: Call,
    repo: Repo,
    crm: Crm = None,
    every: Annotated[bool, typer.Option("--all", help="Safety and partial points too.")] = False,
) -> Answer:
    """List the recovery points, oldest first."""
    repository = call.readable(repo)
    chosen = repository.crms() if crm is None else (find_crm(repository, name=crm),)
    listed: list[dict[str, object]] = []
    rows: list[tuple[str, ...]] = []
    warnings: list[str] = []
    for info in chosen:
        timeline = repository.timeline(info.id)
        verdicts = repository.intact(info.id)
        readable = {point.sequence: point for point in timeline.points}
        for sequence in sorted({*readable, *timeline.unreadable}):
            point = readable.get(sequence)
            if point is None:
                listed.append(_unreadable(repository, info, sequence))
                rows.append((repository.point_id(info.id, sequence), info.name, *("?" * 6), _VERDICTS[False]))
            elif every or point.kind is PointKind.REGULAR:
                listed.append(_fields(repository, point, verdicts.get(sequence)))
                rows.append(_row(point, verdicts.get(sequence)))
        if timeline.lost_after is not None:
            warnings.append(f"Newer recovery points of '{info.name}' have been seen than are here now; run a check.")
    headings = ("Point", "CRM", "As of", "Kind", "Strategy", "Records", "Changes", "Stored", "Checked")
    lines = table(headings, rows, right=(5, 6, 7)) if rows else ["There are no recovery points yet."]
    return Answer(Outcome.WARNINGS if warnings else Outcome.OK, {"points": listed}, lines, warnings)


def show(
    call: Call,
    point: Annotated[str, typer.Argument(metavar="POINT", help="Its id, the beginning of one, or 'latest'.")],
    repo: Repo,
    crm: Crm = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the definitions of tables, views and the like.")
    ] = False,
) -> Answer:
    """Show what one recovery point holds."""
    repository = call.readable(repo, point)
    found = find_anywhere(repository, point, crm)
    view = repository.view(found.crm, found.sequence)
    facts = _fields(repository, found, repository.intact(found.crm).get(found.sequence))
    definitions = [{"kind": o.kind, "name": o.name, "definition": o.definition} for o in view.catalog.objects]
    return Answer(
        Outcome.OK,
        {
            **facts,
            "point": found.id,
            "url": found.url,
            "seconds": found.seconds,
            "point_warnings": found.warnings,
            "made_from": _id(repository, found.crm, found.made_from),
            "product": view.catalog.crm,
            "business": _business(view),
            "entities": _entities(view),
            "not_kept": _not_kept(view),
            "schema": definitions,
        },
        lines=(
            *_facts_in_words(found, facts, _id(repository, found.crm, found.made_from)),
            *((f"The CRM was recognised as {view.catalog.crm}.",) if view.catalog.crm else ()),
            *_business_lines(view),
            *_entity_lines(view),
            *_not_kept_lines(view),
            *((line for o in view.catalog.objects for line in f"{o.definition};".splitlines()) if schema else ()),
        ),
    )


def _fields(repository: Repository, point: RecoveryPoint, intact: bool | None) -> dict[str, object]:
    return {
        "id": point.id,
        "crm": point.crm_name,
        "kind": point.kind,
        "taken_at": point.taken_at,
        "consistent_as_of": point.consistent_as_of,
        "strategy": point.strategy,
        "parent": _id(repository, point.crm, point.parent),
        "base": _id(repository, point.crm, point.base),
        "entities": point.entities,
        "records": point.records,
        "bytes_stored": point.bytes_stored,
        "intact": intact,
    }


def _unreadable(repository: Repository, info: CrmInfo, sequence: int) -> dict[str, object]:
    unknown = ("kind", "taken_at", "consistent_as_of", "strategy", "parent", "base", "entities", "records")
    known = {"id": repository.point_id(info.id, sequence), "crm": info.name}
    return {**known, **dict.fromkeys(unknown), "bytes_stored": None, "intact": False}


def _id(repository: Repository, crm: str, sequence: int | None) -> str | None:
    return None if sequence is None else repository.point_id(crm, sequence)


def _row(point: RecoveryPoint, intact: bool | None) -> tuple[str, ...]:
    changes = f"+{number(point.records_added)} ~{number(point.records_changed)} -{number(point.records_deleted)}"
    return (
        point.id,
        point.crm_name,
        moment(point.consistent_as_of),
        point.kind.value,
        point.strategy.value,
        number(point.records),
        changes,
        size(point.bytes_stored),
        _VERDICTS[intact],
    )


def _facts_in_words(point: RecoveryPoint, facts: dict[str, object], origin: str | None) -> list[str]:
    needs = f", and reading it needs {counted(len(point.chain), 'other point')}" if point.chain else ""
    held = f"{counted(point.records, 'record')} in {counted(point.entities, 'entity', 'entities')}"
    parent = facts["parent"]
    return [
        f"Recovery point {point.id} of {point.crm_name} ({point.url})",
        f"As of {moment(point.consistent_as_of)}, {point.kind.value}, {point.strategy.value}{needs}.",
        f"{held}; {size(point.bytes_stored)} stored in {duration(point.seconds)}.",
        *((f"Its changes are counted against point {parent}.",) if parent else ()),
        *((f"Made from recovery point {origin}, without the CRM.",) if origin not in {None, point.id} else ()),
        *(("Stored anew when points that it needed went.",) if origin == point.id else ()),
        *(f"Noted when it was taken: {warning}" for warning in point.warnings),
    ]


@dataclass(frozen=True)
class _Part:
    """A business entity, and what the point holds of it."""

    business: BusinessEntity
    states: tuple[EntityState, ...]

    @property
    def records(self) -> int:
        return sum(state.records for state in self.states)

    @property
    def bytes_stored(self) -> int:
        return sum(state.bytes_data for state in self.states)


def _parts(view: PointView) -> list[_Part]:
    """Business entities of which the point holds anything, as the catalog orders them."""
    found = []
    for business in view.catalog.business:
        states = tuple(state for state in map(view.manifest.state, business.entities) if state is not None)
        if states:
            found.append(_Part(business, states))
    return found


def _business(view: PointView) -> list[dict[str, object]]:
    return [
        {
            "id": part.business.id,
            "name": part.business.english,
            "name_zh": part.business.chinese,
            "records": part.records,
            "bytes_stored": part.bytes_stored,
            "entities": [state.name for state in part.states],
        }
        for part in _parts(view)
    ]


def _not_kept(view: PointView) -> list[str]:
    """Transient entities of which the point has the structure alone."""
    return [e.name for e in view.catalog.entities if e.transient and view.manifest.state(e.name) is None]


def _business_lines(view: PointView) -> list[str]:
    """Nothing where each would say the same as its only entity."""
    parts = _parts(view)
    if not view.catalog.crm and all(len(part.states) == 1 for part in parts):
        return []
    headings = ("Part of the CRM", "In Chinese", "Entities", "Records", "Stored")
    rows = [
        (
            part.business.english,
            part.business.chinese,
            number(len(part.states)),
            number(part.records),
            size(part.bytes_stored),
        )
        for part in parts
    ]
    return [*table(headings, rows, right=(2, 3, 4)), ""]


def _not_kept_lines(view: PointView) -> list[str]:
    names = _not_kept(view)
    if not names:
        return []
    return ["", f"Kept without their records, which the CRM makes anew: {', '.join(names)}."]


def _entities(view: PointView) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for entity in view.entities():
        state = view.manifest.state(entity.name)
        assert state is not None
        found.append(
            {
                "name": entity.name,
                "label": entity.label or entity.name,
                "records": state.records,
                "fields": len(entity.fields),
                "bytes_stored": state.bytes_data,
            }
        )
    return found


def _entity_lines(view: PointView) -> list[str]:
    states = [(entity, view.manifest.state(entity.name)) for entity in view.entities()]
    rows = [
        (entity.name, number(state.records), number(len(entity.fields)), size(state.bytes_data))
        for entity, state in states
        if state is not None
    ]
    return table(("Entity", "Records", "Fields", "Stored"), rows, right=(1, 2, 3))
