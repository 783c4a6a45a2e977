"""`crmbackup copy`: the same repository in further places, and how old it is in each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import msgspec
import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Repo, command
from crmbackup_gui.cli.delays import delays_data
from crmbackup_gui.cli.delays import told as told_delay
from crmbackup_gui.cli.wording import counted, moment, size, table
from crmbackup_gui.engine.copying import CopyReport
from crmbackup_gui.errors import CopyGone, InvalidRequest, StoreFailed
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.services.copies import (
    CopyState,
    PlaceOfCopy,
    copies_of,
    copy_after_backup,
    copy_to,
    further_places,
    with_further_place,
)
from crmbackup_gui.services.opening import open_place
from crmbackup_gui.services.settings import Settings


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    command(app)(copy)


def copy(
    call: Call,
    repo: Repo,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="REPO2", help="The place of the copy; may be repeated. Else all that are set."),
    ] = None,
    after_backups: Annotated[
        bool, typer.Option("--after-backups", help="Also copy there after each backup from now on.")
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Begin a new copy where one was before and is gone.")] = False,
    show: Annotated[
        bool, typer.Option("--list", help="Only tell which copies there are and how old they are.")
    ] = False,
) -> Answer:
    """Bring copies of the repository in other places up to date; only what is missing there is sent."""
    unlocked = call.unlock(repo)
    repository, place = unlocked.repository(), unlocked.store.location
    settings = call.settings
    if show:
        return _listed(repository, copies_of(repository, further_places(settings.read(), place), call.options_of))
    places = tuple(open_place(wanted, call.options_of(wanted)).location for wanted in to or ())
    places = places or further_places(settings.read(), place)
    if not places:
        raise InvalidRequest("Nobody has said where the copy is to be; name a place with --to.")
    if place in places:
        raise InvalidRequest("A repository cannot be its own copy; name another place with --to.")
    reports: list[CopyReport] = []
    away: list[str] = []
    with call.working() as work:
        for wanted in places:
            try:
                reports.append(
                    copy_to(repository, wanted, call.options_of(wanted), work.progress, work.cancel, anew=anew)
                )
            except (CopyGone, StoreFailed) as error:
                if to or len(places) == 1:
                    raise
                away.append(error.user_message)
            if after_backups:
                settings.change(partial(_kept, place, wanted))
    return _answer(reports, away)


def _kept(place: str, further: str, settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, copies=with_further_place(settings, place, further))


def _answer(reports: Sequence[CopyReport], away: Sequence[str]) -> Answer:
    warnings = (*(warning for report in reports for warning in report.warnings), *away)
    data = {
        "copies": [
            {
                "location": report.location,
                "copied_at": report.copied_at,
                "points": report.points,
                "points_sent": report.points_sent,
                "points_removed": report.points_removed,
                "objects_sent": report.objects_sent,
                "bytes_sent": report.bytes_sent,
                "delays": delays_data(report.delays),
            }
            for report in reports
        ],
    }
    lines = [
        f"'{report.location}' has {counted(report.points, 'recovery point')}: {counted(report.objects_sent, 'object')} "
        f"({size(report.bytes_sent)}) sent and read back."
        for report in reports
    ]
    lines += [told_delay(delay, what="what was deleted") for report in reports for delay in report.delays]
    return Answer(Outcome.WARNINGS if warnings else Outcome.OK, data, lines, warnings)


def _listed(repository: Repository, copies: Sequence[PlaceOfCopy]) -> Answer:
    data = {"repository": repository.store.location, "copies": [fields_of(copy) for copy in copies]}
    rows = [
        (
            copy.location,
            "never" if copy.copied_at is None else moment(copy.copied_at),
            str(copy.points_behind),
            "there" if copy.state is CopyState.THERE else "not connected",
        )
        for copy in copies
    ]
    lines = table(("Copy", "Up to date as of", "Points behind", ""), rows, right=(2,)) if rows else ("No copies.",)
    return Answer(Outcome.OK, data, lines)


def copies_after(call: Call, repository: Repository, repo: str) -> tuple[PlaceOfCopy, ...]:
    """Bring the further places up to date that the settings name for the repository."""
    place = open_place(repo, call.options_of(repo)).location
    places = further_places(call.settings.read(), place)
    if not places:
        return ()
    with call.working() as work:
        return copy_after_backup(repository, places, call.options_of, work.progress, work.cancel)


def fields_of(copy: PlaceOfCopy) -> dict[str, object]:
    """A copy as programs read it."""
    return {
        "location": copy.location,
        "state": copy.state,
        "copied_at": copy.copied_at,
        "points_behind": copy.points_behind,
    }


def told(copy: PlaceOfCopy) -> str:
    """How a copy stands, in a sentence."""
    if copy.state is CopyState.THERE:
        return f"The copy in '{copy.location}' is up to date."
    age = "There is no copy yet" if copy.copied_at is None else f"The copy is of {moment(copy.copied_at)}"
    if copy.state is CopyState.AWAY:
        return f"{age}: '{copy.location}' is not connected."
    return f"{age}: {copy.problem}"
