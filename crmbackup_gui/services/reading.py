"""Where recovery points are read: in the repository's own place, or else in the first copy that can be reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmbackup_gui.errors import (
    DamagedRepository,
    KeyProblem,
    NothingFound,
    RepositoryNotFound,
    RepositoryProblem,
    StoreFailed,
)
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.services.open_repositories import OpenRepositories

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import Repository


SERVES_NOT = (NothingFound, KeyProblem, DamagedRepository, RepositoryProblem)
"""What a copy raises that cannot be read; another one may do."""


@dataclass(frozen=True)
class Reading:
    """A repository for reading; `copy` is where it lies when it is a copy, and `notes` says so in a sentence."""

    repository: Repository
    copy: str = ""
    notes: tuple[str, ...] = ()


def open_for_reading(
    repositories: OpenRepositories,
    location: str,
    copies: Sequence[str],
    serves: Callable[[Repository], bool],
    cancel: CancelToken | None = None,
) -> Reading:
    """The repository at its own place, or where that is away the first of the copies that can be opened and serves.

    A copy is passed over when `serves` says no or raises any of SERVES_NOT.
    Raises what the place itself raised when no copy does, and as `OpenRepositories.unlock`.
    """
    try:
        return Reading(repositories.unlock(location, cancel=cancel))
    except (StoreFailed, RepositoryNotFound):
        for place in copies:
            try:
                found = repositories.unlock_copy(place, location, cancel)
                if not serves(found):
                    continue
            except SERVES_NOT:
                continue
            where, away = found.store.location, f"'{location}' cannot be reached now."
            note = f"{away} The copy in '{where}' is used, which may lack the newest points."
            return Reading(found, where, (note,))
        raise
