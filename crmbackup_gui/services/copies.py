"""The further places of a repository: which there are, bringing them up to date, and how old each of them is.

Which places are brought up to date after every backup is a setting of this computer, because a drive or a folder has
another name on another one. How old each copy is stands in the repository itself, so that every machine knows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from crmbackup_gui.errors import CopyGone, CrmBackupError, RepositoryNotFound, StoreFailed
from crmbackup_gui.model.outcome import CancelToken, ProgressSink, no_progress
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.stores.opening import place_at
from crmbackup_gui.services.heads import FileHeadMemory
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.paths import heads_file
from crmbackup_gui.services.place_options import OptionsOf, no_options
from crmbackup_gui.services.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from crmbackup_gui.engine.copying import CopyReport
    from crmbackup_gui.repository.repository import Repository


class CopyState(Enum):
    """How the copy at a place stands."""

    THERE = "there"
    AWAY = "away"
    """It cannot be reached now: mostly its drive is not connected. That is no error."""
    FAILED = "failed"


@dataclass(frozen=True)
class PlaceOfCopy:
    """A further place of a repository. `copied_at` is when it was last brought up to date; None for never."""

    location: str
    state: CopyState
    copied_at: datetime | None
    points_behind: int
    """Points that the repository has taken since."""
    problem: str = ""
    """Why it is away or failed, in a sentence."""
    report: CopyReport | None = None
    """Of the copying, when there was one just now."""


def further_places(settings: Settings, location: str) -> tuple[str, ...]:
    """Where copies of the repository at that location (in its one form) are kept up to date."""
    return settings.copies.get(location, ())


def with_further_place(settings: Settings, location: str, further: str) -> dict[str, tuple[str, ...]]:
    """The setting with one more place."""
    known = further_places(settings, location)
    return {**settings.copies, location: known if further in known else (*known, further)}


def copy_to(
    repository: Repository,
    location: str,
    options: Sequence[str] = (),
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
    *,
    anew: bool = False,
    heads: Path | None = None,
) -> CopyReport:
    """Bring the copy at a place up to date, or make one.

    Where a copy was before and nothing is now, CopyGone is raised, unless it is to be made `anew`: a drive that is not
    connected must not be taken for an empty folder. Raises as `copy_repository`, and leaves of InvalidRequest.
    """
    from crmbackup_gui.engine.copying import copy_repository

    store = open_place(location, options, cancel)
    if not anew and any(note.location == store.location for note in repository.copies()):
        _there(store)
    report = copy_repository(repository, store, progress, cancel)
    remember_copy(repository, store, heads)
    return report


def remember_copy(repository: Repository, store: ObjectStore, heads: Path | None = None) -> None:
    """Let this machine know how far the copy is, so that an older state is told from points that vanished there."""
    from crmbackup_gui.repository.repository import Head

    there, memory = repository.elsewhere(store), FileHeadMemory(heads or heads_file())
    for crm in there.crm_ids():
        last = max(there.sequences(crm))
        memory.remember(
            memory.place_key(repository.id, store.location), crm, Head(last, there.manifest_digest(crm, last))
        )


def copy_after_backup(
    repository: Repository,
    places: Sequence[str],
    options_of: OptionsOf = no_options,
    progress: ProgressSink = no_progress,
    cancel: CancelToken | None = None,
    heads: Path | None = None,
) -> tuple[PlaceOfCopy, ...]:
    """Bring the further places up to date, one after another. One that is away or fails keeps none of the others back.

    Raises Cancelled and nothing else of errors.py.
    """
    from crmbackup_gui.errors import Cancelled

    found = []
    for location in places:
        state, problem, report = CopyState.THERE, "", None
        try:
            report = copy_to(repository, location, options_of(location), progress, cancel, heads=heads)
        except Cancelled:
            raise
        except (CopyGone, RepositoryNotFound) as error:
            state, problem = CopyState.AWAY, error.user_message
        except StoreFailed as error:
            state = CopyState.AWAY if not _reachable(location, options_of) else CopyState.FAILED
            problem = error.user_message
        except CrmBackupError as error:
            state, problem = CopyState.FAILED, error.user_message
        found.append(_described(repository, location, state, problem, report))
    return tuple(found)


def copies_of(
    repository: Repository, places: Sequence[str], options_of: OptionsOf = no_options
) -> tuple[PlaceOfCopy, ...]:
    """How the copies stand: those that are set, and those that the repository knows of."""
    known = [note.location for note in repository.copies()]
    return tuple(
        _described(repository, place, CopyState.THERE if _reachable(place, options_of) else CopyState.AWAY, "", None)
        for place in dict.fromkeys((*places, *known))
    )


def _described(
    repository: Repository,
    location: str,
    state: CopyState,
    problem: str,
    report: CopyReport | None,
) -> PlaceOfCopy:
    one_form = place_at(location)
    note = next((note for note in repository.copies() if note.location == one_form), None)
    behind = 0
    for crm in repository.crm_ids():
        head = note.heads.get(crm, 0) if note else 0
        behind += sum(sequence > head for sequence in repository.sequences(crm))
    return PlaceOfCopy(one_form, state, note.copied_at if note else None, behind, problem, report)


def _reachable(location: str, options_of: OptionsOf) -> bool:
    try:
        _there(open_place(location, options_of(location)))
    except CrmBackupError:
        return False
    return True


def _there(store: ObjectStore) -> None:
    """Raise CopyGone where there is no repository, and what reading it raises."""
    try:
        read_config(store)
    except RepositoryNotFound as error:
        raise CopyGone(store.location) from error
