"""Creating a repository, and opening one with the secret that is found for it."""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crmbackup_gui.errors import (
    DamagedRepository,
    InvalidRequest,
    KeyringUnavailable,
    NoKeyLeft,
    ObjectDamaged,
    RepositoryExists,
    RepositoryNotFound,
    RepositoryProblem,
    StoreFailed,
)
from crmbackup_gui.model.outcome import CancelToken
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.durable import plain_words
from crmbackup_gui.repository.identity import (
    RepositoryConfig,
    authenticate_config,
    new_repository_id,
    read_config,
    write_config,
)
from crmbackup_gui.repository.keys import DeviceSecret
from crmbackup_gui.repository.note import leave_note
from crmbackup_gui.repository.objects import ObjectStore
from crmbackup_gui.repository.place_record import record_place
from crmbackup_gui.repository.stores.exclusive import PROBES, check_creates_once
from crmbackup_gui.repository.stores.folder import FolderObjects
from crmbackup_gui.repository.stores.opening import LIMIT_RATE, is_cloud, open_store
from crmbackup_gui.services.heads import FileHeadMemory
from crmbackup_gui.services.keyring_secrets import NoKeyring, store_secret
from crmbackup_gui.services.paths import heads_file
from crmbackup_gui.services.place_options import RATE_VARIABLE
from crmbackup_gui.services.secrets import SecretSource, find_secret, typed_secret
from crmbackup_gui.services.store_keyring import stored_keys_of

if TYPE_CHECKING:
    from crmbackup_gui.repository.repository import Repository

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Unlocked:
    """A repository whose master key is known."""

    store: ObjectStore
    id: str
    master: bytes = field(repr=False)
    slot: keys.Slot | None = None
    """The key that opened it; None for a new one."""

    def repository(self, heads: Path | None = None) -> Repository:
        """Ready for work; the newest points seen are remembered on this machine, in the file `heads`."""
        from crmbackup_gui.repository.repository import Repository

        memory = FileHeadMemory(heads or heads_file()).of_place(self.id, self.store.location)
        return Repository(self.store, self.id, self.master, memory)


@dataclass(frozen=True)
class Created:
    """A new repository. The recovery code is nowhere else; show it once."""

    unlocked: Unlocked
    recovery_code: str = field(repr=False)
    on_this_machine: bool
    """Whether the keyring holds a key, so that this machine needs no passphrase."""
    warnings: tuple[str, ...] = ()


def unlock_repository(
    location: str,
    source: SecretSource,
    options: Sequence[str] = (),
    *,
    strengthening: bool = False,
    cancel: CancelToken | None = None,
) -> Unlocked:
    """Open what is there with the secret that is found; `strengthening` as `strengthen` does, `cancel` as `open_place`.

    Raises leaves of InvalidRequest, KeyProblem, DamagedRepository, RepositoryProblem; RepositoryNotFound.
    """
    store = open_place(location, options, cancel)
    config = read_config(store)
    secret = find_secret(config.id, source)
    unlocked = unlock_with(store, config, secret)
    return strengthen(unlocked, secret) if strengthening else unlocked


def unlock_with(store: ObjectStore, config: RepositoryConfig, secret: keys.Secret) -> Unlocked:
    """Open the repository of that config with one secret.

    Raises WrongKey, NoSuchKey and leaves of DamagedRepository.
    """
    master, slot = keys.open_slot(store, config.id, secret)
    authenticate_config(config, master)
    return Unlocked(store, config.id, master, slot)


def unlock_damaged(
    location: str,
    source: SecretSource,
    options: Sequence[str] = (),
    *,
    typed: str | None = None,
    cancel: CancelToken | None = None,
) -> Unlocked:
    """Open what is left at a place, also where nothing says any more that it is a repository.

    A passphrase or recovery code that was `typed` is used alone; `cancel` is as in `open_place`.

    Raises as `unlock_repository`, and NoKeyLeft when no slot is left that could be opened.
    """
    store = open_place(location, options, cancel)
    repository_id = keys.repository_in_slots(store)
    try:
        config = read_config(store)
    except (RepositoryNotFound, ObjectDamaged):
        if next(iter(store.list()), None) is None:
            raise
        config = None
    if repository_id is None:
        raise NoKeyLeft
    secret = find_secret(repository_id, source) if typed is None else typed_secret(typed)
    if config is not None and config.id == repository_id:
        return unlock_with(store, config, secret)
    master, slot = keys.open_slot(store, repository_id, secret)
    return Unlocked(store, repository_id, master, slot)


