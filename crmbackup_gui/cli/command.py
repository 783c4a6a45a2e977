"""What every subcommand has in common: how it is declared, and the options that all of them take."""

from __future__ import annotations

import getpass
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.output import Output
from crmbackup_gui.cli.working import Work, working
from crmbackup_gui.repository.repository import Repository
from crmbackup_gui.services.opening import Unlocked, unlock_repository
from crmbackup_gui.services.secrets import SecretSource

Repo = Annotated[str, typer.Option("--repo", metavar="REPO", help="The repository: a folder.")]
Crm = Annotated[str | None, typer.Option("--crm", metavar="NAME", help="One CRM of the repository, by name or id.")]
Entities = Annotated[list[str] | None, typer.Option("--entity", metavar="NAME", help="Only this one; may be repeated.")]


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
    store_option: Annotated[
        list[str] | None,
        typer.Option("--store-option", metavar="KEY=VALUE", help="A setting of the store; may be repeated."),
    ] = None,
) -> None:
    """The options that are accepted after every subcommand."""


@dataclass(frozen=True)
class Call:
    """One run of a subcommand, with what the common options say."""

    output: Output
    secrets: SecretSource
    store_options: tuple[str, ...]

    def unlock(self, location: str) -> Unlocked:
        """The repository at that place with its keys. Raises as `unlock_repository`."""
        return unlock_repository(location, self.secrets, self.store_options)

    def repository(self, location: str) -> Repository:
        """The repository at that place, ready for work. Raises as `unlock_repository`."""
        return self.unlock(location).repository()

    @contextmanager
    def working(self) -> Iterator[Work]:
        """Around a job that takes long: shows how far it is, and lets a person stop it."""
        with working(self.output) as work:
            yield work


def command(app: typer.Typer, name: str | None = None) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Declare a subcommand: a function of a `Call` and its own parameters, as typer declares them.

    Its first line of documentation is its help. The common options come behind its own.
    """

    def register(function: Callable[..., Answer]) -> Callable[..., Answer]:
        own = list(inspect.signature(function, eval_str=True).parameters.values())[1:]
        common = list(inspect.signature(_common, eval_str=True).parameters.values())

        def run(context: typer.Context, **given: Any) -> Answer:  # noqa: ANN401 - as the signature below says
            del given["json"], given["debug"]  # app.py has read them, so that even wrong usage is answered in JSON
            asks = _ask if sys.stdin.isatty() and sys.stdout.isatty() else None
            call = Call(
                output=context.obj,
                secrets=SecretSource(given.pop("passphrase_file"), asks),
                store_options=tuple(given.pop("store_option") or ()),
            )
            return function(call, **given)

        keyword = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*own, *common[1:])]
        run.__doc__ = function.__doc__
        run.__annotations__ = {p.name: p.annotation for p in (common[0], *keyword)}
        run.__signature__ = inspect.Signature([common[0], *keyword])  # type: ignore[attr-defined]
        app.command(name or function.__name__.replace("_", "-"))(run)
        return function

    return register


def _ask(words: str) -> str:
    return getpass.getpass(words)
