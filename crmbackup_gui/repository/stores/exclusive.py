"""Whether a place lets only the first of two writers of one name win, which every commit relies on."""

from __future__ import annotations

import secrets
from contextlib import suppress

from crmbackup_gui.actions import Action
from crmbackup_gui.errors import ObjectMissing, StoreFailed
from crmbackup_gui.repository.objects import AlreadyThere, ObjectStore, unless_kept

PROBES = "probes"


def check_creates_once(store: ObjectStore) -> None:
    """Create one name twice: the second must lose, and what the first wrote must stay.

    Raises StoreFailed where it is otherwise: two backups at once could lose one of their points there, and no waiting
    makes up for it, since a program can be stopped for as long as it likes between its look and its write.
    """
    name = f"{PROBES}/{secrets.token_hex(16)}"
    first, second = secrets.token_bytes(32), secrets.token_bytes(32)
    store.put(name, first, create=True)
    try:
        with suppress(AlreadyThere):
            store.put(name, second, create=True)
            raise _refused(store)
        if store.get(name) != first:
            raise _refused(store)
    except ObjectMissing as error:
        raise _refused(store) from error
    finally:
        with unless_kept():
            store.delete([name])


def _refused(store: ObjectStore) -> StoreFailed:
    words = "it does not keep two programs from writing the same name, so that a repository would not be safe there"
    return StoreFailed(store.location, words, action=Action.CHOOSE_OTHER_STORE)