def strengthen(unlocked: Unlocked, secret: keys.Secret) -> Unlocked:
    """With the same passphrase at today's costs, if it opened the repository at lower ones.

    Where that cannot be written it stays as it is, which is logged.
    """
    slot = unlocked.slot
    if slot is None or not slot.weak or not isinstance(secret, keys.Passphrase):
        return unlocked
    try:
        stronger = keys.change_passphrase(unlocked.store, unlocked.id, unlocked.master, secret.text, slot)
    except (InvalidRequest, RepositoryProblem, DamagedRepository) as error:
        _LOG.info("the passphrase stays cheaper to guess than it could be: %s", error.user_message)
        return unlocked
    return replace(unlocked, slot=stronger)


def create_repository(location: str, passphrase: str, options: Sequence[str] = (), *, use_keyring: bool) -> Created:
    """Make a new repository with a passphrase, a recovery code and, where a keyring works, a key of this machine.

    Raises RepositoryExists when anything is there, InvalidRequest for an unusable passphrase, and StoreFailed, also
    where two writers of one name are not kept apart.
    """
    store = open_place(location, options)
    check_empty(store)
    if not isinstance(store, FolderObjects):
        check_creates_once(store)
    unlocked = Unlocked(store, new_repository_id(), keys.new_master())
    made: list[keys.Slot] = []
    try:
        made.append(keys.add_passphrase(store, unlocked.id, unlocked.master, passphrase))
        slot, code = keys.add_recovery_code(store, unlocked.id, unlocked.master)
        made.append(slot)
        write_config(store, unlocked.id, unlocked.master)
    except BaseException:
        # Slots of a repository that never came to be would look like damage to whoever creates one here.
        store.delete([f"keys/{slot.id}" for slot in made])
        raise
    leave_note(store)
    if is_cloud(store.location):
        record_place(store, unlocked.master, creates_once=True)
    stored, warnings = _kept_on_this_machine(unlocked) if use_keyring else (False, ())
    return Created(unlocked, code, stored, warnings)


def keep_on_this_machine(unlocked: Unlocked) -> None:
    """Give this machine a key of its own, in its keyring.

    Raises NoKeyring and KeyringUnavailable; then there is no such key.
    """
    slot, secret = keys.add_device_secret(unlocked.store, unlocked.id, unlocked.master, _machine())
    try:
        store_secret(unlocked.id, DeviceSecret(secret, slot.id))
    except (NoKeyring, KeyringUnavailable):
        keys.remove_slot(unlocked.store, unlocked.id, slot.id, unlocked.master)
        raise


def _kept_on_this_machine(unlocked: Unlocked) -> tuple[bool, tuple[str, ...]]:
    """Whether it could be done, and warnings."""
    try:
        keep_on_this_machine(unlocked)
    except NoKeyring:
        _LOG.info("this machine has no keyring, so it keeps no key of the repository")
        return False, ()
    except KeyringUnavailable as error:
        return False, (f"{error.user_message} This machine needs the passphrase for every backup.",)
    return True, ()


def _machine() -> str:
    """What to call this machine in the list of keys."""
    name = "".join(character for character in platform.node() if character.isprintable())
    return name[: keys.MAX_LABEL]


def open_place(location: str, options: Sequence[str] = (), cancel: CancelToken | None = None) -> ObjectStore:
    """The store at a location, with the settings that the user gave for it.

    `cancel` ends what waits for a network. Raises as `open_store`, and KeyringUnavailable where the key of a cloud
    store could only be in a keyring that is locked.
    """
    limit = os.environ.get(RATE_VARIABLE)
    if limit and not any(option.startswith(f"{LIMIT_RATE}=") for option in options):
        options = (*options, f"{LIMIT_RATE}={limit}")
    return open_store(location, options, secrets_of=stored_keys_of, cancel=cancel)


def check_empty(store: ObjectStore) -> None:
    """Raise RepositoryExists when anything is there.

    Also files that no repository wrote count: two programs in one folder end badly for one of them.
    """
    if isinstance(store, FolderObjects):
        try:
            held = {path.name for path in Path(store.location).iterdir()} - {store.HIDDEN}
        except FileNotFoundError:
            return
        except NotADirectoryError as error:
            raise RepositoryExists(store.location) from error
        except OSError as error:
            raise StoreFailed(store.location, plain_words(error)) from error
    else:
        held = {info.name for info in store.list() if not info.name.startswith(f"{PROBES}/")}
    if held:
        raise RepositoryExists(store.location)
