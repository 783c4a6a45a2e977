"""The key with which this computer opens a repository by itself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from crmbackup_gui.errors import DamagedRepository, NoSuchKey, NothingFound, WrongKey
from crmbackup_gui.repository import keys
from crmbackup_gui.repository.identity import read_config
from crmbackup_gui.services.keyring_secrets import NoKeyring, forget_secret, stored_secret
from crmbackup_gui.services.opening import open_place


def forget_stored_key(location: str, options: Sequence[str] = ()) -> bool:
    """Take it out of the repository and out of the keyring; False when there was none.

    From then on every start of the program asks for the passphrase. Raises RepositoryNotFound, StoreFailed and
    KeyringUnavailable.
    """
    store = open_place(location, options)
    repository = read_config(store).id
    try:
        stored = stored_secret(repository)
    except NoKeyring:
        return False
    if stored is None:
        return False
    master = None
    with suppress(NoSuchKey, WrongKey, DamagedRepository):  # without it copies keep the slot, and say so
        master = keys.unlock(store, repository, stored)
    with suppress(NothingFound):
        keys.remove_slot(store, repository, stored.slot_id, master)
    forget_secret(repository, stored.slot_id)
    return True
