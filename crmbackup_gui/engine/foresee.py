"""What a run will take of the calls that a hosted CRM grants, and how they stand while it goes on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from statistics import mean

from crmbackup_gui.engine.backup import BackupRequest, crm_of_request
from crmbackup_gui.engine.scoping import entities_in_scope
from crmbackup_gui.model.budget import Forecast
from crmbackup_gui.model.catalog import Catalog
from crmbackup_gui.model.recovery import RecoveryPoint, Strategy, choose_strategy, parent_of
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.sources.base import Source
from crmbackup_gui.sources.budgeted import Budgeted, LastBackup

_LOOKED_AT = 3
"""So many of the newest points say how much changes from one to the next."""


def foresee_backup(source: Source, repository: Repository | None, request: BackupRequest) -> Forecast | None:
    """What a backup will take at the least; None for a source that grants as many calls as one likes.

    Without a `repository` it is the first one. Asks the service what it has, which takes some calls itself.
    Raises leaves of SourceProblem, RepositoryProblem and DamagedRepository, and as `entities_in_scope`.
    """
    if not isinstance(source, Budgeted):
        return None
    before = {} if repository is None else _before(repository, source, request)

    def chosen(catalog: Catalog) -> Collection[str]:
        return {entity.name for entity in entities_in_scope(catalog, request.scope)}

    return source.foresee(chosen, before)


def _before(repository: Repository, source: Source, request: BackupRequest) -> Mapping[str, LastBackup]:
    """What the points say of each entity of which only changes will be read."""
    known = crm_of_request(repository, source, request)
    points = repository.timeline(known.id).points if known else ()
    strategy = request.strategy or choose_strategy(points)
    parent = parent_of(strategy, points)
    if known is None or parent is None or strategy is Strategy.FULL:
        return {}
    newest = sorted((p for p in points if p.strategy is not Strategy.FULL), key=lambda p: -p.sequence)[:_LOOKED_AT]
    changes = _changes(repository, known.id, newest)
    state = repository.manifest(known.id, parent.sequence)
    return {each.name: LastBackup(each.records, round(mean(changes.get(each.name) or [0]))) for each in state.entities}


def _changes(repository: Repository, crm: str, points: Sequence[RecoveryPoint]) -> dict[str, list[int]]:
    """By entity, how many records were written at each of these points."""
    found: dict[str, list[int]] = {}
    for point in points:
        for state in repository.manifest(crm, point.sequence).entities:
            found.setdefault(state.name, []).append(state.added + state.changed)
    return found
