"""The CRMs that a repository holds, as somebody sees them who opens it on this computer for the first time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crmbackup_gui.errors import CrmBackupError, DamagedRepository
from crmbackup_gui.model.recovery import RecoveryPoint, newest
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.overview import read_detail
from crmbackup_gui.services.places import place_of, same_place, url_like
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.source_facts import SourceFacts

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import CrmInfo, Repository


@dataclass(frozen=True)
class FoundCrm:
    """A CRM of a repository."""

    id: str
    name: str
    url: str
    """Where it was when it was backed up last."""
    last: datetime | None = None
    """The moment that its newest regular recovery point shows (aware); None when none can be read."""
    records: int | None = None
    """How many records that point has, without what the CRM makes by itself. Counted where the CRM is `here`, unless
    damage keeps from it."""
    here: bool = False
    """Whether there is anything at its address on this computer."""
    known: bool = False
    """One of the connections protects it already."""
    taken: bool = False
    """What is at its address belongs to another timeline of the repository, as one of the connections says."""


@dataclass(frozen=True)
class AtAddress:
    """What a repository holds beside a CRM of this computer that is to be kept in it."""

    crms: tuple[FoundCrm, ...] = ()
    """Those of the same address that no connection protects: it may be one of them, or none. By name."""
    names: tuple[str, ...] = ()
    """What all of its CRMs are called."""


def find_crms(program: Program, location: str) -> tuple[FoundCrm, ...]:
    """What an unlocked repository holds, by name. Raises as `Program.unlock`."""
    repository = program.unlock(location)
    connections = program.settings.read().connections
    found = []
    for info in repository.crms():
        known = _known(connections, location, info.id)
        taken = not known and protected_at(connections, location, info.url) is not None
        here = not taken and _here(program, info.url)
        found.append(_found(repository, info, here=here, known=known, taken=taken))
    return _by_name(found)


def find_crms_at(program: Program, location: str, url: str) -> AtAddress:
    """What an unlocked repository holds at the address of a CRM of this computer. Raises as `Program.unlock`.

    An address says nothing more: computers that share a repository may have a path in common.
    """
    repository = program.unlock(location)
    connections = program.settings.read().connections
    infos = repository.crms()
    found = [
        _found(repository, info, here=True)
        for info in infos
        if same_place(info.url, url) and not _known(connections, location, info.id)
    ]
    return AtAddress(_by_name(found), tuple(info.name for info in infos))


def protected_at(connections: Sequence[Connection], location: str, url: str) -> Connection | None:
    """The connection that keeps the CRM at that address in the repository at that location already."""
    return next((c for c in connections if c.repository == location and same_place(c.source, url)), None)


def attachments_beside(old_url: str, new_path: str) -> str | None:
    """The folder of attachments of a CRM that moved: where it was, or beside the file as it was beside the old one.

    None when the CRM has none, or none is found.
    """
    old = place_of(old_url)
    if old.files is None:
        return None
    beside = Path(new_path).parent / Path(old.files).name
    return next((str(folder) for folder in (beside, Path(old.files)) if folder.is_dir()), None)


def look_elsewhere(program: Program, old_url: str, path: str) -> SourceFacts:
    """What a CRM that moved looks like at its new path. Raises as `Program.look_at_source`."""
    return program.look_at_source(url_like(old_url, path, attachments_beside(old_url, path)))


def _here(program: Program, url: str) -> bool:
    try:
        return program.is_there(url)
    except CrmBackupError:
        return False


def _known(connections: Sequence[Connection], location: str, crm: str) -> bool:
    return any((c.repository, c.crm) == (location, crm) for c in connections)


def _found(repository: Repository, info: CrmInfo, *, here: bool, known: bool = False, taken: bool = False) -> FoundCrm:
    last = newest(repository.timeline(info.id).points)
    return FoundCrm(
        id=info.id,
        name=info.name,
        url=info.url,
        last=None if last is None else last.consistent_as_of,
        records=_records(repository, last) if here and last is not None else None,
        here=here,
        known=known,
        taken=taken,
    )


def _records(repository: Repository, point: RecoveryPoint) -> int | None:
    try:
        return sum(entity.records for entity in read_detail(repository, point.crm, point.sequence).entities)
    except DamagedRepository:
        return None


def _by_name(found: Iterable[FoundCrm]) -> tuple[FoundCrm, ...]:
    return tuple(sorted(found, key=lambda crm: (crm.name.casefold(), crm.id)))
