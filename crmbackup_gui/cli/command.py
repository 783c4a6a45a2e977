"""What every subcommand has in common: how it is declared, and the options that all of them take."""

from __future__ import annotations

import getpass
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.output import Output
from crmbackup_gui.cli.working import Work, working
from crmbackup_gui.engine.points import find_anywhere
from crmbackup_gui.errors import RepositoryNotFound, StoreFailed
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.repository.stores.opening import LIMIT_RATE
from crmbackup_gui.services.copies import further_places
from crmbackup_gui.services.crm_secrets import CrmSecrets
from crmbackup_gui.services.crm_sources import open_crm
from crmbackup_gui.services.opening import Unlocked, open_place, unlock_repository
from crmbackup_gui.services.paths import settings_file
from crmbackup_gui.services.place_options import OptionsOf, PlaceOptions
from crmbackup_gui.services.reading import SERVES_NOT
from crmbackup_gui.services.secrets import SecretSource
from crmbackup_gui.services.settings import SettingsFile
from crmbackup_gui.sources.base import Source

Repo = Annotated[str, typer.Option("--repo", metavar="REPO", help="The repository: a folder, s3://, az:// or gs://.")]
Crm = Annotated[str | None, typer.Option("--crm", metavar="NAME", help="One CRM of the repository, by name or id.")]
Entities = Annotated[
    list[str] | None,
    typer.Option("--entity", metavar="NAME", help="Only this entity, or part of the CRM by its name; may be repeated."),
]


def _common(
    context: typer.Context,
    json: Annotated[
        bool, typer.Option("--json", help="Print JSON, one object a line; the last is the result.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Print what the program did when it fails.")] = False,
    passphrase_file: Annotated[
        Path | None,
        typer.Option("--passphrase-file", metavar="FILE", help="The passphrase or recovery code, in a file."),
    ] = None,
    limit_rate: Annotated[
        str | None,
        typer.Option("--limit-rate", metavar="RATE", help="Send no more bytes a second to the repository: 500k, 2M."),
    ] = None,
    store_option: Annotated[
        list[str] | None,
        typer.Option("--store-option", metavar="KEY=VALUE", help="A setting of the store; may be repeated."),
    ] = None,
) -> None:
    """The options that are accepted after every subcommand."""


def _of_crms(
    source_secrets: Annotated[
        Path | None,
        typer.Option("--source-secrets", metavar="FILE", help="The password of the CRM, in a file of JSON."),
    ] = None,
) -> None:
    """The options of subcommands that open a CRM."""


@dataclass(frozen=True)
class Call:
    """One run of a subcommand, with what the common options say."""

    output: Output
    secrets: SecretSource
    crm_secrets: CrmSecrets
    store_options: tuple[str, ...]
    """Those of the command line; `options_of` has those of the settings, too."""
    cancel: CancelToken = field(default_factory=CancelToken)
    """Stops the job, and what it waits for in the repository's place."""

    @cached_property
    def settings(self) -> SettingsFile:
        """Those of the user who runs it."""
        return SettingsFile(settings_file())

    @property
    def options_of(self) -> OptionsOf:
        """The options for each place."""
        return PlaceOptions(self.store_options, self.settings)

    def unlock(self, location: str, *, strengthening: bool = False) -> Unlocked:
        """The repository at that place with its keys. As `unlock_repository`."""
        return unlock_repository(
            location, self.secrets, self.options_of(location), strengthening=strengthening, cancel=self.cancel
        )

    def repository(self, location: str) -> Repository:
        """The repository at that place, ready for work. Raises as `unlock_repository`."""
        return self.unlock(location).repository()

    def readable(self, location: str, point: str | None = None) -> Repository:
        """The repository for reading: where its place cannot be reached, the first copy that can, which is said.

        The copies are those of the settings. With a point that is named, the first that has it. Raises what the place
        itself raised when no copy serves.
        """
        try:
            return self.repository(location)
        except (StoreFailed, RepositoryNotFound) as error:
            for place in self._further(location):
                try:
                    found = self.repository(place)
                    if point is not None:
                        find_anywhere(found, point)
                except SERVES_NOT:
                    continue
                self.output.event({"event": "place", "location": place})
                self.output.say(
                    f"{error.user_message} The copy in '{place}' is used, which may lack the newest points."
                )
                return found
            raise

    def _further(self, location: str) -> tuple[str, ...]:
        return further_places(self.settings.read(), open_place(location, self.options_of(location)).location)

    def crm(self, url: str) -> Source:
        """The CRM at that URL; nothing is connected yet. Raises as `open_crm`."""
        return open_crm(url, self.crm_secrets)

    @contextmanager
    def working(self) -> Iterator[Work]:
        """Around a job that takes long: shows how far it is, and lets a person stop it."""
        with working(self.output, self.cancel) as work:
            yield work


def command(
    app: typer.Typer, name: str | None = None, *, opens_crm: bool = False
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Declare a subcommand: a function of a `Call` and its own parameters, as typer declares them.

    Its first line of documentation is its help. The common options come behind its own, and before them that of the
    secrets of a CRM if it opens one.
    """

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        context, *common = inspect.signature(_common, eval_str=True).parameters.values()
        of_crms = inspect.signature(_of_crms, eval_str=True).parameters.values() if opens_crm else ()

        def run(context: typer.Context, **given: Any) -> Answer:  # noqa: ANN401 - as the signature below says
            del given["json"], given["debug"]  # app.py has read them, so that even wrong usage is answered in JSON
            asks = _ask if sys.stdin.isatty() and sys.stdout.isatty() else None
            call = Call(
                output=context.obj,
                secrets=SecretSource(given.pop("passphrase_file"), asks),
                crm_secrets=CrmSecrets(given.pop("source_secrets", None), asks),
                store_options=_store_options(given.pop("store_option"), given.pop("limit_rate")),
            )
            return function(call, **given)

        keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *of_crms, *common)]
        run.__doc__ = function.__doc__
        run.__annotations__ = {p.name: p.annotation for p in (context, *keyword)}
        run.__signature__ = inspect.Signature([context, *keyword])  # type: ignore[attr-defined]
        app.command(name or function.__name__.replace("_", "-"))(run)
        return function

    return register


def _store_options(options: list[str] | None, limit: str | None) -> tuple[str, ...]:
    return (*(options or ()), *(() if limit is None else (f"{LIMIT_RATE}={limit}",)))


def _ask(words: str) -> str:
    return getpass.getpass(words)
