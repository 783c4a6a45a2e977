"""The CRMs that the user protects: where each one is, where its recovery points go, and when."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable

import msgspec

from crmbackup_gui.model.schedule import Schedule
from crmbackup_gui.model.scope import RecoveryScope
from crmbackup_gui.repository.identity import new_crm_id
from crmbackup_gui.repository.stores.opening import place_at
from crmbackup_gui.sources.location import parse_location
from crmbackup_gui.sources.registry import open_source


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """One protected CRM. Raises PasswordInLocation for a source with a password, which would end up in the settings."""

    id: str
    """16 random hex digits."""
    name: str
    source: str
    """Its URL."""
    repository: str
    """The location of the repository."""
    scope: RecoveryScope = RecoveryScope()
    schedule: Schedule = Schedule()
    crm: str | None = None
    """Its id in the repository, which nothing but this says: CRMs of several computers may have the same address. It
    stays the same when the CRM is renamed or moves. None, in settings that were not made here, until its first backup,
    which begins a timeline."""

    def __post_init__(self) -> None:
        parse_location(self.source)


def new_connection(
    name: str,
    source: str,
    repository: str,
    *,
    scope: RecoveryScope | None = None,
    schedule: Schedule | None = None,
    crm: str | None = None,
) -> Connection:
    """A connection with a fresh id and absolute addresses; without a name it is called as its source is.

    `crm` is the id of a CRM in the repository whose timeline goes on; without one a timeline of its own begins. Raises
    leaves of InvalidRequest for addresses that cannot be used. Nothing is connected.
    """
    opened = open_source(source)
    return Connection(
        id=secrets.token_hex(8),
        name=name.strip() or opened.name,
        source=opened.url,
        repository=place_at(repository),
        scope=scope or RecoveryScope(),
        schedule=schedule or Schedule(),
        crm=crm or new_crm_id(),
    )


def protecting(connections: Iterable[Connection], repository: str, source: str) -> tuple[Connection, ...]:
    """Those that keep the CRM at that URL in the repository at that location, both in their canonical form."""
    return tuple(c for c in connections if (c.repository, c.source) == (repository, source))


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with a number behind it while others have it."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free
