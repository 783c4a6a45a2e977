"""`crmbackup init` and `crmbackup keys`: who can open a repository."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated

import typer

from crmbackup_gui.cli.answer import Answer
from crmbackup_gui.cli.command import Call, Repo, command
from crmbackup_gui.cli.wording import moment, table
from crmbackup_gui.errors import InvalidRequest, KeyringUnavailable, NoSuchKey
from crmbackup_gui.model.outcome import Outcome
from crmbackup_gui.repository import keys
from crmbackup_gui.services.keyring_secrets import NoKeyring, forget_secret
from crmbackup_gui.services.opening import Unlocked, create_repository
from crmbackup_gui.services.secrets import SecretSource, new_passphrase

NEW_PASSPHRASE_VARIABLE = "CRMBACKUP_NEW_PASSPHRASE"  # noqa: S105 - a name, not a secret

_KEEP_IT = "Write it down and keep it apart from the repository: it is shown only this once."
_COPIES = "Who copied the repository before can still open that copy with the old one."
_LOG = logging.getLogger(__name__)

NewPassphrase = Annotated[
    Path | None, typer.Option("--new-passphrase-file", metavar="FILE", help="The new passphrase, in a file.")
]
Label = Annotated[str, typer.Option("--label", metavar="TEXT", help="What to call the key in the list.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    command(app)(init)
    group = typer.Typer(help="List, add, change and remove the keys that open a repository.", rich_markup_mode=None)
    command(group, "list")(list_keys)
    command(group)(add_passphrase)
    command(group)(change_passphrase)
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
    created = create_repository(repo, new_passphrase(call.secrets), call.options_of(repo), use_keyring=not no_keyring)
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
    unlocked = call.unlock(repo, strengthening=True)
    slots = keys.list_slots(unlocked.store, unlocked.id)
    rows = [(slot.id, slot.kind.words + _weak(slot), moment(slot.created), slot.label) for slot in slots]
    return Answer(
        Outcome.OK, {"keys": [_fields(slot) for slot in slots]}, table(("Key", "Kind", "Added", "Label"), rows)
    )


def _weak(slot: keys.Slot) -> str:
    """Other passphrases than the one that is given cannot be made costlier to guess."""
    return " (cheaper to guess than today's)" if slot.weak else ""


def add_passphrase(
    call: Call,
    repo: Repo,
    label: Label = "",
    new_passphrase_file: NewPassphrase = None,
) -> Answer:
    """Let one more passphrase open the repository: from a file, CRMBACKUP_NEW_PASSPHRASE, or asked for."""
    unlocked = call.unlock(repo, strengthening=True)
    wanted = _new_passphrase(call, new_passphrase_file)
    slot = keys.add_passphrase(unlocked.store, unlocked.id, unlocked.master, wanted, label)
    return Answer(Outcome.OK, {"key": _fields(slot)}, (f"Added the passphrase as key {slot.id}.",))


def change_passphrase(
    call: Call,
    repo: Repo,
    slot: Annotated[
        str | None,
        typer.Option("--key", metavar="KEY", help="Which one, if several exist and another key opens the repository."),
    ] = None,
    new_passphrase_file: NewPassphrase = None,
) -> Answer:
    """Put a new passphrase in the place of the old one; nothing else is written anew."""
    unlocked = call.unlock(repo)
    replaced = _passphrase_to_change(unlocked, slot)
    wanted = _new_passphrase(call, new_passphrase_file)
    changed = keys.change_passphrase(unlocked.store, unlocked.id, unlocked.master, wanted, replaced)
    line = f"Changed the passphrase: it is key {changed.id}, and key {replaced.id} is removed."
    return Answer(Outcome.OK, {"key": _fields(changed), "removed": replaced.id}, (line, _COPIES))


def add_recovery_code(call: Call, repo: Repo, label: Label = "") -> Answer:
    """Make one more recovery code and print it, once."""
    unlocked = call.unlock(repo, strengthening=True)
    slot, code = keys.add_recovery_code(unlocked.store, unlocked.id, unlocked.master, label)
    lines = (f"Added key {slot.id}.", f"Recovery code: {code}", _KEEP_IT)
    return Answer(Outcome.OK, {"key": _fields(slot), "recovery_code": code}, lines)


def remove(
    call: Call,
    slot: Annotated[str, typer.Argument(metavar="KEY", help="The id of the key, or its beginning.")],
    repo: Repo,
) -> Answer:
    """Remove a key. Whoever copied the repository can still open that copy with it."""
    unlocked = call.unlock(repo, strengthening=True)
    removed = keys.remove_slot(unlocked.store, unlocked.id, slot, unlocked.master)
    try:
        forget_secret(unlocked.id, removed)
    except (NoKeyring, KeyringUnavailable):
        _LOG.info("the keyring cannot be asked whether it holds the removed key")
    return Answer(Outcome.OK, {"removed": removed}, (f"Removed key {removed}.",))


def _new_passphrase(call: Call, file: Path | None) -> str:
    return new_passphrase(SecretSource(file, call.secrets.ask, NEW_PASSPHRASE_VARIABLE))


def _passphrase_to_change(unlocked: Unlocked, named: str | None) -> keys.Slot:
    """The one that is named, or that opened the repository, or the only one."""
    slots = [s for s in keys.list_slots(unlocked.store, unlocked.id) if s.kind is keys.SlotKind.PASSPHRASE]
    opened = unlocked.slot.id if unlocked.slot is not None else ""
    if named is not None:
        slots = [slot for slot in slots if named and slot.id.startswith(named.lower())]
    elif any(slot.id == opened for slot in slots):
        slots = [slot for slot in slots if slot.id == opened]
    if not slots and named is None:
        raise NoSuchKey(keys.SlotKind.PASSPHRASE.words)
    if len(slots) != 1:
        raise InvalidRequest("Name the passphrase to change with --key and its id; 'crmbackup keys list' tells it.")
    return slots[0]


def _fields(slot: keys.Slot) -> dict[str, object]:
    return {"id": slot.id, "kind": slot.kind, "created": slot.created, "label": slot.label, "weak": slot.weak}
