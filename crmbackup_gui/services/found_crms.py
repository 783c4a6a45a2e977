"""The CRMs that a repository holds, as somebody sees them who opens it on this computer for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crmbackup_gui.errors import CrmBackupError
from crmbackup_gui.model.recovery import newest
from crmbackup_gui.services.connections import Connection
from crmbackup_gui.services.places import is_there, place_of, url_like
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.source_facts import SourceFacts


@dataclass(frozen=True)
class FoundCrm:
    """A CRM of a repository."""

    id: str
    name: str
    url: str
    """Where it was when it was backed up last."""
    last: datetime | None = None
    """The moment that its newest regular recovery point shows (aware); None when none can be read."""
    here: bool = False
    """Whether there is anything at its address on this computer."""
    known: bool = False
    """One of the connections protects it already."""


def find_crms(program: Program, location: str) -> tuple[FoundCrm, ...]:
    """What an unlocked repository holds, by name. Raises as `Program.unlock`."""
    repository = program.unlock(location)
    connections = program.settings.read().connections
    found = []
    for info in repository.crms():
        last = newest(repository.timeline(info.id).points)
        found.append(
            FoundCrm(
                id=info.id,
                name=info.name,
                url=info.url,
                last=None if last is None else last.consistent_as_of,
                here=_here(info.url),
                known=_known(connections, location, info.id, info.url),
            )
        )
    return tuple(sorted(found, key=lambda crm: (crm.name.casefold(), crm.id)))


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


def _here(url: str) -> bool:
    try:
        return is_there(url)
    except CrmBackupError:
        return False


def _known(connections: Sequence[Connection], location: str, crm: str, url: str) -> bool:
    return any(c.repository == location and (c.crm == crm or (c.crm is None and c.source == url)) for c in connections)
