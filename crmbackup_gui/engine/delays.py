"""Places where something that was erased or deleted may still lie, and from when on it need not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from crmbackup_gui.repository.objects import Keeping, Obstacle


class Cause(Enum):
    """Why it may still lie there."""

    WAITING = "waiting"
    """Other programs may still read it."""
    LOCKED = "locked"
    HELD = "held"
    VERSIONS = "versions"
    BIN = "bin"
    UNKNOWN = "unknown"
    COPY = "copy"
    """It is in a copy of the repository."""
    EXPORT = "export"
    """It was exported into files, which the program does not look after."""


@dataclass(frozen=True)
class Delay:
    """A place, and the earliest time (aware) at which nothing of it need lie there.

    `until` is None where it depends on when the place is reached again, or on what its owner does. `reason` is the
    end of a sentence.
    """

    location: str
    until: datetime | None
    reason: str
    cause: Cause


def delays_of_place(location: str, obstacles: Iterable[Obstacle], not_before: datetime) -> Iterator[Delay]:
    """What the obstacles of a place mean for what is deleted there at the earliest at that time."""
    for obstacle in obstacles:
        until = None
        if obstacle.after_deletion is not None:
            until = not_before + obstacle.after_deletion
        if obstacle.until is not None:
            until = max(not_before, obstacle.until, *([until] if until else []))
        yield Delay(location, until, _REASONS[obstacle.keeping], Cause(obstacle.keeping.value))


_REASONS = {
    Keeping.LOCKED: "a lock or a minimum age of the place keeps it",
    Keeping.HELD: "a legal hold of the place keeps it, which only its owner can lift",
    Keeping.VERSIONS: "the place keeps old versions, which only its owner can remove or let expire",
    Keeping.BIN: "the place keeps what is deleted for some days, so that it can be brought back",
    Keeping.UNKNOWN: "the place does not tell this account whether it keeps what is deleted",
}
