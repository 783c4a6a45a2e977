"""A place for a repository as a person tells of it: a folder, or what is asked of one in a cloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.services.cloud_places import CloudAnswers, keep_cloud, kept_answers, try_cloud
from crmbackup_gui.services.program import Program
from crmbackup_gui.services.repository_places import RepositoryPlace
from crmbackup_gui.services.settings import Settings


@dataclass(frozen=True)
class PlaceAnswers:
    """A folder, unless there are answers about a cloud."""

    folder: str = ""
    cloud: CloudAnswers | None = None

    @property
    def location(self) -> str:
        """The place; empty while too little was answered. Raises leaves of InvalidRequest."""
        if self.cloud is None:
            return self.folder
        return self.cloud.location if self.cloud.complete else ""


def answers_of(settings: Settings, location: str) -> PlaceAnswers:
    """What is known of a place, for whoever answers again. Raises leaves of InvalidRequest."""
    if not location or not is_cloud(location):
        return PlaceAnswers(location)
    return PlaceAnswers(cloud=kept_answers(settings, location))


def try_place(program: Program, answers: PlaceAnswers, source_url: str | None = None) -> RepositoryPlace:
    """Whether a repository is there or can be made there; nothing of the answers is kept.

    Raises as `look_at_place` and `try_cloud`.
    """
    if answers.cloud is None:
        return program.look_at_place(answers.location, source_url)
    return try_cloud(answers.cloud, source_url)


def take_place(
    program: Program,
    answers: PlaceAnswers,
    wanted: Callable[[RepositoryPlace], bool],
    source_url: str | None = None,
) -> RepositoryPlace:
    """The same; if it is `wanted` as it was found, the whole program opens it with these answers from now on.

    Of one that is not wanted nothing is kept: what opens the bucket now goes on to do so. Raises as `try_place` and
    `keep_cloud`.
    """
    place = try_place(program, answers, source_url)
    if answers.cloud is not None and wanted(place):
        keep_cloud(program, answers.cloud)
    return place
