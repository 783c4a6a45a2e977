"""`crmbackup init` and `crmbackup keys`: who can open a repository."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Repo, command
from crmbackup_gui.cli.wording import moment, table
from crmbackup_gui.errors import KeyringUnavailable
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository import keys
from crmbackup_gui.services.keyring_secrets import NoKeyring, forget_secret
from crmbackup_gui.services.opening import create_repository
from crmbackup_gui.services.secrets import SecretSource, new_passphrase

NEW_PASSPHRASE_VARIABLE = "CRMBACKUP_NEW_PASSPHRASE"  # noqa: S105 - a name, not a secret

_KEEP_IT = "Write it down and keep it apart from the repository: it is shown only this once."
_LOG = logging.getLogger(__name__)

Label = Annotated[str, typer.Option("--label", metavar="TEXT", help="What to call the key in the list.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app)(init)
    group = typer.Typer(help="List, add and remove the keys that open a repository.", rich_markup_mode=None)
    command(group, "list")(list_keys)
    command(group)(add_passphrase)
    command(group)(add_recovery_code)
    command(group)(remove)
    app.add_typer(group, name="keys")


def init(
    call: Call,
    repo: Annotated[str, typer.Argument(metavar="REPO", help="An empty folder, or one that does not exist yet.")],
    no_keyring: Annotated[
        bool, typer.Option("--no-keyring", help="Keep no key on this machine; every command needs the passphrase.")
    ] = False,
) -> Answer:
    """Create a repository and print its recovery code, once."""
    created = create_repository(repo, new_passphrase(call.secrets), call.store_options, use_keyring=not no_keyring)
    location = created.unlocked.store.location
    return Answer(
        Outcome.WARNINGS if created.warnings else Outcome.OK,
        {
            "repository": created.unlocked.id,
            "location": location,
            "recovery_code": created.recovery_code,
            "key_on_this_machine": created.on_this_machine,
        },
        lines=(
            f"Created an encrypted repository in {location}.",
            f"Recovery code: {created.recovery_code}",
            _KEEP_IT,
            "The keyring of this machine holds a key, so backups here run unattended."
            if created.on_this_machine
            else "No key is kept on this machine: every command needs the passphrase or the recovery code.",
        ),
        warnings=created.warnings,
    )


def list_keys(call: Call, repo: Repo) -> Answer:
    """List the keys that open the repository."""
    unlocked = call.unlock(repo)
    slots = keys.list_slots(unlocked.store, unlocked.id)
    rows = [(slot.id, slot.kind.words, moment(slot.created), slot.label) for slot in slots]
    return Answer(
        Outcome.OK, {"keys": [_fields(slot) for slot in slots]}, table(("Key", "Kind", "Added", "Label"), rows)
    )


def add_passphrase(
    call: Call,
    repo: Repo,
    label: Label = "",
    new_passphrase_file: Annotated[
        Path | None, typer.Option("--new-passphrase-file", metavar="FILE", help="The new passphrase, in a file.")
    ] = None,
) -> Answer:
    """Let one more passphrase open the repository: from a file, CRMBACKUP_NEW_PASSPHRASE, or asked for."""
    unlocked = call.unlock(repo)
    source = SecretSource(new_passphrase_file, call.secrets.ask, NEW_PASSPHRASE_VARIABLE)
    slot = keys.add_passphrase(unlocked.store, unlocked.id, unlocked.master, new_passphrase(source), label)
    return Answer(Outcome.OK, {"key": _fields(slot)}, (f"Added the passphrase as key {slot.id}.",))


def add_recovery_code(call: Call, repo: Repo, label: Label = "") -> Answer:
    """Make one more recovery code and print it, once."""
    unlocked = call.unlock(repo)
    slot, code = keys.add_recovery_code(unlocked.store, unlocked.id, unlocked.master, label)
    lines = (f"Added key {slot.id}.", f"Recovery code: {code}", _KEEP_IT)
    return Answer(Outcome.OK, {"key": _fields(slot), "recovery_code": code}, lines)


def remove(
    call: Call,
    slot: Annotated[str, typer.Argument(metavar="KEY", help="The id of the key, or its beginning.")],
    repo: Repo,
) -> Answer:
    """Remove a key. Whoever copied the repository can still open that copy with it."""
    unlocked = call.unlock(repo)
    removed = keys.remove_slot(unlocked.store, unlocked.id, slot)
    try:
        forget_secret(unlocked.id, removed)
    except (NoKeyring, KeyringUnavailable):
        _LOG.info("the keyring cannot be asked whether it holds the removed key")
    return Answer(Outcome.OK, {"removed": removed}, (f"Removed key {removed}.",))


def _fields(slot: keys.Slot) -> dict[str, object]:
    return {"id": slot.id, "kind": slot.kind, "created": slot.created, "label": slot.label}
