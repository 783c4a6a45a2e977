"""Object stores: where the bytes of a repository live, by name. What every store promises; `stores/` holds them.

A name is lower-case letters and digits, in parts divided by slashes, at most 200 characters: `packs/3f/3f09ab`.
Whatever else is asked for raises ObjectDamaged, so that a hostile manifest cannot lead out of the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from crmbackup_gui.errors import ObjectDamaged, StoreFailed

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_NAME = 200
"""Characters in a name."""


class AlreadyThere(Exception):
    """A put with `create` found the name taken; what was there stays. Never leaves `repository/`."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass(frozen=True)
class ObjectInfo:
    """One line of a listing. `size` is in bytes, `modified` seconds since 1970 by the clock of the place itself."""

    name: str
    size: int
    modified: float = field(default=0.0, compare=False)


class Keeping(Enum):
    """Why a place has something for longer than its owner's programs want."""

    LOCKED = "locked"
    """A lock or a minimum age forbids to delete it, or keeps what it was when it is deleted."""
    HELD = "held"
    """A legal hold of the place does, until somebody lifts it."""
    VERSIONS = "versions"
    """The place keeps old versions of what is deleted or replaced."""
    BIN = "bin"
    """What is deleted can be brought back for some time."""
    UNKNOWN = "unknown"
    """The place does not say."""


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of deleting objects for good.

    `until` is the earliest time (aware) at which it no longer does, and `after_deletion` how long it does from the
    deletion on; with neither, nobody but the owner of the place can tell. Where the place `refuses`, objects can be
    neither deleted nor replaced; else they can, and what they were is kept all the same.
    """

    keeping: Keeping
    until: datetime | None = None
    after_deletion: timedelta | None = None
    refuses: bool = False


class ObjectStore(Protocol):
    """Objects by name. Every method may be called from any thread, also at the same time.

    Promised: an object is there whole or not at all, and a put that returned survives a power failure.
    Not promised: that a listing shows objects put or deleted while it is made; that a deletion survives a power
    failure; that a put which raised StoreFailed left nothing behind, for the failure may have come after the fact.

    Every method raises StoreFailed when the place cannot be reached, is full or refuses.
    """

    @property
    def location(self) -> str:
        """The place in words for messages, without secrets."""

    @property
    def requests_at_once(self) -> int:
        """How many small requests are worth sending side by side."""

    def put(self, name: str, data: Buffer, *, create: bool = False) -> None:
        """Write an object, in place of one that is there. With `create` the first one ever wins: AlreadyThere."""

    def get(self, name: str) -> bytes:
        """A whole object. Raises ObjectMissing."""

    def get_range(self, name: str, start: int, length: int) -> bytes:
        """What slicing `[start:start + length]` would give: shorter at the end, empty behind it.

        Raises ObjectMissing.
        """

    def size(self, name: str) -> int:
        """The bytes that an object takes. Raises ObjectMissing."""

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """All objects below `prefix`, sorted by name; `prefix` is whole parts of a name: `packs`, `packs/3f/`."""

    def delete(self, names: Iterable[str]) -> None:
        """Remove objects; names that are not there are passed over."""

    def obstacles(self, names: Iterable[str]) -> tuple[Obstacle, ...]:
        """What keeps the place from deleting these objects for good, one of each kind, with the latest of its times.

        Names that are not there are passed over. Where the place cannot be asked that is an obstacle, and no error.
        """


def check_name(name: str) -> str:
    """The name itself if it is one; otherwise ObjectDamaged, for only damage or malice asks for another."""
    if len(name) > MAX_NAME or not re.fullmatch(r"[a-z0-9]+(/[a-z0-9]+)*", name):
        raise ObjectDamaged(ascii(name[:MAX_NAME]), "no object can have this name")
    return name


def by_name(info: ObjectInfo) -> str:
    """The key by which listings are sorted."""
    return info.name


def gathered(obstacles: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    """One obstacle of each kind, with the latest of the times that are known of it."""
    found: dict[Keeping, Obstacle] = {}
    for obstacle in obstacles:
        known = found.get(obstacle.keeping, obstacle)
        untils = [one.until for one in (known, obstacle) if one.until is not None]
        afters = [one.after_deletion for one in (known, obstacle) if one.after_deletion is not None]
        found[obstacle.keeping] = Obstacle(
            obstacle.keeping,
            max(untils, default=None),
            max(afters, default=None),
            refuses=known.refuses or obstacle.refuses,
        )
    return tuple(found[keeping] for keeping in Keeping if keeping in found)


@contextmanager
def unless_kept() -> Iterator[None]:
    """What the place must keep for now stays there; every other failure is raised."""
    try:
        yield
    except StoreFailed as error:
        if not error.kept:
            raise


def is_name(text: str) -> bool:
    """Whether an object can bear this name; whatever else lies in the place is not ours."""
    try:
        check_name(text)
    except ObjectDamaged:
        return False
    return True


def check_prefix(prefix: str) -> str:
    """The prefix without a slash at its end. Raises ObjectDamaged."""
    return check_name(prefix.removesuffix("/")) if prefix else ""


def check_range(start: int, length: int) -> None:
    """Raise ValueError for what only a mistake of ours asks for."""
    if start < 0 or length < 0:
        raise ValueError(f"no range of bytes: start {start}, length {length}")
