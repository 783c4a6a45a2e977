"""A repository that goes on at another place: everything in the settings that names the one names the other."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from crmbackup_gui.services.settings import Settings

_T = TypeVar("_T")


def with_repository_at(settings: Settings, before: str, now: str) -> Settings:
    """The settings in which every CRM that was kept at `before` is kept at `now`, under the same rules and with copies.

    Both locations are in their one form.
    """
    connections = tuple(
        replace(connection, repository=now) if connection.repository == before else connection
        for connection in settings.connections
    )
    copies = _renamed(settings.copies, before, now)
    if now in copies:
        copies = {**copies, now: tuple(place for place in copies[now] if place != now)}
    retention = _renamed(settings.retention, before, now)
    return replace(settings, connections=connections, retention=retention, copies=copies)


def _renamed(by_location: dict[str, _T], before: str, now: str) -> dict[str, _T]:
    return {now if location == before else location: value for location, value in by_location.items()}
