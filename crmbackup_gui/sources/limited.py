"""What a source of which this account may not read all can say of it beyond the contract of all sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from crmbackup_gui.sources.server import ServerFacts

_NAMED = 12


@dataclass(frozen=True)
class Hidden:
    """Something that this account may not read. `fields` is empty where that is the whole entity."""

    entity: str
    fields: tuple[str, ...] = ()
    reason: str = ""
    """The service's own words, or nothing."""


@runtime_checkable
class Limited(Protocol):
    """A snapshot of a service, which knows what is there and may not be read."""

    @property
    def hidden(self) -> Sequence[Hidden]:
        """All of it; what `warnings` says of it are `hidden_notes`."""

    @property
    def server(self) -> ServerFacts:
        """Who answers; its version is what the account calls itself. No call is made."""


def hidden_notes(hidden: Sequence[Hidden]) -> Iterator[str]:
    """A sentence for users about each."""
    for each in hidden:
        if each.fields:
            yield f"Fields of '{each.entity}' that this account may not read are not backed up: {_named(each.fields)}."
        elif each.reason:
            yield f"'{each.entity}' is not backed up, because this account may not read it: {each.reason}."
        else:
            yield f"'{each.entity}' is not backed up, because this account may not read it."


def _named(fields: Sequence[str]) -> str:
    more = len(fields) - _NAMED
    return ", ".join(fields[:_NAMED]) + (f" and {more} more" if more > 0 else "")
