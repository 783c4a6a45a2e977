"""What a source on a database server can say of it beyond the contract of all sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol, runtime_checkable

from crmbackup_gui.sources.base import Source


@dataclass(frozen=True)
class ServerFacts:
    """For a person who looks whether all is right."""

    product: str
    """Such as `PostgreSQL`, `MariaDB` or `MySQL`."""
    version: str
    """As people say it: `15.8`."""
    size_bytes: int | None = None
    """What the database takes on the server; None where the account may not know."""
    encrypted: bool | None = None
    """Whether nobody on the way can read what is sent; None for a way within one computer."""


@dataclass(frozen=True)
class RecordCount:
    """How many records an entity has, or has about."""

    records: int
    exact: bool


@runtime_checkable
class Counting(Protocol):
    """A snapshot that can tell how many records there are without reading them."""

    def counts(self, seconds: float) -> Mapping[str, RecordCount] | None:
        """By entity, as far as that can be told in about so many seconds; None where only reading them would tell."""


@runtime_checkable
class OnServer(Protocol):
    """A source that is on a server."""

    def server(self) -> ServerFacts | None:
        """Connect and look. Raises leaves of SourceProblem."""


def is_this_computer(host: str) -> bool:
    """Whether a name or address of a server never leads out of this computer."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def server_facts(source: Source) -> ServerFacts | None:
    """What a source says of its server; None where it has none, or cannot say."""
    return source.server() if isinstance(source, OnServer) else None
