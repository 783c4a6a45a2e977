"""`crmbackup store-key`: access keys of cloud stores in the keyring of this machine."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, command
from crmbackup_gui.errors import InvalidRequest
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository.stores.cloud import SECRETS
from crmbackup_gui.repository.stores.opening import is_cloud
from crmbackup_gui.repository.stores.places import parse_cloud_place
from crmbackup_gui.services.store_keyring import forget_key, store_key

STORE_SECRET_VARIABLE = "CRMBACKUP_STORE_SECRET"  # noqa: S105 - a name, not a secret


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app, "store-key")(keep)


def keep(
    call: Call,
    repo: Annotated[str, typer.Argument(metavar="REPO", help="A place that begins with s3://, az:// or gs://.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which secret it is, such as secret-access-key.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take it out of the keyring.")] = False,
) -> Answer:
    """Keep an access key of a cloud store in the keyring: from CRMBACKUP_STORE_SECRET, or asked for."""
    if not is_cloud(repo):
        raise InvalidRequest("Only places that begin with s3://, az:// or gs:// have access keys.")
    place = parse_cloud_place(repo)
    known = SECRETS[place.cloud]
    if name not in known:
        raise InvalidRequest(f"Places in {place.cloud.value}:// have these secrets: {', '.join(known)}.")
    if remove:
        removed = forget_key(place.account, name)
        said = "Removed it from the keyring." if removed else "The keyring had none."
        return Answer(Outcome.OK, {"bucket": place.account, "name": name, "removed": removed}, (said,))
    secret = os.environ.get(STORE_SECRET_VARIABLE)
    if secret is None and call.secrets.ask is not None:
        secret = call.secrets.ask(f"{name} of {place.account}: ")
    if not secret:
        raise InvalidRequest(f"Give the secret in {STORE_SECRET_VARIABLE}, or run this on a terminal.")
    store_key(place.account, name, secret)
    lines = (f"The keyring of this machine holds the {name} of {place.account}.",)
    return Answer(Outcome.OK, {"bucket": place.account, "name": name}, lines)
